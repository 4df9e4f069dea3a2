"""Incidents: how long restoring takes comes out of who is there, what he has in hand, and whom it passes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.outcomes.facts import Facts
from simulator.scenario.loader import scenario_from
from simulator.work.records import RELEASED

from .queueing import (
    Values,
    assert_agrees,
    exponential,
    gamma,
    organisation,
    replicated,
    replicated_all,
)

RESTORE = "time_to_restore_days_p50"


def product_team(arrivals_per_day: float, people: int = 1, days: float = 4_000, **quality: Any) -> Values:
    """One team that builds and runs; every change of a day's work fails with about one in fifty."""
    broken = {"defects_per_effort_day": 0.02, "surface_days": 3.0, "incident_effort_days": 0.4} | quality
    return organisation(
        horizon={"days": days, "warmup_days": 0},
        workforce={"engineer": people},
        stages=[{"stage": "build", "by": {"engineer": 1.0}}],
        streams=[{"product": "counter", "arrivals_per_day": arrivals_per_day, "effort_days": 1.0}],
        teams=[{"name": "counter", "members": {"engineer": people}}],
        quality=broken,
    ) | {"mechanisms": {"quality": "on", "others": "off"}}


def failures(scenario: Values, seed: int = 1) -> tuple[Any, Any]:
    """Incidents in order of their items, and the days on which these were released."""
    facts = simulate(scenario_from(scenario), seed=seed).facts
    over = facts.incidents[facts.incidents["fate"] == RELEASED]
    return over, facts.items["closed_at"][np.searchsorted(facts.items["ordinal"], over["ordinal"])]


@pytest.mark.parametrize("load", [0.2, 0.9])
def test_a_failure_shows_after_its_time_and_is_restored_after_its_effort_however_busy_people_are(
    load: float,
) -> None:
    """Whoever has something in hand puts it down: a queue of ordinary work delays no restoring."""
    incidents, released = failures(product_team(load, incident_effort_days=0.0625))
    assert len(incidents) > 5
    assert incidents["created_at"] - released == pytest.approx(3.0, abs=1e-6)
    assert incidents["closed_at"] - incidents["created_at"] == pytest.approx(0.0625, abs=1e-6)


def test_what_was_put_down_is_taken_up_where_it_was_left() -> None:
    """The work on items is their effort, however often they were interrupted; the rest is time they waited."""
    scenario = product_team(0.6, defects_per_effort_day=0.5, incident_effort_days=0.5)
    facts = simulate(scenario_from(scenario), seed=1).facts
    done = facts.items[facts.items["fate"] == RELEASED]
    assert done["days"][:, 0] == pytest.approx(1.0, abs=1e-6)
    assert np.mean(done["days"][:, 1] > 0.4) > 0.1


def test_restoring_passes_those_who_own_each_of_its_steps() -> None:
    """Operations look for .3 of two days, engineers mend for .5 of them, operations bring it out for .2."""
    scenario = product_team(0.2, incident_effort_days=2.0, defects_per_effort_day=0.05)
    scenario["workforce"] = {"engineer": {"count": 9}, "operator": {"count": 9}}
    scenario["value_stream"] = [
        {"stage": "build", "by": {"engineer": 1.0}, "share": 0.9},
        {"stage": "run", "by": {"operator": 0.8}, "share": 0.1},
    ]
    scenario["structure"]["teams"] = [
        {"name": "builders", "members": {"engineer": 9}, "owns": {"stages": ["build"]}},
        {"name": "runners", "members": {"operator": 9}, "owns": {"stages": ["run"]}},
    ]
    incidents, _ = failures(scenario)
    assert len(incidents) > 5
    restored = incidents["closed_at"] - incidents["created_at"]
    assert restored == pytest.approx(2 * (0.5 + 0.5 / 0.8), abs=1e-6)
    assert np.all(incidents["handoffs"] == 2)


def test_a_fix_that_must_ask_waits_for_the_board_that_any_change_waits_for() -> None:
    board = {"name": "board", "sits_every_days": 4.0, "prepare_hours": 0}
    rights = {"layers": [board], "decision_rights": {"release": {"ask": ["board"]}}}
    waits = {}
    for asks in (True, False):
        scenario = product_team(
            2.0, people=40, fixes_ask_for_release=asks, surface_days={"uniform": {"low": 0.0, "high": 8.0}}
        )
        scenario |= {
            "governance": rights,
            "mechanisms": {"quality": "on", "approvals": "on", "others": "off"},
        }
        scenario["quality"]["defects_per_effort_day"] = 0.2
        waits[asks] = replicated(scenario, mean_restore, 8)
    assert_agrees(waits[False], 0.4)
    assert_agrees(waits[True], 0.4 + 2.0)


def mean_restore(facts: Facts) -> float:
    over = facts.incidents[facts.incidents["fate"] == RELEASED]
    return float(np.mean(over["closed_at"] - over["created_at"]))


URGENT, ORDINARY = 0.06, 0.5  # arrivals a day
FAILS = 0.15


def preempted(urgent: Values, ordinary: Values, items: int = 40_000) -> Values:
    """One operator for whom incidents and ordinary work are two independent Poisson streams.

    Changes of the first product are made by people who are never busy, and so leave, and fail, as a
    Poisson stream. A clerk, who is never busy either, does the last stage, which takes no time, and a
    millionth of each restoring; who has done that may not do the rest, which so falls to the operator.
    """
    makers = 60
    mine = {"products": ["counter"]}
    return organisation(
        horizon={"days": items / ORDINARY, "warmup_days": 400},
        workforce={"maker": makers, "clerk": 1, "operator": 1},
        products=[{"name": "shop", "automation": 0.0}, {"name": "counter", "automation": 1.0}],
        stages=[
            {"stage": "build", "by": {"maker": 1.0, "operator": 1.0}, "share": 1.0},
            {"stage": "run", "by": {"clerk": 1.0, "operator": 0.5}, "effort_days": 0.0, "other_eyes": True},
        ],
        streams=[
            {"product": "shop", "arrivals_per_day": URGENT / FAILS, "effort_days": exponential(5.0)},
            {"product": "counter", "arrivals_per_day": ORDINARY, "effort_days": ordinary},
        ],
        teams=[
            {"name": "makers", "members": {"maker": makers}, "owns": {"products": ["shop"], "stages": ["build"]}},
            {"name": "counter", "members": {"clerk": 1, "operator": 1}, "owns": [mine, {"products": ["shop"], "stages": ["run"]}]},
        ],
        delivery={"hours_per_change": 0, "hours_per_deployment": 0, "fail_probability": FAILS},
        quality={
            "defects_per_effort_day": 0.0,
            "incident_effort_days": urgent,
            "surface_days": exponential(4.0),
            "restoring": [{"stage": "run", "share": 1e-6}, {"stage": "run", "share": 1.0}],
        },
    ) | {"mechanisms": {"quality": "on", "delivery": "on", "others": "off"}}  # fmt: skip


def mean_time_at_the_counter(facts: Facts) -> float:
    items = facts.cohort[facts.cohort["product"] == 1]
    return float(np.mean(items["closed_at"] - items["created_at"]))


SECOND = {"exponential": lambda mean: 2 * mean**2, "gamma": lambda mean: 1.25 * mean**2}


@pytest.mark.parametrize("law", list(SECOND))
def test_incidents_go_before_all_other_work_as_under_preemptive_priority(law: str) -> None:
    """M/G/1 with two classes, the first of which interrupts, work resumed [Jaiswal1968]_:

    T1 = S1 + w1 / (1 - r1),  T2 = S2 / (1 - r1) + (w1 + w2) / ((1 - r1)(1 - r1 - r2)),

    with wi half the rate times the second moment of the time that class i takes.
    """
    urgent, ordinary = 2.5, 1.0  # days that the operator takes; restoring at half speed
    laws = [exponential if law == "exponential" else lambda mean: gamma(mean, 0.5)] * 2
    scenario = preempted(laws[0](urgent / 2), laws[1](ordinary))
    restore, time, use = replicated_all(scenario, [mean_restore, mean_time_at_the_counter, operator_busy], 16)
    r1, r2 = URGENT * urgent, ORDINARY * ordinary
    w1, w2 = (rate * SECOND[law](mean) / 2 for rate, mean in ((URGENT, urgent), (ORDINARY, ordinary)))
    assert_agrees(use, r1 + r2)
    assert_agrees(restore, urgent + w1 / (1 - r1))
    assert_agrees(time, ordinary / (1 - r1) + (w1 + w2) / ((1 - r1) * (1 - r1 - r2)))


def operator_busy(facts: Facts) -> float:
    """Hours of value and of incidents at the counter, over those of one person."""
    booked, (start, end) = facts.window_days_worked, facts.window
    return float(booked[2:, [0, 11]].sum() / (end - start))


def test_the_registry_has_the_median_time_to_restore() -> None:
    """Where nobody waits the median is that of the effort, ln 2 of an exponential mean."""
    scenario = product_team(1.5, 60, 8_000, incident_effort_days=exponential(0.4), defects_per_effort_day=0.3)
    assert_agrees(replicated(scenario, RESTORE, 8), 0.4 * np.log(2))
