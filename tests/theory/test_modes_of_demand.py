"""A mode of demand changes how many ideas arrive, and no ticket: expected numbers, and the tickets one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import load_scenario, simulate
from simulator.outcomes.facts import Facts
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario

from .queueing import Values, assert_agrees, replicated_all

SCENARIOS = Path(__file__).parents[2] / "scenarios"
QUARTERS, AREAS = 400, ("a", "b", "c")
IDEAS, TICKETS = 8.0, 12.0
"""Of an area and quarter, where no mode holds."""
LOADS = ((0.5, 0.4), (0.7, 1.0), (0.9, 2.5))


def company(mode: str | None, load: float | None = None, **demand: Any) -> Values:
    """Three areas, each with ideas and tickets, and more than enough people."""
    return {
        "name": "company",
        "horizon": {"days": 65.0 * QUARTERS, "warmup_days": 0, "run_off_days": 0},
        "workforce": {"engineer": {"count": 100}},
        "products": [{"name": name} for name in AREAS],
        "value_stream": [{"stage": "build", "by": {"engineer": 1.0}}],
        "demand": {
            "mode": mode,
            "load": load,
            "modes": {
                "equal_load": {"loads": [{"load": at, "scale": scale} for at, scale in LOADS]},
                "backlog": {"scale": 3.0, "limits": {"initiatives": 1, "per": "company"}, "expires_days": 50},
            },
            "items": [{"name": "tickets", "products": "all", "arrivals_per_quarter": TICKETS, "effort_days": {"exponential": {"mean": 1}}, "class": "support"}],
            "opportunities": [{"name": "ideas", "products": "all", "arrivals_per_quarter": IDEAS, "evenness": {"rank_power": 1}, "effort_days": 1}],
            **demand,
        },
        "structure": {"teams": [{"name": "all", "members": {"engineer": 100}}]},
        "mechanisms": {"support": "on", "others": "off"},
    }  # fmt: skip


def ideas(facts: Facts) -> float:
    """Ideas of an area and quarter."""
    return len(facts.initiatives) / QUARTERS / len(AREAS)


def of_rank(rank: int) -> Any:
    def count(facts: Facts) -> float:
        return float(np.mean(facts.initiatives["product"] == rank))

    return count


@pytest.mark.parametrize(
    ("mode", "load", "scale"),
    [
        (None, None, 1.0), ("equal_load", 0.5, 0.4), ("equal_load", 0.7, 1.0), ("equal_load", 0.8, 1.75), ("equal_load", 0.9, 2.5),
        ("backlog", None, 3.0), ("backlog", 0.5, 3.0),
    ],
)  # fmt: skip
def test_ideas_arrive_at_their_rate_times_the_scale_of_the_mode_and_tickets_at_theirs(
    mode: str | None, load: float | None, scale: float
) -> None:
    scenario = scenario_from(company(mode, load))
    rates = dict.fromkeys(("tickets", "ideas"), 0.0)
    for stream in scenario.streams:
        rates[str(stream.name)] += 65 * scenario.demand.per_day(stream) / len(AREAS)
    assert rates == pytest.approx({"tickets": TICKETS, "ideas": IDEAS * scale})
    (found,) = replicated_all(company(mode, load), [ideas], replications=8)
    assert_agrees(found, IDEAS * scale)


def test_a_mode_leaves_shares_of_areas_as_they_are() -> None:
    """1 : 1/2 : 1/3 of three areas, whatever the scale."""
    for mode in (None, "backlog"):
        shares = replicated_all(company(mode), [of_rank(k) for k in range(3)], replications=8)
        for sample, share in zip(shares, (6 / 11, 3 / 11, 2 / 11), strict=True):
            assert_agrees(sample, share)


def tickets_of(scenario: Scenario, seed: int) -> Any:
    """Efforts of the tickets that were done in a run, by area and day of arrival."""
    items = simulate(scenario, seed=seed).items.to_pandas()
    tickets = items[items["kind"] == "bare"].astype({"product": str})
    return tickets.set_index(["product", "created_day"])["effort_days"].sort_index()


@pytest.mark.parametrize(("mode", "load"), [("equal_load", 0.5), ("equal_load", 0.9), ("backlog", None)])
def test_every_ticket_is_the_same_in_every_mode(mode: str, load: float | None) -> None:
    """Not their number alone: the day, the area and the effort of each."""
    here, there = (
        tickets_of(scenario_from(company(None)), 5),
        tickets_of(scenario_from(company(mode, load)), 5),
    )
    expected = len(AREAS) * TICKETS * QUARTERS
    assert abs(len(here) - expected) < 4 * expected**0.5
    common = here.index.intersection(there.index)
    assert len(common) > 0.999 * max(len(here), len(there))  # the last ones may be open
    assert here.loc[common].equals(there.loc[common])


@pytest.mark.parametrize("preset", ["project-based", "spotify", "two-pizza", "product-model"])
def test_in_the_shipped_world_tickets_are_the_same_in_both_modes(preset: str) -> None:
    """25 of an area and quarter in nine areas; ideas: 2.2 times the scale of the load, and 2.7 times as many."""
    short = {"horizon.quarters": 2, "horizon.warmup_quarters": 0, "horizon.run_off_quarters": 2}
    equal, backlog = (
        load_scenario(SCENARIOS / f"{preset}.yaml", {**short, "demand.mode": mode})
        for mode in ("equal_load", "backlog")
    )
    for scenario, of_ideas in ((equal, 2.2 * 1.02), (backlog, 2.2 * 2.7)):
        rates = {"tickets": 0.0, "ideas": 0.0}
        for stream in scenario.streams:
            rates[str(stream.name)] += 65 * scenario.demand.per_day(stream) / 9
        assert rates == pytest.approx({"tickets": 25.0, "ideas": of_ideas})
    here, there = tickets_of(equal, 1), tickets_of(backlog, 1)
    common = here.index.intersection(there.index)
    assert len(common) > 0.9 * max(len(here), len(there))  # in one of both some may be open for longer
    assert here.loc[common].equals(there.loc[common])
