"""Factors: what a study moves, each by its dotted path, and the value that it takes at a place between 0 and 1.

A lever is what one may choose; an uncertainty is what one does not control. Plausible ranges come from the metadata of the
fields themselves: see `evidence_factors`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, Literal

from pydantic import TypeAdapter

from ..errors import InputError
from ..kernel.distributions import Distribution
from ..kernel.quantiles import quantile_function
from .parameters import Parameter, parameters_of
from .scenario import Scenario
from .variations import with_values

Kind = Literal["lever", "uncertainty"]
LEAST_CHANCE = 1e-9
LEAST_OF_ENDLESS = 0.001
"""Distributions without an end are cut here and as far from 1: what is checked at both ends is all that a design can draw."""
ENDLESS = ("exponential", "gamma", "lognormal")
ROUNDING = 1e-9
"""By which a place may lie below the level that it means: a third of three levels is the second."""
SOMEWHERE = 0.4
"""A place in a range that is not the default: a key at its default counts as not written."""
LEAST_OF_MIDDLE = 0.01
"""A mean is positive: a range from 0 begins here."""
NOT_DRAWN = ("demand.scale", "products.*")
"""How much arrives follows from the mode and the load that were chosen; what each area is like is the organisation's own."""


@dataclass(frozen=True)
class Factor:
    """Something that a study moves.

    Attributes
    ----------
    path: dotted path of the key; a study of several files has the factor `file`.
    levels: the values it may take, where there are some only: numbers, words, maps.
    low, high: ends of its range, where it has one. middle: the value of the files: as likely above as below it.
    distribution: by which it is drawn, if not evenly; as a file writes it.
    whole: whether only whole numbers count.
    of: whether the number is the value itself, the mean or the median of a distribution, or multiplies the default.
    everywhere: whether each variant must have the key; one that comes from a range is left out where it has no meaning.
    levels_of_range: into how many values a grid divides a range.
    """

    path: str
    kind: Kind
    levels: tuple[Any, ...] = ()
    low: float = 0.0
    high: float = 1.0
    middle: float | None = None
    distribution: Any = None
    whole: bool = False
    of: Literal["value", "mean", "median", "default"] = "value"
    everywhere: bool = True
    levels_of_range: int = 3
    unit: str = ""
    source: str = ""

    @cached_property
    def is_number(self) -> bool:
        """Whether its values are numbers, and can be averaged."""
        return not self.levels or all(_is_number(level) for level in self.levels)

    def at(self, place: float) -> Any:
        """The value at a place from 0 to 1: equal distances are equally likely."""
        if self.levels:
            return self.levels[min(int(place * len(self.levels) + ROUNDING), len(self.levels) - 1)]
        value = self._between(min(1.0, max(0.0, place)))
        return round(value) if self.whole else value

    def _between(self, place: float) -> float:
        if self.distribution is not None:
            least = LEAST_OF_ENDLESS if set(self.distribution) & set(ENDLESS) else LEAST_CHANCE
            return float(self._drawn(min(1 - least, max(least, place))))
        if self.whole:  # each whole number is equally likely
            return min(self.high, float(int(self.low + place * (self.high - self.low + 1) + ROUNDING)))
        if self.middle is None:
            return self.low + place * (self.high - self.low)
        if place < 0.5:
            return self.low + 2 * place * (self.middle - self.low)
        return self.middle + (2 * place - 1) * (self.high - self.middle)

    @cached_property
    def _drawn(self) -> Any:
        return quantile_function(TypeAdapter(Distribution).validate_python(self.distribution))

    def on_a_grid(self) -> list[Any]:
        """Its levels; those of a range lie evenly from end to end."""
        if self.levels:
            return list(self.levels)
        n = self.levels_of_range
        if self.distribution is not None:
            return [self.at((k + 0.5) / n) for k in range(n)]
        steps = [self.low + (self.high - self.low) * k / max(1, n - 1) for k in range(n)]
        return list(dict.fromkeys(round(step) if self.whole else step for step in steps))

    def written(self, value: Any, own: Any) -> Any:
        """What is written at the path for a value. own: what stands there now."""
        if self.whole and _is_number(value):
            return int(value)
        if self.of == "value" or own is None:
            return value
        if self.of == "default":
            return _times(own, value)
        return value if _is_number(own) else _moved(own, value)

    def shown(self, value: Any) -> Any:
        """A value as a table of results holds it: a number, or a word."""
        if self.is_number:
            return float(value)
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def as_entry(self) -> dict[str, Any]:
        """All that is not at its default, for a manifest."""
        plain = Factor(self.path, self.kind)
        return {k: v for k, v in asdict(self).items() if k in ("path", "kind") or v != getattr(plain, k)}


def factor_from(entry: Mapping[str, Any]) -> Factor:
    """A factor as a manifest keeps it."""
    return Factor(**{**entry, "levels": tuple(entry.get("levels", ()))})


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _times(value: Any, factor: float) -> Any:
    """Every number in a value, multiplied."""
    if isinstance(value, Mapping):
        return {key: _times(inner, factor) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_times(inner, factor) for inner in value]
    return value * factor if _is_number(value) else value


def _moved(distribution: Mapping[str, Any], location: float) -> Any:
    """A distribution with another mean or median; its shape stays."""
    ((name, law),) = distribution.items()
    return {name: {**law, **{key: location for key in ("mean", "median") if key in law}}}


def evidence_factors(scenarios: Sequence[Scenario]) -> list[Factor]:
    """Uncertainties of the model itself in some scenarios, each within its plausible range, in the order of the files.

    What a user has set is not among them, be it in one of the scenarios only: there the scenarios are meant to differ.
    Nor is what only the user can know, nor what stands at an end of its range, where it switches something off. How much
    arrives belongs to the mode of demand.
    """
    found: dict[str, Factor] = {}
    parameters = [parameters_of(scenario) for scenario in scenarios]
    are_set = {p.path for each in parameters for p in each if p.changed}
    for scenario, each in zip(scenarios, parameters, strict=True):
        candidates = [p for p in each if p.path not in are_set and _is_uncertain(p)]
        for factor in _settable(scenario, list(filter(None, map(_of_parameter, candidates)))):
            found.setdefault(factor.path, factor)
    return list(found.values())


def _is_uncertain(parameter: Parameter) -> bool:
    if parameter.changed or parameter.required or parameter.source.yours or parameter.on is False:
        return False
    plausible = parameter.plausible
    return (
        plausible is not None
        and not plausible.where
        and not any(fnmatchcase(parameter.path, pattern) for pattern in NOT_DRAWN)
    )


def _of_parameter(parameter: Parameter) -> Factor | None:
    plausible, value = parameter.plausible, parameter.value
    assert plausible is not None
    middle = 1.0 if plausible.of == "default" else _location(value, plausible.of)
    if middle is None or not plausible.low < middle < plausible.high:
        return None
    low = plausible.low if plausible.of == "value" else max(plausible.low, LEAST_OF_MIDDLE * middle)
    return Factor(
        parameter.path, "uncertainty", low=low, high=plausible.high, middle=middle,
        whole=isinstance(value, int) and plausible.of == "value", of=plausible.of, everywhere=False,
        unit=parameter.unit, source=str(parameter.source),
    )  # fmt: skip


def _location(value: Any, of: str) -> float | None:
    """The number that a range is about; None where there is no single one."""
    if _is_number(value):
        return float(value)
    if of == "value" or not isinstance(value, Mapping) or len(value) != 1:
        return None
    law = next(iter(value.values()))
    place = law.get("mean", law.get("median")) if isinstance(law, Mapping) else None
    return float(place) if isinstance(place, int | float) else None


def _settable(scenario: Scenario, factors: Sequence[Factor]) -> Iterator[Factor]:
    """Those factors that may be written into a scenario; another key of it may exclude one."""
    own = {p.path: p.value for p in parameters_of(scenario)}
    left = list(factors)
    for _ in range(len(factors)):
        try:
            with_values(scenario, {f.path: f.written(f.at(SOMEWHERE), own[f.path]) for f in left})
            break
        except InputError as error:
            wrong = {problem.path for problem in error.problems}
            kept = [f for f in left if not any(_belongs(f.path, path) for path in wrong)]
            if len(kept) == len(left):
                raise
            left = kept
    yield from left


def _belongs(path: str, wrong: str) -> bool:
    """Whether a problem is about a key, or the part in which it stands."""
    return path == wrong or path.rpartition(".")[0] == wrong
