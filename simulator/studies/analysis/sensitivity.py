"""How much of the variance of an outcome goes with which factor: indices of Sobol, and elementary effects of Morris.

Both are SALib's, on designs made for them, in the places of the factors: whatever their distributions are, places are even.
The outcome may be a difference between two structures; then an index says what decides between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import InputError, Problem
from ...scenario.factors import Factor
from ..designs import LEVELS, problem_of
from .regressions import ROUNDING, Interval, bootstrap

if TYPE_CHECKING:
    import pandas as pd

RESAMPLES = 500
SEED = 0
FEWEST = 20
"""Points below which nothing is said of shares."""
MOST_CLASSES = 20


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
    """Of one factor, in the outcome's unit.

    effect: mean size of the change [Morris1991]_ [CampolongoEtAl2007]_, with half of its 95 % interval: over the whole range of a
        number, if it goes on as between neighbouring places; from one word to another. mean: with its sign.
    spread: how much it differs from place to place: of what is not linear, or depends on other factors.
    """

    factor: str
    effect: float
    half_width: float
    mean: float
    spread: float


@dataclass(frozen=True)
class First:
    """Share of the variance that goes with one factor alone, of points of any design, with its 95 % interval."""

    factor: str
    share: Interval


def sobol_indices(factors: Sequence[Factor], y: Any) -> list[Index]:
    """Indices of Sobol, the largest total first; all 0 where the outcome is the same at all points.

    y: by point of a design `saltelli`. Raises InputError where SALib is not installed, or a point is not finite.
    """
    values = _checked(y)
    if _is_constant(values):
        return [Index(factor.path, 0.0, 0.0, 0.0, 0.0) for factor in factors]
    found = _salib("sobol").analyze(
        problem_of(factors), values, calc_second_order=False, num_resamples=RESAMPLES, seed=SEED
    )
    indices = [
        Index(f.path, *(float(found[name][k]) for name in ("S1", "S1_conf", "ST", "ST_conf")))
        for k, f in enumerate(factors)
    ]
    return sorted(indices, key=lambda index: -index.total)


def morris_effects(factors: Sequence[Factor], places: Any, y: Any) -> list[Elementary]:
    """Elementary effects, the largest first.

    places: of the points in the unit cube, shape (points, factors). y: by point of a design `morris`. Raises InputError as
    `sobol_indices` does.
    """
    values = _checked(y)
    found = _salib("morris").analyze(
        problem_of(factors), np.asarray(places, np.float64), values, num_levels=LEVELS, num_resamples=RESAMPLES,
        seed=SEED,
    )  # fmt: skip
    effects = [
        Elementary(
            f.path, *(_STEP / _moved(f) * float(found[name][k]) for name in ("mu_star", "mu_star_conf", "mu", "sigma"))
        )
        for k, f in enumerate(factors)
    ]  # fmt: skip
    return sorted(effects, key=lambda effect: -effect.effect)


_STEP = LEVELS / (2 * (LEVELS - 1))
"""How far Morris moves a place; SALib divides changes by it."""


def _moved(factor: Factor) -> float:
    """Share of the range of a factor that a step moves it on average; 1 for words.

    A switch of two values goes from end to end.
    """
    if not factor.levels and not factor.whole:
        return _STEP
    if not factor.is_number:
        return 1.0
    starts = [k / (LEVELS - 1) for k in range(LEVELS // 2)]
    moves = [abs(factor.at(start + _STEP) - factor.at(start)) for start in starts]
    values = factor.levels or (factor.at(0.0), factor.at(1.0))
    return float(np.mean(moves)) / ((max(values) - min(values)) or 1.0) or _STEP


def first_order(x: pd.DataFrame, y: Any) -> list[First]:
    """Indices of first order from points of any design in which factors vary independently, the largest first.

    Points are put into classes of neighbouring values of a factor; the share is that of the variance between classes, less
    what chance makes of as many [Kelley1935]_ [PlischkeEtAl2013]_. What varies within a class is missed: the share is a little
    too low, for a line by a fourth of a per cent with twenty classes, and by more where the outcome goes up and down within
    one. The interval is that of a bootstrap over points.

    x: values by point. y: outcome by point; points that are not finite are left out.
    """
    values = np.asarray(y, np.float64)
    known = np.isfinite(values)
    values, n = values[known], int(known.sum())
    if n < FEWEST or _is_constant(values):
        return []
    classes = {str(name): _classes(x[name][known]) for name in x.columns}
    found = [
        First(name, bootstrap(lambda s, of=of: _between(of[s], values[s]), n, centred=True))  # type: ignore[misc]
        for name, of in classes.items()
        if of.max() > 0
    ]
    return sorted(found, key=lambda each: -each.share.value)


def _classes(column: Any) -> Any:
    """Class of each point: its value, where there are few, else that of as many points with neighbouring values."""
    most = int(min(MOST_CLASSES, max(2, np.sqrt(len(column) / 2))))
    values, numbers = np.unique(np.asarray(column), return_inverse=True)
    if len(values) <= most or column.dtype.kind not in "fiu":
        return numbers
    ranks = np.argsort(np.argsort(np.asarray(column), kind="stable"), kind="stable")
    return ranks * most // len(column)


def _between(classes: Any, y: Any) -> float:
    """Share of the variance that lies between classes, adjusted."""
    counts = np.bincount(classes)
    used = counts[counts > 0]
    n, k = len(y), len(used)
    whole = float(((y - y.mean()) ** 2).sum())
    if n <= k or whole == 0.0:
        return float("nan")
    means = np.bincount(classes, y)[counts > 0] / used
    within = whole - float((used * (means - y.mean()) ** 2).sum())
    return 1.0 - within / (n - k) / (whole / (n - 1))


def _salib(method: str) -> Any:
    """A method of SALib. Raises InputError where it is not installed."""
    try:
        return import_module(f"SALib.analyze.{method}")
    except ImportError:
        what = "these indices need SALib"
        raise InputError([Problem("", what, "pip install 'orgsim[analysis]'", "sensitivity")]) from None


def _checked(y: Any) -> Any:
    values = np.asarray(y, np.float64)
    missing = int((~np.isfinite(values)).sum())
    if missing:
        what = f"{missing} of {len(values)} points have no value, and indices need all"
        raise InputError([Problem("", what, "let the study go on, or choose another outcome", "sensitivity")])
    return values


def _is_constant(values: Any) -> bool:
    """Whether values differ by no more than rounding."""
    return bool(np.ptp(values) <= ROUNDING * np.abs(values).max())
