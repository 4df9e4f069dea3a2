"""What a search may choose: a structure and the values of its levers, as numbers that a sampler draws."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from ...scenario.factors import Factor
from ...scenario.parameters import parameters_of
from ...scenario.study_spec import StudyPlan

STRUCTURE = "file"
"""Path of the factor that names the structure of a candidate."""
DIGITS = 4
"""Significant digits of a value that is drawn from a range: a file wants no more."""

Drawn = Mapping[str, Any]
"""A number for each factor: the place in its list, or the value in its range."""


@dataclass(frozen=True)
class Candidate:
    """A structure with values of all levers, by path."""

    variant: str
    values: Mapping[str, Any]

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal for candidates that are the same."""
        return (self.variant, *map(repr, self.values.values()))


@dataclass(frozen=True)
class Option:
    """What may be chosen of one factor.

    Attributes
    ----------
    values: all values, where there are some only; numbers in ascending order. ordered: whether neighbours are alike.
    """

    factor: Factor

    @property
    def path(self) -> str:
        """Dotted path of the factor."""
        return self.factor.path

    @cached_property
    def values(self) -> tuple[Any, ...]:
        """All values in order; () where there is a range of numbers that are not whole."""
        if self.factor.levels:
            return tuple(sorted(self.factor.levels)) if self.factor.is_number else self.factor.levels
        if self.factor.whole and self.factor.distribution is None:
            return tuple(range(math.ceil(self.factor.low), math.floor(self.factor.high) + 1))
        return ()

    def chosen(self, drawn: Any) -> Any:
        """The value for a number that was drawn."""
        if self.values:
            return self.values[int(drawn)]
        value = self.factor.at(float(drawn)) if self.factor.distribution is not None else float(drawn)
        rounded = float(f"{value:.{DIGITS}g}")
        if self.factor.distribution is not None:
            return rounded
        return min(max(rounded, self.factor.low), self.factor.high)

    def number_of(self, value: Any) -> Any:
        """The number that stands for a value; None where it cannot be chosen."""
        if self.values:
            return self.values.index(value) if value in self.values else None
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if self.factor.distribution is not None or not is_number:
            return None
        return float(value) if self.factor.low <= value <= self.factor.high else None

    def distribution(self) -> Any:
        """The same for a sampler of Optuna."""
        from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

        if self.values and self.factor.is_number:
            return IntDistribution(0, len(self.values) - 1)
        if self.values:
            return CategoricalDistribution(list(range(len(self.values))))
        if self.factor.distribution is not None:
            return FloatDistribution(0.0, 1.0)
        return FloatDistribution(self.factor.low, self.factor.high)


class Space:
    """All candidates of a plan: its variants, where there are several, and its levers.

    Uncertainties are not chosen: a candidate meets worlds that differ in them.
    """

    def __init__(self, plan: StudyPlan) -> None:
        self.plan = plan
        self.names = tuple(name for name, _ in plan.variants)
        self.levers = tuple(factor for factor in plan.factors if factor.kind == "lever")
        self.uncertainties = tuple(factor for factor in plan.factors if factor.kind == "uncertainty")
        structure = [self.structure] if len(self.names) > 1 else []
        self.options = tuple(map(Option, [*structure, *self.levers]))

    @property
    def structure(self) -> Factor:
        """The factor that names the structure."""
        return Factor(STRUCTURE, "lever", levels=self.names)

    @property
    def size(self) -> float:
        """How many candidates there are; infinite where a lever has a range."""
        return math.prod(len(option.values) or math.inf for option in self.options)

    def candidate(self, drawn: Drawn) -> Candidate:
        """What numbers that were drawn stand for."""
        chosen = {option.path: option.chosen(drawn[option.path]) for option in self.options}
        return Candidate(chosen.pop(STRUCTURE, self.names[0]), chosen)

    def every(self) -> list[Candidate]:
        """All candidates, where there are not too many."""
        numbers = (range(len(option.values)) for option in self.options)
        paths = [option.path for option in self.options]
        return [self.candidate(dict(zip(paths, row, strict=True))) for row in product(*numbers)]

    def as_they_are(self) -> list[Drawn]:
        """The numbers of the variants as their files say, where that can be chosen."""
        found: list[Drawn] = []
        for name, scenario in self.plan.variants:
            own = {p.path: p.value for p in parameters_of(scenario)} | {STRUCTURE: name}
            numbers = {option.path: option.number_of(own.get(option.path)) for option in self.options}
            if None not in numbers.values():
                found.append(numbers)
        return found
