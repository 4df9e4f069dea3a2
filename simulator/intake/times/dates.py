"""Times as exports write them: ISO, day or month first, words, serial numbers of spreadsheets, Unix times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from ...scenario.times import MOST_APART, impossible, unlikely, working_days_between
from ..notes import Notes, rows
from ..tables.sheets import Sheet
from ..words.phrases import zone_of_name
from ..words.vocabulary import Vocabulary
from .time_words import Moment, from_compact, from_json, in_zone, is_compact, moment_of

NUMERIC_DATE = re.compile(r"(?<![\d:./-])(\d{1,2})[./-](\d{1,2})[./-](\d{2,4})(?!\d)")
"""Day, month and year in numbers, also behind a weekday or a time of day."""
DECIMAL_COMMA = re.compile(r"\d+,\d+")
MOST_WORKING_DAYS = 20_000
"""Plain numbers up to here are working days; above, serial days of a spreadsheet or Unix times."""
UNITS = ((1e17, 1e-3), (1e14, 1.0), (1e11, 1e3), (1e8, 1e6))
"""Unix times in ns, µs, ms and s: the smallest size of each, and how many microseconds one unit is."""
A_DAY = 86_400_000_000
SPREADSHEET_DAY_0 = np.datetime64("1899-12-30", "us")
FIRST_YEAR, LAST_YEAR = np.datetime64("0001-01-01", "us"), np.datetime64("9999-12-31T23:59:59", "us")
NO_TIME = np.datetime64("NaT", "us")
A_DATE = re.compile(r"\d{1,4}\s?[-/.:, ]")
LOOKED_AT = 200
"""Filled cells by which the kind of a column is judged."""
COMPACT_SHARE = 0.5
"""Share of the numbers in a column that must look like 20260131 for all to be read as such dates."""


CLOCK = re.compile(r"(?!12:00(?::00)? ?am)(?:[1-9]|[12]\d|0[1-9])[:h]\d\d|00?[:h](?!00)\d\d", re.I)
"""A time of day in a cell, other than midnight."""
FEW_CLOCKS = 0.02
"""Share of cells with a time of day, up to which a column holds dates only."""


def stamps_of(
    sheet: Sheet, column: str, words: Vocabulary, notes: Notes, *, of_work: bool = True
) -> pd.Series[Any]:
    """Time stamps of a column, in UTC; NaT where a cell is empty, not a time or a placeholder, which is noted.

    Where cells name no zone, the one in the name of the column holds, otherwise UTC. of_work: times of one history lie close to
    each other, so that a lonely New Year's Eve is a placeholder; the days on which people come and go do not.
    """
    cells = np.array(sheet.columns[column], dtype=object)
    place, known = pd.factorize(cells)  # each spelling is read once
    filled = known != ""
    stamps = np.full(len(known), NO_TIME)
    stamps[filled] = _read([from_json(cell) for cell in known[filled]], sheet, column, cells, words, notes)
    found = stamps[place]
    none = unlikely(found) if of_work else impossible(found)
    _warn(
        np.flatnonzero((cells != "") & np.isnat(found)), sheet, column, "not a time; treated as empty", notes
    )
    what = f"not a real date, or more than {MOST_APART:.0f} years from the others; treated as empty"
    _warn(np.flatnonzero(none), sheet, column, what, notes)
    found[none] = NO_TIME
    return pd.Series(found.astype("datetime64[ns]")).dt.tz_localize("UTC")


def _warn(places: Any, sheet: Sheet, column: str, what: str, notes: Notes) -> None:
    if len(places):
        said = rows([sheet.lines[k] for k in places])
        notes.warn(f"{sheet.name}, {said}, column '{column}': {what}")


def only_dates(cells: Sequence[str]) -> bool:
    """Whether a column holds dates without a time of day."""
    filled = list(islice(filter(None, cells), 10 * LOOKED_AT))
    if not filled:
        return False
    numbers = pd.to_numeric(pd.Series(filled, dtype="object"), errors="coerce").to_numpy(float)
    if np.isfinite(numbers).mean() > 1 - FEW_CLOCKS:
        finite = numbers[np.isfinite(numbers)]
        return bool((finite == np.floor(finite)).all() and finite.max() < UNITS[-1][0])
    return sum(bool(CLOCK.search(cell)) for cell in filled) <= FEW_CLOCKS * len(filled)


def _read(known: list[str], sheet: Sheet, column: str, cells: Any, words: Vocabulary, notes: Notes) -> Any:
    """Times of the different cells of a column, NaT where a cell is not a time."""
    known, isolated, numbers = _numbers_of(known)
    stamps = np.full(len(known), NO_TIME)
    spoken = ~isolated
    if isolated.sum() >= spoken.sum():  # a few numbers among dates are not times
        stamps[isolated] = _of_numbers(numbers[isolated])
    if spoken.any():
        day_first = _day_first(cells, sheet, column, notes)
        moments = [moment_of(cell, day_first, words) for cell, one in zip(known, spoken, strict=True) if one]
        zone = zone_of_name(column)
        stamps[spoken] = _of_moments([in_zone(moment, zone, words) for moment in moments], day_first)
        strange = {m.cell for m in moments if m.unknown}
        places = [k for k, cell in enumerate(cells) if cell in strange] if strange else []
        _warn(places, sheet, column, "the time zone is not known; read as UTC", notes)
    return stamps


def _numbers_of(known: list[str]) -> tuple[list[str], Any, Any]:
    """Cells, dates in digits alone as ISO times; which of them are plain numbers; and these."""
    plain = [cell.replace(",", ".") if DECIMAL_COMMA.fullmatch(cell) else cell for cell in known]
    numbers = pd.to_numeric(pd.Series(plain, dtype="object"), errors="coerce").to_numpy(float)
    isolated = ~np.isnan(numbers)
    digits = sum(is_compact(cell) for cell, number in zip(known, isolated, strict=True) if number)
    if digits > COMPACT_SHARE * isolated.sum():
        isolated = np.zeros(len(known), bool)
        known = [from_compact(cell) for cell in known]
    return known, isolated, numbers


def _of_numbers(numbers: Any) -> Any:
    """Working days, serial days of a spreadsheet, or time since 1970 in s, ms, µs or ns: by the usual size."""
    positive = numbers[numbers > 0]
    usual = float(np.sort(positive)[(len(positive) - 1) // 2]) if len(positive) else 0.0
    if usual <= MOST_WORKING_DAYS:
        return _from_working_days(numbers)
    for least, microseconds in UNITS:
        if usual > least:
            return _since(np.datetime64(0, "us"), numbers * microseconds)
    return _since(SPREADSHEET_DAY_0, numbers * A_DAY)


def _since(origin: np.datetime64, microseconds: Any) -> Any:
    """Times this many microseconds after another time; NaT beyond the years 1 to 9999."""
    stamps = np.full(len(microseconds), NO_TIME)
    start = float(origin.astype(np.int64))
    low, high = float(FIRST_YEAR.astype(np.int64)), float(LAST_YEAR.astype(np.int64))
    fits = (microseconds + start >= low) & (microseconds + start <= high)
    stamps[fits] = origin + np.round(microseconds[fits]).astype("timedelta64[us]")
    return stamps


def _from_working_days(days: Any) -> Any:
    """Working days since a Monday, as dates that are this many working days later; NaT for what is not a day."""
    stamps = np.full(len(days), NO_TIME)
    fits = abs(days) <= MOST_WORKING_DAYS
    whole = np.floor(days[fits]).astype(int)
    dates = np.busday_offset(np.datetime64("2001-01-01"), whole, roll="forward").astype("datetime64[us]")
    stamps[fits] = dates + np.round((days[fits] - whole) * A_DAY).astype("timedelta64[us]")
    return stamps


def _of_moments(moments: Sequence[Moment], day_first: bool) -> Any:
    """Times in UTC; those of a named zone by the rules of that zone."""
    stamps = np.full(len(moments), NO_TIME)
    zones = np.array([moment.zone for moment in moments], dtype=object)
    for zone in dict.fromkeys(zones):
        there = zones == zone
        texts = pd.Series([moment.text for moment in moments if moment.zone == zone], dtype="object")
        stamps[there] = _parsed(texts, zone, day_first)
    return stamps + np.array([moment.seconds for moment in moments], "timedelta64[s]")


def _parsed(texts: pd.Series[Any], zone: str, day_first: bool) -> Any:
    """Texts as times: at once where they are ISO times, else one by one."""
    found = _to_datetime(texts, "ISO8601", day_first)
    rest = found.isna()
    if rest.any():
        found[rest] = _to_datetime(texts[rest], "mixed", day_first)
    naive = found.dt.tz_localize(None)
    if zone:
        here = naive.dt.tz_localize(zone, ambiguous=np.ones(len(naive), bool), nonexistent="shift_forward")
        naive = here.dt.tz_convert("UTC").dt.tz_localize(None)
    return naive.to_numpy().astype("datetime64[us]")


def _to_datetime(texts: pd.Series[Any], form: str, day_first: bool) -> pd.Series[Any]:
    """Times in UTC, NaT for cells that are not times; never an error."""
    try:
        read = pd.to_datetime(texts, format=form, dayfirst=day_first, utc=True, errors="coerce")
        return read.astype("datetime64[us, UTC]")
    except (ValueError, OverflowError):
        if len(texts) == 1:
            return pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us, UTC]")
        half = len(texts) // 2
        parts = [_to_datetime(part, form, day_first) for part in (texts.iloc[:half], texts.iloc[half:])]
        return pd.Series(pd.concat(parts))


def _day_first(cells: Any, sheet: Sheet, column: str, notes: Notes) -> bool:
    """Whether 03/04/2026 is the third of April: by the cells where only one of the two is possible.

    Where a column leaves it open, the other columns of the file decide.
    """
    day, month, dotted = _orders(cells)
    if dotted is None:
        return False
    if day == month == 0:
        for other in sheet.header:
            more_days, more_months, _ = _orders(sheet.columns[other][:5000])
            day, month = day + more_days, month + more_months
        if day != month:
            return day > month
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


def _orders(cells: Sequence[str]) -> tuple[int, int, bool | None]:
    """Dates that must have the day first, those that must have the month first, and whether any has dots; None if there are no dates."""
    pairs = [(int(m[1]), int(m[2]), "." in m[0]) for m in map(NUMERIC_DATE.search, cells) if m]
    if not pairs:
        return 0, 0, None
    day, month = (sum(pair[k] > 12 for pair in pairs) for k in (0, 1))
    return day, month, any(dots for *_, dots in pairs)


def first_midnight(stamps: pd.Series[Any]) -> pd.Timestamp:
    """The midnight before the first of some times; any Monday where there is none."""
    return stamps.min().normalize() if stamps.notna().any() else pd.Timestamp("2001-01-01", tz="UTC")


def naive(stamps: pd.Series[Any]) -> Any:
    """Times as a datetime64 array, in UTC."""
    return stamps.dt.tz_localize(None).to_numpy()


def working_days(stamps: pd.Series[Any], start: pd.Timestamp) -> Any:
    """Working days since a midnight; NaN where there is no time."""
    days = np.full(len(stamps), np.nan)
    known = stamps.notna().to_numpy()
    if known.any():
        days[known] = working_days_between(start, stamps[known])
    return days


def looks_like_times(cells: Sequence[str], words: Vocabulary) -> bool:
    """Whether most filled cells of a column are dates; plain numbers are not."""
    filled = [from_json(cell) for cell in islice(filter(None, cells), LOOKED_AT)]
    if not filled or sum(bool(A_DATE.search(cell)) for cell in filled) < 0.8 * len(filled):
        return False
    moments = [moment_of(cell, False, words) for cell in filled]
    if sum(moment.is_iso for moment in moments) > 0.8 * len(filled):
        return True
    stamps = _of_moments(moments, False)
    return bool((~np.isnat(stamps)).mean() > 0.8)
