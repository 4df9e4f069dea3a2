"""Times as exports write them: ISO, day or month first, words, serial numbers of spreadsheets, Unix times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..scenario.times import working_days_between
from .notes import Notes, rows
from .sheets import Sheet

NUMERIC_DATE = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{2,4})\b")
MOST_WORKING_DAYS = 20_000
"""Plain numbers up to here are working days; above, serial days of a spreadsheet or Unix times."""


def stamps_of(sheet: Sheet, column: str, notes: Notes) -> pd.Series[Any]:
    """Time stamps of a column, in UTC; NaT where a cell is empty or no time, which is noted."""
    cells = pd.Series(sheet.columns[column], dtype="object")
    filled = cells != ""
    found = pd.Series(pd.NaT, index=cells.index, dtype="datetime64[ns, UTC]")
    numbers = pd.to_numeric(cells.where(filled), errors="coerce")
    isolated = numbers.notna()
    found[isolated] = _of_numbers(numbers[isolated])
    words = filled & ~isolated
    if words.any():
        found[words] = _of_words(cells[words], sheet, column, notes)
    bad = np.flatnonzero((filled & found.isna()).to_numpy())
    if len(bad):
        said = rows([sheet.lines[k] for k in bad])
        notes.warn(f"{sheet.name}, {said}, column '{column}': no time; taken as empty")
    return found


def _of_numbers(numbers: pd.Series[Any]) -> pd.Series[Any]:
    """Working days, serial days of a spreadsheet, seconds or milliseconds since 1970, by their size."""
    largest = float(numbers.max())
    if largest > 1e11:
        return pd.to_datetime(numbers, unit="ms", utc=True).astype("datetime64[ns, UTC]")
    if largest > 1e8:
        return pd.to_datetime(numbers, unit="s", utc=True).astype("datetime64[ns, UTC]")
    if largest > MOST_WORKING_DAYS:
        origin = pd.Timestamp("1899-12-30")
        return pd.to_datetime(numbers, unit="D", origin=origin, utc=True).astype("datetime64[ns, UTC]")
    return _from_working_days(numbers)


def _from_working_days(days: pd.Series[Any]) -> pd.Series[Any]:
    """Working days since a Monday, as dates that count as so many working days again."""
    whole = np.floor(days.to_numpy(float)).astype(int)
    part = days.to_numpy(float) - whole
    dates = np.busday_offset(np.datetime64("2001-01-01"), whole, roll="forward")
    stamps = pd.to_datetime(dates) + pd.to_timedelta(part, unit="D")
    return pd.Series(stamps, index=days.index).dt.tz_localize("UTC").astype("datetime64[ns, UTC]")


def _of_words(cells: pd.Series[Any], sheet: Sheet, column: str, notes: Notes) -> pd.Series[Any]:
    day_first = _day_first(cells, sheet, column, notes)
    cleaned = cells.str.replace(r"^[A-Za-z]{3,9}, ", "", regex=True)  # 'Mon, 5 Jan 2026'
    return pd.to_datetime(
        cleaned, format="mixed", dayfirst=day_first, utc=True, errors="coerce"
    ).astype("datetime64[ns, UTC]")  # fmt: skip


def _day_first(cells: Sequence[str] | pd.Series[Any], sheet: Sheet, column: str, notes: Notes) -> bool:
    """Whether 03/04/2026 is the third of April: by the cells where only one of the two is possible."""
    pairs = [(int(m[1]), int(m[2]), "." in m[0]) for m in map(NUMERIC_DATE.match, cells) if m]
    if not pairs:
        return False
    day = sum(first > 12 for first, _, _ in pairs)
    month = sum(second > 12 for _, second, _ in pairs)
    if day == month == 0:
        dotted = any(dots for _, _, dots in pairs)
        order = "day" if dotted else "month"
        notes.assume(f"{sheet.name}, column '{column}': dates such as 3/4 are read {order} first",
                     f"{sheet.name}: write dates as 2026-04-03")  # fmt: skip
        return dotted
    if day and month:
        notes.warn(
            f"{sheet.name}, column '{column}': {day} dates have the day first, {month} the month; "
            f"read {'day' if day > month else 'month'} first where both are possible"
        )
    return day > month


def working_days(stamps: pd.Series[Any], start: pd.Timestamp) -> Any:
    """Working days since a midnight; NaN where there is no time."""
    days = np.full(len(stamps), np.nan)
    known = stamps.notna().to_numpy()
    if known.any():
        days[known] = working_days_between(start, stamps[known])
    return days


def looks_like_times(cells: Sequence[str]) -> bool:
    """Whether most filled cells of a column are dates; plain numbers are not."""
    filled = [cell for cell in cells if cell][:200]
    if not filled or sum(bool(re.search(r"\d{1,4}[-/.: ]", cell)) for cell in filled) < 0.8 * len(filled):
        return False
    stamps = pd.to_datetime(pd.Series(filled), format="mixed", utc=True, errors="coerce")
    return bool(stamps.notna().mean() > 0.8)
