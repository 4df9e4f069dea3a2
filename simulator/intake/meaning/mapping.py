"""mapping.yaml: how orgsim read titles, statuses and columns, to be edited and given back."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from ...errors import InputError, Problem, did_you_mean
from ...scenario.translation import translated
from ...scenario.yaml_reader import Written, locate, read_yaml
from ...spec import Name, Spec
from ...work.value_stream import Proficiency
from ..words.vocabulary import shipped


class ColumnsSpec(Spec):
    """Columns by what they mean; a column that is not named is found by its name."""

    people: dict[Name, Name] = {}
    """Of the list of people: `person`, `role`, `team`, `group`, `manager`, `memberships`, `share`, `capacity`, `status`, `leave`,
    `hired`, `ends`, `kind`."""
    work: dict[Name, Name] = {}
    """Of the history: `item`, `created`, `done`, `updated`, `area`, `type`, `status`, `resolution`, `team`, `resource`, `size`, `spent`,
    `returns`, `handoffs`, `parent`, `path` (statuses one after the other); of one row per event `activity`, `timestamp`, `lifecycle`,
    `start`, `end`, and `field`, what changed."""


class MappingSpec(Spec):
    """How words of your files become words of the model."""

    columns: ColumnsSpec = ColumnsSpec()
    titles: dict[str, Name] = {}
    """Role by job title."""
    statuses: dict[str, Name] = {}
    """Stage by status: the name of a stage, `waiting` (no one works on it), `done` or `ended` (given up)."""
    who: dict[Name, dict[Name, Proficiency]] = {}
    """By stage: roles that can do it, each with its proficiency, as under `by` in a value stream."""
    level: Literal["above", "items", "below"] | None = None
    """Of a history that mixes epics, items and sub-tasks: the level that is counted; default: items."""
    vacancies: Literal["empty", "filled"] = "empty"
    """Whether vacant seats of the list of people are people."""
    owns: dict[str, dict[str, Name]] = {}
    """By area and stage: the team that does it, where orgsim guessed wrong."""


def read_mapping(path: Path) -> MappingSpec:
    """Read a mapping. Raises InputError with all its problems."""
    written = read_yaml(path)
    try:
        found = MappingSpec.model_validate(written.plain())
    except ValidationError as error:
        raise InputError([*written.problems, *translated(error, written, MappingSpec)]) from None
    problems = written.problems + _unknown_meanings(found, written)
    if problems:
        raise InputError(problems)
    return found


def _unknown_meanings(mapping: MappingSpec, written: Written) -> list[Problem]:
    """Columns with an unknown meaning."""
    problems = []
    for kind in ("people", "work"):
        table = shipped().names_of(kind)
        for meaning in getattr(mapping.columns, kind):
            if meaning not in table:
                path, position, _ = locate(("columns", kind, meaning), written)
                problems.append(
                    Problem(path, "no such meaning of a column", did_you_mean(meaning, table), *position)
                )
    return problems
