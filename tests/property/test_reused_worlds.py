"""A World that is used again leaves the bytes that a new one leaves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator import load_scenario
from simulator.engine.run import Simulation, template_of
from simulator.outcomes.facts import facts_of
from simulator.scenario.scenario import Scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FIRST_WORLD = Path(__file__).parents[2] / "benchmarks" / "first_world"


def left_by(simulation: Simulation) -> list[bytes]:
    """Everything that a run leaves behind."""
    facts = facts_of(simulation.run_until())
    periods = [
        part
        for p in facts.periods
        for part in (p.booked, p.flows, p.areas, p.customers, np.array([p.item_days, p.leavers, p.balance]))
    ]
    rows = (facts.items, facts.initiatives, facts.incidents, facts.events)
    columns = [np.ascontiguousarray(table[name]) for table in rows for name in table.dtype.names]
    return [np.ascontiguousarray(part).tobytes() for part in (*periods, *columns)]


@pytest.mark.parametrize("name", ["project-based", "spotify", "two-pizza", "product-model"])
def test_a_world_that_is_used_again_leaves_the_same(name: str) -> None:
    scenario = load_scenario(FIRST_WORLD / f"{name}.yaml", {"horizon.quarters": 3})
    assert_same(scenario)


def test_also_where_tables_grow_and_a_run_stops_in_the_middle() -> None:
    grows = {"horizon.quarters": 2, "demand.scale": 20, "horizon.run_off_quarters": 1, "demand.mode": None}
    scenario = load_scenario(SCENARIOS / "two-pizza.yaml", grows)
    template = template_of(scenario, log=True)
    first = Simulation.of(scenario, template, 1).run_until()
    assert len(first.world.items) > len(template.new().items)
    assert_same(scenario)


def assert_same(scenario: Scenario) -> None:
    template = template_of(scenario, log=True)
    used = Simulation.of(scenario, template, 0).run_until()
    for name in ("closed_items", "closed_initiatives", "log"):
        getattr(used.world, name).view(np.uint8)[:] = 0x5A  # no row is read before it is written
    for seed in (1, 2):
        stopped = used.again(template, 99).run_until(100.0)
        used = stopped.again(template, seed)
        assert left_by(used) == left_by(Simulation.of(scenario, template, seed))
