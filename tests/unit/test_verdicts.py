"""Verdicts follow the table of rules: interval of the difference against zero and the smallest effect."""

from __future__ import annotations

import math

import pytest

from simulator.analysis.statistics import Estimate, estimate
from simulator.analysis.verdicts import verdict_of

SOME = [1.0, 2.0]


def judged(low: float, high: float, direction: str = "lower", effect: float = 1.0) -> str:
    return verdict_of(Estimate((low + high) / 2, low, high, 10), SOME, effect, direction)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (-3.0, -1.5, "better"), (1.5, 3.0, "worse"), (-3.0, -1.0, "better"),
        (-3.0, -0.5, "probably better"), (0.5, 3.0, "probably worse"),
        (-0.9, 0.9, "no difference that matters"), (0.2, 0.9, "no difference that matters"),
        (-2.0, 0.5, "not settled"), (-0.5, 2.0, "not settled"), (-5.0, 5.0, "not settled"), (0.0, 5.0, "not settled"),
    ],
)  # fmt: skip
def test_where_less_is_better(low: float, high: float, verdict: str) -> None:
    assert judged(low, high) == verdict


@pytest.mark.parametrize(("low", "high"), [(-3.0, -1.5), (-3.0, -0.5), (1.5, 3.0), (0.5, 3.0)])
def test_where_more_is_better_verdicts_change_sides(low: float, high: float) -> None:
    assert judged(low, high, "higher") == judged(-high, -low, "lower")


@pytest.mark.parametrize(("low", "high"), [(-3.0, -1.5), (0.5, 3.0)])
def test_where_nothing_is_better_variants_only_differ(low: float, high: float) -> None:
    assert judged(low, high, "neither") == "differs"


def test_equal_in_every_replication_is_identical_and_nothing_measured_is_nothing() -> None:
    assert verdict_of(estimate([0.0, 0.0]), [0.0, 0.0], 1.0, "lower") == "identical"
    assert verdict_of(estimate([math.nan]), [math.nan], 1.0, "lower") == "nothing to compare"


def test_one_replication_settles_nothing() -> None:
    assert verdict_of(estimate([-9.0]), [-9.0], 1.0, "lower") == "not settled"


def test_a_smallest_effect_of_zero_leaves_the_sign_to_decide() -> None:
    assert judged(-3.0, -0.1, effect=0.0) == "better"
    assert judged(-3.0, 0.1, effect=0.0) == "not settled"
