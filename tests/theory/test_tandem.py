"""Queues in series: every handoff between busy teams costs a whole queue (S07)."""

from __future__ import annotations

import pytest

from .queueing import assert_agrees, chain, erlang_time, replicated, replicated_all


@pytest.mark.parametrize("load", [0.5, 0.8])
@pytest.mark.parametrize("stages", [2, 3, 5])
def test_lead_time_is_linear_in_handoffs_and_hyperbolic_in_load(stages: int, load: float) -> None:
    scenario = chain([load] * stages, rate=load, items=int(15_000 / (1 - load)) // stages)
    lead, handoffs = replicated_all(scenario, ["lead_time_days_mean", "handoffs_per_item"])
    assert_agrees(lead, stages / (1 - load))
    assert (handoffs.values == stages - 1).all()


def test_one_more_stage_adds_one_more_queue() -> None:
    two, three = (replicated(chain([0.7] * k, rate=0.7, items=16_000), "lead_time_days_mean") for k in (2, 3))
    assert_agrees(three - two, 1 / (1 - 0.7))


def test_what_leaves_a_queue_of_several_people_arrives_as_if_by_chance() -> None:
    """By Burke's theorem each station of a series is an M/M/c queue by itself."""
    scenario = chain([0.8, 0.6, 0.7], rate=1.0, items=10_000, servers=[2, 1, 4])
    exact = erlang_time(2, 0.8, 1.6) + erlang_time(1, 0.6, 0.6) + erlang_time(4, 0.7, 2.8)
    assert_agrees(replicated(scenario, "lead_time_days_mean"), exact)


def test_one_person_who_does_all_stages_is_one_queue_with_their_sum() -> None:
    """He goes on without queueing: M/E2/1 by Pollaczek and Khinchine."""
    scenario = chain([0.4, 0.4], rate=0.8, items=25_000)
    scenario["workforce"] = {"clerk": {"count": 1}}
    for stage in scenario["value_stream"]:
        stage["by"] = {"clerk": 1.0}
    scenario["structure"] = {"teams": [{"name": "all", "members": {"clerk": 1}}]}
    lead, handoffs = replicated_all(scenario, ["lead_time_days_mean", "handoffs_per_item"])
    assert_agrees(lead, 1.0 + 0.8 * (1 + 0.5) / (2 * (1 - 0.8)))
    assert (handoffs.values == 0).all()
