"""Ends of items in a row per item: several columns of ends, ends that only a status or a flag tells, and ends by what follows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
import pandas as pd

from ..meaning.columns import Columns
from ..meaning.reading import Reading
from ..notes import counted, rows, several
from ..tables.sheets import Sheet
from ..times.dates import stamps_of, working_days
from ..words.phrases import bare_name
from ..words.statuses import DONE, ENDED, NO_STAGE, stages_of
from .effort import YES_NO
from .history import Item

CLOSE_TO_UPDATED = 0.8
"""Share of dated items whose last update is their end, from which the update stands for a missing end."""
FEW = 3
ENOUGH_ENDS, SOME_DONE, HARDLY = 5, 0.3, 0.05
"""Items that reached a stage, share of the others that are done, and share of them after which something follows: by which the stage is an end."""
MERGED = "merged"
MOSTLY = 0.8
ENOUGH_FOR_A_TIMER, SHORTEST_TIMER, STEADY = 10, 0.9, 0.1
"""Items, calendar days, and the interquartile range over the median, from which a distance between two ends is a timer's."""


class End(Enum):
    """What a column of another end than the one that counts says."""

    OF_OTHERS = "end of items without '{}'"
    OF_GIVEN_UP = "end of what was given up"
    TIMER = "closed by a timer after '{}', which is the end"
    STEP = "a step before the end that counts"


@dataclass
class RowTimes:
    """Working days of the columns of a sheet."""

    created: Any
    by_column: dict[str, Any]
    start: pd.Timestamp
    whole_days: bool
    """Whether the ends of items are dates without a time of day."""
    stamps: dict[str, pd.Series[Any]]


def other_ends(
    words: Mapping[str, str], meant: Mapping[str, str], columns: Columns, times: RowTimes, reading: Reading
) -> tuple[dict[str, End], str]:
    """Columns whose word means done beside the one that counts: the end of items that lack that one.

    What was closed and not merged was given up. What comes before the end that counts, such as `Resolved` before `Closed`,
    is no end, unless a timer sets the later one. Returns also the column that counts.
    """
    counts = columns.found.get("done")
    if counts is None:
        return {}, ""
    tool = reading.words.tools.get(columns.tool)
    settled = tool is not None and "done" in tool.columns  # by what the program means by it
    merged, end = MERGED in bare_name(counts), times.by_column[counts]
    found = {}
    for column, word in words.items():
        if column == counts or meant[word] != DONE:
            continue
        gap = times.by_column[column] - end
        known = gap[~np.isnan(gap)]
        earlier = len(known) >= FEW and float((known < 0).mean()) > MOSTLY
        if earlier and not settled and _is_a_timer(times.stamps[counts] - times.stamps[column]):
            return {counts: End.TIMER}, column
        found[column] = End.STEP if earlier else End.OF_GIVEN_UP if merged else End.OF_OTHERS
    return found, counts


def ends_by_what_follows(
    sheet: Sheet, words: Mapping[str, str], meant: Mapping[str, str], times: RowTimes, reading: Reading
) -> dict[str, str]:
    """Columns of unknown names after which nothing follows, although other items get done: ends without being done."""
    table = np.column_stack(list(times.by_column.values())) if times.by_column else np.empty((0, 0))
    done = [k for k, column in enumerate(times.by_column) if meant[words[column]] == DONE]
    if not done or not np.isfinite(table[:, done]).any():
        return {}
    latest = np.nanmax(np.where(np.isfinite(table), table, -np.inf), axis=1, initial=-np.inf)
    finished: Any = np.isfinite(table[:, done]).any(axis=1)
    usual = float(np.nanmedian(table[:, done]) - np.nanmedian(times.created))
    found: dict[str, str] = {}
    for column, days in times.by_column.items():
        word = words[column]
        if word in reading.mapping.statuses or reading.words.status(word) or meant[word] in NO_STAGE:
            continue
        there: Any = np.isfinite(days) & (days < np.nanmax(latest) - max(usual, 1.0))
        others = finished[np.isnan(days)]
        if there.sum() < ENOUGH_ENDS or not len(others) or others.mean() < SOME_DONE:
            continue
        if (there & finished).sum() <= HARDLY * there.sum() and (
            days[there] >= latest[there]
        ).mean() >= 1 - HARDLY:
            found[word] = ENDED
    if found:
        reading.notes.assume(
            f"{sheet.name}: nothing follows after {', '.join(map(repr, found))}: {'an end' if len(found) == 1 else 'ends'}, taken as given up",
            "mapping.yaml: statuses",
        )
    return found


def _is_a_timer(gaps: pd.Series[Any]) -> bool:
    """Whether one time follows another after always the same time: tickets that are closed some days after they were resolved."""
    days = gaps.dropna().dt.total_seconds().to_numpy() / 86_400
    if len(days) < ENOUGH_FOR_A_TIMER:
        return False
    low, middle, high = np.quantile(days, (0.25, 0.5, 0.75))
    return bool(middle >= SHORTEST_TIMER and high - low <= STEADY * middle)


def end_otherwise(item: Item, ends: Sequence[tuple[float, End]]) -> None:
    """Close an item by another column than the one that counts, where that one is empty."""
    known = [(at, end) for at, end in ends if not math.isnan(at) and end is not End.STEP]
    if not known or not item.is_open:
        return
    at, end = min(known, key=lambda one: one[0])
    if end is End.OF_GIVEN_UP:
        item.ended = at
    else:
        item.done = at


def end_by_status(
    sheet: Sheet,
    columns: Columns,
    items: Mapping[int, Item],
    stages: dict[str, str],
    by_path: Mapping[int, str],
    times: RowTimes,
    reading: Reading,
) -> None:
    """Ends that only a status tells: given up, or done without a time."""
    mapped = reading.mapping.statuses
    cells = [columns.cells(sheet, meaning) for meaning in ("status", "resolution")]
    meant = stages_of(sorted({cell for column in cells for cell in column if cell}), mapped, reading.words)
    stages |= {status: stage for status, stage in meant.items() if status not in stages}
    flags = _flags_of_ends(sheet, columns, reading)
    undated, contradicting = [], []
    for k, item in items.items():
        last = {meant[column[k]] for column in cells if column[k]} | {by_path.get(k, "")}
        last |= {ENDED} if k in flags else set()
        if (
            math.isfinite(item.done)
            and cells[0][k]
            and last.isdisjoint((DONE, ENDED))
            and reading.words.status(cells[0][k])
        ):
            contradicting.append(sheet.lines[k])
        if ENDED in last and math.isnan(item.ended):
            item.ended = item.done if math.isfinite(item.done) else np.inf
            item.done = np.nan
        elif DONE in last and item.is_open:
            undated.append(k)
    _note_unknown_statuses(columns, cells[0], items, reading)
    if contradicting:
        n = len(contradicting)
        reading.notes.account(sheet.name).odd.append(
            f"{several(n, 'item')} {'has' if n == 1 else 'have'} a time of the end and {'a status' if n == 1 else 'statuses'} of open work ({rows(contradicting)}); the time counts"
        )
    if undated:
        _end_undated(sheet, columns, items, undated, times, reading)


def _flags_of_ends(sheet: Sheet, columns: Columns, reading: Reading) -> set[int]:
    """Rows that a column such as `Cancelled` says yes to."""
    found: set[int] = set()
    account = reading.notes.account(sheet.name)
    for column in sheet.header:
        cells = {cell.casefold() for cell in sheet.columns[column]} - {""}
        known = column in columns.found.values() or reading.words.status(bare_name(column)) != ENDED
        if not known and cells and cells <= YES_NO.keys() | {"0", "1"}:
            found |= {
                k for k, cell in enumerate(sheet.columns[column]) if YES_NO.get(cell.casefold(), cell) == "1"
            }
            account.unused.pop(column, None)
            account.used[column] = "whether it was given up"
    return found


def _note_unknown_statuses(
    columns: Columns, cells: Sequence[str], items: Mapping[int, Item], reading: Reading
) -> None:
    """Name statuses whose meaning is not known: what they say of an end is not heard."""
    unknown = Counter(
        cells[k]
        for k in items
        if cells[k] and not reading.words.status(cells[k]) and cells[k] not in reading.mapping.statuses
    )
    if unknown:
        said = counted([(repr(status), n) for status, n in unknown.items()], most=5)
        reading.notes.assume(
            f"statuses of unknown meaning in column '{columns.found['status']}': {said}; such items are done if they have a time of the end, and open otherwise",
            "mapping.yaml: statuses",
        )


def _end_undated(
    sheet: Sheet,
    columns: Columns,
    items: Mapping[int, Item],
    undated: Sequence[int],
    times: RowTimes,
    reading: Reading,
) -> None:
    """Items done by their status without a time: the last update stands for it where it does so elsewhere."""
    account = reading.notes.account(sheet.name)
    lines = [sheet.lines[k] for k in undated]
    said = f"{several(len(undated), 'item')} {'is' if len(undated) == 1 else 'are'} done by {'its' if len(undated) == 1 else 'their'} status without a time of it ({rows(lines)})"
    column = columns.found.get("updated")
    if column is not None:
        stamps = stamps_of(sheet, column, reading.words, reading.notes)
        updated = working_days(stamps.where(stamps <= reading.today), times.start)
        gaps = [updated[k] - item.done for k, item in items.items() if math.isfinite(item.done)]
        close = [abs(gap) <= 1 for gap in gaps if math.isfinite(gap)]
        if len(close) >= FEW and np.mean(close) >= CLOSE_TO_UPDATED:
            for k in undated:
                items[k].undated = not np.isfinite(updated[k])
                items[k].done = float(updated[k])
            account.odd.append(said)
            account.unused.pop(column, None)
            account.used[column] = "end of items that are done without a time"
            reading.notes.assume(
                f"{said}: their last change in column '{column}' is taken, which is the end of those that have both",
                f"{sheet.name}: fill the column of completion",
            )
            return
    for k in undated:
        items[k].undated = True
    account.odd.append(f"{said}; they count as done, and not in lead times")
