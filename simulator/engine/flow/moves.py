"""A person moves from one permanent team to another: what is open stays behind, and they look for work where they are."""

from __future__ import annotations

from ...kernel.compiled import compiled
from ...kernel.units import NONE
from ...organisation.workforce import MOST_MEMBERSHIPS
from ...state.availability import become_unavailable
from ...state.members import join_members, leave_members
from ...state.pairs import part
from ...state.time import reschedule, settle
from .dispatch import take_work
from .returned_tasks import give_back


@compiled
def move_member(w, m, t, account):
    """Membership m belongs to team t from now on, -1 for none; its hours are booked to a row of accounts.

    Its open tasks for the team that it leaves go back there, before other work.
    """
    p = m // MOST_MEMBERSHIPS
    person, membership = w.people[p], w.memberships[m]
    settle(w, p)
    become_unavailable(w, p)
    if membership.team != NONE:
        part_from_team(w, m)
        leave_members(w, m, membership.team)  # first, or p could be interrupted by the incident given back
    give_back(w, p, m)
    if t != NONE:
        join_members(w, m, t)
    if w.clock[0].events > 0:
        membership.since = w.clock[0].now
    membership.team = t
    membership.account = account
    person.memberships = max(person.memberships, m - p * MOST_MEMBERSHIPS + 1)
    find_home(w, p, account)
    reschedule(w, p)
    take_work(w, p)


@compiled
def part_from_team(w, m):
    """The person of membership m and the other members of a permanent team part."""
    other = w.teams[w.memberships[m].team].first_member
    while other != NONE:
        if other != m:
            part(w, m, other)
        other = w.memberships[other].next_member


@compiled
def find_home(w, p, account):
    """A person who has left their first team is idle and meets in the next that is not temporary, if any."""
    first = p * MOST_MEMBERSHIPS
    if w.memberships[first].team != NONE:
        return
    w.memberships[first].account = account
    for m in range(first + 1, first + w.people[p].memberships):
        t = w.memberships[m].team
        if t != NONE and w.teams[t].first_seat == NONE:
            w.memberships[first].account = w.memberships[m].account
            return
