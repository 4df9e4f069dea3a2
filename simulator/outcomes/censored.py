"""Times of which some are not over yet: the product-limit estimator [KaplanMeier1958]_.

A time that is still running when the simulation ends is known to be longer than it is so far. It
enters as censored; dropping it would flatter slow organisations.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def survival(durations: Any, over: Any) -> tuple[Any, Any]:
    """Times at which something ended, and the share that lasts longer than each.

    durations: so far; over: whether each has ended. Both of shape (n,).
    """
    times = np.unique(durations[over])
    ordered, ends = np.sort(durations), np.sort(durations[over])
    at_risk = len(ordered) - np.searchsorted(ordered, times, side="left")
    ended = np.searchsorted(ends, times, side="right") - np.searchsorted(ends, times, side="left")
    return times, np.cumprod(1.0 - ended / at_risk)


def mean_time(durations: Any, over: Any) -> float | None:
    """Mean time; where some are censored, the mean up to the longest seen, a lower bound."""
    if not len(durations) or not over.any():
        return None
    if over.all():
        return float(durations.mean())
    times, share = survival(durations, over)
    steps = np.diff(np.concatenate([[0.0], times, [max(times[-1], durations.max())]]))
    return float(np.sum(steps * np.concatenate([[1.0], share])))


def time_by_which(durations: Any, over: Any, share: float) -> float | None:
    """Time by which a share has ended; None where the simulation did not last long enough."""
    if not len(durations) or not over.any():
        return None
    if over.all():
        place = max(0, int(np.ceil(share * len(durations) - 1e-9)) - 1)
        return float(np.partition(durations, place)[place])
    times, lasting = survival(durations, over)
    reached = np.flatnonzero(lasting <= 1.0 - share + 1e-12)
    return float(times[reached[0]]) if len(reached) else None
