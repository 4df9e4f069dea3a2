"""Temporary teams: people take seats in them all at once, and leave when the initiative is done."""

from __future__ import annotations

from ...kernel.compiled import compiled
from ...kernel.units import NONE
from ...mechanisms.ceremonies import capped
from ...organisation.workforce import MOST_MEMBERSHIPS
from ...state.availability import become_available, become_unavailable, is_available, link, unlink
from ...state.pairs import part
from ...state.seats import append_seat, most_open, offer_seat, withdraw_seat
from ...state.time import reschedule, settle
from ...work.records import DEPENDENT, OWN


@compiled
def take_seat(w, p, t, size):
    """Person p joins temporary team t of `size` people; p's next seat is offered when the team is whole."""
    withdraw_seat(w, p)
    m = p * MOST_MEMBERSHIPS + 1  # the first row is p's home, if only on the bench
    while w.memberships[m].team != NONE:
        m += 1
    person, membership, team = w.people[p], w.memberships[m], w.teams[t]
    membership.team = t
    membership.share = 1.0
    membership.limit = 1
    membership.open = 0
    membership.since = w.clock[0].now
    membership.account = w.staff_accounts[person.role]
    membership.next_seat = NONE
    append_seat(w, team, m)
    person.memberships = max(person.memberships, m - p * MOST_MEMBERSHIPS + 1)
    change_seats(w, p, 1, size)
    if is_available(w, p):
        link(w, m)
    elif person.open_count < person.open_limit:
        become_available(w, p)


@compiled
def leave_seat(w, m, size):
    """The person with membership m leaves their temporary team of `size` people."""
    p = m // MOST_MEMBERSHIPS
    membership = w.memberships[m]
    other = w.teams[membership.team].first_seat
    while other != NONE:  # those who leave later part from those who are left then
        if other != m:
            part(w, m, other)
        other = w.memberships[other].next_seat
    withdraw_seat(w, p)
    if membership.in_list != NONE:
        unlink(w, m)
    membership.team = NONE
    change_seats(w, p, -1, size)
    offer_seat(w, p)
    if w.people[p].open_count >= w.people[p].open_limit:
        become_unavailable(w, p)


@compiled
def change_seats(w, p, change, size):
    """Person p has a seat more or less: the limit of open tasks and the meetings change."""
    person, parameters = w.people[p], w.parameters[0]
    person.seats += change
    person.open_limit = most_open(person)
    share = parameters.meeting_share + parameters.meeting_share_each * size
    if share == 0.0:
        return
    settle(w, p)
    person.called += change * share
    person.meetings = capped(person.called)
    if person.open_count > 0:
        reschedule(w, p)


@compiled
def count_done(w, item):
    """One more item of its initiative is done; with the last one its team dissolves."""
    if not OWN <= item.kind <= DEPENDENT or item.initiative == NONE:
        return
    initiative = w.initiatives[item.initiative]
    initiative.unfinished -= 1
    if initiative.unfinished == 0:
        dissolve(w, initiative)


@compiled
def dissolve(w, initiative):
    """The temporary team of an initiative, if it has one, dissolves."""
    t = initiative.team
    if t == NONE:
        return
    team, clock = w.teams[t], w.clock[0]
    while team.first_seat != NONE:
        m = team.first_seat
        team.first_seat = w.memberships[m].next_seat
        leave_seat(w, m, team.seats)
    initiative.team = NONE
    initiative.team_stages = 0
    team.next_free = clock.free_team
    clock.free_team = t
    clock.seats_freed = 1
