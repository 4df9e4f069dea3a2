"""Arrivals from a history: a CSV file with one row per arrival.

Dates become working days: weekends are left out, an arrival on a weekend counts as one on Monday, and
day 0 is the midnight before the first arrival. Times of several zones are ordered in UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import Problem, did_you_mean, nearest
from ..spec import HIGHEST, LAST_DAY
from ..work.demand import CsvArrivals
from .csv_tables import Table, UnreadableError, table_of
from .times import MOST_APART, unlikely, without_leap_seconds, working_days_between

OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


@dataclass(frozen=True)
class History:
    """Arrivals in order of time, and what is wrong with the file."""

    times: Any
    """Working days since the midnight before the first arrival; float array."""
    products: Any
    """Ordinal of the product of each arrival; int array."""
    efforts: Any
    """Working days of each arrival, NaN where the stream draws it; float array."""
    problems: tuple[Problem, ...] = ()


def read_arrivals(
    source: CsvArrivals, folder: Path, product: str | None, products: Sequence[str], path: str
) -> History:
    """Read a history; `path` is the dotted path of the stream, for messages."""
    history = _read(source, folder, product, tuple(products), version_of(folder / source.file))
    problems = (replace(problem, path=f"{path}.from_csv") for problem in history.problems)
    return replace(history, problems=tuple(problems))


def version_of(path: Path) -> tuple[int, int]:
    """Time and size of a file, which show whether it has changed."""
    try:
        found = path.stat()
        return found.st_mtime_ns, found.st_size
    except (OSError, ValueError):
        return 0, 0


@lru_cache(maxsize=64)
def _read(
    source: CsvArrivals,
    folder: Path,
    product: str | None,
    products: tuple[str, ...],
    version: tuple[int, int],
) -> History:
    """A history; its problems have no path yet."""
    asked = {"time": source.time, "product": source.product, "effort_days": source.effort_days}
    wanted = {key: name for key, name in asked.items() if name is not None}
    try:
        table = table_of(folder / source.file, list(wanted.values()))
    except UnreadableError as error:
        what, remedy = error.args
        return _failed([Problem("", f"'{source.file}' {what}", remedy)])
    missing = {key: name for key, name in wanted.items() if name not in table.header}
    if missing:
        return _failed([_no_column(source, table, key, name) for key, name in missing.items()])
    if not table.lines:
        what = f"'{source.file}' has no rows below its header"
        return _failed([Problem("", what, "remove the stream or fill the file")])
    return _converted(table, source, product, products)


def _no_column(source: CsvArrivals, table: Table, key: str, name: str) -> Problem:
    if len(table.header) == 1:
        for delimiter, words in OTHER_DELIMITERS.items():
            if delimiter in table.header[0]:
                what = f"'{source.file}' separates its columns by {words}"
                return Problem("", what, "save it with commas")
    what = f"'{source.file}' has no column '{name}' for {key}"
    if nearest(name, table.header) is not None:
        return Problem("", what, did_you_mean(name, table.header))
    return Problem("", what, f"name one of its columns under {key}: {', '.join(table.header[:12])}")


def _failed(problems: list[Problem]) -> History:
    nothing = np.zeros(0)
    return History(nothing, nothing.astype(np.int64), nothing, tuple(problems))


def _converted(table: Table, source: CsvArrivals, product: str | None, products: tuple[str, ...]) -> History:
    bad: list[Problem] = []

    def complain(column: str, wrong: Any, what: str, remedy: str) -> None:
        if np.any(wrong):
            bad.append(_complaint(table, column, np.flatnonzero(wrong), what, remedy, source.file))

    times, far, hint = _working_days(table.columns[source.time])
    complain(source.time, np.isnan(times) & ~far, "is not a time", hint)
    what = f"is not a real date, or lies more than {MOST_APART:.0f} years from the others"
    complain(source.time, far, what, "write when it arrived, or remove the row")
    known = {name: i for i, name in enumerate(products)}
    ordinals = np.full(len(times), known.get(product or "", 0))
    if source.product is not None:
        cells = table.columns[source.product]
        ordinals = np.array([known.get(cell, -1) for cell in cells], np.int64)
        unknown = next((cell for cell in cells if cell not in known), "")
        complain(source.product, ordinals < 0, "is not a product", did_you_mean(unknown, products))
    efforts = np.full(len(times), np.nan)
    if source.effort_days is not None:
        efforts = _numbers(table.columns[source.effort_days])
        remedy = "write a number of days, 0 or more, with a point"
        complain(source.effort_days, ~((efforts >= 0) & (efforts <= HIGHEST)), "is not an effort", remedy)
    order = np.argsort(times, kind="stable")
    return History(times[order], ordinals[order], efforts[order], tuple(bad))


def _complaint(table: Table, column: str, places: Any, what: str, remedy: str, file: str) -> Problem:
    """One problem for the first wrong cell of a column, with the number of the others."""
    first = int(places[0])
    cell = table.columns[column][first]
    said = f"'{cell}' {what}" if cell else "is empty"
    others = f", and {len(places) - 1:,} more below" if len(places) > 1 else ""
    return Problem("", f"{file}, row {table.lines[first]}, column '{column}': {said}{others}", remedy)


def _numbers(cells: Sequence[str]) -> Any:
    """Cells as numbers, NaN where a cell is not a number."""
    numbers = np.full(len(cells), np.nan)
    for k, cell in enumerate(cells):
        try:
            numbers[k] = float(cell)
        except ValueError:
            continue
    return numbers


def _working_days(cells: Sequence[str]) -> tuple[Any, Any, str]:
    """Times as working days, NaN where a cell is not a time; which of these lie too far off; what to write instead.

    Numbers are taken as they are, dates without weekends; the first cell decides which of the two the column holds.
    """
    numbers = _numbers(cells)
    far = np.zeros(len(cells), bool)
    if np.isfinite(numbers[0]) and numbers[0] <= LAST_DAY:  # and not a date such as 20240131
        fits = (numbers >= 0) & (numbers <= LAST_DAY)
        hint = "write a number of working days, 0 or more, as in the first row"
        return np.where(fits, numbers, np.nan), far, hint
    days = np.full(len(cells), np.nan)
    words = np.isnan(numbers)
    dates = [cell for cell, number in zip(cells, numbers, strict=True) if np.isnan(number)]
    days[words], far[words] = _days_of_dates(dates)
    return days, far, "write a number of working days, or a date like 2024-01-31 or 2024-01-31T09:30"


def _days_of_dates(cells: Sequence[str]) -> tuple[Any, Any]:
    """Working days since the first midnight, and which dates lie too far off to be real."""
    import pandas as pd  # 0.3 s to import: only where there are dates

    plain, more = zip(*map(without_leap_seconds, cells), strict=True) if cells else ((), ())
    read = pd.to_datetime(pd.Series(plain, dtype="str"), errors="coerce", utc=True, format="ISO8601")
    stamps = read.astype("datetime64[us, UTC]") + pd.to_timedelta(np.array(more, "timedelta64[s]"))
    far = unlikely(stamps.dt.tz_localize(None).to_numpy())
    days = np.full(len(cells), np.nan)
    known = stamps.notna().to_numpy() & ~far
    if known.any():
        days[known] = working_days_between(stamps[known].min().normalize(), stamps[known])
    return days, far
