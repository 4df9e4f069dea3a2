"""How much of the variance of an outcome goes with which factor: indices of Sobol, and elementary effects of Morris.

Both are SALib's, on designs made for them, in the places of the factors: whatever their distributions are, places are even.
The outcome may be a difference between two structures; then an index says what decides between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...errors import InputError, Problem
from ...scenario.factors import Factor
from ..designs import LEVELS, problem_of

RESAMPLES = 500
SEED = 0


@dataclass(frozen=True)
class Index:
    """Of one factor: value and half of the 95 % interval of each.

    first: share of the variance that goes with the factor alone [Sobol2001]_. total: with all in which it has a part.
    """

    factor: str
    first: float
    first_half_width: float
    total: float
    total_half_width: float


@dataclass(frozen=True)
class Elementary:
    """Of one factor, in the outcome's unit over the whole range.

    effect: mean size of the change [Morris1991]_ [CampolongoEtAl2007]_, with half of its 95 % interval. mean: with its sign.
    spread: how much it differs from place to place: of what is not linear, or depends on other factors.
    """

    factor: str
    effect: float
    half_width: float
    mean: float
    spread: float


def sobol_indices(factors: Sequence[Factor], y: Any) -> list[Index]:
    """Indices of Sobol, the largest total first.

    y: by point of a design `saltelli`. Raises InputError where SALib is not installed, or a point is not finite.
    """
    from SALib.analyze import sobol

    _check(y)
    values = np.asarray(y, np.float64)
    if np.ptp(values) == 0.0:
        return [Index(factor.path, 0.0, 0.0, 0.0, 0.0) for factor in factors]
    found = sobol.analyze(
        problem_of(factors), values, calc_second_order=False, num_resamples=RESAMPLES, seed=SEED
    )
    indices = [
        Index(
            f.path,
            float(found["S1"][k]),
            float(found["S1_conf"][k]),
            float(found["ST"][k]),
            float(found["ST_conf"][k]),
        )
        for k, f in enumerate(factors)
    ]
    return sorted(indices, key=lambda index: -index.total)


def morris_effects(factors: Sequence[Factor], places: Any, y: Any) -> list[Elementary]:
    """Elementary effects, the largest first.

    places: of the points in the unit cube, shape (points, factors). y: by point of a design `morris`.
    """
    from SALib.analyze import morris

    _check(y)
    found = morris.analyze(
        problem_of(factors), np.asarray(places, np.float64), np.asarray(y, np.float64), num_levels=LEVELS,
        num_resamples=RESAMPLES, seed=SEED,
    )  # fmt: skip
    effects = [
        Elementary(f.path, *(float(found[name][k]) for name in ("mu_star", "mu_star_conf", "mu", "sigma")))
        for k, f in enumerate(factors)
    ]
    return sorted(effects, key=lambda effect: -effect.effect)


def _check(y: Any) -> None:
    missing = int((~np.isfinite(np.asarray(y, np.float64))).sum())
    if missing:
        what = f"{missing} points have no value, and indices need all"
        raise InputError([Problem("", what, "let the study go on, or choose another outcome", "sensitivity")])
