"""How much each factor moves an outcome, from the low to the high end of its range: the bars of a tornado."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from ..statistics import holm
from .regressions import Interval, dummies, fit

if TYPE_CHECKING:
    import pandas as pd

TAIL = 0.1
"""A factor that was drawn is moved between these ends of what was drawn; one with a few values between the outermost."""
SPARE = 1.5
"""Points for each column below which factors are looked at one by one."""
LEVEL = 0.05


@dataclass(frozen=True)
class Bar:
    """One factor.

    Attributes
    ----------
    low, high: the two values between which it is moved: numbers, or the levels that differ most.
    effect: change of the outcome from one to the other, all else as it is on average, with its 95 % interval.
    is_sure: whether it is surely not 0, corrected for all factors [Holm1979]_.
    """

    factor: str
    low: Any
    high: Any
    effect: Interval
    is_sure: bool


def tornado(x: pd.DataFrame, y: Any) -> list[Bar]:
    """Factors by the size of their effect, the largest first.

    Effects are those of a linear function of all factors, fitted to all points; where there are few points for the number of
    factors, of each factor alone. x: values by point. y: outcome by point; points that are not finite are left out.
    """
    values = np.asarray(y, np.float64)
    known = np.isfinite(values)
    parts = {name: _columns(x[name][known]) for name in x.columns if x[name][known].nunique() > 1}
    count = sum(part.shape[1] for part in parts.values())
    if not parts or known.sum() < 5:
        return []
    together = known.sum() > SPARE * count + 2
    found = _together(parts, values[known]) if together else _one_by_one(parts, values[known])
    bars = [_bar(str(name), x[name][known], *each) for name, each in zip(parts, found, strict=True)]
    corrected = holm([p for _, p in bars])
    shown = [Bar(*bar, p < LEVEL) for (bar, _), p in zip(bars, corrected, strict=True)]
    return sorted(shown, key=lambda bar: -abs(bar.effect.value))


def _columns(column: Any) -> Any:
    if column.dtype.kind in "fiu":
        return np.asarray(column, np.float64)[:, None]
    return dummies(list(column))


def _together(parts: dict[Any, Any], y: Any) -> list[tuple[Any, Any]]:
    """Coefficients of each factor, and their covariance, from one regression."""
    fitted = fit(np.column_stack(list(parts.values())), y)
    ends = np.cumsum([1, *(part.shape[1] for part in parts.values())])
    covariance = np.asarray(fitted.cov_params())
    return [(fitted.params[a:b], covariance[a:b, a:b]) for a, b in pairwise(ends)]


def _one_by_one(parts: dict[Any, Any], y: Any) -> list[tuple[Any, Any]]:
    found = [fit(part, y) for part in parts.values()]
    return [(each.params[1:], np.asarray(each.cov_params())[1:, 1:]) for each in found]


def _bar(
    name: str, column: Any, coefficients: Any, covariance: Any
) -> tuple[tuple[str, Any, Any, Interval], float]:
    """A bar without its correction, and the chance of such an effect where there is none."""
    from scipy.special import ndtr

    low, high, weights = _moved(column, coefficients)
    effect = float(weights @ coefficients)
    error = float(np.sqrt(max(0.0, weights @ covariance @ weights)))
    p = 1.0 if error == 0.0 and effect == 0.0 else 2.0 * float(ndtr(-abs(effect) / max(error, 1e-300)))
    return (name, low, high, Interval(effect, effect - 1.96 * error, effect + 1.96 * error)), p


def _moved(column: Any, coefficients: Any) -> tuple[Any, Any, Any]:
    """Ends of a factor, and the weights of its coefficients in the change between them."""
    if column.dtype.kind in "fiu":
        few = column.nunique() <= 5
        low, high = (column.min(), column.max()) if few else column.quantile([TAIL, 1 - TAIL])
        return float(low), float(high), np.array([float(high) - float(low)])
    levels = sorted(set(column), key=str)
    heights = np.concatenate([[0.0], coefficients])
    a, b = int(heights.argmin()), int(heights.argmax())
    weights = np.zeros(len(levels))
    weights[b] += 1.0
    weights[a] -= 1.0
    return levels[a], levels[b], weights[1:]
