"""The same flow as a lean plain Mesa model: what a good Mesa user would write. The peer."""

from __future__ import annotations

import math
from collections import deque

import mesa

from .worlds import (
    ARRIVALS_PER_DAY,
    BY,
    EFFORT_DAYS,
    EFFORT_SIGMA,
    PEOPLE_PER_AREA,
    RETURN_PROBABILITY,
    RETURN_SHARE,
    SHARES,
)  # fmt: skip

STAGES = tuple(SHARES)
MU = math.log(EFFORT_DAYS) - EFFORT_SIGMA**2 / 2


class Item:
    """A work item: plain data, as cheap as Python has it."""

    __slots__ = ("created", "effort", "repeating", "scale")

    def __init__(self, created: float, effort: float) -> None:
        self.created, self.effort, self.scale, self.repeating = created, effort, 1.0, False


class Person(mesa.Agent):
    """Somebody who takes the next item of his stage's queue and works on it."""

    def __init__(self, model: PlainModel, queue: deque[Item], stage: int, area: int) -> None:
        super().__init__(model)
        self.queue, self.stage, self.area = queue, stage, area
        self.item: Item | None = None
        self.remaining = 0.0

    def step(self) -> None:
        """Work for one step; what is left of it goes into the next item."""
        time = self.model.step_days
        while time > 0:
            if self.item is None:
                if not self.queue:
                    return
                self.item = self.queue.popleft()
                self.remaining = self.item.effort * self.item.scale * SHARES[STAGES[self.stage]]
            done = min(time, self.remaining)
            self.remaining -= done
            time -= done
            if self.remaining <= 0:
                self.model.pass_on(self.item, self.stage, self.area)
                self.item = None


class PlainModel(mesa.Model):
    """Areas with three queues and the people who serve them."""

    def __init__(
        self,
        areas: int = 4,
        step_days: float = 0.25,
        days: float = 325.0,
        return_probability: float = RETURN_PROBABILITY,
        rng: int | None = None,
    ) -> None:
        super().__init__(rng=rng)
        self.step_days, self.areas, self.days = step_days, areas, days
        self.return_probability = return_probability
        self.now = 0.0
        self.leads: list[float] = []
        self.queues = [[deque() for _ in STAGES] for _ in range(areas)]
        for area in range(areas):
            for s, stage in enumerate(STAGES):
                for _ in range(PEOPLE_PER_AREA[BY[stage]]):
                    Person(self, self.queues[area][s], s, area)
        self.people = self.agents

    def step(self) -> None:
        """Arrivals of this step, then everybody works."""
        self.now += self.step_days
        arrivals = self.rng.poisson(ARRIVALS_PER_DAY * self.step_days, self.areas)
        for area, count in enumerate(arrivals):
            for _ in range(count):
                item = Item(self.now - self.step_days, self.rng.lognormal(MU, EFFORT_SIGMA))
                self.queues[area][0].append(item)
        self.people.do("step")
        if self.now >= self.days:
            self.running = False

    def pass_on(self, item: Item, stage: int, area: int) -> None:
        """Send an item to the next stage, back to building, or out."""
        if stage < len(STAGES) - 1:
            self.queues[area][stage + 1].append(item)
        elif self.rng.random() < self.return_probability:
            item.scale, item.effort = RETURN_SHARE, self.rng.lognormal(MU, EFFORT_SIGMA)
            self.queues[area][1].append(item)
        else:
            self.leads.append(self.now - item.created)

    @property
    def mean_lead(self) -> float:
        """Mean lead time of what was finished after a fifth of the run."""
        kept = self.leads[len(self.leads) // 5 :]
        return sum(kept) / len(kept)
