"""At which value of a factor one structure overtakes another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..statistics import holm
from .regressions import Fit, fit

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.05
FEWEST = 10
"""Points below which no line is put through them."""
FEWEST_OF_CURVE = 4
"""Values of a factor below which its line does not bend."""


@dataclass(frozen=True)
class Threshold:
    """Where a difference changes its sign.

    Attributes
    ----------
    at: value of the factor, with the ends of its 95 % interval; an end that the data do not bound is infinite.
    above: whether the difference is positive just above it. Where a difference turns twice, there are two thresholds.
    share_above: share of the worlds in which the factor lies above it.
    """

    factor: str
    at: float
    low: float
    high: float
    above: bool
    share_above: float


def thresholds(x: pd.DataFrame, difference: Any, blocks: Any = None) -> list[Threshold]:
    """Thresholds inside the ranges of factors that surely move a difference, the surest factor first.

    A straight line is put through the difference against each factor alone, all others as they were drawn; or a parabola,
    where that surely fits better. Its zeros are the thresholds. Their intervals hold the values at which the difference may
    be 0, as Fieller has it for a line [Fieller1954]_. Factors are corrected for how many there are [Holm1979]_, and
    intervals for thresholds having been chosen among them [BenjaminiYekutieli2005]_.

    Parameters
    ----------
    x: values by point; words are left out. difference: outcome of one variant less that of another, by point; points that
        are not finite are left out.
    blocks: of each point, where points of a block go together: see `designs.blocks_of`.
    """
    values = np.asarray(difference, np.float64)
    known = np.isfinite(values)
    numbers = [name for name in x.columns if x[name].dtype.kind in "fiu" and x[name][known].nunique() > 1]
    if known.sum() < FEWEST or not numbers or np.ptp(values[known]) == 0.0:
        return []
    chosen = None if blocks is None else np.asarray(blocks)[known]
    columns = {str(name): np.asarray(x[name][known], np.float64) for name in numbers}
    lines = _that_move({name: _lines(column, values[known], chosen) for name, column in columns.items()})
    turns = [(name, line, zero) for name, line in lines for zero in line.zeros()]
    level = LEVEL * len({name for name, *_ in turns}) / len(columns)
    return [_threshold(name, line, zero, columns[name], level) for name, line, zero in turns]


def _threshold(name: str, line: _Line, zero: float, column: Any, level: float) -> Threshold:
    return Threshold(
        name, line.there(zero), *line.interval(zero, level), line.slope(zero) > 0.0,
        float((column > line.there(zero)).mean()),
    )  # fmt: skip


@dataclass(frozen=True)
class _Line:
    """A straight line or a parabola through a cloud, in a coordinate that goes from -1 to 1 over the range of a factor."""

    fitted: Fit
    middle: float
    half: float
    p: float = 1.0
    """Chance of so large a highest coefficient where there is none."""

    def there(self, place: float) -> float:
        """Value of the factor at a place."""
        return self.middle + self.half * place

    def zeros(self) -> list[float]:
        """Places inside the range where it changes its sign."""
        found = _real_roots(self.fitted.coefficients)
        return [zero for zero in found if -1.0 < zero < 1.0 and self.slope(zero) != 0.0]

    def slope(self, place: float) -> float:
        """Its derivative."""
        return float(np.polyval(np.polyder(self.fitted.coefficients[::-1]), place))

    def interval(self, zero: float, level: float) -> tuple[float, float]:
        """Values around a zero at which it may be 0: where its distance from 0 is within its own interval."""
        distance = np.convolve(self.fitted.coefficients, self.fitted.coefficients)
        bound = self.fitted.quantile(level) ** 2 * _variance(self.fitted.covariance)
        ends = _real_roots(distance - bound)
        low = max((end for end in ends if end <= zero), default=-math.inf)
        high = min((end for end in ends if end >= zero), default=math.inf)
        return self.there(low), self.there(high)


def _variance(covariance: Any) -> Any:
    """Variance of a polynomial, as the coefficients of a polynomial."""
    size = len(covariance)
    return np.array(
        [sum(covariance[i, k - i] for i in range(size) if 0 <= k - i < size) for k in range(2 * size - 1)]
    )


def _real_roots(coefficients: Any) -> list[float]:
    """In ascending order. coefficients: from the constant upwards."""
    if not np.isfinite(coefficients).all():
        return []
    roots = np.roots(coefficients[::-1])
    return sorted(float(root.real) for root in roots if abs(root.imag) < 1e-9)


def _lines(x: Any, y: Any, blocks: Any) -> list[_Line]:
    """A straight line through a cloud, and a parabola where there are values enough."""
    middle, half = (x.min() + x.max()) / 2, np.ptp(x) / 2
    place = (x - middle) / half
    most = 2 if len(np.unique(x)) >= FEWEST_OF_CURVE else 1
    return [_line(place, y, blocks, degree, middle, half) for degree in range(1, most + 1)]


def _line(place: Any, y: Any, blocks: Any, degree: int, middle: float, half: float) -> _Line:
    fitted = fit(np.column_stack([place**power for power in range(1, degree + 1)]), y, blocks)
    return _Line(fitted, float(middle), float(half), fitted.p(np.eye(degree + 1)[degree]))


def _that_move(lines: dict[str, Sequence[_Line]]) -> list[tuple[str, _Line]]:
    """Of each factor the parabola if it surely bends, else the line if it surely rises or falls; the surest first."""
    each = [(name, line) for name, tried in lines.items() for line in tried]
    corrected = holm([line.p for _, line in each])
    sure: dict[str, _Line] = {}
    for (name, line), p in zip(each, corrected, strict=True):
        if p < LEVEL:
            sure[name] = replace(line, p=p)  # a parabola comes after its line
    return sorted(sure.items(), key=lambda one: one[1].p)
