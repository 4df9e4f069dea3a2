"""Intervals of what is not a mean over replications, for which `statistics.estimate` is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .statistics import CONFIDENCE

RESAMPLES = 1000


def share(chosen: Any, level: float = 1 - CONFIDENCE) -> tuple[float, float, float]:
    """The share of cases in which something is so, and the ends of its interval by Wilson [Wilson1927]_.

    level: chance that the interval does not hold the true share; 5 % by default.
    """
    from scipy.special import ndtri  # 0.2 s to import

    n, p, z = len(chosen), float(np.mean(chosen)), float(ndtri(1 - level / 2))
    middle, half = p + z * z / (2 * n), z * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    low, high = ((middle + sign * half) / (1 + z * z / n) for sign in (-1, 1))
    return p, low, high


def resampled(measure: Callable[[Any], float], replications: int) -> tuple[float, float]:
    """Ends of the 95 % interval of a measure of replications, by resampling them [Efron1979]_.

    measure: from the numbers of the replications that are taken, some of them more than once.
    """
    rng = np.random.default_rng(0)
    found = [measure(rng.integers(0, replications, replications)) for _ in range(RESAMPLES)]
    low, high = np.quantile(found, (0.025, 0.975))
    return float(low), float(high)
