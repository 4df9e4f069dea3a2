"""People from a CSV file: who is there, who sits where, who reports to whom.

The file is what `orgsim init` writes, and may be edited: one row per person, with the columns `person`
(any word, once each), `role`, and where known `team`, `group`, `manager` (a `person`) and `memberships`
(`team=share; team=share`, instead of `team`) and `fte` (share of full time). Rows may be in any order: people are numbered role by role.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from ..errors import Problem, did_you_mean
from ..organisation.workforce import LEAST_FTE, MOST_MEMBERSHIPS
from .csv_tables import Table, UnreadableError, table_of
from .histories import version_of

NEEDED = ("person", "role")
KNOWN = (*NEEDED, "team", "group", "manager", "memberships", "fte")


@dataclass(frozen=True)
class Row:
    """One person of the file."""

    line: int
    role: str
    memberships: tuple[tuple[str, float], ...]
    """Teams with the share of the person's time; shares add up to 1 at most."""
    group: str
    manager: int | None
    """Ordinal of the person's manager."""
    fte: float = 1.0
    """Share of full time that the person works."""


@dataclass(frozen=True)
class People:
    """All people of a file by ordinal, and what is wrong with the file."""

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """People of each role, in the order of ordinals."""
        counts: dict[str, int] = {}
        for row in self.rows:
            counts[row.role] = counts.get(row.role, 0) + 1
        return counts

    def fte_of(self, role: str) -> list[float]:
        """Share of full time of each person of a role."""
        return [row.fte for row in self.rows if row.role == role]

    def seats(self) -> dict[str, list[tuple[int, float]]]:
        """By team, in the order of the file: ordinals of its members with their shares."""
        found: dict[str, list[tuple[int, float]]] = {}
        for ordinal, row in enumerate(self.rows):
            for team, share in row.memberships:
                found.setdefault(team, []).append((ordinal, share))
        return found

    def group_of(self, team: str, members: Sequence[int]) -> str | None:
        """The most frequent group of the members; only those whose first team it is count, if there are any."""
        first = [m for m in members if self.rows[m].memberships[0][0] == team] or list(members)
        groups = [self.rows[m].group for m in first if self.rows[m].group]
        return max(dict.fromkeys(groups), key=groups.count) if groups else None

    def levels(self, below: Sequence[int], most: int) -> list[list[int]]:
        """Managers above some people by level, the lowest first; those above the last level join it.

        A manager is one level above the highest of their reports.
        """
        height = dict.fromkeys(below, 0)
        for person in below:
            level = 0
            boss = self.rows[person].manager
            while boss is not None:
                level = max(level + 1, height.get(boss, 0))
                height[boss] = level
                boss = self.rows[boss].manager
        found: list[list[int]] = [[] for _ in range(min(most, max(height.values(), default=0)))]
        for person, level in sorted(height.items()):
            if level > 0:
                found[min(level, most) - 1].append(person)
        return found


@dataclass
class _Reading:
    """A file on its way to People."""

    name: str
    table: Table
    problems: list[Problem] = field(default_factory=list)

    def complain(self, row: int, column: str, what: str, remedy: str) -> None:
        place = f"{self.name}, row {self.table.lines[row]}, column '{column}': "
        self.problems.append(Problem("", place + what, remedy))


def read_people(folder: Path, name: str) -> People:
    """Read a file of people; its problems have no path yet."""
    return _read(folder, name, version_of(folder / name))


@lru_cache(maxsize=16)
def _read(folder: Path, name: str, version: tuple[int, int]) -> People:
    try:
        table = table_of(folder / name, KNOWN, some=True)
    except UnreadableError as error:
        what, remedy = error.args
        return People(problems=(Problem("", f"'{name}' {what}", remedy),))
    missing = [column for column in NEEDED if column not in table.columns]
    if missing or not table.lines:
        what = f"has no column '{missing[0]}'" if missing else "has no rows below its header"
        near = did_you_mean(missing[0], table.header) if missing else "write one row per person"
        return People(problems=(Problem("", f"'{name}' {what}", near),))
    reading = _Reading(name, table)
    rows = tuple(_rows(reading))
    if not reading.problems:
        reading.problems += _circles(reading, rows)
    return People(() if reading.problems else rows, tuple(reading.problems))


def _rows(reading: _Reading) -> Iterator[Row]:
    """All people, role by role, roles in the order of the file."""
    columns, lines = reading.table.columns, reading.table.lines
    empty = [""] * len(lines)
    first: dict[str, int] = {}
    for k, role in enumerate(columns["role"]):
        first.setdefault(role, k)
        if not role:
            reading.complain(k, "role", "is empty", "write the person's role")
    order = sorted(range(len(lines)), key=lambda k: (first[columns["role"][k]], k))
    ordinals: dict[str, int] = {}
    for ordinal, k in enumerate(order):
        if ordinals.setdefault(columns["person"][k], ordinal) != ordinal:
            reading.complain(k, "person", "is listed twice", "give each person their own word")
    for k in order:
        memberships = _memberships(
            reading, k, columns.get("memberships", empty)[k], columns.get("team", empty)[k]
        )
        manager = _manager(reading, k, columns.get("manager", empty)[k], ordinals)
        group = columns.get("group", empty)[k]
        fte = _fte(reading, k, columns.get("fte", empty)[k])
        yield Row(lines[k], columns["role"][k], memberships, group, manager, fte)


def _memberships(reading: _Reading, k: int, cell: str, team: str) -> tuple[tuple[str, float], ...]:
    """Teams and shares of a person."""
    if not cell:
        return ((team, 1.0),) if team else ()
    found: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in cell.split(";"))):
        name, _, share = (word.strip() for word in part.rpartition("="))
        try:
            found[name] = float(share)
        except ValueError:
            found[name] = -1.0
        if not name or not 0 < found[name] <= 1:
            what = f"'{part}' is not a membership"
            reading.complain(k, "memberships", what, "write team=share with a share up to 1, and ';' between")
            return ()
    if len(found) > MOST_MEMBERSHIPS or sum(found.values()) > 1.001:
        many = len(found) > MOST_MEMBERSHIPS
        what = f"has {len(found)} teams" if many else f"has shares that add up to {sum(found.values()):.2f}"
        remedy = f"keep {MOST_MEMBERSHIPS} at most" if many else "lower them to 1 together"
        reading.complain(k, "memberships", what, remedy)
    return tuple(found.items())


def _fte(reading: _Reading, k: int, cell: str) -> float:
    """Share of full time of a person; all of it where the cell is empty."""
    try:
        share = float(cell) if cell else 1.0
    except ValueError:
        share = -1.0
    if not LEAST_FTE <= share <= 1:
        what = f"'{cell}' is not a share of full time"
        reading.complain(k, "fte", what, f"write a number from {LEAST_FTE} to 1, or leave it empty")
        return 1.0
    return share


def _manager(reading: _Reading, k: int, cell: str, ordinals: Mapping[str, int]) -> int | None:
    if not cell:
        return None
    if cell not in ordinals:
        what, remedy = f"there is no person '{cell}'", "write a word of column 'person', or leave it empty"
        reading.complain(k, "manager", what, remedy)
    return ordinals.get(cell)


def _circles(reading: _Reading, rows: Sequence[Row]) -> Iterator[Problem]:
    """Reporting lines that form a circle."""
    sound: set[int] = set()
    for start in range(len(rows)):
        path: list[int] = []
        here: int | None = start
        while here is not None and here not in sound and here not in path:
            path.append(here)
            here = rows[here].manager
        if here is not None and here in path:
            lines = ", ".join(str(rows[person].line) for person in path[path.index(here) :][:8])
            what = f"{reading.name}, rows {lines}, column 'manager': they report to each other in a circle"
            yield Problem("", what, "empty one of these cells")
        sound.update(path)
