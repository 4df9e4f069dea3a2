"""A period ends, or everything: books are brought up to date and copied, so that they can be emptied."""

from __future__ import annotations

from ...kernel.calendar import schedule
from ...kernel.compiled import compiled
from ...kernel.units import NONE
from ...mechanisms.customers import settle_area
from ...mechanisms.money import settle_costs
from ...mechanisms.quality import shows
from ...state.clock import PERIOD_ENDS, PERIOD_SLOT
from ...state.rows import is_work, keep_item
from ...state.time import book_initiative, book_item, book_open_items, settle


@compiled
def on_period_ends(w):
    """A quarter or a phase ends: bring all books up to date, so that they can be emptied."""
    clock = w.clock[0]
    settle_all(w)
    close_period(w)
    if clock.period < w.parameters[0].periods:
        schedule(w, PERIOD_SLOT, PERIOD_ENDS, 0, w.period_ends[clock.period])
    else:
        end_of_time(w)


@compiled
def close_period(w):
    """Copy the books of this period, which are up to date, and begin new ones."""
    clock = w.clock[0]
    kept = w.kept_periods[clock.kept_periods]
    kept.start = clock.period_start
    kept.end = clock.now
    kept.item_days = clock.item_days
    first = clock.kept_periods * len(w.booked)
    for k in range(len(w.booked)):
        w.kept_books[first + k] = w.booked[k]
        w.booked[k] = 0.0
    kept.leavers = clock.leavers
    kept.balance = clock.balance
    clock.leavers = 0
    keep_market(w)
    clock.kept_periods += 1
    clock.item_days = 0.0
    clock.period_start = clock.now
    clock.period += 1


@compiled
def keep_market(w):
    """Copy the books of areas and of money, and begin new ones."""
    clock, parameters = w.clock[0], w.parameters[0]
    first = clock.kept_periods * len(w.area_books)
    for k in range(len(w.area_books)):
        w.kept_area_books[first + k] = w.area_books[k]
        w.area_books[k] = 0.0
    for k in range(len(w.flows)):
        w.kept_flows[clock.kept_periods * len(w.flows) + k] = w.flows[k]
        w.flows[k] = 0.0
    for a in range(parameters.areas):
        w.kept_customers[clock.kept_periods * parameters.areas + a] = w.areas[a].customers


@compiled
def settle_all(w):
    """Bring the books of all people and of the organisation up to now."""
    for p in range(w.parameters[0].people):
        settle(w, p)
    book_open_items(w)
    settle_market(w)


@compiled
def end_of_time(w):
    """The cohort is closed, or the time is up: close all books, with what is still open."""
    clock = w.clock[0]
    settle_all(w)
    if clock.now > clock.period_start:
        close_period(w)
    for i in range(len(w.items)):
        if w.items[i].kind != NONE:
            book_item(w, w.items[i])
            if is_work(w.items[i]) or shows(w.items[i]):
                keep_item(w, w.items[i])
    for n in range(len(w.initiatives)):
        if w.initiatives[n].ordinal != NONE:
            book_initiative(w, n)
            w.closed_initiatives[clock.closed_initiatives] = w.initiatives[n]
            clock.closed_initiatives += 1
    clock.over = 1


@compiled
def settle_market(w):
    """Bring all areas and all costs up to now."""
    settle_costs(w)
    for a in range(w.parameters[0].areas):
        settle_area(w, a)
