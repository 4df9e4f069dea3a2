"""Incidents do not wait for anybody to be free: somebody puts down what he has."""

from __future__ import annotations

from ..kernel.compiled import compiled
from ..organisation.workforce import MOST_MEMBERSHIPS, MOST_OPEN_TASKS

NONE = -1


@compiled
def interruptible(w, item):
    """Membership of whoever is to put down what he has open for an incident, -1 for nobody.

    Of the members of its team: the best fit of role, then the fewest open tasks, then the first.
    """
    best, best_fit = NONE, 0.0
    m = w.teams[item.team].first_member
    while m != NONE:
        p = m // MOST_MEMBERSHIPS
        fit = w.fit[w.people[p].role * w.parameters[0].stages + item.stage]
        if fit > 0.0 and may_be_interrupted(w.people[p]) and not is_barred(w, item, p):
            fewer = best != NONE and w.people[p].open_count < w.people[best // MOST_MEMBERSHIPS].open_count
            if best == NONE or fit > best_fit or (fit == best_fit and fewer):
                best, best_fit = m, fit
        m = w.memberships[m].next_member
    return best


@compiled
def may_be_interrupted(person):
    """Whether a person is there, has no incident in hand, and room for one more task."""
    return person.away == 0 and person.incidents == 0 and person.open_count < MOST_OPEN_TASKS


@compiled
def is_barred(w, item, p):
    """Whether somebody else must do this stage."""
    return w.stages[item.stage].other_eyes == 1 and item.last_person == p


@compiled
def join_members(w, m, t):
    """Put membership m among the members of team t, in order of ordinals."""
    before, here = NONE, w.teams[t].first_member
    while here != NONE and here < m:
        before, here = here, w.memberships[here].next_member
    w.memberships[m].next_member = here
    if before == NONE:
        w.teams[t].first_member = m
    else:
        w.memberships[before].next_member = m


@compiled
def leave_members(w, m, t):
    """Take membership m from among the members of team t, if it is there."""
    before, here = NONE, w.teams[t].first_member
    while here not in (m, NONE):
        before, here = here, w.memberships[here].next_member
    if here == NONE:
        return
    if before == NONE:
        w.teams[t].first_member = w.memberships[m].next_member
    else:
        w.memberships[before].next_member = w.memberships[m].next_member
