"""Verdicts follow the table of rules: a paired difference against zero and the smallest effect that matters."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.studies.statistics import estimate, t_quantile
from simulator.studies.verdicts import Claims, claims_of, corrected, is_tested, verdict_of

SHAPE = np.array([-1.5, -1.0, -0.5, 0.0, 0.0, 0.0, 0.0, 0.5, 1.0, 1.5])
HALF = t_quantile(9) * float(SHAPE.std(ddof=1)) / math.sqrt(10)
"""Half of the interval of the mean of ten values of this shape, which is not skewed."""


def judged(low: float, high: float, direction: str = "lower", effect: float = 1.0) -> str:
    """Verdict on ten differences whose interval goes from low to high."""
    differences = (low + high) / 2 + SHAPE * (high - low) / (2 * HALF)
    found = estimate(differences)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)
    return verdict_of(claims_of(differences, effect), differences, direction)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (-3.0, -1.5, "better"), (1.5, 3.0, "worse"), (-3.0, -1.01, "better"),
        (-3.0, -0.5, "probably better"), (0.5, 3.0, "probably worse"),
        (-0.9, 0.9, "no difference that matters"), (0.2, 0.9, "no difference that matters"),
        (-2.0, 0.5, "not settled"), (-0.5, 2.0, "not settled"), (-5.0, 5.0, "not settled"), (-0.01, 5.0, "not settled"),
    ],
)  # fmt: skip
def test_where_less_is_better(low: float, high: float, verdict: str) -> None:
    assert judged(low, high) == verdict


@pytest.mark.parametrize(("low", "high"), [(-3.0, -1.5), (-3.0, -0.5), (1.5, 3.0), (0.5, 3.0)])
def test_where_more_is_better_verdicts_change_sides(low: float, high: float) -> None:
    assert judged(low, high, "higher") == judged(-high, -low, "lower")


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(-3.0, -1.5, "differs"), (0.5, 3.0, "probably differs")]
)
def test_where_no_side_is_better_variants_only_differ(low: float, high: float, verdict: str) -> None:
    assert judged(low, high, "neither") == verdict


def test_what_is_equal_in_every_replication_is_identical() -> None:
    assert verdict_of(claims_of([0.0] * 6, 1.0), [0.0] * 6, "lower") == "identical"
    assert verdict_of(claims_of([math.nan], 1.0), [math.nan], "lower") == "nothing to compare"


@pytest.mark.parametrize("count", [1, 4])
def test_fewer_than_five_replications_settle_nothing(count: int) -> None:
    differences = [-9.0 - 0.01 * k for k in range(count)]
    assert verdict_of(claims_of(differences, 1.0), differences, "lower") == "not settled"


def test_a_smallest_effect_of_zero_leaves_the_sign_to_decide() -> None:
    assert judged(-3.0, -0.1, effect=0.0) == "better"
    assert judged(-3.0, 0.1, effect=0.0) == "not settled"


def test_what_is_sure_alone_is_not_sure_among_many() -> None:
    """P-values of .02 and nineteen of 1: twenty chances to be that far out."""
    alone = corrected([Claims(0.02, 0.02, 1.0)], [True])
    assert alone[0].small == 0.02
    among = corrected([Claims(0.02, 0.02, 1.0)] + [Claims(1.0, 1.0, 1.0)] * 19, [True] * 20)
    assert among[0].small == pytest.approx(0.40)
    not_counted = corrected([Claims(0.02, 0.02, 1.0)] + [Claims(1.0, 1.0, 1.0)] * 19, [True] + [False] * 19)
    assert not_counted[0].small == 0.02


def test_equal_replications_are_not_counted_among_the_tests() -> None:
    assert not is_tested([0.0] * 20)
    assert not is_tested([1.0, 2.0])
    assert is_tested([0.0] * 19 + [1.0])


def test_what_lies_beyond_the_run_off_counts_as_longer_than_all() -> None:
    longer = [math.inf] * 12 + [5.0] * 8
    assert verdict_of(claims_of(longer, 1.0), longer, "lower") == "worse"
    quicker = [-math.inf] * 12 + [-5.0] * 8
    assert verdict_of(claims_of(quicker, 1.0), quicker, "lower") == "better"
