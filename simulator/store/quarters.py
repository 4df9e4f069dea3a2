"""Outcomes by quarter: of the whole organisation, of each team and of each area."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from ..mechanisms.customers import (
    CUSTOMER_REVENUE,
    FEATURE_REVENUE,
    JOINED,
    LOST,
    MOOD_DAYS,
    RETURNED,
    CustomersSpec,
)  # fmt: skip
from ..mechanisms.money import FLOWS
from ..outcomes.facts import Facts
from ..state.accounts import IDLE
from ..work.records import RELEASED
from .arrays import numbers, spelled
from .tables import PHASES, Labels, labelled, phases_of, quarters_of

LEVELS = ("organisation", "team", "area")
Column = tuple[Any, Any]
"""Numbers, and which of them are unknown."""
Columns = dict[str, Column]


def quarter_table(facts: Facts, labels: Labels) -> pa.Table:
    """One row per quarter and phase for the whole, for each team and for each area."""
    books, areas = _team_books(facts), list(facts.scenario.product_names)
    teams = list(books)
    of_teams = np.stack(list(books.values()), axis=1).reshape(-1, facts.books.shape[2])
    parts = [_organisation(facts), {"utilisation": _utilisation(of_teams)}, _areas(facts, len(areas))]
    rows = [len(facts.periods) * names for names in (1, len(teams), len(areas))]
    names = list(dict.fromkeys(name for part in parts for name in part))
    columns = _places(facts, teams, areas) | _stacked(parts, rows, names)
    return labelled(columns, labels)


def _places(facts: Facts, teams: list[str], areas: list[str]) -> dict[str, pa.Array]:
    """Period, level and name of each row."""
    period, level, name = _names(len(facts.periods), tuple(teams), tuple(areas))
    return {
        "quarter": numbers(quarters_of(facts)[period]),
        "phase": spelled(phases_of(facts)[period], PHASES),
        "start_day": numbers(facts.starts[period]),
        "end_day": numbers(facts.ends[period]),
        "level": level,
        "name": name,
    }


@lru_cache(maxsize=32)
def _names(periods: int, teams: tuple[str, ...], areas: tuple[str, ...]) -> tuple[Any, pa.Array, pa.Array]:
    """Number of the period, level and name of each row: names inside periods, periods inside levels."""
    levels = (1, len(teams), len(areas))
    period = np.concatenate([np.repeat(np.arange(periods), names) for names in levels])
    level = np.repeat(np.arange(len(LEVELS)), [periods * names for names in levels])
    firsts = np.cumsum([0, *levels])
    name = np.concatenate([np.tile(np.arange(a, b), periods) for a, b in pairwise(firsts)])
    return period, spelled(level, LEVELS), spelled(name, (None, *teams, *areas))


def _stacked(parts: list[Columns], rows: list[int], names: list[str]) -> dict[str, pa.Array]:
    """The columns of all levels one below the other, null where a level does not have one."""
    values = np.zeros((len(names), sum(rows)))
    unknown = np.ones(values.shape, bool)
    last = np.cumsum(rows)
    for part, size, end in zip(parts, rows, last, strict=True):
        for name, (column, missing) in part.items():
            place = names.index(name)
            values[place, end - size : end] = column
            unknown[place, end - size : end] = missing
    return {name: numbers(values[k], unknown[k]) for k, name in enumerate(names)}


def _organisation(facts: Facts) -> Columns:
    return {
        "utilisation": _utilisation(facts.books.sum(axis=1)),
        "wip_items_mean": (np.array([p.item_days for p in facts.periods]) / facts.lengths, False),
        **_flow(facts, None),
        **_initiatives_done(facts),
        **_incidents(facts, None),
        **_money(facts),
    }


def _team_books(facts: Facts) -> dict[str, Any]:
    """Working days by period and account of each team that has books; its account rows stand together."""
    found = {}
    for team, some in groupby(range(len(facts.team_names)), facts.team_names.__getitem__):
        rows = list(some)
        if team:
            found[team] = facts.books[:, rows[0] : rows[-1] + 1].sum(axis=1)
    return found


def _areas(facts: Facts, areas: int) -> Columns:
    return {**_flow(facts, areas), **_incidents(facts, areas), **_customers(facts)}


def _incidents(facts: Facts, areas: int | None) -> Columns:
    """Failures that showed in each period, in total or by area."""
    cell = _cell_of(facts, facts.incidents["created_at"], facts.incidents["product"], areas)
    count = np.bincount(cell, minlength=len(facts.periods) * (areas or 1))
    may_fail = facts.scenario.acts("quality") or facts.scenario.acts("delivery")
    return {"incidents": (count, not may_fail)}


def _money(facts: Facts) -> Columns:
    """Money received and spent in each period, and the balance at its end."""
    if not facts.scenario.acts("money"):
        return {}
    columns = {f"{name}_flow": (facts.flows[:, k], False) for k, name in enumerate(FLOWS)}
    return {**columns, "balance": (np.array([p.balance for p in facts.periods]), False)}


def _customers(facts: Facts) -> Columns:
    """Satisfaction, customers and revenue of each area by period."""
    if not facts.scenario.acts("customers"):
        return {}
    spec = facts.scenario.of(CustomersSpec)
    books = facts.areas
    columns = {
        "satisfaction": np.clip(
            spec.satisfaction + books[:, :, MOOD_DAYS] / facts.lengths[:, None], 0.0, 10.0
        ),
        "customers": np.array([p.customers for p in facts.periods]),
        "customers_joined": books[:, :, JOINED],
        "customers_lost": books[:, :, LOST],
        "customers_returned": books[:, :, RETURNED],
        "revenue": books[:, :, CUSTOMER_REVENUE] + books[:, :, FEATURE_REVENUE],
    }
    return {name: (column.ravel(), False) for name, column in columns.items()}


def _utilisation(booked: Any) -> Column:
    """Share of present time that is not idle; shape (rows, accounts)."""
    total = booked.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return 1.0 - booked[:, IDLE] / total, total <= 0


def _cell_of(facts: Facts, days: Any, areas_of: Any, areas: int | None) -> Any:
    """Number of the row that each day belongs to: its period, or its period and area."""
    period = np.minimum(np.searchsorted(facts.ends, days, side="right"), len(facts.ends) - 1)
    return period if areas is None else period * areas + areas_of


def _flow(facts: Facts, areas: int | None) -> Columns:
    """Outcomes of the items released in each period, in total or by area."""
    done = facts.released
    cell = _cell_of(facts, done["closed_at"], done["product"], areas)
    cells = len(facts.periods) * (areas or 1)
    count = np.bincount(cell, minlength=cells)
    lead = np.bincount(cell, done["closed_at"] - done["created_at"], cells)
    handoffs = np.bincount(cell, done["handoffs"], cells)
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "items_done": (count, False),
            "lead_time_days_mean": (lead / count, count == 0),
            "handoffs_per_item": (handoffs / count, count == 0),
        }


def _initiatives_done(facts: Facts) -> Columns:
    done = facts.initiatives[facts.initiatives["fate"] == RELEASED]["closed_at"]
    count = np.bincount(_cell_of(facts, done, None, None), minlength=len(facts.periods))
    return {"initiatives_done": (count, not len(facts.initiatives))}
