"""A scenario as resolved, as the manifest keeps it, is a scenario again."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.scenario.loader import load_scenario, scenario_from
from simulator.store.manifest import resolved, scenario_hash

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = ("three-clerks", "project-based", "spotify", "two-pizza", "product-model")


@pytest.mark.parametrize("name", NAMES)
def test_a_resolved_scenario_can_be_read_again_and_is_the_same(name: str) -> None:
    scenario = load_scenario(SCENARIOS / f"{name}.yaml")
    again = scenario_from(resolved(scenario))
    assert scenario_hash(again) == scenario_hash(scenario)
    assert again.organisation == scenario.organisation
