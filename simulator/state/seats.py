"""Seats in temporary teams: taken all at once, left when the initiative is done.

People of a role who can take one more seat stand in lists by the number of seats they have. The next is
the person with the fewest seats; of several the one who knows the area of the initiative best, then the one who
has waited longest. No search goes over all people: those who have waited longest are looked at.
"""

from __future__ import annotations

from ..kernel.compiled import compiled
from ..kernel.units import NONE
from ..organisation.workforce import MOST_MEMBERSHIPS
from .experience import experience_in
from .time import settle

ROUNDING = 1e-9  # days of experience that make no difference
MOST_CANDIDATES = 64
"""How many of those in line for a seat are looked at."""


@compiled
def seat_list(person):
    """Number of the list of people with this person's role and number of seats."""
    return person.role * (MOST_MEMBERSHIPS + 1) + person.seats


@compiled
def offer_seat(w, p):
    """Put person p at the end of their list, if they can take one more seat."""
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
    """Take person p out of their list, if they can take one more seat."""
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
def next_for_a_seat(w, role, area):
    """Person of a role with the fewest seats: of the first of those in line the one who knows the area best, of several
    who has waited longest."""
    first = role * (MOST_MEMBERSHIPS + 1)
    for k in range(first, first + MOST_MEMBERSHIPS):
        if w.seat_lists[k].first != NONE:
            return most_experienced(w, w.seat_lists[k].first, area)
    return NONE


@compiled
def most_experienced(w, p, area):
    """Of person p and the next in line the one with most experience in an area."""
    best = p
    if w.parameters[0].learning == 0:
        return best
    settle(w, p)  # what they have worked up to now counts
    most = experience_in(w, p, area)
    for _ in range(MOST_CANDIDATES - 1):
        p = w.people[p].next_seated
        if p == NONE:
            break
        settle(w, p)
        days = experience_in(w, p, area)
        if days > most + ROUNDING:
            best, most = p, days
    return best


@compiled
def append_seat(w, team, m):
    """Membership m becomes the last seat of a team."""
    if team.first_seat == NONE:
        team.first_seat = m
        return
    last = team.first_seat
    while w.memberships[last].next_seat != NONE:
        last = w.memberships[last].next_seat
    w.memberships[last].next_seat = m


@compiled
def most_open(person):
    """How many tasks a person may have open: their own limit, at least one per seat; 0 in an empty seat."""
    return 0 if person.away == 1 else max(person.own_limit, person.seats)
