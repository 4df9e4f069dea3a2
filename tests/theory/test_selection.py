"""The best of several variants is chosen with the probability that is promised, at the least favourable means."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.errors import RunError
from simulator.studies.selection import replications_to_decide, selected

REPETITIONS = 600


def drawn(rng: np.random.Generator, variants: int, correlation: float, lead: float) -> np.ndarray:
    """Normal outcomes, variance 1, common random numbers of some strength; the last variant leads by so much."""
    common = math.sqrt(correlation) * rng.standard_normal((1, 1500))
    values = common + math.sqrt(1 - correlation) * rng.standard_normal((variants, 1500))
    values[-1] += lead
    return values


@pytest.mark.parametrize(("variants", "correlation"), [(2, 0.0), (4, 0.0), (4, 0.8)])
def test_the_best_is_chosen_at_least_as_often_as_promised(variants: int, correlation: float) -> None:
    rng = np.random.default_rng(variants)
    for probability in (0.80, 0.95):
        right = 0
        for _ in range(REPETITIONS // 2):
            values = drawn(rng, variants, correlation, lead=0.3)
            found = selected(values, "higher", probability, 0.3, first_stage=10)
            assert found.decided
            right += found.alive == (variants - 1,)
        error = math.sqrt(probability * (1 - probability) / (REPETITIONS // 2))
        assert right / (REPETITIONS // 2) > probability - 3 * error


def test_common_random_numbers_need_fewer_replications() -> None:
    rng = np.random.default_rng(1)
    used = [
        np.mean([selected(drawn(rng, 3, r, 0.3), "higher", 0.95, 0.3, 10).used for _ in range(50)])
        for r in (0.0, 0.9)
    ]
    assert used[1] < used[0] / 3


def test_a_lead_that_is_large_is_seen_at_once_and_lower_may_be_better() -> None:
    rng = np.random.default_rng(2)
    values = drawn(rng, 3, 0.0, lead=-8.0)
    found = selected(values, "lower", 0.99, 0.5, first_stage=10)
    assert found.alive == (2,)
    assert found.used < 15


def test_replications_are_asked_for_until_one_is_left_and_no_more() -> None:
    rng = np.random.default_rng(3)
    values, n = drawn(rng, 2, 0.0, lead=0.3), 10
    while (more := replications_to_decide(values[:, :n], "higher", 0.95, 0.3, 10, 1000)) > n:
        n = more
    assert selected(values[:, :n], "higher", 0.95, 0.3, 10).decided
    assert replications_to_decide(values[:, :20], "higher", 0.95, 1e-6, 10, at_most=20) == 20


def test_what_has_no_mean_is_not_called_best() -> None:
    values = np.ones((2, 20))
    values[0, 3] = np.inf
    with pytest.raises(RunError, match="beyond the run-off"):
        selected(values, "higher", 0.95, 0.1, 10)
