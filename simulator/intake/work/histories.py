"""Reading a history of any kind, and what is odd in it: imports, ends before beginnings, and what is long past."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd

from ...errors import InputError, Problem
from ...kernel.units import DAYS_PER_YEAR
from ..meaning.columns import Columns
from ..meaning.reading import Reading
from ..notes import rows, several
from ..tables.sheets import Sheet
from ..times.dates import working_days
from .activities import has_pairs, history_of_activities
from .events import history_of_events
from .history import NO_AREA, History, Item
from .rows import history_of_rows

WINDOW_DAYS = DAYS_PER_YEAR
"""Working days of a history that are looked at: 52 weeks."""
LONG = 1.15
"""A history longer than this many windows is cut to one."""
MINUTE = 1 / 1440
BULK = 20
BULK_SHARE = 0.05
MANY_TIMES = 10
"""Items of one minute, or of a day many times as busy as others, that were imported or closed at one go."""
ANCIENT_DAYS = 15 * DAYS_PER_YEAR
PAST = "over before {:%Y-%m-%d}, the beginning of what is looked at"


def history_of(sheet: Sheet, columns: Columns, reading: Reading) -> History:
    """Read a history. Raises InputError where it has no usable row."""
    if columns.kind == "activities" or has_pairs(sheet, columns):
        history = history_of_activities(sheet, columns, reading)
    elif columns.kind == "events":
        history = history_of_events(sheet, columns, reading)
    else:
        history = history_of_rows(reading.private.masked(sheet, columns, reading.notes), columns, reading)
    if not history.items:
        what = "no row has a time"
        raise InputError([sheet.problem(what, "write times such as 2026-01-31T09:30")])
    _one_spelling(history.items)
    _by_team(history, reading)
    _note_early(history, reading)
    _note_bulk(history, reading)
    returned = [item.returns > 0 for item in history.items if not math.isnan(item.returns)]
    if any(returned):
        reading.notes.find(f"{sum(returned) / len(returned):.0%} of items came back after they were done")
    return _recent(history, reading)


def _one_spelling(items: list[Item]) -> None:
    """Areas and types that differ in capital letters alone are one, by the commonest spelling."""
    for what in ("area", "kind"):
        counts = Counter(getattr(item, what) for item in items)
        chosen: dict[str, str] = {}
        for name, _ in counts.most_common():
            chosen.setdefault(name.casefold(), name)
        if len(chosen) < len(counts):
            for item in items:
                setattr(item, what, chosen[getattr(item, what).casefold()])


def _by_team(history: History, reading: Reading) -> None:
    """An item that names no area belongs to the area of the team that had it most often."""
    items = history.items
    if all(item.area == NO_AREA for item in items) and len({item.team for item in items}) > 1:
        reading.notes.assume(
            "no column names the area of an item: each belongs to the area of the team that had it most often",
            "mapping.yaml: columns: {work: {area: …}}",
        )
    elif any(item.area == NO_AREA and item.team for item in items):
        count = sum(item.area == NO_AREA and bool(item.team) for item in items)
        reading.notes.assume(
            f"{several(count, 'item')} without an area {'belongs' if count == 1 else 'belong'} to the area of {'its' if count == 1 else 'their'} team",
            "mapping.yaml: columns: {work: {area: …}}",
        )
    else:
        return
    for item in items:
        if item.area == NO_AREA:
            teams = Counter(visit.team for visit in item.visits if visit.team)  # of equal ones the first
            item.area = teams.most_common(1)[0][0] if teams else item.team or NO_AREA


def _note_early(history: History, reading: Reading) -> None:
    """Items that are done before they are created have no end that could be believed; ancient ones are named."""
    account = reading.notes.account(history.name)
    early = [item for item in history.items if item.done < item.created]
    for item in early:
        item.done, item.undated = np.nan, True
    if early:
        lines = [item.lines[0] for item in early]
        account.odd.append(
            f"{several(len(early), 'item')} {'is' if len(early) == 1 else 'are'} done before {'it is' if len(early) == 1 else 'they are'} created ({rows(lines)}); not in lead times"
        )
    created = np.array([item.created for item in history.items])
    ancient = np.flatnonzero(created < np.median(created) - ANCIENT_DAYS)
    if len(ancient):
        for k in ancient:
            history.items[int(k)].before = True
        lines = [history.items[int(k)].lines[0] for k in ancient]
        account.odd.append(
            f"{several(len(ancient), 'item')} {'was' if len(ancient) == 1 else 'were'} created more than 15 years before most others ({rows(lines)}); no arrivals, and not in lead times"
        )


def _note_bulk(history: History, reading: Reading) -> None:
    """Items created at one go were imported: when they came is not known. Items closed at one go are named."""
    account = reading.notes.account(history.name)
    for what in ("created", "done"):
        known = [item for item in history.items if not math.isnan(getattr(item, what))]
        for at, together in _bulks(known, what).items():
            day = history.first_day + _as_calendar(history, at)
            lines = [item.lines[0] for item in together]
            said = f"{len(together):,} items were {what} at one go on {day:%Y-%m-%d} ({rows(lines)})"
            if what == "created":
                for item in together:
                    item.before = True
                account.odd.append(f"{said}: an import? They are no arrivals, and not in lead times")
            else:
                account.odd.append(f"{said}: a release, or a tidying up?")


def _bulks(items: list[Item], what: str) -> dict[float, list[Item]]:
    """Items by the moment at which very many of them were created, or done."""
    if not items:
        return {}
    whole = all(getattr(item, what) % 1 in (0.0, 0.5) for item in items)
    by_time: dict[float, list[Item]] = {}
    for item in items:
        at = getattr(item, what)
        by_time.setdefault(
            float(np.floor(at)) if whole else float(np.floor(at / MINUTE)) * MINUTE, []
        ).append(item)
    usual = float(np.median([len(each) for each in by_time.values()]))
    least = max(BULK, BULK_SHARE * len(items), MANY_TIMES * usual)
    return {at: each for at, each in by_time.items() if len(each) >= least and len(by_time) > 1}


def _as_calendar(history: History, day: float) -> np.timedelta64:
    """Calendar days from the first day of a history to a working day of it."""
    first = np.datetime64(history.first_day.tz_localize(None), "D")
    return np.busday_offset(first, int(day), roll="forward") - first


def _recent(history: History, reading: Reading) -> History:
    """A history cut to what happened in the window that is looked at."""
    signs = [item.last_sign for item in history.items]
    last = max(signs)
    first = min(item.created for item in history.items)
    if reading.since is not None:
        stamp = reading.since.tz_localize("UTC") if reading.since.tz is None else reading.since
        begins = float(working_days(pd.Series([stamp]), history.first_day)[0])
        if begins >= last:
            what = f"has nothing after {stamp:%Y-%m-%d}"
            raise InputError([Problem("", what, "give an earlier day for --since", history.name)])
        if begins <= first:
            return history
    elif last - first > LONG * WINDOW_DAYS:
        begins = last - WINDOW_DAYS
    else:
        return history
    day = history.first_day + _as_calendar(history, max(0.0, begins))
    past = [sign < begins and not item.is_open for item, sign in zip(history.items, signs, strict=True)]
    kept = [item for item, over in zip(history.items, past, strict=True) if not over]
    gone = [item for item, over in zip(history.items, past, strict=True) if over]
    if reading.since is None:
        reading.notes.assume(
            f"{history.name} spans {(last - first) / DAYS_PER_YEAR:.1f} years; what follows is about its last 52 weeks, from {day:%Y-%m-%d} on",
            "--since, a day, or 'start' for all of it",
        )
    reading.notes.account(history.name).leave_out(
        PAST.format(day), sorted(line for item in gone for line in item.lines if line)
    )
    recent = {name: worker.since(begins) for name, worker in history.workers.items()}
    workers = {name: worker for name, worker in recent.items() if worker.did_anything}
    return replace(history, items=kept, workers=workers, window=(begins, last))
