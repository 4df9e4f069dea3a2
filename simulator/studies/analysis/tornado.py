"""How much each factor moves an outcome, from the low to the high end of its range: the bars of a tornado."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from ..statistics import Estimate, estimate, holm, p_value
from .regressions import ROUNDING, Fit, Interval, dummies, fit

if TYPE_CHECKING:
    import pandas as pd

TAIL = 0.1
"""A factor that was drawn is moved between these ends of what was drawn; one with a few values between the outermost."""
FEW_VALUES = 5
SPARE = 1.5
"""Points for each column below which factors are looked at one by one."""
FEWEST = 5
"""Points below which nothing is said."""
LEVEL = 0.05


@dataclass(frozen=True)
class Bar:
    """One factor.

    Attributes
    ----------
    low, high: the two values between which it is moved: numbers, or the levels that differ most.
    effect: change of the outcome from one to the other, all else as it is on average, with its 95 % interval; that of the
        levels that differ most allows for their having been chosen. Its ends are infinite where the points do not bound it.
    is_sure: whether it is surely not 0, corrected for all factors [Holm1979]_.
    """

    factor: str
    low: Any
    high: Any
    effect: Interval
    is_sure: bool


Uncorrected = tuple[str, Any, Any, Interval, float]
"""A bar, with the chance of such an effect where there is none."""


def tornado(x: pd.DataFrame, y: Any, blocks: Any = None) -> list[Bar]:
    """Factors by the size of their effect, the largest first.

    Effects are those of a linear function of all factors, fitted to all points; where there are few points for the number of
    factors, or some factors always move together, of each factor alone. A word that stands at a single point is left out
    with that point.

    Parameters
    ----------
    x: values by point. y: outcome by point; points that are not finite are left out.
    blocks: of each point, where points of a block go together: see `designs.blocks_of`.
    """
    values = np.asarray(y, np.float64)
    known = _usable(x, np.isfinite(values))
    if known.sum() < FEWEST:
        return []
    x, values = x[known], values[known]
    blocks = None if blocks is None else np.asarray(blocks)[known]
    parts = {name: _columns(x[name]) for name in x.columns if x[name].nunique() > 1}
    found = _fitted(list(parts.values()), values, blocks)
    return _corrected([_bar(str(n), x[n], values, *each) for n, each in zip(parts, found, strict=True)])


def one_at_a_time(x: pd.DataFrame, values: Any) -> list[Bar]:
    """The same of a design `one_at_a_time`: differences between the two ends of each factor, replication by replication.

    x: values by point; the first is the middle, and each other point moves one factor. values: outcome, shape (points,
    replications), with the same seeds at all points.
    """
    alike = np.array([np.asarray(x[name] == x[name].iloc[0]) for name in x.columns])
    rows = [np.delete(alike, k, axis=0).all(axis=0) for k in range(len(x.columns))]
    return _by_replication(x, np.asarray(values, np.float64), rows)


def over_a_grid(x: pd.DataFrame, values: Any) -> list[Bar]:
    """The same of a design `grid`: differences between means over all points at either end, replication by replication.

    What is between is not left to chance, and so the interval is that over replications. x, values: as above.
    """
    every = np.ones(len(x), bool)
    return _by_replication(x, np.asarray(values, np.float64), [every] * len(x.columns))


def _by_replication(x: pd.DataFrame, outcomes: Any, rows: Sequence[Any]) -> list[Bar]:
    """Bars between means of the points at each value of a factor. rows: which points count for each factor."""
    bars = []
    for name, chosen in zip(x.columns, rows, strict=True):
        column, here = np.asarray(x[name])[chosen], outcomes[chosen]
        at = {value: here[column == value].mean(axis=0) for value in dict.fromkeys(column.tolist())}
        if len(at) > 1:
            bars.append(_between_ends(str(name), at, _is_number(x[name])))
    return _corrected(bars)


def _corrected(bars: Sequence[Uncorrected]) -> list[Bar]:
    corrected = holm([p for *_, p in bars])
    shown = [
        Bar(name, low, high, effect, p < LEVEL)
        for (name, low, high, effect, _), p in zip(bars, corrected, strict=True)
    ]
    return sorted(shown, key=lambda bar: -abs(bar.effect.value))


def _between_ends(name: str, at: dict[Any, Any], is_number: bool) -> Uncorrected:
    pairs = [(min(at), max(at))] if is_number else list(combinations(sorted(at, key=str), 2))
    gaps = {(a, b): _gap(at[a], at[b]) for a, b in pairs}
    found = {pair: estimate(gap) for pair, gap in gaps.items()}
    low, high = max(pairs, key=lambda pair: abs(found[pair].mean or 0.0))
    p = min(1.0, len(pairs) * p_value(gaps[low, high], 0.0))
    if not is_number and (found[low, high].mean or 0.0) < 0.0:
        return name, high, low, _interval(estimate(-gaps[low, high])), p
    return name, low, high, _interval(found[low, high]), p


def _gap(low: Any, high: Any) -> Any:
    with np.errstate(invalid="ignore"):  # both beyond the run-off
        return high - low


def _interval(found: Estimate) -> Interval:
    if found.mean is None:
        return Interval(np.nan, -np.inf, np.inf)
    low, high = (-np.inf, np.inf) if found.low is None or found.high is None else (found.low, found.high)
    return Interval(found.mean, low, high)


def _is_number(column: Any) -> bool:
    return bool(column.dtype.kind in "fiu")


def _usable(x: pd.DataFrame, known: Any) -> Any:
    """Points that are known, without words that stand at one of them only."""
    words = [np.unique(x[n].astype(str), return_inverse=True)[1] for n in x.columns if not _is_number(x[n])]
    while True:
        lone = np.zeros(len(known), bool)
        for column in words:
            lone |= known & (np.bincount(column[known], minlength=column.max(initial=0) + 1)[column] == 1)
        if not lone.any():
            return known
        known = known & ~lone


def _columns(column: Any) -> Any:
    """Numbers from 0 at the low end to 1 at the high end; a column for each level but the first."""
    if not _is_number(column):
        return dummies(list(column))
    low, high = _ends_of(column)
    middle = (np.asarray(column, np.float64) - low) / ((high - low) or float(np.ptp(column)))
    return middle[:, None]


def _ends_of(column: Any) -> tuple[float, float]:
    few = column.nunique() <= FEW_VALUES
    low, high = (column.min(), column.max()) if few else column.quantile([TAIL, 1 - TAIL])
    return float(low), float(high)


def _fitted(parts: Sequence[Any], y: Any, blocks: Any) -> list[tuple[Fit, int]]:
    """For each factor a fit, and where its coefficients begin in it."""
    if not parts:
        return []
    together = np.column_stack(parts)
    count = together.shape[1]
    centred = together - together.mean(axis=0)
    if len(y) > SPARE * count + 2 and np.linalg.matrix_rank(centred, tol=1e-9 * len(y)) == count:
        begins = np.cumsum([1, *(part.shape[1] for part in parts[:-1])])
        found = fit(together, y, blocks)
        return [(found, int(begin)) for begin in begins]
    return [(fit(part, y, blocks), 1) for part in parts]


def _bar(name: str, column: Any, y: Any, fitted: Fit, begin: int) -> Uncorrected:
    low, high, weights, pairs = _moved(column, fitted.coefficients, begin)
    effect = float(weights @ fitted.coefficients)
    if abs(effect) <= ROUNDING * float(np.abs(y).max()):
        return name, low, high, _around(0.0, fitted.quantile(LEVEL / pairs) * fitted.error(weights)), 1.0
    half = fitted.quantile(LEVEL / pairs) * fitted.error(weights)
    return name, low, high, _around(effect, half), min(1.0, pairs * fitted.p(weights))


def _around(value: float, half: float) -> Interval:
    return Interval(value, value - half, value + half)


def _moved(column: Any, coefficients: Any, begin: int) -> tuple[Any, Any, Any, int]:
    """Ends of a factor, the weights of all coefficients in the change between them, and how many pairs there are."""
    weights = np.zeros(len(coefficients))
    if _is_number(column):
        low, high = _ends_of(column)
        weights[begin] = float(high > low)
        return low, high, weights, 1
    levels = sorted(set(column), key=str)
    heights = np.concatenate([[0.0], coefficients[begin : begin + len(levels) - 1]])
    a, b = int(heights.argmin()), int(heights.argmax())
    for level, sign in ((b, 1.0), (a, -1.0)):
        if level:
            weights[begin + level - 1] = sign
    return levels[a], levels[b], weights, len(levels) * (len(levels) - 1) // 2
