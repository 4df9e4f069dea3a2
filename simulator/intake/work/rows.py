"""A history with a row per item, and a column of times for each stage that it reached."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from ...errors import InputError
from ..meaning.columns import Columns, missing
from ..meaning.reading import Reading
from ..notes import rows, several
from ..tables.sheets import Sheet
from ..times.dates import only_dates, stamps_of, working_days
from ..words.statuses import DONE, ENDED, NO_STAGE, REOPENED, stages_of
from .date_columns import stage_columns, status_of
from .effort import numbers_of, spent_days_of
from .ends import RowTimes, end_by_status, end_otherwise, ends_by_what_follows, other_ends
from .history import NO_AREA, History, Item, Visit, Worker
from .levels import of_one_level, parent_of, without_repetitions

SAME_DAY = 1 / 3
"""Mean days between two moments of one day in their order."""
JSON_NAME = re.compile(r'"name"\s*:\s*"([^"]*)"')
PATH = re.compile(r"\s*(?:->|→|=>|>|»|;|\||\n|,)\s*")


NO_CREATED = "no time of creation"


def history_of_rows(sheet: Sheet, columns: Columns, reading: Reading) -> History:
    """Read a history with a row per item. Raises InputError where it has no usable column of times."""
    sheet = of_one_level(without_repetitions(sheet, columns, reading), columns, reading)
    known = {
        columns.found[meaning]: stamps_of(sheet, columns.found[meaning], reading.words, reading.notes)
        for meaning in ("created", "done")
        if meaning in columns.found
    }
    stages = stage_columns(sheet, columns, known, reading)
    times = _times(sheet, columns, known, stages, reading)
    words = {column: status_of(column) for column in times.by_column}
    meant = _stages_of_columns(words, columns, reading)
    others, counts = other_ends(words, meant, columns, times, reading)
    meant |= ends_by_what_follows(sheet, words, meant, times, reading)
    account = reading.notes.account(sheet.name)
    account.used |= {column: f"stage {meant[words[column]]}" for column in stages}
    account.used |= {column: end.value.format(counts) for column, end in others.items()}
    items = _items(sheet, columns, times.created, reading)
    counting = [(words[c], days.tolist()) for c, days in times.by_column.items() if c not in others]
    instead = [(others[c], days.tolist()) for c, days in times.by_column.items() if c in others]
    for k, item in items.items():
        _follow(item, [(days[k], word) for word, days in counting], meant)
        if item.is_open:
            end_otherwise(item, [(days[k], end) for end, days in instead])
    if REOPENED in meant.values():
        for item in items.values():
            item.returns = 0.0 if math.isnan(item.returns) else item.returns
    by_path = _by_path(sheet, columns, items, meant, reading)
    end_by_status(sheet, columns, items, meant, by_path, times, reading)
    _same_day(items.values(), times, sheet, reading)
    empty = [column for column, days in times.by_column.items() if np.isnan(days).all()]
    if empty:
        reading.notes.warn(f"{sheet.name}: no item ever reached {', '.join(map(repr, empty))}")
    order = [meant[words[column]] for column in times.by_column if meant[words[column]] not in NO_STAGE]
    return History(
        sheet.name,
        list(items.values()),
        meant,
        _workers(sheet, columns, items),
        times.start,
        tuple(dict.fromkeys(order)),
    )


def _times(
    sheet: Sheet,
    columns: Columns,
    known: dict[str, pd.Series[Any]],
    stages: dict[str, pd.Series[Any]],
    reading: Reading,
) -> RowTimes:
    """Working days of all columns of times; without a column of creation the first time in a row is the creation."""
    if "created" in columns.found:
        created = known[columns.found["created"]]
    elif stages:
        together = pd.concat([*stages.values()], axis=1)
        created = together.min(axis=1)
        reading.notes.assume(
            f"{sheet.name} has no column of creation: an item was created when it reached its first stage",
            "mapping.yaml: columns: {work: {created: …}}",
        )
    else:
        raise InputError([missing(sheet, columns, "created", reading.words)])
    ends = {columns.found["done"]: known[columns.found["done"]]} if "done" in columns.found else {}
    stamps = {**stages, **ends}
    start = created.min().normalize() if created.notna().any() else pd.Timestamp("2001-01-01", tz="UTC")
    future = created > reading.today
    created = created.where(~future)
    _note_future(sheet, future, "created", reading)
    for column, series in stamps.items():
        ahead = series > reading.today
        _note_future(sheet, ahead, column, reading)
        stamps[column] = series.where(~ahead)
    clock = "created" in columns.found and not only_dates(sheet.columns[columns.found["created"]])
    days = {}
    for column, series in stamps.items():
        days[column] = working_days(series, start)
        if clock and only_dates(sheet.columns[column]):
            days[column] = _at_noon(series, days[column], working_days(created, start), created)
            reading.notes.assume(
                f"{sheet.name}, column '{column}' holds dates without a time of day; noon is taken",
                f"{sheet.name}: write times of day",
            )
    whole = bool(ends) and only_dates(sheet.columns[columns.found["done"]])
    return RowTimes(working_days(created, start), days, start, whole, stamps)


def _at_noon(series: pd.Series[Any], days: Any, created_days: Any, created: pd.Series[Any]) -> Any:
    """Dates at noon; on the day of the creation halfway from it to the end of that day."""
    weekday = np.is_busday(
        series.fillna(pd.Timestamp(0, tz="UTC")).dt.tz_localize(None).to_numpy().astype("datetime64[D]")
    )
    noon = days + np.where(weekday, 0.5, 0.0)
    same = (series == created.dt.normalize()).to_numpy() & (noon < created_days)
    return np.where(same, created_days + (np.floor(created_days) + 1 - created_days) / 2, noon)


def _note_future(sheet: Sheet, ahead: pd.Series[Any], column: str, reading: Reading) -> None:
    if ahead.any():
        lines = [sheet.lines[k] for k in np.flatnonzero(ahead.to_numpy())]
        reading.notes.account(sheet.name).odd.append(
            f"{several(len(lines), 'date')} of column '{column}' {'lies' if len(lines) == 1 else 'lie'} in the future ({rows(lines)}); treated as empty"
        )


def _stages_of_columns(words: Mapping[str, str], columns: Columns, reading: Reading) -> dict[str, str]:
    """Stage by status, for columns; the column of completion means done, regardless of its name."""
    stages = stages_of(words.values(), reading.mapping.statuses, reading.words)
    if "done" in columns.found and stages[words[columns.found["done"]]] not in (DONE, ENDED):
        stages[words[columns.found["done"]]] = DONE
    return stages


def _follow(item: Item, reached: Sequence[tuple[float, str]], meant: Mapping[str, str]) -> None:
    """Set the stages and the end of an item from the times of its columns."""
    ordered = sorted((at, k, status) for k, (at, status) in enumerate(reached) if not math.isnan(at))
    ends, given_up, back, visits = [], [], [], []
    for at, _, status in ordered:
        stage = meant[status]
        if stage == DONE:
            ends.append(at)
        elif stage == ENDED:
            given_up.append(at)
        elif stage == REOPENED:
            back.append(at)
        elif stage not in NO_STAGE:
            visits.append(Visit(stage, at, item.team, status))
    item.visits = visits
    item.done = ends[0] if ends else np.nan
    if back:
        item.returns = 1.0
        after = [at for at in ends if at >= back[0]]
        item.done = after[0] if after else np.nan
    if given_up and math.isnan(item.done):
        item.ended = given_up[-1]


def _items(sheet: Sheet, columns: Columns, created: Any, reading: Reading) -> dict[int, Item]:
    """Items by row, for rows with a creation time."""
    cells = {m: columns.cells(sheet, m) for m in ("area", "type", "team", "parent")}
    numbers = {m: numbers_of(columns.cells(sheet, m)) for m in ("returns", "handoffs", "size")}
    spent = spent_days_of(sheet, columns, reading)
    undated = [sheet.lines[k] for k in np.flatnonzero(np.isnan(created))]
    reading.notes.account(sheet.name).leave_out(NO_CREATED, undated)
    return {
        k: Item(_area(cells["area"][k]), first_of(cells["type"][k]), float(created[k]), [sheet.lines[k]],
                team=cells["team"][k], parent=parent_of(cells["parent"][k]), returns=numbers["returns"][k],
                handoffs=numbers["handoffs"][k], size=numbers["size"][k], spent_days=spent[k])
        for k in range(len(sheet)) if not np.isnan(created[k])
    }  # fmt: skip


def _area(cell: str) -> str:
    """The area of an item: the first of several, and of a path its last part."""
    first = first_of(cell)
    if "\\" in first:
        first = first.rpartition("\\")[2]
    return first or NO_AREA


@lru_cache(maxsize=10_000)
def first_of(cell: str) -> str:
    """The first of several words in a cell, also of a list as JSON writes it."""
    if cell.startswith("["):
        named = JSON_NAME.search(cell)
        cell = named[1] if named else cell.strip("[]").replace('"', "").replace("'", "")
    return re.split(r"\s*[;,|]\s*", cell)[0] if cell else ""


def _by_path(
    sheet: Sheet, columns: Columns, items: Mapping[int, Item], meant: dict[str, str], reading: Reading
) -> dict[int, str]:
    """Stages and returns from a column that lists the statuses of an item one after the other; returns what the last one means."""
    if "path" not in columns.found:
        return {}
    cells = columns.cells(sheet, "path")
    paths = {k: [part for part in PATH.split(cells[k]) if part] for k in items}
    if max(map(len, paths.values()), default=0) < 2:
        return {}
    last: dict[int, str] = {}
    cleaned = {status: reading.private.cleaned(status) for path in paths.values() for status in path}
    stages = stages_of(filter(None, cleaned.values()), reading.mapping.statuses, reading.words)
    meant |= stages
    for k, path in paths.items():
        statuses = [cleaned[status] for status in path if cleaned[status]]
        visits = [Visit(stages[s], np.nan, items[k].team, s) for s in statuses if stages[s] not in NO_STAGE]
        items[k].visits = items[k].visits or visits
        if math.isnan(items[k].returns):
            over = [j for j, status in enumerate(statuses[:-1]) if stages[status] == DONE]
            items[k].returns = float(sum(stages[statuses[j + 1]] != DONE for j in over))
        if statuses:
            last[k] = stages[statuses[-1]]
    return last


def _same_day(items: Iterable[Item], times: RowTimes, sheet: Sheet, reading: Reading) -> None:
    """Items that came and were done on one day, where the file has dates only: a third of a day, on average."""
    if not times.whole_days:
        return
    same = [item for item in items if item.done == item.created]
    for item in same:
        item.done = item.created + SAME_DAY
    if same:
        reading.notes.assume(
            f"{sheet.name} has dates without times of day; {several(len(same), 'item')} done on the day of creation took a third of it, "
            "the mean distance of two moments in a day",
            f"{sheet.name}: write times of day",
        )


def _workers(sheet: Sheet, columns: Columns, items: Mapping[int, Item]) -> dict[str, Worker]:
    found: dict[str, Worker] = {}
    names, teams = columns.cells(sheet, "resource"), columns.cells(sheet, "team")
    for k, item in items.items():
        name = names[k].split(";")[0].strip()
        if name:
            at = item.done if math.isfinite(item.done) else item.last_sign
            worker = found.setdefault(name, Worker())
            worker.did(teams[k], item.area, "", at)
            for visit in item.visits:
                if math.isfinite(visit.at):
                    worker.other_days.add(int(visit.at))
    return found
