"""Incidents do not wait for a free person: they interrupt a person, whose other open tasks rest.

They wait where all who can do them have an incident open, or where their team is closed. A person who is
done with an incident takes the next one before going on with the tasks that rest.
"""

from __future__ import annotations

from ...kernel.compiled import compiled
from ...kernel.queues import precedes
from ...kernel.units import NONE
from ...organisation.workforce import MOST_MEMBERSHIPS, MOST_OPEN_TASKS
from ...state.team_queues import EXEMPT_CLASS, first_for, queue_of
from ...work.records import INCIDENT


@compiled
def interruptible(w, item):
    """Membership of the person whom an incident is to interrupt, -1 for none.

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
    """Whether a person is there, has no incident open, and room for one more task."""
    # incidents go beyond the person's own limit: only the room of the table counts
    return person.away == 0 and person.incidents == 0 and person.open_count < MOST_OPEN_TASKS


@compiled
def is_barred(w, item, p):
    """Whether another person must do this stage."""
    return w.stages[item.stage].other_eyes == 1 and item.last_person == p


@compiled
def waiting_incident(w, p):
    """Incident that is to interrupt person p, and membership: (-1, -1) for none."""
    best, best_membership = NONE, NONE
    if w.clock[0].incidents_waiting == 0 or not may_be_interrupted(w.people[p]):
        return best, best_membership
    for m in range(p * MOST_MEMBERSHIPS, p * MOST_MEMBERSHIPS + w.people[p].memberships):
        t = w.memberships[m].team
        if t == NONE or w.teams[t].closed == 1:
            continue
        i = first_incident(w, t, p)
        if i != NONE and (best == NONE or precedes(w.items[i], w.items[best])):
            best, best_membership = i, m
    return best, best_membership


@compiled
def first_incident(w, t, p):
    """First incident that waits in team t and that person p may take, -1 for none."""
    best, skills = NONE, w.roles[w.people[p].role]
    for k in range(skills.first_stage, skills.first_stage + skills.stages):
        stage = w.role_stages[k]
        if (w.teams[t].started >> stage) & 1 == 0:
            continue
        i = first_for(w, queue_of(w, t, stage, EXEMPT_CLASS), w.stages[stage].other_eyes == 1, p)
        if (
            i != NONE
            and w.items[i].kind == INCIDENT
            and (best == NONE or precedes(w.items[i], w.items[best]))
        ):
            best = i
    return best


@compiled
def who_is_wanted(w, t):
    """Incident that waits in team t, and membership of the person it is to interrupt: (-1, -1) for none."""
    m = w.teams[t].first_member
    while m != NONE and w.clock[0].incidents_waiting > 0 and w.teams[t].closed == 0:
        if may_be_interrupted(w.people[m // MOST_MEMBERSHIPS]):
            i = first_incident(w, t, m // MOST_MEMBERSHIPS)
            if i != NONE:
                better = interruptible(w, w.items[i])
                return i, better if better != NONE else m
        m = w.memberships[m].next_member
    return NONE, NONE
