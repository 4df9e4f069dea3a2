"""Regressions over organisations: how much of an outcome goes with what they chose, and how sure that is."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..statistics import CONFIDENCE, known_of

RESAMPLES = 1000
SEED = 2
ROUNDING = 1e-12
"""Differences that are smaller, relative to the values, are of rounding."""
NEARLY = 1e-8


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


@dataclass(frozen=True)
class Fit:
    """Coefficients of a constant and of columns, with their covariance and degrees of freedom; NaN where it is left open."""

    coefficients: Any
    covariance: Any
    degrees: float

    def error(self, weights: Any) -> float:
        """Standard error of a weighted sum of coefficients; infinite where the values leave it open."""
        used = np.flatnonzero(weights)
        covariance = self.covariance[np.ix_(used, used)]
        if not np.isfinite(covariance).all():
            return float("inf")
        return float(np.sqrt(max(0.0, weights[used] @ covariance @ weights[used])))

    def quantile(self, level: float = 1 - CONFIDENCE) -> float:
        """Of Student's distribution, for an interval that errs with a chance of `level`."""
        from scipy.special import stdtrit

        return float(stdtrit(self.degrees, 1.0 - level / 2.0))

    def p(self, weights: Any) -> float:
        """Chance of so large a sum of coefficients where it is 0."""
        from scipy.special import stdtr

        found, error = float(weights @ self.coefficients), self.error(weights)
        if found == 0.0 or error == 0.0:
            return float(found == 0.0)
        return 2.0 * float(stdtr(self.degrees, -abs(found) / error))


def fit(columns: Any, values: Any, blocks: Any = None) -> Fit:
    """Least squares of values on columns and a constant, as statsmodels has it, with intervals of Student.

    Its covariance allows for variances that differ between organisations [White1980]_ [MacKinnonWhite1985]_.

    blocks: the block of each value, where values of one block go together, as the points of a trajectory of Morris do;
    the covariance is then that of leaving out one block after the other [BellMcCaffrey2002]_.
    """
    import statsmodels.api as sm  # 1 s to import

    model = sm.OLS(np.asarray(values, np.float64), _with_constant(columns))
    if blocks is not None:
        with _quietly():
            found = model.fit()
        return Fit(np.asarray(found.params), *_of_blocks(found, np.asarray(blocks)))
    with _quietly():
        found = model.fit(cov_type="HC3")
        covariance = _where_bounded(found, np.array(found.cov_params()))
    return Fit(np.asarray(found.params), covariance, float(found.df_resid))


@contextmanager
def _quietly() -> Iterator[None]:
    """Without warnings of a point that alone decides a coefficient, and of columns that say the same in a resample."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        warnings.simplefilter("ignore", UserWarning)
        yield


def _where_bounded(fitted: Any, covariance: Any) -> Any:
    """A covariance, NaN for coefficients that hang on a single point, whose spread cannot be known."""
    x = fitted.model.exog
    hangs = fitted.normalized_cov_params @ x.T
    leverage = np.einsum("ij,ji->i", x, hangs)
    lone = leverage > 1.0 - NEARLY
    if not lone.any():
        return covariance
    weights = np.where(lone, 0.0, fitted.resid / np.where(lone, 1.0, 1.0 - leverage)) ** 2
    covariance = (hangs * weights) @ hangs.T
    open_ = (np.abs(hangs[:, lone]) > NEARLY * np.abs(hangs).max(axis=1, keepdims=True)).any(axis=1)
    covariance[open_, :] = covariance[:, open_] = np.nan
    return covariance


def _of_blocks(fitted: Any, blocks: Any) -> tuple[Any, float]:
    """Covariance of coefficients by the jackknife over blocks, and its degrees of freedom."""
    numbers = np.unique(blocks, return_inverse=True)[1]
    order = np.argsort(numbers, kind="stable")
    rows = np.split(order, np.cumsum(np.bincount(numbers))[:-1])
    x, inverse = fitted.model.exog, fitted.normalized_cov_params
    left = np.eye(x.shape[1]) - np.stack([x[block].T @ x[block] for block in rows]) @ inverse
    errors = np.stack([x[block].T @ fitted.resid[block] for block in rows])[..., None]
    try:
        changes = np.linalg.solve(left, errors)
    except np.linalg.LinAlgError:  # without a block a coefficient is open
        changes = np.linalg.pinv(left) @ errors
    changes = changes[..., 0] @ inverse
    return (len(rows) - 1) / len(rows) * changes.T @ changes, len(rows) - 1.0


def r_squared(columns: Any, values: Any) -> float:
    """Share of the variance of values that a linear function of columns takes up; NaN where they do not vary."""
    return _explained(columns, values, spared=False)


def adjusted(columns: Any, values: Any) -> float:
    """The same, less what as many columns of noise would take up on average; NaN where there are too few values."""
    return _explained(columns, values, spared=True)


def _explained(columns: Any, values: Any, *, spared: bool) -> float:
    import statsmodels.api as sm

    y = np.asarray(values, np.float64)
    if len(y) < 2 or _is_constant(y):
        return float("nan")
    with _quietly():
        found = sm.OLS(y, _with_constant(columns)).fit()
    if not spared:
        return float(found.rsquared)
    return float(found.rsquared_adj) if found.df_resid > 0 else float("nan")


def added(known: Any, more: Any, values: Any) -> Interval:
    """Share of the variance of values that further columns take up, on top of columns that are there already.

    Each is adjusted for how many columns it has; the interval is of a bootstrap over values, centred.
    """
    y, both = np.asarray(values, np.float64), np.column_stack([known, more])
    before = np.asarray(known, np.float64)
    return bootstrap(lambda s: adjusted(both[s], y[s]) - adjusted(before[s], y[s]), len(y), centred=True)


def effects(columns: Any, values: Any, blocks: Any = None) -> list[Interval]:
    """Coefficient of each column with its interval; its ends are infinite where values do not bound it."""
    found = fit(columns, values, blocks)
    one = np.eye(len(found.coefficients))[1:]
    return [_interval(float(row @ found.coefficients), found.quantile() * found.error(row)) for row in one]


def standardised(columns: Any, values: Any, blocks: Any = None) -> list[Interval]:
    """The same in standard deviations of values, for one standard deviation of each column."""
    x, y = np.asarray(columns, np.float64), np.asarray(values, np.float64)
    if _is_constant(y):
        return [Interval(0.0, 0.0, 0.0)] * x.shape[1]
    spread = x.std(axis=0)
    return effects((x - x.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0), y / y.std(), blocks)


def _interval(value: float, half: float) -> Interval:
    return Interval(value, value - half, value + half)


def _with_constant(columns: Any) -> Any:
    x = np.asarray(columns, np.float64)
    return np.column_stack([np.ones(len(x)), x])


def _is_constant(y: Any) -> bool:
    """Whether values differ by no more than rounding."""
    return bool(np.ptp(y) <= ROUNDING * np.abs(y).max())


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
    """Share of the variance between histories that lies within organisations; shape (organisations, histories).

    Organisations with a gap are left out; NaN where fewer than two are left, or all is the same.
    """
    known = values[np.isfinite(values).all(axis=1)]
    if len(known) < 2 or known.shape[1] < 2:
        return float("nan")
    within = float(known.var(axis=1, ddof=1).mean())
    between = float(known.mean(axis=1).var(ddof=1)) - within / known.shape[1]
    whole = within + max(0.0, between)
    return within / whole if whole > 0.0 else float("nan")


def chance_below(first: Any, second: Any) -> float:
    """Chance that one of the first has less than one of the second; a tie counts half, a gap not at all."""
    a, b = known_of(first)[:, None], known_of(second)[None, :]
    return float((a < b).mean() + 0.5 * (a == b).mean()) if a.size and b.size else float("nan")
