"""A history of work as items with their stages, from a row per item or from a row per event."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from ...errors import InputError
from ..meaning.columns import Columns, missing, plain
from ..meaning.privacy import Private
from ..notes import Notes, rows
from ..tables.sheets import Sheet
from ..times.dates import looks_like_times, stamps_of, working_days
from ..words.statuses import DONE, ENDED, NO_STAGE, stage_of, stages_of
from .changes import status_changes

NO_STAGE_COLUMN = re.compile(
    r"updat|due|last |declared|first |target|planned|modif|view|sla|birth|archiv|snooz|reminder|expected|estimat|release date|parsed|import|cycle|project|sprint|state change|changed|sync"
)
"""Columns of dates that are not stages."""
MOST_STAGE_COLUMNS = 100
NO_AREA = "no area"


@dataclass(frozen=True)
class Visit:
    """An item reached a stage."""

    stage: str
    at: float
    """Working day."""
    team: str


@dataclass
class Item:
    """A piece of work."""

    area: str
    kind: str
    created: float
    """Working day."""
    done: float = np.nan
    """Working day; NaN where it is not done."""
    ended: bool = False
    """Given up."""
    visits: list[Visit] = field(default_factory=list)
    team: str = ""
    returns: float = np.nan
    """How often it came back, if a column shows it."""
    handoffs: float = np.nan
    size: float = np.nan
    spent_days: float = np.nan
    """Working days of work on it, if a column shows them."""


@dataclass(frozen=True)
class History:
    """All items of a file."""

    name: str
    items: list[Item]
    statuses: Mapping[str, str]
    """Stage by status, as it was read."""
    resources: Mapping[str, Mapping[str, int]]
    """By person who did something: in which teams, and how often. Keys are names, and are not passed on."""
    first_day: pd.Timestamp
    order: tuple[str, ...] = ()
    """Stages in the order of their columns, if each has a column; an item then reaches each at most once."""


def history_of(
    sheet: Sheet, columns: Columns, mapped: Mapping[str, str], private: Private, notes: Notes
) -> History:
    """Read a history. Raises InputError where it has no usable row."""
    if columns.kind == "events":
        history = _of_events(
            private.masked(status_changes(sheet, columns, notes), columns, notes), columns, mapped, notes
        )
    else:
        bearing = [c for c in sheet.header if c not in columns.found.values() and private.bears(c)]
        header = tuple(column for column in sheet.header if column not in bearing)
        history = _of_items(
            replace(private.masked(sheet, columns, notes), header=header), columns, mapped, notes
        )
    if not history.items:
        what = "no row has a creation time"
        raise InputError([sheet.problem(what, "write times such as 2026-01-31T09:30")])
    _by_team(history.items, notes)
    early = sum(item.done < item.created for item in history.items)
    for item in history.items:
        if item.done < item.created:
            item.done = np.nan
    if early:
        notes.warn(f"{sheet.name}: {early:,} items are done before they are created; their end is ignored")
    return history


def _start(*columns: pd.Series[Any]) -> pd.Timestamp:
    firsts = [column.min() for column in columns if column.notna().any()]
    return min(firsts).normalize() if firsts else pd.Timestamp("2001-01-01", tz="UTC")


def _of_items(sheet: Sheet, columns: Columns, mapped: Mapping[str, str], notes: Notes) -> History:
    """One row per item, with a column of times for each stage that it reached."""
    if "created" not in columns.found:
        raise InputError([missing(sheet, columns, "created")])
    stage_columns = [
        c for c in sheet.header if c not in columns.found.values() and _is_stage(sheet, c, mapped)
    ]
    if len(stage_columns) > MOST_STAGE_COLUMNS:
        what = (
            f"{len(stage_columns):,} columns hold times, and an item has {MOST_STAGE_COLUMNS} stages at most"
        )
        raise InputError([sheet.problem(what, "remove those that are not stages")])
    names = [*stage_columns, *([columns.found["done"]] if "done" in columns.found else [])]
    words = {column: _status(column) for column in names}
    stages = _stages_of_columns(words, columns, mapped)
    finals = stages_of(filter(None, columns.cells(sheet, "status")), mapped)
    stamps = {column: stamps_of(sheet, column, notes) for column in (columns.found["created"], *names)}
    start = _start(stamps[columns.found["created"]])
    days = {column: working_days(series, start) for column, series in stamps.items()}
    created = days.pop(columns.found["created"])
    items = _items(sheet, columns, created, notes)
    last_status = columns.cells(sheet, "status")
    for k, item in items.items():
        reached = [(float(days[c][k]), stages[words[c]]) for c in names if not np.isnan(days[c][k])]
        item.done = min((at for at, stage in reached if stage == DONE), default=np.nan)
        at_work = sorted((visit for visit in reached if visit[1] not in NO_STAGE), key=lambda visit: visit[0])
        item.visits = [Visit(stage, at, item.team) for at, stage in at_work]
        given_up = np.isnan(item.done) and any(stage == ENDED for _, stage in reached)
        item.ended = given_up or finals.get(last_status[k]) == ENDED
    empty = [column for column in names if np.isnan(days[column]).all()]
    if empty:
        notes.warn(f"{sheet.name}: no item ever reached {', '.join(map(repr, empty))}")
    order = [stages[words[column]] for column in names if stages[words[column]] not in NO_STAGE]
    return History(
        sheet.name,
        list(items.values()),
        stages,
        _resources(sheet, columns),
        start,
        tuple(dict.fromkeys(order)),
    )


def _stages_of_columns(
    words: Mapping[str, str], columns: Columns, mapped: Mapping[str, str]
) -> dict[str, str]:
    """Stage by status, for columns; the column of completion means done, regardless of its name."""
    stages = stages_of(words.values(), mapped)
    if "done" in columns.found and stages[words[columns.found["done"]]] not in NO_STAGE:
        stages[words[columns.found["done"]]] = DONE
    return stages


def _is_stage(sheet: Sheet, column: str, mapped: Mapping[str, str]) -> bool:
    if _status(column) in mapped:
        return True
    return not NO_STAGE_COLUMN.search(plain(column)) and looks_like_times(sheet.columns[column])


def _status(column: str) -> str:
    """Status to which a column of times belongs."""
    words = re.sub(r"^(date|time) |( (at|on|date|time|timestamp))$", "", plain(column))
    return words.replace(" ", "_")


def _items(sheet: Sheet, columns: Columns, created: Any, notes: Notes) -> dict[int, Item]:
    """Items by row, for rows with a creation time."""
    area, kind = columns.cells(sheet, "area"), columns.cells(sheet, "type")
    team = columns.cells(sheet, "team")
    numbers = {m: _numbers(columns.cells(sheet, m)) for m in ("returns", "handoffs", "size")}
    spent = _spent_days(sheet, columns, notes)
    undated = [sheet.lines[k] for k in range(len(sheet)) if np.isnan(created[k])]
    if undated:
        column = columns.found["created"]
        notes.warn(f"{sheet.name}, {rows(undated)}, column '{column}': not a time; these items are left out")
    return {
        k: Item(_first(area[k]) or NO_AREA, _first(kind[k]), float(created[k]), team=team[k],
                returns=numbers["returns"][k], handoffs=numbers["handoffs"][k], size=numbers["size"][k],
                spent_days=spent[k])
        for k in range(len(sheet)) if not np.isnan(created[k])
    }  # fmt: skip


@lru_cache(maxsize=10_000)
def _first(cell: str) -> str:
    """The first of several words in a cell."""
    return re.split(r"\s*[;,|]\s*", cell)[0] if cell else ""


def _numbers(cells: Iterable[str]) -> Any:
    return pd.to_numeric(pd.Series(list(cells), dtype="object"), errors="coerce").to_numpy(float)


def _spent_days(sheet: Sheet, columns: Columns, notes: Notes) -> Any:
    """Time worked on items, in working days of 8 hours; the unit follows from the name of the column and from its numbers."""
    values = _numbers(columns.cells(sheet, "spent"))
    column = columns.found.get("spent")
    if column is None or not np.any(values > 0):
        return np.full(len(sheet), np.nan)
    typical = float(np.median(values[values > 0]))
    name = plain(column)
    unit, hours = ("days", 8.0) if "day" in name or name == "effort" else ("hours", 1.0)
    if unit == "hours" and "hour" not in name and typical >= 600:
        unit, hours = "seconds", 1 / 3600
    notes.assume(
        f"{sheet.name}, column '{column}' is time worked, in {unit}", "world.yaml: demand.items.*.effort_days"
    )
    return np.where(values > 0, values * hours / 8.0, np.nan)


def _resources(sheet: Sheet, columns: Columns) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name, team in zip(columns.cells(sheet, "resource"), columns.cells(sheet, "team"), strict=True):
        if name:
            teams = found.setdefault(name, {})
            teams[team] = teams.get(team, 0) + 1
    return found


def _of_events(sheet: Sheet, columns: Columns, mapped: Mapping[str, str], notes: Notes) -> History:
    """One row per event: an item reached a status, or changed hands in it."""
    stamps = stamps_of(sheet, columns.found["timestamp"], notes)
    start = _start(stamps)
    at = working_days(stamps, start)
    cells = {m: columns.cells(sheet, m) for m in ("item", "activity", "area", "type", "team")}
    if "stage" in columns.found:
        cells["activity"] = _starts(cells["activity"], columns.cells(sheet, "stage"))
    stages = stages_of(filter(None, cells["activity"]), mapped)
    order = sorted(
        (k for k in range(len(sheet)) if not np.isnan(at[k]) and cells["item"][k]), key=lambda k: (at[k], k)
    )
    by_item: dict[str, list[int]] = {}
    for k in order:
        by_item.setdefault(cells["item"][k], []).append(k)
    items = []
    for events in by_item.values():
        area, kind = (
            next((_first(cells[m][k]) for k in events if cells[m][k]), "") for m in ("area", "type")
        )
        item = Item(area or NO_AREA, kind, float(at[events[0]]), team=_last(cells["team"], events))
        _follow(
            item, ((stages.get(cells["activity"][k], ""), float(at[k]), cells["team"][k]) for k in events)
        )
        items.append(item)
    return History(sheet.name, items, stages, _resources(sheet, columns), start)


def _starts(activities: Sequence[str], stages: Sequence[str]) -> list[str]:
    """What happened, if a column names the stage: a stage begins with a start, and other events in it are ignored."""
    found = []
    for activity, stage in zip(activities, stages, strict=True):
        word = plain(activity)
        begins = word in ("start", "started", "begin", "enter", "entered")
        ends = stage_of(word) in NO_STAGE
        found.append(stage if begins and stage else activity if ends else "")
    return found


def _last(cells: Sequence[str], events: Sequence[int]) -> str:
    """The last cell of some events that is not empty."""
    return next((cells[k] for k in reversed(events) if cells[k]), "")


def _by_team(items: Sequence[Item], notes: Notes) -> None:
    """If no item names its area, it belongs to the area of the team that had it most often."""
    if all(item.area == NO_AREA for item in items) and len({item.team for item in items}) > 1:
        notes.assume("no column names the area of an item: each belongs to the area of the team that had it most often",
                     "mapping.yaml: columns: {work: {area: …}}")  # fmt: skip
        for item in items:
            teams = Counter(visit.team for visit in item.visits if visit.team)  # of equal ones the first
            item.area = teams.most_common(1)[0][0] if teams else item.team or NO_AREA


def _follow(item: Item, events: Iterator[tuple[str, float, str]]) -> None:
    """Walk through the events of an item; being done counts only if nothing came after it."""
    teams: list[str] = []
    returned, before = 0, ""
    for stage, at, team in events:
        if team and (not teams or teams[-1] != team):
            teams.append(team)
        if stage == DONE:
            item.done = item.done if before == DONE else at
        elif stage == ENDED:
            item.ended = True
        elif stage:
            returned += before == DONE
            item.done = np.nan
            last = item.visits[-1] if item.visits else None
            if stage not in NO_STAGE and (
                last is None or (last.stage, last.team) != (stage, team) or before == DONE
            ):
                item.visits.append(Visit(stage, at, team))
        before = stage or before
    item.returns, item.handoffs = float(returned), float(max(0, len(teams) - 1))
