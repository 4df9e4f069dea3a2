"""Little's law: what is there = what comes x how long it stays, whatever the discipline (S01)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.outcomes.facts import Facts
from simulator.outcomes.registry import measure
from simulator.scenario.loader import scenario_from
from simulator.state.accounts import IDLE
from simulator.studies.replications import simulate
from simulator.work.records import ARRIVE, QUEUE, RELEASED, RETURN, START, STOP, TOUCH

from .queueing import (
    TOLERANCE,
    Values,
    assert_precise,
    exponential,
    gamma,
    lognormal,
    organisation,
    queue,
    replicated_all,
)

DAYS = 2_000.0


def busy_organisation(open_tasks: int, release: Values, priorities: str) -> Values:
    """Two areas that need each other, three teams, returns, sharing; it starts and ends empty."""
    scenario = organisation(
        horizon={"days": DAYS, "warmup_days": 0},
        workforce={"engineer": 4, "tester": 2},
        stages=[
            {"stage": "build", "by": {"engineer": 1.0}, "share": 0.8},
            {
                "stage": "test", "by": {"tester": 1.0, "engineer": 0.8}, "share": 0.2,
                "return_probability": 0.15, "return_to": "build", "return_share": 0.5,
            },
        ],
        products=[{"name": "shop", "coupling": {"billing": 0.3}}, {"name": "billing", "coupling": {"shop": 0.1}}],
        streams=[
            {"product": "shop", "arrivals_per_day": 0.4, "effort_days": lognormal(2.0, 1.0)},
            {"product": "billing", "interarrival_days": gamma(4.0, 0.5), "effort_days": exponential(3.0)},
        ],
        teams=[
            {"name": "shop", "members": {"engineer": 2}, "owns": {"products": ["shop"], "stages": ["build"]}, "wip_limit": 4},
            {"name": "billing", "members": {"engineer": 2}, "owns": {"products": ["billing"], "stages": ["build"]}},
            {"name": "testing", "members": {"tester": 2}, "owns": {"stages": ["test"]}},
        ],
        release=release,
        priorities=priorities,
        presence=0.9,
    )  # fmt: skip
    scenario["demand"]["until_day"] = DAYS / 2
    scenario["demand"]["opportunities"] = [
        {
            "product": "shop",
            "arrivals_per_day": 0.04,
            "items": 4,
            "value": lognormal(100.0, 1.0),
            "effort_days": exponential(1.5),
        }
    ]
    scenario["workforce"]["engineer"]["open_tasks"] = open_tasks
    return scenario | {"mechanisms": {"dependencies": "on", "others": "off"}}


ORGANISATIONS = {
    "first come": busy_organisation(1, {"mode": "continuous"}, "first_come"),
    "shared, by train": busy_organisation(3, {"mode": "train", "every_days": 10}, "value_over_effort"),
    "shared, whole initiatives": busy_organisation(2, {"mode": "whole_initiative"}, "oldest_initiative"),
    "small first": busy_organisation(1, {"mode": "continuous"}, "items_shipped"),
}
every_organisation = pytest.mark.parametrize("name", ORGANISATIONS)


def drained(name: str) -> Facts:
    """The facts of a run in which everything that arrived was released inside the window."""
    facts = simulate(scenario_from(ORGANISATIONS[name]), seed=5, events=True).facts
    assert (facts.items["fate"] == RELEASED).all()
    assert len(facts.items) > 500
    assert facts.items["closed_at"].max() < DAYS
    return facts


@every_organisation
def test_what_is_there_is_what_comes_times_how_long_it_stays(name: str) -> None:
    outcomes = measure(drained(name))
    days_per_item = outcomes["lead_time_days_mean"]
    items_per_day = (outcomes["throughput_items_per_quarter"] or 0.0) / 65
    assert outcomes["wip_items_mean"] == pytest.approx(items_per_day * (days_per_item or 0.0), rel=1e-9)


def tasks_of(facts: Facts) -> pd.DataFrame:
    """Every task in the event log: who waited for it from when, and when it was open. What does not fit returns later than it ends."""
    log = pd.DataFrame({name: facts.events[name] for name in ("time", "activity", "ordinal", "team")})
    log = log[log["activity"].isin([ARRIVE, RETURN, START, STOP])].sort_values("ordinal", kind="stable")
    log["before"] = log.groupby("ordinal")["time"].shift(1)
    log["after"] = log.groupby("ordinal")["time"].shift(-1)
    tasks = log[log["activity"] == START]
    return tasks.rename(columns={"before": "queued", "time": "begun", "after": "ended"})


def mean_number(entries: Any, exits: Any) -> float:
    """Time average of how many are inside, by walking through time."""
    times = np.concatenate([entries, exits])
    steps = np.concatenate([np.ones(len(entries)), -np.ones(len(exits))])
    order = np.argsort(times, kind="stable")
    inside = np.cumsum(steps[order])
    return float(np.sum(inside[:-1] * np.diff(times[order]))) / DAYS


@every_organisation
def test_every_queue_holds_what_enters_it_times_how_long_that_waits(name: str) -> None:
    """The log, walked through in time, against the books that each item keeps."""
    facts = drained(name)
    tasks = tasks_of(facts)
    lengths = []
    for _, waiting in tasks.groupby("team"):
        lengths.append(mean_number(waiting["queued"], waiting["begun"]))
        waits = waiting["begun"] - waiting["queued"]
        assert lengths[-1] == pytest.approx(len(waits) / DAYS * waits.mean(), rel=1e-9)
    assert len(lengths) == 3
    arrivals, waits = len(facts.items) / DAYS, facts.items["days"][:, QUEUE]
    assert sum(lengths) == pytest.approx(arrivals * waits.mean(), rel=1e-9)


@every_organisation
def test_people_are_busy_for_as_long_as_they_have_work_open(name: str) -> None:
    """Hours booked to people, touch time booked to items, and what the log says of each team."""
    facts = drained(name)
    booked = sum(period.booked for period in facts.periods)
    busy = np.delete(booked, IDLE, axis=1).sum(axis=1)
    assert busy.sum() == pytest.approx(facts.items["days"][:, TOUCH].sum(), rel=1e-9)
    people = {"shop": 2, "billing": 2, "testing": 2}
    for team, members in people.items():
        rows = np.array(facts.team_names) == team
        assert booked[rows].sum() == pytest.approx(members * 0.9 * facts.end, rel=1e-9)


def test_one_open_task_each_keeps_people_busy_as_long_as_the_log_has_tasks() -> None:
    facts = drained("first come")
    tasks = tasks_of(facts)
    booked = sum(period.booked for period in facts.periods)
    for number, team in enumerate(("shop", "billing", "testing")):
        mine = tasks[tasks["team"] == number]
        rows = np.array(facts.team_names) == team
        busy = np.delete(booked[rows], IDLE, axis=1).sum()
        assert busy == pytest.approx(0.9 * DAYS * mean_number(mine["begun"], mine["ended"]), rel=1e-9)


@pytest.mark.parametrize("policy", ["first_come", "items_shipped"])
def test_in_a_queue_that_never_empties_for_good_the_law_holds_on_average(policy: str) -> None:
    scenario = queue(2, 0.8, lognormal(1.0, 1.0), items=40_000, priorities=policy)
    in_progress, lead = replicated_all(scenario, ["wip_items_mean", "lead_time_days_mean"])
    difference = in_progress - lead.times(1.6)
    assert_precise(difference, in_progress.mean)
    assert abs(difference.mean) < TOLERANCE * difference.standard_error
