"""Means, intervals and probabilities over replications; paired wherever numbers are common."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

CONFIDENCE = 0.95
RESAMPLES = 4000
NORMAL_QUANTILE = 1.96
MOST_ITERATED = 1000  # with more replications Student's quantile is the normal one


@dataclass(frozen=True)
class Estimate:
    """A mean over replications with its 95 % interval; None where there is nothing to say."""

    mean: float | None
    low: float | None
    high: float | None
    count: int
    """Replications in which there was something to measure."""

    @property
    def half_width(self) -> float | None:
        """Half the width of the interval."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2


def estimate(values: Any) -> Estimate:
    """Mean and Student interval of values over replications; NaN stands for nothing measured."""
    known = np.asarray(values, np.float64)
    known = known[~np.isnan(known)]
    n = len(known)
    if n == 0:
        return Estimate(None, None, None, 0)
    mean = float(known.mean())
    if n == 1:
        return Estimate(mean, None, None, 1)
    half = t_quantile(n - 1) * float(known.std(ddof=1)) / n**0.5
    return Estimate(mean, mean - half, mean + half, n)


def ratio(above: Any, below: Any) -> Estimate:
    """Ratio of two means of paired values, with an interval by the delta method on its logarithm.

    above, below: by replication, NaN for nothing measured. None where a mean is not positive.
    """
    a, b = np.asarray(above, np.float64), np.asarray(below, np.float64)
    known = ~(np.isnan(a) | np.isnan(b))
    a, b, n = a[known], b[known], int(known.sum())
    if n == 0 or a.mean() <= 0 or b.mean() <= 0:
        return Estimate(None, None, None, n)
    middle = float(a.mean() / b.mean())
    if n == 1:
        return Estimate(middle, None, None, n)
    spread = float(np.std(a / a.mean() - b / b.mean(), ddof=1))
    factor = float(np.exp(t_quantile(n - 1) * spread / n**0.5))
    return Estimate(middle, middle / factor, middle * factor, n)


def t_quantile(degrees: int) -> float:
    """Two-sided 95 % quantile of Student's distribution."""
    from scipy.special import stdtrit  # 0.2 s to import

    return float(stdtrit(degrees, 0.5 + CONFIDENCE / 2))


def probability_best(values: Any, direction: str) -> list[float] | None:
    """Chance that each variant has the best mean, by resampling replications [Efron1979]_.

    values: shape (variants, replications), NaN for nothing measured; direction: lower, higher or
    neither. Replications are resampled whole, so that what they have in common stays in common.
    """
    known = np.asarray(values, np.float64)
    known = known[:, ~np.isnan(known).any(axis=0)]
    n = known.shape[1]
    if direction == "neither" or n < 2:
        return None
    rng = np.random.default_rng(0)
    means = known[:, rng.integers(0, n, (RESAMPLES, n))].mean(axis=2)
    best = means.min(axis=0) if direction == "lower" else means.max(axis=0)
    tied = means == best
    return [float(share) for share in (tied / tied.sum(axis=0)).mean(axis=1)]


def replications_to_settle(differences: Any, effect: float) -> int | None:
    """About how many replications would make the interval narrow enough to decide; more than there are.

    Narrow enough is when half of it is less than the distance from the mean difference to the nearest of
    the bounds that decide: no difference, and the smallest effect either way. None where the mean is
    just on a bound.
    """
    known = np.asarray(differences, np.float64)
    known = known[~np.isnan(known)]
    if len(known) < 2:
        return None
    mean, spread = float(known.mean()), float(known.std(ddof=1))
    distance = min(abs(abs(mean) - effect), abs(mean) if abs(mean) > effect else np.inf)
    if distance <= 0 or spread == 0:
        return None
    wanted = max(len(known) + 1, math.ceil((NORMAL_QUANTILE * spread / distance) ** 2))
    while wanted < MOST_ITERATED and t_quantile(wanted - 1) * spread / wanted**0.5 > distance:
        wanted += 1
    return wanted
