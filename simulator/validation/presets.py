"""The presets of the project: four ways to organise the mid-size software company."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ..errors import InputError, Problem
from ..scenario.loader import load_scenario
from ..scenario.scenario import Scenario

PRESETS = ("project-based", "spotify", "two-pizza", "product-model")


@cache
def folder() -> Path:
    """Folder of the scenario files: in the project, or installed beside the code.

    Raises InputError where neither exists.
    """
    package = Path(__file__).parents[1]
    for place in (package.parent / "scenarios", package / "scenarios"):
        if (place / f"{PRESETS[0]}.yaml").is_file():
            return place
    what = "the presets are not installed with this copy of orgsim"
    raise InputError([Problem("", what, "run it inside the project", file="validate-model")])


def preset(name: str, changes: Mapping[str, Any] | None = None) -> Scenario:
    """One of them; changes: by dotted path."""
    return load_scenario(folder() / f"{name}.yaml", changes)
