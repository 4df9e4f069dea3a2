"""What all peers do alike: the item, its effort, and where it goes. Times come from Python's `random`, as in their manuals."""

from __future__ import annotations

import math
from typing import Protocol

from ..worlds import BY, EFFORT_DAYS, EFFORT_SIGMA, PEOPLE_PER_AREA, RETURN_PROBABILITY, RETURN_SHARE, SHARES

STAGE_SHARES = tuple(SHARES.values())
PEOPLE_BY_STAGE = tuple(PEOPLE_PER_AREA[role] for role in BY.values())
BUILD, LAST = tuple(SHARES).index("build"), len(SHARES) - 1
MU = math.log(EFFORT_DAYS) - EFFORT_SIGMA**2 / 2

Span = tuple[float, float]  # when an item was created, and when it was closed


class Random(Protocol):
    """A `random.Random`, or the module itself."""

    def random(self) -> float:
        """A number in [0, 1)."""

    def lognormvariate(self, mu: float, sigma: float) -> float:
        """A lognormal number."""


class Peer(Protocol):
    """A network, built and ready to run."""

    def run(self, days: float) -> None:
        """Simulate so many days."""

    @property
    def finished(self) -> list[Span]:
        """Items that were finished."""


class Item:
    """A work item as plain data."""

    __slots__ = ("created", "effort", "stage")

    def __init__(self, created: float, random: Random) -> None:
        self.created, self.stage = created, 0
        self.effort = random.lognormvariate(MU, EFFORT_SIGMA)

    @property
    def days(self) -> float:
        """Work that it takes in its stage."""
        return self.effort * STAGE_SHARES[self.stage]

    def draw_again(self, random: Random) -> None:
        """What comes back takes a share of a new effort."""
        self.effort = RETURN_SHARE * random.lognormvariate(MU, EFFORT_SIGMA)

    def go_on(self, random: Random) -> bool:
        """To the next stage, or back to building; False where it is finished."""
        if self.stage == LAST and random.random() < RETURN_PROBABILITY:
            self.draw_again(random)
            self.stage = BUILD
        else:
            self.stage += 1
        return self.stage <= LAST
