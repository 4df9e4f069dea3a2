"""A history with the start and the end of every activity: how long people worked, not only how long items took.

An activity is work of its own name; its words are not taken for stages of software. What lies outside the hours of the
week in which work begins and ends does not count as worked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from ...errors import InputError
from ...kernel.units import HOURS_PER_DAY
from ..meaning.columns import Columns
from ..meaning.reading import Reading
from ..notes import rows
from ..tables.sheets import Sheet
from ..times.dates import stamps_of, working_days
from ..words.phrases import plain
from ..words.statuses import WAITING
from .events import NO_TIME, Event, end_by_last, without_repetitions
from .history import NO_AREA, History, Item, Visit, Worker
from .hours import Hours, hours_of
from .rows import first_of

NEGATIVE = "ends before it starts"
STARTS = ("start", "started", "begin", "resume", "resumed")
ENDS = ("complete", "completed", "end", "finish", "finished", "complete event")
COMPLETES = (
    "complete",
    "completed",
    "end",
    "finish",
    "finished",
    "complete event",
    "suspend",
    "suspended",
    "pause",
    "paused",
)
"""Steps of an activity between which people work at it; what is suspended and resumed is worked at twice."""


def has_pairs(sheet: Sheet, columns: Columns) -> bool:
    """Whether a log has a row for the start and a row for the end of an activity."""
    if columns.kind != "events" or "lifecycle" not in columns.found:
        return False
    words = {plain(cell) for cell in columns.cells(sheet, "lifecycle")}
    return bool(words & set(STARTS)) and bool(words & set(COMPLETES))


def history_of_activities(sheet: Sheet, columns: Columns, reading: Reading) -> History:
    """Read a history with start and end of every activity. Raises InputError where no row has both."""
    sheet = without_repetitions(reading.private.masked(sheet, columns, reading.notes), columns, reading)
    account = reading.notes.account(sheet.name)
    starts, ends, kept = _spans(sheet, columns, reading)
    names, cases = columns.cells(sheet, "activity"), columns.cells(sheet, "item")
    today = reading.today
    known = (starts.notna() & ends.notna() & (starts <= today) & (ends <= today)).to_numpy()
    early = (ends < starts).to_numpy()
    unusable = [k for k in kept if not (known[k] and cases[k] and names[k])]
    wrong = [k for k in kept if known[k] and cases[k] and names[k] and early[k]]
    account.leave_out(NO_TIME, [sheet.lines[k] for k in unusable])
    account.leave_out(NEGATIVE, [sheet.lines[k] for k in wrong])
    gone = {*unusable, *wrong}
    used = [k for k in kept if k not in gone]
    if not used:
        raise InputError(
            [sheet.problem("no row has a start and an end", "write times such as 2026-01-31T09:30")]
        )
    hours = hours_of(starts[used], ends[used])
    start = starts[used].min().normalize()
    begun, ended = working_days(starts, start), working_days(ends, start)
    worked = hours.worked(starts[used], ends[used])
    by_row = dict(zip(used, (worked / HOURS_PER_DAY).tolist(), strict=True))
    clock = (ends[used] - starts[used]).dt.total_seconds().to_numpy() / 86_400
    meant = {name: reading.mapping.statuses.get(name) or _own_name(name) for name in names if name}
    items = _items(sheet, columns, used, begun, ended, by_row, meant)
    last = [Event(item.visits[-1].status, item.done, "", 0) for item in items]
    for item in items:
        item.done = np.nan
    end_by_last(items, last)
    workers: dict[str, Worker] = {}
    cells = [columns.cells(sheet, meaning) for meaning in ("resource", "team", "area", "activity")]
    for k in used:
        name, team, area, activity = (column[k] for column in cells)
        if name:
            workers.setdefault(name, Worker()).did(team, first_of(area) or NO_AREA, meant[activity], begun[k])
    if clock.sum() > 0:
        _tell(sheet, hours, worked, clock, len(items), reading)
    else:
        for item in items:
            item.spent_days, item.spent_by_stage = np.nan, {}
        reading.notes.warn(
            f"{sheet.name}: start and end are the same in all rows; how long activities take is not known"
        )
    return History(
        sheet.name, list(items), meant, workers, start, clocked_days=float(clock.sum() / len(items))
    )


def _own_name(activity: str) -> str:
    return plain(activity).replace(" ", "_") or WAITING


def _spans(sheet: Sheet, columns: Columns, reading: Reading) -> tuple[Any, Any, list[int]]:
    """Start and end of each row, and the rows that are activities: those of a pair have both in the row of the start."""
    if columns.kind == "activities":
        starts, ends = (
            stamps_of(sheet, columns.found[meaning], reading.words, reading.notes)
            for meaning in ("start", "end")
        )
        return starts, ends, list(range(len(sheet)))
    stamps = stamps_of(sheet, columns.found["timestamp"], reading.words, reading.notes)
    until = np.full(len(stamps), -1)
    step = [plain(cell) for cell in columns.cells(sheet, "lifecycle")]
    keys = list(zip(columns.cells(sheet, "item"), columns.cells(sheet, "activity"), strict=True))
    waiting: dict[tuple[str, str], list[int]] = defaultdict(list)
    paired, others = [], []
    order = np.argsort(stamps.to_numpy(), kind="stable")
    for k in map(int, order):
        if step[k] in STARTS:
            waiting[keys[k]].append(k)
        elif step[k] in COMPLETES and waiting[keys[k]]:
            until[waiting[keys[k]].pop(0)] = k
            paired.append(k)
        elif step[k] in ENDS:
            until[k] = k  # an activity of which only the end is known
        else:
            others.append(k)
    alone = sorted(k for rows_left in waiting.values() for k in rows_left)
    account = reading.notes.account(sheet.name)
    account.leave_out("an activity that has not ended", [sheet.lines[k] for k in alone])
    account.leave_out("neither start nor end of an activity", [sheet.lines[k] for k in others])
    gone = {*paired, *alone, *others}
    ends = stamps.iloc[np.maximum(until, 0)].reset_index(drop=True).where(until >= 0)
    return stamps, ends, [k for k in range(len(sheet)) if k not in gone]


def _items(
    sheet: Sheet,
    columns: Columns,
    used: Sequence[int],
    begun: Any,
    ended: Any,
    worked: dict[int, float],
    meant: dict[str, str],
) -> list[Item]:
    """Cases with the activities in the order of their starts."""
    by_case: dict[str, list[int]] = defaultdict(list)
    cells = {m: columns.cells(sheet, m) for m in ("item", "activity", "area", "type", "team")}
    for k in sorted(used, key=lambda k: (begun[k], ended[k], k)):
        by_case[cells["item"][k]].append(k)
    items = []
    for events in by_case.values():
        area, kind = (
            next((first_of(cells[m][k]) for k in events if cells[m][k]), "") for m in ("area", "type")
        )
        item = Item(area or NO_AREA, kind, float(begun[events[0]]), [sheet.lines[k] for k in events])
        item.visits = [
            Visit(meant[cells["activity"][k]], float(begun[k]), cells["team"][k], cells["activity"][k])
            for k in events
        ]
        teams = [cells["team"][k] for k in events if cells["team"][k]]
        item.team = teams[-1] if teams else ""
        item.handoffs = float(sum(a != b for a, b in pairwise(teams)))
        item.done = max(float(ended[k]) for k in events)
        item.spent_days = sum(worked[k] for k in events)
        before = ""
        for k in events:
            stage = meant[cells["activity"][k]]
            if stage == before:  # suspended and resumed
                item.spent_by_stage[stage] += worked[k]
            elif stage not in item.spent_by_stage:
                item.spent_by_stage[stage], before = worked[k], stage
            else:
                before = ""
        items.append(item)
    return items


def _tell(sheet: Sheet, hours: Hours, worked: Any, clock: Any, cases: int, reading: Reading) -> None:
    """Say how much was worked, by the clock and within the hours of work."""
    reading.notes.find(
        f"{sheet.name}: {worked.sum() / cases:.2f} hours of work an item from start to end of its activities"
        + (
            f", {hours.in_words}; {clock.sum() * 24 / cases:.2f} hours by the clock, nights and weekends included"
            if hours.known
            else ""
        )
    )
    if not hours.known:
        reading.notes.assume(
            f"{sheet.name}: {'too few activities to tell the hours of work' if hours.few else 'activities begin at all hours'}, so all time between start and end counts as worked",
            "world.yaml: demand.items.*.effort_days",
        )
    over = np.flatnonzero(worked > 5 * HOURS_PER_DAY)
    if len(over):
        reading.notes.account(sheet.name).odd.append(
            f"{len(over):,} activities took more than a week of work ({rows([sheet.lines[int(k)] for k in over])})"
        )
