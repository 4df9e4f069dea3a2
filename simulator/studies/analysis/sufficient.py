"""The smallest sufficient change: of all that differs between two structures, the cheapest part that brings most of the gain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..statistics import Estimate, estimate, probability_best


@dataclass(frozen=True)
class Subset:
    """Some of the changes.

    Attributes
    ----------
    changes: by name. cost: of all of them. gain: over making none, by replication, with its interval.
    share: of the gain of all changes. chance: that it reaches what was asked for, given these replications; NaN where they
        are too few.
    """

    changes: tuple[str, ...]
    cost: float
    gain: Estimate
    share: float
    chance: float


@dataclass(frozen=True)
class Sufficient:
    """Which changes suffice.

    Attributes
    ----------
    gain: of all changes over none. chosen: the cheapest subset that reaches the share; None where all together gain nothing.
    others: further subsets that reach it, the cheapest first. alone, last: gain of each change by itself, and on top of all
    others.
    """

    gain: Estimate
    chosen: Subset | None
    others: tuple[Subset, ...]
    alone: dict[str, Estimate]
    last: dict[str, Estimate]


def smallest_sufficient(
    made: Any,
    names: Sequence[str],
    values: Any,
    direction: str,
    *,
    share: float = 0.8,
    costs: Sequence[float] | None = None,
) -> Sufficient:
    """The cheapest subset of changes that reaches a share of the gain of all.

    Parameters
    ----------
    made: which changes each point makes, shape (points, changes), 0 or 1; all subsets, each once.
    values: outcome, shape (points, replications), with common random numbers: replications with a gap are left out.
    direction: lower or higher is better. costs: of each change; by default 1.
    """
    rows = {tuple(bool(v) for v in row): k for k, row in enumerate(np.asarray(made))}
    cost = np.ones(len(names)) if costs is None else np.asarray(costs, np.float64)
    array = np.asarray(values, np.float64)
    array = array[:, np.isfinite(array).all(axis=0)] * (1.0 if direction == "higher" else -1.0)
    none, every = (False,) * len(names), (True,) * len(names)
    gains = array - array[rows[none]]
    whole = gains[rows[every]]

    def subset(row: tuple[bool, ...], k: int) -> Subset:
        return Subset(
            tuple(name for name, is_made in zip(names, row, strict=True) if is_made),
            float(cost[np.array(row, bool)].sum()), estimate(gains[k]), float(gains[k].mean() / whole.mean()),
            _chance_above(gains[k] - share * whole),
        )  # fmt: skip

    def one(k: int, value: bool) -> tuple[bool, ...]:
        return tuple(value if i == k else not value for i in range(len(names)))

    alone = {name: estimate(gains[rows[one(k, True)]]) for k, name in enumerate(names)}
    last = {name: estimate(whole - gains[rows[one(k, False)]]) for k, name in enumerate(names)}
    if not len(whole) or float(whole.mean()) <= 0.0:
        return Sufficient(estimate(whole), None, (), alone, last)
    reach = [subset(row, k) for row, k in rows.items() if gains[k].mean() >= share * whole.mean()]
    ordered = sorted(reach, key=lambda each: (each.cost, -each.share))
    return Sufficient(estimate(whole), ordered[0], tuple(ordered[1:]), alone, last)


def _chance_above(differences: Any) -> float:
    """Chance that the mean of differences is above 0 by Student, given these; NaN where they are too few."""
    chances = probability_best(np.stack([differences, np.zeros(len(differences))]), "higher")
    return float("nan") if chances is None else chances[0]
