"""Which words of the files are names of people, logins or titles of items; none of them is passed on.

They are found by their columns. A team, a group or an area with such a name gets a number instead, the same
wherever it occurs; a status or a type with such a name is left out; the name is removed from a job title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from ..notes import Notes
from ..tables.sheets import Sheet
from ..words.phrases import bare_name, plain
from ..words.vocabulary import Vocabulary
from .columns import Columns, list_columns
from .identities import word, words_by_row, words_of

PEOPLE_WHY, TEXT_WHY = "a name of a person", "the text of an item"
"""Reasons of the vocabulary for columns that stay private."""
NO_PEOPLE = (
    "team", "area", "type", "status", "resolution", "activity", "stage", "from", "path", "timestamp", "created", "done", "updated", "item", "parent",
)  # fmt: skip
NUMBERED, LEFT_OUT = ("team", "area"), ("type", "status", "resolution", "activity", "stage", "from")
ADDRESS = re.compile(r"[^\s<>@,;:()]+@[^\s<>@,;:()]+\.\w+")
"""An e-mail address, also of a person who is not in a column of people."""
SHORTEST = 3
"""Letters of a name."""
OF_TEAMS = frozenset(
    [
        "team",
        "squad",
        "crew",
        "group",
        "tribe",
        "pod",
        "unit",
        "the",
        "s",
        "and",
        "gruppe",
        "equipe",
        "equipo",
        "mannschaft",
        "abteilung",
        "de",
        "of",
    ]
)
FOR_SOMEONE = re.compile(
    r"\b(for|with|on|by|at|bei|auf|von|für|pour|par|chez|para|por|con)\s+([^\W\d_]+)", re.I
)
PART = re.compile(r"[\w@.'’-]+")
PARTS = re.compile(r"[^\w@.'’-]+")


class Private:
    """Words that stay in the files."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.words: set[str] = set()
        self._titles: set[str] = set()
        self._titles_by_part: dict[str, set[str]] = {}
        self._by_part: dict[str, set[str]] = {}
        """Full names and addresses by their first part: these are also found within a text."""
        self._first_names: set[str] = set()
        self._last_names: set[str] = set()
        self._numbers: dict[str, str] = {}
        self.taken: set[str] = set()
        """Plain names of teams, groups and areas of the files, which no number may repeat."""

    def of_people(self, sheet: Sheet, columns: Columns) -> None:
        """Take the names of a list of people."""
        if columns.kind == "groups":
            cells = chain.from_iterable(sheet.columns[column] for column in list_columns(sheet))
            self._add(chain.from_iterable(re.split(r"\s*[;,|]\s*", cell) for cell in cells))
        elif "person" in columns.found:
            self._add(set().union(*words_by_row(sheet, columns, self.vocabulary)))
            self._add(columns.cells(sheet, "manager"))

    def of_work(self, sheet: Sheet, columns: Columns, teams: set[str]) -> None:
        """Take the names of a history, and its titles. teams: of the list of people, which are not names."""
        known = {columns.found[meaning] for meaning in NO_PEOPLE if meaning in columns.found}
        resources = set(self.vocabulary.names_of("work", columns.tool)["resource"])
        for column in sheet.header:
            if column in known:
                continue
            name, why = bare_name(column), self.vocabulary.why_unused(bare_name(column))
            if column == columns.found.get("resource") or name in resources or why == PEOPLE_WHY:
                cells = set(sheet.columns[column])
                parts = chain.from_iterable(re.split(r"\s*[;|]\s*", cell) for cell in cells)
                self._add(cell for cell in chain(cells, parts) if cell.casefold() not in teams)
            elif why == TEXT_WHY:
                self._add_titles(set(sheet.columns[column]) - {""})

    def _add(self, names: Iterable[str]) -> None:
        for name in set(names):
            local = name.partition("@")[0]
            for each in {name.casefold(), local.casefold(), *words_of(name)}:
                if each and not each.isdigit() and not self.vocabulary.person("no_one", each):
                    self.words.add(each)
                    parts = plain(each).split() if "@" not in each else []
                    if len(parts) > 1 and len(parts[-1]) >= SHORTEST:
                        self._last_names.add(parts[-1])
                    if len(parts) > 1 and len(parts[0]) >= SHORTEST:
                        self._first_names.add(parts[0])
                    if " " in each or "@" in each:
                        self._by_part.setdefault(_first_part(each), set()).add(each)

    def _add_titles(self, titles: Iterable[str]) -> None:
        for title in titles:
            small = title.casefold()
            self._titles.add(small)
            if small.count(" ") >= 2:
                self._titles_by_part.setdefault(_first_part(small), set()).add(small)

    def _within(self, text: str, known: Mapping[str, set[str]]) -> list[str]:
        """Full names, addresses or long titles within a text, in small letters, the longest first."""
        small = text.casefold()
        there = {name for part in _parts(small) for name in known.get(part, ()) if name in small}
        return sorted(there, key=lambda name: (-len(name), name))

    def _is_named_after(self, text: str) -> bool:
        """Whether a team has the last name of a person, beside words such as team and squad: `Team Quist`, `Quist's crew`."""
        words = set(plain(text).split())
        return bool(words & self._last_names) and words <= self._last_names | OF_TEAMS

    def _without_names_behind(self, text: str) -> str:
        """A status without the names of those for whom it waits: `Waiting for Zorbanna`."""

        def cut(found: re.Match[str]) -> str:
            return f"{found[1]} …" if plain(found[2]) in self._last_names | self._first_names else found[0]

        return FOR_SOMEONE.sub(cut, text)

    def _is_one(self, text: str) -> bool:
        """Whether a text is a name or the title of an item, and nothing else."""
        small = text.casefold()
        return small in self.words or small in self._titles or word(text) in self.words

    def _is_known(self, text: str) -> bool:
        """Whether a word is a usual status, even if a name has it."""
        return bool(self.vocabulary.status(text))

    def bears(self, text: str) -> bool:
        """Whether a text is or holds a name, or is the title of an item."""
        return (
            self._is_one(text)
            or bool(ADDRESS.search(text) or self._within(text, self._by_part))
            or self._is_named_after(text)
        )

    def stand_in(self, text: str) -> str:
        """A number for a team or an area that has such a name; all else unchanged."""
        if not text or not self.bears(text):
            return text
        if text not in self._numbers:
            number = len(self._numbers) + 1
            while plain(f"team {number}") in self.taken:
                number += 1
            self.taken.add(plain(f"team {number}"))
            self._numbers[text] = f"team {number}"
        return self._numbers[text]

    def without(self, text: str) -> str:
        """A text without the full names and addresses in it."""
        text = ADDRESS.sub("…", text)
        return _cut(text, self._within(text, self._by_part))

    def cleaned(self, text: str) -> str:
        """A status or a type without names, logins and titles; '' if it is one of these, unless it is also a usual status."""
        if self._is_one(text):
            return text if self._is_known(text) else ""
        text = _cut(self.without(text), self._within(text, self._titles_by_part))
        text = self._without_names_behind(text)
        logins = [part for part in _parts(text.casefold()) if part.lstrip("@") in self.words]
        return _cut(text, [part for part in logins if part.startswith("@") or not self._is_known(part)])

    def masked(self, sheet: Sheet, columns: Columns, notes: Notes) -> Sheet:
        """A history without names and titles in the cells that become words of the model."""
        found = dict(sheet.columns)
        for meanings, change, what in (
            (
                NUMBERED,
                self.stand_in,
                (
                    "team or area has the name of a person; it is numbered instead",
                    "teams or areas have the name of a person; they are numbered instead",
                ),
            ),
            (
                LEFT_OUT,
                self.cleaned,
                (
                    "status or type holds the name of a person or the title of an item; it is left out",
                    "statuses or types hold names of people or titles of items; these are left out",
                ),
            ),
        ):
            count = 0
            for column in (columns.found[meaning] for meaning in meanings if meaning in columns.found):
                texts = {text: change(text) for text in dict.fromkeys(sheet.columns[column]) if text}
                count += sum(text != new for text, new in texts.items())
                found[column] = [texts.get(cell, "") for cell in sheet.columns[column]]
            if count:
                notes.warn(f"{sheet.name}: {count:,} {what[0] if count == 1 else what[1]}")
        return replace(sheet, columns=found)

    def shown(self, names: Sequence[str]) -> list[str]:
        """Names of columns, without those that hold the name of a person."""
        said = [name for name in names if not self.bears(name)]
        rest = len(names) - len(said)
        return [*said, *([f"{rest} with names of people"] if rest else [])]


def _parts(text: str) -> list[str]:
    """Words of a text as they may begin a name, also those before an apostrophe: Jane of Jane's."""
    whole = [part.strip(".-'’") for part in PARTS.split(text)]
    return list(
        dict.fromkeys(part for each in whole for part in (each, re.sub(r"['’]s?$", "", each)) if part)
    ) or [""]


def _first_part(name: str) -> str:
    """The first of the words of a name."""
    found = PART.search(name)
    return found[0].strip(".-'’") if found else ""


def _cut(text: str, names: Iterable[str]) -> str:
    """A text with an ellipsis in place of each name."""
    for name in names:
        shorter = re.sub(re.escape(name), "…", text, flags=re.I)
        text = shorter if shorter != text or name not in text.casefold() else "…"
    return text
