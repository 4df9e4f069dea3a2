"""Times of files: placeholders that are not times, and working days between times.

Programs write 9999-12-31, 0001-01-01, 1900-01-01 or the like where there is no date. Such a placeholder
is isolated: no other time lies near it, and the others lie decades away.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

EARLIEST, LATEST = 1700.0, 2250.0
"""Years between which a time can be real."""
LIKELY = (1950.0, 2100.0)
"""Years by which the other times are judged, if any time lies between these."""
MOST_APART = 30.0
"""Years from the middle of a column beyond which an isolated time is a placeholder."""
GAP = 2.0
"""Years without any time that isolate a time from the others."""
NO_DATES = np.array(
    ["1899-12-30", "1899-12-31", "1900-01-01", "1904-01-01", "2099-12-31", "2199-12-31"], "datetime64[D]"
)
"""Dates within those years that common programs write for a missing date."""
DOUBTFUL = np.array(["1970-01-01", "1980-01-01", "2000-01-01", "2038-01-19"], "datetime64[D]")
"""Dates that mean a missing date if no other date lies near them."""
DAYS_A_YEAR = 365.2425

LEAP_SECOND = re.compile(r"(\d{1,2}:\d{2}):60(?:[.,]\d+)?(?!\d)")
END_OF_DAY = re.compile(r"(?<![\d:])24:00(:00(?:[.,]0+)?)?(?![\d:])")


def impossible(stamps: Any) -> Any:
    """Which of some times are placeholders beyond doubt: impossible years, and dates that programs write for none.

    stamps: datetime64 array, NaT where there is no time. Returns a bool array.
    """
    days = stamps.astype("datetime64[D]")
    known = ~np.isnat(stamps)
    years = np.where(known, days.astype(np.int64), 0) / DAYS_A_YEAR + 1970.0
    return (known & ~((years >= EARLIEST) & (years < LATEST))) | np.isin(days, NO_DATES)


def unlikely(stamps: Any) -> Any:
    """Which of some times are placeholders: impossible years, known placeholders, and times decades off.

    stamps: datetime64 array, NaT where there is no time. Returns a bool array.
    """
    days = stamps.astype("datetime64[D]")
    known = ~np.isnat(stamps)
    years = np.where(known, days.astype(np.int64), 0) / DAYS_A_YEAR + 1970.0
    none = impossible(stamps)
    left = known & ~none
    doubtful = left & (np.isin(days, DOUBTFUL) | _first_or_last_of_a_year(stamps))
    if not left.any():
        return none
    middle = _middle(years, left, doubtful)
    apart = left & ~_connected(years, left & ~doubtful, middle)
    return none | apart & (doubtful & (abs(years - middle) > GAP) | (abs(years - middle) > MOST_APART))


def _first_or_last_of_a_year(stamps: Any) -> Any:
    """Midnights of a New Year, and of the day before."""
    days = stamps.astype("datetime64[D]")
    midnight = stamps == days.astype(stamps.dtype)
    first = days == days.astype("datetime64[Y]").astype("datetime64[D]")
    after = days + np.timedelta64(1, "D")
    last = after == after.astype("datetime64[Y]").astype("datetime64[D]")
    return midnight & (first | last)


def _middle(years: Any, left: Any, doubtful: Any) -> float:
    """The middle of the times that are beyond doubt, if there are any."""
    likely = left & (years >= LIKELY[0]) & (years < LIKELY[1])
    for chosen in (likely & ~doubtful, left & ~doubtful, likely):
        if chosen.any():
            return float(np.median(years[chosen]))
    return float(np.median(years[left]))


def _connected(years: Any, sound: Any, middle: float) -> Any:
    """Which times lie among those around the middle, without a gap of years between."""
    ordered = np.sort(years[sound]) if sound.any() else np.array([middle])
    nearest = int(np.argmin(abs(ordered - middle)))
    gaps = np.flatnonzero(np.diff(ordered) > GAP)
    low = ordered[gaps[gaps < nearest][-1] + 1] if (gaps < nearest).any() else ordered[0]
    high = ordered[gaps[gaps >= nearest][0]] if (gaps >= nearest).any() else ordered[-1]
    return (years >= low - GAP) & (years <= high + GAP)


def without_leap_seconds(cell: str) -> tuple[str, int]:
    """A time with second 60 or hour 24 replaced by the one before, and the seconds to be added to it."""
    if ":60" in cell:
        cell, count = LEAP_SECOND.subn(r"\1:59", cell)
        if count:
            return cell, 1
    if "24:00" in cell:
        cell, count = END_OF_DAY.subn(r"00:00\1", cell)
        if count:
            return cell, 86_400
    return cell, 0


def working_days_between(start: pd.Timestamp, stamps: pd.Series[pd.Timestamp]) -> Any:
    """Working days from a midnight to each time stamp; weekends do not count."""
    naive = stamps.dt.tz_localize(None)
    midnights = naive.dt.normalize()
    days = midnights.to_numpy().astype("datetime64[D]")
    whole = np.busday_count(np.datetime64(start.tz_localize(None), "D"), days)
    part = (naive - midnights).dt.total_seconds().to_numpy() / 86_400
    return whole + np.where(np.is_busday(days), part, 0.0)
