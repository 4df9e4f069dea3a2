"""Names decide nothing: not that of a preset, of its teams, groups, boards and roles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.engine.run import Simulation
from simulator.scenario.loader import load_scenario, scenario_from
from simulator.scenario.scenario import Scenario
from simulator.store.manifest import resolved

from .test_labels import bytes_of, names_in

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PRESETS = ("project-based", "spotify", "two-pizza", "product-model")
MODES = ("equal_load", "backlog")
SHORT = {"horizon.quarters": 2, "horizon.warmup_quarters": 1, "horizon.run_off_quarters": 1}
SEED = 5
MAPS_BY_NAME = (
    "workforce", "by", "coupling", "members", "composition", "staffing", "max_projects", "assign", "modes", "value_factor",
)  # fmt: skip
"""Maps whose keys are names; other keys may read like one: a stage is called release, too."""
WORDS = ("class", "per")
"""Keys whose values are no names, even if they read like one: a product is called support, too."""


def lived(scenario: Scenario) -> bytes:
    return bytes_of(Simulation(scenario, SEED, log=True).run_until().books)


def preset(name: str, mode: str = MODES[0]) -> Scenario:
    return load_scenario(SCENARIOS / f"{name}.yaml", SHORT | {"demand.mode": mode})


def values_of(name: str, mode: str = MODES[0]) -> dict[str, Any]:
    """A preset with everything it extends, without what was never written."""
    values: dict[str, Any] = resolved(preset(name, mode))
    return values


def relabelled(values: Any, names: dict[str, str], key: str = "") -> Any:
    if isinstance(values, dict):
        return {
            names.get(k, k) if key in MAPS_BY_NAME else k: relabelled(value, names, k)
            for k, value in values.items()
        }
    if isinstance(values, list):
        return [relabelled(value, names, key) for value in values]
    return names.get(values, values) if isinstance(values, str) and key not in WORDS else values


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", PRESETS)
def test_renaming_a_preset_and_all_in_it_changes_no_number(name: str, mode: str) -> None:
    """Products, stages, roles, layers, guilds, groups, platforms and modes; the new names sort the other way."""
    values = values_of(name, mode)
    names = [*names_in(values), *MODES]
    assert {"product_manager", "search", "build", "tickets", name} <= set(names)
    other = relabelled(values, {old: f"{len(names) - k:03} Umlaut ü" for k, old in enumerate(names)})
    assert not set(names) & set(names_in(other))
    assert lived(scenario_from(other)) == lived(preset(name, mode))


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize(
    "changes",
    [
        {"name": "spotify"},
        {"name": "two-pizza"},
        {"structure.groups.name": "squad"},
        {"structure.platform.name": "tribe"},
        {"description": "autonomous, agile, empowered"},
    ],
    ids=str,
)
def test_one_name_that_promises_much_changes_no_number(name: str, changes: dict[str, Any]) -> None:
    assert lived(load_scenario(SCENARIOS / f"{name}.yaml", SHORT | changes)) == lived(preset(name))


def test_a_team_named_like_a_team_of_another_preset_is_the_same_team() -> None:
    products = [product["name"] for product in values_of("two-pizza")["products"]]
    teams = {f"feature factory {k}": [name] for k, name in enumerate(products) if name != "platform"}
    mapped = load_scenario(SCENARIOS / "two-pizza.yaml", SHORT | {"structure.assign": teams})
    assert mapped.organisation.teams[0].name == "feature factory 0"
    assert lived(mapped) == lived(preset("two-pizza"))
