"""Samples: one value per replication of a simulation, and their means with standard errors."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..outcomes.facts import Facts
from ..outcomes.registry import BY_NAME
from ..scenario.loader import scenario_from
from ..scenario.scenario import Scenario
from ..studies.matrix import Matrix
from ..studies.replications import replicate, seeds_of
from ..studies.runs import Case, Run

Measure = Callable[[Facts], float | None]
REPLICATIONS = 40


@dataclass(frozen=True)
class Sample:
    """Values of one outcome over replications."""

    values: np.ndarray

    @property
    def mean(self) -> float:
        """Over replications."""
        return float(self.values.mean())

    @property
    def standard_error(self) -> float:
        """Standard error of the mean."""
        return float(self.values.std(ddof=1) / math.sqrt(len(self.values)))

    def __sub__(self, other: Sample) -> Sample:
        """Differences seed by seed."""
        return Sample(self.values - other.values)

    def times(self, factor: float) -> Sample:
        """The sample in another unit."""
        return Sample(self.values * factor)

    def over(self, other: Sample) -> Sample:
        """Ratio of the two means, with values whose spread is that of the ratio (delta method)."""
        ratio = self.mean / other.mean
        return Sample(ratio + (self.values - ratio * other.values) / other.mean)


def replicated(
    scenario: Mapping[str, Any], outcome: str | Measure, replications: int = REPLICATIONS, seed: int = 1
) -> Sample:
    """One outcome of the registry, or another measure, over replications."""
    return replicated_all(scenario, [outcome], replications, seed)[0]


def replicated_all(
    scenario: Mapping[str, Any],
    outcomes: Sequence[str | Measure],
    replications: int = REPLICATIONS,
    seed: int = 1,
    *,
    workers: int | None = None,
    events: bool = False,
) -> list[Sample]:
    """Several outcomes of the same replications; NaN where there is nothing to measure."""
    return measured(scenario_from(scenario), outcomes, replications, seed, workers=workers, events=events)


def measured(
    scenario: Scenario,
    outcomes: Sequence[str | Measure],
    replications: int,
    seed: int = 1,
    *,
    workers: int | None = None,
    events: bool = False,
) -> list[Sample]:
    """The same of a scenario that is checked already."""
    measures = [BY_NAME[o].measure if isinstance(o, str) else o for o in outcomes]
    found: dict[int, dict[str, float | None]] = {}

    def measure(run: Run) -> None:
        found[run.replication] = {str(k): wanted(run.facts) for k, wanted in enumerate(measures)}

    matrix = Matrix(lambda run: found.pop(run.replication))
    case, seeds = Case(scenario.name, scenario), seeds_of(seed, replications)
    for run in replicate([case], seeds, workers=workers, events=events, measure=measure):
        matrix.take(run)
    return [Sample(values[0]) for values in matrix.values([case.variant], replications).values()]
