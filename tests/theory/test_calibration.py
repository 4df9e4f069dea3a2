"""What is said of differences is as sure as it says: coverage, chances and verdicts over many repetitions.

Each truth is one of the numbers drawn, so that only Monte Carlo error lies between it and what is found.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simulator.studies.statistics import estimate, probability_best, replications_to_settle, t_quantile
from simulator.studies.verdicts import claims_of, corrected, is_tested, verdict_of

REPETITIONS = 2000


def standard_error(share: float, repetitions: int = REPETITIONS) -> float:
    return math.sqrt(share * (1 - share) / repetitions)


def mean_sojourns(count: int, load: float = 0.8, days: int = 400) -> Any:
    """Mean time in an M/M/1 queue, service one day, of those who come within some days; it starts in its steady state.

    Lindley's recursion, written here, so that the truth owes nothing to the engine.
    """
    rng = np.random.default_rng(17)
    most = int(days * load + 8 * math.sqrt(days * load))
    gaps, services = rng.exponential(1 / load, (count, most)), rng.exponential(1.0, (count, most))
    within = np.cumsum(gaps, axis=1) < days
    work = np.where(rng.random(count) < load, rng.exponential(1 / (1 - load), count), 0.0)
    total = np.zeros(count)
    for k in range(most):
        work = np.maximum(0.0, work - gaps[:, k]) + services[:, k]
        total += np.where(within[:, k], work, 0.0)
    return total / within.sum(axis=1)


@pytest.fixture(scope="module")
def sojourns() -> Any:
    return mean_sojourns(40_000)


@pytest.mark.parametrize("replications", [10, 20, 40])
def test_an_interval_covers_the_mean_of_a_skewed_queue(sojourns: Any, replications: int) -> None:
    """Student's covers .90 at 10 and 20 replications, all misses below; this one .93 at least."""
    rng, truth, covered = np.random.default_rng(3), sojourns.mean(), 0
    for _ in range(REPETITIONS):
        found = estimate(sojourns[rng.integers(0, len(sojourns), replications)])
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= truth <= found.high
    assert covered / REPETITIONS >= 0.93 - 2 * standard_error(0.93)


@pytest.mark.parametrize("replications", [5, 10, 20, 40])
def test_an_interval_of_normal_values_covers_and_is_hardly_wider_than_students(replications: int) -> None:
    rng, covered, wider = np.random.default_rng(6), 0, []
    for _ in range(REPETITIONS):
        values = rng.normal(size=replications)
        found = estimate(values)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 0.0 <= found.high
        wider.append(
            (found.high - found.low)
            / (2 * t_quantile(replications - 1) * values.std(ddof=1) / math.sqrt(replications))
        )
    assert covered / REPETITIONS >= 0.95 - 3 * standard_error(0.95)
    assert np.median(wider) < (1.05 if replications >= 20 else 1.3)


@pytest.mark.parametrize("replications", [5, 10, 20, 40])
def test_one_of_two_that_are_the_same_is_surely_best_in_one_of_ten_cases(replications: int) -> None:
    """Beyond .95 on either side: .10; resampling replications said so in .21 of cases at five."""
    rng = np.random.default_rng(9)
    chances = [probability_best(rng.normal(size=(2, replications)), "lower") for _ in range(REPETITIONS)]
    surely = [max(chance) > 0.95 for chance in chances if chance is not None]
    very_surely = [max(chance) > 0.99 for chance in chances if chance is not None]
    assert len(surely) == REPETITIONS
    assert abs(np.mean(surely) - 0.10) < 4 * standard_error(0.10)
    assert abs(np.mean(very_surely) - 0.02) < 4 * standard_error(0.02)


def verdicts(values: Any, effect: float) -> list[str]:
    """Verdicts on each of several outcomes of a variant, corrected together. values: (outcomes, replications)."""
    judged = corrected([claims_of(row, effect) for row in values], [is_tested(row) for row in values])
    return [verdict_of(tests, row, "lower") for tests, row in zip(judged, values, strict=True)]


@pytest.mark.parametrize("skewed", [False, True])
def test_a_structure_against_itself_is_better_or_worse_in_one_of_twenty_comparisons(
    sojourns: Any, skewed: bool
) -> None:
    """Ten outcomes, independent seeds, no smallest effect: without a correction it is four of ten comparisons."""
    rng, wrong, repetitions = np.random.default_rng(12), 0, 1000
    for _ in range(repetitions):
        shape = (10, 20)
        draws = [
            sojourns[rng.integers(0, len(sojourns), shape)] if skewed else rng.normal(size=shape)
            for _ in range(2)
        ]
        wrong += any(v != "not settled" for v in verdicts(draws[1] - draws[0], 0.0))
    assert wrong / repetitions <= 0.05 + 2 * standard_error(0.05, repetitions)


def test_replications_that_are_named_are_about_right_and_seldom_where_there_is_no_number() -> None:
    """Planted differences of which 28 to 51 replications would show it; and one just as large as what matters."""
    rng, named, wanted = np.random.default_rng(20), [], []
    for needed in (28, 35, 42, 51):
        mean = t_quantile(needed - 1) / math.sqrt(needed)
        for _ in range(150):
            values = rng.normal(mean, 1.0, 20)
            found = estimate(values)
            number = replications_to_settle(values, 0.0)
            if found.low is not None and found.high is not None and found.low <= 0.0 <= found.high and number:
                named.append(math.sqrt(number[0] * number[1]))
                wanted.append(needed)
    assert 0.5 < np.median(np.array(named) / np.array(wanted)) < 2.0
    on_the_bound = [replications_to_settle(rng.normal(0.5, 1.0, 20), 0.5) for _ in range(300)]
    unsettled = [k for k in on_the_bound if k is not None]
    assert len(unsettled) / 300 + 2 * standard_error(0.15, 300) < 0.15


def test_the_slower_of_two_is_not_called_better_for_what_cannot_be_measured() -> None:
    """Half of the slow one's percentiles lie beyond the run-off; the pairs that went well say it is quicker."""
    rng = np.random.default_rng(30)
    quick, slow = rng.normal(100.0, 8.0, 20), rng.normal(80.0, 8.0, 20)
    slow[rng.permutation(20)[:14]] = math.inf
    (said,) = verdicts(np.array([slow - quick]), 1.0)
    assert said in ("not settled", "worse", "probably worse")
    slow[:] = np.inf
    slow[0] = 150.0
    (said,) = verdicts(np.array([slow - quick]), 1.0)
    assert said == "worse"
