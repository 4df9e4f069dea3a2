"""Capacity: what of a person's time goes into his tasks, and what takes the rest."""

from __future__ import annotations

from ..kernel.accounts import (
    CEREMONIES,
    CONSULTING,
    COORDINATION,
    DECIDING,
    HANDOFF,
    IDLE,
    PREPARING,
    REWORK,
    SWITCHING,
    VALUE,
    book,
)  # fmt: skip
from ..kernel.compiled import compiled
from ..organisation.workforce import MOST_MEMBERSHIPS
from ..work.records import ASKING, WORK

NONE = -1
DUTIES = 3  # preparing, deciding, consulting: owed before any task


@compiled
def working_share(w, person):
    """Share of a person's working day that ceremonies leave."""
    return person.presence * (1.0 - person.meetings)


@compiled
def task_rate(w, person):
    """Days of work on all open tasks together that a person does per day."""
    return working_share(w, person) * (1.0 - w.lost[person.open_count]) * person.focus


@compiled
def duty_days(w, person):
    """Days until a person has paid the time he owes to approvals and decisions."""
    return (person.owed[0] + person.owed[1] + person.owed[2]) / working_share(w, person)


@compiled
def book_overheads(w, p, elapsed):
    """Book what comes before tasks; returns the days of `elapsed` that are left for tasks."""
    person = w.people[p]
    home = w.memberships[p * MOST_MEMBERSHIPS].account
    book(w, home, CEREMONIES, elapsed * person.presence * person.meetings)
    left = elapsed
    for duty in range(DUTIES):
        if person.owed[duty] > 0.0:
            left -= pay(w, person, home, duty, left)
    if person.open_count == 0:
        book(w, home, IDLE, left * working_share(w, person))
    return left


@compiled
def pay(w, person, home, duty, days):
    """Work off a duty for at most so many days; returns how many it took."""
    per_day = working_share(w, person)
    paid = min(person.owed[duty], days * per_day)
    account = PREPARING if duty == 0 else DECIDING if duty == 1 else CONSULTING
    book(w, home, account, paid)
    person.owed[duty] -= paid
    return paid / per_day


@compiled
def book_task(w, person, item, days):
    """Book the time that a person gave to one open item in so many days."""
    account = w.memberships[item.membership].account
    given = days * item.share * working_share(w, person)
    lost = w.lost[person.open_count]
    book(w, account, SWITCHING, given * lost)
    book(w, account, COORDINATION, given * (1.0 - lost) * (1.0 - person.focus))
    book(w, account, account_of(item), days * item.attention)


@compiled
def account_of(item):
    """Account of the work on an item."""
    if item.kind == ASKING:
        return CONSULTING if item.layer == NONE else DECIDING
    if item.phase != WORK:
        return HANDOFF
    return REWORK if item.stage <= item.furthest else VALUE
