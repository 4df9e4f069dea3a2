"""The answer of a study of all combinations of changes: the least that brings most of what all of them gain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import InputError, Problem, did_you_mean
from ..outcomes.registry import BY_NAME, Metric
from .analysis.sufficient import Subset, Sufficient, smallest_sufficient
from .changes import PREFIX
from .statistics import Estimate
from .sweep.results import StudyResults

ENOUGH = 0.8
"""Share of the gain of all changes that is enough, where nothing else is asked for."""
SURE = 0.95
"""Chance with which a combination must be enough to be called so."""


@dataclass(frozen=True)
class Answer:
    """What the least change is that brings enough of an outcome.

    Attributes
    ----------
    share: of the gain of all changes that is enough. before, after: means without any change, and with all.
    compared: replications that every combination has, out of `replications`.
    sure: the cheapest combination that is enough with a chance of 95 %. perhaps: cheaper ones that are enough by their
    means, the likeliest first.
    """

    outcome: Metric
    share: float
    before: float
    after: float
    compared: int
    replications: int
    found: Sufficient

    @property
    def reaching(self) -> list[Subset]:
        """Combinations that are enough by their means, the cheapest first."""
        return [] if self.found.chosen is None else [self.found.chosen, *self.found.others]

    @property
    def is_sure(self) -> bool:
        """Whether all changes together surely gain anything."""
        return self.found.gain.low is not None and self.found.gain.low > 0.0

    @property
    def sure(self) -> Subset | None:
        """The cheapest combination that is enough for sure; None where the gain itself is not sure."""
        return next((s for s in self.reaching if s.chance >= SURE), None) if self.is_sure else None

    @property
    def perhaps(self) -> list[Subset]:
        """Combinations that are cheaper than the sure one, and may be enough."""
        sure = self.sure
        cheaper = [s for s in self.reaching if sure is not None and s.cost < sure.cost]
        return sorted(cheaper, key=lambda s: -s.chance)


def outcomes_with_a_better_side(names: Sequence[str]) -> list[Metric]:
    """Outcomes by name. Raises InputError where there is none of a name, or neither side of it is better."""
    problems = []
    for name in names:
        if name not in BY_NAME:
            problems.append(Problem(name, "no such outcome", did_you_mean(name, list(BY_NAME)), "--outcome"))
        elif BY_NAME[name].direction == "neither":
            remedy = "choose one that has, such as time_to_market_days_p50"
            problems.append(Problem(name, "has no better side", remedy, "--outcome"))
    if problems:
        raise InputError(problems)
    return [BY_NAME[name] for name in names]


def answer_in(results: StudyResults, outcome: str, share: float = ENOUGH) -> Answer:
    """The smallest sufficient change in a study of all combinations, with the costs that it was asked with.

    Replications in which an outcome is not known in every combination are left out.
    Raises InputError where the outcome has no better side, or no replication can be compared.
    """
    (metric,) = outcomes_with_a_better_side([outcome])
    values = results.values(outcome)[:, 0, :]
    known = np.isfinite(values).all(axis=0)
    if not known.any():
        what = "is not known for all combinations in any replication"
        remedy = "choose another outcome, such as initiatives_done, or simulate more"
        raise InputError([Problem(outcome, what, remedy, "--outcome")])
    names = [factor.path.removeprefix(PREFIX) for factor in results.factors]
    costs = results.asked.get("costs") or {}
    made = results.x.to_numpy()
    found = smallest_sufficient(
        made, names, values, metric.direction, share=share, costs=[costs.get(name, 1.0) for name in names]
    )
    before, after = (float(values[made.sum(axis=1) == n][:, known].mean()) for n in (0, len(names)))
    return Answer(metric, share, before, after, int(known.sum()), values.shape[1], found)


def enough_for_all(answers: Sequence[Answer]) -> Subset | None:
    """The cheapest combination that is surely enough for each outcome; None where there is none."""
    if not all(answer.is_sure for answer in answers):
        return None
    sure = [{s.changes for s in answer.reaching if s.chance >= SURE} for answer in answers]
    return next((s for s in answers[0].reaching if all(s.changes in known for known in sure)), None)


def rows_of(answer: Answer) -> Iterator[dict[str, Any]]:
    """Gains for programs: of all changes, of each combination that is enough, of each change alone and on top of all others."""

    def row(
        kind: str, changes: Sequence[str], gain: Estimate, subset: Subset | None = None
    ) -> dict[str, Any]:
        return {
            "outcome": answer.outcome.name, "unit": answer.outcome.unit, "kind": kind, "changes": ", ".join(changes),
            "cost": subset and subset.cost, "gain": gain.mean, "low": gain.low, "high": gain.high,
            "share": subset and subset.share, "chance": subset and subset.chance, "replications": answer.compared,
        }  # fmt: skip

    yield row("all", list(answer.found.alone), answer.found.gain)
    yield from (row("enough", subset.changes, subset.gain, subset) for subset in answer.reaching)
    yield from (row("alone", [name], gain) for name, gain in answer.found.alone.items())
    yield from (row("on top of all others", [name], gain) for name, gain in answer.found.last.items())
