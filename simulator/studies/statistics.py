"""Means, intervals and chances over replications; paired wherever numbers are common.

Outcomes of queues are skewed to the right, and Student's interval of few of them lies too low: for a mean of 400 days
of M/M/1 at .8 it covers in .90 of cases with 20 replications, not .95. So the interval here is Student's together with
Hall's, whose transformation takes out the skewness [Hall1992]_; it is never narrower than Student's, covers in .94
there, and costs 3 % of width where there is no skewness. Below `FEWEST` replications there is no interval.

A percentile beyond the run-off is infinite here: longer than all that was seen. Where there is one among the values,
the median over replications stands for the mean, with the interval of the sign test [Conover1999]_, which asks only
for the order of values.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

CONFIDENCE = 0.95
NORMAL_QUANTILE = 1.96
FEWEST = 5
"""Replications below which nothing is said of how sure a figure is."""
DRAWS = 20_000
MOST_NAMED = 200
"""Replications that are named at most where it is said how many would settle something."""
SURE_ENOUGH = 0.87
"""Chance with which `MOST_NAMED` must settle something before a number is named."""
EVERYTHING = (-math.inf, math.inf)


@dataclass(frozen=True)
class Estimate:
    """A mean over replications with its 95 % interval; None where there is nothing to say."""

    mean: float | None
    low: float | None
    high: float | None
    count: int
    """Replications in which there was something to measure."""
    beyond: int = 0
    """Replications in which it lies beyond the run-off; where there are any, `mean` is the median."""

    @property
    def half_width(self) -> float | None:
        """Half the width of the interval."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2


def known_of(values: Any) -> Any:
    """Values of replications in which something was measured."""
    array = np.asarray(values, np.float64)
    return array[~np.isnan(array)]


def estimate(values: Any, possible: tuple[float, float] = EVERYTHING, *, by_order: bool = False) -> Estimate:
    """Mean and 95 % interval of values over replications, inside what is possible.

    values: NaN stands for nothing measured, infinity for beyond the run-off. by_order: whether only the order of
    values counts, as where some are beyond the run-off.
    """
    known = known_of(values)
    n, beyond = len(known), int(np.isinf(known).sum())
    if n == 0:
        return Estimate(None, None, None, 0)
    middle = middle_of(known, by_order)
    if n < FEWEST:
        return Estimate(middle, None, None, n, beyond)
    low, high = _of_median(known) if beyond or by_order else _of_mean(known)
    return Estimate(
        middle, max(low, min(possible[0], middle)), min(high, max(possible[1], middle)), n, beyond
    )


def middle_of(known: Any, by_order: bool = False) -> float:
    """The mean; the median where only the order counts, and nothing of two halves that are beyond on either side."""
    if not by_order and not np.isinf(known).any():
        return float(known.mean())
    with np.errstate(invalid="ignore"):
        middle = float(np.median(known))
    return 0.0 if math.isnan(middle) else middle


def _of_mean(known: Any) -> tuple[float, float]:
    """Student's interval of a mean together with Hall's, at 95 %."""
    n, mean, spread = len(known), float(known.mean()), float(known.std(ddof=1))
    if spread == 0.0:
        return mean, mean
    t = t_quantile(n - 1) / math.sqrt(n)
    skewed = [_untransformed(side * t, _skewness(known), n) for side in (1.0, -1.0)]
    return mean - spread * max(t, skewed[0]), mean + spread * max(t, -skewed[1])


def _skewness(known: Any) -> float:
    """Sample skewness, 0 for values that are all the same."""
    away = known - known.mean()
    variance = float((away**2).mean())
    return float((away**3).mean()) / variance**1.5 if variance > 0.0 else 0.0


def _transformed(x: float, skewness: float, n: int) -> float:
    """Hall's transformation of a studentised mean."""
    return x + skewness * x**2 / 3 + skewness**2 * x**3 / 27 + skewness / (6 * n)


def _untransformed(y: float, skewness: float, n: int) -> float:
    """Its inverse."""
    if abs(skewness) < 1e-6:
        return y
    return 3 / skewness * (float(np.cbrt(1 + skewness * (y - skewness / (6 * n)))) - 1)


def _of_median(known: Any) -> tuple[float, float]:
    """Interval of a median at 95 %, by the sign test; everything where there are too few values for one."""
    from scipy.stats import quantile_test  # 0.6 s to import, and seldom needed

    found = quantile_test(known, q=0.0, p=0.5).confidence_interval(CONFIDENCE)
    low, high = float(found.low), float(found.high)
    return (-math.inf if math.isnan(low) else low), (math.inf if math.isnan(high) else high)


def p_value(values: Any, at: float, *, by_order: bool = False) -> float:
    """Chance of values as far from `at` as these, or farther, if that were their mean (two-sided).

    Below .05 exactly where `at` lies outside the interval of `estimate`; 1 where there are too few values.
    """
    known = known_of(values)
    n = len(known)
    if n < FEWEST:
        return 1.0
    if by_order or np.isinf(known).any():
        from scipy.stats import quantile_test

        return float(quantile_test(known, q=at, p=0.5).pvalue)
    spread = float(known.std(ddof=1))
    if spread == 0.0:
        return 1.0 if float(known.mean()) == at else 0.0
    away = (float(known.mean()) - at) / spread
    farthest = [away, _transformed(away, _skewness(known), n)]
    return 2.0 * (1.0 - t_chance(n - 1, min(map(abs, farthest)) * math.sqrt(n)))


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values corrected for how many there are, so that one at most in twenty sets has a false one [Holm1979]_."""
    order = np.argsort(p_values, kind="stable")
    corrected, highest = [1.0] * len(p_values), 0.0
    for place, k in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - place) * p_values[k]))
        corrected[int(k)] = highest
    return corrected


def ratio(above: Any, below: Any) -> Estimate:
    """Ratio of two means of paired values, with an interval by the delta method on its logarithm.

    above, below: by replication, NaN for nothing measured. None where a mean is not positive, or not finite.
    """
    a, b = np.asarray(above, np.float64), np.asarray(below, np.float64)
    known = ~(np.isnan(a) | np.isnan(b))
    a, b, n = a[known], b[known], int(known.sum())
    if n == 0 or not (0 < a.mean() < math.inf and 0 < b.mean() < math.inf):
        return Estimate(None, None, None, n)
    middle = float(a.mean() / b.mean())
    if n < FEWEST:
        return Estimate(middle, None, None, n)
    spread = float(np.std(a / a.mean() - b / b.mean(), ddof=1))
    factor = float(np.exp(min(t_quantile(n - 1) * spread / n**0.5, 700.0)))
    return Estimate(middle, middle / factor, middle * factor, n)


def t_quantile(degrees: int) -> float:
    """Two-sided 95 % quantile of Student's distribution."""
    from scipy.special import stdtrit  # 0.2 s to import

    return float(stdtrit(degrees, 0.5 + CONFIDENCE / 2))


def t_chance(degrees: int, x: float) -> float:
    """Chance that Student's distribution lies below x."""
    from scipy.special import stdtr

    return float(stdtr(degrees, x))


def probability_best(values: Any, direction: str) -> list[float] | None:
    """Chance that each variant has the best mean, given these replications; None where nothing can be said.

    values: shape (variants, replications), NaN for nothing measured; direction: lower, higher or neither. Of the
    means nothing is assumed beforehand, so that the difference of any two has Student's distribution, and a chance
    beyond .95 or below .05 comes in one of ten cases where two variants are the same. Values beyond the run-off
    enter by their ranks.
    """
    known = np.asarray(values, np.float64)
    known = known[:, ~np.isnan(known).any(axis=0)]
    n = known.shape[1]
    if direction == "neither" or n < FEWEST:
        return None
    if np.isinf(known).any():
        known = _ranks(known)
    signed = known if direction == "higher" else -known
    if len(signed) == 2:
        first = _chance_above(signed[0] - signed[1])
        return [first, 1.0 - first]
    rng = np.random.default_rng(0)
    away = (signed - signed.mean(axis=1, keepdims=True)) / math.sqrt(n * (n - 1))
    scale = np.sqrt((n - 1) / rng.chisquare(n - 1, DRAWS))
    means = signed.mean(axis=1)[:, None] + (away @ rng.standard_normal((n, DRAWS))) * scale
    same = [np.flatnonzero((signed == row).all(axis=1)) for row in signed]
    best = np.bincount(means.argmax(axis=0), minlength=len(signed)) / DRAWS
    return [float(best[group].mean()) for group in same]  # equals share the chance


def _chance_above(differences: Any) -> float:
    """Chance that the mean of paired differences is above zero."""
    n, spread = len(differences), float(differences.std(ddof=1))
    mean = float(differences.mean())
    if spread == 0.0:
        return 0.5 if mean == 0.0 else float(mean > 0.0)
    return t_chance(n - 1, mean / spread * math.sqrt(n))


def _ranks(values: Any) -> Any:
    """Ranks of all values together, those that are equal in the middle of their places."""
    from scipy.stats import rankdata

    return rankdata(values).reshape(values.shape)


def replications_to_settle(
    differences: Any, effect: float, level: float = 1 - CONFIDENCE
) -> tuple[int, int] | None:
    """Fewest and most replications in all that would settle a difference; None where that cannot be said yet.

    A difference is settled where half of its interval is shorter than its distance to the nearest of the bounds that
    decide: no difference, and the smallest effect either way. That distance is known no better than the difference
    itself; the range holds the middle half of what it may be. No number is named unless `MOST_NAMED` replications
    would settle it with chance `SURE_ENOUGH`: a difference that is near a bound never settles.

    level: chance of a wrong verdict that is left to this difference, after those that are settled.
    """
    known = known_of(differences)
    n, replications = len(known), np.size(differences)
    if n < FEWEST or replications >= MOST_NAMED or np.isinf(known).any():
        return None
    mean, spread = float(known.mean()), float(known.std(ddof=1))
    distance = min(abs(abs(mean) - effect), abs(mean) if abs(mean) > effect else math.inf)
    if distance <= 0.0 or spread == 0.0:
        return None
    from scipy.special import stdtrit

    shares = (np.arange(2000) + 0.5) / 2000
    possible = np.abs(distance + stdtrit(n - 1, shares) * spread / math.sqrt(n))
    wanted = _enough(spread * _widening(known) / possible, level) * replications / n
    if float((wanted <= MOST_NAMED).mean()) < SURE_ENOUGH:
        return None
    low, high = (math.ceil(float(np.quantile(wanted, q))) for q in (0.25, 0.75))
    return min(MOST_NAMED, max(replications + 1, low)), min(MOST_NAMED, max(replications + 2, high))


def _enough(ratios: Any, level: float) -> Any:
    """Values of which half the interval is as short as a distance. ratios: spread over distance."""
    from scipy.special import stdtrit

    wanted = np.full_like(ratios, MOST_NAMED)
    for _ in range(20):  # Student's quantile depends on how many there are
        degrees = np.clip(wanted, FEWEST, 1e9) - 1
        wanted = np.sqrt(wanted) * stdtrit(degrees, 1 - level / 2) * ratios
    return wanted


def _widening(known: Any) -> float:
    """How much wider the interval is than Student's."""
    low, high = _of_mean(known)
    return (high - low) / (2 * t_quantile(len(known) - 1) * float(known.std(ddof=1)) / math.sqrt(len(known)))
