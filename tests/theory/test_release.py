"""Waiting for the train: finished work waits for half a period on average (as S11 for boards)."""

from __future__ import annotations

import math

import pytest

from simulator.outcomes.facts import Facts
from simulator.work.records import RELEASE

from .queueing import assert_agrees, erlang_time, queue, replicated_all


def longest_wait(facts: Facts) -> float:
    return float(facts.released_cohort["days"][:, RELEASE].max())


@pytest.mark.parametrize("period", [0.5, 13.0, 65.0])
def test_work_finished_by_chance_waits_half_a_period_for_its_train(period: float) -> None:
    """What leaves an M/M/c queue is a Poisson stream [Burke1956]_."""
    scenario = queue(3, 0.6, release={"mode": "train", "every_days": period})
    scenario["horizon"]["days"] = 6_500  # a whole number of periods
    wait, lead, deployments, longest = replicated_all(
        scenario, ["release_wait_days_mean", "lead_time_days_mean", "deployments_per_week", longest_wait]
    )
    assert_agrees(wait, period / 2)
    assert_agrees(lead, erlang_time(3, 0.6) + period / 2)
    assert_agrees(deployments, 5 / period * (1 - math.exp(-1.8 * period)))
    assert (longest.values <= period).all()
    assert longest.mean > 0.99 * period


def test_continuous_release_waits_for_nothing_and_deploys_each_item_by_itself() -> None:
    wait, deployments = replicated_all(
        queue(3, 0.6, items=5_000), ["release_wait_days_mean", "deployments_per_week"]
    )
    assert (wait.values == 0).all()
    assert_agrees(deployments, 1.8 * 5)
