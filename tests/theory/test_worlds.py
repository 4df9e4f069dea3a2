"""Worlds in which a head of engineering recognises the company; presets that have the same of everything but structure.

Tables and the reasons for the worlds: docs/explanation/worlds.md.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from simulator import load_scenario
from simulator.engine.builder.meetings import meeting_shares
from simulator.kernel.units import DAYS_PER_WEEK, HOURS_PER_WEEK
from simulator.organisation.workforce import roles_of_people
from simulator.outcomes.use import used_by_role
from simulator.scenario.comparison import load_comparison
from simulator.scenario.scenario import Scenario
from simulator.studies.replications import replicate

from ..docs.scripts import script

worlds = script("world_table")
ROOT = Path(__file__).parents[2]
PRESETS = list(worlds.PRESETS)
WORLDS: dict[str, str] = worlds.WORLDS
MODES = list(worlds.MODES)
FEW = {"mid-size": 20, "regulated": 10, "large": 4}
OF_THE_WORLD = (
    "horizon", "presence", "workforce", "products", "value_stream", "demand", "people", "learning", "quality", "delivery",
    "customers", "money", "coordination", "handoffs", "dependencies", "switching", "mechanisms",
)  # fmt: skip
HARDLY, TOO_MUCH = 0.25, 0.95

every_world = pytest.mark.parametrize("world", WORLDS)
every_preset = pytest.mark.parametrize("preset", PRESETS)
every_mode = pytest.mark.parametrize("mode", MODES)


@cache
def scenario_of(world: str, preset: str) -> Scenario:
    return load_scenario(path_of(world, preset))


def path_of(world: str, preset: str) -> Path:
    return ROOT / "scenarios" / f"{WORLDS[world]}{preset}.yaml"


def mean_use(scenario: Scenario, replications: int) -> dict[str, float]:
    """Share of present time in the window that is not idle, by role."""
    runs = [used_by_role(run.facts) for run in replicate([("", scenario)], list(range(1, replications + 1)))]
    return {role: float(np.mean([run[role] for run in runs])) for role in runs[0]}


@every_world
@every_mode
def test_a_world_shows_what_companies_show_or_the_page_says_why_not(world: str, mode: str) -> None:
    for row in worlds.ROWS:
        if mode not in row.modes:
            continue
        mean, _ = worlds.mean_and_error(worlds.values_of(world, row, mode, worlds.REPLICATIONS[world]))
        said_to_be_missed = (world, mode, row.key, row.structure) in worlds.MISSED
        assert row.holds(mean) is not said_to_be_missed, f"{row.words}: {mean:.3f}"


@every_world
def test_the_page_shows_the_table_of_today(world: str) -> None:
    page = (ROOT / "docs" / "explanation" / "worlds.md").read_text(encoding="utf-8")
    for row in worlds.ROWS[:2]:
        line = next(line for line in page.splitlines() if line.startswith(f"| {row.words} |"))
        told = [cell.strip(" *") for cell in line.split("|")[3:-2]]
        place = 2 * list(WORLDS).index(world)
        for mode, cell in zip(MODES, told[place : place + 2], strict=True):
            mean, _ = worlds.mean_and_error(worlds.values_of(world, row, mode, worlds.REPLICATIONS[world]))
            assert f"{mean:.2f}" == cell, f"{row.words}: run python docs/worlds.py"


@every_world
@pytest.mark.parametrize("load", [0.7, 0.8, 0.9])
def test_a_load_is_the_use_of_the_engineers_of_the_reference(world: str, load: float) -> None:
    mode = scenario_of(world, worlds.REFERENCE).demand.modes["equal_load"]
    assert mode.reference == f"scenarios/{WORLDS[world]}{worlds.REFERENCE}.yaml"
    loaded = scenario_of(world, worlds.REFERENCE).at_load(load)
    assert mean_use(loaded, FEW[world])["engineer"] == pytest.approx(load, abs=0.02)


@every_world
@every_preset
@every_mode
def test_no_role_is_idle_or_used_up_without_a_reason_in_the_file(world: str, preset: str, mode: str) -> None:
    text = path_of(world, preset).read_text(encoding="utf-8")
    said = {
        "below": "manager" if re.search(r"^# Used below \.25: managers\.", text, re.M) else "",
        "above": bool(re.search(r"^# Used above \.95 under equal load", text, re.M)),
    }
    for role, share in mean_use(scenario_of(world, preset).in_mode(mode), FEW[world]).items():
        assert share > HARDLY or role == said["below"], f"{role} {share:.2f}"
        assert share < TOO_MUCH or (mode == "equal_load" and said["above"]), f"{role} {share:.2f}"


@every_world
@every_preset
def test_backlog_mode_does_not_pile_up_what_is_begun(world: str, preset: str) -> None:
    scenario = scenario_of(world, preset).in_mode("backlog")
    runs = [run.run.to_pylist()[0] for run in replicate([("", scenario)], [1, 2, 3])]
    assert np.mean([run["unfinished_share"] for run in runs]) < 0.02


@every_world
def test_presets_of_a_world_have_the_same_people_products_and_demand(world: str) -> None:
    first, *others = [scenario_of(world, preset) for preset in PRESETS]
    for other in others:
        for part in OF_THE_WORLD:
            assert getattr(other, part) == getattr(first, part), f"{other.name}: {part}"
        assert other.priorities == first.priorities


@every_world
@every_preset
def test_who_sits_in_one_team_meets_for_six_hours_a_week(world: str, preset: str) -> None:
    """Team, chapter, department and company together; a seat in a project brings that project's hours. Operations
    that are a department have no chapter and no project, as their files say; nor has a platform that is a tribe.
    """
    scenario = scenario_of(world, preset)
    feedback, staffing = scenario.feedback, scenario.structure.staffing
    looking_back = 0.0
    if feedback is not None and feedback.retrospectives is not None:
        looking_back = feedback.retrospectives.hours * DAYS_PER_WEEK / feedback.retrospectives.every_days
    project = scenario.ceremonies.hours_per_week if staffing else 0.0
    department = {"project-based": 2.0, "spotify": 4.5}.get(preset, 6.0)
    hours = HOURS_PER_WEEK * np.array(meeting_shares(scenario))
    roles = roles_of_people(scenario.workforce)
    platforms = {platform.name for platform in scenario.structure.platforms}
    for team in scenario.organisation.teams:
        for person, _ in team.members:
            if roles[person] == "manager":
                continue
            in_project = staffing is not None and team.name not in platforms and roles[person] in staffing
            met = hours[person] + (project if in_project else 0.0)
            is_department = roles[person] == "operations" and team.name.endswith("operations")
            is_department |= (world, preset) == ("regulated", "spotify") and team.name in platforms
            expected = (
                {6.0, 6.0 + looking_back} if not is_department else {department, department + looking_back}
            )
            assert any(met == pytest.approx(e, abs=1e-9) for e in expected), (
                f"{team.name}: {roles[person]} {met}"
            )


@every_world
def test_four_structures_are_the_presets_of_a_world_in_both_modes(world: str) -> None:
    comparison = load_comparison([ROOT / "scenarios" / f"{WORLDS[world]}four-structures.yaml"])
    assert comparison.variants == tuple((preset, scenario_of(world, preset)) for preset in PRESETS)
    assert comparison.modes == tuple(MODES)


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
        assert (scenario.limits is not None) == (owners == "departments")
        assert (scenario.structure.reassign is not None) == (owners == "squads" and staffing == "permanent")
        for part in (*OF_THE_WORLD, "priorities", "feedback"):
            assert getattr(scenario, part) == getattr(baseline, part), part
        assert scenario.structure.platform == baseline.structure.platform
