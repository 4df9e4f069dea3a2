"""Decisions during work on their own: how often, how long they wait, and in which direction (S38).

Where a wait is held to a formula, tasks arrive as a Poisson stream at a team of many idle people and
take exponential times. A task that has been answered goes on at once, because whoever raised it has
put himself at the end of a long line of idle people. So the team is a node without queue, and the
whole is a Jackson network: whoever answers is a queue of its own, with exactly the wait of M/M/c, even
though tasks come back to it [Jackson1957]_. It would not be exact with M/D/1, whose output is not
Poisson; an outside body, which is never busy, may take any time.

Of the signs that S38 lists, process quality is not held: no decision of this version is good or bad.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.outcomes.facts import Facts
from simulator.scenario.loader import scenario_from
from simulator.work.records import DECISION, QUEUE

from .queueing import (
    TOLERANCE,
    Sample,
    Values,
    assert_agrees,
    assert_less,
    assert_positive,
    erlang_time,
    exponential,
    horizon,
    organisation,
    replicated,
    replicated_all,
)

LATENCY = "decision_latency_days_mean"
LEAD = "lead_time_days_mean"
IDLE_PEOPLE = 800  # so many that nobody takes a second task before the answer to his first
TASKS_PER_DAY, EFFORT, RATE = 4.0, 2.0, 0.1
PER_DAY = TASKS_PER_DAY * EFFORT * RATE  # decisions that are raised, .8 a day
ONLY = {
    kind: {other: float(other == kind) for other in ("local", "cross_team", "organisation")}
    for kind in ("local", "cross_team", "organisation")
}


def layer(**changes: Any) -> Values:
    """Who is asked: an outside body that takes a day, unless something else is said."""
    body = {"name": "layer", "review_hours": 8.0, "prepare_hours": 0}
    return {key: value for key, value in (body | changes).items() if value is not None}


def reviewers(people: int, days: float) -> Values:
    return layer(members={"manager": people}, review_hours=exponential(8.0 * days))


def board(period: float) -> Values:
    return layer(sits_every_days=period, review_hours=None)


def asking(asked: Values, kind: str = "organisation", items: int = 15_000, **work: Any) -> Values:
    """Decisions of one class, all of which a layer is asked for."""
    ask = {"ask": ["layer"]} | {key: work.pop(key) for key in ("default_after_days",) if key in work}
    return tasks(items, [asked], per_effort_day=RATE, shares=ONLY[kind], **{kind: ask}, **work)


def tasks(items: int, layers: Sequence[Values] = (), **during_work: Any) -> Values:
    """Tasks for a team of idle people; another team has nothing to do but answer."""
    return organisation(
        horizon=horizon(TASKS_PER_DAY, items, 300),
        workforce={"engineer": IDLE_PEOPLE, "expert": 1, "manager": 4},
        products=[{"name": "here"}, {"name": "there"}],
        stages=[{"stage": "build", "by": {"engineer": 1.0, "expert": 1.0}}],
        streams=[{"product": "here", "arrivals_per_day": TASKS_PER_DAY, "effort_days": exponential(EFFORT)}],
        teams=[
            {"name": "workers", "members": {"engineer": IDLE_PEOPLE}, "owns": {"products": ["here"]}},
            {"name": "experts", "members": {"expert": 1}, "owns": {"products": ["there"]}},
        ],
        governance={"layers": list(layers), "decision_rights": {"during_work": during_work}},
    ) | {"mechanisms": {"decisions": "on", "approvals": "on", "others": "off"}}


def raised_per_effort_day(facts: Facts) -> float:
    """Of decisions that are all waited for."""
    return float(facts.cohort["waits"].sum() / facts.cohort["effort"].sum())


def longest(part: int) -> Callable[[Facts], float]:
    return lambda facts: float(facts.cohort["days"][:, part].max())


@pytest.mark.parametrize("kind", list(ONLY))
@pytest.mark.parametrize("skill", [1.0, 2.0])
def test_work_raises_decisions_at_their_rate_per_nominal_day(kind: str, skill: float) -> None:
    scenario = asking(layer(review_hours=0.0), kind)
    scenario["workforce"]["engineer"]["skill"] = skill
    assert_agrees(replicated(scenario, raised_per_effort_day), RATE)


def test_a_share_of_decisions_concerns_the_whole_organisation() -> None:
    scenario = asking(layer(review_hours=0.0), "organisation", items=30_000)
    work = scenario["governance"]["decision_rights"]["during_work"]
    work |= {"shares": {"organisation": 1, "local": 3, "cross_team": 0.3}, "cross_team": "decide"}
    assert_agrees(replicated(scenario, raised_per_effort_day), RATE * 1.0 / (1.0 + 3.0 + 0.3))


@pytest.mark.parametrize("people", [1, 2])
def test_reviewers_of_decisions_are_an_m_m_c_queue(people: int) -> None:
    days = 0.5 * people / PER_DAY
    waits, queued = replicated_all(
        asking(reviewers(people, days), items=30_000), [LATENCY, longest(QUEUE)], 60
    )
    assert queued.values.max() == 0  # nobody who raised a decision is busy when the answer comes
    assert_agrees(waits, erlang_time(people, 0.5, days))


def test_a_consulted_team_that_does_nothing_else_is_an_m_m_1_queue() -> None:
    """A question across teams concerns another product: of two, always the other."""
    hours = exponential(8.0 * 0.5 / PER_DAY)
    scenario = tasks(
        30_000, per_effort_day=RATE, shares=ONLY["cross_team"], cross_team="consult", consult_hours=hours
    )
    waits, rate, queued = replicated_all(scenario, [LATENCY, raised_per_effort_day, longest(QUEUE)], 60)
    assert queued.values.max() == 0
    assert_agrees(rate, RATE)
    assert_agrees(waits, erlang_time(1, 0.5, 0.5 / PER_DAY))


@pytest.mark.parametrize("days", [0.5, 7.0])
def test_an_outside_body_answers_after_exactly_its_time(days: float) -> None:
    latency = replicated(asking(layer(review_hours=8.0 * days), items=2_000), LATENCY, 4)
    assert latency.values == pytest.approx([days] * 4, abs=1e-6)


def first_and_second_wait(facts: Facts) -> tuple[float, float]:
    """Of items that waited once, the wait; of those that waited twice, both together."""
    items = facts.cohort
    return tuple(float(items["decision_wait"][items["waits"] == n].mean()) for n in (1, 2))


def test_a_board_lets_the_first_decision_wait_half_a_period_and_the_next_as_renewal_has_it() -> None:
    """Tasks come when they like, and so do their first decisions: T/2 (S11). A task that has been
    answered starts again at a sitting; its next decision comes after an exponential time with mean
    m, and waits for what is then left of the period, T - m + T / (exp(T/m) - 1) on average."""
    period, mean = 5.0, 1.0 / (RATE + 1.0 / EFFORT)
    scenario = asking(board(period), items=60_000)
    first = replicated(scenario, lambda f: first_and_second_wait(f)[0])
    both = replicated(scenario, lambda f: first_and_second_wait(f)[1])
    assert_agrees(first, period / 2)
    assert_agrees(both, period / 2 + period - mean + period / np.expm1(period / mean))


@pytest.mark.parametrize("cap", [1.5, 4.0])
def test_an_overdue_answer_caps_the_wait_exactly(cap: float) -> None:
    """A random wait for a board, uniform over T = 5 as far as the first decision goes, is cut at d:
    d - d²/2T on average, and no decision waits longer than d."""
    items = simulate(scenario_from(asking(board(5.0), default_after_days=cap)), seed=1).facts.cohort
    waited = items[items["waits"] > 0]
    assert np.all(waited["decision_wait"] <= cap * waited["waits"] + 1e-6)
    once = np.minimum(waited["decision_wait"][waited["waits"] == 1], cap)
    wait = Sample(once)
    assert abs(wait.mean - (cap - cap**2 / 10.0)) < TOLERANCE * wait.standard_error
    assert np.mean(once > cap - 1e-6) == pytest.approx(1 - cap / 5.0, abs=0.05)


def test_who_may_decide_never_waits_who_consults_or_asks_does() -> None:
    right = {"per_effort_day": RATE, "shares": ONLY["cross_team"]}
    decide, consult, ask = (
        replicated(tasks(4_000, [layer()], **right, cross_team=who), longest(DECISION), 5)
        for who in ("decide", "consult", {"ask": ["layer"]})
    )
    assert np.all(decide.values == 0)
    assert np.all(consult.values > 0) and np.all(ask.values > 0)


def test_the_more_seldom_a_board_sits_the_longer_the_work_takes() -> None:
    leads = [replicated(asking(board(period), items=5_000), LEAD, 10) for period in (1.0, 2.5, 5.0, 10.0)]
    for often, seldom in pairwise(leads):
        assert_less(often, seldom)


RATES = (0.02, 0.04, 0.06, 0.08, 0.1)


def at_rate(rate: float, right: Any) -> Sample:
    """Lead time where managers with 1.1 days for an answer, .88 busy at most, may be asked."""
    work = {"per_effort_day": rate, "shares": ONLY["organisation"], "organisation": right}
    return replicated(tasks(10_000, [reviewers(1, 1.1)], **work), LEAD, 30)


def test_centralisation_costs_time_and_more_than_in_proportion_to_what_is_asked() -> None:
    """S38: duration up, back-log of whoever answers superlinear, gain of decentralising grows."""
    local = [at_rate(rate, "decide") for rate in RATES]
    gains = [at_rate(rate, {"ask": ["layer"]}) - free for rate, free in zip(RATES, local, strict=True)]
    for sample in local:  # but for rounding: a task that goes on is booked in two parts
        assert sample.values == pytest.approx(local[0].values, rel=1e-9)
    assert_positive(gains[0])
    steps = [more - less for less, more in pairwise([gains[0].times(0.0), *gains])]
    for less, more in pairwise(steps):
        assert_positive(more - less)


def test_centralisation_costs_the_hours_of_who_is_asked() -> None:
    """S38: cost up; every answer takes a manager 2 hours on average, and nobody else anything."""
    scenario = scenario_from(asking(reviewers(4, 0.25), items=4_000))
    outcome = simulate(scenario, seed=1)
    hours = outcome.hours.to_pandas().groupby("account", observed=True)["hours"].sum()
    answers = outcome.facts.items["waits"].sum()
    assert abs(hours["deciding"] / answers - 2.0) < TOLERANCE * 2.0 / answers**0.5
    assert not {"preparing", "consulting", "coordination"} & set(hours[hours > 0].index)


OFF = {
    "nothing written": ({}, "all"),
    "rate 0": ({"per_effort_day": 0.0, "organisation": {"ask": ["layer"]}}, "all"),
    "mechanism off": ({"organisation": {"ask": ["layer"]}}, {"decisions": "off"}),
}


@pytest.mark.parametrize("how", list(OFF))
def test_without_decisions_nothing_changes_to_the_last_bit(how: str) -> None:
    def tables(work: Values | None, mechanisms: Any) -> list[Any]:
        scenario = tasks(2_000, [reviewers(1, 1.0)]) | {"mechanisms": mechanisms}
        rights = {"release": {"ask": ["layer"]}} | ({"during_work": work} if work else {})
        scenario["governance"]["decision_rights"] = rights
        scenario["workforce"]["engineer"]["count"] = IDLE_PEOPLE + 1
        outcome = simulate(scenario_from(scenario), seed=3)
        return [outcome.run, outcome.items, outcome.initiatives, outcome.hours]

    work, mechanisms = OFF[how]
    assert tables(work, mechanisms) == tables(None, {"decisions": "off"})
