"""At which value of a factor one structure overtakes another."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..statistics import holm
from .regressions import fit

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.05
FEWEST = 10
"""Points below which no line is put through them."""


@dataclass(frozen=True)
class Threshold:
    """Where a difference changes its sign.

    Attributes
    ----------
    at: value of the factor, with the ends of its 95 % interval; an end that the data do not bound is infinite.
    above: whether the difference is positive above it.
    share_above: share of the worlds in which the factor lies above it.
    """

    factor: str
    at: float
    low: float
    high: float
    above: bool
    share_above: float


def thresholds(x: pd.DataFrame, difference: Any) -> list[Threshold]:
    """Thresholds inside the ranges of factors that surely move a difference, the surest first.

    A straight line is put through the difference against each factor alone, all others as they were drawn; its zero is
    the threshold, with the interval of Fieller [Fieller1954]_. Factors are corrected for how many there are.

    x: values by point; words are left out. difference: outcome of one variant less that of another, by point.
    """
    values = np.asarray(difference, np.float64)
    known = np.isfinite(values)
    numbers = [name for name in x.columns if x[name].dtype.kind in "fiu" and x[name][known].nunique() > 1]
    if known.sum() < FEWEST or not numbers or np.ptp(values[known]) == 0.0:
        return []
    lines = [(name, _line(np.asarray(x[name][known], np.float64), values[known])) for name in numbers]
    corrected = holm([line.p for _, line in lines])
    found = []
    for (name, line), p in sorted(zip(lines, corrected, strict=True), key=lambda each: each[1]):
        column = np.asarray(x[name][known], np.float64)
        if p < LEVEL and column.min() < line.zero < column.max():
            above = float((column > line.zero).mean())
            found.append(Threshold(str(name), line.zero, *line.interval(), line.slope > 0, above))
    return found


@dataclass(frozen=True)
class _Line:
    """A line through a cloud, about its middle."""

    middle: float
    height: float
    slope: float
    of_height: float
    of_slope: float
    both: float
    """Variances of height and slope, and their covariance."""
    p: float

    @property
    def zero(self) -> float:
        """Where it crosses zero."""
        return self.middle - self.height / self.slope if self.slope else math.nan

    def interval(self) -> tuple[float, float]:
        """Ends of the 95 % interval of the zero."""
        z2 = 1.959964**2
        a = self.slope**2 - z2 * self.of_slope
        b = self.height * self.slope - z2 * self.both
        c = self.height**2 - z2 * self.of_height
        root = b * b - a * c
        if a <= 0.0 or root < 0.0:
            return -math.inf, math.inf
        ends = ((-b - math.sqrt(root)) / a, (-b + math.sqrt(root)) / a)
        return self.middle + min(ends), self.middle + max(ends)


def _line(x: Any, y: Any) -> _Line:
    middle = float(x.mean())
    fitted = fit((x - middle)[:, None], y)
    covariance = np.asarray(fitted.cov_params())
    return _Line(
        middle, float(fitted.params[0]), float(fitted.params[1]), float(covariance[0, 0]), float(covariance[1, 1]),
        float(covariance[0, 1]), float(fitted.pvalues[1]),
    )  # fmt: skip
