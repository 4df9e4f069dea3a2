"""The records of one replication in whole arrays, ready to be measured."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..engine.builder.records import INITIATIVE
from ..engine.builder.teams import account_rows
from ..engine.run import Period, Simulation
from ..kernel.units import DAYS_PER_QUARTER
from ..scenario.scenario import Scenario
from ..state.accounts import IDLE
from ..work.records import CLOSED_ITEM, ENDED, EVENT, INCIDENT, OPEN, OWN, RELEASED


@dataclass(frozen=True)
class Facts:
    """Closed and open work, and the books of each period, of one replication.

    Attributes
    ----------
    items, initiatives, incidents: record arrays, one row each, in order of ordinal.
    periods: books by quarter and phase, in order of time.
    end: day on which the simulation ended.
    """

    scenario: Scenario
    items: Any
    initiatives: Any
    incidents: Any
    events: Any
    periods: tuple[Period, ...]
    end: float

    @cached_property
    def window(self) -> tuple[float, float]:
        """First and last day of the window of observation."""
        horizon = self.scenario.horizon
        return horizon.window_start, min(horizon.window_end, self.end)

    @cached_property
    def window_quarters(self) -> float:
        """Length of the window in quarters."""
        start, end = self.window
        return (end - start) / DAYS_PER_QUARTER

    @cached_property
    def window_periods(self) -> list[Period]:
        """Periods inside the window."""
        start, end = self.window
        return [p for p in self.periods if p.start >= start - 1e-6 and p.end <= end + 1e-6]

    @cached_property
    def cohort(self) -> Any:
        """Items that were created in the window and were not dropped, those that ended with their initiative included."""
        kept = np.isin(self.items["fate"], (OPEN, RELEASED, ENDED))
        return rows_of(self.items, (self.items["in_cohort"] == 1) & kept)

    @cached_property
    def released_cohort(self) -> Any:
        """Items of the cohort that have been released."""
        return rows_of(self.cohort, self.cohort["fate"] == RELEASED)

    @cached_property
    def released_in_window(self) -> Any:
        """Items that were released in the window, whenever they were created."""
        return rows_of(self.items, (self.items["fate"] == RELEASED) & self.within(self.items["closed_at"]))

    @cached_property
    def initiative_cohort(self) -> Any:
        """Initiatives that arrived in the window and were not dropped; one that ended after its first release was not."""
        kept = np.isin(self.initiatives["fate"], (OPEN, RELEASED))
        kept |= self.initiatives["first_release_at"] >= 0
        return rows_of(self.initiatives, (self.initiatives["in_cohort"] == 1) & kept)

    @cached_property
    def owners(self) -> Any:
        """Row in `initiatives` of each item, -1 for bare items."""
        ordinals = self.initiatives["ordinal"]
        places = np.searchsorted(ordinals, self.items["initiative_ordinal"])
        return np.where(self.items["initiative_ordinal"] < 0, -1, places)

    @cached_property
    def window_days_worked(self) -> Any:
        """Working days of all people in the window by account row and account."""
        return sum(p.booked for p in self.window_periods) + np.zeros_like(self.periods[0].booked)

    def within(self, days: Any) -> Any:
        """Which days lie in the window."""
        start, end = self.window
        return (days >= start) & (days < end)

    def last_seen(self, rows: Any) -> Any:
        """Day until which each item or initiative was there: the day it was closed, or the end of the simulation."""
        return np.fmin(rows["closed_at"], self.end)

    def value_released(self) -> float:
        """Value that flowed in the window from what had been released by then."""
        own = rows_of(self.items, (self.items["kind"] == OWN) & (self.items["fate"] == RELEASED))
        start, end = self.window
        since = np.maximum(own["closed_at"], start)
        until = np.minimum(live_until(self.initiatives_of(own)), end)
        quarters = np.maximum(0.0, until - since) / DAYS_PER_QUARTER
        return float(np.sum(quarters * own["worth"]))

    def initiatives_of(self, items: Any) -> Any:
        """Initiative of each item, none of them bare."""
        return rows_of(
            self.initiatives, np.searchsorted(self.initiatives["ordinal"], items["initiative_ordinal"])
        )


def live_until(initiatives: Any) -> Any:
    """Day until which each initiative's value flows: the end of its life, or when it is taken back."""
    return np.fmin(initiatives["life_ends_at"], initiatives["taken_back_at"])


def facts_of(simulation: Simulation) -> Facts:
    """The facts of a simulation that is over."""
    books, scenario = simulation.books, simulation.scenario
    closed, initiatives = _joined(books.items, CLOSED_ITEM), _joined(books.initiatives, INITIATIVE)
    kinds, ordinals = closed["kind"], closed["ordinal"]
    items, incidents = np.flatnonzero(kinds != INCIDENT), np.flatnonzero(kinds == INCIDENT)
    shown_at = closed["created_at"][incidents]
    return Facts(
        scenario,
        rows_of(closed, items[np.argsort(ordinals[items], kind="stable")]),
        rows_of(initiatives, np.argsort(initiatives["ordinal"], kind="stable")),
        rows_of(closed, incidents[np.lexsort((shown_at, ordinals[incidents]))]),
        _joined(books.events, EVENT),
        tuple(books.periods),
        simulation.now,
    )


def _joined(parts: list[Any], dtype: Any) -> Any:
    """One array of all parts."""
    return np.concatenate([_plain(part) for part in parts]).view(dtype) if parts else np.zeros(0, dtype)


def rows_of(table: Any, chosen: Any) -> Any:
    """Some rows of a table, in the order given."""
    return _plain(table)[chosen].view(table.dtype)


def _plain(table: Any) -> Any:
    """Records as bytes: numpy copies them ten times as fast as field by field."""
    return table.view(f"V{table.dtype.itemsize}")


def utilisation_of(booked: Any) -> float | None:
    """Share of people's present time that is not idle."""
    total = float(booked.sum())
    return 1.0 - float(booked[..., IDLE].sum()) / total if total > 0 else None


TEMPORARY = "temporary teams"


def team_names(scenario: Scenario) -> list[str]:
    """Name of the team of each account row; '' for people without a team."""
    names = [*(team.name for team in scenario.organisation.teams), TEMPORARY]
    return ["" if t < 0 else names[t] for t, _ in account_rows(scenario)]


def role_names(scenario: Scenario) -> list[str]:
    """Name of the role of each account row."""
    names = list(scenario.workforce)
    return [names[r] for _, r in account_rows(scenario)]
