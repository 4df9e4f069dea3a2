"""Coordination: the universal scalability law (S15), and what must not change anything."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import simulate
from simulator.scenario.loader import scenario_from

EFFORT = 8.0


def team_on_one_initiative(people: int, pair_cost: float, size_cost: float, **changes: Any) -> Any:
    """As many equal items as people, all of one initiative, all begun on day 1."""
    return scenario_from(
        {
            "name": "together",
            "horizon": {"days": 200, "warmup_days": 0},
            "workforce": {"engineer": {"count": people}},
            "products": [{"name": "product"}],
            "value_stream": [{"stage": "build", "by": {"engineer": 1.0}}],
            "demand": {
                "opportunities": [{"product": "product", "at": [1.0], "items": people, "effort_days": EFFORT}]
            },
            "structure": {"teams": [{"name": "team", "members": {"engineer": people}}]},
            "coordination": {"pair_cost": pair_cost, "size_cost": size_cost},
            "mechanisms": {"coordination": "on", "others": "off"},
        }
        | changes
    )


def days_taken(scenario: Any) -> float:
    return float(simulate(scenario, seed=1).initiatives.to_pandas()["lead_days"].iloc[0])


@pytest.mark.parametrize("people", [1, 2, 5, 9, 20])
@pytest.mark.parametrize(("pair_cost", "size_cost"), [(0.05, 0.0), (0.0, 0.012), (0.02, 0.012)])
def test_people_on_one_initiative_work_by_the_universal_scalability_law(
    people: int, pair_cost: float, size_cost: float
) -> None:
    speed = 1 / (1 + pair_cost * (people - 1) + size_cost * people * (people - 1))
    taken = days_taken(team_on_one_initiative(people, pair_cost, size_cost))
    assert taken == pytest.approx(EFFORT / speed, abs=1e-6)


def test_output_of_a_team_has_a_single_peak_at_four_to_ten_people() -> None:
    output = [n * EFFORT / days_taken(team_on_one_initiative(n, 0.02, 0.012)) for n in range(1, 21)]
    peak = output.index(max(output)) + 1
    assert 4 <= peak <= 10
    assert output[:peak] == sorted(output[:peak])
    assert output[peak - 1 :] == sorted(output[peak - 1 :], reverse=True)


def test_people_on_different_initiatives_cost_each_other_nothing() -> None:
    apart = {"opportunities": [{"product": "product", "at": [1.0] * 5, "items": 1, "effort_days": EFFORT}]}
    table = simulate(team_on_one_initiative(5, 0.1, 0.1, demand=apart), seed=1).initiatives.to_pandas()
    assert table["lead_days"].to_numpy() == pytest.approx([EFFORT] * 5, abs=1e-6)


def two_teams(groups: tuple[str, str]) -> Any:
    """Two people of two teams on one initiative: one does the item, the other what it needs elsewhere."""
    teams = [
        {"name": name, "group": group, "members": {"engineer": 1}, "owns": {"products": [name]}}
        for name, group in zip(("a", "b"), groups, strict=True)
    ]
    return team_on_one_initiative(
        2, 0.2, 0.0,
        products=[{"name": "a", "coupling": {"b": 1.0}}, {"name": "b"}],
        demand={"opportunities": [{"product": "a", "at": [1.0], "items": 1, "effort_days": EFFORT}]},
        structure={"teams": teams},
        dependencies={"negotiation_hours": 0},
        mechanisms={"coordination": "on", "dependencies": "on", "others": "off"},
    )  # fmt: skip


def test_a_tie_across_groups_costs_more_than_one_inside_a_group() -> None:
    assert days_taken(two_teams(("g", "g"))) == pytest.approx(EFFORT * (1 + 0.2 * 1.5), abs=1e-6)
    assert days_taken(two_teams(("g", "h"))) == pytest.approx(EFFORT * (1 + 0.2 * 2.5), abs=1e-6)


def test_coordination_hours_are_the_difference_between_presence_and_work() -> None:
    outcome = simulate(team_on_one_initiative(5, 0.05, 0.0), seed=1)
    hours = outcome.hours.to_pandas().groupby("account", observed=True)["hours"].sum()
    assert hours["value"] == pytest.approx(5 * EFFORT * 8)
    assert hours["coordination"] == pytest.approx(5 * EFFORT * 8 * 0.05 * 4)


def test_ceremonies_take_their_share_of_every_week() -> None:
    scenario = team_on_one_initiative(
        4,
        0.0,
        0.0,
        ceremonies={"hours_per_week": 3, "minutes_per_member_per_week": 15},
        mechanisms={"ceremonies": "on", "others": "off"},
    )
    assert days_taken(scenario) == pytest.approx(EFFORT / (1 - 4 / 40), abs=1e-6)


def test_switching_takes_its_share_with_every_open_task() -> None:
    scenario = team_on_one_initiative(
        1, 0.0, 0.0,
        workforce={"engineer": {"count": 1, "open_tasks": 2}},
        demand={"opportunities": [{"product": "product", "at": [1.0], "items": 2, "effort_days": EFFORT}]},
        switching={"lost_share": [0.0, 0.2]},
        mechanisms={"switching": "on", "others": "off"},
    )  # fmt: skip
    assert days_taken(scenario) == pytest.approx(2 * EFFORT / 0.8, abs=1e-6)


def test_a_handoff_costs_the_giver_before_and_the_receiver_after() -> None:
    scenario = team_on_one_initiative(
        1, 0.0, 0.0,
        workforce={"engineer": {"count": 1}, "tester": {"count": 1}},
        value_stream=[{"stage": "build", "by": {"engineer": 1.0}, "share": 0.75}, {"stage": "test", "by": {"tester": 1.0}, "share": 0.25}],
        structure={"teams": [
            {"name": "build", "members": {"engineer": 1}, "owns": {"stages": ["build"]}},
            {"name": "test", "members": {"tester": 1}, "owns": {"stages": ["test"]}},
        ]},
        handoffs={"give_hours": 4, "take_hours": 8, "lost_effort": 0.5, "lost_return": 0.0},
        mechanisms={"handoffs": "on", "others": "off"},
    )  # fmt: skip
    assert days_taken(scenario) == pytest.approx(0.75 * EFFORT + 0.5 + 1.0 + 0.25 * EFFORT * 1.5, abs=1e-6)


ALL_OFF_BY_VALUE = {
    "coordination": {"pair_cost": 0, "size_cost": 0},
    "ceremonies": {"hours_per_week": 0, "minutes_per_member_per_week": 0},
    "handoffs": {"give_hours": 0, "take_hours": 0, "lost_effort": 0, "lost_return": 0},
    "switching": {"lost_share": [0]},
}


def test_mechanisms_at_their_off_values_change_nothing_to_the_last_bit() -> None:
    def tables(**changes: Any) -> list[Any]:
        outcome = simulate(team_on_one_initiative(7, 0.02, 0.012, **changes), seed=5)
        return [outcome.run, outcome.items, outcome.initiatives, outcome.hours]

    assert tables(mechanisms="none") == tables(mechanisms="all", **ALL_OFF_BY_VALUE)
