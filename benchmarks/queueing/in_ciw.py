"""The bare network in Ciw: a node per area and stage; the individual keeps its effort. All areas at once, or one by one."""

from __future__ import annotations

import random
from typing import Any

import ciw

from ..worlds import ARRIVALS_PER_DAY, RETURN_PROBABILITY
from .flow import BUILD, LAST, PEOPLE_BY_STAGE, Item, Span

STAGES = len(PEOPLE_BY_STAGE)


class Work(ciw.dists.Distribution):  # type: ignore[misc]
    """Days of work in a stage: a share of the effort that the individual has, or draws here."""

    def __init__(self, stage: int) -> None:
        self.stage = stage

    def sample(self, t: Any = None, ind: Any = None) -> float:
        """Effort is drawn on arrival, and anew where the individual comes back to building."""
        if self.stage == 0:
            ind.item = Item(t, random)
        elif self.stage == BUILD and ind.item.stage == LAST:
            ind.item.draw_again(random)
        ind.item.stage = self.stage
        return float(ind.item.days)


class AllAreas:
    """One simulation with the nodes of all areas."""

    def __init__(self, areas: int, seed: int) -> None:
        ciw.seed(seed)
        network = ciw.create_network(
            arrival_distributions=[ciw.dists.Exponential(ARRIVALS_PER_DAY), *[None] * LAST] * areas,
            service_distributions=[Work(stage) for stage in range(STAGES)] * areas,
            number_of_servers=list(PEOPLE_BY_STAGE) * areas,
            routing=ciw.routing.NetworkRouting(
                routers=[router for area in range(areas) for router in routers_of(area)]
            ),
        )
        self.simulation = ciw.Simulation(network)

    def run(self, days: float) -> None:
        """Simulate so many days."""
        self.simulation.simulate_until_max_time(days)

    @property
    def finished(self) -> list[Span]:
        """Items that were finished."""
        done = self.simulation.nodes[-1].all_individuals
        return [(i.data_records[0].arrival_date, i.data_records[-1].exit_date) for i in done]


class AreaByArea:
    """A simulation for each area: they have nothing to do with each other, and Ciw looks at all its nodes at every event."""

    def __init__(self, areas: int, seed: int) -> None:
        self.areas = [AllAreas(1, seed * areas + area) for area in range(areas)]

    def run(self, days: float) -> None:
        """Simulate so many days of each."""
        for area in self.areas:
            area.run(days)

    @property
    def finished(self) -> list[Span]:
        """Items that were finished."""
        return [span for area in self.areas for span in area.finished]


def routers_of(area: int) -> list[ciw.routing.NodeRouting]:
    """Where individuals of an area go after its stages; Ciw counts nodes from 1."""
    nodes = [STAGES * area + stage + 1 for stage in range(STAGES)]
    onwards = [ciw.routing.Direct(to=node) for node in nodes[1:]]
    return [*onwards, ciw.routing.Probabilistic(destinations=[nodes[BUILD]], probs=[RETURN_PROBABILITY])]
