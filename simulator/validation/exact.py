"""Closed forms of flow against the engine without frictions (S01-S13): checks of the implementation."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..outcomes.facts import Facts
from ..work.records import OPEN, RELEASED
from .findings import Check, Effort, agreed
from .formulas import (
    committee,
    erlang_time,
    erlang_wait,
    harmonic,
    pollaczek_khinchine_wait,
    rework_time,
)
from .queues import (
    CONTENT,
    PEOPLE,
    Values,
    chain,
    four_desks,
    generalists,
    largest_of,
    lognormal,
    queue,
    screens,
    specialists,
    tasks_of_one_person,
    warm_up_days,
)
from .samples import Measure, Sample, replicated_all

LEAD, WAIT, WIP = "lead_time_days_mean", "queue_time_days_mean", "wip_items_mean"
Exact = Callable[[Effort], Iterator[Check]]


def sample_of(effort: Effort, scenario: Values, outcome: str | Measure, full: int = 20) -> Sample:
    """One outcome over as many replications as the effort allows."""
    return samples_of(effort, scenario, [outcome], full)[0]


def samples_of(effort: Effort, scenario: Values, outcomes: list[Any], full: int = 20) -> list[Sample]:
    """Several outcomes of the same replications."""
    return replicated_all(scenario, outcomes, effort.times(full, min(full, 6)), workers=effort.workers)


def littles_law(effort: Effort) -> Iterator[Check]:
    """S01: items in the system are arrivals times the time in the system (Little's law)."""
    scenario = queue(2, 0.8, lognormal(1.0, 1.0), items=40_000)
    in_progress, lead = samples_of(effort, scenario, [WIP, LEAD])
    yield agreed("S01 L over W, 2 people, lognormal service, arrivals a day", in_progress.over(lead), 1.6)


def several_servers(effort: Effort) -> Iterator[Check]:
    """S02: the wait by Erlang's formula."""
    for servers in (1, 2, 5, 10):
        wait = sample_of(effort, queue(servers, 0.8, items=40_000), WAIT)
        yield agreed(f"S02 wait in M/M/{servers}, load .8, days", wait, erlang_wait(servers, 0.8))


def uneven_service(effort: Effort) -> Iterator[Check]:
    """S03: the wait by the formula of Pollaczek and Khinchine."""
    laws: dict[str, tuple[Any, float]] = {"constant": (1.0, 0.0), "lognormal σ .5": (lognormal(1.0, 0.5), math.expm1(0.25)), "lognormal σ 1": (lognormal(1.0, 1.0), math.expm1(1.0))}  # fmt: skip
    for name, (law, scv) in laws.items():
        scenario = queue(1, 0.8, law, items=60_000, variability=(1 + scv) / 2)
        exact = pollaczek_khinchine_wait(0.8, scv)
        yield agreed(
            f"S03 wait in M/G/1, {name} service, load .8, days", sample_of(effort, scenario, WAIT), exact
        )


def load_and_time(effort: Effort) -> Iterator[Check]:
    """S05: time in the system relative to service."""
    for load, items in ((0.5, 10_000), (0.7, 20_000), (0.8, 30_000), (0.9, 100_000)):
        lead = sample_of(effort, queue(1, load, items=items), LEAD)
        yield agreed(f"S05 time in M/M/1 at load {load:g}, days", lead, erlang_time(1, load))


def pooling(effort: Effort) -> Iterator[Check]:
    """S06: four desks against one pool."""
    desks = [{"name": f"desk {k}", "members": {"clerk": 1}, "owns": {"products": [f"desk {k}"]}} for k in range(4)]  # fmt: skip
    apart = sample_of(effort, four_desks(desks), WAIT)
    pooled = sample_of(effort, four_desks([{"name": "pool", "members": {"clerk": 4}}]), WAIT)
    exact = erlang_wait(1, 0.8) / erlang_wait(4, 0.8)
    yield agreed("S06 wait at 4 desks over wait in one pool, times", apart.over(pooled), exact)


def tandem(effort: Effort) -> Iterator[Check]:
    """S07: every handoff between busy teams costs a whole queue."""
    for stages in (2, 3, 5):
        lead = sample_of(effort, chain([0.8] * stages, rate=0.8, items=75_000 // stages), LEAD)
        yield agreed(f"S07 time through {stages} stages in series, load .8, days", lead, stages / 0.2)


def rework(effort: Effort) -> Iterator[Check]:
    """S08: work that is sent back."""
    for again, items in ((0.1, 12_000), (0.2, 18_000), (0.3, 60_000)):
        scenario = queue(1, 0.6, items=items)
        scenario["horizon"]["warmup_days"] = warm_up_days(0.6 / (1 - again), 1.0)
        scenario["value_stream"][0]["return_probability"] = again
        exact = rework_time(1.0, 0.6, again)
        yield agreed(
            f"S08 time where {again:g} comes back, load .6, days", sample_of(effort, scenario, LEAD), exact
        )


def fork_and_join(effort: Effort) -> Iterator[Check]:
    """S09: waiting for the slowest of several tasks."""
    for n in (2, 3, 5, 8):
        time = sample_of(effort, largest_of(n, 3.0), "initiative_lead_time_days_mean")
        yield agreed(f"S09 the longest of {n} tasks of 3 days, days", time, 3.0 * harmonic(n))


def multitasking(effort: Effort) -> Iterator[Check]:
    """S10: several tasks at once, without any cost of switching."""
    for k in (2, 3, 4):
        shared, in_turn = (
            sample_of(effort, tasks_of_one_person([2.0] * k, limit), _mean_finish, 2) for limit in (k, 1)
        )
        yield agreed(
            f"S10 {k} tasks at once over one after the other, times", shared.over(in_turn), 2 * k / (k + 1)
        )


def _mean_finish(facts: Facts) -> float:
    return float(facts.items["done_at"].mean())


PERIOD, GOOD, OTHER = 20.0, 0.8, 0.3


def _board(number: int, **changes: Any) -> Values:
    return {
        "name": f"board {number}",
        "sits_every_days": PERIOD,
        "pass_good": GOOD,
        "pass_bad": OTHER,
    } | changes


def cadence(effort: Effort) -> Iterator[Check]:
    """S11: at a board each request waits half its period."""
    for boards in (1, 3):
        layers = [_board(k, pass_good=1.0, pass_bad=1.0) for k in range(boards)]
        wait = sample_of(effort, screens(layers, "all"), "approval_wait_days_mean")
        yield agreed(
            f"S11 wait for {boards} board{'s' * (boards > 1)} every 20 days, days", wait, boards * PERIOD / 2
        )


def chain_or_team(effort: Effort) -> Iterator[Check]:
    """S12: five specialists in series against five generalists."""
    for load, penalty, items, team_items in ((0.8, 1.0, 11_000, 12_000), (0.7, 1.33, 5_000, 60_000)):
        apart = sample_of(effort, specialists(load, items), LEAD)
        together = sample_of(effort, generalists(load, team_items, penalty), LEAD)
        exact = CONTENT / (1 - load) / erlang_time(PEOPLE, load * penalty, CONTENT * penalty)
        what = f"S12 chain over team, load {load:g}, generalists take {penalty:g} as long, times"
        yield agreed(what, apart.over(together), exact)


def screening(effort: Effort) -> Iterator[Check]:
    """S13: share of ideas that layers let pass."""
    for boards, rule, needed, name in ((2, "all", 2, "all of 2"), (3, {"at_least": 2}, 2, "2 of 3"), (3, "any", 1, "any of 3")):  # fmt: skip
        layers = [_board(k) for k in range(boards)]
        passed = samples_of(effort, screens(layers, rule), [_passed(True), _passed(False)])
        for sample, chance, idea in zip(passed, (GOOD, OTHER), ("good", "other"), strict=True):
            yield agreed(
                f"S13 {idea} ideas that {name} boards let pass, share",
                sample,
                committee(chance, boards, needed),
            )


def _passed(good: bool) -> Measure:
    def measure(facts: Facts) -> float:
        rows = facts.initiatives[(facts.initiatives["good"] == 1) == good]
        return float(np.mean(rows[rows["fate"] != OPEN]["fate"] == RELEASED))

    return measure


FLOW: tuple[Exact, ...] = (
    littles_law, several_servers, uneven_service, load_and_time, pooling, tandem, rework, fork_and_join,
    multitasking, cadence, chain_or_team, screening,
)  # fmt: skip
