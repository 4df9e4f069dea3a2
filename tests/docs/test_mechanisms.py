"""The page about mechanisms moves what it says it moves."""

from __future__ import annotations

import numpy as np

from simulator.mechanisms.registry import MECHANISMS
from simulator.store.manifest import scenario_hash

from .scripts import EXPLANATION, filled, script

made, mechanisms = script("mechanism_variants"), script("mechanisms")


def test_every_mechanism_that_acts_is_on_the_page() -> None:
    assert set(made.RANGES["mechanisms"]) == {m.name for m in MECHANISMS}


def test_every_end_of_every_range_is_another_scenario() -> None:
    for v in made.variants(made.RANGES["presets"]):
        highest = v.end == "high" and v.path in HIGHEST
        lowest = v.end == "low" and v.path in LOWEST
        nothing_there = v.end == "off" and v.mechanism == "feedback"
        same = scenario_hash(v.base) == scenario_hash(v.scenario)
        assert same == (highest or lowest) or nothing_there or v.end == "off", (v.preset, v.path, v.end)


LOWEST = {
    "products.*.legacy_share", "quality.neglect_per_100_days", "quality.upkeep_share", "feedback.good_share_lift",
    "money.reporting.metrics_per_team", "governance.layers.*.return_probability", "alignment.roadmap",
}  # fmt: skip
"""Whose default is the low end."""
HIGHEST = {
    "quality.fixes_ask_for_release", "dependencies.own_first", "dependencies.work_visible", "funding.every_quarters",
    "funding.by",
}  # fmt: skip
"""Whose default is the high end."""


def test_a_change_is_settled_by_its_interval_and_matters_by_its_size() -> None:
    rng = np.random.default_rng(0)
    base = rng.normal(100.0, 20.0, 30)
    small = mechanisms.change_of("lead_time_days_mean", base + 1.0 + rng.normal(0, 0.1, 30), base)
    large = mechanisms.change_of("lead_time_days_mean", base + 10.0 + rng.normal(0, 0.1, 30), base)
    noise = mechanisms.change_of("lead_time_days_mean", base + rng.normal(0, 50.0, 30), base)
    assert (small.settled, small.matters) == (True, False)
    assert (large.settled, large.matters) == (True, True)
    assert (noise.settled, noise.matters) == (False, False)
    assert large.shown() == "**+10%**" and small.shown() == "+1%" and noise.shown().startswith("(")
    assert mechanisms.change_of("lead_time_days_mean", base, base).shown() == "="


def test_a_margin_changes_by_points() -> None:
    base = np.linspace(0.1, 0.2, 20)
    up = mechanisms.change_of("operating_margin", base + np.linspace(0.04, 0.05, 20), base)
    assert up.matters and up.shown() == "**+4.5 points**"


def test_a_time_beyond_the_run_off_is_longer_however_much_longer() -> None:
    base = np.linspace(90.0, 110.0, 20)
    beyond = np.where(np.arange(20) < 18, np.inf, base - 1.0)
    longer = mechanisms.change_of("lead_time_days_p85", beyond, base)
    assert longer.matters and longer.shown() == "**longer**"
    assert mechanisms.change_of("lead_time_days_p85", base, beyond).shown() == "**shorter**"
    now_and_then = np.where(np.arange(20) < 2, np.inf, base + 1.0 - 2.0 * (np.arange(20) % 2))
    assert not mechanisms.change_of("lead_time_days_p85", now_and_then, base).settled


def test_what_was_not_measured_changes_nothing() -> None:
    nothing = np.full(5, np.nan)
    assert mechanisms.change_of("operating_margin", nothing, nothing).shown() == "-"


def test_a_part_of_it_fills_the_page() -> None:
    assert filled("mechanisms", mechanisms.parts_of(quick=True))


def test_a_row_of_the_page_is_what_comes_out_today() -> None:
    page = (EXPLANATION / "mechanisms.md").read_text(encoding="utf-8")
    assert mechanisms.one_row() in page, "run python docs/mechanisms.py"
