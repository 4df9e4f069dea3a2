"""Seats in temporary teams: taken all at once, left when the initiative is done.

People of a role who have a seat to give stand in lists by the number of seats they have, so that
whoever sits in the fewest teams is next, and of those who waits longest. Nobody scans people.
"""

from __future__ import annotations

from ..kernel.compiled import compiled
from ..kernel.units import NONE
from ..organisation.workforce import MOST_MEMBERSHIPS


@compiled
def seat_list(person):
    """Number of the list of people of a role who have so many seats."""
    return person.role * (MOST_MEMBERSHIPS + 1) + person.seats


@compiled
def offer_seat(w, p):
    """Put person p at the end of his list, if he has a seat to give."""
    person = w.people[p]
    if person.seats >= person.most_seats or person.away == 1:
        return
    people = w.seat_lists[seat_list(person)]
    person.next_seated = NONE
    person.previous_seated = people.last
    if people.last == NONE:
        people.first = p
    else:
        w.people[people.last].next_seated = p
    people.last = p
    w.free_people[person.role] += 1


@compiled
def withdraw_seat(w, p):
    """Take person p out of his list, if he has a seat to give."""
    person = w.people[p]
    if person.seats >= person.most_seats or person.away == 1:
        return
    people = w.seat_lists[seat_list(person)]
    if person.previous_seated == NONE:
        people.first = person.next_seated
    else:
        w.people[person.previous_seated].next_seated = person.next_seated
    if person.next_seated == NONE:
        people.last = person.previous_seated
    else:
        w.people[person.next_seated].previous_seated = person.previous_seated
    w.free_people[person.role] -= 1


@compiled
def next_for_a_seat(w, role):
    """Person of a role with the fewest seats, of several who has waited longest."""
    first = role * (MOST_MEMBERSHIPS + 1)
    for k in range(first, first + MOST_MEMBERSHIPS):
        if w.seat_lists[k].first != NONE:
            return w.seat_lists[k].first
    return NONE


@compiled
def append_seat(w, team, m):
    """Membership m is the last of a team, as yet."""
    if team.first_seat == NONE:
        team.first_seat = m
        return
    last = team.first_seat
    while w.memberships[last].next_seat != NONE:
        last = w.memberships[last].next_seat
    w.memberships[last].next_seat = m


@compiled
def most_open(person):
    """How many tasks somebody may have open: one for each seat, if not more; none in an empty seat."""
    return 0 if person.away == 1 else max(person.own_limit, person.seats)
