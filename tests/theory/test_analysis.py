"""Analyses of studies on functions whose answers are known."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pandas as pd
import pytest

from simulator.scenario.factors import Factor
from simulator.scenario.study_spec import DesignSpec, StudyPlan
from simulator.studies.analysis.discovery import box_of, trajectory
from simulator.studies.analysis.regressions import adjusted, effects, r_squared
from simulator.studies.analysis.robustness import robustness, value_of_knowing
from simulator.studies.analysis.sensitivity import morris_effects, sobol_indices
from simulator.studies.analysis.sufficient import smallest_sufficient
from simulator.studies.analysis.thresholds import thresholds
from simulator.studies.analysis.tornado import tornado
from simulator.studies.designs import points_of

A, B = 7.0, 0.1


def plan(kind: str, names: tuple[str, ...] = ("a", "b", "c"), **design: int) -> StudyPlan:
    """A study of three angles between -pi and pi."""
    factors = tuple(Factor(name, "uncertainty", low=-math.pi, high=math.pi) for name in names)
    return StudyPlan("angles", "", (), factors, DesignSpec.model_validate({"kind": kind, **design}))


def columns(study: StudyPlan) -> np.ndarray:
    return np.column_stack([points_of(study).columns[f.path] for f in study.factors])


def ishigami(x: np.ndarray) -> np.ndarray:
    return np.asarray(np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0]))


def test_indices_of_sobol_are_those_of_the_ishigami_function() -> None:
    study = plan("saltelli", points=2048)
    found = {index.factor: index for index in sobol_indices(study.factors, ishigami(columns(study)))}
    v = [0.5 * (1 + B * math.pi**4 / 5) ** 2, A**2 / 8, 0.0]
    v13 = B**2 * math.pi**8 * (1 / 18 - 1 / 50)
    total = sum(v) + v13
    for name, first, whole in zip("abc", v, (v[0] + v13, v[1], v13), strict=True):
        assert abs(found[name].first - first / total) < 2 * found[name].first_half_width + 1e-3
        assert abs(found[name].total - whole / total) < 2 * found[name].total_half_width + 1e-3
        assert found[name].total_half_width < 0.08


def test_elementary_effects_of_a_plane_are_its_slopes() -> None:
    study = plan("morris", trajectories=10)
    points = points_of(study)
    found = morris_effects(study.factors, points.places, columns(study) @ [3.0, -2.0, 0.0])
    assert [(e.factor, round(e.effect / (2 * math.pi), 9)) for e in found] == [
        ("a", 3.0),
        ("b", 2.0),
        ("c", 0.0),
    ]
    assert [round(e.mean / (2 * math.pi), 9) for e in found] == [3.0, -2.0, 0.0]
    assert max(e.spread for e in found) < 1e-9


def test_a_tornado_finds_slopes_and_levels_and_names_nothing_by_chance() -> None:
    rng = np.random.default_rng(0)
    named, covered = 0, []
    for _ in range(200):
        x = pd.DataFrame(
            {f"f{k}": rng.random(120) for k in range(8)} | {"way": rng.choice(["p", "q", "r"], 120)}
        )
        y = 5 * x["f0"] - 2 * x["f1"] + np.where(x["way"] == "q", 3.0, 0.0) + rng.normal(0, 1, 120)
        bars = {bar.factor: bar for bar in tornado(x, y)}
        assert {bars["way"].low, bars["way"].high} >= {"q"}
        assert all(bars[name].is_sure for name in ("f0", "way"))
        named += any(bars[f"f{k}"].is_sure for k in range(2, 8))
        true = 5 * (bars["f0"].high - bars["f0"].low)
        covered.append(bars["f0"].effect.low <= true <= bars["f0"].effect.high)
    assert named / 200 < 0.05 + 3 * math.sqrt(0.05 * 0.95 / 200)
    assert np.mean(covered) > 0.95 - 3 * math.sqrt(0.05 * 0.95 / 200)


def test_a_threshold_is_where_the_line_crosses_and_its_interval_covers() -> None:
    rng = np.random.default_rng(1)
    covered, found = 0, 0
    for _ in range(500):
        x = pd.DataFrame({"cost": rng.random(60), "other": rng.random(60)})
        crossing = thresholds(x, 4 * (x["cost"] - 0.3) + 2 * (x["other"] - 0.5) + rng.normal(0, 1, 60))
        here = [t for t in crossing if t.factor == "cost"]
        found += len(here)
        covered += sum(t.low <= 0.3 <= t.high and t.above for t in here)
    assert found > 450
    assert covered / found > 0.95 - 3 * math.sqrt(0.05 * 0.95 / found)


def test_no_threshold_is_named_where_nothing_turns() -> None:
    rng = np.random.default_rng(2)
    x = pd.DataFrame({f"f{k}": rng.random(50) for k in range(20)})
    named = sum(bool(thresholds(x, rng.normal(0, 1, 50))) for _ in range(200))
    assert named / 200 < 0.05 + 3 * math.sqrt(0.05 * 0.95 / 200)
    assert thresholds(x, 5.0 + x["f0"]) == []  # it never turns


def test_regret_by_hand() -> None:
    days = np.array([[10.0, 12, 30], [20, 10, 30], [30, 29, np.inf], [np.nan, 1, 1]])
    found, worlds = robustness(days, ["a", "b", "c"], "lower", matters=2.0)
    a, b, c = found
    assert worlds == 3
    assert (a.best[0], b.best[0], c.best[0]) == pytest.approx((1 / 3, 2 / 3, 0))
    assert (a.near_best[0], b.near_best[0]) == pytest.approx((2 / 3, 1))
    assert (a.regret.mean, a.most, b.most) == pytest.approx((1, 10, 2))  # medians: c lies beyond somewhere
    (first, *_), _ = robustness(days[:, :2], ["a", "b"], "lower")
    assert first.regret.mean == pytest.approx(11 / 3)
    assert b.minimax and not a.minimax
    assert math.isinf(c.most)
    assert value_of_knowing(days[:2, :2], "lower") == pytest.approx(
        1.0
    )  # 11 on average for b, 10 if one knew


def test_a_planted_box_is_found() -> None:
    rng = np.random.default_rng(3)
    x = pd.DataFrame({f"f{k}": rng.random(1000) for k in range(6)} | {"way": rng.choice(["p", "q"], 1000)})
    inside = (x["f1"] > 0.6) & (x["f4"] < 0.5) & (x["way"] == "q")
    box = box_of(x, inside)
    assert box is not None
    limits = {limit.factor: limit for limit in box.limits}
    assert set(limits) == {"f1", "f4", "way"}
    assert limits["f1"].low == pytest.approx(0.6, abs=0.03)
    assert limits["f4"].high == pytest.approx(0.5, abs=0.03)
    assert limits["way"].words == {"q"}
    assert box.coverage > 0.9 and box.density > 0.9
    by_chance = box_of(x, rng.random(1000) < 0.3)
    assert by_chance is None or by_chance.density < 0.6


def test_boxes_are_those_of_the_workbench() -> None:
    prim = pytest.importorskip("ema_workbench.analysis.prim")
    rng = np.random.default_rng(4)
    x = pd.DataFrame({f"f{k}": rng.random(1000) for k in range(4)})
    inside = np.array((x["f0"] > 0.55) & (x["f2"] < 0.45))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pandas, for the workbench
        theirs = prim.Prim(x, inside, threshold=0.8, peel_alpha=0.05).find_box()
    ours = trajectory(x, inside)
    pure = min(range(len(ours)), key=lambda k: (ours[k].density < 0.95, ours[k].mass * -1))
    row = theirs.peeling_trajectory.query("density >= 0.95").iloc[0]
    bounds = theirs.box_lims[int(row["id"])]
    limits = {limit.factor: limit for limit in ours[pure].limits}
    assert limits["f0"].low == pytest.approx(float(bounds["f0"].iloc[0]), abs=0.05)  # a peel
    assert limits["f2"].high == pytest.approx(float(bounds["f2"].iloc[1]), abs=0.05)
    assert ours[pure].coverage == pytest.approx(float(row["coverage"]), abs=0.1)


def test_the_cheapest_part_that_brings_most_is_found() -> None:
    rng = np.random.default_rng(5)
    made = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)])
    noise = rng.normal(0, 0.5, (1, 30))
    days = 100 - (made @ [10.0, 1.0, 9.0])[:, None] + noise + rng.normal(0, 0.05, (8, 30))
    found = smallest_sufficient(made, ["release", "rituals", "board"], days, "lower", costs=[1, 1, 5])
    assert found.gain.mean == pytest.approx(20, abs=0.1)
    assert found.chosen is not None
    assert found.chosen.changes == ("release", "board")
    assert found.chosen.share == pytest.approx(0.95, abs=0.01)
    assert found.chosen.chance == 1.0
    assert found.alone["board"].mean == pytest.approx(9, abs=0.1)
    worse = smallest_sufficient(made, ["release", "rituals", "board"], -days, "lower")
    assert worse.chosen is None


def test_a_regression_takes_up_what_a_line_explains() -> None:
    rng = np.random.default_rng(6)
    x = rng.normal(size=(4000, 2))
    y = 2 * x[:, 0] + rng.normal(0, 2, 4000)
    assert r_squared(x, y) == pytest.approx(0.5, abs=0.04)
    assert adjusted(x, y) < r_squared(x, y)
    slope, none = effects(x, y)
    assert slope.is_sure and slope.low < 2 < slope.high
    assert not none.is_sure
