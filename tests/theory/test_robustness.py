"""Regret and shares of worlds, where they are known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.studies.analysis.robustness import dominated, robustness, value_of_knowing


def test_what_often_lies_beyond_the_run_off_does_not_look_good() -> None:
    rng = np.random.default_rng(0)
    steady = rng.uniform(90, 100, 40)
    bold = np.where(np.arange(40) % 5 < 3, np.inf, 10.0)  # beyond in three of five worlds, else far ahead
    found, worlds = robustness(np.column_stack([steady, bold]), ["steady", "bold"], "lower")
    slow, fast = found
    assert worlds == 40
    assert fast.regret.mean == math.inf and fast.most == math.inf
    assert slow.regret.mean is not None and slow.regret.mean < 100 and slow.minimax


def test_both_beyond_are_even() -> None:
    y = np.array([[np.inf, np.inf], [3.0, 4.0]])
    (first, second), _ = robustness(y, ["a", "b"], "lower")
    assert (first.best[0], second.best[0]) == (1.0, 0.5)
    assert (first.most, second.most) == (0.0, 1.0)


def test_the_worst_tenth_begins_where_it_should() -> None:
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(300):
        behind = rng.exponential(size=80)
        (_, second), _ = robustness(np.column_stack([np.zeros(80), behind]), ["a", "b"], "lower")
        covered += second.high_ends[0] <= math.log(10) <= second.high_ends[1]
    assert covered / 300 > 0.95 - 3 * (0.05 * 0.95 / 300) ** 0.5


def test_the_share_of_worlds_won_is_covered() -> None:
    rng = np.random.default_rng(2)
    covered = 0
    for _ in range(300):
        y = np.column_stack([rng.normal(0.3, 1, 50), rng.normal(0, 1, 50)])
        (first, _), _ = robustness(y, ["a", "b"], "higher")
        covered += first.best[1] <= 0.5840 <= first.best[2]  # of a normal with mean .3 and variance 2
    assert covered / 300 > 0.95 - 3 * (0.05 * 0.95 / 300) ** 0.5


def test_who_is_never_ahead_of_another_is_dominated() -> None:
    value = np.array([[5.0, 4, 5, 9], [7, 7, 6, 1], [np.nan, 9, 9, 9]])
    assert dominated(value, ["a", "b", "c", "d"], "higher") == {"b": ["a"], "c": ["a"]}
    assert dominated(value[:, :2], ["a", "b"], "lower") == {"a": ["b"]}
    assert dominated(value, ["a", "b", "c", "d"], "neither") == {}
    assert dominated(np.ones((3, 2)), ["a", "b"], "lower") == {}


def test_knowing_is_worth_nothing_to_who_has_one_choice_or_an_outcome_without_a_better() -> None:
    y = np.array([[1.0, 5.0], [3.0, 2.0]])
    assert value_of_knowing(y, "lower") == pytest.approx(0.5)  # 1.5 if one knew, 2 for a
    assert value_of_knowing(y[:, :1], "lower") == 0.0
    assert math.isnan(value_of_knowing(y, "neither"))
    assert robustness(y, ["a", "b"], "neither") == ([], 0)
    assert robustness(np.full((3, 2), np.nan), ["a", "b"], "lower") == ([], 0)
