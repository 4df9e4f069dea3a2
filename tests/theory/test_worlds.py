"""The worlds that come with orgsim decide no comparison: nobody is swamped in them by construction.

Tables and the reasons for their demand: docs/explanation/worlds.md.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from simulator import load_scenario, simulate
from simulator.scenario.comparison import load_comparison
from simulator.scenario.scenario import Scenario

ROOT = Path(__file__).parents[2]
PRESETS = ["project-based", "spotify", "two-pizza", "product-model"]
WORLDS = {"mid-size": "", "large": "large/", "regulated": "regulated/"}
REPLICATIONS = {"mid-size": 20, "large": 4, "regulated": 10}
LONG = {"horizon.warmup_quarters": 16, "horizon.quarters": 16, "horizon.run_off_quarters": 0}
OF_THE_WORLD = (
    "horizon", "presence", "workforce", "products", "value_stream", "demand",
    "coordination", "handoffs", "dependencies", "switching", "mechanisms",
)  # fmt: skip

every_world = pytest.mark.parametrize("world", WORLDS)
every_preset = pytest.mark.parametrize("preset", PRESETS)


@cache
def scenario_of(world: str, preset: str) -> Scenario:
    return load_scenario(ROOT / "scenarios" / f"{WORLDS[world]}{preset}.yaml")


def used(scenario: Scenario, seed: int) -> dict[str, float]:
    """Share of present time in the window that is not idle, by role."""
    hours = simulate(scenario, seed=seed).hours.to_pandas().astype({"role": str})
    hours = hours[hours.phase == "window"]
    idle = hours[hours.account == "idle"].groupby("role").hours.sum()
    return dict(1 - idle / hours.groupby("role").hours.sum())


@cache
def mean_use(world: str, preset: str) -> dict[str, float]:
    runs = [used(scenario_of(world, preset), seed) for seed in range(1, REPLICATIONS[world] + 1)]
    return {role: float(np.mean([run[role] for run in runs])) for role in runs[0]}


@every_world
def test_the_load_of_a_world_is_the_use_of_the_busiest_role_of_its_baseline(world: str) -> None:
    stated = scenario_of(world, PRESETS[0]).demand.load
    assert max(mean_use(world, PRESETS[0]).values()) == pytest.approx(stated, abs=0.02)


@every_world
@every_preset
def test_no_role_of_a_preset_is_swamped(world: str, preset: str) -> None:
    assert max(mean_use(world, preset).values()) < 0.85


@every_world
@every_preset
def test_a_preset_finishes_what_arrives_however_long_it_runs(world: str, preset: str) -> None:
    scenario = load_scenario(ROOT / "scenarios" / f"{WORLDS[world]}{preset}.yaml", LONG)
    arrived = done = 0
    for seed in range(1, max(2, REPLICATIONS[world] // 2) + 1):
        items = simulate(scenario, seed=seed).items.to_pandas()
        window = scenario.horizon.window_start, scenario.horizon.window_end
        arrived += int(items.created_day.between(*window).sum())
        done += int(items.done_day.between(*window).sum())
    assert done > 0.95 * arrived


@every_world
@every_preset
def test_next_to_nothing_that_arrives_in_the_window_is_open_in_the_end(world: str, preset: str) -> None:
    runs = [simulate(scenario_of(world, preset), seed=seed).run.to_pylist()[0] for seed in (1, 2, 3)]
    assert np.mean([run["unfinished_share"] for run in runs]) < 0.02


@every_world
def test_presets_of_a_world_have_the_same_people_products_and_demand(world: str) -> None:
    first, *others = [scenario_of(world, preset) for preset in PRESETS]
    for other in others:
        for part in OF_THE_WORLD:
            assert getattr(other, part) == getattr(first, part), f"{other.name}: {part}"


@every_world
def test_four_structures_are_the_presets_of_a_world(world: str) -> None:
    comparison = load_comparison([ROOT / "scenarios" / f"{WORLDS[world]}four-structures.yaml"])
    assert comparison.variants == tuple((preset, scenario_of(world, preset)) for preset in PRESETS)


@every_preset
def test_the_law_is_the_same_for_every_structure_of_the_regulated_world(preset: str) -> None:
    rights = scenario_of("regulated", preset).governance.decision_rights
    assert "supervisor" in rights.start_initiative.ask
    assert "assessor" in rights.release.ask
    layers = {layer.name: layer for layer in scenario_of("regulated", preset).governance.layers}
    assert not layers["supervisor"].members and not layers["assessor"].members


def test_crossed_arms_differ_in_what_their_names_say_and_in_nothing_else() -> None:
    variants = load_comparison([ROOT / "scenarios" / "crossed-arms.yaml"]).variants
    arms = {tuple(name.split(", ")): scenario for name, scenario in variants}
    assert len(arms) == 2**4
    _, baseline = variants[0]
    for (owners, staffing, governance, release), scenario in arms.items():
        assert (scenario.structure.composition is not None) == (owners == "squads")
        assert (scenario.structure.staffing is not None) == (staffing == "projects")
        assert bool(scenario.governance.decision_rights.release.ask) == (governance == "boards")
        assert (scenario.release.mode == "continuous") == (release == "continuous")
        for part in (*OF_THE_WORLD, "ceremonies", "priorities"):
            assert getattr(scenario, part) == getattr(baseline, part), part
        assert scenario.structure.platform == baseline.structure.platform


def test_the_page_tells_how_busy_the_mid_size_baseline_is() -> None:
    page = (ROOT / "docs" / "explanation" / "worlds.md").read_text(encoding="utf-8")
    table = page.split("<!-- use mid-size -->")[1].split("<!-- end use mid-size -->")[0]
    told = re.findall(r"^\| ([\w ]+) \| project-based \|.*\*\*(.+?)\*\* ± (.+?) \|$", table, re.M)
    assert told
    for role, share, error in told:
        mine = mean_use("mid-size", PRESETS[0])[role.replace(" ", "_")]
        assert abs(mine - float(share)) < 4 * (float(error) + 0.005), (
            f"{role}: run python docs/utilisation.py"
        )
