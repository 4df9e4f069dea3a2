"""Upkeep is the work of those who build: its share of their time exactly, and nothing of the time of others."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import simulate
from simulator.report.organisation import describe
from simulator.scenario.loader import scenario_from

Values = dict[str, Any]
PRESENCE, WEEKS, HOURS = 0.9, 40, 8.0
PEOPLE = {"boss": 1, "owner": 1, "designer": 2, "lead": 1, "engineer": 4, "tester": 2}
SHARES = {"design": 0.2, "build": 0.5, "test": 0.3}


def squad(upkeep: float, **more: Any) -> Values:
    """A team with little to do, whose people meet 8 hours a week."""
    by: dict[str, Values] = {
        "design": {"designer": 1.0, "lead": 0.8},
        "build": {"engineer": 1.0, "lead": 0.9},
        "test": {"tester": 1.0},
    }
    return {
        "name": "squad",
        "horizon": {"days": 5 * WEEKS, "warmup_days": 20, "run_off_days": 0},
        "presence": PRESENCE,
        "workforce": {role: {"count": count} for role, count in PEOPLE.items()},
        "products": [{"name": "shop"}],
        "value_stream": [
            {"stage": "discover", "per": "initiative", "by": {"owner": 1.0}, "effort_days": 100},
            *({"stage": stage, "by": able, "share": SHARES[stage]} for stage, able in by.items()),
        ],
        "demand": {"opportunities": [{"product": "shop", "arrivals_per_quarter": 2, "items": 3, "effort_days": 4}]},
        "structure": {"teams": [{"name": "squad", "members": {role: n for role, n in PEOPLE.items() if role != "boss"}}]},
        "ceremonies": {"hours_per_week": 8, "minutes_per_member_per_week": 0},
        "quality": {"defects_per_effort_day": 0.0, "upkeep_share": upkeep},
        "mechanisms": {"quality": "on", "ceremonies": "on", "others": "off"},
        **more,
    }  # fmt: skip


def hours(values: Values) -> dict[tuple[str, str], float]:
    """Hours of the window by role and account."""
    table = simulate(scenario_from(values), seed=3).hours.to_pandas()
    window = table[table["phase"] == "window"]
    found = window.groupby(["role", "account"], observed=True)["hours"].sum()
    return {(str(role), str(account)): float(hours) for (role, account), hours in found.items()}


def upkeep_of(values: Values) -> dict[str, float]:
    """Hours of upkeep by role, without roles that have none."""
    return {role: found for (role, account), found in hours(values).items() if account == "upkeep"}


def present(role: str) -> float:
    """Hours of a role in which it is there."""
    return PRESENCE * PEOPLE[role] * 5 * WEEKS * HOURS


@pytest.mark.parametrize("share", [0.05, 0.15, 0.3])
def test_it_is_the_share_of_what_meetings_leave_of_all_who_can_do_the_stage_of_most_work(
    share: float,
) -> None:
    """Building takes half of the work; 8 hours a week are a fifth of the time."""
    found = upkeep_of(squad(share))
    assert found == {role: pytest.approx(0.8 * share * present(role)) for role in ("lead", "engineer")}


@pytest.mark.parametrize(
    ("stage", "roles"), [("design", {"designer", "lead"}), ("build", {"lead", "engineer"}), ("test", {"tester"})]
)  # fmt: skip
def test_the_stage_of_most_work_says_whose_work_it_is(stage: str, roles: set[str]) -> None:
    values = squad(0.15)
    for one in values["value_stream"][1:]:
        one["share"] = 0.6 if one["stage"] == stage else 0.2
    assert set(upkeep_of(values)) == roles


def test_work_that_is_done_once_per_initiative_is_not_the_stage_of_most_work() -> None:
    """Discovery takes a hundred days of each initiative, its items twelve."""
    assert "owner" not in upkeep_of(squad(0.15))


def test_tickets_count_as_work_of_the_stages_that_they_go_through() -> None:
    """Which stage has most work is a matter of shares, and these are the same for tickets."""
    values = squad(0.15)
    tickets = {"product": "shop", "arrivals_per_day": 0.2, "effort_days": 2, "class": "support"}
    values["demand"]["items"] = [tickets]
    values["mechanisms"]["support"] = "on"
    found = hours(values)
    assert {role for role, account in found if account == "upkeep"} == {"lead", "engineer"}
    assert {role for role, account in found if account == "support"} >= {"designer", "tester"}


def test_the_hours_of_everyone_add_up_to_the_time_they_are_there() -> None:
    found = hours(squad(0.2))
    for role in PEOPLE:
        total = sum(booked for (who, _), booked in found.items() if who == role)
        assert total == pytest.approx(present(role))


@pytest.mark.parametrize("changes", [{"quality": {"upkeep_share": 0.0}}, {"mechanisms": {"quality": "off"}}])
def test_without_upkeep_or_quality_nothing_is_booked(changes: Values) -> None:
    assert upkeep_of(squad(0.15) | changes) == {}


def test_upkeep_is_not_rework() -> None:
    """Nothing comes back here, so that rework is 0 whatever upkeep takes."""
    found = hours(squad(0.3))
    assert not [role for role, account in found if account == "rework"]
    assert sum(booked for (_, account), booked in found.items() if account == "value") > 0


def test_expected_use_counts_it_for_the_same_people() -> None:
    """Hardly anything arrives: a fifth of the time for meetings, and .2 of the rest."""
    values = squad(0.2)
    values["demand"]["opportunities"][0] |= {"arrivals_per_quarter": None, "at": [1.0]}
    shown = {role.role: role.utilisation for role in describe(scenario_from(values)).roles}
    meetings, upkeep = 0.2, 0.8 * 0.2
    assert shown == pytest.approx(
        dict.fromkeys(PEOPLE, meetings)
        | {"boss": 0.0, "lead": meetings + upkeep, "engineer": meetings + upkeep}
    )


def test_people_who_keep_areas_in_order_have_less_time_to_build() -> None:
    """An item of one day of a single person: 1 / (presence x .8 x (1 - upkeep)) days."""
    people = {role: {"count": 1} for role in PEOPLE}
    for share in (0.0, 0.25):
        values = squad(
            share,
            workforce=people,
            demand={"items": [{"product": "shop", "at": [30.0], "effort_days": 1}]},
            value_stream=[{"stage": "build", "by": {"engineer": 1.0}}],
            structure={"teams": [{"name": "one", "members": {"engineer": 1}}]},
        )
        (item,) = simulate(scenario_from(values), seed=3).items.to_pylist()
        taken = item["released_day"] - item["created_day"]
        assert taken == pytest.approx(1 / (PRESENCE * 0.8 * (1 - share)))
