"""The page about what an A/B test is worth compares what it says it compares."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.engine.builder.world import build
from simulator.store.manifest import scenario_hash

from .scripts import EXPLANATION, filled, script

page = script("feedback")
FEW, MANY = page.FEW, page.MANY


def revenue_on_day_0(case: object) -> float:
    """Per working day, of all areas."""
    world = build(page.scenario_of(case))
    return float((world.areas.customers * world.parameters[0].price).sum())


@pytest.mark.parametrize("users", [FEW, MANY])
def test_areas_have_as_many_users_as_the_page_says_and_bring_what_the_shipped_ones_do(users: int) -> None:
    case = page.Case("two-pizza", page.MIDDLE, users)
    customers = build(page.scenario_of(case)).areas.customers
    assert customers[customers > 0.0] == pytest.approx(users)
    shipped = page.Case("two-pizza", page.MIDDLE, page.customers_on_day_0("two-pizza"))
    assert revenue_on_day_0(case) == pytest.approx(revenue_on_day_0(shipped))


def test_a_condition_changes_every_preset_that_it_can_change() -> None:
    for group in page.rankings():
        first = group[0]
        plain = [page.Case(c.preset, c.demand, c.users) for c in group]
        same = [
            scenario_hash(page.scenario_of(a)) == scenario_hash(page.scenario_of(b))
            for a, b in zip(group, plain, strict=True)
        ]
        assert all(same) == (first.condition == "as shipped"), first
        assert first.condition == "as shipped" or not any(same), first


def test_auto_turns_where_the_power_is_one_half() -> None:
    test = page.AbTestSpec()
    bar, effect = page.effect_of(test)
    traffic = page.turning_users() * test.users_share / test.users_needed
    assert page.plain(page.chance_to_stay)(effect, bar, traffic, page.SIGNIFICANT_ONLY) == pytest.approx(0.5)


def test_an_order_says_which_neighbours_are_decided() -> None:
    rng = np.random.default_rng(0)
    noise = rng.normal(0.0, 0.1, 40)
    cases = [page.Case(preset, 1.0, FEW) for preset in page.PRESETS[:3]]
    values = (noise, noise + 0.05 + rng.normal(0.0, 0.001, 40), noise + rng.normal(0.0, 0.1, 40) - 0.001)
    found = {
        scenario_hash(page.scenario_of(case)): np.tile(v, (len(page.OUTCOMES), 1))
        for case, v in zip(cases, values, strict=True)
    }
    assert page.order_of(found, cases).startswith("spotify > ")
    assert " ~ " in page.order_of(found, cases)


def test_a_turn_lies_between_the_steps_around_it() -> None:
    steps = [[page.Case("spotify", 1.0, users)] for users in (1_000, 100_000)]
    assert page._where(steps, [(-1.0, 0.5), (1.0, 0.5)]) == "10,000 (decided on both sides)"
    assert page._where(steps, [(-1.0, 2.0), (1.0, 0.5)]) == "10,000 (not decided on both sides)"
    assert page._where(steps, [(1.0, 0.5), (1.0, 0.5)]) == "nowhere"
    assert math.isclose(page.paired(np.ones(3), np.zeros(3))[0], 1.0)


def test_a_part_of_it_fills_the_page() -> None:
    assert filled("feedback", page.parts_of(quick=True))


def test_a_row_of_the_page_is_what_comes_out_today() -> None:
    assert page.one_row() in (EXPLANATION / "feedback.md").read_text(encoding="utf-8"), (
        "run python docs/feedback.py"
    )
