"""The words of files, from words.yaml and from a file of your own: what they are, and questions about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationError

from ...errors import InputError, Problem, did_you_mean
from ...metadata import Unit
from ...scenario.translation import translated
from ...scenario.yaml_reader import Written, locate, read_yaml
from ...spec import Name, Spec
from .phrases import Phrases, bare_name, plain, without_numbers

SHIPPED = "words.yaml"
PARTS = re.compile(r"\s+[-–—:|]+\s+|\s*[(\[\])]\s*|\s*:\s+")
"""What separates a status from what is said more of it."""
Words = list[Name]


def _a_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise ValueError(
            f"'{name}' is not a zone; write hours ahead of UTC, or a name such as Europe/Berlin"
        ) from None
    return name


Hours = Annotated[float, Field(ge=-14, le=14), Unit("hours ahead of UTC")]
Zone = Annotated[str, AfterValidator(_a_zone)]


class ColumnWords(Spec):
    """Names of columns."""

    people: dict[Name, Words] = {}
    """Of a list of people, by meaning; of several that fit, the first."""
    work: dict[Name, Words] = {}
    """Of a history of work, by meaning; of several that fit, the first."""
    new_values: Words = []
    """Columns of what a field was changed to, where another column names the field."""
    unused: dict[Name, Words] = {}
    """Columns that are recognised and not used, by the reason why."""


class ToolWords(Spec):
    """A program that exports files."""

    signs: list[Words] = []
    """Columns by which its export is recognised: all columns of one of these lists are there."""
    columns: dict[Name, Words] = {}
    """What its columns mean, before the names that are the same for all."""
    advice: str = ""
    """What to export instead where its file lacks something."""


class LevelWords(Spec):
    """Types of work items by their level in a hierarchy."""

    above: Words = []
    """Made of items, such as epics."""
    items: Words = []
    """Items."""
    below: Words = []
    """Parts of items, such as sub-tasks."""


class TitleWords(Spec):
    """Job titles of one role."""

    role: Name
    words: Words
    """A title holds one of these phrases."""


class WordsSpec(Spec):
    """What words in files mean. Words of your own are tried before those that come with orgsim."""

    columns: ColumnWords = ColumnWords()
    tools: dict[Name, ToolWords] = {}
    statuses: dict[Name, Words] = {}
    """By what they mean: `reopened`, `ended` (given up), `done`, `waiting`, or the stage of a value stream."""
    board: Words = []
    """Statuses of boards, which logs of other processes do not have."""
    fillers: Words = []
    """Words of a status that add nothing to its meaning, such as `in` and `phase`."""
    levels: LevelWords = LevelWords()
    unplanned: Words = []
    """Types of work that no one planned, such as incidents."""
    people: dict[Name, Words] = {}
    """Cells of a list of people: `no_one`, `vacant` seats, `total`, `left`, `away`, `contractor`, `footer`, `no_team`."""
    titles: list[TitleWords] = []
    """Roles by words of job titles; the first that fits."""
    months: dict[Name, Annotated[int, Field(ge=1, le=12), Unit("month")]] = {}
    """Number of a month by its name."""
    halves: dict[Name, Literal["am", "pm"]] = {}
    """Words for am and pm."""
    ignored_in_times: Words = []
    """Words of a time that say nothing: weekdays, `at`, `Uhr`."""
    zones: dict[Name, Hours | Zone] = {}
    """Names of time zones, as hours ahead of UTC or the name in the IANA database."""


class Vocabulary:
    """Words in use: those of a user, then those that come with orgsim."""

    def __init__(self, *specs: WordsSpec) -> None:
        self.specs = specs
        self._statuses = [(group, Phrases(words)) for spec in specs for group, words in spec.statuses.items()]
        self._fillers = {plain(word) for spec in specs for word in spec.fillers}
        self._people = [(kind, Phrases(words)) for spec in specs for kind, words in spec.people.items()]
        self._titles = [
            (one.role, Phrases(f"* {word} *" for word in one.words)) for spec in specs for one in spec.titles
        ]
        self._levels = [
            (level, Phrases(getattr(spec.levels, level)))
            for spec in specs
            for level in ("above", "items", "below")
        ]
        self._board = Phrases(word for spec in specs for word in spec.board)
        self._unplanned = Phrases(word for spec in specs for word in spec.unplanned)
        self._known_statuses: dict[tuple[str, bool], str] = {}

    def status(self, text: str, whole: bool = False) -> str:
        """What a status means: a group of `statuses`; '' if it is not known. whole: by phrases that say all of it."""
        if (text, whole) not in self._known_statuses:
            self._known_statuses[text, whole] = self._status(text, whole)
        return self._known_statuses[text, whole]

    def is_of_a_board(self, text: str) -> bool:
        """Whether a status is one of boards of work, by words that logs of other processes do not have."""
        return self._board.fits(plain(without_numbers(text)))

    def _status(self, text: str, whole: bool) -> str:
        parts = [part for part in PARTS.split(text) if part]
        if len(parts) > 1 and not whole:  # Closed - cannot reproduce
            groups = {self.status(part) for part in parts}
            if {"done", "ended"} <= groups:
                return "ended"
        full = plain(without_numbers(text))
        for words in (full, self._without_fillers(full)):
            for group, phrases in self._statuses:
                if phrases.fits(words, whole):
                    return group
        return ""

    def _without_fillers(self, status: str) -> str:
        """A status without fillers at its ends; within, they belong to a phrase, such as `mise en production`."""
        words = status.split()
        while words and words[0] in self._fillers:
            words.pop(0)
        while words and words[-1] in self._fillers:
            words.pop()
        return " ".join(words)

    def person(self, kind: str, cell: str) -> bool:
        """Whether a cell of a list of people is of a kind, such as `vacant`."""
        words = plain(cell)
        return any(phrases.fits(words) for one, phrases in self._people if one == kind)

    def role(self, title: str) -> str | None:
        """Role that a title, or a part of it, means."""
        words = plain(title)
        return next((role for role, phrases in self._titles if phrases.fits(words)), None)

    def level(self, kind: str) -> str:
        """`above`, `items` or `below`, for a type of work; '' if it is not known."""
        words = plain(kind)
        return next((level for level, phrases in self._levels if phrases.fits(words)), "")

    def is_unplanned(self, kind: str) -> bool:
        """Whether a type of work is of a kind that no one planned."""
        return self._unplanned.fits(plain(kind))

    def is_a_type(self, label: str) -> bool:
        """Whether a label is a word for a type of work."""
        return bool(self.level(label)) or self.is_unplanned(label) or plain(label) in ("feature", "task")

    @cached_property
    def months(self) -> Mapping[str, int]:
        """Number of a month by its name."""
        return {plain(name): number for spec in reversed(self.specs) for name, number in spec.months.items()}

    @cached_property
    def halves(self) -> Mapping[str, str]:
        """`am` or `pm` by the words for it."""
        return {plain(name): half for spec in reversed(self.specs) for name, half in spec.halves.items()}

    @cached_property
    def _nothing(self) -> frozenset[str]:
        return frozenset(plain(word) for spec in self.specs for word in spec.ignored_in_times)

    def says_nothing(self, word: str) -> bool:
        """Whether a word of a time says nothing, such as a weekday."""
        return word in self._nothing

    @cached_property
    def _zones(self) -> Mapping[str, float | str]:
        return {plain(name): zone for spec in reversed(self.specs) for name, zone in spec.zones.items()}

    def zone(self, name: str) -> float | str | None:
        """A time zone as hours ahead of UTC, or as its name in the IANA database; None if it is not known."""
        return self._zones.get(plain(name))

    @cached_property
    def _unused(self) -> Sequence[tuple[str, Phrases]]:
        return [
            (reason, Phrases(words)) for spec in self.specs for reason, words in spec.columns.unused.items()
        ]

    def why_unused(self, column: str) -> str:
        """The reason why a column of this plain name is never used; '' if there is none."""
        return next((reason for reason, phrases in self._unused if phrases.fits(column)), "")

    def names_of(self, meanings: str, tool: str = "") -> dict[str, list[str]]:
        """Names of columns by meaning, the likeliest first. meanings: `people` or `work`; tool: whose export it is."""
        found: dict[str, list[str]] = {}
        special = [spec.tools[tool].columns for spec in self.specs if tool in spec.tools]
        for table in (*special, *(getattr(spec.columns, meanings) for spec in self.specs)):
            for meaning, words in table.items():
                found.setdefault(meaning, []).extend(plain(word) for word in words)
        return found

    @cached_property
    def new_values(self) -> list[str]:
        """Names of columns of what a field was changed to, where another column names the field."""
        return [plain(word) for spec in self.specs for word in spec.columns.new_values]

    @cached_property
    def _columns(self) -> Phrases:
        tables = [table for spec in self.specs for table in (spec.columns.people, spec.columns.work)]
        return Phrases(word for table in tables for words in table.values() for word in words)

    def knows_column(self, name: str) -> bool:
        """Whether a column of this name is known in any kind of file."""
        bare = bare_name(name)
        return self._columns.fits(bare) or bool(self.why_unused(bare))

    @cached_property
    def tools(self) -> Mapping[str, ToolWords]:
        """Programs that are known."""
        found: dict[str, ToolWords] = {}
        for spec in reversed(self.specs):
            for name, tool in spec.tools.items():
                before = found.get(name, ToolWords())
                found[name] = ToolWords(
                    signs=[*tool.signs, *before.signs],
                    columns={**before.columns, **tool.columns},
                    advice=tool.advice or before.advice,
                )
        return found

    def tool_of(self, columns: Iterable[str]) -> str:
        """The program that exported a file with columns of these plain names; '' if it is not known."""
        there = set(columns)
        fits = {
            name: max((len(signs) for signs in tool.signs if {*map(plain, signs)} <= there), default=0)
            for name, tool in self.tools.items()
        }
        best = max(fits, key=lambda name: fits[name], default="")
        return best if best and fits[best] else ""


def vocabulary(path: Path | None = None) -> Vocabulary:
    """The words that come with orgsim, and before them those of a file.

    Raises InputError with all that is wrong with the file.
    """
    if path is None:
        return shipped()
    own, written = _read(path)
    base = shipped().specs
    problems = list(_unknown(own, base[0], written))
    if problems:
        raise InputError(problems)
    return Vocabulary(own, *base)


@lru_cache(maxsize=1)
def shipped() -> Vocabulary:
    """The words that come with orgsim."""
    with resources.as_file(resources.files(__package__) / SHIPPED) as path:
        return Vocabulary(_read(path)[0])


def _read(path: Path) -> tuple[WordsSpec, Written]:
    written = read_yaml(path)
    try:
        found = WordsSpec.model_validate(written.plain())
    except ValidationError as error:
        raise InputError([*written.problems, *translated(error, written, WordsSpec)]) from None
    if written.problems:
        raise InputError(written.problems)
    return found, written


def _unknown(own: WordsSpec, base: WordsSpec, written: Written) -> Iterator[Problem]:
    """Meanings of columns, and kinds of cells, that there are not."""
    for where, mine, known in (
        (("columns", "people"), own.columns.people, base.columns.people),
        (("columns", "work"), own.columns.work, base.columns.work),
        (("people",), own.people, base.people),
        *((("tools", name, "columns"), tool.columns, base.columns.work) for name, tool in own.tools.items()),
    ):
        for key in mine:
            if key not in known:
                path, position, _ = locate((*where, key), written)
                yield Problem(path, "no such meaning", did_you_mean(key, known), *position)
