"""M/M/c (S02), how waiting grows with load (S05), and what pooling saves (S06)."""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from simulator.outcomes.facts import Facts
from simulator.validation.queues import four_desks
from simulator.work.records import QUEUE

from .queueing import (
    Sample,
    assert_agrees,
    assert_positive,
    erlang_c,
    erlang_time,
    erlang_wait,
    queue,
    replicated,
    replicated_all,
)

PUBLISHED_WAITS = {1: 4.000, 2: 1.7778, 5: 0.5541, 10: 0.2046}  # load .8, service 1 (S02)


def share_that_waits(facts: Facts) -> float:
    return float(np.mean(facts.released_cohort["days"][:, QUEUE] > 0))


@pytest.mark.parametrize("servers", PUBLISHED_WAITS)
def test_wait_in_an_m_m_c_queue_is_erlangs(servers: int) -> None:
    assert erlang_wait(servers, 0.8) == pytest.approx(PUBLISHED_WAITS[servers], abs=5e-5)
    scenario = queue(servers, 0.8, items={1: 40_000, 2: 40_000, 5: 62_000, 10: 90_000}[servers])
    wait, time, waiting = replicated_all(
        scenario, ["queue_time_days_mean", "lead_time_days_mean", share_that_waits]
    )
    assert_agrees(wait, erlang_wait(servers, 0.8))
    assert_agrees(time, erlang_time(servers, 0.8))
    assert_agrees(waiting, erlang_c(servers, 0.8))


def test_people_are_busy_and_work_is_there_as_erlang_says() -> None:
    servers, load = 3, 0.7
    utilisation, in_progress, per_quarter = replicated_all(
        queue(servers, load, items=15_000), ["utilisation", "wip_items_mean", "throughput_items_per_quarter"]
    )
    assert_agrees(utilisation, load)
    assert_agrees(in_progress, servers * load * erlang_time(servers, load))
    assert_agrees(per_quarter, servers * load * 65)


def test_time_in_an_m_m_1_queue_is_exponential_from_median_to_tail() -> None:
    mean = erlang_time(1, 0.7)
    for share, sample in zip(
        (0.5, 0.85, 0.95),
        replicated_all(queue(1, 0.7, items=25_000), [f"lead_time_days_p{p}" for p in (50, 85, 95)]),
        strict=True,
    ):
        assert_agrees(sample, -mean * math.log(1 - share))


def test_presence_slows_people_down_as_if_work_were_larger() -> None:
    sample = replicated(queue(2, 0.7, items=20_000, presence=0.875), "lead_time_days_mean")
    assert_agrees(sample, erlang_time(2, 0.8, 1 / 0.875))


def test_a_limit_of_two_items_in_progress_makes_five_clerks_an_m_m_2_queue() -> None:
    scenario = queue(2, 0.8, items=40_000)
    scenario["workforce"] = {"clerk": {"count": 5}}
    scenario["structure"]["teams"][0] |= {"members": {"clerk": 5}, "wip_limit": 2}
    assert_agrees(replicated(scenario, "queue_time_days_mean"), erlang_wait(2, 0.8))


HOCKEY_STICK = {0.5: 2.0, 0.7: 10 / 3, 0.8: 5.0, 0.9: 10.0, 0.95: 20.0}
ITEMS = {0.5: 10_000, 0.7: 20_000, 0.8: 30_000, 0.9: 100_000, 0.95: 450_000}


@cache
def time_at(load: float) -> Sample:
    return replicated(queue(1, load, items=ITEMS[load]), "lead_time_days_mean")


@pytest.mark.parametrize("load", [0.5, 0.7, 0.8, 0.9, pytest.param(0.95, marks=pytest.mark.slow)])
def test_time_in_system_is_service_over_what_the_load_leaves(load: float) -> None:
    assert erlang_time(1, load) == pytest.approx(HOCKEY_STICK[load])
    assert_agrees(time_at(load), HOCKEY_STICK[load])


def test_each_further_point_of_load_costs_more_than_the_one_before() -> None:
    loads = (0.5, 0.7, 0.8, 0.9)
    slopes = [(time_at(high) - time_at(low)).times(1 / (high - low)) for low, high in pairwise(loads)]
    for gentle, steep in pairwise(slopes):
        assert_positive(steep - gentle)


def test_four_desks_wait_five_times_as_long_as_one_pool_of_four() -> None:
    desks = [
        {"name": f"desk {k}", "members": {"clerk": 1}, "owns": {"products": [f"desk {k}"]}} for k in range(4)
    ]
    pool = [{"name": "pool", "members": {"clerk": 4}}]
    apart = replicated(four_desks(desks), "queue_time_days_mean")
    pooled = replicated(four_desks(pool), "queue_time_days_mean")
    assert_agrees(apart, 4.000)
    assert_agrees(pooled, erlang_wait(4, 0.8))
    assert erlang_wait(4, 0.8) == pytest.approx(0.7455, abs=5e-5)
    assert_agrees(apart.over(pooled), 5.366)
