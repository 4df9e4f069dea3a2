"""The files given: the kind of each, and the meaning of their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import InputError, Problem
from ..notes import Notes
from ..tables.sheets import Sheet, read_sheet
from ..times.dates import looks_like_times
from .columns import Columns, recognised
from .identities import with_full_names
from .mapping import MappingSpec
from .privacy import Private

MOST_NAMED = 40
"""Columns that are not used, of which each is named."""


@dataclass
class Files:
    """The files given, as tables that are understood."""

    people: tuple[Sheet, Columns] | None = None
    work: tuple[Sheet, Columns] | None = None
    columns: dict[str, Any] = field(default_factory=dict)
    private: Private = field(default_factory=Private)


def read_files(paths: Sequence[Path], mapping: MappingSpec, notes: Notes) -> Files:
    """The kind of each file; problems of all files are reported together."""
    files = Files()
    problems: list[Problem] = []
    mapped = {"people": dict(mapping.columns.people), "work": dict(mapping.columns.work)}
    for path in paths:
        try:
            sheet = with_full_names(read_sheet(path, notes))
            columns = recognised(sheet, mapped, notes)
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
    if problems:
        raise InputError(problems)
    _keep_private(files)
    for people, read in ((True, files.people), (False, files.work)):
        if read is not None:
            _tell(*read, people, files.private, notes)
    return files


def _keep_private(files: Files) -> None:
    """Collect from all files the words that are names of people or titles of items."""
    teams: set[str] = set()
    if files.people is not None:
        sheet, columns = files.people
        files.private.of_people(sheet, columns)
        cells = {cell.casefold() for meaning in ("team", "group") for cell in columns.cells(sheet, meaning)}
        teams = cells - files.private.words
    if files.work is not None:
        files.private.of_work(*files.work, teams)


def _tell(sheet: Sheet, columns: Columns, people: bool, private: Private, notes: Notes) -> None:
    """Note what was found in a file, and which columns are not used."""
    used = set(columns.found.values())
    rest = [column for column in sheet.header if column not in used]
    unused = [column for column in rest if people or not looks_like_times(sheet.columns[column])]
    said = ", ".join(f"{meaning} = '{column}'" for meaning, column in columns.found.items())
    more = f" and {len(unused) - MOST_NAMED:,} more" if len(unused) > MOST_NAMED else ""
    passed = f"; not used: {private.shown(unused[:MOST_NAMED])}{more}" if unused else ""
    notes.find(f"{sheet.name}: {len(sheet):,} rows; {said}{passed}")
