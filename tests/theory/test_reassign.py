"""Teams follow the work: people or areas move at the turn of quarters, at the price of what was known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.outcomes.facts import Facts
from simulator.scenario.loader import scenario_from
from simulator.work.records import RELEASED, START

from .queueing import Values

QUARTER = 65.0
PEOPLE = {"every_quarters": 1, "what": "people"}
AREAS = {"every_quarters": 1, "what": "areas"}


def two_teams(loads: dict[str, float], people: dict[str, int], reassign: Any = PEOPLE, **more: Any) -> Values:
    """Teams left and right, each with its areas; loads: days of work per day that arrive in an area."""
    owns = {team: [area for area in loads if area.startswith(team)] for team in people}
    streams = [
        {"product": area, "interarrival_days": 1.0 / load, "effort_days": 1.0}
        for area, load in loads.items()
        if load
    ]
    return {
        "name": "two teams",
        "horizon": {"days": 5 * QUARTER, "warmup_days": 0, "run_off_days": 0},
        "workforce": {"engineer": {"count": sum(people.values())}},
        "products": [{"name": area} for area in loads],
        "value_stream": [{"stage": "build", "by": {"engineer": 1.0}}],
        "demand": {"items": streams},
        "structure": {
            "teams": [
                {"name": team, "members": {"engineer": count}, "owns": {"products": owns[team]}}
                for team, count in people.items()
            ],
            "reassign": reassign,
        },
        "mechanisms": "none",
    } | more  # fmt: skip


def facts_of(values: Values) -> Facts:
    return simulate(scenario_from(values), seed=1, events=True).facts


def people_of(facts: Facts, team: int) -> list[set[int]]:
    """Who starts work for a team, quarter by quarter."""
    starts = facts.events[(facts.events["activity"] == START) & (facts.events["team"] == team)]
    quarters = np.floor(starts["time"] / QUARTER)
    return [{int(p) for p in starts["person"][quarters == q]} for q in range(5)]


def test_people_move_one_by_one_to_where_work_waits_and_two_stay() -> None:
    """Four people without work, four with twice as much as they can do: one moves each quarter, of eight people."""
    facts = facts_of(two_teams({"left": 8.0, "right": 0.0}, {"left": 4, "right": 4}))
    assert [len(people) for people in people_of(facts, 0)] == [4, 5, 6, 6, 6]


def test_at_most_a_twentieth_of_all_move_at_a_time() -> None:
    """Of sixty people three."""
    facts = facts_of(two_teams({"left": 70.0, "right": 0.0}, {"left": 20, "right": 40}))
    assert [len(people) for people in people_of(facts, 0)] == [20, 23, 26, 29, 32]


@pytest.mark.parametrize(("left", "right", "moves"), [(5.0, 5.0, False), (6.0, 5.1, True), (6.0, 5.6, True), (5.0, 4.8, False)])  # fmt: skip
def test_nothing_moves_unless_more_than_twice_as_much_waits_per_head(
    left: float, right: float, moves: bool
) -> None:
    """Of four people each: what waits grows by the load above four, so that by the first quarter two loads compare
    as what is above four; (6 - 4) / (5.1 - 4) is less than 2, and only a team that gives three keeps two."""
    facts = facts_of(two_teams({"left": left, "right": right}, {"left": 4, "right": 4}))
    ratio = (left - 4.0) / (right - 4.0)
    moved = any(len(people) > 4 for people in people_of(facts, 0))
    assert moved == (ratio > 2.0)
    assert moves or not moved


def test_nothing_moves_for_less_than_a_day_of_waiting_work_per_head() -> None:
    """Three items wait for four people at the turn of each quarter, none for the others."""
    values = two_teams({"left": 0.0, "right": 0.0}, {"left": 4, "right": 4})
    values["demand"]["items"] = [
        {"product": "left", "at": sorted([QUARTER * k - 0.5 for k in range(1, 5)] * 7), "effort_days": 1.0}
    ]
    assert max(len(people) for people in people_of(facts_of(values), 0)) == 4
    values["demand"]["items"][0]["at"] = sorted([QUARTER * k - 0.5 for k in range(1, 5)] * 9)
    assert max(len(people) for people in people_of(facts_of(values), 0)) > 4


def test_the_one_who_knows_the_areas_best_moves() -> None:
    """Of four people on the right the third also analyses for the left, in a small team: they know its area."""
    values = two_teams({"left": 8.0, "right": 0.0}, {"left": 4, "right": 4})
    values["value_stream"] = [
        {"stage": "analyse", "by": {"engineer": 1.0}, "share": 0.01},
        {"stage": "build", "by": {"engineer": 1.0}, "share": 0.99},
    ]
    values["structure"]["teams"] = [
        {"name": "left", "members": {"engineer": [0, 1, 2, 3]}, "owns": [{"products": ["left"], "stages": ["build"]}]},
        {"name": "right", "members": {"engineer": [4, 5, {"person": 6, "share": 0.8}, 7]}, "owns": {"products": ["right"]}},
        {"name": "small", "members": {"engineer": [{"person": 6, "share": 0.2}]}, "owns": [{"products": ["left"], "stages": ["analyse"]}]},
    ]  # fmt: skip
    values |= {
        "learning": {"progress_ratio": 1.0, "familiarity_speed": 0.0},
        "mechanisms": {"learning": "on", "others": "off"},
    }
    quarters = people_of(facts_of(values), 0)
    assert quarters[1] - quarters[0] == {6}


def test_an_area_with_most_work_waiting_goes_to_the_team_with_least_and_what_waits_stays() -> None:
    """Of two areas the busier: what arrives from the turn of the quarter on is done on the right, what came before on the left."""
    values = two_teams({"left one": 2.0, "left two": 4.0, "right": 0.2}, {"left": 4, "right": 8}, AREAS)
    facts = facts_of(values)
    starts = facts.events[facts.events["activity"] == START]
    team = {int(e["ordinal"]): int(e["team"]) for e in starts}
    for item in facts.items[~np.isnan(facts.items["started_at"])]:
        moved = item["product"] == 1 and item["created_at"] >= QUARTER
        assert team[int(item["ordinal"])] == (0 if item["product"] < 2 and not moved else 1)
    assert people_of(facts, 0)[4] == people_of(facts, 0)[0]  # no one moves


def test_a_team_keeps_its_last_area() -> None:
    facts = facts_of(two_teams({"left": 8.0, "right": 0.0}, {"left": 4, "right": 4}, AREAS))
    starts = facts.events[(facts.events["activity"] == START)]
    assert set(starts["team"]) == {0}


def test_later_stages_of_what_waited_go_to_the_new_owner() -> None:
    """Two stages of a day: what was built on the left after the turn is tested on the right."""
    values = two_teams({"left one": 0.5, "left two": 4.0, "right": 0.2}, {"left": 4, "right": 8}, AREAS)
    values["value_stream"] = [
        {"stage": "build", "by": {"engineer": 1.0}, "share": 0.7},
        {"stage": "test", "by": {"engineer": 1.0}, "share": 0.3},
    ]
    facts = facts_of(values)
    starts = facts.events[(facts.events["activity"] == START) & (facts.events["time"] > QUARTER)]
    area = dict(zip(facts.items["ordinal"], facts.items["product"], strict=True))
    tests = [e for e in starts if e["stage"] == 1 and area[e["ordinal"]] == 1]
    builds = [e for e in starts if e["stage"] == 0 and area[e["ordinal"]] == 1]
    assert {int(e["team"]) for e in tests} <= {0, 1}
    late = [e for e in tests if e["time"] > QUARTER + 2.0]
    assert late and {int(e["team"]) for e in late} == {1}
    assert {int(e["team"]) for e in builds} == {0, 1}  # what waited, and what came later


def tables(values: Values) -> list[Any]:
    run = simulate(scenario_from(values), seed=1)
    return [run.run, run.items, run.hours]


@pytest.mark.parametrize("what", ["people", "areas"])
def test_teams_that_are_alike_are_left_alone_to_the_last_bit(what: str) -> None:
    loads, people = (
        {"left one": 2.5, "left two": 2.5, "right one": 2.5, "right two": 2.5},
        {"left": 4, "right": 4},
    )
    moved = two_teams(loads, people, {"every_quarters": 0.3, "what": what})
    assert tables(moved) == tables(two_teams(loads, people, None))


def test_no_one_moves_without_whom_a_stage_could_not_be_done() -> None:
    """Engineers and testers build alike, and only testers test: the last of them may not go."""
    values = two_teams({"left": 8.0, "right": 0.4}, {"left": 4, "right": 4})
    values["workforce"] = {"tester": {"count": 4}, "engineer": {"count": 4}}
    values["value_stream"] = [
        {"stage": "build", "by": {"tester": 1.0, "engineer": 1.0}, "share": 0.9},
        {"stage": "test", "by": {"tester": 1.0}, "share": 0.1},
    ]
    for team in values["structure"]["teams"]:
        team["members"] = {"tester": 2, "engineer": 2}
    values["demand"]["until_day"] = 3 * QUARTER
    values["horizon"] = {"days": 4 * QUARTER, "warmup_days": 0, "run_off_days": 2_000}
    rows = facts_of(values).items
    assert np.all(rows["fate"] == RELEASED)
