"""Quantile tables: every law becomes a table at build time and is read by interpolation.

Faster than exp and log, and the same on every platform. Nodes lie in octaves of the tail
probability: each halving of the tail has its own 64 steps, because evenly spaced nodes would cut
the tail and lose several per cent of the second moment of a skewed law, hence of a wait.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .compiled import compiled
from .distributions import Discrete, Exponential, ExponentialLaw, Law, law_of
from .tail_quantiles import tail_quantile
from .units import HOURS_PER_DAY
from .world import World, table

OCTAVES = 44  # tails down to 2^-45: no simulation draws further
STEPS = 64
STRIDE = STEPS + 1
SIDE = OCTAVES * STRIDE
DIGITS = 12  # nodes are rounded, because exp and log differ in the last bits between platforms

CONSTANT, CURVE, STAIRS = range(3)

LAW = np.dtype(
    [
        ("form", "i8"),  # CONSTANT, CURVE or STAIRS
        ("first", "i8"),  # first node of its table
        ("steps", "i8"),  # number of values of a STAIRS table
        ("scale", "f8"),  # the value of a constant, or what a table's values are multiplied by
    ],
    align=True,
)


@compiled
def quantile(w, number, u):
    """Value of law `number` at probability u in (0, 1), in the unit of the quantity."""
    law = w.laws[number]
    if law.form == CONSTANT:
        return law.scale
    if law.form == STAIRS:
        return law.scale * stair(w.nodes, law.first, law.steps, u)
    upper = u >= 0.5
    mantissa, exponent = math.frexp(1.0 - u if upper else u)
    octave = min(-exponent - 1, OCTAVES - 1)
    place = (2.0 * mantissa - 1.0) * STEPS
    if octave < 0:  # the median, where both sides meet: the last node of the first octave
        octave, place = 0, float(STEPS)
    step = int(place)
    at = law.first + octave * STRIDE + step
    if upper:
        at += SIDE
    low = w.nodes[at]
    return law.scale * (low + (w.nodes[at + 1] - low) * (place - step))


@compiled
def stair(nodes, first, steps, u):
    """The value whose cumulated weight first exceeds u: nodes hold the weights, then the values."""
    low, high = 0, steps - 1
    while low < high:
        middle = (low + high) // 2
        if u < nodes[first + middle]:
            high = middle
        else:
            low = middle + 1
    return nodes[first + steps + low]


def curve_nodes(law: Law) -> Any:
    """Nodes of a standard law: lower side, then upper side, octave by octave."""
    octaves = 2.0 ** -(np.arange(OCTAVES) + 2.0)
    tail = np.outer(octaves, 1.0 + np.arange(STRIDE) / STEPS).ravel()
    assert not isinstance(law, Discrete)
    sides = [tail_quantile(law.shape, upper)(tail) for upper in (False, True)]
    return rounded(np.concatenate(sides))


def rounded(values: Any) -> Any:
    """Values with 12 significant digits."""
    with np.errstate(divide="ignore"):
        magnitude = np.where(values == 0, 0, np.floor(np.log10(np.abs(values))))
    factor = 10.0 ** np.clip(DIGITS - 1 - magnitude, -300, 300)
    return np.round(values * factor) / factor


class LawBook:
    """Collects the laws of a scenario while a World is built; equal laws are entered once."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}
        self._rows: list[tuple[int, int, int, float]] = []
        self._tables: dict[Any, int] = {}
        self._nodes: list[Any] = [np.zeros(1)]
        self._length = 1

    def number(self, distribution: Any) -> int:
        """The number under which compiled code finds this distribution."""
        law = law_of(distribution)
        key = law if isinstance(law, float) else repr(law)
        if key not in self._numbers:
            self._numbers[key] = len(self._rows)
            self._rows.append(self._row(law))
        return self._numbers[key]

    def exponential(self, mean: float) -> int:
        """The number of the exponential law with this mean."""
        return self.number(ExponentialLaw(exponential=Exponential(mean=mean)))

    def hours(self, distribution: Any) -> int:
        """The number of a law that is written in hours and read in working days."""
        number = self.number(distribution)
        form, first, steps, scale = self._rows[number]
        self._rows.append((form, first, steps, scale / HOURS_PER_DAY))
        return len(self._rows) - 1

    def _row(self, law: float | Law) -> tuple[int, int, int, float]:
        if isinstance(law, float):
            return CONSTANT, 0, 0, law
        if isinstance(law, Discrete):
            cumulated = np.cumsum(law.weights) / np.sum(law.weights)
            first = self._enter(repr(law), lambda: np.concatenate([cumulated, law.values]))
            return STAIRS, first, len(law.values), 1.0
        return CURVE, self._enter(law.shape, lambda: curve_nodes(law)), 0, law.scale

    def _enter(self, key: Any, make: Any) -> int:
        if key not in self._tables:
            nodes = make()
            self._tables[key] = self._length
            self._nodes.append(nodes)
            self._length += len(nodes)
        return self._tables[key]

    def tables(self) -> dict[str, Any]:
        """The tables `laws` and `nodes` of a World."""
        laws = table(LAW, max(1, len(self._rows)))
        for i, row in enumerate(self._rows):
            laws[i] = row
        return {"laws": laws, "nodes": np.concatenate(self._nodes)}


def quantile_function(distribution: Any) -> Callable[[float], float]:
    """Function from a probability in (0, 1) to the value that simulations draw there."""
    book = LawBook()
    number = book.number(distribution)
    world = World(**book.tables())
    return lambda u: float(quantile(world, number, u))
