"""Outcomes by quarter: of the whole organisation, of each team and of each area."""

from __future__ import annotations

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
from ..outcomes.facts import Facts, team_names
from ..state.accounts import IDLE
from ..work.records import RELEASED
from .tables import Labels, labelled, phase_of, quarter_of

Columns = dict[str, Any]


def quarter_table(facts: Facts, labels: Labels) -> pa.Table:
    """One row per quarter and phase for the whole, for each team and for each area."""
    parts = [_organisation(facts), _teams(facts), _areas(facts)]
    names = list(dict.fromkeys(name for part in parts for name in part))
    columns = {name: pa.array(_stacked(parts, name)) for name in names}
    return labelled(columns, labels)


def _stacked(parts: list[Columns], name: str) -> pa.Array:
    """A column of all levels, null where a level does not have it."""
    kind = next(pa.array(part[name]).type for part in parts if name in part)
    return pa.chunked_array(
        [
            pa.array(part[name], kind) if name in part else pa.nulls(len(part["quarter"]), kind)
            for part in parts
        ],
        kind,
    ).combine_chunks()


def _place(facts: Facts, level: str, names: list[str | None]) -> Columns:
    """Period, level and name of each row: names inside periods."""
    periods = [period for period in facts.periods for _ in names]
    return {
        "quarter": np.array([quarter_of(facts, p.start) for p in periods], np.int64),
        "phase": pa.array([phase_of(facts, p.start) for p in periods], pa.string()),
        "start_day": np.array([p.start for p in periods]),
        "end_day": np.array([p.end for p in periods]),
        "level": pa.array([level] * len(periods), pa.string()),
        "name": pa.array(names * len(facts.periods), pa.string()),
    }


def _organisation(facts: Facts) -> Columns:
    booked = np.array([p.booked.sum(axis=0) for p in facts.periods])
    lengths = np.array([p.end - p.start for p in facts.periods])
    return {
        **_place(facts, "organisation", [None]),
        "utilisation": _utilisation(booked),
        "wip_items_mean": np.array([p.item_days for p in facts.periods]) / lengths,
        **_flow(facts, None),
        **_initiatives_done(facts),
        **_incidents(facts, None),
        **_money(facts),
    }


def _teams(facts: Facts) -> Columns:
    of_row = np.array(team_names(facts.scenario))
    teams = [name for name in dict.fromkeys(of_row) if name]
    booked = np.array([[p.booked[of_row == team].sum(axis=0) for team in teams] for p in facts.periods])
    return {
        **_place(facts, "team", [str(team) for team in teams]),
        "utilisation": _utilisation(booked.reshape(-1, booked.shape[-1])),
    }


def _areas(facts: Facts) -> Columns:
    names: list[str | None] = list(facts.scenario.product_names)
    return {
        **_place(facts, "area", names),
        **_flow(facts, len(names)),
        **_incidents(facts, len(names)),
        **_customers(facts),
    }


def _incidents(facts: Facts, areas: int | None) -> Columns:
    """Failures that showed in each period, in total or by area."""
    period = np.minimum(_period_of(facts, facts.incidents["created_at"]), len(facts.periods) - 1)
    cell = period if areas is None else period * areas + facts.incidents["product"]
    count = np.bincount(cell, minlength=len(facts.periods) * (areas or 1)).astype(np.float64)
    mayfail = facts.scenario.acts("quality") or facts.scenario.acts("delivery")
    return {"incidents": pa.array(count, mask=np.full(len(count), not mayfail))}


def _money(facts: Facts) -> Columns:
    """Money received and spent in each period, and the balance at its end."""
    if not facts.scenario.acts("money"):
        return {}
    flows = np.array([p.flows for p in facts.periods])
    columns = {f"{name}_flow": flows[:, k] for k, name in enumerate(FLOWS)}
    return {**columns, "balance": np.array([p.balance for p in facts.periods])}


def _customers(facts: Facts) -> Columns:
    """Satisfaction, customers and revenue of each area by period."""
    if not facts.scenario.acts("customers"):
        return {}
    spec = facts.scenario.of(CustomersSpec)
    books = np.array([p.areas for p in facts.periods])
    lengths = np.array([p.end - p.start for p in facts.periods])[:, None]
    mean = np.clip(spec.satisfaction + books[:, :, MOOD_DAYS] / lengths, 0.0, 10.0)
    return {
        "satisfaction": mean.ravel(),
        "customers": np.array([p.customers for p in facts.periods]).ravel(),
        "customers_joined": books[:, :, JOINED].ravel(),
        "customers_lost": books[:, :, LOST].ravel(),
        "customers_returned": books[:, :, RETURNED].ravel(),
        "revenue": (books[:, :, CUSTOMER_REVENUE] + books[:, :, FEATURE_REVENUE]).ravel(),
    }


def _utilisation(booked: Any) -> pa.Array:
    """Share of present time that is not idle; shape (rows, accounts)."""
    total = booked.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return pa.array(1.0 - booked[:, IDLE] / total, mask=total <= 0)


def _period_of(facts: Facts, days: Any) -> Any:
    """Number of the period that holds each day."""
    return np.searchsorted([p.end for p in facts.periods], days, side="right")


def _flow(facts: Facts, areas: int | None) -> Columns:
    """Outcomes of the items released in each period, in total or by area."""
    done = facts.items[facts.items["fate"] == RELEASED]
    period = np.minimum(_period_of(facts, done["closed_at"]), len(facts.periods) - 1)
    cell = period if areas is None else period * areas + done["product"]
    cells = len(facts.periods) * (areas or 1)
    count = np.bincount(cell, minlength=cells)
    lead = np.bincount(cell, done["closed_at"] - done["created_at"], cells)
    handoffs = np.bincount(cell, done["handoffs"], cells)
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "items_done": count.astype(np.float64),
            "lead_time_days_mean": pa.array(lead / count, mask=count == 0),
            "handoffs_per_item": pa.array(handoffs / count, mask=count == 0),
        }


def _initiatives_done(facts: Facts) -> Columns:
    done = facts.initiatives[facts.initiatives["fate"] == RELEASED]["closed_at"]
    period = np.minimum(_period_of(facts, done), len(facts.periods) - 1)
    count = np.bincount(period, minlength=len(facts.periods)).astype(np.float64)
    nothing = np.full(len(count), not len(facts.initiatives))
    return {"initiatives_done": pa.array(count, mask=nothing)}
