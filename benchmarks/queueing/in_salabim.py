"""The bare network in Salabim: a component per item that asks for resources; and, leaner, a component per person.

Salabim writes processes in two ways: with `yield`, and yieldless on greenlets. There is no trace, and monitors
are off where they can be.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from random import Random

import salabim

from ..worlds import ARRIVALS_PER_DAY
from .flow import PEOPLE_BY_STAGE, Item, Span

Process = Generator[object, object, None]


class Network:
    """An environment, and what was finished in it."""

    yieldless = False

    def __init__(self, areas: int, seed: int) -> None:
        self.environment = salabim.Environment(trace=False, random_seed=seed, yieldless=self.yieldless)
        self.random = Random(seed)
        self.finished: list[Span] = []
        for _ in range(areas):
            self.add_area()

    def add_area(self) -> None:
        """People and demand of an area."""
        raise NotImplementedError

    def run(self, days: float) -> None:
        """Simulate so many days."""
        self.environment.run(till=days)

    def close(self, item: Item) -> None:
        """An item is finished."""
        self.finished.append((item.created, self.environment.now()))


class YieldingItem(salabim.Component):  # type: ignore[misc]
    """An item whose process is a generator."""

    def process(self, network: Network, people: list[salabim.Resource]) -> Process:
        """Go through the stages."""
        item, unfinished = Item(self.env.now(), network.random), True
        while unfinished:
            yield self.request(people[item.stage])
            yield self.hold(item.days)
            self.release(people[item.stage])
            unfinished = item.go_on(network.random)
        network.close(item)


class YieldlessItem(salabim.Component):  # type: ignore[misc]
    """An item whose process is an ordinary method."""

    def process(self, network: Network, people: list[salabim.Resource]) -> None:
        """Go through the stages."""
        item, unfinished = Item(self.env.now(), network.random), True
        while unfinished:
            self.request(people[item.stage])
            self.hold(item.days)
            self.release(people[item.stage])
            unfinished = item.go_on(network.random)
        network.close(item)


class ItemsAsComponents(Network):
    """Each item is a component; an area has a resource per stage. What Salabim's manual teaches."""

    def add_area(self) -> None:
        """Resources and a generator of items."""
        people = [
            salabim.Resource(capacity=count, honor_only_first=True, monitor=False)
            for count in PEOPLE_BY_STAGE
        ]
        salabim.ComponentGenerator(
            YieldlessItem if self.yieldless else YieldingItem,
            iat=salabim.Exponential(rate=ARRIVALS_PER_DAY),
            network=self,
            people=people,
        )


class YieldlessItemsAsComponents(ItemsAsComponents):
    """The same without `yield`."""

    yieldless = True


class Queue:
    """Items that wait in a stage, and the people who wait for them."""

    def __init__(self) -> None:
        self.items: deque[Item] = deque()
        self.idle: deque[Person] = deque()

    def put(self, item: Item) -> None:
        """An item comes: it waits, and wakes somebody who is idle."""
        self.items.append(item)
        if self.idle:
            self.idle.popleft().activate()


class Person(salabim.Component):  # type: ignore[misc]
    """Somebody who takes what waits longest, works on it and hands it on."""

    def process(self, network: PeopleAsComponents, mine: Queue, queues: list[Queue]) -> Process:
        """Work, and sleep where nothing waits."""
        while True:
            while not mine.items:
                mine.idle.append(self)
                yield self.passivate()
            item = mine.items.popleft()
            yield self.hold(item.days)
            if item.go_on(network.random):
                queues[item.stage].put(item)
            else:
                network.close(item)


class Demand(salabim.Component):  # type: ignore[misc]
    """Items of an area arrive at random."""

    def process(self, network: PeopleAsComponents, first: Queue) -> Process:
        """One after the other."""
        random = network.random
        while True:
            yield self.hold(random.expovariate(ARRIVALS_PER_DAY))
            first.put(Item(self.env.now(), random))


class PeopleAsComponents(Network):
    """Each person is a component that takes plain items from a queue."""

    def add_area(self) -> None:
        """Queues, people and demand."""
        queues = [Queue() for _ in PEOPLE_BY_STAGE]
        components = [Demand(network=self, first=queues[0])]
        for queue, count in zip(queues, PEOPLE_BY_STAGE, strict=True):
            components += [Person(network=self, mine=queue, queues=queues) for _ in range(count)]
        for component in components:
            component.mode.monitor(False)
            component.status.monitor(False)
