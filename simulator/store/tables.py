"""From the facts of a replication to the Arrow tables that users read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from ..kernel.units import DAYS_PER_QUARTER, HOURS_PER_DAY
from ..mechanisms.registry import ACCOUNTS
from ..outcomes.facts import TEMPORARY, Facts
from ..outcomes.registry import beyond_run_off, measure
from ..work.records import ACTIVITIES, FATES, ITEM_BITS, PARTS, RELEASED

KINDS = ("bare", "own", "dependency", "proposal")
PHASES = ("warm-up", "window", "run-off")
ROUNDING = 1e-6
FIRST_DAY = np.datetime64("2001-01-01", "us")
"""Day 0 of the event log, a Monday. Every day after it is a working day: differences are working days."""
MICROSECONDS_PER_DAY = 86_400e6
PROPOSAL_NUMBER = (1 << ITEM_BITS) - 1

Labels = Mapping[str, Any]
Outcomes = tuple[Mapping[str, float | None], Sequence[str]]
"""All outcomes of a run by name, and the names of those that lie beyond the run-off."""


def labelled(columns: Mapping[str, Any], labels: Labels) -> pa.Table:
    """A table whose first columns say which run the rows belong to."""
    rows = len(next(iter(columns.values())))
    first = [_repeated(value, rows) for value in labels.values()]
    return pa.Table.from_arrays([*first, *columns.values()], [*labels, *columns])


def _repeated(value: Any, rows: int) -> pa.Array:
    if isinstance(value, str):
        return _words(np.zeros(rows, np.int32), [value])
    return pa.array(np.full(rows, value, np.float64 if isinstance(value, float) else np.int64))


def _words(codes: Any, words: Sequence[str]) -> pa.Array:
    """Codes as words; negative codes are null."""
    codes = np.asarray(codes, np.int32)
    missing = codes < 0
    indices = pa.array(codes, mask=missing) if missing.any() else pa.array(codes)
    return pa.DictionaryArray.from_arrays(indices, vocabulary(tuple(words)), safe=False)


@lru_cache(maxsize=1_000)
def vocabulary(words: tuple[str | None, ...]) -> pa.Array:
    """Words as an array; the same words are the same array."""
    return pa.array(words, pa.string())


def _days(values: Any) -> pa.Array:
    """Days as numbers, null where something has not happened."""
    return pa.array(values, mask=~(values >= 0))


def _parts(rows: Any) -> dict[str, pa.Array]:
    """The parts of the lead time, one column each."""
    return {f"{part}_days": pa.array(rows["days", k]) for k, part in enumerate(PARTS)}


def run_table(facts: Facts, labels: Labels) -> pa.Table:
    """One row: every outcome of the replication."""
    measured = measure(facts)
    row = {name: pa.array([value], pa.float64()) for name, value in measured.items()}
    row["beyond_run_off"] = pa.array([beyond_run_off(facts, measured)], pa.list_(pa.string()))
    return labelled(row, labels)


def runs_table(rows: Sequence[tuple[Labels, Outcomes]]) -> pa.Table:
    """One row for each of many replications: its labels, and every outcome."""
    first = {name: _column([labels[name] for labels, _ in rows]) for name in rows[0][0]}
    values = {
        name: pa.array([measured[name] for _, (measured, _) in rows], pa.float64()) for name in rows[0][1][0]
    }
    beyond = pa.array([names for _, (_, names) in rows], pa.list_(pa.string()))
    return pa.table({**first, **values, "beyond_run_off": beyond})


def _column(values: list[Any]) -> pa.Array:
    if isinstance(values[0], str):
        return pa.array(values, pa.string()).dictionary_encode()
    return pa.array(values, pa.float64() if isinstance(values[0], float) else pa.int64())


def item_table(facts: Facts, labels: Labels) -> pa.Table:
    """One row per item, closed or open at the end."""
    items, scenario = facts.items, facts.scenario
    released = np.where(items["fate"] == RELEASED, items["closed_at"], np.nan)
    ended = np.where(items["closed_at"] >= 0, items["closed_at"], facts.end)
    good = np.where(facts.owners >= 0, _good_of(facts), 0)
    columns = {
        "item": pa.array(items["ordinal"]),
        "initiative": pa.array(items["initiative_ordinal"], mask=items["initiative_ordinal"] < 0),
        "kind": _words(items["kind"], KINDS),
        "product": _words(items["product"], scenario.product_names),
        "stream": pa.array(np.ascontiguousarray(items["stream"], np.int64)),
        "outcome": _words(items["fate"], FATES),
        "good": pa.array(good == 1, mask=facts.owners < 0),
        "in_cohort": pa.array(items["in_cohort"] == 1),
        "created_day": pa.array(items["created_at"]),
        "started_day": _days(items["started_at"]),
        "done_day": _days(items["done_at"]),
        "released_day": _days(released),
        "closed_day": _days(items["closed_at"]),
        "lead_days": pa.array(ended - items["created_at"]),
        **_parts(items),
        "effort_days": pa.array(items["effort"]),
        "returns": pa.array(items["returns"]),
        "handoffs": pa.array(items["handoffs"]),
        "dependencies": pa.array(items["dependencies"]),
        "deployment": pa.array(items["deployment"], mask=items["deployment"] < 0),
        "failed": pa.array(items["failed"] == 1),
        "wrong_decisions": pa.array(items["wrongs"]),
    }
    return labelled(columns, labels)


def _good_of(facts: Facts) -> Any:
    if not len(facts.initiatives):
        return np.zeros(len(facts.items), np.int64)
    return facts.initiatives["good"][np.maximum(facts.owners, 0)]


def initiative_table(facts: Facts, labels: Labels) -> pa.Table:
    """One row per initiative, closed or open at the end."""
    rows = facts.initiatives
    ended = np.where(rows["closed_at"] >= 0, rows["closed_at"], facts.end)
    columns = {
        "initiative": pa.array(rows["ordinal"]),
        "product": _words(rows["product"], facts.scenario.product_names),
        "stream": pa.array(rows["stream"]),
        "outcome": _words(rows["fate"], FATES),
        "good": pa.array(rows["good"] == 1),
        "harmful": pa.array(rows["good"] == -1),
        "value_per_quarter": pa.array(rows["value"]),
        "estimated_value_per_quarter": pa.array(rows["estimated_value"]),
        "items": pa.array(rows["items"]),
        "items_released": pa.array(rows["released"]),
        "effort_days": pa.array(rows["items_effort"]),
        "budget_days": _days(np.where(rows["budget_days"] > 0, rows["budget_days"], np.nan)),
        "kept": pa.array(rows["kept"] == 1, mask=rows["kept"] == 0),
        "taken_back_day": _days(rows["taken_back_at"]),
        "used": pa.array(rows["used"] == 1, mask=rows["kept"] == 0),
        "in_cohort": pa.array(rows["in_cohort"] == 1),
        "arrived_day": pa.array(rows["arrived_at"]),
        "begun_day": _days(rows["begun_at"]),
        "committed_day": _days(rows["committed_at"]),
        "first_release_day": _days(rows["first_release_at"]),
        "value_80pct_day": _days(rows["most_released_at"]),
        "closed_day": _days(rows["closed_at"]),
        "life_ends_day": pa.array(rows["life_ends_at"]),
        "lead_days": pa.array(ended - rows["arrived_at"]),
        **_parts(rows),
    }
    return labelled(columns, labels)


def incident_table(facts: Facts, labels: Labels) -> pa.Table:
    """One row per failure that has shown, restored or open at the end."""
    rows = facts.incidents
    restored = np.where(rows["fate"] == RELEASED, rows["closed_at"], np.nan)
    ended = np.where(rows["closed_at"] >= 0, rows["closed_at"], facts.end)
    columns = {
        "item": pa.array(rows["ordinal"]),
        "initiative": pa.array(rows["initiative_ordinal"], mask=rows["initiative_ordinal"] < 0),
        "product": _words(rows["product"], facts.scenario.product_names),
        "shown_day": pa.array(rows["created_at"]),
        "started_day": _days(rows["started_at"]),
        "restored_day": _days(restored),
        "restore_days": pa.array(ended - rows["created_at"]),
        **_parts(rows),
        "effort_days": pa.array(rows["effort"]),
        "handoffs": pa.array(rows["handoffs"]),
    }
    return labelled(columns, labels)


def quarters_of(facts: Facts) -> Any:
    """Number of the quarter of each period; 1 is the first of the window."""
    start = facts.scenario.horizon.window_start
    return np.floor((facts.starts - start) / DAYS_PER_QUARTER + ROUNDING).astype(np.int64) + 1


def phases_of(facts: Facts) -> Any:
    """Place in PHASES of each period."""
    horizon, days = facts.scenario.horizon, facts.starts
    in_window, after = days >= horizon.window_start - ROUNDING, days >= horizon.window_end - ROUNDING
    return in_window.astype(np.int64) + after


def hours_table(facts: Facts, labels: Labels) -> pa.Table:
    """Hours by quarter, team, role and account."""
    booked = facts.books.reshape(-1)
    used = booked.nonzero()[0]
    accounts = len(ACCOUNTS)
    period, row = np.divmod(used // accounts, facts.books.shape[1])
    columns = {
        "quarter": pa.array(quarters_of(facts)[period]),
        "phase": _words(phases_of(facts)[period], PHASES),
        "team": _words(*_coded(facts.team_names, row)),
        "role": _words(*_coded(facts.role_names, row)),
        "account": _words(used % accounts, ACCOUNTS),
        "hours": pa.array(booked[used] * HOURS_PER_DAY),
    }
    return labelled(columns, labels)


def _coded(names: list[str], rows: Any) -> tuple[Any, list[str]]:
    """Names of rows as codes with their words; '' is null."""
    words = sorted({name for name in names if name})
    codes = np.array([words.index(name) if name else -1 for name in names])
    return codes[rows], words


def event_table(facts: Facts, labels: Labels) -> pa.Table:
    """The event log, for process mining: cases are items, and work done once for an initiative."""
    events, scenario = facts.events, facts.scenario
    teams = [*(team.name for team in scenario.organisation.teams), TEMPORARY]
    case = _cases(events)
    of_the_work = events["stage"] < len(scenario.stage_names)  # answering others is not a stage of it
    no_case = (events["ordinal"] < 0) & (
        events["initiative"] < 0
    )  # a person leaves or is hired: belongs to no case
    columns = {
        "case": pa.array(case, mask=no_case),
        "initiative": pa.array(events["initiative"], mask=events["initiative"] < 0),
        "is_initiative": pa.array((case & PROPOSAL_NUMBER == PROPOSAL_NUMBER) & ~no_case),
        "activity": _words(events["activity"], ACTIVITIES),
        "stage": _words(np.where(of_the_work, events["stage"], -1), scenario.stage_names),
        "timestamp": pa.array(_instants(events["time"])),
        "day": pa.array(events["time"]),
        "resource": pa.array(events["person"], mask=events["person"] < 0),
        "team": _words(np.minimum(events["team"], len(teams) - 1), teams),
    }
    return labelled(columns, labels)


def _cases(events: Any) -> Any:
    """Ordinals of items; work on an initiative as such belongs to its proposal, which is not an item."""
    return np.where(
        events["ordinal"] >= 0, events["ordinal"], events["initiative"] << ITEM_BITS | PROPOSAL_NUMBER
    )


def _instants(days: Any) -> Any:
    """Working days since the start as dates with time, a working day lasting 24 hours."""
    return FIRST_DAY + np.round(np.asarray(days) * MICROSECONDS_PER_DAY).astype("timedelta64[us]")
