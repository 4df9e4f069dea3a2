"""Arrivals from a history: a CSV file with one row per arrival.

Dates become working days: weekends are left out, an arrival on a weekend counts as Monday's, and
day 0 is the first arrival's midnight. Times of several zones are put in order in UTC.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import Problem, did_you_mean
from ..spec import HIGHEST, LAST_DAY
from ..work.demand import CsvArrivals

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 1_000_000
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


@dataclass(frozen=True)
class Table:
    """A CSV file as written: its header, those columns that are wanted, and the numbers of its lines."""

    header: list[str]
    columns: dict[str, list[str]]
    lines: list[int]


class UnreadableError(Exception):
    """A file that is no table: what is wrong with it, and what to do."""


def read_arrivals(
    source: CsvArrivals, folder: Path, product: str | None, products: Sequence[str], path: str
) -> History:
    """Read a history; `path` is the dotted path of the stream, for messages."""
    history = _read(source, folder, product, tuple(products), version_of(folder / source.file))
    problems = (replace(problem, path=f"{path}.from_csv") for problem in history.problems)
    return replace(history, problems=tuple(problems))


def version_of(path: Path) -> tuple[int, int]:
    """What tells a file from what it was before."""
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


def table_of(path: Path, wanted: Sequence[str], some: bool = False) -> Table:
    """Read columns of a CSV file; blank lines are left out. some: whichever of the columns there are."""
    lines: list[int] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True, skipinitialspace=True)
            header = [name.strip() for name in next(reader, [])]
            if not header:
                raise UnreadableError("is empty", "write a header and one row per arrival")
            columns: dict[str, list[str]] = {name: [] for name in wanted if name in header}
            if len(columns) < len(set(wanted)) and not some:
                return Table(header, {}, [])
            places = [(header.index(name), cells) for name, cells in columns.items()]
            for row in filter(any, reader):
                _check_row(row, header, reader.line_num, len(lines))
                lines.append(reader.line_num)
                for k, cells in places:
                    cells.append(row[k].strip())
    except (OSError, ValueError, csv.Error) as error:
        raise UnreadableError(*_why(error)) from None
    return Table(header, columns, lines)


def _check_row(row: list[str], header: list[str], line: int, rows: int) -> None:
    if len(row) != len(header):
        what = f"has {len(row)} cell{'s' * (len(row) > 1)} in row {line}, and {len(header)} in its header"
        raise UnreadableError(what, "put cells that hold a comma in double quotes")
    if rows >= MOST_ROWS:
        raise UnreadableError(f"has more than {MOST_ROWS:,} rows", "take a part of the history")


def _why(error: Exception) -> tuple[str, str]:
    """Why a file cannot be read, and what to do."""
    if isinstance(error, FileNotFoundError):
        return "does not exist", "give the path of a CSV file, seen from the scenario"
    if isinstance(error, UnicodeDecodeError):
        return "is not UTF-8 text", "save it as 'CSV UTF-8'"
    if isinstance(error, csv.Error):
        return f"is no CSV file ({error})", "check its quotes, and save it as 'CSV UTF-8'"
    reason = getattr(error, "strerror", None) or str(error)
    return f"cannot be read ({reason})", "name a CSV file, seen from the scenario"


def _no_column(source: CsvArrivals, table: Table, key: str, name: str) -> Problem:
    if len(table.header) == 1:
        for delimiter, words in OTHER_DELIMITERS.items():
            if delimiter in table.header[0]:
                what = f"'{source.file}' separates its columns by {words}"
                return Problem("", what, "save it with commas")
    what = f"'{source.file}' has no column '{name}' for {key}"
    near = did_you_mean(name, table.header)
    if near.startswith("did you mean"):
        return Problem("", what, near)
    return Problem("", what, f"name one of its columns under {key}: {', '.join(table.header[:12])}")


def _failed(problems: list[Problem]) -> History:
    nothing = np.zeros(0)
    return History(nothing, nothing.astype(np.int64), nothing, tuple(problems))


def _converted(table: Table, source: CsvArrivals, product: str | None, products: tuple[str, ...]) -> History:
    bad: list[Problem] = []

    def complain(column: str, wrong: Any, what: str, remedy: str) -> None:
        if np.any(wrong):
            bad.append(_complaint(table, column, np.flatnonzero(wrong), what, remedy, source.file))

    times, hint = _working_days(table.columns[source.time])
    complain(source.time, np.isnan(times), "is no time", hint)
    known = {name: i for i, name in enumerate(products)}
    ordinals = np.full(len(times), known.get(product or "", 0))
    if source.product is not None:
        cells = table.columns[source.product]
        ordinals = np.array([known.get(cell, -1) for cell in cells], np.int64)
        unknown = next((cell for cell in cells if cell not in known), "")
        complain(source.product, ordinals < 0, "is no product", did_you_mean(unknown, products))
    efforts = np.full(len(times), np.nan)
    if source.effort_days is not None:
        efforts = _numbers(table.columns[source.effort_days])
        remedy = "write a number of days, 0 or more, with a point"
        complain(source.effort_days, ~((efforts >= 0) & (efforts <= HIGHEST)), "is no effort", remedy)
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
    """Cells as numbers, NaN where one is none."""
    numbers = np.full(len(cells), np.nan)
    for k, cell in enumerate(cells):
        try:
            numbers[k] = float(cell)
        except ValueError:
            continue
    return numbers


def _working_days(cells: Sequence[str]) -> tuple[Any, str]:
    """Times as working days, NaN where a cell is none, and what a cell should be like.

    Numbers are taken as they are, dates without their weekends; the first cell says which they are.
    """
    numbers = _numbers(cells)
    if np.isfinite(numbers[0]) and numbers[0] <= LAST_DAY:  # and no date such as 20240131
        fits = (numbers >= 0) & (numbers <= LAST_DAY)
        return np.where(
            fits, numbers, np.nan
        ), "write a number of working days, 0 or more, as in the first row"
    days = np.full(len(cells), np.nan)
    days[np.isnan(numbers)] = _days_of_dates(
        [c for c, number in zip(cells, numbers, strict=True) if np.isnan(number)]
    )
    return days, "write a number of working days, or a date like 2024-01-31 or 2024-01-31T09:30"


def _days_of_dates(cells: Sequence[str]) -> Any:
    import pandas as pd  # 0.3 s to import: only where there are dates

    stamps = pd.to_datetime(pd.Series(cells, dtype="str"), errors="coerce", utc=True, format="ISO8601")
    days = np.full(len(cells), np.nan)
    known = stamps.notna().to_numpy()
    if known.any():
        days[known] = working_days_between(stamps[known].min().normalize(), stamps[known])
    return days


def working_days_between(start: pd.Timestamp, stamps: pd.Series[pd.Timestamp]) -> Any:
    """Working days from a midnight to each time stamp; weekends last no time at all."""
    naive = stamps.dt.tz_localize(None)
    midnights = naive.dt.normalize()
    days = midnights.to_numpy().astype("datetime64[D]")
    whole = np.busday_count(np.datetime64(start.tz_localize(None), "D"), days)
    part = (naive - midnights).dt.total_seconds().to_numpy() / 86_400
    return whole + np.where(np.is_busday(days), part, 0.0)
