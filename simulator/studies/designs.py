"""Designs: at which values of its factors a study simulates, as columns of a table of points.

Places lie between 0 and 1; each factor turns its place into a value. They are rounded, so that a point is the same on
every platform.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from ..errors import InputError, Problem
from ..scenario.factors import Factor
from ..scenario.study_spec import StudyPlan

DIGITS = 12
TRAJECTORIES, LEVELS = 20, 4
"""Of Morris: how often each factor is moved, and on how many levels."""
NEEDS_SALIB = ("saltelli", "morris")


@dataclass(frozen=True)
class Points:
    """The points of a design.

    Attributes
    ----------
    columns: by path of a factor, its value at each point: float64, or words as `Factor.shown` makes them.
    places: of the points in the unit cube, shape (points, factors); None where values were listed.
    """

    columns: Mapping[str, Any]
    count: int
    places: Any = None


def points_of(plan: StudyPlan) -> Points:
    """The points of a plan. Raises InputError where its design needs a library that is not installed."""
    kind, factors = plan.design.kind, plan.factors
    if kind == "none":
        return Points({}, 1)
    if kind == "list":
        return _listed(factors, plan.listed)
    if kind == "grid":
        return _of_values(factors, list(product(*(factor.on_a_grid() for factor in factors))))
    if kind == "one_at_a_time":
        return _of_values(factors, _one_at_a_time(factors))
    places = np.round(_places(plan), DIGITS)
    columns = {f.path: _column(f, [f.at(u) for u in places[:, k]]) for k, f in enumerate(factors)}
    return Points(columns, len(places), places)


def _places(plan: StudyPlan) -> Any:
    """Points of the unit cube."""
    from scipy.stats import qmc  # 0.6 s to import

    design, dimensions = plan.design, len(plan.factors)
    if design.kind == "latin_hypercube":
        return qmc.LatinHypercube(dimensions, rng=design.seed).random(design.points)
    if design.kind == "sobol":
        return qmc.Sobol(dimensions, rng=design.seed).random(design.points)
    return _of_salib(
        design.kind, design.points, design.trajectories or TRAJECTORIES, design.seed, plan.factors
    )


def _of_salib(kind: str, points: Any, trajectories: int, seed: int, factors: Sequence[Factor]) -> Any:
    try:
        from SALib.sample import morris, sobol
    except ImportError:
        what, remedy = f"the design {kind} needs SALib", "pip install 'orgsim[analysis]'"
        raise InputError([Problem("design.kind", what, remedy)]) from None
    problem = problem_of(factors)
    if kind == "saltelli":
        return sobol.sample(problem, points, calc_second_order=False, scramble=True, seed=seed)
    return morris.sample(problem, trajectories, num_levels=LEVELS, seed=seed)


def blocks_of(kind: str, factors: int, points: int) -> Any:
    """The block of each point, where points of one block share most of their values; None where each stands alone.

    What is estimated from points must then not take each for a world of its own. kind: of the design. factors, points: how many.
    """
    size = _block(kind, factors)
    return None if size == 1 else np.arange(points) // size


def worlds_of(kind: str, factors: int, points: int) -> Any:
    """Which points are worlds of their own: those of a block that share no values with another of it."""
    size = _block(kind, factors)
    place = np.arange(points) % size
    return (place == 0) | (place == size - 1) if kind == "saltelli" else place == 0


def _block(kind: str, factors: int) -> int:
    """Points of a block."""
    return {"saltelli": factors + 2, "morris": factors + 1}.get(kind, 1)


def problem_of(factors: Sequence[Factor]) -> dict[str, Any]:
    """What SALib calls a problem: the unit cube of the factors."""
    names = [factor.path for factor in factors]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def _one_at_a_time(factors: Sequence[Factor]) -> list[Sequence[Any]]:
    """The middle of all factors, then each at its ends or levels."""
    middle = [factor.at(0.5) for factor in factors]
    ends = [list(f.levels) if f.levels else [f.at(0.0), f.at(1.0)] for f in factors]
    moved = [[*middle[:k], value, *middle[k + 1 :]] for k, values in enumerate(ends) for value in values]
    return [middle, *moved]


def _listed(factors: Sequence[Factor], listed: Sequence[Mapping[str, Any]]) -> Points:
    return _of_values(factors, [[point[f.path] for f in factors] for point in listed])


def _of_values(factors: Sequence[Factor], rows: Sequence[Sequence[Any]]) -> Points:
    columns = {f.path: _column(f, [row[k] for row in rows]) for k, f in enumerate(factors)}
    return Points(columns, len(rows))


def _column(factor: Factor, values: Sequence[Any]) -> Any:
    shown = [factor.shown(value) for value in values]
    return np.array(shown, np.float64) if factor.is_number else shown


def value_of(factor: Factor, shown: Any) -> Any:
    """What a cell of the table of points stands for: a number, or the level of a word."""
    if factor.is_number:
        return shown
    return next((level for level in factor.levels if factor.shown(level) == shown), shown)
