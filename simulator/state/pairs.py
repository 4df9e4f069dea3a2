"""Who has worked with whom, and for how long: kept when two people part, for those whom a person met most recently."""

from __future__ import annotations

import numpy as np

from ..kernel.compiled import compiled
from ..kernel.units import NONE
from ..organisation.workforce import MOST_MEMBERSHIPS
from .experience import faded

MOST_KNOWN = 32
"""People whom a person remembers; beyond that the one they parted from longest ago is forgotten."""
GENERATION_BITS = 32

PAIR = np.dtype(
    [
        ("other", "i8"),  # who, see `key_of`; -1: the row is not in use
        ("days", "f8"),  # together, what has faded taken off
        ("week", "i8"),  # in which they parted
    ],
    align=True,
)


@compiled
def key_of(w, q):
    """The person who holds seat q at present, told apart from those who held it before."""
    return (w.people[q].generation << GENERATION_BITS) | q


@compiled
def known_days(w, p, q):
    """Days that person p remembers having worked with q before their present team."""
    key = key_of(w, q)
    for k in range(p * MOST_KNOWN, (p + 1) * MOST_KNOWN):
        if w.pairs[k].other == key:
            return faded(w, w.pairs[k].days, w.pairs[k].week)
        if w.pairs[k].other == NONE:
            break
    founders = w.people[p].generation == 0 and w.people[q].generation == 0
    if founders and w.people[p].most_seats > 0 and w.people[q].most_seats > 0:
        return faded(w, w.parameters[0].founders_days, 0)
    return 0.0


@compiled
def together(w, p, q, since):
    """Days that person p and q have worked together, with those since they both joined their present team."""
    most = w.parameters[0].familiar_days
    here = w.clock[0].now - since
    return most if here >= most else min(most, known_days(w, p, q) + here)


@compiled
def remember(w, p, q, days):
    """Persons p and q part: p keeps how long they have worked together."""
    key, oldest = key_of(w, q), p * MOST_KNOWN
    for k in range(p * MOST_KNOWN, (p + 1) * MOST_KNOWN):
        if w.pairs[k].other in (key, NONE):
            oldest = k
            break
        if w.pairs[k].week < w.pairs[oldest].week:
            oldest = k
    w.pairs[oldest].other = key
    w.pairs[oldest].days = days
    w.pairs[oldest].week = w.clock[0].week


@compiled
def part(w, m, other):
    """The people of two memberships of one team part."""
    if w.parameters[0].learning == 0:
        return
    p, q = m // MOST_MEMBERSHIPS, other // MOST_MEMBERSHIPS
    since = max(w.memberships[m].since, w.memberships[other].since)
    days, days_of_other = together(w, p, q, since), together(w, q, p, since)
    remember(w, p, q, days)
    remember(w, q, p, days_of_other)


@compiled
def know_no_one(w, p):
    """The new person in seat p has worked with no one yet."""
    if w.parameters[0].learning == 0:
        return
    for k in range(p * MOST_KNOWN, (p + 1) * MOST_KNOWN):
        w.pairs[k].other = NONE
