"""Columns of dates in a row per item: which of them are stages, and why the others are not.

A stage is reached after an item is created and before it is done. A column of dates that mostly lie elsewhere, or in the
future, tells something else, whatever it is called.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ...errors import InputError
from ..meaning.columns import Columns
from ..meaning.reading import Reading
from ..tables.sheets import Sheet
from ..times.dates import looks_like_times, naive, stamps_of
from ..words.phrases import bare_name
from ..words.statuses import DONE, ENDED

MOST_STAGE_COLUMNS, MOST_DATE_COLUMNS = 100, 300
"""Stages of an item, and columns of times of any meaning."""
MOST = 0.8
"""Share of the dates of a column from which it is taken to say something else than a stage."""
FEW = 5
PLANS = 0.2
"""Share of dates in the future from which a column holds plans."""
BEFORE = "dates from before the item was created"
AFTER = "dates from after the item was done"
FUTURE = "dates in the future: a plan"
SAME = "the same times as '{}'"


def stage_columns(
    sheet: Sheet, columns: Columns, known: Mapping[str, pd.Series[Any]], reading: Reading
) -> dict[str, pd.Series[Any]]:
    """Times of the columns that are stages, and in the account of the file why other columns of dates are not.

    known: times of the columns whose meaning is known.
    """
    account = reading.notes.account(sheet.name)
    times = [column for column in sheet.header if _may_be_one(sheet, column, columns, reading)]
    if len(times) > MOST_DATE_COLUMNS:
        raise too_many(sheet, len(times))
    found: dict[str, pd.Series[Any]] = {}
    for column in times:
        stamps = stamps_of(sheet, column, reading.words, reading.notes)
        mapped = status_of(column) in reading.mapping.statuses
        why = "" if mapped else _why_not(column, stamps, known, columns, reading)
        if why:
            account.unused[column] = why
        else:
            found[column] = stamps
            del account.unused[column]
    if len(found) > MOST_STAGE_COLUMNS:
        raise too_many(sheet, len(found))
    return found


def _may_be_one(sheet: Sheet, column: str, columns: Columns, reading: Reading) -> bool:
    """Whether a column holds times of a meaning that is not known."""
    if column in columns.found.values() or column not in reading.notes.account(sheet.name).unused:
        return False
    if status_of(column) in reading.mapping.statuses:
        return True
    known = reading.words.why_unused(bare_name(column)) or reading.private.bears(column)
    return not known and looks_like_times(sheet.columns[column], reading.words)


def too_many(sheet: Sheet, count: int) -> InputError:
    """The error of more columns of times than an item can have stages."""
    what = f"{count:,} columns hold times, and an item has {MOST_STAGE_COLUMNS} stages at most"
    return InputError([sheet.problem(what, "remove those that are not stages")])


def status_of(column: str) -> str:
    """Status to which a column of times belongs."""
    words = re.sub(
        r"^(date|time|first time in|entered) |( (at|on|date|time|timestamp|start|started|entered))$",
        "",
        bare_name(column),
    )
    return words.replace(" ", "_")


def _why_not(
    column: str,
    stamps: pd.Series[Any],
    known: Mapping[str, pd.Series[Any]],
    columns: Columns,
    reading: Reading,
) -> str:
    """Why a column of dates is not a stage; '' if it is one."""
    times = naive(stamps)
    filled = ~np.isnat(times)
    if not filled.any():
        return ""
    if (stamps[filled] > reading.today).mean() >= PLANS:
        return FUTURE
    for meaning, why in (("created", BEFORE), ("done", AFTER)):
        other = known.get(columns.found.get(meaning, ""))
        if other is None:
            continue
        both = filled & ~np.isnat(naive(other))
        if both.sum() < FEW:
            continue
        gap = (times - naive(other))[both] / np.timedelta64(1, "s")
        if (abs(gap) < 1).mean() > MOST:
            alike = (abs(gap) < 1).all() and both.sum() == filled.sum()
            return SAME.format(columns.found[meaning]) if alike else ""
        if meaning == "done" and reading.words.status(status_of(column)) in (DONE, ENDED):
            return ""  # another end, of items that lack this one
        if ((gap < 0) if meaning == "created" else (gap > 0)).mean() >= MOST:
            return why
    return ""
