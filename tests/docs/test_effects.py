"""The page about what each rule of this version does compares what it says it compares."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.scenario.scenario import Scenario
from simulator.store.manifest import scenario_hash

from .scripts import EXPLANATION, filled, script

made, effects = script("effect_changes"), script("effects")


def test_every_change_is_another_scenario_and_each_rule_is_switched_off_and_on_alone() -> None:
    every = list(made.comparisons(made.PRESETS[:2], (made.MIDDLE,)))
    for c in every:
        assert scenario_hash(c.base) != scenario_hash(c.scenario), (c.preset, c.change)
    for table in ("off", "alone"):
        assert {c.change for c in every if c.table == table} == set(made.RULES)


@pytest.mark.parametrize("rule", ["coordination", "switching", "learning", "precedence"])
def test_alone_means_that_all_other_rules_are_off(rule: str) -> None:
    every = made.comparisons(["spotify"], (made.SHIPPED,))
    (c,) = (c for c in every if (c.table, c.change) == ("alone", rule))
    names = ("coordination", "switching", "learning", "precedence")
    assert not any(acts(c.base, name) for name in names)
    assert [name for name in names if acts(c.scenario, name)] == [rule]


def acts(scenario: Scenario, mechanism: str) -> bool:
    return bool(scenario.acts(mechanism))


def test_areas_change_their_shares_of_ideas_and_not_the_number_of_them() -> None:
    values = made.loaded("two-pizza", made.SHIPPED)
    total = sum(s["arrivals_per_quarter"] for s in values["demand"]["opportunities"])
    for edit in (made.BY_RANK, made.ONE_AREA):
        rates = [s["arrivals_per_quarter"] for s in edit(values)["demand"]["opportunities"]]
        assert sum(rates) == pytest.approx(total)
        assert rates[0] == max(rates)
    assert rates[0] == pytest.approx(0.3 * total)


def test_as_many_tickets_arrive_at_every_scale() -> None:
    for scale in (made.SHIPPED, made.BUSY):
        demand = made.as_many_tickets(made.loaded("two-pizza", scale))["demand"]
        assert demand["items"][0]["arrivals_per_quarter"] * demand["scale"] == pytest.approx(25)


def test_a_difference_is_bold_where_its_interval_leaves_out_zero() -> None:
    rng = np.random.default_rng(0)
    base = rng.normal(100.0, 20.0, 30)
    assert effects.shown(effects.WHOLE, 1.1 * base, base).startswith("**+10 ± ")
    assert not effects.shown(effects.WHOLE, base + rng.normal(0, 50.0, 30), base).startswith("**")
    assert effects.shown(effects.WHOLE, base, base) == "="
    assert effects.shown(effects.WHOLE, base * np.nan, base) == "–"
    assert effects.shown(effects.TALK, base / 1000 + 0.05, base / 1000) == "**+5.0 ± 0.0 pts**"
    assert effects.shown(effects.NPV, base * 1e6 - 2e6, base * 1e6) == "**-2.0 ± 0.0 M**"


def test_a_part_of_it_fills_the_page() -> None:
    assert filled("effects", effects.parts_of(quick=True))


def test_a_row_of_the_page_is_what_comes_out_today() -> None:
    page = (EXPLANATION / "effects.md").read_text(encoding="utf-8")
    assert effects.one_row() in page, "run python docs/effects.py"
