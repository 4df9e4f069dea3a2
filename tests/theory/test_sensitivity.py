"""Sensitivity on functions whose indices are known, through the designs of studies."""

from __future__ import annotations

import math
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.errors import InputError
from simulator.scenario.factors import Factor
from simulator.scenario.study_spec import DesignSpec, StudyPlan
from simulator.studies.analysis.sensitivity import first_order, morris_effects, sobol_indices
from simulator.studies.designs import Points, points_of

A, B = 7.0, 0.1
ANGLES = tuple(Factor(name, "uncertainty", low=-math.pi, high=math.pi) for name in "abc")


def points(factors: tuple[Factor, ...], **design: Any) -> Points:
    return points_of(StudyPlan("", "", (), factors, DesignSpec.model_validate(design)))


def ishigami(x: pd.DataFrame) -> np.ndarray:
    return np.asarray(np.sin(x["a"]) + A * np.sin(x["b"]) ** 2 + B * x["c"] ** 4 * np.sin(x["a"]))


def test_indices_of_words_and_distributions_are_those_of_an_additive_function() -> None:
    factors = (
        Factor("switch", "lever", levels=("off", "on")),
        Factor(
            "size", "uncertainty", distribution={"lognormal": {"mean": 2.0, "sigma": math.log(1.25) ** 0.5}}
        ),
        Factor("people", "lever", low=1, high=4, whole=True),
    )
    x = pd.DataFrame(points(factors, kind="saltelli", points=2048).columns)
    y = 2.0 * (x["switch"] == "on") + x["size"] + x["people"]
    found = {index.factor: index for index in sobol_indices(factors, y)}
    variances = {"switch": 1.0, "size": 1.0, "people": 1.25}
    for name, variance in variances.items():
        assert abs(found[name].first - variance / 3.25) < 2 * found[name].first_half_width
        assert abs(found[name].total - variance / 3.25) < 2 * found[name].total_half_width


@pytest.mark.parametrize("levels", [2, 3, 4, 5, 6])
def test_elementary_effects_of_a_plane_are_its_slopes_whatever_the_levels(levels: int) -> None:
    factors = (
        Factor("listed", "lever", levels=tuple(10.0 * k for k in range(levels))),
        Factor("whole", "lever", low=1, high=levels, whole=True),
        Factor("even", "uncertainty", low=2.0, high=4.0),
    )
    drawn = points(factors, kind="morris", trajectories=200)
    x = pd.DataFrame(drawn.columns)
    found = {
        e.factor: e for e in morris_effects(factors, drawn.places, -x["listed"] + 3 * x["whole"] + x["even"])
    }
    whole = levels - 1
    for name, effect, mean in (("listed", 10 * whole, -10 * whole), ("whole", 3 * whole, 3 * whole)):
        assert abs(found[name].effect - effect) <= 2 * found[name].half_width + 1e-9
        assert abs(found[name].mean - mean) <= 2 * found[name].half_width + 1e-9
    assert found["even"].effect == pytest.approx(2.0)
    assert set(x["listed"]) >= {0.0, 10.0 * whole}
    assert levels > 4 or x["listed"].nunique() == levels


def test_the_elementary_effect_of_a_switch_is_what_it_changes() -> None:
    factors = (Factor("way", "lever", levels=("p", "q")), Factor("other", "uncertainty"))
    drawn = points(factors, kind="morris", trajectories=10)
    found = morris_effects(
        factors, drawn.places, [7.0 if way == "q" else 2.0 for way in drawn.columns["way"]]
    )
    assert (found[0].factor, round(found[0].effect, 9), round(found[0].spread, 9)) == ("way", 5.0, 0.0)
    assert found[1].effect == 0.0


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol"])
def test_shares_of_any_design_are_those_of_the_ishigami_function(kind: str) -> None:
    x = pd.DataFrame(points(ANGLES, kind=kind, points=1024).columns)
    found = {each.factor: each.share for each in first_order(x, ishigami(x))}
    for name, share in (("a", 0.314), ("b", 0.442), ("c", 0.0)):
        assert found[name].value == pytest.approx(share, abs=0.03)
        assert found[name].low - 0.02 < share < found[name].high + 0.02
    assert found["b"].is_sure and not found["c"].is_sure


def test_shares_of_noise_are_none_and_those_of_words_are_those_of_their_means() -> None:
    rng = np.random.default_rng(0)
    shares, sure = [], 0
    for _ in range(40):
        x = pd.DataFrame({"way": rng.choice(["p", "q"], 100), "noise": rng.random(100)})
        y = 2.0 * (x["way"] == "q") + rng.normal(size=100)
        found = {each.factor: each.share for each in first_order(x, y)}
        shares.append([found["way"].value, found["noise"].value])
        sure += found["noise"].is_sure
    mean, spread = np.mean(shares, axis=0), np.std(shares, axis=0, ddof=1) / 40**0.5
    assert (np.abs(mean - [0.5, 0.0]) < 4 * spread + 0.005).all()
    assert sure / 40 < 0.05 + 3 * (0.05 * 0.95 / 40) ** 0.5


def test_the_same_everywhere_goes_with_nothing() -> None:
    n = len(points(ANGLES, kind="saltelli", points=8).places)
    rounding = 1e6 + np.arange(n) * 1e-9
    assert {(i.first, i.total) for i in sobol_indices(ANGLES, rounding)} == {(0.0, 0.0)}
    drawn = points(ANGLES, kind="morris", trajectories=4)
    assert {e.effect for e in morris_effects(ANGLES, drawn.places, np.ones(len(drawn.places)))} == {0.0}
    assert first_order(pd.DataFrame(drawn.columns), np.ones(len(drawn.places))) == []


def test_a_point_without_a_value_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    y = np.ones(40)
    y[3], y[4] = np.nan, np.inf
    with pytest.raises(InputError, match="2 of 40 points have no value"):
        sobol_indices(ANGLES, y)
    monkeypatch.setitem(sys.modules, "SALib.analyze.sobol", None)
    with pytest.raises(InputError, match="SALib"):
        sobol_indices(ANGLES, np.arange(40.0))
