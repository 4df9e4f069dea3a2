"""The files given: which is which, and what their columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import InputError, Problem
from .columns import Columns, recognised
from .dates import looks_like_times
from .identities import with_full_names
from .mapping import MappingSpec
from .notes import Notes
from .sheets import Sheet, read_sheet


@dataclass
class Files:
    """The files given, as tables that are understood."""

    people: tuple[Sheet, Columns] | None = None
    work: tuple[Sheet, Columns] | None = None
    columns: dict[str, Any] = field(default_factory=dict)


def read_files(paths: Sequence[Path], mapping: MappingSpec, notes: Notes) -> Files:
    """Which file is which; what is wrong with any of them is said at once."""
    files = Files()
    problems: list[Problem] = []
    told = {"people": dict(mapping.columns.people), "work": dict(mapping.columns.work)}
    for path in paths:
        try:
            sheet = with_full_names(read_sheet(path, notes))
            columns = recognised(sheet, told, notes)
        except InputError as error:
            problems += error.problems
            continue
        people = columns.kind in ("people", "groups")
        if (files.people if people else files.work) is not None:
            what = f"is a second {'list of people' if people else 'history of work'}"
            problems.append(sheet.problem(what, "give one list of people and one history"))
        elif people:
            files.people = sheet, columns
        else:
            files.work = sheet, columns
        files.columns["people" if people else "work"] = dict(columns.found)
        rest = [column for column in sheet.header if column not in columns.found.values()]
        unused = [column for column in rest if people or not looks_like_times(sheet.columns[column])]
        used = ", ".join(f"{meaning} = '{column}'" for meaning, column in columns.found.items())
        notes.find(
            f"{path.name}: {len(sheet):,} rows; {used}"
            + (f"; not used: {', '.join(unused)}" if unused else "")
        )
    if problems:
        raise InputError(problems)
    return files
