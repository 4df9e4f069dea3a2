"""Capacity: how much of a person's time goes into tasks, and what takes the rest."""

from __future__ import annotations

from ..kernel.compiled import compiled
from ..organisation.workforce import MOST_MEMBERSHIPS
from ..work.records import ANSWER, INCIDENT, REVIEW, WORK
from .accounts import (
    CEREMONIES,
    CONSULTING,
    COORDINATION,
    DECIDING,
    DUPLICATED,
    HANDOFF,
    IDLE,
    INCIDENTS,
    LEARNING,
    MENTORING,
    PREPARING,
    REWORK,
    SUPPORT,
    SWITCHING,
    UPKEEP,
    VALUE,
    book,
)  # fmt: skip

DUTIES = 4  # preparing, deciding, consulting, deploying: owed before any task
DUTY_ACCOUNTS = (PREPARING, DECIDING, CONSULTING, VALUE)


@compiled
def working_share(w, person):
    """Share of a person's working day that ceremonies, newcomers and upkeep leave."""
    return person.presence * (1.0 - person.meetings) * (1.0 - person.mentoring) * (1.0 - person.upkeep)


@compiled
def task_rate(w, person):
    """Days of work on all open tasks together that a person does per day."""
    return working_share(w, person) * (1.0 - person.lost) * person.ramp


@compiled
def duty_days(w, person):
    """Days until a person has worked off the time that they owe to duties."""
    owed = person.owed[0] + person.owed[1] + person.owed[2] + person.owed[3]
    return owed / working_share(w, person)


@compiled
def book_overheads(w, p, elapsed):
    """Book what comes before tasks; returns the days of `elapsed` that are left for tasks."""
    person = w.people[p]
    home = w.memberships[p * MOST_MEMBERSHIPS].account
    book(w, home, CEREMONIES, elapsed * person.presence * person.meetings)
    rest = elapsed * person.presence * (1.0 - person.meetings)
    if person.mentoring > 0.0:
        book(w, home, MENTORING, rest * person.mentoring)
    if person.upkeep > 0.0:
        book(w, home, UPKEEP, rest * (1.0 - person.mentoring) * person.upkeep)
    left = elapsed
    for duty in range(DUTIES):
        if person.owed[duty] > 0.0:
            left -= pay(w, person, home, duty, left)
    if person.open_count == 0:
        book(w, home, IDLE, left * working_share(w, person))
    return left


@compiled
def pay(w, person, home, duty, days):
    """Work off a duty for at most `days`; returns how many of them it took."""
    per_day = working_share(w, person)
    paid = min(person.owed[duty], days * per_day)
    book(w, home, DUTY_ACCOUNTS[duty], paid)
    person.owed[duty] -= paid
    return paid / per_day


@compiled
def book_task(w, person, item, days):
    """Book the time that a person gave to one open item within `days`."""
    account = w.memberships[item.membership].account
    given = days * item.share * working_share(w, person)
    lost = person.lost
    book(w, account, SWITCHING, given * lost)
    book(w, account, COORDINATION, given * (1.0 - lost) * (1.0 - item.focus))
    if person.ramp < 1.0:
        book(w, account, LEARNING, given * (1.0 - lost) * item.focus * (1.0 - person.ramp))
    book(w, account, account_of(item), days * item.attention)


@compiled
def account_of(item):
    """Account of the work on an item."""
    if item.kind == REVIEW:
        return DECIDING
    if item.kind == ANSWER:
        return CONSULTING
    if item.kind == INCIDENT:
        return INCIDENTS
    if item.phase != WORK:
        return HANDOFF
    if item.duplicate == 1:
        return DUPLICATED
    if item.stage <= item.furthest:
        return REWORK
    return SUPPORT if item.ticket == 1 else VALUE
