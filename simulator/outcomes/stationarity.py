"""Was the organisation in a steady state when it was observed, and was the run long enough?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..engine.run import Period
from .facts import Facts
from .registry import measure

GROWTH_THAT_MATTERS = 0.2
STANDARD_ERRORS = 3.0
SHARE_OPEN_THAT_MATTERS = 0.02


def warnings_of(runs: Sequence[Facts]) -> list[str]:
    """What a reader must know before he trusts the figures of one scenario's replications."""
    return [*_growing(runs), *_unfinished(runs)]


def _growing(runs: Sequence[Facts]) -> list[str]:
    """Warn where the work in progress is still growing between the halves of the window."""
    halves = np.array([_halves(facts) for facts in runs if len(facts.window_periods) > 1])
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


def _unfinished(runs: Sequence[Facts]) -> list[str]:
    shares = [share for facts in runs if (share := measure(facts)["unfinished_share"]) is not None]
    if not shares or np.mean(shares) <= SHARE_OPEN_THAT_MATTERS:
        return []
    return [
        f"{np.mean(shares):.1%} of what arrived in the window was still open at the end; it counts as "
        "longer than so far in percentiles, and means are lower bounds"
    ]
