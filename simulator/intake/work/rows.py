"""A history with a row per item, and a column of times for each stage that it reached."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from ...errors import InputError
from ...kernel.units import HOURS_PER_DAY
from ..meaning.columns import Columns, missing
from ..meaning.reading import Reading
from ..notes import counted, rows, several
from ..tables.sheets import Sheet
from ..times.dates import only_dates, stamps_of, working_days
from ..words.phrases import bare_name, plain
from ..words.statuses import DONE, ENDED, NO_STAGE, REOPENED, stages_of
from .date_columns import stage_columns, status_of
from .history import NO_AREA, History, Item, Visit, Worker
from .levels import of_one_level, parent_of, without_repetitions

SAME_DAY = 1 / 3
"""Mean days between two moments of one day in their order."""
CLOSE_TO_UPDATED = 0.8
"""Share of dated items whose last update is their end, from which the update stands for a missing end."""
FEW = 3
JSON_NAME = re.compile(r'"name"\s*:\s*"([^"]*)"')
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
PATH = re.compile(r"\s*(?:->|→|=>|>|»|;|\||\n|,)\s*")
LOGGED = re.compile(r";\s*(\d+(?:\.\d+)?)\s*$")
"""Seconds at the end of an entry of Jira's log of work."""
ENOUGH_ENDS, SOME_DONE, HARDLY = 5, 0.3, 0.05
"""Items that reached a stage, share of the others that are done, and share of them after which something follows: by which the stage is an end."""
MERGED = "merged"


class End(Enum):
    """What a column of another end than the one that counts says."""

    OF_OTHERS = "end of items without '{}'"
    OF_GIVEN_UP = "end of what was given up"
    TIMER = "closed by a timer after '{}', which is the end"
    STEP = "a step before the end that counts"


MOSTLY = 0.8
ENOUGH_FOR_A_TIMER, SHORTEST_TIMER, STEADY = 10, 0.9, 0.1
"""Items, calendar days, and the interquartile range over the median, from which a distance between two ends is a timer's."""
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
NO_CREATED = "no time of creation"


@dataclass
class _Times:
    """Working days of the columns of a sheet."""

    created: Any
    by_column: dict[str, Any]
    start: pd.Timestamp
    whole_days: bool
    """Whether the ends of items are dates without a time of day."""
    stamps: dict[str, pd.Series[Any]]


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
    others, counts = _other_ends(words, meant, columns, times, reading)
    meant |= _ends_by_what_follows(sheet, words, meant, times, reading)
    account = reading.notes.account(sheet.name)
    account.used |= {column: f"stage {meant[words[column]]}" for column in stages}
    account.used |= {column: end.value.format(counts) for column, end in others.items()}
    items = _items(sheet, columns, times.created, reading)
    counting = [(words[c], days.tolist()) for c, days in times.by_column.items() if c not in others]
    instead = [(others[c], days.tolist()) for c, days in times.by_column.items() if c in others]
    for k, item in items.items():
        _follow(item, [(days[k], word) for word, days in counting], meant)
        if item.is_open:
            _end_otherwise(item, [(days[k], end) for end, days in instead])
    if REOPENED in meant.values():
        for item in items.values():
            item.returns = 0.0 if math.isnan(item.returns) else item.returns
    by_path = _by_path(sheet, columns, items, meant, reading)
    _by_status(sheet, columns, items, meant, by_path, times, reading)
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
) -> _Times:
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
    return _Times(working_days(created, start), days, start, whole, stamps)


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


def _other_ends(
    words: Mapping[str, str], meant: Mapping[str, str], columns: Columns, times: _Times, reading: Reading
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


def _ends_by_what_follows(
    sheet: Sheet, words: Mapping[str, str], meant: Mapping[str, str], times: _Times, reading: Reading
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


def _end_otherwise(item: Item, ends: Sequence[tuple[float, End]]) -> None:
    """Close an item by another column than the one that counts, where that one is empty."""
    known = [(at, end) for at, end in ends if not math.isnan(at) and end is not End.STEP]
    if not known or not item.is_open:
        return
    at, end = min(known, key=lambda one: one[0])
    if end is End.OF_GIVEN_UP:
        item.ended = at
    else:
        item.done = at


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
    numbers = {m: _numbers(columns.cells(sheet, m)) for m in ("returns", "handoffs", "size")}
    spent = _spent_days(sheet, columns, reading)
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


def _numbers(cells: Iterable[str]) -> Any:
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


def _spent_days(sheet: Sheet, columns: Columns, reading: Reading) -> Any:
    """Time worked on items, in working days of 8 hours; the unit follows from the name of the column and from its numbers."""
    column = columns.found.get("spent")
    if column is None:
        return _logged_days(sheet, columns, reading)
    values, cells = _numbers(columns.cells(sheet, "spent")), columns.cells(sheet, "spent")
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


def _by_status(
    sheet: Sheet,
    columns: Columns,
    items: Mapping[int, Item],
    stages: dict[str, str],
    by_path: Mapping[int, str],
    times: _Times,
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
    times: _Times,
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


def _same_day(items: Iterable[Item], times: _Times, sheet: Sheet, reading: Reading) -> None:
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
