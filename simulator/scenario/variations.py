"""A scenario with some values changed: what a study simulates at its points."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .inheritance import overridden
from .loader import checked
from .overrides import as_written
from .scenario import Scenario

POINT = "point"


def with_values(scenario: Scenario, values: Mapping[str, Any], shown: str = POINT) -> Scenario:
    """A scenario with values set by dotted path, and checked anew.

    shown: what problems name instead of a file. Raises InputError with all of them.
    """
    return from_resolved(scenario.model_dump(mode="json", exclude_none=True), scenario.folder, values, shown)


def from_resolved(
    resolved: Mapping[str, Any], folder: str | Path, values: Mapping[str, Any], shown: str = POINT
) -> Scenario:
    """The same from a scenario as a manifest keeps it, with everything it extends."""
    return checked(overridden(as_written(resolved, shown), values), Path(folder))
