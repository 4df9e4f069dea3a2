"""Queues of teams: what waits for a stage, in which order, and whether it may start at all."""

from __future__ import annotations

import math

from ..kernel.compiled import compiled
from ..kernel.queues import push, remove
from ..kernel.units import NONE
from ..work.priorities import ITEMS_SHIPPED, rank_of
from ..work.records import INCIDENT, NEEDS_PLACE, QUEUE
from .time import change_state

BEFORE_ALL = -1e300
"""Rank of what goes before everything else but incidents."""


@compiled
def queue_of(w, team, stage, needs_place):
    """Number of the queue of items that wait in a team for a stage."""
    return (team * w.parameters[0].stages + stage) * 2 + needs_place


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
    needs_place = 1 if item.place == NEEDS_PLACE else 0
    q = queue_of(w, item.team, item.stage, needs_place)
    w.queues[q] = push(w, w.queues[q], i)
    if needs_place:
        team.fresh |= 1 << item.stage
    else:
        team.started |= 1 << item.stage


@compiled
def rank_in(w, item, policy):
    """Rank of an item under a team's policy; a bare item has the value 0."""
    if item.kind == INCIDENT:
        return -math.inf  # before all, even before what heads the queue
    if item.heads_queue == 1:
        return BEFORE_ALL
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
    needs_place = 1 if item.place == NEEDS_PLACE else 0
    q = queue_of(w, item.team, item.stage, needs_place)
    w.queues[q] = remove(w, w.queues[q], i)
    w.clock[0].incidents_waiting -= item.kind == INCIDENT
    item.heads_queue = 0
    if w.queues[q] == NONE:
        if needs_place:
            team.fresh &= ~(1 << item.stage)
        else:
            team.started &= ~(1 << item.stage)


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
