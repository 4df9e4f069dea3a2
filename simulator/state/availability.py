"""Lists of available people, by team, role and number of open tasks; nobody scans members."""

from __future__ import annotations

from ..kernel.compiled import compiled
from ..kernel.units import NONE
from ..organisation.workforce import MOST_MEMBERSHIPS


@compiled
def list_of(w, team, role, open_count):
    """Number of the list of people of a role in a team who have so many tasks open."""
    return (team * w.parameters[0].roles + role) * w.parameters[0].tiers + open_count


@compiled
def become_available(w, p):
    """Put person p at the end of the lists of available people of all his teams."""
    person = w.people[p]
    w.clock[0].available += 1
    person.available_since = w.clock[0].available
    for m in range(p * MOST_MEMBERSHIPS, p * MOST_MEMBERSHIPS + person.memberships):
        if may_open(w.memberships[m]):
            link(w, m)


@compiled
def may_open(membership):
    """Whether somebody may have one more task open for a team."""
    return membership.team != NONE and membership.open < membership.limit


@compiled
def link(w, m):
    """Put membership m into the list of available people of its team: whoever is so for longer is
    before it."""
    person, membership = w.people[m // MOST_MEMBERSHIPS], w.memberships[m]
    number = list_of(w, membership.team, person.role, person.open_count)
    people = w.available[number]
    before = people.last
    while before != NONE and since(w, before) > person.available_since:
        before = w.memberships[before].previous
    after = people.first if before == NONE else w.memberships[before].next
    membership.in_list = number
    membership.previous = before
    membership.next = after
    if before == NONE:
        people.first = m
    else:
        w.memberships[before].next = m
    if after == NONE:
        people.last = m
    else:
        w.memberships[after].previous = m


@compiled
def become_unavailable(w, p):
    """Take person p out of the lists of available people, if he is in any."""
    for m in range(p * MOST_MEMBERSHIPS, p * MOST_MEMBERSHIPS + w.people[p].memberships):
        if w.memberships[m].in_list != NONE:
            unlink(w, m)


@compiled
def unlink(w, m):
    """Take membership m out of the list that it is in."""
    membership = w.memberships[m]
    people = w.available[membership.in_list]
    if membership.previous == NONE:
        people.first = membership.next
    else:
        w.memberships[membership.previous].next = membership.next
    if membership.next == NONE:
        people.last = membership.previous
    else:
        w.memberships[membership.next].previous = membership.previous
    membership.in_list = NONE


@compiled
def is_available(w, p):
    """Whether person p is in any list of available people."""
    for m in range(p * MOST_MEMBERSHIPS, p * MOST_MEMBERSHIPS + w.people[p].memberships):
        if w.memberships[m].in_list != NONE:
            return True
    return False


@compiled
def available_for(w, item):
    """Membership of the person who is to take an item at once, -1 where nobody is available."""
    stage = w.stages[item.stage]
    barred = item.last_person if stage.other_eyes == 1 else NONE
    for tier in range(w.parameters[0].tiers):
        best, best_fit = NONE, 0.0
        for k in range(stage.first_role, stage.first_role + stage.roles):
            able = w.stage_roles[k]  # best fit first
            if best != NONE and able.fit < best_fit:
                break
            m = w.available[list_of(w, item.team, able.role, tier)].first
            if m != NONE and m // MOST_MEMBERSHIPS == barred:
                m = w.memberships[m].next
            if m != NONE and (best == NONE or since(w, m) < since(w, best)):
                best, best_fit = m, able.fit
        if best != NONE:
            return best
    return NONE


@compiled
def since(w, membership):
    """Place of a member in the order in which people became available."""
    return w.people[membership // MOST_MEMBERSHIPS].available_since
