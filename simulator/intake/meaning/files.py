"""The files given: the kind of each, and the meaning of their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import InputError, Problem
from ..tables.opening import read_sheet
from ..tables.sheets import Sheet
from ..words.phrases import bare_name, plain
from .columns import Columns, list_columns, recognised
from .identities import FULL_NAME, naming_columns, with_full_names
from .reading import Reading

NOT_KNOWN = "not known what they mean"
EMPTY = "empty"
OTHER_NAME = "another name of the person"


@dataclass
class Files:
    """The files given, as tables that are understood."""

    people: tuple[Sheet, Columns] | None = None
    work: tuple[Sheet, Columns] | None = None
    columns: dict[str, Any] = field(default_factory=dict)


def read_files(paths: Sequence[Path], reading: Reading) -> Files:
    """The kind of each file; problems of all files are reported together."""
    files = Files()
    problems: list[Problem] = []
    mapped = {
        "people": dict(reading.mapping.columns.people),
        "work": dict(reading.mapping.columns.work),
    }
    for path in paths:
        try:
            sheet = with_full_names(read_sheet(path, reading.words, reading.notes), reading.words)
            columns = recognised(sheet, mapped, reading.words, reading.notes)
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
        found = {meaning: column for meaning, column in columns.found.items() if column != FULL_NAME}
        files.columns["people" if people else "work"] = found
    if problems:
        raise InputError(problems)
    _keep_private(files, reading)
    for read in (files.people, files.work):
        if read is not None:
            _account_for(*read, reading)
    return files


def _keep_private(files: Files, reading: Reading) -> None:
    """Collect from all files the words that are names of people or titles of items."""
    teams: set[str] = set()
    for read in (files.people, files.work):
        if read is not None:
            names = (read[1].cells(read[0], meaning) for meaning in ("team", "group", "area"))
            reading.private.taken.update(plain(name) for column in names for name in set(column))
    if files.people is not None:
        sheet, columns = files.people
        reading.private.of_people(sheet, columns)
        cells = {cell.casefold() for meaning in ("team", "group") for cell in columns.cells(sheet, meaning)}
        teams = cells - reading.private.words
    if files.work is not None:
        reading.private.of_work(*files.work, teams)


def _account_for(sheet: Sheet, columns: Columns, reading: Reading) -> None:
    """What each column means, or why it is not used. Stages of a history are settled when it is read."""
    account = reading.notes.account(sheet.name)
    account.what = columns.in_words
    account.used = {
        column: meaning.replace("_", " ")
        for meaning, column in columns.found.items()
        if column in sheet.header and column != FULL_NAME
    }
    lists = list_columns(sheet) if columns.kind == "groups" else []
    account.used |= dict.fromkeys(lists, "people of the group")
    names = naming_columns(sheet, columns, reading.words) if columns.kind == "people" else []
    later = {name: first for first, names in sheet.repeats.items() for name in names}
    for column in sheet.header:
        if column in account.used or column == FULL_NAME:
            continue
        if column in names:
            account.used[column] = OTHER_NAME
        elif column in later:
            account.unused[column] = f"further values of '{later[column]}', of which the first counts"
        else:
            why = reading.words.why_unused(bare_name(column))
            account.unused[column] = EMPTY if not any(sheet.columns[column]) else why or NOT_KNOWN
