"""Factors: where values lie, what is written for them, and which a scenario offers by itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator import load_scenario, parameters_of
from simulator.scenario.factors import Factor, evidence_factors, factor_from
from simulator.scenario.variations import with_values

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PRESETS = ("project-based", "spotify", "two-pizza", "product-model")


def test_half_of_the_values_lie_below_the_one_of_the_files() -> None:
    factor = Factor("x", "uncertainty", low=1.0, high=100.0, middle=10.0)
    assert [factor.at(u) for u in (0.0, 0.25, 0.5, 0.75, 1.0)] == [1.0, 5.5, 10.0, 55.0, 100.0]


def test_whole_numbers_are_equally_likely() -> None:
    factor = Factor("x", "lever", low=2, high=5, whole=True)
    drawn = [factor.at(u) for u in np.linspace(0, 1, 4001)[:-1]]
    assert np.bincount(drawn)[2:].tolist() == [1000] * 4


def test_a_distribution_is_drawn_by_its_quantiles() -> None:
    factor = Factor("x", "uncertainty", distribution={"triangular": {"low": 0.0, "mode": 0.0, "high": 1.0}})
    assert factor.at(0.75) == pytest.approx(0.5, abs=1e-6)


@pytest.mark.parametrize(
    "law",
    [
        {"exponential": {"mean": 2.0}}, {"lognormal": {"mean": 2.0, "sigma": 1.0}}, {"gamma": {"mean": 2.0, "cv": 0.7}},
        {"beta": {"mean": 0.4, "concentration": 5.0}}, {"uniform": {"low": 1.0, "high": 2.0}},
    ],
)  # fmt: skip
def test_no_draw_lies_outside_the_ends_that_are_checked(law: dict[str, dict[str, float]]) -> None:
    factor = Factor("x", "uncertainty", distribution=law)
    values = [factor.at(u) for u in np.linspace(0, 1, 100_001)]
    assert factor.at(0.0) == min(values)
    assert factor.at(1.0) == max(values)
    assert np.all(np.diff(values) >= 0)


def test_ends_of_a_lognormal_are_three_standard_deviations_away() -> None:
    factor = Factor("x", "uncertainty", distribution={"lognormal": {"median": 1.0, "sigma": 1.0}})
    assert np.log([factor.at(0.0), factor.at(1.0)]) == pytest.approx([-3.09, 3.09], abs=0.01)


def test_the_mean_of_a_distribution_moves_and_its_shape_stays() -> None:
    factor = Factor("x", "uncertainty", low=20, high=90, middle=45, of="mean")
    assert factor.written(60.0, {"lognormal": {"mean": 45.0, "sigma": 0.5}}) == {
        "lognormal": {"mean": 60.0, "sigma": 0.5}
    }
    assert factor.written(60.0, 45.0) == 60.0


def test_a_factor_comes_back_from_a_manifest() -> None:
    for factor in (
        Factor("structure.max_team_size", "lever", levels=(5, 8), unit="people"),
        Factor("x", "uncertainty", low=0.1, high=0.2, middle=0.15, everywhere=False),
    ):
        assert factor_from(factor.as_entry()) == factor


def test_every_point_of_all_plausible_ranges_is_a_valid_scenario() -> None:
    scenarios = [load_scenario(SCENARIOS / f"{name}.yaml") for name in PRESETS]
    factors = evidence_factors(scenarios)
    assert len(factors) > 90
    rng = np.random.default_rng(5)
    for scenario in scenarios:
        own = {p.path: p.value for p in parameters_of(scenario)}
        here = [f for f in factors if f.path in own]
        for places in [*rng.random((5, len(here))), np.full(len(here), 0.01), np.ones(len(here))]:
            values = {f.path: f.written(f.at(u), own[f.path]) for f, u in zip(here, places, strict=True)}
            varied = with_values(scenario, values)
            known = {p.path: p for p in parameters_of(varied)}
            assert all(known[f.path].changed or u == 0.5 for f, u in zip(here, places, strict=True))


def test_what_the_user_sets_or_alone_can_know_is_not_drawn() -> None:
    scenario = load_scenario(SCENARIOS / "two-pizza.yaml", {"coordination.pair_cost": 0.05})
    paths = {factor.path for factor in evidence_factors([scenario])}
    assert "coordination.size_cost" in paths
    assert "coordination.pair_cost" not in paths  # set
    assert not any(path.endswith(".pay") for path in paths)  # theirs
    assert not any("legacy_share" in path for path in paths)  # at an end, where it is off
    assert "governance.layers.team lead.hours_per_request" not in paths  # needs another key


def test_what_one_variant_sets_is_drawn_in_none() -> None:
    """Two variants that differ in a parameter would be the same structure if both got a drawn value."""
    plain = load_scenario(SCENARIOS / "two-pizza.yaml")
    cheap = load_scenario(SCENARIOS / "two-pizza.yaml", {"coordination.pair_cost": 0.01})
    for both in ([plain, cheap], [cheap, plain]):
        paths = {factor.path for factor in evidence_factors(both)}
        assert "coordination.size_cost" in paths
        assert "coordination.pair_cost" not in paths
