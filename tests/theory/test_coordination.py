"""Coordination: exact shares of time by who is engaged on the same work (S15), and who does not count.

A share is read when a task starts or goes on, by those counted before, and again at the turn of each week. So
people who begin together see only those who began before them, until the week is over; from then on each
sees all others.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.scenario.loader import scenario_from

EFFORT = 8.0
WEEK = 5.0
GROUP, ACROSS = 1.5, 2.5
ENDLESS = 10_000.0  # working days: the work outlasts the horizon
ON = {"coordination": "on", "others": "off"}
COUPLED = ON | {"dependencies": "on"}
Hours = dict[tuple[str, str], float]


def share_left(
    mates: float, group: float, across: float, pair_cost: float, size_cost: float, kappa: float = 1.0
) -> float:
    """Share of the time on a task that is left with others of the team, of its group and of other groups."""
    linear = pair_cost * (mates + GROUP * group + ACROSS * across)
    return 1.0 / (1.0 + kappa * (linear + size_cost * mates * (mates + 1)))


def team_on_one_initiative(people: int, pair_cost: float, size_cost: float, **changes: Any) -> Any:
    """As many equal items as people, all of one initiative, all begun on day 0."""
    return scenario_from(
        {
            "name": "together",
            "horizon": {"days": 200, "warmup_days": 0, "run_off_days": 0},
            "workforce": {"engineer": {"count": people}},
            "products": [{"name": "product"}],
            "value_stream": [{"stage": "build", "by": {"engineer": 1.0}}],
            "demand": {
                "opportunities": [{"product": "product", "at": [0.0], "items": people, "effort_days": EFFORT}]
            },
            "structure": {"teams": [{"name": "team", "members": {"engineer": people}}]},
            "coordination": {"pair_cost": pair_cost, "size_cost": size_cost, "tie": {"group": GROUP, "across": ACROSS}},
            "dependencies": {"negotiation_hours": 0},
            "mechanisms": ON,
        }
        | changes
    )  # fmt: skip


def ideas(*at: float, items: int, effort: float = ENDLESS, product: str = "product") -> Any:
    """A demand of initiatives of so many items each."""
    return {"opportunities": [{"product": product, "at": list(at), "items": items, "effort_days": effort}]}


def days_taken(scenario: Any) -> float:
    return float(simulate(scenario, seed=1).initiatives.to_pandas()["lead_days"].iloc[0])


def lead_days(scenario: Any) -> Any:
    """Of each item, the shortest first."""
    return np.sort(simulate(scenario, seed=1).items.to_pandas()["lead_days"].to_numpy())


def hours_until(day: float, *args: Any, **changes: Any) -> Hours:
    """Hours by role and account from day 0 on."""
    horizon = {"days": day, "warmup_days": 0, "run_off_days": 0}
    table = simulate(team_on_one_initiative(*args, horizon=horizon, **changes), seed=1).hours.to_pandas()
    return {key: float(h) for key, h in table.groupby(["role", "account"], observed=True)["hours"].sum().items()}  # fmt: skip


def shares_after_a_week(*args: Any, **changes: Any) -> Hours:
    """Part of a role's hours that goes into each account, after the first week."""
    first, all_ = (hours_until(day, *args, **changes) for day in (WEEK, 9 * WEEK))
    later = {key: hours - first.get(key, 0.0) for key, hours in all_.items()}
    whole = {role: sum(h for (r, _), h in later.items() if r == role) for role, _ in later}
    return {(role, account): h / whole[role] for (role, account), h in later.items()}


COSTS = [(0.05, 0.0), (0.0, 0.012), (0.02, 0.012), (0.03, 0.003)]


@pytest.mark.parametrize("people", [1, 2, 5, 9, 20])
@pytest.mark.parametrize(("pair_cost", "size_cost"), COSTS)
def test_people_on_one_initiative_work_by_the_universal_scalability_law(
    people: int, pair_cost: float, size_cost: float
) -> None:
    speed = 1 / (1 + pair_cost * (people - 1) + size_cost * people * (people - 1))
    shares = shares_after_a_week(people, pair_cost, size_cost, demand=ideas(0.0, items=people))
    assert shares["engineer", "value"] == pytest.approx(speed, rel=1e-9)
    assert shares.get(("engineer", "coordination"), 0.0) == pytest.approx(1 - speed, abs=1e-12)


@pytest.mark.parametrize("people", [2, 5, 9])
@pytest.mark.parametrize(("pair_cost", "size_cost"), COSTS)
def test_who_begins_sees_those_who_began_before_them(people: int, pair_cost: float, size_cost: float) -> None:
    """Work of one day is done before the week is over: each at the share that they found."""
    scenario = team_on_one_initiative(
        people, pair_cost, size_cost, demand=ideas(0.0, items=people, effort=1.0)
    )
    expected = [1 / share_left(before, 0, 0, pair_cost, size_cost) for before in range(people)]
    assert lead_days(scenario) == pytest.approx(expected, abs=1e-6)


def test_the_turn_of_the_week_shows_each_all_others() -> None:
    """Of three people the first works one week alone, for all they know, and goes on as one of three."""
    scenario = team_on_one_initiative(3, 0.05, 0.0)
    seen = [share_left(before, 0, 0, 0.05, 0.0) for before in range(3)]
    expected = [WEEK + (EFFORT - WEEK * share) / seen[2] for share in seen]
    assert max(expected) < 2 * WEEK
    assert lead_days(scenario) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("effort", [8.0, 9.0, 9.5])
def test_who_is_gone_counts_until_the_week_is_over(effort: float) -> None:
    """Of two the first ends before day 10 or after it: from that day on the other is alone, or is not."""
    costs = 1.2
    first = WEEK + (effort - WEEK) * costs
    alone_from = 2 * WEEK if first < 2 * WEEK else 3 * WEEK
    second = min(effort * costs, alone_from + effort - alone_from / costs)
    scenario = team_on_one_initiative(2, 0.2, 0.0, demand=ideas(0.0, items=2, effort=effort))
    assert lead_days(scenario) == pytest.approx([first, second], abs=1e-6)


@pytest.mark.parametrize("interdependence", [0.0, 0.5, 1.5])
def test_interdependence_multiplies_both_losses(interdependence: float) -> None:
    costs = {"pair_cost": 0.04, "size_cost": 0.01, "interdependence": interdependence}
    shares = shares_after_a_week(4, 0, 0, demand=ideas(0.0, items=4), coordination=costs)
    expected = share_left(3, 0, 0, 0.04, 0.01, interdependence)
    assert shares["engineer", "value"] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("size_cost", [0.012, 0.01, 0.003])
def test_output_of_a_team_has_a_single_peak_where_the_law_has_it(size_cost: float) -> None:
    """The n with the most output lies beside sqrt((1 - a) / b): 9 people at .02 and .012, 18 at .003."""
    most = 24
    output = [
        n * shares_after_a_week(n, 0.02, size_cost, demand=ideas(0.0, items=n))["engineer", "value"]
        for n in range(1, most + 1)
    ]
    peak = output.index(max(output)) + 1
    assert abs(peak - math.sqrt((1 - 0.02) / size_cost)) < 1
    assert output[:peak] == sorted(output[:peak])
    assert output[peak - 1 :] == sorted(output[peak - 1 :], reverse=True)


def teams_on_one_initiative(
    counts: Sequence[int], groups: Sequence[str | None], pair_cost: float, size_cost: float
) -> Hours:
    """Shares of teams on one initiative: the first does the items, the others what those need elsewhere.

    There are as many items as the largest team has people, and each needs a change of each other team.
    """
    names = [f"t{k}" for k in range(len(counts))]
    teams = [
        {"name": name, "group": group, "members": {name: count}, "owns": {"products": [name]}}
        for name, group, count in zip(names, groups, counts, strict=True)
    ]
    return shares_after_a_week(
        1, pair_cost, size_cost,
        workforce={name: {"count": count} for name, count in zip(names, counts, strict=True)},
        products=[{"name": "t0", "coupling": dict.fromkeys(names[1:], 1.0)}, *({"name": n} for n in names[1:])],
        value_stream=[{"stage": "build", "by": dict.fromkeys(names, 1.0)}],
        demand=ideas(0.0, items=max(counts), product="t0"),
        structure={"teams": teams},
        mechanisms=COUPLED,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "groups"),
    [
        ((1, 1), ("g", "g")),
        ((1, 1), ("g", "h")),
        ((3, 2), ("g", "g")),
        ((3, 2, 4), ("g", "g", "h")),
        ((4, 1, 2, 3), ("g", "g", "g", "h")),
        ((2, 3, 1, 2), ("g", "h", "h", "g")),
    ],
)
@pytest.mark.parametrize(("pair_cost", "size_cost"), [(0.05, 0.0), (0.0, 0.01), (0.03, 0.003)])
def test_people_of_the_team_of_the_group_and_across_groups_count_by_the_formula(
    counts: tuple[int, ...], groups: tuple[str, ...], pair_cost: float, size_cost: float
) -> None:
    shares = teams_on_one_initiative(counts, groups, pair_cost, size_cost)
    for t, (count, group) in enumerate(zip(counts, groups, strict=True)):
        others = [(n, g) for k, (n, g) in enumerate(zip(counts, groups, strict=True)) if k != t]
        same = sum(n for n, g in others if g == group)
        across = sum(n for n, g in others if g != group)
        left = share_left(count - 1, same, across, pair_cost, size_cost)
        assert shares[f"t{t}", "value"] == pytest.approx(left, rel=1e-9)
        assert shares.get((f"t{t}", "coordination"), 0.0) == pytest.approx(1 - left, abs=1e-12)


def test_a_tie_across_groups_costs_more_than_one_inside_a_group() -> None:
    """Who begins second, of the two halves of one item, pays from the start; both are released together."""
    inside, across = (
        days_taken(two_halves(demand=ideas(0.0, items=1, effort=3.0, product="a"), groups=groups))
        for groups in (("g", "g"), ("g", "h"))
    )
    assert inside == pytest.approx(3.0 * (1 + 0.2 * GROUP), abs=1e-6)
    assert across == pytest.approx(3.0 * (1 + 0.2 * ACROSS), abs=1e-6)


def two_halves(demand: Any, groups: Sequence[str] = ("g", "h")) -> Any:
    """Two people of two teams: one does the item, the other what it needs elsewhere."""
    teams = [
        {"name": name, "group": group, "members": {"engineer": 1}, "owns": {"products": [name]}}
        for name, group in zip(("a", "b"), groups, strict=True)
    ]
    return team_on_one_initiative(
        2, 0.2, 0.0,
        products=[{"name": "a", "coupling": {"b": 1.0}}, {"name": "b"}],
        demand=demand,
        structure={"teams": teams},
        mechanisms=COUPLED,
    )  # fmt: skip


def test_a_bare_item_with_what_it_needs_elsewhere_is_a_unit() -> None:
    bare = {"items": [{"product": "a", "at": [0.0, 0.0], "effort_days": 2.0}]}
    table = simulate(two_halves(bare), seed=1).items.to_pandas()
    paid = table.groupby("kind", observed=True)["shared_days"].max()
    assert paid["dependency"] == pytest.approx(2.0 * 0.2 * ACROSS, abs=1e-6)
    assert paid["bare"] == 0.0  # begun before its half, and the next after the half of the one before


def test_bare_items_that_need_no_other_area_cost_nothing() -> None:
    """Five people of a team on items of one area, beside a change that is needed elsewhere, or not."""
    bare = {"items": [{"product": "product", "at": [0.0] * 5, "effort_days": ENDLESS}]}
    shares = shares_after_a_week(5, 0.1, 0.1, demand=bare, mechanisms=COUPLED)
    assert shares == {("engineer", "value"): pytest.approx(1.0)}


def test_people_on_different_initiatives_cost_each_other_nothing() -> None:
    scenario = team_on_one_initiative(5, 0.1, 0.1, demand=ideas(*[0.0] * 5, items=1, effort=EFFORT))
    assert lead_days(scenario) == pytest.approx([EFFORT] * 5, abs=1e-6)


def test_a_person_of_one_project_does_not_count_for_another() -> None:
    """Three people have one item of each of two initiatives: of each, every one has two others, not five."""
    scenario = {
        "workforce": {"engineer": {"count": 3, "open_tasks": 2}},
        "demand": ideas(0.0, 0.0, items=3),
        "structure": {
            "teams": [{"name": "department", "members": {"engineer": 3}}],
            "staffing": {"engineer": 3},
            "max_projects": 2,
        },
    }
    shares = shares_after_a_week(3, 0.05, 0.01, **scenario)
    assert shares["engineer", "value"] == pytest.approx(share_left(2, 0, 0, 0.05, 0.01), rel=1e-9)


def test_several_tasks_of_one_person_on_an_initiative_count_once() -> None:
    """Two people with two items each: each has one other."""
    shares = shares_after_a_week(
        2, 0.1, 0.02, workforce={"engineer": {"count": 2, "open_tasks": 2}}, demand=ideas(0.0, items=4)
    )
    assert shares["engineer", "value"] == pytest.approx(share_left(1, 0, 0, 0.1, 0.02), rel=1e-9)


def test_a_seat_without_a_task_costs_nothing() -> None:
    """Four people sit in a team with one item: who has nothing to do takes no time from the one who works."""
    structure = {
        "teams": [{"name": "department", "members": {"engineer": 4}}],
        "staffing": {"engineer": 4},
    }
    scenario = team_on_one_initiative(
        4, 0.1, 0.1, demand=ideas(0.0, items=1, effort=12.0), structure=structure
    )
    assert lead_days(scenario) == pytest.approx([12.0], abs=1e-6)


def blocked(seed: int, ask: Any) -> Any:
    """Two people, an item each; a decision that is raised takes longer than the horizon."""
    scenario = team_on_one_initiative(
        2, 0.2, 0.0,
        horizon={"days": 40, "warmup_days": 0, "run_off_days": 0},
        demand=ideas(0.0, items=2),
        governance={
            "layers": [{"name": "far away", "review_hours": 10_000, "prepare_hours": 0}],
            "decision_rights": {"during_work": {"per_effort_day": 0.03, "local": ask, "cross_team": ask, "organisation": ask}},
        },
        mechanisms=ON | {"approvals": "on", "decisions": "on"},
    )  # fmt: skip
    return simulate(scenario, seed=seed)


def test_who_waits_for_a_decision_they_raised_still_counts() -> None:
    """One of the two waits from the first week on: the other has lost the same share as if they worked."""
    found = 0
    for seed in range(60):
        run = blocked(seed, {"ask": ["far away"]})
        waited = np.sort(run.items.to_pandas()["decision_days"].to_numpy())
        if waited[0] > 0.0 or waited[1] <= 40.0 - WEEK:
            continue
        found += 1
        items = run.items.to_pandas().sort_values("decision_days")
        worker = items.iloc[0]
        second = worker["item"] == items["item"].max()
        alone = 0.0 if second else WEEK  # the first to begin saw no one until the week was over
        assert worker["touch_days"] == pytest.approx(alone + (40.0 - alone) / 1.2, abs=1e-6)
    assert found >= 3


def test_coordination_hours_are_the_difference_between_presence_and_work() -> None:
    hours = hours_until(200, 5, 0.05, 0.0, presence=0.8)
    assert hours["engineer", "value"] == pytest.approx(5 * EFFORT * 8)
    work = simulate(team_on_one_initiative(5, 0.05, 0.0, presence=0.8), seed=1).items.to_pandas()
    given = work["lead_days"].sum() * 8 * 0.8
    assert hours["engineer", "coordination"] == pytest.approx(given - 5 * EFFORT * 8)


def test_ceremonies_take_their_share_of_every_week() -> None:
    scenario = team_on_one_initiative(
        4,
        0.0,
        0.0,
        ceremonies={"hours_per_week": 3, "minutes_per_member_per_week": 15},
        mechanisms={"ceremonies": "on", "others": "off"},
    )
    assert days_taken(scenario) == pytest.approx(EFFORT / (1 - 4 / 40), abs=1e-6)


def test_coordination_takes_its_share_of_what_switching_leaves() -> None:
    """Two people with two items each: attention is what is left by both."""
    shares = shares_after_a_week(
        2, 0.1, 0.0,
        workforce={"engineer": {"count": 2, "open_tasks": 2}},
        demand=ideas(0.0, items=4),
        switching={"lost_share": [0.0, 0.2]},
        mechanisms=ON | {"switching": "on"},
    )  # fmt: skip
    assert shares["engineer", "switching"] == pytest.approx(0.2, rel=1e-9)
    assert shares["engineer", "coordination"] == pytest.approx(0.8 * (1 - 1 / 1.1), rel=1e-9)
    assert shares["engineer", "value"] == pytest.approx(0.8 / 1.1, rel=1e-9)


SEVEN = {"product": "product", "at": [0.0], "items": 7, "effort_days": EFFORT}
ALL_OFF_BY_VALUE = {
    "coordination": {"pair_cost": 0, "size_cost": 0},
    "ceremonies": {"hours_per_week": 0, "minutes_per_member_per_week": 0},
    "handoffs": {"give_hours": 0, "take_hours": 0, "lost_effort": 0, "lost_return": 0},
    "switching": {"lost_share": [0]},
    "demand": {"opportunities": [SEVEN | {"parallel": 1.0}]},
}


def tables(**changes: Any) -> list[Any]:
    """All that a run says of a team of seven."""
    outcome = simulate(team_on_one_initiative(7, 0.02, 0.012, **changes), seed=5)
    return [outcome.run, outcome.items, outcome.initiatives, outcome.hours]


def test_mechanisms_at_their_off_values_change_nothing_to_the_last_bit() -> None:
    assert tables(mechanisms="none") == tables(mechanisms="all", **ALL_OFF_BY_VALUE)


def test_items_that_do_not_need_each_other_cost_nothing_to_the_last_bit() -> None:
    pooled = {"pair_cost": 0.05, "size_cost": 0.05, "interdependence": 0.0}
    assert tables(mechanisms="none") == tables(coordination=pooled)
