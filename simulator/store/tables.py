"""From the facts of a replication to the Arrow tables that users read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from ..kernel.units import DAYS_PER_QUARTER, HOURS_PER_DAY
from ..mechanisms.registry import ACCOUNTS
from ..outcomes.facts import TEMPORARY, Facts
from ..work.records import ACTIVITIES, FATES, ITEM_BITS, PARTS, RELEASED
from .arrays import coded, column, flags, lists, numbers, repeated

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
    first = [repeated(value, rows) for value in labels.values()]
    return pa.Table.from_arrays([*first, *columns.values()], [*labels, *columns])


def _days(values: Any) -> pa.Array:
    """Days as numbers, null where something has not happened."""
    return numbers(values, ~(values >= 0))


def _parts(rows: Any) -> dict[str, pa.Array]:
    """The parts of the lead time, one column each."""
    return {f"{part}_days": numbers(rows["days", k]) for k, part in enumerate(PARTS)}


def runs_table(rows: Sequence[tuple[Labels, Outcomes]]) -> pa.Table:
    """One row for each of some replications: its labels, and every outcome."""
    labels, outcomes = zip(*rows, strict=True)
    measured = [list(values.values()) for values, _ in outcomes]
    unknown = np.array([[value is None for value in values] for values in measured]).T
    known = np.array(measured, np.float64).T
    columns = {name: column([label[name] for label in labels]) for name in labels[0]}
    columns |= {name: numbers(known[k], unknown[k]) for k, name in enumerate(outcomes[0][0])}
    columns["beyond_run_off"] = lists([names for _, names in outcomes])
    return pa.Table.from_arrays(list(columns.values()), list(columns))


def item_table(facts: Facts, labels: Labels) -> pa.Table:
    """One row per item, closed or open at the end."""
    items, scenario = facts.items, facts.scenario
    released = np.where(items["fate"] == RELEASED, items["closed_at"], np.nan)
    ended = np.where(items["closed_at"] >= 0, items["closed_at"], facts.end)
    good = np.where(facts.owners >= 0, _good_of(facts), 0)
    columns = {
        "item": numbers(items["ordinal"]),
        "initiative": numbers(items["initiative_ordinal"], items["initiative_ordinal"] < 0),
        "kind": coded(items["kind"], KINDS),
        "product": coded(items["product"], scenario.product_names),
        "stream": numbers(np.ascontiguousarray(items["stream"], np.int64)),
        "outcome": coded(items["fate"], FATES),
        "good": flags(good == 1, facts.owners < 0),
        "in_cohort": flags(items["in_cohort"] == 1),
        "created_day": numbers(items["created_at"]),
        "started_day": _days(items["started_at"]),
        "done_day": _days(items["done_at"]),
        "released_day": _days(released),
        "closed_day": _days(items["closed_at"]),
        "lead_days": numbers(ended - items["created_at"]),
        **_parts(items),
        "effort_days": numbers(items["effort"]),
        "returns": numbers(items["returns"]),
        "handoffs": numbers(items["handoffs"]),
        "dependencies": numbers(items["dependencies"]),
        "deployment": numbers(items["deployment"], items["deployment"] < 0),
        "failed": flags(items["failed"] == 1),
        "wrong_decisions": numbers(items["wrongs"]),
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
        "initiative": numbers(rows["ordinal"]),
        "product": coded(rows["product"], facts.scenario.product_names),
        "stream": numbers(rows["stream"]),
        "outcome": coded(rows["fate"], FATES),
        "good": flags(rows["good"] == 1),
        "harmful": flags(rows["good"] == -1),
        "value_per_quarter": numbers(rows["value"]),
        "estimated_value_per_quarter": numbers(rows["estimated_value"]),
        "items": numbers(rows["items"]),
        "items_released": numbers(rows["released"]),
        "effort_days": numbers(rows["items_effort"]),
        "budget_days": _days(np.where(rows["budget_days"] > 0, rows["budget_days"], np.nan)),
        "kept": flags(rows["kept"] == 1, rows["kept"] == 0),
        "taken_back_day": _days(rows["taken_back_at"]),
        "used": flags(rows["used"] == 1, rows["kept"] == 0),
        "in_cohort": flags(rows["in_cohort"] == 1),
        "arrived_day": numbers(rows["arrived_at"]),
        "begun_day": _days(rows["begun_at"]),
        "committed_day": _days(rows["committed_at"]),
        "first_release_day": _days(rows["first_release_at"]),
        "value_80pct_day": _days(rows["most_released_at"]),
        "closed_day": _days(rows["closed_at"]),
        "life_ends_day": numbers(rows["life_ends_at"]),
        "lead_days": numbers(ended - rows["arrived_at"]),
        **_parts(rows),
    }
    return labelled(columns, labels)


def incident_table(facts: Facts, labels: Labels) -> pa.Table:
    """One row per failure that has shown, restored or open at the end."""
    rows = facts.incidents
    restored = np.where(rows["fate"] == RELEASED, rows["closed_at"], np.nan)
    ended = np.where(rows["closed_at"] >= 0, rows["closed_at"], facts.end)
    columns = {
        "item": numbers(rows["ordinal"]),
        "initiative": numbers(rows["initiative_ordinal"], rows["initiative_ordinal"] < 0),
        "product": coded(rows["product"], facts.scenario.product_names),
        "shown_day": numbers(rows["created_at"]),
        "started_day": _days(rows["started_at"]),
        "restored_day": _days(restored),
        "restore_days": numbers(ended - rows["created_at"]),
        **_parts(rows),
        "effort_days": numbers(rows["effort"]),
        "handoffs": numbers(rows["handoffs"]),
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
        "quarter": numbers(quarters_of(facts)[period]),
        "phase": coded(phases_of(facts)[period], PHASES),
        "team": coded(*_codes(facts.team_names, row)),
        "role": coded(*_codes(facts.role_names, row)),
        "account": coded(used % accounts, ACCOUNTS),
        "hours": numbers(booked[used] * HOURS_PER_DAY),
    }
    return labelled(columns, labels)


def _codes(names: list[str], rows: Any) -> tuple[Any, list[str]]:
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
        "case": numbers(case, no_case),
        "initiative": numbers(events["initiative"], events["initiative"] < 0),
        "is_initiative": flags((case & PROPOSAL_NUMBER == PROPOSAL_NUMBER) & ~no_case),
        "activity": coded(events["activity"], ACTIVITIES),
        "stage": coded(np.where(of_the_work, events["stage"], -1), scenario.stage_names),
        "timestamp": numbers(_instants(events["time"])),
        "day": numbers(events["time"]),
        "resource": numbers(events["person"], events["person"] < 0),
        "team": coded(np.minimum(events["team"], len(teams) - 1), teams),
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
