"""A history with a row per event: an item reached a status, or changed hands in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from ..meaning.columns import Columns
from ..meaning.reading import Reading
from ..notes import counted, rows, several
from ..tables.sheets import Sheet
from ..times.dates import first_midnight, stamps_of, working_days
from ..words.phrases import plain
from ..words.statuses import DONE, ENDED, NO_STAGE, REOPENED, is_own_kind, stage_of, stages_of
from .changes import status_changes
from .history import NO_AREA, History, Item, Visit, Worker
from .rows import first_of

BEGINS = ("start", "started", "begin", "enter", "entered")
SAME_ROW = "the same as a row above"
NO_TIME = "no time, or no item"
TERMINAL = 0.95
"""Share of the items that reached a status long ago and are still there, from which the status is an end."""
FEW = 5
COMMON_END = 0.01
"""Share of the cases that end with an activity, from which it is a usual end."""
MOSTLY_LAST = 0.1
"""Share of the cases that reach an activity and end with it, from which it is a usual end."""


@dataclass(frozen=True)
class Event:
    """A row of a log."""

    status: str
    at: float
    team: str
    line: int


def history_of_events(sheet: Sheet, columns: Columns, reading: Reading) -> History:
    """Read a history with a row per event. Raises InputError where no row changes a status."""
    sheet = reading.private.masked(status_changes(sheet, columns, reading), columns, reading.notes)
    sheet = without_repetitions(sheet, columns, reading)
    stamps = stamps_of(sheet, columns.found["timestamp"], reading.words, reading.notes)
    start = first_midnight(stamps)
    at = working_days(stamps.where(stamps <= reading.today), start)
    cells = {m: columns.cells(sheet, m) for m in ("item", "activity", "area", "type", "team", "from")}
    if "stage" in columns.found:
        cells["activity"] = _starts(cells["activity"], columns.cells(sheet, "stage"), reading)
    unusable = [k for k in range(len(sheet)) if np.isnan(at[k]) or not cells["item"][k]]
    reading.notes.account(sheet.name).leave_out(NO_TIME, [sheet.lines[k] for k in unusable])
    created = _creations(sheet, columns, start, reading)
    by_item: dict[str, list[int]] = defaultdict(list)
    gone = set(unusable)
    for k in sorted(set(range(len(sheet))) - gone, key=lambda k: (at[k], k)):
        by_item[cells["item"][k]].append(k)
    if not by_item:
        return History(sheet.name, [], {}, {}, start)
    paths = {
        key: [Event(cells["activity"][k], float(at[k]), cells["team"][k], sheet.lines[k]) for k in events]
        for key, events in by_item.items()
    }
    words = [c for c in (*cells["activity"], *cells["from"]) if c]
    named = bool(columns.tool) or not {"field", "from"}.isdisjoint(columns.found)
    own_kind = not named and is_own_kind(words, reading.words)
    meant = stages_of(words, reading.mapping.statuses, reading.words, own_kind)
    meant |= {} if own_kind else _terminal(paths.values(), meant, sheet.name, reading)
    items = []
    for key, events in by_item.items():
        area, kind = (
            next((first_of(cells[m][k]) for k in events if cells[m][k]), "") for m in ("area", "type")
        )
        first = min(created.get(key, np.inf), paths[key][0].at)
        item = Item(
            area or NO_AREA,
            kind,
            first,
            [event.line for event in paths[key]],
            team=_last(cells["team"], events),
        )
        before = cells["from"][events[0]] if key in created else ""
        origin = [Event(before, first, "", 0)] if before and before in meant else []
        follow(item, [*origin, *paths[key]], meant)
        items.append(item)
    if own_kind:
        end_by_last(items, [path[-1] for path in paths.values()])
    workers = _workers(sheet, columns, at, meant, gone)
    return History(sheet.name, items, meant, workers, start)


def without_repetitions(sheet: Sheet, columns: Columns, reading: Reading) -> Sheet:
    """Each row once."""
    seen: set[tuple[str, ...]] = set()
    again = []
    for k, row in enumerate(zip(*sheet.columns.values(), strict=True)):
        if row in seen:
            again.append(k)
        seen.add(row)
    if again:
        account = reading.notes.account(sheet.name)
        account.leave_out(SAME_ROW, [sheet.lines[k] for k in again])
        account.odd.append(
            f"{several(len(again), 'row is', 'rows are')} listed twice ({rows([sheet.lines[k] for k in again])}); each counts once"
        )
    return sheet.without(again)


def _creations(sheet: Sheet, columns: Columns, start: Any, reading: Reading) -> dict[str, float]:
    """By item, when it was created, where a column of the log says so."""
    if "created" not in columns.found:
        return {}
    stamps = stamps_of(sheet, columns.found["created"], reading.words, reading.notes)
    days = working_days(stamps.where(stamps <= reading.today), start)
    return {
        key: float(day)
        for key, day in zip(columns.cells(sheet, "item"), days, strict=True)
        if not np.isnan(day)
    }


def _starts(activities: Sequence[str], stages: Sequence[str], reading: Reading) -> list[str]:
    """What happened, if a column names the stage: a stage begins with a start, and other events in it are ignored."""
    found = []
    for activity, stage in zip(activities, stages, strict=True):
        ends = stage_of(activity, reading.words) in NO_STAGE
        found.append(stage if plain(activity) in BEGINS and stage else activity if ends else "")
    return found


def _last(cells: Sequence[str], events: Sequence[int]) -> str:
    """The last cell of some events that is not empty."""
    return next((cells[k] for k in reversed(events) if cells[k]), "")


def _terminal(
    paths: Iterable[Sequence[Event]], meant: Mapping[str, str], name: str, reading: Reading
) -> dict[str, str]:
    """Statuses of unknown names that items do not leave: ends. They count as done where the file knows no other end."""
    paths = [path for path in paths if path]
    end = max((path[-1].at for path in paths), default=0.0)
    gaps = [b.at - a.at for path in paths for a, b in pairwise(path)]
    long = float(np.quantile(gaps, 0.85)) if gaps else np.inf
    stayed, came = Counter[str](), Counter[str]()
    for path in paths:
        last = next((event for event in reversed(path) if event.status), path[-1])
        for status in {event.status for event in path if event.status}:
            at = max(event.at for event in path if event.status == status)
            if end - at > long:
                came[status] += 1
                stayed[status] += status == last.status
    own = [s for s, stage in meant.items() if stage not in NO_STAGE and not reading.words.status(s)]
    found = [
        s for s in own
        if came[s] >= FEW and stayed[s] >= TERMINAL * came[s] and s not in reading.mapping.statuses
    ]  # fmt: skip
    if not found:
        return {}
    known = any(meant.get(path[-1].status) == DONE for path in paths)
    kind, said = (ENDED, "given up") if known else (DONE, "done")
    named = [(repr(s), came[s]) for s in found]
    reading.notes.assume(
        f"{name}: items do not leave {counted(named)}: {'an end' if len(found) == 1 else 'ends'}, taken as {said}",
        "mapping.yaml: statuses",
    )
    return dict.fromkeys(found, kind)


def end_by_last(items: Sequence[Item], last: Sequence[Event]) -> None:
    """Items of a log without statuses of an end are done with their last event, unless it is recent and not a usual end."""
    ends = Counter(event.status for event in last)
    reached = Counter(status for item in items for status in {visit.status for visit in item.visits})
    usual = {s for s, n in ends.items() if n >= COMMON_END * len(items) and n >= MOSTLY_LAST * reached[s]}
    long = float(np.quantile([event.at - item.created for item, event in zip(items, last, strict=True)], 0.9))
    over = max(event.at for event in last)
    for item, event in zip(items, last, strict=True):
        if item.is_open and (event.status in usual or over - event.at >= long):
            item.done = event.at


def _workers(
    sheet: Sheet, columns: Columns, at: Any, meant: Mapping[str, str], gone: set[int]
) -> dict[str, Worker]:
    found: dict[str, Worker] = {}
    cells = [columns.cells(sheet, meaning) for meaning in ("resource", "team", "area", "activity")]
    for k, (name, team, area, activity) in enumerate(zip(*cells, strict=True)):
        if name and k not in gone:
            found.setdefault(name, Worker()).did(
                team, first_of(area) or NO_AREA, meant.get(activity, ""), at[k]
            )
    return found


def follow(item: Item, events: Iterable[Event], meant: Mapping[str, str]) -> None:
    """Walk through the events of an item; being done counts only if nothing came after it."""
    teams: list[str] = []
    returned, before = 0, ""
    for event in events:
        stage = meant.get(event.status, "")
        if event.team and (not teams or teams[-1] != event.team):
            teams.append(event.team)
        if stage == DONE:
            item.done, item.ended = (item.done if before == DONE else event.at), np.nan
        elif stage == ENDED:
            if before != DONE:  # what is done is not given up by being archived
                item.ended, item.done = event.at, np.nan
        elif stage:
            returned += before in (DONE, ENDED) or (stage == REOPENED and before != REOPENED)
            item.done = item.ended = np.nan
            last = item.visits[-1] if item.visits else None
            if stage not in NO_STAGE and (
                last is None
                or (last.stage, last.team) != (stage, event.team)
                or before in (DONE, ENDED, REOPENED)
            ):
                item.visits.append(Visit(stage, event.at, event.team, event.status))
        before = stage or before
    item.returns, item.handoffs = float(returned), float(max(0, len(teams) - 1))
