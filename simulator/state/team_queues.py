"""Queues of teams: what waits for a stage, in which order, and whether it may start at all."""

from __future__ import annotations

import math

from ..kernel.compiled import compiled
from ..kernel.queues import push, remove
from ..kernel.units import NONE
from ..work.priorities import ITEMS_SHIPPED, rank_of
from ..work.records import INCIDENT, NEEDS_PLACE, QUEUE
from .owners import is_asked_for
from .time import change_state

BEFORE_ALL = -1e300
"""Rank of what goes before everything else but incidents."""
AFTER_ALL = 1e300
"""Rank of what other teams ask for, where a team does its own work first."""
CLASSES = 3
EXEMPT_CLASS, PLACE_CLASS, TICKET_CLASS = range(CLASSES)
"""A team's queues for a stage: of what needs no place, of what needs one, of tickets."""


@compiled
def queue_of(w, team, stage, group):
    """Number of the queue of items of a class that wait in a team for a stage."""
    return (team * w.parameters[0].stages + stage) * CLASSES + group


@compiled
def class_of(item):
    """In which of its team's queues for its stage an item waits."""
    if item.ticket == 1:
        return TICKET_CLASS
    return PLACE_CLASS if item.place == NEEDS_PLACE else EXEMPT_CLASS


@compiled
def waiting_stages(team):
    """Bit s: something that may start waits in a team for stage s."""
    waiting = team.started | team.tickets
    return waiting | team.fresh if has_room(team) else waiting


@compiled
def set_waiting(team, group, stage):
    """Something of a class waits in a team for a stage."""
    if group == TICKET_CLASS:
        team.tickets |= 1 << stage
    elif group == PLACE_CLASS:
        team.fresh |= 1 << stage
    else:
        team.started |= 1 << stage


@compiled
def unset_waiting(team, group, stage):
    """Nothing of a class waits in a team for a stage."""
    if group == TICKET_CLASS:
        team.tickets &= ~(1 << stage)
    elif group == PLACE_CLASS:
        team.fresh &= ~(1 << stage)
    else:
        team.started &= ~(1 << stage)


@compiled
def is_waiting(team, group, stage):
    """Whether something of a class waits in a team for a stage."""
    if group == TICKET_CLASS:
        bits = team.tickets
    elif group == PLACE_CLASS:
        bits = team.fresh
    else:
        bits = team.started
    return (bits >> stage) & 1 == 1


@compiled
def has_room(team):
    """Whether the team's limit on work in progress lets it start something new."""
    return team.limit < 0 or team.in_progress < team.limit


@compiled
def may_start(team, needs_place):
    """Whether a team's calendar and its limit on work in progress let it start an item."""
    return team.closed == 0 and (not needs_place or has_room(team))


@compiled
def join_queue(w, i):
    """Put item i into its team's queue for its stage."""
    item = w.items[i]
    team = w.teams[item.team]
    change_state(w, item, QUEUE)
    item.queued_at = w.clock[0].now
    w.clock[0].incidents_waiting += item.kind == INCIDENT
    item.rank = rank_in(w, item, team.policy)
    group = class_of(item)
    q = queue_of(w, item.team, item.stage, group)
    w.queues[q] = push(w, w.queues[q], i)
    set_waiting(team, group, item.stage)


@compiled
def rank_in(w, item, policy):
    """Rank of an item under a team's policy; a bare item has the value 0."""
    if item.kind == INCIDENT:
        return -math.inf  # before all, even before what heads the queue
    if item.heads_queue == 1:
        return BEFORE_ALL
    if w.parameters[0].own_first == 1 and is_asked_for(w, item):
        return AFTER_ALL  # first come
    if item.ticket == 1:
        return item.created_at
    if item.initiative == NONE:
        return rank_of(policy, 0.0, w.streams[item.stream].expected_effort, item.created_at)
    return rank_of_initiative(w, w.initiatives[item.initiative], policy)


@compiled
def rank_of_initiative(w, initiative, policy):
    """Rank of an initiative under a policy; one that counts items shipped looks at the effort of one of them."""
    effort = initiative.estimated_effort
    if policy == ITEMS_SHIPPED:
        effort = w.streams[initiative.stream].expected_effort
    return rank_of(policy, initiative.estimated_value, effort, initiative.arrived_at)


@compiled
def leave_queue(w, i):
    """Take item i out of the queue it stands in."""
    item = w.items[i]
    team = w.teams[item.team]
    group = class_of(item)
    q = queue_of(w, item.team, item.stage, group)
    w.queues[q] = remove(w, w.queues[q], i)
    w.clock[0].incidents_waiting -= item.kind == INCIDENT
    item.heads_queue = 0
    if w.queues[q] == NONE:
        unset_waiting(team, group, item.stage)


@compiled
def first_for(w, q, other_eyes, p):
    """First item of queue q that person p may take, -1 for none.

    Where a stage asks for other eyes, items that p worked on last are put aside, then put back.
    """
    root = w.queues[q]
    if not other_eyes:
        return root
    aside = NONE
    while root != NONE and w.items[root].last_person == p:
        rest = remove(w, root, root)
        w.items[root].sibling = aside
        aside = root
        root = rest
    found = root
    while aside != NONE:
        after = w.items[aside].sibling
        root = push(w, root, aside)  # the order is total, so it changes no place
        aside = after
    w.queues[q] = root
    return found
