"""The worlds of the page about contexts are the mid-size one, varied; its rule for the best is what it says."""

from __future__ import annotations

import numpy as np
import pytest

from simulator import load_scenario
from simulator.store.manifest import resolved

from .scripts import EXPLANATION, filled, script

worlds, contexts = script("context_worlds"), script("contexts")
TIME, DONE, MARGIN = "time_to_market_days_mean", "initiatives_done", "operating_margin"


@pytest.mark.parametrize("mode", worlds.MODES)
@pytest.mark.parametrize("preset", worlds.PRESETS)
def test_the_mid_size_context_is_the_preset_with_other_names_of_areas(preset: str, mode: str) -> None:
    ours = resolved(worlds.placed(preset, worlds.Context(), mode))
    theirs = resolved(load_scenario(worlds.ROOT / "scenarios" / f"{preset}.yaml", {"demand.mode": mode}))
    for key in set(theirs) - {"products", "demand"}:
        assert ours[key] == (pytest.approx(theirs[key]) if key == "learning" else theirs[key]), key
    couplings = [sorted(p.get("coupling", {}).values()) for p in ours["products"]]
    assert couplings == [sorted(p.get("coupling", {}).values()) for p in theirs["products"]]
    for key in set(theirs["demand"]) - {"opportunities"}:
        assert ours["demand"][key] == theirs["demand"][key], key
    (mine,), (other,) = ours["demand"]["opportunities"], theirs["demand"]["opportunities"]
    assert list(mine["value_factor"].values()) == list(other["value_factor"].values())
    for key in set(other) - {"value_factor", "harmful_share"}:
        assert mine[key] == other[key], key
    assert mine["harmful_share"] == pytest.approx(other["harmful_share"], abs=0.01)


def test_the_corners_of_all_ranges_are_sound_for_every_preset() -> None:
    for areas, specialists in ((3, 0.5), (18, 0.5), (18, 1.0)):
        for law in ("none", "light", "heavy"):
            corner = worlds.Context(0.3, 0.9, areas, law, 0.8, 0.08, 1.5, 8.0, specialists, 300_000, 0.6, 40)
            for preset in worlds.PRESETS:
                scenario = worlds.placed(preset, corner)
                asked = scenario.governance.decision_rights.release.ask
                assert ("assessor" in asked) == (law != "none")
                assert len(scenario.products) == areas + 1
                assert sum(role.count for role in scenario.workforce.values()) == worlds.people(corner)


def test_squads_keep_their_areas_where_they_share_specialists() -> None:
    few = worlds.placed("two-pizza", worlds.Context(specialists=0.5))
    names = [team.name for team in few.organisation.teams]
    assert set(few.product_names) <= set(names)
    all_there = worlds.placed("two-pizza", worlds.Context())
    assert names == [team.name for team in all_there.organisation.teams]
    assert few.workforce["tester"].count < all_there.workforce["tester"].count


def test_how_worth_is_spread_does_not_change_how_much_it_is() -> None:
    for areas, evenness, spread in ((9, 0.5, 8.0), (3, 1.5, 4.0), (18, 0.0, 1.0)):
        scenario = worlds.placed(
            "spotify", worlds.Context(areas=areas, evenness=evenness, value_spread=spread)
        )
        (stream,) = scenario.demand.opportunities
        rates = [s.arrivals_per_quarter for s in scenario.streams if s.product in scenario.product_names]
        ideas = rates[-areas:]
        factors = [stream.value_factor.get(name, 1.0) for name in scenario.product_names[:areas]]
        median = resolved(scenario)["demand"]["opportunities"][0]["value"]["lognormal"]["median"]
        mean = median * np.average(factors, weights=ideas)
        assert mean == pytest.approx(worlds.MEDIAN * worlds.Context().mean_factor)


def test_points_lie_all_over_the_ranges() -> None:
    points = worlds.spread(64)
    assert {p.regulation for p in points} == {"none", "light", "heavy"}
    assert {3, 18} <= {p.areas for p in points} and len(set(points)) == 64
    for name, bounds in worlds.RANGES["ranges"].items():
        if name != "regulation":
            places = [worlds.place_in(bounds, getattr(p, name)) for p in points]
            assert 0 <= min(places) < 0.05 and 0.95 < max(places) <= 1, name


def test_who_is_settled_to_be_slower_is_beaten_and_who_is_not_is_a_contender() -> None:
    rng = np.random.default_rng(0)
    base = rng.normal(100.0, 5.0, 12)
    by_a_little, by_much = base + 4.0 + rng.normal(0, 0.1, 12), base + 30.0 + rng.normal(0, 1, 12)
    in_doubt = base + 15.0 + np.tile([60.0, -60.0], 6)
    among = contexts.not_beaten(np.array([by_much, base, by_a_little, in_doubt]), TIME, "10 %", 100)
    assert among[0] == 1 and set(among) == {1, 2, 3}


def test_a_time_beyond_the_run_off_is_longer_than_all_others() -> None:
    base = np.linspace(100.0, 110.0, 12)
    congested = np.where(np.arange(12) < 11, np.inf, 60.0)
    assert contexts.middle(congested) == np.inf
    assert contexts.not_beaten(np.array([congested, base]), TIME, "10 %", 100) == [1]
    assert contexts.not_beaten(np.array([congested, congested]), TIME, "10 %", 100) == [0, 1]


@pytest.mark.parametrize(("outcome", "matters"), [(MARGIN, 0.02), (DONE, "10 %")])
def test_of_margins_and_of_initiatives_the_highest_is_best(outcome: str, matters: str | float) -> None:
    values = np.array([[0.10] * 6, [0.20] * 6, [0.19] * 6]) + np.linspace(0, 0.03, 6)
    noisy = values + 1e-4 * np.arange(3)[:, None] * np.arange(6)
    assert contexts.not_beaten(noisy, outcome, matters, 100) == [1, 2]


def test_what_matters_is_a_number_or_a_share_of_the_best_or_so_much_a_head() -> None:
    assert contexts.least_difference(0.02, 5.0, 100) == 0.02
    assert contexts.least_difference("10 %", 50.0, 100) == pytest.approx(5.0)
    assert contexts.least_difference("10_000 a head", 50.0, 100) == 1e6


def test_a_share_has_the_interval_that_goes_with_its_number_of_worlds() -> None:
    assert (
        contexts.share(np.arange(263) < 81) == "31% (26-37)"
    )  # 0.2553 to 0.3662 by the formula of the score interval
    assert contexts.share(np.zeros(128)) == "0% (0-3)"


def test_halves_are_far_apart_only_where_chance_would_not_make_them_so() -> None:
    low, high = np.arange(64) < 40, np.arange(64) < 10
    assert contexts.far_apart(low, high)
    assert not contexts.far_apart(low, np.arange(64) < 36)


def test_the_load_says_something_in_one_mode_only() -> None:
    assert set(contexts.ranges_in("equal_load")) - set(contexts.ranges_in("backlog")) == {"load"}


def test_a_few_worlds_fill_the_page_and_the_picture() -> None:
    parts = contexts.parts_of(quick=True)
    assert filled("contexts", parts)
    cases = {mode: sum(of == mode for of, _ in contexts.CASES) for mode in worlds.MODES}
    lines = {mode: 2 * len(contexts.ranges_in(mode)) + 1 for mode in worlds.MODES}  # regulation has three
    assert parts["contexts.svg"].count('class="part"') == sum(cases[m] * lines[m] for m in worlds.MODES)


def test_the_mid_size_row_of_the_page_is_what_comes_out_today() -> None:
    page = (EXPLANATION / "contexts.md").read_text(encoding="utf-8")
    assert contexts.mid_size() in page, "run python docs/contexts.py"
