"""Effects of factors over the points of a design: the false ones are as rare as they should be, whatever the design."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.scenario.factors import Factor
from simulator.scenario.study_spec import DesignSpec, StudyPlan
from simulator.studies.analysis.tornado import one_at_a_time, over_a_grid, tornado
from simulator.studies.designs import Points, blocks_of, points_of

REPETITIONS = 200
RARE = 0.05 + 3 * (0.05 * 0.95 / REPETITIONS) ** 0.5
NAMES = tuple(f"f{k}" for k in range(8))


def points(design: dict[str, Any]) -> Points:
    factors = tuple(Factor(name, "uncertainty") for name in NAMES)
    return points_of(StudyPlan("", "", (), factors, DesignSpec.model_validate(design)))


def entangled(x: pd.DataFrame) -> np.ndarray:
    """Two factors count for themselves, six only together with another or at both ends alike."""
    c = np.asarray(x) - 0.5
    return 3 * c[:, 0] + c[:, 1] + 6 * c[:, 2] * c[:, 3] + 4 * c[:, 4] ** 2 + 5 * c[:, 1] * c[:, 5]


@pytest.mark.parametrize(
    ("kind", "size"),
    [("saltelli", {"points": 32}), ("morris", {"trajectories": 20}), ("latin_hypercube", {"points": 60})],
)
def test_effects_are_covered_and_not_named_by_chance_whatever_the_design(
    kind: str, size: dict[str, int]
) -> None:
    covered, named = [], 0
    for seed in range(REPETITIONS):
        drawn = points({"kind": kind, "seed": seed, **size})
        x = pd.DataFrame(drawn.columns)
        bars = {b.factor: b for b in tornado(x, entangled(x), blocks_of(kind, len(NAMES), len(x)))}
        named += any(bars[name].is_sure for name in NAMES[2:])
        for name, slope in (("f0", 3.0), ("f1", 1.0)):
            bar = bars[name]
            covered.append(bar.effect.low <= slope * (bar.high - bar.low) <= bar.effect.high)
    assert named / REPETITIONS < RARE
    assert np.mean(covered) > 0.95 - 3 * (0.05 * 0.95 / REPETITIONS) ** 0.5


def test_a_word_of_many_is_not_named_by_chance() -> None:
    rng = np.random.default_rng(0)
    named, covered = 0, 0
    for _ in range(REPETITIONS):
        x = pd.DataFrame({"way": rng.choice(list("abcdef"), 60)})
        (bar,) = tornado(x, rng.normal(size=60))
        named += bar.is_sure
        covered += bar.effect.low <= 0.0 <= bar.effect.high
    assert named / REPETITIONS < RARE
    assert covered / REPETITIONS > 1 - RARE


def test_a_word_at_a_single_point_says_nothing() -> None:
    rng = np.random.default_rng(1)
    x = pd.DataFrame({"cost": rng.random(40), "way": ["lone", *["p", "q"] * 19, "p"]})
    y = 5 * x["cost"] + rng.normal(0, 1, 40)
    y[0] = 1e6
    bars = {bar.factor: bar for bar in tornado(x, y)}
    assert {bars["way"].low, bars["way"].high} == {"p", "q"}
    assert bars["cost"].effect.low < 5 * (bars["cost"].high - bars["cost"].low) < bars["cost"].effect.high
    assert bars["cost"].is_sure and not bars["way"].is_sure


def test_factors_that_always_move_together_are_looked_at_alone() -> None:
    rng = np.random.default_rng(2)
    a = rng.random(50)
    x = pd.DataFrame({"a": a, "b": 2 * a, "c": rng.random(50)})
    bars = {bar.factor: bar for bar in tornado(x, a)}
    assert bars["a"].effect.value == pytest.approx(bars["b"].effect.value)
    assert bars["a"].is_sure and bars["b"].is_sure


@pytest.mark.parametrize("scale", [1e-9, 1e9])
def test_units_of_factors_do_not_count(scale: float) -> None:
    rng = np.random.default_rng(3)
    x = pd.DataFrame({"a": rng.random(40), "b": rng.random(40)})
    y = 1e6 * x["a"] + 1e5 * rng.normal(size=40)
    own, scaled = tornado(x, y), tornado(x.assign(a=scale * x["a"]), y)
    assert [b.effect.value for b in own] == pytest.approx([b.effect.value for b in scaled])
    assert [b.effect.low for b in own] == pytest.approx([b.effect.low for b in scaled])


def test_rounding_is_not_an_effect() -> None:
    rng = np.random.default_rng(4)
    x = pd.DataFrame(rng.random((40, 6)), columns=list("abcdef"))
    sure = [bar.factor for bar in tornado(x, 1e6 + 3 * x["a"]) if bar.is_sure]
    assert sure == ["a"]


def test_nothing_is_said_of_little_or_of_the_same() -> None:
    x = pd.DataFrame({"a": [0.0, 0.5, 1.0, 0.2, 0.4], "b": [1.0] * 5})
    assert tornado(x, [1, 2, 3, np.nan, np.inf]) == []
    (bar,) = tornado(x, [2.0] * 5)
    assert bar.factor == "a" and bar.effect.value == 0.0 and not bar.is_sure


def test_one_at_a_time_is_the_paired_difference_between_the_ends() -> None:
    factors = (
        Factor("cost", "uncertainty", low=1.0, high=9.0, middle=2.0),
        Factor("way", "lever", levels=("p", "q", "r")),
        Factor("idle", "uncertainty"),
    )
    plan = StudyPlan("", "", (), factors, DesignSpec(kind="one_at_a_time"))
    x = pd.DataFrame(points_of(plan).columns)
    rng = np.random.default_rng(5)
    luck = rng.normal(0, 50, 40)  # that of a seed, the same at all points
    way = x["way"].map({"p": 4.0, "q": 0.0, "r": 1.0})
    y = (x["cost"] ** 2 + way).to_numpy()[:, None] + luck + rng.normal(0, 0.1, (len(x), 40))
    bars = {bar.factor: bar for bar in one_at_a_time(x, y)}
    assert (bars["cost"].low, bars["cost"].high) == (1.0, 9.0)
    assert bars["cost"].effect.value == pytest.approx(80.0, abs=0.1)
    assert (bars["way"].low, bars["way"].high) == ("q", "p")
    assert bars["way"].effect.low < 4.0 < bars["way"].effect.high
    assert bars["way"].effect.high - bars["way"].effect.low < 0.2
    assert [bars[name].is_sure for name in ("cost", "way", "idle")] == [True, True, False]


def test_effects_over_a_grid_are_known_but_for_the_luck_of_replications() -> None:
    factors = (Factor("cost", "lever", levels=(1.0, 2.0, 4.0)), Factor("way", "lever", levels=("p", "q")))
    x = pd.DataFrame(points_of(StudyPlan("", "", (), factors, DesignSpec(kind="grid"))).columns)
    exact = np.asarray(x["cost"] ** 2 * np.where(x["way"] == "q", 3.0, 1.0))  # the two need each other
    rng = np.random.default_rng(6)
    covered = []
    for _ in range(REPETITIONS):
        y = exact[:, None] + rng.normal(0, 5, 12) + rng.normal(0, 1, (6, 12))
        bars = {bar.factor: bar for bar in over_a_grid(x, y)}
        covered += [
            bars[name].effect.low <= true <= bars[name].effect.high
            for name, true in (("cost", 30.0), ("way", 14.0))
        ]
        assert all(bar.is_sure for bar in bars.values())
    assert (bars["way"].low, bars["way"].high) == ("p", "q")
    assert np.mean(covered) > 0.95 - 3 * (0.05 * 0.95 / (2 * REPETITIONS)) ** 0.5
