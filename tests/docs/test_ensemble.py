"""The ensemble is what its file of ranges says, and its statistics are what they claim to be."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.engine.builder.world import build
from simulator.store.manifest import scenario_hash
from simulator.studies.analysis import regressions

from .scripts import EXPLANATION, filled, script

design, ensemble = script("ensemble_design"), script("ensemble")


def test_every_level_and_the_whole_of_every_range_occurs_in_the_ensemble() -> None:
    drawn = design.organisations(512)
    for name, levels in design.CHOICES.items():
        shares = [np.mean([one.choices[name] == level for one in drawn]) for level in levels]
        assert np.allclose(shares, 1 / len(levels), atol=0.02), name
    for name, bounds in design.WORLD.items():
        low, high = next(iter(bounds.values())) if isinstance(bounds, dict) else bounds
        values = [one.world[name] for one in drawn]
        assert low <= min(values) < low + 0.1 * (high - low), name
        assert high - 0.1 * (high - low) < max(values) <= high, name


def test_choices_that_come_together_vary_more_in_maturity_and_leave_the_world_alone() -> None:
    alone, together = design.organisations(256), design.organisations(256, 0.5)
    assert np.std([o.maturity for o in together]) > 2 * np.std([o.maturity for o in alone])
    assert [o.world for o in alone] == [o.world for o in together]


def test_maturity_runs_from_the_least_to_the_most_mature_level_of_all_choices() -> None:
    (one,) = design.organisations(1)
    ends = ({n: list(levels)[end] for n, levels in design.CHOICES.items()} for end in (0, -1))
    least, most = (design.Organisation(one.world, choices) for choices in ends)
    assert (least.maturity, most.maturity) == (0.0, 1.0)


def test_organisations_are_different_scenarios_as_large_as_their_market_feeds() -> None:
    drawn = design.organisations(64)
    scenarios = [design.scenario_of(k, one) for k, one in enumerate(drawn)]  # each is checked like a file
    assert len({scenario_hash(s) for s in scenarios}) == len(drawn)
    for one, scenario in zip(drawn, scenarios, strict=True):
        people = sum(role.count for role in scenario.workforce.values())
        customers = build(scenario).areas["customers"].sum()
        earned = customers * scenario.money.revenue_per_customer_per_year / people
        assert earned == pytest.approx(one.world["revenue_per_head"])


def test_an_exact_line_is_explained_wholly_and_noise_not_at_all() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 20))
    line, noise = x @ np.arange(20.0) + 3.0, rng.normal(size=400)
    assert regressions.r_squared(x, line) == pytest.approx(1.0)
    assert regressions.r_squared(x, noise) > 0.02 and abs(regressions.adjusted(x, noise)) < 0.04


def test_a_known_share_and_known_effects_lie_in_their_intervals() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(600, 3))
    y = x @ np.array([1.0, 0.0, -2.0]) + rng.normal(size=600) * 5**0.5  # half of the variance
    found = regressions.bootstrap(lambda s: regressions.adjusted(x[s], y[s]), 600, centred=True)
    assert found.low < 0.5 < found.high and found.high - found.low < 0.15
    for interval, true in zip(regressions.effects(x, y), (1.0, 0.0, -2.0), strict=True):
        assert interval.low - 0.1 < true < interval.high + 0.1


def test_luck_is_the_share_of_variance_inside_organisations() -> None:
    rng = np.random.default_rng(2)
    values = rng.normal(size=(4000, 1)) * 3.0 + rng.normal(size=(4000, 4))
    assert regressions.luck_share(values) == pytest.approx(0.1, abs=0.01)


def test_overlap_counts_pairs() -> None:
    assert regressions.chance_below([1, 3], [2, 3]) == pytest.approx((1 + 1 + 0 + 0.5) / 4)


def test_a_figure_is_a_hit_only_where_it_was_asked_to_lie() -> None:
    targets = script("ensemble_targets")
    assert targets.verdict(0.23, targets.EXPLAINED) == "hit"
    assert targets.verdict(0.05, targets.EXPLAINED) == "**miss**, below"
    assert targets.verdict(0.90, targets.EXPLAINED) == "**miss**, above"
    assert targets.asked(targets.GAPS["deployments_per_week"]) == "at least 50"


def test_a_small_ensemble_fills_the_whole_page() -> None:
    page = filled("ensemble", ensemble.parts_of(quick=True))
    assert "nan" not in page.replace("finance", "")
    for name in design.CHOICES:
        assert f"| {name.replace('_', ' ')}: " in page


def test_the_first_organisations_on_the_page_are_what_comes_out_today() -> None:
    page = (EXPLANATION / "ensemble.md").read_text(encoding="utf-8")
    assert ensemble.first_ones() in page, "run python docs/ensemble.py"
