"""mapping.yaml: what orgsim made of titles, statuses and columns, to be edited and given back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from ..errors import InputError
from ..scenario.reading import read_yaml
from ..scenario.translation import translated
from ..spec import Name, Spec
from ..work.value_stream import Proficiency


class ColumnsSpec(Spec):
    """Columns by what they mean; a column that is not named is found by its name."""

    people: dict[Name, Name] = {}
    """Of the list of people: `person`, `role`, `team`, `group`, `manager`, `memberships`, `share`."""
    work: dict[Name, Name] = {}
    """Of the history: `item`, `created`, `done`, `area`, `type`, `status`, `team`, `resource`, `size`, `spent`,
    `returns`, `handoffs`; of one row per event `activity` and `timestamp`."""


class MappingSpec(Spec):
    """How words of your files become words of the model."""

    columns: ColumnsSpec = ColumnsSpec()
    titles: dict[str, Name] = {}
    """Role by job title."""
    statuses: dict[str, Name] = {}
    """Stage by status: the name of a stage, `waiting` (nobody works on it), `done` or `ended` (given up)."""
    who: dict[Name, dict[Name, Proficiency]] = {}
    """By stage: roles that can do it, each with its proficiency, as under `by` in a value stream."""
    owns: dict[str, dict[str, Name]] = {}
    """By area and stage: the team that does it, where orgsim guessed wrong."""


def read_mapping(path: Path) -> MappingSpec:
    """Read a mapping. Raises InputError with all that is wrong with it."""
    written = read_yaml(path)
    try:
        found = MappingSpec.model_validate(written.plain())
    except ValidationError as error:
        raise InputError([*written.problems, *translated(error, written, MappingSpec)]) from None
    if written.problems:
        raise InputError(written.problems)
    return found


def used_columns(found: Mapping[str, str]) -> dict[str, str]:
    """Columns by meaning, in a fixed order."""
    return dict(sorted(found.items()))
