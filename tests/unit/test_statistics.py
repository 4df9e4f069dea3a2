"""Means, intervals and chances over replications say what textbooks say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.analysis.statistics import (
    Estimate,
    estimate,
    probability_best,
    replications_to_settle,
    t_quantile,
)

NAN = math.nan


def test_the_interval_is_students() -> None:
    found = estimate([1.0, 2.0, 3.0, 4.0, 5.0])  # mean 3, standard error 0.7071, t(4) = 2.7764
    assert found.mean == 3.0
    assert found.count == 5
    assert found.half_width == pytest.approx(2.7764 * math.sqrt(0.5), rel=1e-4)
    assert (found.low, found.high) == pytest.approx((3 - 1.9633, 3 + 1.9633), rel=1e-3)


def test_replications_without_a_measurement_do_not_count() -> None:
    assert estimate([1.0, NAN, 3.0]) == estimate([1.0, 3.0])
    assert estimate([NAN, NAN]) == estimate([]) == Estimate(None, None, None, 0)


def test_one_replication_has_a_mean_and_no_interval() -> None:
    assert estimate([2.5]) == Estimate(2.5, None, None, 1)
    assert estimate([2.5]).half_width is None


@pytest.mark.parametrize(("degrees", "quantile"), [(1, 12.7062), (9, 2.2622), (30, 2.0423), (10**6, 1.95997)])
def test_quantiles_of_students_distribution_are_those_of_the_tables(degrees: int, quantile: float) -> None:
    assert t_quantile(degrees) == pytest.approx(quantile, abs=1e-4)


def test_whoever_is_better_in_every_replication_is_surely_best() -> None:
    values = [[1.0, 2.0, 3.0], [2.0, 3.0, 4.0]]
    assert probability_best(values, "lower") == [1.0, 0.0]
    assert probability_best(values, "higher") == [0.0, 1.0]


def test_equals_share_the_chance_and_chances_add_up_to_1() -> None:
    assert probability_best([[1.0, 2.0]] * 4, "lower") == [0.25] * 4
    rng = np.random.default_rng(5)
    chances = probability_best(rng.normal(size=(3, 50)), "higher")
    assert chances is not None
    assert sum(chances) == pytest.approx(1.0)


def test_nobody_is_best_where_nobody_can_say_what_is_better() -> None:
    assert probability_best([[1.0, 2.0], [3.0, 4.0]], "neither") is None
    assert probability_best([[1.0, NAN], [3.0, 4.0]], "lower") is None


@pytest.mark.parametrize("effect", [0.0, 0.5])
def test_as_many_replications_as_it_takes_would_settle_it(effect: float) -> None:
    differences = np.array([-1.0, 1.4] * 6)
    n = replications_to_settle(differences, effect)
    assert n is not None
    mean, spread = differences.mean(), differences.std(ddof=1)
    distance = min(abs(abs(mean) - effect), abs(mean) if abs(mean) > effect else math.inf)
    assert t_quantile(n - 1) * spread / math.sqrt(n) <= distance * 1.001
    assert t_quantile(n - 2) * spread / math.sqrt(n - 1) > distance * 0.999


def test_more_replications_are_asked_for_than_there_are() -> None:
    assert replications_to_settle([-4.0, -5.0], 0.25) == 3
    assert (replications_to_settle([1.0, 2.0, 3.0, 2.0], 0.0) or 0) > 4


def test_nothing_settles_what_lies_on_the_bound_or_was_hardly_measured() -> None:
    assert replications_to_settle([1.0, 3.0], 2.0) is None
    assert replications_to_settle([2.0, 2.0], 0.5) is None
    assert replications_to_settle([2.0, NAN], 0.5) is None
