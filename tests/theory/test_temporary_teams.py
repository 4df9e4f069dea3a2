"""Temporary teams: what it takes to get one, and what a seat in several of them does."""

from __future__ import annotations

import numpy as np
import pytest

from simulator import simulate
from simulator.scenario.loader import scenario_from

from .queueing import (
    Values,
    assert_agrees,
    assert_positive,
    erlang_wait,
    exponential,
    horizon,
    lognormal,
    organisation,
    replicated,
    replicated_all,
    warm_up_days,
)


def projects(people: int, load: float, most_projects: int = 1, items: int = 400, **more: object) -> Values:
    """Initiatives of one item each, staffed with one engineer."""
    rate = load * people
    scenario = organisation(
        horizon=horizon(rate, items, warm_up_days(load, 1.0, people)),
        workforce={"engineer": people},
        stages=[{"stage": "build", "by": {"engineer": 1.0}}],
        streams=[],
        teams=[{"name": "engineers", "members": {"engineer": people}}],
    )
    scenario["demand"] = {
        "opportunities": [
            {
                "product": "counter",
                "arrivals_per_day": rate,
                "effort_days": more.pop("effort", exponential(1.0)),
            }
        ]
    }
    scenario["structure"] |= {"staffing": {"engineer": 1}, "max_projects": most_projects, **more}
    return scenario


@pytest.mark.parametrize(("people", "load"), [(1, 0.7), (3, 0.8)])
def test_waiting_for_a_seat_is_erlangs_wait(people: int, load: float) -> None:
    waits, lead = replicated_all(
        projects(people, load, items=60_000), ["staffing_wait_days_mean", "lead_time_days_mean"]
    )
    assert_agrees(waits, erlang_wait(people, load))
    assert_agrees(lead, erlang_wait(people, load) + 1.0)


def test_a_person_on_several_projects_shares_his_time_among_them() -> None:
    """With exponential work a limited number of equal shares takes as long as one queue, M/M/1."""
    load = 0.6
    lead = replicated(projects(1, load, most_projects=3, items=20_000), "lead_time_days_mean")
    assert_agrees(lead, 1.0 / (1.0 - load))


def test_sharing_is_better_than_a_queue_where_efforts_differ_widely() -> None:
    """Processor sharing does not care how widely they differ; a queue does (S03)."""
    wide = lognormal(1.0, 1.5)
    shared, queued = (
        replicated(projects(1, 0.7, most_projects=k, items=20_000, effort=wide), "lead_time_days_mean")
        for k in (7, 1)
    )
    assert_positive(queued - shared)


def teams_of_two(**changes: object) -> Values:
    """Two roles; large initiatives need both, small ones only the first."""
    return {
        "name": "two",
        "horizon": {"days": 100, "warmup_days": 0, "run_off_days": 1000},
        "workforce": {"engineer": {"count": 2}, "designer": {"count": 1}},
        "products": [{"name": "a"}],
        "value_stream": [
            {"stage": "design", "by": {"designer": 1.0, "engineer": 0.5}, "share": 0.5},
            {"stage": "build", "by": {"engineer": 1.0}, "share": 0.5},
        ],
        "demand": {
            "opportunities": [
                {"product": "a", "at": [0, 1], "items": 4, "effort_days": 2.0},
                {"product": "a", "at": [2], "items": 1, "effort_days": 2.0},
            ]
        },
        "structure": {
            "teams": [{"name": "all", "members": {"engineer": 2, "designer": 1}}],
            "staffing": {"designer": {"seats": 1, "from_items": 2}, "engineer": 1},
        },
        "mechanisms": "none",
        **changes,
    }


def staffing_days(values: Values) -> list[float]:
    table = simulate(scenario_from(values), seed=1).initiatives.to_pandas().sort_values("arrived_day")
    return [float(days) for days in table["staffing_days"]]


def test_a_later_initiative_is_staffed_first_only_with_seats_that_the_head_does_not_lack() -> None:
    first, second, third = staffing_days(teams_of_two())
    assert first == 0.0
    assert second > 0.0  # the only designer sits with the first
    assert third == 0.0  # needs an engineer, of whom the head lacks none


def test_a_later_initiative_waits_where_it_would_take_a_seat_that_the_head_lacks() -> None:
    values = teams_of_two()
    values["structure"] |= {"staffing": {"designer": {"seats": 1, "from_items": 2}, "engineer": 2}}
    first, second, third = staffing_days(values)
    assert first == 0.0
    assert third >= second - 1.0 > 0.0


def test_stages_that_no_seat_is_trained_for_stay_with_the_department() -> None:
    """A small initiative has no designer: design is done in the department and handed over."""
    values = teams_of_two()
    items = simulate(scenario_from(values), seed=1).items.to_pandas()
    by_size = items.groupby("initiative")["handoffs"].mean()
    assert sorted(by_size) == [0.0, 0.0, 1.0]


def test_more_seats_shorten_the_wait_for_a_team() -> None:
    few, more = (
        replicated(projects(n, 0.8 * 3 / n, items=20_000), "staffing_wait_days_mean") for n in (3, 4)
    )
    assert_positive(few - more)


def test_a_seat_takes_time_only_while_people_work_on_the_same_initiative() -> None:
    """One engineer and one designer, who design and build the same items: they pay; one engineer alone does not."""
    hours = []
    for items in (4, 1):
        values = teams_of_two(mechanisms={"coordination": "on", "others": "off"})
        values["demand"]["opportunities"] = [{"product": "a", "at": [0], "items": items, "effort_days": 2.0}]
        table = simulate(scenario_from(values), seed=1).hours.to_pandas()
        hours.append(float(table.loc[table["account"] == "coordination", "hours"].sum()))
    assert hours[0] > 0.0
    assert hours[1] == 0.0


def test_meetings_of_a_temporary_team_end_with_it() -> None:
    values = teams_of_two(mechanisms={"ceremonies": "on", "others": "off"})
    values["ceremonies"] = {"hours_per_week": 4, "minutes_per_member_per_week": 0}
    run = simulate(scenario_from(values), seed=1)
    table = run.hours.to_pandas()
    meetings = float(table.loc[table["account"] == "ceremonies", "hours"].sum())
    initiatives = run.initiatives.to_pandas()
    seats = np.where(initiatives["items"] > 1, 2, 1)
    staffed_at = initiatives["committed_day"] + initiatives["staffing_days"]
    seat_days = float((seats * (initiatives["closed_day"] - staffed_at)).sum())
    days = float(table.groupby("account")["hours"].sum().sum()) / 8 / 3
    home = 3 * days
    assert meetings == pytest.approx((home + seat_days) * 8 * 4 / 40, rel=1e-9)
