"""A scenario as a file that can be read again, wherever it is put."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .inheritance import moved
from .overrides import as_written
from .scenario import Scenario
from .yaml_writer import as_yaml


def as_file(scenario: Scenario, folder: Path, name: str, comment: Sequence[str] = ()) -> str:
    """The text of a file with all that differs from the defaults, for a folder: paths of tables are relative to it."""
    values = scenario.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    written = moved(as_written({**values, "name": name}, name), scenario.folder.resolve(), folder.resolve())
    return as_yaml(written.plain(), comment)
