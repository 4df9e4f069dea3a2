"""What one replication leaves behind: records column by column, and books by period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, TypeVar

import numpy as np

from ..engine.builder.records import INITIATIVE
from ..engine.builder.teams import account_rows
from ..engine.run import Period, Simulation
from ..kernel.units import DAYS_PER_QUARTER
from ..scenario.scenario import Scenario
from ..state.accounts import IDLE
from ..work.records import CLOSED_ITEM, ENDED, EVENT, INCIDENT, OPEN, OWN, RELEASED
from .rows import Rows

Found = TypeVar("Found")

TEMPORARY = "temporary teams"
"""All of them have one book."""


@dataclass(frozen=True)
class Facts:
    """Closed and open work, and the books of each period, of one replication.

    Attributes
    ----------
    items, initiatives, incidents: one row each, in order of ordinal.
    events: the event log, a record array.
    periods: books by quarter and phase, in order of time.
    end: day on which the simulation ended.
    """

    scenario: Scenario
    items: Rows
    initiatives: Rows
    incidents: Rows
    events: Any
    periods: tuple[Period, ...]
    end: float
    known: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    """What functions that are marked `once` have found."""

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
        return [p for p, inside in zip(self.periods, self.in_window, strict=True) if inside]

    @cached_property
    def in_window(self) -> Any:
        """Which periods lie inside the window."""
        start, end = self.window
        return (self.starts >= start - 1e-6) & (self.ends <= end + 1e-6)

    @cached_property
    def starts(self) -> Any:
        """First day of each period."""
        return np.array([p.start for p in self.periods])

    @cached_property
    def ends(self) -> Any:
        """Last day of each period."""
        return np.array([p.end for p in self.periods])

    @cached_property
    def lengths(self) -> Any:
        """Working days of each period."""
        return self.ends - self.starts

    @cached_property
    def areas(self) -> Any:
        """Books of the areas by period; shape (periods, areas, books)."""
        return _stacked([p.areas for p in self.periods])

    @cached_property
    def flows(self) -> Any:
        """Money in and out by period; shape (periods, flows)."""
        return _stacked([p.flows for p in self.periods])

    @cached_property
    def team_names(self) -> list[str]:
        """Name of the team of each account row; '' for people without a team."""
        names = [*(team.name for team in self.scenario.organisation.teams), TEMPORARY]
        return ["" if t < 0 else names[t] for t, _ in self._account_rows]

    @cached_property
    def role_names(self) -> list[str]:
        """Name of the role of each account row."""
        names = list(self.scenario.workforce)
        return [names[r] for _, r in self._account_rows]

    @cached_property
    def _account_rows(self) -> list[tuple[int, int]]:
        return account_rows(self.scenario)

    @cached_property
    def cohort(self) -> Any:
        """Items that were created in the window and were not dropped, those that ended with their initiative included."""
        fate = self.items["fate"]
        kept = (fate == OPEN) | (fate == RELEASED) | (fate == ENDED)
        return self.items[(self.items["in_cohort"] == 1) & kept]

    @cached_property
    def released_cohort(self) -> Any:
        """Items of the cohort that have been released."""
        return self.cohort[self.cohort["fate"] == RELEASED]

    @cached_property
    def started_cohort(self) -> Any:
        """Items of the cohort on which work has begun."""
        return self.cohort[self.cohort["started_at"] >= 0]

    @cached_property
    def released(self) -> Any:
        """Items that have been released, whenever that was."""
        return self.items[self.items["fate"] == RELEASED]

    @cached_property
    def released_in_window(self) -> Any:
        """Items that were released in the window, whenever they were created."""
        return self.released[self.within(self.released["closed_at"])]

    @cached_property
    def arrived_initiatives(self) -> Any:
        """Initiatives that arrived in the window, whatever became of them."""
        return self.initiatives[self.initiatives["in_cohort"] == 1]

    @cached_property
    def initiative_cohort(self) -> Any:
        """Initiatives that arrived in the window and were not dropped; one that ended after its first release was not."""
        arrived = self.arrived_initiatives
        fate = arrived["fate"]
        return arrived[(fate == OPEN) | (fate == RELEASED) | (arrived["first_release_at"] >= 0)]

    @cached_property
    def owners(self) -> Any:
        """Row in `initiatives` of each item, -1 for bare items."""
        ordinals = self.initiatives["ordinal"]
        places = np.searchsorted(ordinals, self.items["initiative_ordinal"])
        return np.where(self.items["initiative_ordinal"] < 0, -1, places)

    @cached_property
    def window_days_worked(self) -> Any:
        """Working days of all people in the window by account row and account."""
        return self.window_books.sum(axis=0)

    @cached_property
    def window_books(self) -> Any:
        """The same by period; shape (periods, rows, accounts)."""
        return self.books[self.in_window]

    @cached_property
    def books(self) -> Any:
        """Working days of all people by period, account row and account; shape (periods, rows, accounts)."""
        return _stacked([p.booked for p in self.periods])

    def within(self, days: Any) -> Any:
        """Which days lie in the window."""
        start, end = self.window
        return (days >= start) & (days < end)

    def last_seen(self, rows: Rows) -> Any:
        """Day until which each item or initiative was there: the day it was closed, or the end of the simulation."""
        return np.fmin(rows["closed_at"], self.end)

    @cached_property
    def of_value(self) -> Any:
        """Released items that bring value: all of an initiative's own."""
        return self.items[self._is_of_value]

    @cached_property
    def live_until(self) -> Any:
        """Day until which the value of each of these flows: its initiative's life ends, or it is taken back."""
        days = np.fmin(self.initiatives["life_ends_at"], self.initiatives["taken_back_at"])
        return days[self.owners[self._is_of_value]]

    @cached_property
    def _is_of_value(self) -> Any:
        return (self.items["fate"] == RELEASED) & (self.items["kind"] == OWN)

    @cached_property
    def value_released(self) -> float:
        """Value that flowed in the window from what had been released by then."""
        start, end = self.window
        since = np.maximum(self.of_value["closed_at"], start)
        until = np.minimum(self.live_until, end)
        quarters = np.maximum(0.0, until - since) / DAYS_PER_QUARTER
        return float((quarters * self.of_value["worth"]).sum())

    def initiatives_of(self, items: Rows) -> Any:
        """Initiative of each item, none of them bare."""
        return self.initiatives[np.searchsorted(self.initiatives["ordinal"], items["initiative_ordinal"])]


def _stacked(books: list[Any]) -> Any:
    """Books of one shape in one array, period by period; numpy does this faster than np.array."""
    return np.concatenate(books).reshape(len(books), *books[0].shape)


def once(measure: Callable[[Facts], Found]) -> Callable[[Facts], Found]:
    """Let a function of the facts find what it finds once, for all that ask for it."""

    @wraps(measure)
    def found(facts: Facts) -> Found:
        if measure not in facts.known:
            facts.known[measure] = measure(facts)
        return facts.known[measure]  # type: ignore[no-any-return]

    return found


def facts_of(simulation: Simulation) -> Facts:
    """The facts of a simulation that is over."""
    books, scenario = simulation.books, simulation.scenario
    closed, initiatives = _joined(books.items, CLOSED_ITEM), _joined(books.initiatives, INITIATIVE)
    kinds, ordinals = closed["kind"], closed["ordinal"]
    items, incidents = np.flatnonzero(kinds != INCIDENT), np.flatnonzero(kinds == INCIDENT)
    shown_at = closed["created_at"][incidents]
    return Facts(
        scenario,
        Rows(closed, items[np.argsort(ordinals[items])]),  # each has an ordinal of its own
        Rows(initiatives, np.argsort(initiatives["ordinal"])),
        Rows(closed, incidents[np.lexsort((shown_at, ordinals[incidents]))]),
        _joined(books.events, EVENT),
        tuple(books.periods),
        simulation.now,
    )


def _joined(parts: list[Any], dtype: Any) -> Any:
    """One array of all parts; as bytes, numpy copies them ten times as fast as field by field."""
    if len(parts) < 2:
        return parts[0] if parts else np.zeros(0, dtype)
    return np.concatenate([part.view(f"V{dtype.itemsize}") for part in parts]).view(dtype)


def utilisation_of(booked: Any) -> float | None:
    """Share of people's present time that is not idle."""
    total = float(booked.sum())
    return 1.0 - float(booked[..., IDLE].sum()) / total if total > 0 else None
