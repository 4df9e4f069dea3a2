"""Regressions over organisations: what is known of least squares holds."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest

from simulator.studies.analysis.regressions import (
    added,
    adjusted,
    bootstrap,
    chance_below,
    dummies,
    effects,
    luck_share,
    r_squared,
    standardised,
)


def test_intervals_of_few_organisations_cover() -> None:
    rng = np.random.default_rng(0)
    covered = []
    for _ in range(500):
        x = rng.normal(size=(12, 2))
        y = x @ [2.0, 0.0] + np.exp(0.5 * x[:, 0]) * rng.normal(size=12)  # of differing variance
        covered += [i.low <= true <= i.high for i, true in zip(effects(x, y), (2.0, 0.0), strict=True)]
    assert np.mean(covered) > 0.93


def test_added_share_is_that_of_columns_which_count() -> None:
    rng = np.random.default_rng(1)
    world, choice = rng.normal(size=(400, 3)), rng.normal(size=(400, 2))
    y = 2 * world[:, 0] + choice[:, 0] + rng.normal(size=400)
    found = added(world, choice, y)
    assert found.low < 1 / 6 < found.high
    assert found.high - found.low < 0.1
    none = added(world, rng.normal(size=(400, 2)), y)
    assert none.low < 0.0 < none.high and none.high < 0.02


def test_a_standardised_effect_is_the_correlation_where_columns_are_independent() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=(5000, 2)) * [1000.0, 0.001]
    y = 3 * x[:, 0] / 1000 + 4 * x[:, 1] / 0.001
    assert [i.value for i in standardised(x, y)] == pytest.approx([0.6, 0.8], abs=0.02)
    assert [i.value for i in standardised(x, np.ones(5000))] == [0.0, 0.0]


def test_where_nothing_can_be_said_it_is_not_said_and_without_a_warning() -> None:
    rng = np.random.default_rng(3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert math.isnan(r_squared(rng.normal(size=(5, 2)), np.full(5, 7.1)))
        assert math.isnan(adjusted(rng.normal(size=(4, 3)), rng.normal(size=4)))
        assert math.isnan(luck_share(np.full((3, 4), np.nan)))
        assert math.isnan(luck_share(np.ones((3, 4))))
        assert math.isnan(chance_below([], [1.0]))
        alone = effects(dummies(["p"] * 9 + ["q"]), rng.normal(size=10))
    assert alone[0].low == -math.inf and alone[0].high == math.inf and not alone[0].is_sure
    assert chance_below([1.0, math.nan], [2.0, 1.0]) == pytest.approx(0.75)
    assert dummies(["p", "p"]).shape == (2, 0)


def test_a_centred_bootstrap_covers_an_adjusted_share() -> None:
    rng = np.random.default_rng(4)
    covered = 0
    for _ in range(40):
        both = rng.normal(size=(150, 2)) @ [[1.0, 1.0], [0.0, 1.0]]  # of correlation sqrt(1/2)
        found = bootstrap(lambda s, both=both: float(np.corrcoef(both[s].T)[0, 1] ** 2), 150, centred=True)  # type: ignore[misc]
        covered += found.low <= 0.5 <= found.high
    assert covered / 40 > 0.95 - 3 * (0.05 * 0.95 / 40) ** 0.5
