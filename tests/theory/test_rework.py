"""Work that comes back (S08)."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.outcomes.facts import Facts

from .queueing import (
    assert_agrees,
    chain,
    queue,
    replicated,
    replicated_all,
    rework_time,
    warm_up_days,
)

PUBLISHED_TIMES = {0.0: 2.5, 0.1: 10 / 3, 0.2: 5.0, 0.3: 10.0}  # load .6 without returns (S08)


def mean_returns(facts: Facts) -> float:
    return float(np.mean(facts.released_cohort["returns"]))


@pytest.mark.parametrize("again", PUBLISHED_TIMES)
def test_a_return_probability_stretches_the_queue_and_the_way_through_it(again: float) -> None:
    assert rework_time(1.0, 0.6, again) == pytest.approx(PUBLISHED_TIMES[again])
    scenario = queue(1, 0.6, items={0.0: 8_000, 0.1: 12_000, 0.2: 18_000, 0.3: 60_000}[again])
    scenario["horizon"]["warmup_days"] = warm_up_days(0.6 / (1 - again), 1.0)
    scenario["value_stream"][0]["return_probability"] = again
    lead, utilisation = replicated_all(scenario, ["lead_time_days_mean", "utilisation"])
    assert_agrees(lead, PUBLISHED_TIMES[again])
    assert_agrees(utilisation, 0.6 / (1 - again))


def test_a_return_to_an_earlier_team_loads_all_stages_between() -> None:
    """Jackson's network: every stage sees 1 / (1 - p) times the arrivals [Jackson1957]_."""
    scenario = chain([0.5, 0.4], rate=0.5, items=10_000)
    scenario["value_stream"][1] |= {"return_probability": 0.3, "return_to": "stage 0"}
    lead, utilisation, returns = replicated_all(
        scenario, ["lead_time_days_mean", "utilisation", mean_returns]
    )
    first, second = 0.5 / 0.7, 0.4 / 0.7
    assert_agrees(lead, (first / (1 - first) + second / (1 - second)) / 0.5)
    assert_agrees(utilisation, (first + second) / 2)
    assert_agrees(returns, 0.3 / 0.7)


def test_a_repetition_takes_its_share_of_a_new_draw() -> None:
    scenario = queue(1, 0.6, items=10_000)
    scenario["value_stream"][0] |= {"return_probability": 0.4, "return_share": 0.25}
    utilisation = replicated(scenario, "utilisation")
    assert_agrees(utilisation, 0.6 * (1 + 0.25 * 0.4 / 0.6))


def test_where_nobody_waits_the_time_is_that_of_all_passes() -> None:
    scenario = queue(1, 0.02, 1.0, interval=lambda mean: mean, items=4_000)
    scenario["value_stream"][0]["return_probability"] = 0.5
    lead = replicated(scenario, "lead_time_days_mean")
    assert_agrees(lead, 2.0)
