"""Regressions over organisations: how much of an outcome goes with what they chose, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

RESAMPLES = 1000
SEED = 2


@dataclass(frozen=True)
class Interval:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def shown(self, digits: int = 2) -> str:
        """As a cell of a table."""
        return f"{self.value:.{digits}f} ({self.low:.{digits}f} to {self.high:.{digits}f})"


def dummies(levels: Sequence[Any]) -> Any:
    """Columns of 0 and 1, one for each level but the first."""
    known = sorted(set(levels), key=str)
    return np.array([[float(level == other) for other in known[1:]] for level in levels])


def fitted(columns: Any, values: Any) -> Any:
    """Least-squares fit of values on columns and a constant."""
    with_constant = np.column_stack([np.ones(len(values)), columns])
    return with_constant @ np.linalg.lstsq(with_constant, values, rcond=None)[0]


def r_squared(columns: Any, values: Any) -> float:
    """Share of the variance of values that a linear function of columns takes up."""
    return 1.0 - float(np.var(values - fitted(columns, values)) / np.var(values))


def adjusted(columns: Any, values: Any) -> float:
    """The same, less what as many columns of noise would take up on average."""
    n, k = columns.shape
    return 1.0 - (1.0 - r_squared(columns, values)) * (n - 1) / (n - k - 1)


def bootstrap(statistic: Callable[[Any], float], count: int, *, centred: bool = False) -> Interval:
    """A statistic of organisations with its percentile interval.

    statistic: of the places of those that are in the sample, of `count`. centred: the interval is moved to lie
    around the statistic: in a resample some organisations stand twice, and many regressors fit them too well.
    """
    rng = np.random.default_rng(SEED)
    drawn = np.array([statistic(rng.integers(0, count, count)) for _ in range(RESAMPLES)])
    found = statistic(np.arange(count))
    low, high = np.nanpercentile(drawn, [2.5, 97.5]) + (found - np.nanmean(drawn) if centred else 0.0)
    return Interval(found, float(low), float(high))


def effects(columns: Any, values: Any) -> list[Interval]:
    """Coefficient of each column with its interval, heteroscedasticity allowed for [White1980]_."""
    x = np.column_stack([np.ones(len(values)), columns])
    inverse = np.linalg.inv(x.T @ x)
    coefficients = inverse @ x.T @ values
    residuals = values - x @ coefficients
    leverage = np.einsum("ij,jk,ik->i", x, inverse, x)
    weights = (residuals / (1.0 - leverage)) ** 2
    spread = np.sqrt(np.diag(inverse @ (x.T * weights) @ x @ inverse))
    return [
        Interval(float(c), float(c - 1.96 * s), float(c + 1.96 * s))
        for c, s in list(zip(coefficients, spread, strict=True))[1:]
    ]


def luck_share(values: Any) -> float:
    """Share of the variance between histories that lies within organisations; shape (organisations, histories)."""
    known = values[~np.isnan(values).any(axis=1)]
    within = float(known.var(axis=1, ddof=1).mean())
    between = float(known.mean(axis=1).var(ddof=1)) - within / known.shape[1]
    return within / (within + max(0.0, between))


def chance_below(first: Any, second: Any) -> float:
    """Chance that one of the first has less than one of the second; a tie counts half."""
    a, b = np.asarray(first)[:, None], np.asarray(second)[None, :]
    return float((a < b).mean() + 0.5 * (a == b).mean())
