"""Conditions under which something happens: planted boxes are found, and where there is none, none is named."""

from __future__ import annotations

import warnings
from itertools import product

import numpy as np
import pandas as pd
import pytest

from simulator.studies.analysis.discovery import box_of, box_that_holds, trajectory

REPETITIONS = 100
RARE = 0.05 + 3 * (0.05 * 0.95 / REPETITIONS) ** 0.5


def numbers(rng: np.random.Generator, cases: int, factors: int) -> pd.DataFrame:
    return pd.DataFrame(rng.random((cases, factors)), columns=[f"f{k}" for k in range(factors)])


def test_peels_are_those_of_the_workbench_with_words_and_levels_among_them() -> None:
    prim = pytest.importorskip("ema_workbench.analysis.prim")
    rng = np.random.default_rng(0)
    x = numbers(rng, 800, 3).assign(way=rng.choice(["p", "q", "r"], 800))
    happens = np.array((x["f0"] > 0.5) & (x["way"] == "q") & (rng.random(800) < 0.9))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pandas, for the workbench
        box = prim.Prim(x, happens, threshold=0.5, peel_alpha=0.05).find_box()
    ours = trajectory(x, happens)
    for density in (0.2, 0.4, 0.6, 0.8):
        theirs = box.peeling_trajectory.query("density >= @density").iloc[0]
        here = next(each for each in ours if each.density >= density)
        assert here.coverage == pytest.approx(float(theirs["coverage"]), abs=0.05)
        assert here.mass == pytest.approx(float(theirs["mass"]), abs=0.05)


def test_a_word_that_halves_the_cases_does_not_hide_a_range_that_counts_for_more() -> None:
    rng = np.random.default_rng(1)
    x = numbers(rng, 1000, 2).assign(way=rng.choice(["p", "q"], 1000))
    happens = np.array((x["f0"] > 0.7) & ((x["way"] == "q") | (rng.random(1000) < 0.9)))
    box = box_of(x, happens)
    assert box is not None
    assert box.limits[0].factor == "f0" and box.limits[0].low == pytest.approx(0.7, abs=0.04)
    assert box.coverage > 0.9


def test_among_many_factors_none_is_named_by_chance() -> None:
    rng = np.random.default_rng(2)
    named = 0
    for _ in range(REPETITIONS):
        named += box_that_holds(numbers(rng, 150, 12), rng.random(150) < 0.3) is not None
    assert named / REPETITIONS < RARE


def test_the_box_that_holds_is_measured_without_flattery() -> None:
    rng = np.random.default_rng(3)
    densities, truths = [], []
    for _ in range(30):
        x = numbers(rng, 400, 6)
        box = box_that_holds(x, rng.random(400) < np.where(x["f0"] > 0.6, 0.8, 0.1))
        assert box is not None
        limit = next(each for each in box.limits if each.factor == "f0")
        high = min(limit.high, 1.0)
        wanted = max(0.0, high - max(limit.low, 0.6))
        densities.append(box.density)
        truths.append(0.1 + 0.7 * wanted / (high - max(limit.low, 0.0)))
    spread = np.std(np.array(densities) - truths, ddof=1) / 30**0.5
    assert abs(np.mean(densities) - np.mean(truths)) < 4 * spread


def test_a_grid_whose_levels_alternate_is_not_cut_along_them() -> None:
    x = pd.DataFrame(list(product(range(10), range(5), (0.0, 1.0))), columns=["a", "b", "switch"])
    box = box_that_holds(x, (x["switch"] == 1.0) & (x["a"] >= 5))
    assert box is not None
    assert {limit.factor: limit.low for limit in box.limits} == {"switch": 1.0, "a": 5.0}
    assert box.density == 1.0


def test_what_was_peeled_too_much_is_given_back() -> None:
    rng = np.random.default_rng(4)
    coverages = []
    for _ in range(20):
        x = numbers(rng, 400, 4)
        happens = np.array((x["f0"] > 0.35) & (x["f1"] < 0.55))
        box = box_of(x, happens)
        assert box is not None
        best = max(trajectory(x, happens), key=lambda b: b.coverage * b.density)
        assert box.coverage * box.density >= best.coverage * best.density - 0.03
        coverages.append(box.coverage * box.density)
    assert np.mean(coverages) > 0.9


def test_nothing_is_named_where_all_or_nothing_happens_or_all_is_the_same() -> None:
    x = numbers(np.random.default_rng(5), 60, 2)
    assert box_of(x, np.ones(60, bool)) is None
    assert box_of(x, np.zeros(60, bool)) is None
    same = pd.DataFrame({"a": np.ones(60), "way": ["p"] * 60})
    assert box_of(same, x["f0"] > 0.5) is None
    assert box_that_holds(x, np.arange(60) < 5) is None  # too few
