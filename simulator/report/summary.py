"""What a scenario's runs show: means of outcomes, and which of them most readers want first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..outcomes.registry import BY_NAME, METRICS, Metric, is_fed, value_of
from ..scenario.scenario import Scenario
from ..studies.comparison import HEADLINES
from ..studies.statistics import Estimate, estimate

MOST_HEADLINES = 12

Means = list[tuple[Metric, Estimate]]


def estimates_of(runs: Sequence[Mapping[str, Any]]) -> Means:
    """Outcomes that were measured, with their means over rows of `runs`."""
    every = [(o, estimate([value_of(row, o) for row in runs], o.possible)) for o in METRICS]
    return [(outcome, mean) for outcome, mean in every if mean.mean is not None]


def headlines_of(found: Means, scenario: Scenario) -> Means:
    """Outcomes that most readers want first, of those that the files have something to say about."""
    wanted = [name for name in HEADLINES if is_fed(BY_NAME[name], scenario)]
    return [row for row in found if row[0].name in wanted][:MOST_HEADLINES]
