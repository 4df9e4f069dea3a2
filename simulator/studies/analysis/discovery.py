"""Under which conditions something happens: boxes in the space of factors, by PRIM, the patient rule induction method.

[FriedmanFisher1999]_, as scenario discovery uses it [BryantLempert2010]_: a box is peeled, a little at a time, so that the share
of cases of interest in it rises fastest; of the boxes on the way one is chosen that holds many of the cases (coverage), and
little else (density), and needs few factors to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

PEEL = 0.05
"""Share of the cases in a box that one peel takes away."""
LEAST_MASS = 0.05
"""Share of all cases that a box holds at least."""
SIGNIFICANT = 0.05
FEWEST_CASES = 10
"""Cases of interest in each half of all that a box needs."""
MOST_LIMITS = 4
"""Factors that a box may name."""


@dataclass(frozen=True)
class Limit:
    """What a box says of one factor: a range whose open ends are infinite, or the words that it allows."""

    factor: str
    low: float = -np.inf
    high: float = np.inf
    words: frozenset[str] = frozenset()
    p: float = 1.0
    """Chance of so high a density in the box without this limit being needed: a binomial quasi-p-value."""


@dataclass(frozen=True)
class Box:
    """Conditions, and how well they say when something happens.

    coverage: share of the cases of interest that lie inside. density: share of the cases inside that are of interest.
    mass: share of all cases that lie inside. base: share of all cases that are of interest.
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    mass: float
    base: float


@dataclass
class _Peeled:
    inside: Any
    bounds: dict[str, tuple[float, float]] = field(default_factory=dict)
    words: dict[str, frozenset[str]] = field(default_factory=dict)


def trajectory(
    x: pd.DataFrame, interesting: Any, peel: float = PEEL, least_mass: float = LEAST_MASS
) -> list[Box]:
    """Boxes from the one that holds everything to the smallest, each a peel of the one before."""
    happens = np.asarray(interesting, bool)
    columns = {str(name): np.asarray(x[name]) for name in x.columns}
    here = _Peeled(np.ones(len(happens), bool))
    boxes = [_box(here, happens, columns)]
    while (following := _peeled(here, happens, columns, peel)) and following.inside.mean() >= least_mass:
        here = following
        boxes.append(_box(here, happens, columns))
        if happens[here.inside].all():
            break
    return boxes


def box_of(x: pd.DataFrame, interesting: Any) -> Box | None:
    """The box that says best when something happens; None where none says more than chance.

    Of all boxes on the way, without limits that are not needed, the one with the highest mean of coverage and density that
    names at most a few factors. x: values by point. interesting: whether it happens, by point.
    """
    happens = np.asarray(interesting, bool)
    if not 0 < happens.sum() < len(happens):
        return None
    columns = {str(name): np.asarray(x[name]) for name in x.columns}
    found = [_needed(box, happens, columns) for box in trajectory(x, happens)[1:]]
    best = max(
        (box for box in found if 0 < len(box.limits) <= MOST_LIMITS and box.density > box.base),
        key=lambda box: (
            2 * box.coverage * box.density / (box.coverage + box.density) - 0.01 * len(box.limits)
        ),
        default=None,
    )
    return best


def box_that_holds(x: pd.DataFrame, interesting: Any) -> Box | None:
    """The box found in every second case, as the other cases have it; None where it says no more there than chance.

    With many factors some box always looks good in the cases in which it was found.
    """
    from scipy.stats import binomtest

    happens = np.asarray(interesting, bool)
    half = np.arange(len(happens)) % 2 == 0
    if min(happens[half].sum(), happens[~half].sum()) < FEWEST_CASES:
        return None
    found = box_of(x[half], happens[half])
    if found is None:
        return None
    columns = {str(name): np.asarray(x[name])[~half] for name in x.columns}
    others = happens[~half]
    inside = _inside(found.limits, columns, len(others))
    if not inside.any():
        return None
    test = binomtest(
        int(others[inside].sum()), int(inside.sum()), float(others.mean()), alternative="greater"
    )
    return _measured(found.limits, others, columns) if test.pvalue < SIGNIFICANT else None


def _peeled(here: _Peeled, happens: Any, columns: dict[str, Any], peel: float) -> _Peeled | None:
    """The box after the peel that raises the density most, for what it takes away."""
    candidates = [c for name, column in columns.items() for c in _candidates(here, name, column, peel)]
    scored = [
        (float(happens[c.inside].mean()), -int(c.inside.sum()), c) for c in candidates if c.inside.any()
    ]
    if not scored:
        return None
    return max(scored, key=lambda each: (each[0], -each[1]))[2]


def _candidates(here: _Peeled, name: str, column: Any, peel: float) -> list[_Peeled]:
    inside = column[here.inside]
    if column.dtype.kind not in "fiu":
        return _without_a_word(here, name, column, sorted(set(inside)))
    found = []
    low, high = here.bounds.get(name, (-np.inf, np.inf))
    bottom, top = np.quantile(inside, [peel, 1.0 - peel])
    if inside.min() < inside.max():
        if bottom == inside.min():
            bottom = inside[inside > bottom].min()
        if top == inside.max():
            top = inside[inside < top].max()
        for bounds in ((bottom, high), (low, top)):
            kept = here.inside & (column >= bounds[0]) & (column <= bounds[1])
            found.append(
                _Peeled(kept, {**here.bounds, name: (float(bounds[0]), float(bounds[1]))}, here.words)
            )
    return found


def _without_a_word(here: _Peeled, name: str, column: Any, words: list[str]) -> list[_Peeled]:
    if len(words) < 2:
        return []
    return [
        _Peeled(here.inside & (column != word), here.bounds, {**here.words, name: frozenset(words) - {word}})
        for word in words
    ]


def _box(here: _Peeled, happens: Any, columns: dict[str, Any]) -> Box:
    limits = [Limit(name, low, high) for name, (low, high) in here.bounds.items()]
    limits += [Limit(name, words=words) for name, words in here.words.items()]
    return _measured(tuple(limits), happens, columns)


def _measured(limits: tuple[Limit, ...], happens: Any, columns: dict[str, Any]) -> Box:
    inside = _inside(limits, columns, len(happens))
    within = float(happens[inside].mean()) if inside.any() else 0.0
    return Box(
        limits,
        float(happens[inside].sum() / max(1, happens.sum())),
        within,
        float(inside.mean()),
        float(happens.mean()),
    )


def _inside(limits: tuple[Limit, ...], columns: dict[str, Any], count: int) -> Any:
    inside = np.ones(count, bool)
    for limit in limits:
        column = columns[limit.factor]
        if limit.words:
            inside &= np.isin(column, list(limit.words))
        else:
            inside &= (column >= limit.low) & (column <= limit.high)
    return inside


def _needed(box: Box, happens: Any, columns: dict[str, Any]) -> Box:
    """The box without limits that chance explains, the least needed first, with the p of those that stay."""
    from scipy.stats import binomtest

    limits = list(box.limits)
    while limits:
        tested = []
        for limit in limits:
            others = tuple(other for other in limits if other is not limit)
            without = _inside(others, columns, len(happens))
            inside = _inside(tuple(limits), columns, len(happens))
            rate = float(happens[without].mean())
            test = binomtest(
                int(happens[inside].sum()), int(inside.sum()), min(1.0, rate), alternative="greater"
            )
            tested.append((float(test.pvalue), limit))
        worst = max(tested, key=lambda each: each[0])
        if worst[0] <= SIGNIFICANT:
            return _measured(tuple(replace(limit, p=p) for p, limit in tested), happens, columns)
        limits.remove(worst[1])
    return _measured((), happens, columns)
