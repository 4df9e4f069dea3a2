"""At how many points of a study the best variant is known with the probability that was asked for [KimNelson2001]_."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..selection import indifference_of, selected


@dataclass(frozen=True)
class BestKnown:
    """What the replications of a study say of the best variant, point by point.

    Attributes
    ----------
    probability: with which the best is chosen at a point, if it is better than all others there by the indifference.
    indifference: in the outcome's unit, or per cent of the first variant.
    chosen: points at which a variant is chosen, by its name. open: points at which several may be the best, by their names.
    unmeasured: points at which a replication has no value, or one beyond the run-off; nothing is chosen there.
    most: replications of the point that has most of them.
    """

    probability: float
    indifference: float | str
    chosen: Mapping[str, int]
    open: Mapping[tuple[str, ...], int]
    unmeasured: int
    most: int

    @property
    def points(self) -> int:
        """Points in all."""
        return sum(self.chosen.values()) + sum(self.open.values()) + self.unmeasured


def best_known(
    values: Any,
    variants: Sequence[str],
    direction: str,
    probability: float,
    indifference: float | str,
    first_stage: int,
) -> BestKnown:
    """Choose at each point.

    Parameters
    ----------
    values: shape (points, variants, replications); points may have fewer replications than others, with NaN at the end.
    """
    chosen: Counter[str] = Counter()
    left: Counter[tuple[str, ...]] = Counter()
    unmeasured = most = 0
    for point in values:
        known = point[:, : _replications(point)]
        most = max(most, known.shape[1])
        if not known.size or not np.isfinite(known).all():
            unmeasured += 1
            continue
        matters = indifference_of(indifference, known, first_stage)
        alive = selected(known, direction, probability, matters, first_stage).alive
        if len(alive) == 1:
            chosen[variants[alive[0]]] += 1
        else:
            left[tuple(variants[v] for v in alive)] += 1
    return BestKnown(
        probability, indifference, dict(chosen.most_common()), dict(left.most_common()), unmeasured, most
    )


def _replications(point: Any) -> int:
    """Replications of a point, up to the last one in which something was measured."""
    there = np.flatnonzero(~np.isnan(point).all(axis=0))
    return int(there[-1]) + 1 if len(there) else 0
