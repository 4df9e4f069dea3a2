"""Numbers and time worked in the columns of items, in every unit and form that exports write."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from ...kernel.units import HOURS_PER_DAY
from ..meaning.columns import Columns
from ..meaning.reading import Reading
from ..tables.sheets import Sheet
from ..words.phrases import plain

YES_NO = {
    "yes": "1",
    "true": "1",
    "ja": "1",
    "oui": "1",
    "sí": "1",
    "si": "1",
    "y": "1",
    "no": "0",
    "false": "0",
    "nein": "0",
    "non": "0",
    "n": "0",
}
DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
CLOCKED = re.compile(r"(\d{1,4}):(\d\d)(?::\d\d)?")
DURATION = re.compile(
    r"P?\s*(?:([\d.,]+)\s*w(?:eeks?)?)?\s*(?:([\d.,]+)\s*d(?:ays?)?)?\s*T?\s*(?:([\d.,]+)\s*h(?:ours?|rs?)?)?\s*(?:([\d.,]+)\s*m(?:in(?:utes?)?)?)?\s*(?:([\d.,]+)\s*s(?:ec(?:onds?)?)?)?",
    re.I,
)
"""Weeks of five days, days of eight hours, hours, minutes and seconds of a duration in words."""
NO_NUMBERS = "holds no numbers or durations"
LOGGED = re.compile(r";\s*(\d+(?:\.\d+)?)\s*$")
"""Seconds at the end of an entry of Jira's log of work."""
UNITS: tuple[tuple[str, set[str], float], ...] = (
    ("milliseconds", {"ms", "milliseconds", "millis"}, 1 / 3_600_000),
    ("seconds", {"s", "sec", "secs", "seconds", "sekunden", "secondes", "segundos"}, 1 / 3600),
    ("minutes", {"min", "mins", "minutes", "minuten", "minutos"}, 1 / 60),
    ("hours", {"h", "hr", "hrs", "hour", "hours", "std", "stunden", "heures", "horas"}, 1.0),
    ("days", {"d", "day", "days", "tage", "jours", "dias", "effort"}, HOURS_PER_DAY),
)
"""Units of time worked, words for them in the name of a column, and hours."""
LEAST_SECONDS, LEAST_MILLISECONDS = 600, 500_000
"""Typical numbers of a column of time worked, from which they are seconds, and milliseconds."""


def numbers_of(cells: Iterable[str]) -> Any:
    """Numbers, also with a decimal comma; yes is 1 and no is 0."""
    texts = [YES_NO.get(cell.casefold(), cell) for cell in cells]
    plain_ones = [text.replace(",", ".") if DECIMAL_COMMA.fullmatch(text) else text for text in texts]
    return pd.to_numeric(pd.Series(plain_ones, dtype="object"), errors="coerce").to_numpy(float)


def _hours_in(cell: str) -> float:
    """Hours of a duration in words: `2h 30m`, `1d 4h`, `PT2H30M`, `2:30`; NaN for all else."""
    found = CLOCKED.fullmatch(cell.strip())
    if found:
        return int(found[1]) + int(found[2]) / 60
    found = DURATION.fullmatch(cell.strip())
    if not found or not any(found.groups()):
        return math.nan
    hours = (5 * HOURS_PER_DAY, HOURS_PER_DAY, 1.0, 1 / 60, 1 / 3600)
    return sum(
        float(part.replace(",", ".")) * each for part, each in zip(found.groups(), hours, strict=True) if part
    )


def spent_days_of(sheet: Sheet, columns: Columns, reading: Reading) -> Any:
    """Time worked on items, in working days of 8 hours; the unit follows from the name of the column and from its numbers."""
    column = columns.found.get("spent")
    if column is None:
        return _logged_days(sheet, columns, reading)
    values, cells = numbers_of(columns.cells(sheet, "spent")), columns.cells(sheet, "spent")
    worded = np.array(
        [_hours_in(cell) if cell and math.isnan(values[k]) else math.nan for k, cell in enumerate(cells)]
    )
    if np.any(worded > 0) and not np.any(values > 0):
        return np.where(worded > 0, worded / HOURS_PER_DAY, np.nan)
    if not np.any(values > 0):
        if any(cells):
            reading.notes.account(sheet.name).used.pop(column, None)
            reading.notes.account(sheet.name).unused[column] = NO_NUMBERS
        return _logged_days(sheet, columns, reading)
    unit, hours = _unit_of(column, float(np.median(values[values > 0])))
    reading.notes.assume(
        f"{sheet.name}, column '{column}' is time worked, in {unit}", "world.yaml: demand.items.*.effort_days"
    )
    return np.where(values > 0, values * hours / HOURS_PER_DAY, np.nan)


def _unit_of(column: str, typical: float) -> tuple[str, float]:
    """Unit of a column of time worked, and its hours: by the words of its name, otherwise by the size of its numbers."""
    words = set(plain(column).split())
    for unit, names, hours in UNITS:
        if words & names:
            return unit, hours
    if typical >= LEAST_SECONDS:
        return ("seconds", 1 / 3600) if typical < LEAST_MILLISECONDS else ("milliseconds", 1 / 3_600_000)
    return "hours", 1.0


def _logged_days(sheet: Sheet, columns: Columns, reading: Reading) -> Any:
    """Time worked by the entries of a log of work, each ending with seconds, in working days of 8 hours."""
    found = np.full(len(sheet), np.nan)
    column = columns.found.get("log")
    if column is None:
        return found
    seconds = np.zeros(len(sheet))
    for cells in sheet.all_of(column):
        for k, cell in enumerate(cells):
            if cell and (entry := LOGGED.search(cell)):
                seconds[k] += float(entry[1])
    if seconds.any():
        account = reading.notes.account(sheet.name)
        account.used[column] = "time worked, in seconds at the end of each entry"
        for name in sheet.repeats.get(column, ()):
            account.unused.pop(name, None)
            account.used[name] = "further time worked"
    return np.where(seconds > 0, seconds / 3600 / HOURS_PER_DAY, np.nan)
