"""Under which conditions something happens: boxes in the space of factors, by PRIM, the patient rule induction method.

[FriedmanFisher1999]_, as scenario discovery uses it [BryantLempert2010]_: a box is peeled, a little at a time, so that the share
of cases of interest in it rises fastest for the cases that it loses, which does justice to words and to levels
[KwakkelJaxaRozen2016]_; of the boxes on the way one is chosen that holds many of the cases (coverage), and little else (density),
and needs few factors to say; it is then pasted: what was peeled too much is given back.
"""

from __future__ import annotations

from collections.abc import Sequence
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
SEED = 0
FEWEST_CASES = 10
"""Cases of interest in each half of all that a box needs."""
COST_OF_A_LIMIT = 0.01
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

    Of all boxes on the way, without limits that are not needed, the one with the highest harmonic mean of coverage and density,
    less a little for each factor that it names; at most a few. x: values by point, without gaps. interesting: whether it
    happens, by point.
    """
    happens = np.asarray(interesting, bool)
    if not 0 < happens.sum() < len(happens):
        return None
    columns = {str(name): np.asarray(x[name]) for name in x.columns}
    found = [_needed(box.limits, happens, columns) for box in trajectory(x, happens)[1:]]
    best = max((box for box in found if _says_something(box)), key=_worth, default=None)
    if best is None:
        return None
    pasted = _needed(_pasted(best, happens, columns), happens, columns)
    return max((best, pasted), key=_worth)


def _says_something(box: Box) -> bool:
    return 0 < len(box.limits) <= MOST_LIMITS and box.density > box.base


def _worth(box: Box) -> float:
    both = box.coverage + box.density
    return 2 * box.coverage * box.density / both - COST_OF_A_LIMIT * len(box.limits) if both else 0.0


def box_that_holds(x: pd.DataFrame, interesting: Any) -> Box | None:
    """The box found in one half of the cases, drawn by lot, as the others have it; None where it says no more there than chance.

    With many factors some box always looks good in the cases in which it was found.
    """
    from scipy.stats import binomtest

    happens = np.asarray(interesting, bool)
    half = (
        np.random.default_rng(SEED).permutation(len(happens)) % 2 == 0
    )  # every second point may have the same levels
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
    """The box after the peel that raises the density most for each case that it takes away; None where none raises it."""
    cases, density = here.inside.sum(), happens[here.inside].mean()
    best, most = None, (0.0, 0)
    for name, column in columns.items():
        for candidate in _candidates(here, name, column, peel):
            left = int(candidate.inside.sum())
            if 0 < left < cases:
                gain = float(happens[candidate.inside].mean() - density) / (cases - left)
                best, most = (candidate, (gain, left)) if (gain, left) > most and gain > 0.0 else (best, most)
    return best


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


def _pasted(box: Box, happens: Any, columns: dict[str, Any]) -> tuple[Limit, ...]:
    """Limits of a box that is widened again, a little at a time, as long as that raises its density."""
    while True:
        wider = [
            _measured(tuple(each for other in box.limits for each in ([new] if other is limit else [other])), happens, columns)
            for limit in box.limits
            for new in _widened(limit, box.limits, columns, len(happens))
        ]  # fmt: skip
        best = max(wider, key=lambda each: each.density, default=box)
        if best.density <= box.density or best.mass <= box.mass:
            return box.limits
        box = best


def _widened(limit: Limit, limits: tuple[Limit, ...], columns: dict[str, Any], count: int) -> list[Limit]:
    """A limit with each of its ends moved by a peel, or with one more word."""
    column = columns[limit.factor]
    others = _inside(tuple(other for other in limits if other is not limit), columns, count)
    if limit.words:
        return [replace(limit, words=limit.words | {w}) for w in sorted(set(column[others]) - limit.words)]
    step = max(1, round(PEEL * int(_inside(limits, columns, count).sum())))
    below, above = (
        np.sort(column[others & (column < limit.low)]),
        np.sort(column[others & (column > limit.high)]),
    )
    found = []
    if len(below):
        found.append(replace(limit, low=float(below[-min(step, len(below))])))
    if len(above):
        found.append(replace(limit, high=float(above[min(step, len(above)) - 1])))
    return found


def _needed(limits: Sequence[Limit], happens: Any, columns: dict[str, Any]) -> Box:
    """A box without limits that chance explains, the least needed first, with the p of those that stay."""
    within = [_inside((limit,), columns, len(happens)) for limit in limits]
    left = list(range(len(limits)))
    while left:
        held = np.sum([within[k] for k in left], axis=0)
        inside = held == len(left)
        tested = [_chance(happens, inside, inside | ((held == len(left) - 1) & ~within[k])) for k in left]
        worst = int(np.argmax(tested))
        if tested[worst] <= SIGNIFICANT:
            kept = tuple(replace(limits[k], p=p) for k, p in zip(left, tested, strict=True))
            return _measured(kept, happens, columns)
        del left[worst]
    return _measured((), happens, columns)


def _chance(happens: Any, inside: Any, without: Any) -> float:
    """Chance of as many cases of interest inside, or more, if they were as frequent there as without a limit."""
    from scipy.special import bdtrc

    found, rate = int(happens[inside].sum()), float(happens[without].mean())
    return float(bdtrc(found - 1, int(inside.sum()), rate)) if found else 1.0
