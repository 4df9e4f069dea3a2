"""Which structure holds up over plausible worlds: shares of worlds won, and regret [Savage1951]_.

The regret of a structure in a world is by how much it falls behind the best one there. The minimax choice is the one whose
largest regret is smallest; it needs no chances of worlds.

Outcomes are means over replications, as they were simulated: what is left to chance in them makes regrets larger, and worlds
won more even. Where a difference that does not matter decides who is best, the share of worlds near the best says more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..intervals import share
from ..statistics import CONFIDENCE, Estimate, estimate

WORST = 0.9
Share = tuple[float, float, float]
"""A share with the ends of its 95 % interval."""


@dataclass(frozen=True)
class Robustness:
    """How one variant does over worlds.

    Attributes
    ----------
    best: share of worlds in which it is the best, ties with all that are equal. near_best: in which it falls behind the best
    by no more than what matters. regret: mean over worlds; median, for all variants, where some lie beyond the run-off.
    most: largest regret; high: where the worst tenth begins, the 90 % quantile, and high_ends its 95 % interval.
    minimax: whether its largest regret is the smallest of all.
    """

    variant: str
    best: Share
    near_best: Share
    regret: Estimate
    high: float
    most: float
    minimax: bool
    high_ends: tuple[float, float]


def robustness(
    y: Any, variants: Sequence[str], direction: str, matters: float | str = 0.0
) -> tuple[list[Robustness], int]:
    """Robustness of each variant, and the number of worlds that it rests on.

    Parameters
    ----------
    y: shape (points, variants); infinite where a time lies beyond the run-off, which is worst. Worlds in which nothing was
        measured of some variant do not count.
    direction: lower or higher is better. matters: smallest difference that matters: in the outcome's unit, or per cent of
        the first variant's mean.
    """
    array = np.asarray(y, np.float64)
    known = array[~np.isnan(array).any(axis=1)]
    if not len(known) or direction == "neither":
        return [], 0
    cost = known if direction == "lower" else -known
    least = cost.min(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        regret = np.where(np.isinf(cost) & np.isinf(least), 0.0, cost - least)
    limit = _limit(matters, known[:, 0])
    beyond, largest = bool(np.isinf(regret).any()), regret.max(axis=0)
    return [
        Robustness(
            variant, share(regret[:, v] == 0.0), share(regret[:, v] <= limit), estimate(regret[:, v], by_order=beyond),
            float(np.quantile(regret[:, v], WORST, method="higher")), float(largest[v]), bool(largest[v] == largest.min()),
            _ends_of_worst(regret[:, v]),
        )
        for v, variant in enumerate(variants)
    ], len(known)  # fmt: skip


def _ends_of_worst(regret: Any) -> tuple[float, float]:
    """Ends of the 95 % interval of the quantile where the worst begin, by the order of values [Conover1999]_."""
    from scipy.stats import quantile_test

    found = quantile_test(regret, q=0.0, p=WORST).confidence_interval(CONFIDENCE)
    low, high = float(found.low), float(found.high)
    return (0.0 if np.isnan(low) else low), (np.inf if np.isnan(high) else high)


def dominated(y: Any, variants: Sequence[str], direction: str) -> dict[str, list[str]]:
    """Variants that another never falls behind and beats somewhere, each with those others.

    y: shape (points, variants); worlds in which nothing was measured of some variant do not count. direction: lower or higher
    is better.
    """
    array = np.asarray(y, np.float64)
    known = array[~np.isnan(array).any(axis=1)]
    if direction == "neither":
        return {}
    cost = known if direction == "lower" else -known
    found = {
        name: [
            other for w, other in enumerate(variants)
            if (cost[:, w] <= cost[:, v]).all() and (cost[:, w] < cost[:, v]).any()
        ]
        for v, name in enumerate(variants)
    }  # fmt: skip
    return {name: better for name, better in found.items() if better}


def _limit(matters: float | str, baseline: Any) -> float:
    if not isinstance(matters, str):
        return float(matters)
    finite = baseline[np.isfinite(baseline)]
    return float(matters.rstrip("% ")) / 100 * abs(float(finite.mean())) if len(finite) else 0.0


def value_of_knowing(y: Any, direction: str) -> float:
    """By how much the best in each world is better, on average, than the one that is best on average.

    It bounds what can be paid for knowing in which world one is: the expected value of perfect information. In the outcome's
    unit; NaN where nothing was measured. Worlds in which some variant lies beyond the run-off do not count.
    """
    array = np.asarray(y, np.float64)
    known = array[np.isfinite(array).all(axis=1)]
    if not len(known) or direction == "neither":
        return float("nan")
    signed = known if direction == "higher" else -known
    return float(signed.max(axis=1).mean() - signed.mean(axis=0).max())
