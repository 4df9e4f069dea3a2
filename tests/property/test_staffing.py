"""Temporary teams: nobody waits for ever, nobody holds a seat in vain, nobody is seated twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine.run import Simulation, template_of
from simulator.organisation.workforce import MOST_MEMBERSHIPS
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario

RULES, SEEDS = 120, 20  # together 2,400 problems
Draw = Any


@st.composite
def staffing_rules(draw: Draw) -> Scenario:
    """Two or three roles, seats by number or by size, some only for large initiatives, arrivals in bursts."""
    roles = [f"role {r}" for r in range(draw(st.integers(2, 3)))]
    people = {role: draw(st.integers(1, 5)) for role in roles}
    return scenario_from(
        {
            "name": "seats",
            "horizon": {"days": 40, "warmup_days": 0, "run_off_days": 100_000},
            "workforce": {role: {"count": n} for role, n in people.items()},
            "products": [{"name": "a", "coupling": {"b": 0.3}}, {"name": "b"}],
            "value_stream": [
                {"stage": f"stage {role}", "by": {role: 1.0}, "share": 1 / len(roles)} for role in roles
            ],
            "demand": {"until_day": 30, "opportunities": [_stream(draw, product) for product in "ab"]},
            "structure": {
                "teams": [
                    {"name": role, "members": {role: n}, "owns": {"stages": [f"stage {role}"]}}
                    for role, n in people.items()
                ],
                "staffing": {role: draw(_seats(n)) for role, n in people.items()},
                "max_projects": {role: draw(st.integers(1, 3)) for role in roles},
            },
            "release": {"mode": draw(st.sampled_from(("continuous", "whole_initiative")))},
            "mechanisms": draw(st.sampled_from(("all", {"dependencies": "on", "others": "off"}))),
        }
    )


def _stream(draw: Draw, product: str) -> dict[str, Any]:
    return {
        "product": product,
        "interarrival_days": {"gamma": {"mean": draw(st.sampled_from((1.0, 4.0))), "cv": 2.0}},
        "items": {"discrete": {"values": [1, 2, 5], "weights": [2, 2, 1]}},
        "effort_days": {"exponential": {"mean": 1.0}},
        "expires_days": draw(st.sampled_from((None, 5.0))),
    }


@st.composite
def _seats(draw: Draw, people: int) -> Any:
    kind = draw(st.sampled_from(("number", "number", "per", "large")))
    if kind == "per":
        return {"items_per": draw(st.sampled_from((1, 2, 0.5)))}
    seats = draw(st.integers(1, people))
    return {"seats": seats, "from_items": 2} if kind == "large" else seats


@settings(max_examples=RULES, derandomize=True, deadline=None, database=None)
@given(staffing_rules())
def test_every_initiative_is_staffed_whole_and_every_seat_is_given_back(rules: Scenario) -> None:
    world = template_of(rules)
    for seed in range(SEEDS):
        simulation = Simulation.of(rules, world, seed)
        simulation.run_until(5.0 + seed)
        assert_whole_teams(rules, simulation.world)
        simulation.run_until()
        closed = np.concatenate(simulation.books.initiatives)
        assert set(closed["fate"]) <= {1, 4}  # released or expired: nobody waits for ever
        assert not simulation.world.people.seats.any()


def assert_whole_teams(rules: Scenario, world: Any) -> None:
    """Each team has all its seats, of different people; who waits has none."""
    teams = np.asarray(world.memberships["team"])
    taken = np.flatnonzero(teams >= len(rules.organisation.teams))
    seated = list(zip(teams[taken].tolist(), (taken // MOST_MEMBERSHIPS).tolist(), strict=True))
    assert len(set(seated)) == len(seated)
    roles = Counter((team, int(world.people["role"][p])) for team, p in seated)
    assert roles == expected_seats(rules, world)
    held = np.bincount(taken // MOST_MEMBERSHIPS, minlength=len(world.people))
    assert (held == world.people["seats"]).all()
    assert (held <= world.people["most_seats"]).all()


def expected_seats(rules: Scenario, world: Any) -> Counter[tuple[int, int]]:
    """Seats by team and role that the initiatives with a team ask for."""
    rows = np.asarray(world.initiatives)
    kinds = np.asarray(world.staffing)[: len(rules.organisation.staffing)]
    expected: Counter[tuple[int, int]] = Counter()
    for row in rows[(rows["ordinal"] >= 0) & (rows["team"] >= 0)]:
        for kind in kinds:
            expected[int(row["team"]), int(kind["role"])] += seats_of(int(row["items"]), kind)
    return +expected


def seats_of(items: int, kind: Any) -> int:
    if items < kind["from_items"]:
        return 0
    wanted = int(kind["seats"]) if kind["items_per"] == 0 else int(np.ceil(items / kind["items_per"]))
    return min(wanted, int(kind["people"]))
