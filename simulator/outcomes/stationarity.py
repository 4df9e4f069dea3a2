"""Was the organisation in a steady state when it was observed, and was the run long enough?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..engine.run import Period
from .facts import Facts
from .registry import BY_NAME

GROWTH_THAT_MATTERS = 0.2
STANDARD_ERRORS = 3.0
SHARE_OPEN_THAT_MATTERS = 0.02
CANNOT_COPE = 0.2
"""Share of the window's arrivals still open at the end above which demand exceeds capacity; judgement."""


@dataclass(frozen=True)
class Steadiness:
    """How steady one replication was.

    halves: mean items in progress in the first and second half of the window, None for a window of
    one period; unfinished: share of the cohort that was open at the end, ideas that wait for a place left out.
    """

    halves: tuple[float, float] | None
    unfinished: float | None


def steadiness_of(facts: Facts) -> Steadiness:
    """The steadiness of one replication."""
    halves = _halves(facts) if len(facts.window_periods) > 1 else None
    return Steadiness(halves, BY_NAME["unfinished_share"].measure(facts))


def warnings_of(runs: Sequence[Steadiness]) -> list[str]:
    """Warnings that a reader must know before trusting the figures of one scenario's replications."""
    return [*_growing(runs), *_unfinished(runs)]


def _growing(runs: Sequence[Steadiness]) -> list[str]:
    """Warn where the work in progress is still growing between the halves of the window."""
    halves = np.array([run.halves for run in runs if run.halves is not None])
    if not len(halves):
        return []
    first, second = halves.mean(axis=0)
    growth = halves[:, 1] - halves[:, 0]
    error = growth.std(ddof=1) / len(growth) ** 0.5 if len(growth) > 1 else 0.0
    if growth.mean() <= max(GROWTH_THAT_MATTERS * first, STANDARD_ERRORS * error):
        return []
    return [
        f"queues are not stationary: {first:.1f} items in progress in the first half of the window, "
        f"{second:.1f} in the second; lengthen the warm-up or lower the load"
    ]


def _halves(facts: Facts) -> tuple[float, float]:
    """Mean items in progress in the first and second half of the window's periods."""
    periods = facts.window_periods
    middle = len(periods) // 2

    def mean(part: Sequence[Period]) -> float:
        return sum(p.item_days for p in part) / sum(p.end - p.start for p in part)

    return mean(periods[:middle]), mean(periods[middle:])


def _unfinished(runs: Sequence[Steadiness]) -> list[str]:
    shares = [run.unfinished for run in runs if run.unfinished is not None]
    if not shares or np.mean(shares) <= SHARE_OPEN_THAT_MATTERS:
        return []
    open_at_end = "in percentiles open work counts as longer than its time so far, and means are lower bounds"
    if np.mean(shares) > CANNOT_COPE:
        return [f"{100 * np.mean(shares):.0f} % unfinished: overloaded; {open_at_end}"]
    return [
        f"{100 * np.mean(shares):.1f} % of the arrivals of the window were still open at the end; {open_at_end}"
    ]
