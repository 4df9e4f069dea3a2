"""Arrivals from a history: a CSV file with one row per arrival.

Dates become working days: weekends are left out, an arrival on a weekend counts as Monday's, and
day 0 is the first arrival's midnight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import Problem, did_you_mean
from ..work.demand import CsvArrivals

if TYPE_CHECKING:
    import pandas as pd

DAYS_PER_WEEK = 5


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
    return _read(source, folder, product, tuple(products), path)


@lru_cache(maxsize=64)
def _read(
    source: CsvArrivals, folder: Path, product: str | None, products: tuple[str, ...], path: str
) -> History:
    where = f"{path}.from_csv"
    try:
        import pandas as pd  # 0.3 s to import: only where a history is read

        rows = pd.read_csv(folder / source.file, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        what = f"'{source.file}' cannot be read ({_short(error)})"
        return _failed([Problem(where, what, "give the path of a CSV file, seen from the scenario")])
    wanted = {"time": source.time, "product": source.product, "effort_days": source.effort_days}
    problems = [
        Problem(where, f"'{source.file}' has no column '{column}'", did_you_mean(column, rows.columns))
        for column in wanted.values()
        if column is not None and column not in rows
    ]
    if not problems and not len(rows):
        problems = [Problem(where, f"'{source.file}' has no rows", "remove the stream or fill the file")]
    return _failed(problems) if problems else _converted(rows, source, product, products, where)


def _short(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error).splitlines()[0]


def _failed(problems: list[Problem]) -> History:
    nothing = np.zeros(0)
    return History(nothing, nothing.astype(np.int64), nothing, tuple(problems))


def _converted(
    rows: pd.DataFrame, source: CsvArrivals, product: str | None, products: tuple[str, ...], where: str
) -> History:
    times = _working_days(rows[source.time])
    bad = _complaints(
        rows, source.time, np.isnan(times), "is no time", "write a number or a date", where, source
    )
    known = {name: i for i, name in enumerate(products)}
    if source.product is None:
        ordinals = np.full(len(rows), known.get(product or "", 0))
    else:
        ordinals = rows[source.product].map(lambda name: known.get(name, -1)).to_numpy(np.int64)
        bad += _complaints(
            rows, source.product, ordinals < 0, "is no product", "add it to products", where, source
        )
    efforts = np.full(len(rows), np.nan)
    if source.effort_days is not None:
        import pandas as pd

        efforts = pd.to_numeric(rows[source.effort_days], errors="coerce").to_numpy(np.float64)
        wrong = ~(efforts >= 0) | np.isinf(efforts)
        bad += _complaints(
            rows,
            source.effort_days,
            wrong,
            "is no effort",
            "write a number of days, 0 or more",
            where,
            source,
        )
    order = np.argsort(times, kind="stable")
    return History(times[order], ordinals[order], efforts[order], tuple(bad))


def _complaints(
    rows: pd.DataFrame, column: str, wrong: Any, what: str, remedy: str, where: str, source: CsvArrivals
) -> list[Problem]:
    """One problem for the first wrong cell of a column, with the number of the others."""
    places = np.flatnonzero(wrong)
    if not len(places):
        return []
    first = int(places[0])
    others = f", and {len(places) - 1} more below" if len(places) > 1 else ""
    cell = rows[column].iloc[first]
    return [
        Problem(where, f"{source.file}, row {first + 2}, column '{column}': '{cell}' {what}{others}", remedy)
    ]


def _working_days(column: pd.Series[str]) -> Any:
    """Times as working days: numbers as they are, dates without their weekends."""
    import pandas as pd

    numbers = pd.to_numeric(column, errors="coerce").to_numpy(np.float64)
    if not np.isnan(numbers).any():
        return np.where(numbers >= 0, numbers, np.nan)
    stamps = pd.to_datetime(column, errors="coerce", utc=True, format="ISO8601")
    days = np.full(len(column), np.nan)
    known = stamps.notna().to_numpy()
    if known.any():
        days[known] = working_days_between(stamps[known].min().normalize(), stamps[known])
    return days


def working_days_between(start: pd.Timestamp, stamps: pd.Series[pd.Timestamp]) -> Any:
    """Working days from a midnight to each time stamp; weekends last no time at all."""
    naive = stamps.dt.tz_localize(None)
    midnights = naive.dt.normalize()
    whole = np.busday_count(
        np.datetime64(start.tz_localize(None), "D"), midnights.to_numpy().astype("datetime64[D]")
    )
    part = (naive - midnights).dt.total_seconds().to_numpy() / 86_400
    return whole + np.where(midnights.dt.day_of_week.to_numpy() < DAYS_PER_WEEK, part, 0.0)
