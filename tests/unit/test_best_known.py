"""What a study says of the best variant, and of intervals, where replications end by themselves."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.outcomes.registry import BY_NAME
from simulator.report.best_known import sentences, too_wide
from simulator.studies.analysis.best_known import BestKnown, best_known

LEAD_TIME = BY_NAME["lead_time_days_mean"]
TWO = ("one", "three")


def days(gap: float, seed: int, replications: int = 40) -> np.ndarray:
    """Two variants, the second longer by so much on average; spread of the difference 1."""
    rng = np.random.default_rng(seed)
    one = rng.normal(10, 1, replications)
    return np.stack([one, one + gap + rng.normal(0, 1, replications)])


def found(*points: np.ndarray, indifference: float | str = 0.5) -> BestKnown:
    most = max(point.shape[1] for point in points)
    padded = [np.pad(p, ((0, 0), (0, most - p.shape[1])), constant_values=np.nan) for p in points]
    return best_known(np.stack(padded), TWO, "lower", 0.95, indifference, 10)


def test_each_point_has_its_own_best_and_its_own_number_of_replications() -> None:
    best = found(days(9, 0, 12), days(-9, 1), days(9, 2, 15))
    assert best.chosen == {"one": 2, "three": 1}
    assert not best.open
    assert (best.unmeasured, best.most, best.points) == (0, 40, 3)


def test_variants_that_are_the_same_are_never_told_apart() -> None:
    same = days(0, 3)[[0, 0]]
    assert found(same, same).open == {TWO: 2}
    assert found(days(0, 3), indifference="0 %").open == {TWO: 1}  # whatever is nearer counts, without an end


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_nothing_is_chosen_where_a_run_has_no_value(value: float) -> None:
    broken = days(9, 4)
    broken[1, 7] = value
    assert found(broken, days(9, 5)).unmeasured == 1
    assert found(np.full((2, 10), np.nan)).unmeasured == 1


@pytest.mark.parametrize(
    ("chosen", "left", "unmeasured", "said"),
    [
        ({"one": 1}, {}, 0, ["lead time mean: one is the best, with 95 %; another may be better by less than 0.500 days."]),
        ({"one": 4}, {}, 0, ["lead time mean: one is the best at all 4 points, with 95 % at each; another may be better by less than 0.500 days."]),
        ({"one": 2, "three": 1}, {TWO: 1}, 2, [
            "lead time mean: the best variant is known at 3 of 6 points (one at 2, three at 1), with 95 % at each; another may be better by less than 0.500 days.",
            "lead time mean: at 1 of 6 points several may still be the best after at most 40 replications: one or three at 1.",
            "lead time mean: at 2 of 6 points some runs have no value, or one beyond the run-off; nothing is chosen there.",
        ]),
        ({}, {("a", "b", "c"): 1}, 0, ["lead time mean: several may still be the best after 40 replications: a, b or c."]),
        ({}, {}, 1, ["lead time mean: some runs have no value, or one beyond the run-off; nothing is chosen there."]),
    ],
)  # fmt: skip
def test_it_is_said_what_is_known_and_what_is_not(
    chosen: dict[str, int], left: dict[tuple[str, ...], int], unmeasured: int, said: list[str]
) -> None:
    assert list(sentences(LEAD_TIME, BestKnown(0.95, 0.5, chosen, left, unmeasured, 40))) == said


def test_intervals_that_stayed_wide_are_counted() -> None:
    assert too_wide(LEAD_TIME, 0.05, 3, 32, 50) == (
        "lead time mean: in 3 of 32 cases (a variant at a point) half of the 95 % interval is still wider than 5 % of the mean, "
        "after at most 50 replications."
    )
