"""Who comes first: own work before what other teams ask, tickets by their rule (Cobham's priority queue)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.outcomes.facts import Facts
from simulator.scenario.loader import scenario_from
from simulator.work.records import BARE, DEPENDENT, RELEASED

from .queueing import (
    FITS,
    Values,
    assert_agrees,
    cobham_waits,
    erlang_c,
    exponential,
    gamma,
    horizon,
    organisation,
    replicated_all,
    warm_up_days,
)

HERE, THERE = "here", "there"
Wait = Callable[[Facts], float]


def asked(
    own: tuple[float, Any],
    requests: tuple[float, Any],
    servers: int = 1,
    tickets: tuple[float, Any] | None = None,
    items: float = 50_000,
    **more: Any,
) -> Values:
    """A team with work of its own, of which another team needs a change for each of its items.

    Rates of arrivals, and laws of effort. The other team has people enough for all.
    """
    work = {HERE: own, THERE: requests} | ({"tickets": tickets} if tickets else {})
    streams = [
        {
            "product": THERE if name == THERE else HERE,
            "arrivals_per_day": rate,
            "effort_days": effort,
            **({"class": "support"} if name == "tickets" else {}),
        }
        for name, (rate, effort) in work.items()
    ]
    rate, load = sum(r for r, _ in work.values()), 0.8
    scenario = organisation(
        horizon=horizon(rate, items, 2 * warm_up_days(load, 1.0, servers)),
        workforce={"clerk": servers, "maker": 60},
        products=[{"name": HERE}, {"name": THERE, "coupling": {HERE: 1.0}}],
        stages=[{"stage": "serve", "by": {"clerk": 1.0, "maker": 1.0}}],
        streams=streams,
        teams=[
            {"name": HERE, "members": {"clerk": servers}, "owns": {"products": [HERE]}},
            {"name": THERE, "members": {"maker": 60}, "owns": {"products": [THERE]}},
        ],
    )
    return scenario | {
        "dependencies": {"negotiation_hours": 0, "misfit": FITS} | more.pop("dependencies", {}),
        "mechanisms": {"dependencies": "on", "support": "on", "others": "off"},
    } | more  # fmt: skip


def waits(f: Facts, chosen: Any) -> float:
    rows = f.items[chosen & (f.items["in_cohort"] == 1) & (f.items["fate"] == RELEASED)]
    return float(np.mean(rows["started_at"] - rows["created_at"]))


def of_own(f: Facts) -> float:
    return waits(f, (f.items["kind"] == BARE) & (f.items["stream"] == 0))


def of_requests(f: Facts) -> float:
    return waits(f, f.items["kind"] == DEPENDENT)


def of_tickets(f: Facts) -> float:
    return waits(f, f.items["stream"] == 2)


@pytest.mark.parametrize("own", [0.2, 0.5])
def test_requests_of_other_teams_wait_as_the_second_class_of_a_priority_queue(own: float) -> None:
    """M/G/1 with exponential work of one day, and requests of half a day that vary less."""
    scenario = asked((own, exponential(1.0)), (0.5, gamma(0.5, 0.5)), items=60_000)
    first, second = cobham_waits([own, 0.5], [1.0, 0.5], [1.0, 0.25])
    mine, theirs = replicated_all(scenario, [of_own, of_requests])
    assert_agrees(mine, first)
    assert_agrees(theirs, second)


def test_so_they_do_where_several_people_share_the_work() -> None:
    """M/M/c: the first class waits for all who are busy with it, the second for all."""
    servers, own, other = 3, 1.2, 1.2
    scenario = asked((own, exponential(1.0)), (other, exponential(1.0)), servers, items=110_000)
    mine, theirs = replicated_all(scenario, [of_own, of_requests])
    load = (own + other) / servers
    first = erlang_c(servers, load) / servers / (1 - own / servers)
    assert_agrees(mine, first)
    assert_agrees(theirs, first / (1 - load))


def test_without_own_first_all_wait_alike() -> None:
    scenario = asked((0.3, exponential(1.0)), (0.4, exponential(1.0)), dependencies={"own_first": False})
    (wait,) = cobham_waits([0.7], [1.0], [1.0])
    for sample in replicated_all(scenario, [of_own, of_requests]):
        assert_agrees(sample, wait)


def test_a_change_that_the_team_needs_itself_is_its_own_work() -> None:
    """One team owns both areas: nothing is asked of it, and the order is that of arrival, to the last bit."""
    tables = []
    for own_first in (True, False):
        values = asked(
            (0.3, exponential(1.0)), (0.4, exponential(0.5)), items=300, dependencies={"own_first": own_first}
        )
        values["structure"] = {"teams": [{"name": "all", "members": {"clerk": 1, "maker": 60}}]}
        run = simulate(scenario_from(values), seed=1)
        tables.append([run.run, run.items, run.hours])
    assert tables[0] == tables[1]


ORDER = {
    "before": ("tickets", "own", "requests"),
    "after": ("own", "tickets", "requests"),
}


@pytest.mark.parametrize("rule", ORDER)
def test_tickets_own_work_and_requests_are_three_classes(rule: str) -> None:
    """Rates .25, .3 and .2; a day, a day and half a day of work."""
    work = {"tickets": (0.25, 1.0), "own": (0.3, 1.0), "requests": (0.2, 0.5)}
    laws = {name: (rate, exponential(mean)) for name, (rate, mean) in work.items()}
    scenario = asked(
        laws["own"], laws["requests"], tickets=laws["tickets"], support={"first": rule}, items=60_000
    )
    order = ORDER[rule]
    exact = cobham_waits([work[k][0] for k in order], [work[k][1] for k in order], [1.0] * 3)
    samples = dict(zip(("own", "requests", "tickets"), replicated_all(scenario, [of_own, of_requests, of_tickets]), strict=True))  # fmt: skip
    for name, wait in zip(order, exact, strict=True):
        assert_agrees(samples[name], wait)


def test_tickets_without_a_class_of_their_own_wait_as_other_work_does() -> None:
    scenario = asked((0.3, exponential(1.0)), (0.2, exponential(0.5)), tickets=(0.25, exponential(1.0)))
    scenario["mechanisms"] = {"dependencies": "on", "others": "off"}
    first, _ = cobham_waits([0.55, 0.2], [1.0, 0.5], [1.0, 1.0])
    for sample in replicated_all(scenario, [of_own, of_tickets]):
        assert_agrees(sample, first)


def test_a_policy_about_value_starves_bare_items_and_no_tickets() -> None:
    """Initiatives that are worth something pass all bare items; tickets that come first are the first class."""
    rates = {"ideas": 0.5, "tickets": 0.3}
    found = {}
    for kind in ("none", "support"):
        values = organisation(
            horizon=horizon(0.8, 80_000, warm_up_days(0.8, 1.0)),
            workforce={"clerk": 1},
            stages=[{"stage": "serve", "by": {"clerk": 1.0}}],
            streams=[
                {"product": "counter", "arrivals_per_day": rates["tickets"], "effort_days": exponential(1.0), "class": kind}
            ],
            teams=[{"name": "counter", "members": {"clerk": 1}}],
            priorities="value",
            support={"first": "before"},
        ) | {"mechanisms": {"support": "on", "others": "off"}}  # fmt: skip
        values["demand"]["opportunities"] = [
            {"product": "counter", "arrivals_per_day": rates["ideas"], "effort_days": exponential(1.0), "value": 1.0}
        ]  # fmt: skip
        (found[kind],) = replicated_all(values, [lambda f: waits(f, f.items["kind"] == BARE)])
    assert_agrees(found["none"], cobham_waits(list(rates.values()), [1.0, 1.0], [1.0, 1.0])[1])
    assert_agrees(found["support"], cobham_waits([0.3, 0.5], [1.0, 1.0], [1.0, 1.0])[0])
