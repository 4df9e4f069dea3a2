"""The bare network in SimPy: a process per item that asks for resources; and, leaner, a process per person."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from random import Random
from typing import Any

import simpy

from ..worlds import ARRIVALS_PER_DAY
from .flow import PEOPLE_BY_STAGE, Item, Span

Process = Generator[simpy.Event, Any, None]


class ItemsAsProcesses:
    """Each item is a process; an area has a resource per stage. What SimPy's manual teaches."""

    def __init__(self, areas: int, seed: int) -> None:
        self.environment, self.random = simpy.Environment(), Random(seed)
        self.finished: list[Span] = []
        for _ in range(areas):
            people = [simpy.Resource(self.environment, count) for count in PEOPLE_BY_STAGE]
            self.environment.process(self.demand(people))

    def run(self, days: float) -> None:
        """Simulate so many days."""
        self.environment.run(until=days)

    def demand(self, people: list[simpy.Resource]) -> Process:
        """Items of an area arrive at random."""
        environment, random = self.environment, self.random
        while True:
            yield environment.timeout(random.expovariate(ARRIVALS_PER_DAY))
            environment.process(self.through(Item(environment.now, random), people))

    def through(self, item: Item, people: list[simpy.Resource]) -> Process:
        """An item goes through its stages."""
        unfinished = True
        while unfinished:
            with people[item.stage].request() as granted:
                yield granted
                yield self.environment.timeout(item.days)
            unfinished = item.go_on(self.random)
        self.finished.append((item.created, self.environment.now))


class Queue:
    """Items that wait in a stage, and the people who wait for them."""

    def __init__(self) -> None:
        self.items: deque[Item] = deque()
        self.idle: deque[simpy.Event] = deque()

    def put(self, item: Item) -> None:
        """An item comes: somebody who is idle takes it, or it waits."""
        if self.idle:
            self.idle.popleft().succeed(item)
        else:
            self.items.append(item)


class PeopleAsProcesses:
    """Each person is a process that takes plain items from a queue."""

    def __init__(self, areas: int, seed: int) -> None:
        self.environment, self.random = simpy.Environment(), Random(seed)
        self.finished: list[Span] = []
        for _ in range(areas):
            queues = [Queue() for _ in PEOPLE_BY_STAGE]
            self.environment.process(self.demand(queues[0]))
            for queue, count in zip(queues, PEOPLE_BY_STAGE, strict=True):
                for _ in range(count):
                    self.environment.process(self.working(queue, queues))

    def run(self, days: float) -> None:
        """Simulate so many days."""
        self.environment.run(until=days)

    def demand(self, first: Queue) -> Process:
        """Items of an area arrive at random."""
        environment, random = self.environment, self.random
        while True:
            yield environment.timeout(random.expovariate(ARRIVALS_PER_DAY))
            first.put(Item(environment.now, random))

    def working(self, mine: Queue, queues: list[Queue]) -> Process:
        """A person takes what waits longest, works on it and hands it on."""
        environment, random = self.environment, self.random
        while True:
            if mine.items:
                item = mine.items.popleft()
            else:
                woken = environment.event()
                mine.idle.append(woken)
                item = yield woken
            yield environment.timeout(item.days)
            if item.go_on(random):
                queues[item.stage].put(item)
            else:
                self.finished.append((item.created, environment.now))
