"""Which words of the files are names of people, logins or titles of items; none of them is passed on.

They are known by the columns they stand in. A team, a group or an area that bears such a word gets a number
instead, the same wherever it occurs; a status or a type that does is left out; a job title loses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from .columns import WORK, Columns, list_columns, plain
from .identities import NOBODY, word, words_by_row
from .notes import Notes
from .sheets import Sheet
from .statuses import is_known

OF_PEOPLE = re.compile(
    r"\b(assignees?|assigned to|reporter|creator|author|owner|users?|user ?name|login|e ?mail|watchers?|participants?|"
    r"request(e|o)r|caller|contact|reviewers?|approvers?|developers?|resource|performer|actor|committer|people|persons?|"
    r"manager|employee|sponsor|name of .*|\w+ed by|by)( (full |display |user )?(name|id|login|e ?mail|address|key))?$"
)
"""Columns of a history that hold people."""
OF_TITLES = re.compile(
    r"^(issue |ticket |item |task |card )?(summary|title|subject|name|description|headline|comments?|body|notes|text|details|short description)$"
)
"""Columns of a history that hold words about an item."""
NO_PEOPLE = ("team", "area", "type", "status", "activity", "stage", "timestamp", "created", "done", "item")
NUMBERED, LEFT_OUT = ("team", "area"), ("type", "status", "activity", "stage")
PARTS = re.compile(r"[^\w@.'’-]+")


class Private:
    """Words that stay in the files."""

    def __init__(self) -> None:
        self.words: set[str] = set()
        self._titles: set[str] = set()
        self._by_part: dict[str, set[str]] = {}
        """Full names and addresses by their first part: such are found within a text, too."""
        self._numbers: dict[str, str] = {}

    def of_people(self, sheet: Sheet, columns: Columns) -> None:
        """Take the names of a list of people."""
        if columns.kind == "groups":
            cells = chain.from_iterable(sheet.columns[column] for column in list_columns(sheet))
            self._add(chain.from_iterable(re.split(r"\s*[;,|]\s*", cell) for cell in cells))
        elif "person" in columns.found:
            self._add(set().union(*words_by_row(sheet, columns)))
            self._add(columns.cells(sheet, "manager"))

    def of_work(self, sheet: Sheet, columns: Columns, teams: set[str]) -> None:
        """Take the names of a history, and its titles. teams: of the list of people, which are no names."""
        known = {columns.found[meaning] for meaning in NO_PEOPLE if meaning in columns.found}
        for column in sheet.header:
            name = plain(column)
            if column in known:
                continue
            if column == columns.found.get("resource") or name in WORK["resource"] or OF_PEOPLE.search(name):
                cells = set(sheet.columns[column])
                parts = chain.from_iterable(re.split(r"\s*[;|]\s*", cell) for cell in cells)
                self._add(cell for cell in chain(cells, parts) if cell.casefold() not in teams)
            elif OF_TITLES.search(name):
                self._titles |= {cell.casefold() for cell in sheet.columns[column] if cell}

    def _add(self, names: Iterable[str]) -> None:
        for name in set(names):
            local = name.partition("@")[0]
            for each in {name.casefold(), word(name), local.casefold()}:
                if each not in NOBODY and not each.isdigit():
                    self.words.add(each)
                    if " " in each or "@" in each:
                        self._by_part.setdefault(PARTS.split(each)[0], set()).add(each)

    def within(self, text: str) -> list[str]:
        """Full names and addresses within a text, in small letters."""
        small = text.casefold()
        parts = dict.fromkeys(part for whole in PARTS.split(small) for part in (whole, _owner(whole)))
        return [name for part in parts for name in self._by_part.get(part, ()) if name in small]

    def bears(self, text: str) -> bool:
        """Whether a text is or holds a name, or is the title of an item."""
        small = text.casefold()
        return (
            small in self.words
            or small in self._titles
            or word(text) in self.words
            or bool(self.within(text))
        )

    def stand_in(self, text: str) -> str:
        """A number for a team or an area that bears a name; all else as it is."""
        if not text or not self.bears(text):
            return text
        return self._numbers.setdefault(text, f"team {len(self._numbers) + 1}")

    def without(self, text: str) -> str:
        """A text without the names in it."""
        for name in self.within(text):
            place = text.casefold().find(name)
            if place >= 0:
                text = f"{text[:place]}…{text[place + len(name) :]}"
        return text

    def masked(self, sheet: Sheet, columns: Columns, notes: Notes) -> Sheet:
        """A history without names and titles in what becomes a word of the model."""
        found = dict(sheet.columns)
        numbered, left_out = set[str](), set[str]()
        for meaning in (*NUMBERED, *LEFT_OUT):
            column = columns.found.get(meaning)
            for text in set(sheet.columns[column]) - {""} if column is not None else ():
                if self.bears(text) and not (meaning in LEFT_OUT and is_known(text)):
                    (numbered if meaning in NUMBERED else left_out).add(text)
            if column is not None and (hidden := numbered if meaning in NUMBERED else left_out):
                cells = sheet.columns[column]
                found[column] = [
                    (self.stand_in(cell) if meaning in NUMBERED else "") if cell in hidden else cell
                    for cell in cells
                ]
        if numbered:
            notes.warn(
                f"{sheet.name}: {len(numbered)} teams or areas bear the name of a person; they are numbered instead"
            )
        if left_out:
            notes.warn(
                f"{sheet.name}: {len(left_out)} statuses or types are names of people or titles of items; they are left out"
            )
        return replace(sheet, columns=found)

    def shown(self, names: Sequence[str]) -> str:
        """Names of columns in words, without those that bear the name of a person."""
        said = [name for name in names if not self.bears(name)]
        rest = len(names) - len(said)
        return ", ".join([*said, *([f"{rest} that bear names"] if rest else [])])


def _owner(word_: str) -> str:
    """Jane of Jane's."""
    return re.sub(r"['’]s?$", "", word_)
