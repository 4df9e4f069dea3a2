"""A study that stops when its intervals are narrow covers as often as it says, on a queue whose mean is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator import load_scenario
from simulator.engine.run import Simulation, template_of
from simulator.outcomes.facts import facts_of
from simulator.scenario.study_spec import HalfWidthSpec
from simulator.studies.statistics import estimate
from simulator.studies.stopping import relative_half_width, replications_wanted

from .queueing import erlang_time

THREE_CLERKS = Path(__file__).parents[2] / "scenarios" / "three-clerks.yaml"
REPETITIONS, ENOUGH, POOL = 2000, 0.93, 6000


def lead_times(count: int) -> np.ndarray:
    """Mean lead times of many runs of M/M/3 at a utilisation of .8, each long enough to be nearly without bias."""
    scenario = load_scenario(THREE_CLERKS, {"horizon.days": 1500, "horizon.warmup_days": 300})
    template = template_of(scenario)
    simulation = Simulation.of(scenario, template, 0)
    found = []
    for seed in range(count):
        simulation = simulation.again(template, seed)
        cohort = facts_of(simulation.run_until()).released_cohort
        found.append(float(np.mean(cohort["closed_at"] - cohort["created_at"])))
    return np.array(found)


@pytest.fixture(scope="module")
def pool() -> np.ndarray:
    """Many runs to draw from."""
    return lead_times(POOL)


@pytest.mark.parametrize("target", [0.05, 0.1])
def test_intervals_cover_where_replications_stop_by_themselves(pool: np.ndarray, target: float) -> None:
    clerks, arrivals, service = 3, 1.2, 2.0
    exact = erlang_time(clerks, arrivals * service / clerks, service)
    least = HalfWidthSpec(half_width={"lead_time_days_mean": target}).at_least
    rng = np.random.default_rng(0)
    covered, used = 0, []
    for _ in range(REPETITIONS):
        values, n = rng.choice(pool, 400), least
        while (wanted := replications_wanted(values[:n], target, least, 400)) > n:
            n = wanted
        interval = estimate(values[:n])
        assert interval.low is not None and interval.high is not None
        covered += interval.low <= exact <= interval.high
        used.append(n)
        assert n == 400 or relative_half_width(values[:n]) <= target
    assert np.mean(used) > 1.2 * least  # the rule had to decide
    assert covered / REPETITIONS >= ENOUGH


def test_growth_has_bounds_and_ends() -> None:
    rng = np.random.default_rng(1)
    wild = rng.lognormal(0, 2, 1000)
    assert replications_wanted(wild[:10], 0.001, 10, 500) == 20  # at most doubled
    assert replications_wanted(wild[:500], 0.001, 10, 500) == 500
    assert replications_wanted(np.full(10, 3.0), 0.01, 10, 500) == 10
    assert (
        replications_wanted(np.full(10, np.nan), 0.01, 10, 500) == 10
    )  # nothing is measured, and never will be
    assert (
        replications_wanted(rng.normal(0, 1, 40), 0.1, 10, 50) == 50
    )  # a mean of about 0 is never narrow beside itself
    assert replications_wanted(np.array([]), 0.1, 10, 50) == 10
