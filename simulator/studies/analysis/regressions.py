"""Regressions over organisations: how much of an outcome goes with what they chose, and how sure that is."""

from __future__ import annotations

import warnings
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

    @property
    def is_sure(self) -> bool:
        """Whether it is surely not 0."""
        return self.low > 0.0 or self.high < 0.0


def dummies(levels: Sequence[Any]) -> Any:
    """Columns of 0 and 1, one for each level but the first."""
    known = sorted(set(levels), key=str)
    return np.array([[float(level == other) for other in known[1:]] for level in levels])


def fit(columns: Any, values: Any) -> Any:
    """Least squares of values on columns and a constant, as statsmodels has it.

    Its covariance allows for variances that differ between organisations [White1980]_ [MacKinnonWhite1985]_.
    """
    import statsmodels.api as sm  # 1 s to import

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a point that alone decides a coefficient
        return sm.OLS(np.asarray(values, np.float64), sm.add_constant(columns, has_constant="add")).fit(
            cov_type="HC3"
        )


def r_squared(columns: Any, values: Any) -> float:
    """Share of the variance of values that a linear function of columns takes up."""
    return float(_plain(columns, values).rsquared)


def adjusted(columns: Any, values: Any) -> float:
    """The same, less what as many columns of noise would take up on average."""
    return float(_plain(columns, values).rsquared_adj)


def _plain(columns: Any, values: Any) -> Any:
    import statsmodels.api as sm

    return sm.OLS(np.asarray(values, np.float64), sm.add_constant(columns, has_constant="add")).fit()


def effects(columns: Any, values: Any) -> list[Interval]:
    """Coefficient of each column with its interval."""
    found = fit(columns, values)
    return [
        Interval(float(value), float(low), float(high))
        for value, (low, high) in list(zip(found.params, found.conf_int(), strict=True))[1:]
    ]


def bootstrap(statistic: Callable[[Any], float], count: int, *, centred: bool = False) -> Interval:
    """A statistic of organisations with its percentile interval [Efron1979]_.

    statistic: of the places of those that are in the sample, of `count`. centred: the interval is moved to lie
    around the statistic: in a resample some organisations stand twice, and many regressors fit them too well.
    """
    rng = np.random.default_rng(SEED)
    drawn = np.array([statistic(rng.integers(0, count, count)) for _ in range(RESAMPLES)])
    found = statistic(np.arange(count))
    low, high = np.nanpercentile(drawn, [2.5, 97.5]) + (found - np.nanmean(drawn) if centred else 0.0)
    return Interval(found, float(low), float(high))


def luck_share(values: Any) -> float:
    """Share of the variance between histories that lies within organisations; shape (organisations, histories)."""
    known = values[~np.isnan(values).any(axis=1)]
    within: float = float(known.var(axis=1, ddof=1).mean())
    between = float(known.mean(axis=1).var(ddof=1)) - within / known.shape[1]
    return float(within / (within + max(0.0, between)))


def chance_below(first: Any, second: Any) -> float:
    """Chance that one of the first has less than one of the second; a tie counts half."""
    a, b = np.asarray(first)[:, None], np.asarray(second)[None, :]
    return float((a < b).mean()) + 0.5 * float((a == b).mean())
