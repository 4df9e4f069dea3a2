"""The presets of the project: four ways to organise the mid-size software company."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..scenario.loader import load_scenario
from ..scenario.scenario import Scenario

PRESETS = ("project-based", "spotify", "two-pizza", "product-model")


def preset(name: str, changes: Mapping[str, Any] | None = None) -> Scenario:
    """One of them; changes: by dotted path."""
    return load_scenario(f"preset:{name}", changes)
