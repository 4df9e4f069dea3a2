"""Means, intervals and chances over replications say what textbooks say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.studies.statistics import (
    MOST_NAMED,
    Estimate,
    estimate,
    holm,
    p_value,
    probability_best,
    ratio,
    replications_to_settle,
    t_quantile,
)

NAN = math.nan


def test_the_interval_is_students_where_nothing_is_skewed() -> None:
    found = estimate([1.0, 2.0, 3.0, 4.0, 5.0])  # mean 3, standard error 0.7071, t(4) = 2.7764
    assert found.mean == 3.0
    assert found.count == 5
    assert found.half_width == pytest.approx(2.7764 * math.sqrt(0.5), rel=1e-4)
    assert (found.low, found.high) == pytest.approx((3 - 1.9633, 3 + 1.9633), rel=1e-3)


def test_replications_without_a_measurement_do_not_count() -> None:
    assert estimate([1.0, NAN, 3.0]) == estimate([1.0, 3.0])
    assert estimate([NAN, NAN]) == estimate([]) == Estimate(None, None, None, 0)


@pytest.mark.parametrize("n", [1, 2, 4])
def test_fewer_than_five_replications_have_a_mean_and_no_interval(n: int) -> None:
    values = [2.0 + k for k in range(n)]
    assert estimate(values) == Estimate(sum(values) / n, None, None, n)
    assert estimate(values).half_width is None
    assert ratio(values, values) == Estimate(1.0, None, None, n)
    assert p_value(values, 100.0) == 1.0
    assert probability_best([values, [1.0] * n], "lower") is None
    assert replications_to_settle(values, 0.0) is None


def test_an_interval_stays_inside_what_is_possible() -> None:
    values = [0.01, 0.0, 0.9, 0.02, 0.01, 0.03]
    assert estimate(values).low < 0.0  # type: ignore[operator]
    inside = estimate(values, (0.0, 1.0))
    assert inside.low == 0.0
    assert (inside.high or 2.0) <= 1.0


def test_an_interval_of_skewed_values_reaches_farther_on_the_long_side() -> None:
    values = np.random.default_rng(4).lognormal(0.0, 1.0, 20)
    found = estimate(values)
    half = t_quantile(19) * values.std(ddof=1) / math.sqrt(20)
    assert found.low == pytest.approx(values.mean() - half)
    assert (found.high or 0.0) > values.mean() + 1.1 * half


def test_a_time_beyond_the_run_off_is_longer_than_all_others() -> None:
    """Ten of twenty cannot be measured: dropping them would say 15, and be wrong by all that is missing."""
    values = [10.0 + k for k in range(10)] + [math.inf] * 10
    found = estimate(values)
    assert (found.mean, found.beyond, found.count) == (math.inf, 10, 20)
    assert found.low is not None
    assert 12.0 <= found.low <= 17.0
    assert found.high == math.inf
    assert estimate([*range(1, 20), math.inf]).mean == 10.5


@pytest.mark.parametrize("at", [0.0, 0.2, 0.9])
def test_a_p_value_is_below_one_in_twenty_where_the_interval_ends(at: float) -> None:
    rng = np.random.default_rng(8)
    for n in (5, 12, 40):
        for draw in (rng.normal, rng.exponential):
            values = draw(size=n)
            found = estimate(values)
            for bound in (found.low, found.high):
                assert bound is not None
                inside = bound + (1e-6 if bound == found.low else -1e-6)
                assert p_value(values, inside) >= 0.05 > p_value(values, 2 * bound - inside)


def test_the_sign_test_is_the_binomials() -> None:
    """All of six above: 2 / 2^6; with infinite values only their order counts."""
    assert p_value([1.0, 2.0, 3.0, 4.0, math.inf, math.inf], 0.0) == pytest.approx(2 / 64)


def test_holm_corrects_step_by_step() -> None:
    """Holm 1979: the smallest times m, the next times m - 1, never falling."""
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []
    assert holm([0.9, 0.8]) == [1.0, 1.0]


@pytest.mark.parametrize(("degrees", "quantile"), [(1, 12.7062), (9, 2.2622), (30, 2.0423), (10**6, 1.95997)])
def test_quantiles_of_students_distribution_are_those_of_the_tables(degrees: int, quantile: float) -> None:
    assert t_quantile(degrees) == pytest.approx(quantile, abs=1e-4)


def test_a_variant_that_is_better_in_every_replication_is_surely_best() -> None:
    values = [[1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 3.0, 4.0, 5.0, 6.0]]
    assert probability_best(values, "lower") == [1.0, 0.0]
    assert probability_best(values, "higher") == [0.0, 1.0]


def test_equals_share_the_chance_and_chances_add_up_to_1() -> None:
    row = [1.0, 2.0, 5.0, 1.5, 0.3]
    assert probability_best([row] * 2, "lower") == [0.5, 0.5]
    assert probability_best([row] * 4, "lower") == pytest.approx([0.25] * 4)
    rng = np.random.default_rng(5)
    chances = probability_best(rng.normal(size=(3, 50)), "higher")
    assert chances is not None
    assert sum(chances) == pytest.approx(1.0)


def test_of_two_variants_the_chance_is_students() -> None:
    """Chance that Student with four degrees of freedom lies below the mean over its standard error."""
    differences = np.array([1.0, 0.0, 1.0, 0.0, 0.5])
    values = np.array([differences, np.zeros(5)])
    found = probability_best(values, "higher")
    assert found is not None
    # t = 0.5 / (0.5 / sqrt(5)) = 2.2361; P(T_4 < 2.2361) = 0.9555
    assert found[0] == pytest.approx(0.9555, abs=1e-4)


def test_the_chance_of_three_is_that_of_two_where_the_third_is_hopeless() -> None:
    rng = np.random.default_rng(3)
    two = rng.normal(size=(2, 20))
    found, pair = probability_best([*two, two[0] - 100.0], "higher"), probability_best(two, "higher")
    assert found is not None
    assert pair is not None
    assert found[:2] == pytest.approx(pair, abs=4 * math.sqrt(0.25 / 20_000))


def test_none_is_best_where_no_side_is_better() -> None:
    rows = np.arange(10.0).reshape(2, 5)
    assert probability_best(rows, "neither") is None
    assert probability_best([[1.0, NAN, 2.0, 3.0, 4.0], [3.0, 4.0, 5.0, 6.0, 7.0]], "lower") is None


def test_what_is_beyond_the_run_off_makes_a_variant_worse_not_better() -> None:
    """The one half of which cannot be measured is not compared by the half that went well."""
    rng = np.random.default_rng(2)
    quick = rng.normal(100.0, 5.0, 20)
    slow = np.where(np.arange(20) < 10, rng.normal(90.0, 5.0, 20), math.inf)
    found = probability_best([quick, slow], "lower")
    assert found is not None
    assert found[0] > found[1]


def test_replications_that_would_settle_it_are_a_range_and_few() -> None:
    differences = np.random.default_rng(2).normal(0.42, 1.0, 20)
    found = replications_to_settle(differences, 0.0)
    assert found is not None
    low, high = found
    assert 21 <= low <= high <= MOST_NAMED


def test_nothing_is_named_for_what_lies_on_the_bound_or_was_hardly_measured() -> None:
    spread = np.array([-1.0, 1.0] * 10)
    assert replications_to_settle(spread + 0.5, 0.5) is None  # just as large as what matters
    assert replications_to_settle([2.0] * 20, 0.5) is None
    assert replications_to_settle([2.0, NAN], 0.5) is None
    assert replications_to_settle([*range(19), math.inf], 0.5) is None
