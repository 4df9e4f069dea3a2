"""One replication: a World moved to its end, its books emptied as they fill."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import RunError
from ..kernel.calendar import FIRST
from ..kernel.templates import Template
from ..kernel.world import World
from ..mechanisms.customers import AREA_BOOK_COUNT
from ..mechanisms.registry import ACCOUNT_COUNT
from ..scenario.scenario import Scenario
from ..state.clock import (
    AT_ONCE,
    BROKEN,
    CONTRIBUTIONS,
    FEATURES,
    FINISHED,
    INITIATIVES,
    ITEMS,
    NEED_ROOM,
    PAUSED,
    REQUESTS,
)
from ..state.slots import KINDS_OF_ROW
from .builder.blank_rows import FREE_LINKS, free_rows
from .builder.world import build
from .instants import look_round
from .loop import begin, run_until
from .rules import RULES

EVENTS_BETWEEN_LOOKS = 100_000
"""Events (about a tenth of a second) after which Python checks for a signal or a request to stop."""

GROWING = {
    ITEMS: ("items", "free_item", "free_items"),
    INITIATIVES: ("initiatives", "free_initiative", "free_initiatives"),
    CONTRIBUTIONS: ("contributions", "free_contribution", "free_contributions"),
    REQUESTS: ("requests", "free_request", "free_requests"),
    FEATURES: ("features", "free_feature", "free_features"),
}
"""Tables that grow, each with the first of its free rows and their number."""


WRITTEN_FIRST = frozenset(
    {
        "closed_items", "closed_initiatives", "log",
        "kept_periods", "kept_books", "kept_flows", "kept_area_books", "kept_customers",
    }
)  # fmt: skip
"""Tables of which no row is read before it is written: most of the room that a World takes."""


def _go_on(simulation: Simulation) -> None:
    """Go on: Python has handled the signals that there were."""


def template_of(scenario: Scenario, *, log: bool = False) -> Template:
    """A scenario as it is on day 0, built once for any number of replications."""
    return Template(build(scenario, log=log), WRITTEN_FIRST)


@dataclass
class Period:
    """The books of one quarter, or of the part of it that lies in one phase."""

    start: float
    end: float
    booked: Any
    """Working days by (team, role) row and account; shape (rows, accounts)."""
    item_days: float
    """Time integral of the number of items in the organisation."""
    leavers: int
    """People who have left."""
    balance: float
    """Money that there is at the end."""
    flows: Any
    """Money in (positive) and out, in the order of `money.FLOWS`; shape (flows,)."""
    areas: Any
    """Books of the areas, in the order of `customers.AREA_BOOKS`; shape (areas, books)."""
    customers: Any
    """Customers of each area at the end; shape (areas,)."""


@dataclass
class Books:
    """Everything that left the World: closed items and initiatives, periods, events."""

    items: list[Any] = field(default_factory=list)
    initiatives: list[Any] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)


class Simulation:
    """A World that can be moved forward in time.

    Stopping at any day and going on changes nothing. `world.clock[0]` tells the time.
    """

    def __init__(self, scenario: Scenario, seed: int, *, log: bool = False, debug: bool = False) -> None:
        self._take(scenario, build(scenario, log=log, debug=debug), seed)

    def _take(self, scenario: Scenario, world: World, seed: int) -> None:
        self.scenario, self.world, self.books = scenario, world, Books()
        self.world.clock[0].seed = seed
        begin(self.world)

    @classmethod
    def of(cls, scenario: Scenario, template: Template, seed: int) -> Simulation:
        """A simulation of a World that was built before, for another replication."""
        simulation = cls.__new__(cls)
        simulation._take(scenario, template.new(), seed)
        return simulation

    def again(self, template: Template, seed: int) -> Simulation:
        """A simulation with another seed in the same World, of which this one must be over; that saves the memory a new one."""
        simulation = type(self).__new__(type(self))
        template.renew(self.world)
        simulation._take(self.scenario, self.world, seed)
        return simulation

    @property
    def over(self) -> bool:
        """Whether the cohort is closed or the time is up."""
        return bool(self.world.clock[0].over)

    @property
    def now(self) -> float:
        """Working days since the start of the simulation."""
        return float(self.world.clock[0].now)

    def run_until(self, day: float = math.inf, look: Callable[[Simulation], None] = _go_on) -> Simulation:
        """Let everything happen up to and including a day, at most to the end.

        look: called every tenth of a second or so; may raise to end the run.

        Raises
        ------
        RunError where a rule of the model does not hold, or time does not move on.
        """
        clock = self.world.clock[0]
        clock.pause_at = clock.events + EVENTS_BETWEEN_LOOKS
        while (status := run_until(self.world, float(day))) != FINISHED:
            self._check_rows()
            if status == BROKEN:
                raise RunError(
                    f"day {clock.now:.3f}: a rule of the model is broken: {RULES[clock.broken]} (row {clock.broken_at})"
                )
            if status == NEED_ROOM:
                _make_room(self.world)
            elif status == AT_ONCE:
                look_round(self.world, self.scenario)
            elif status == PAUSED:
                look(self)
                clock.pause_at = clock.events + EVENTS_BETWEEN_LOOKS
            else:
                self.empty_books()
        self._check_rows()
        if self.over:
            self.empty_books()
        return self

    def _check_rows(self) -> None:
        if self.world.stray:
            raise RunError(f"day {self.now:.3f}: compiled code looked outside the rows of {self.world.stray}")

    def empty_books(self) -> None:
        """Take over what was closed, and see to it that the next event finds room."""
        w, clock = self.world, self.world.clock[0]
        for name, count, kept in (
            ("closed_items", "closed_items", self.books.items),
            ("closed_initiatives", "closed_initiatives", self.books.initiatives),
            ("log", "logged", self.books.events),
        ):
            if clock[count]:
                kept.append(_copied(getattr(w, name)[: clock[count]]))
            clock[count] = 0
        self._take_periods()
        if self.over:
            return
        room = 2 * (len(w.items) + int(w.parameters[0].room_per_event)) + 128
        for name, rows in (("closed_items", room), ("closed_initiatives", room), ("log", 8 * room)):
            if len(getattr(w, name)) < rows and (name != "log" or w.parameters[0].log):
                w.grow(name, rows)

    def _take_periods(self) -> None:
        w, clock = self.world, self.world.clock[0]
        rows = len(w.kept_periods)
        books = w.kept_books.reshape(rows, -1, ACCOUNT_COUNT)
        flows, customers = w.kept_flows.reshape(rows, -1), w.kept_customers.reshape(rows, -1)
        areas = w.kept_area_books.reshape(rows, -1, AREA_BOOK_COUNT)
        kept = np.asarray(w.kept_periods[: clock.kept_periods]).tolist()
        for k, (start, end, item_days, leavers, balance) in enumerate(kept):
            numbers = (books[k].copy(), item_days, leavers, balance)
            self.books.periods.append(
                Period(start, end, *numbers, flows[k].copy(), areas[k].copy(), customers[k].copy())
            )
        clock.kept_periods = 0


def _copied(rows: Any) -> Any:
    """A copy of records, as bytes: numpy copies them ten times as fast as field by field."""
    return np.array(rows.view(np.uint8)).view(rows.dtype)


def _make_room(w: World) -> None:
    """Double the table that the next event could fill."""
    clock = w.clock[0]
    name, first, free = GROWING[int(clock.lacking)]
    clock[first], clock[free] = doubled(w, name, int(clock[first]), int(clock[free]))
    _add_slots(w)


def _add_slots(w: World) -> None:
    """Give every row of initiatives, items, requests and features a slot of the calendar."""
    rows = max(len(w.initiatives), len(w.items), len(w.requests), len(w.features))
    slots = int(w.parameters[0].first_row_slot) + KINDS_OF_ROW * rows
    before = len(w.places)
    if slots > before:
        w.grow("calendar", FIRST + slots)
        w.grow("ordinals", slots)
        w.grow("places", slots)
        w.places[before:] = -1


def doubled(w: World, name: str, first_free: int, free: int) -> tuple[int, int]:
    """Double a table; returns its first free row and how many are free."""
    before = len(getattr(w, name))
    w.grow(name, 2 * before)
    rows = getattr(w, name)
    free_rows(rows, before)
    rows[FREE_LINKS[rows.dtype][0]][-1] = first_free
    return before, free + before
