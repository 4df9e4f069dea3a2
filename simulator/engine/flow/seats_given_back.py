"""Seats that are held while they are needed: given back when no item of the initiative needs their role any more."""

from __future__ import annotations

from ...kernel.compiled import compiled
from ...kernel.units import NONE
from ...organisation.workforce import MOST_MEMBERSHIPS
from ...work.records import DEPENDENT, OWN
from .temporary_teams import dissolve, leave_seat


@compiled
def count_to_do(w, n):
    """The team of initiative n is new: all its items, also those that are not created yet, have all stages ahead."""
    if w.parameters[0].while_needed == 0:
        return
    items, i = w.initiatives[n].items, w.initiatives[n].first_item
    while i != NONE:
        items += w.items[i].kind == DEPENDENT
        i = w.items[i].next_of_initiative
    stages = w.parameters[0].work_stages
    for s in range(stages):
        w.to_do[w.initiatives[n].team * stages + s] = items


@compiled
def expect_one_more(w, n):
    """The team of initiative n, if it has one already, has one more item to take through all stages."""
    if w.parameters[0].while_needed == 0 or n == NONE or w.initiatives[n].team == NONE:
        return
    stages = w.parameters[0].work_stages
    for s in range(stages):
        w.to_do[w.initiatives[n].team * stages + s] += 1


@compiled
def pass_stage(w, item):
    """An item of an initiative is through a stage for the first time."""
    n = item.initiative
    if w.parameters[0].while_needed == 0 or n == NONE or not OWN <= item.kind <= DEPENDENT:
        return
    if w.initiatives[n].team != NONE:
        w.to_do[w.initiatives[n].team * w.parameters[0].work_stages + item.stage] -= 1


@compiled
def give_back_seats(w, n):
    """People whose role no item of initiative n needs any more leave its team."""
    if w.parameters[0].while_needed == 0 or n == NONE or w.initiatives[n].ordinal == NONE:
        return
    for k in range(w.parameters[0].staff_roles):
        if w.initiatives[n].team == NONE:
            return
        trade = w.staffing[k].stages & w.initiatives[n].stages_at_first
        if trade != 0 and not is_needed(w, n, trade & w.initiatives[n].team_stages):
            release_role(w, n, w.staffing[k].role)
            if w.teams[w.initiatives[n].team].first_seat == NONE:
                dissolve(w, w.initiatives[n])  # no one is left; what comes back goes to its owner
                return
            withdraw_stages(w, n, trade)


@compiled
def is_needed(w, n, trade):
    """Whether any item of initiative n has a stage of a trade ahead, or is in one."""
    t, stages = w.initiatives[n].team, w.parameters[0].work_stages
    for s in range(stages):
        if (trade >> s) & 1 == 1 and w.to_do[t * stages + s] > 0:
            return True
    i = w.initiatives[n].first_item
    while i != NONE:
        item = w.items[i]
        if item.team == t and (trade >> item.stage) & 1 == 1 and not item.done_at >= 0.0:
            return True
        i = item.next_of_initiative
    return False


@compiled
def release_role(w, n, role):
    """Those of a role who have no task open, and without whom the others can do the rest, leave the team of initiative n."""
    team = w.teams[w.initiatives[n].team]
    before, m = NONE, team.first_seat
    while m != NONE:
        after, p = w.memberships[m].next_seat, m // MOST_MEMBERSHIPS
        if w.people[p].role == role and w.memberships[m].open == 0 and can_be_spared(w, n, m):
            if before == NONE:
                team.first_seat = after
            else:
                w.memberships[before].next_seat = after
            leave_seat(w, m, team.seats)
            w.clock[0].seats_freed = 1
        else:
            before = m
        m = after


@compiled
def can_be_spared(w, n, m):
    """Whether nothing waits for the person of a seat, and the others can do each stage that is still ahead."""
    i = w.initiatives[n].first_item
    while i != NONE:
        item = w.items[i]
        asks = (
            item.raised_by == m // MOST_MEMBERSHIPS and item.held == 0
        )  # not one that rests with its initiative
        if asks and not item.done_at >= 0.0:
            return False
        i = w.items[i].next_of_initiative
    t, stages = w.initiatives[n].team, w.parameters[0].work_stages
    for s in range(stages):
        does = (w.initiatives[n].team_stages >> s) & 1 == 1
        if does and able_without(w, t, m, s) <= w.stages[s].other_eyes and is_needed(w, n, 1 << s):
            return False
    return True


@compiled
def able_without(w, t, m, stage):
    """How many members of a temporary team can do a stage, without membership m."""
    count, here = 0, w.teams[t].first_seat
    while here != NONE:
        role = w.people[here // MOST_MEMBERSHIPS].role
        count += here != m and w.fit[role * w.parameters[0].stages + stage] > 0.0
        here = w.memberships[here].next_seat
    return count


@compiled
def withdraw_stages(w, n, trade):
    """The team of initiative n does no more stages of a trade of which no one is left, nor such as too few are left for.

    What comes back to one of them later goes to its owner.
    """
    initiative = w.initiatives[n]
    for s in range(w.parameters[0].work_stages):
        if able_without(w, initiative.team, NONE, s) <= w.stages[s].other_eyes:
            initiative.team_stages &= ~(1 << s)
    for k in range(w.parameters[0].staff_roles):
        kind = w.staffing[k]
        if kind.stages & trade != 0 and has_role(w, initiative.team, kind.role):
            trade &= ~kind.stages
    initiative.team_stages &= ~trade


@compiled
def has_role(w, t, role):
    """Whether a temporary team has a member of a role."""
    m = w.teams[t].first_seat
    while m != NONE:
        if w.people[m // MOST_MEMBERSHIPS].role == role:
            return True
        m = w.memberships[m].next_seat
    return False
