"""The portfolio between events: who has how many places for initiatives, and which ideas wait for one.

What is begun, and when, is decided in `engine/flow/portfolio.py`.
"""

from __future__ import annotations

import numpy as np

from ..kernel.compiled import compiled
from ..kernel.queues import push, remove
from ..kernel.units import NONE
from .duties import PREPARING_DUTY, owe
from .owners import speaker
from .team_queues import rank_of_initiative

NO_LIMIT, PER_TEAM, PER_GROUP, PER_COMPANY = range(-1, 3)
NOT_LISTED = -2

SCOPE = np.dtype(
    [
        ("places", "i8"),  # initiatives that may be begun at a time
        ("begun", "i8"),  # those that are begun and not over
        ("waiting", "i8"),  # root of the queue of proposals that wait for a place, -1 for none
        ("policy", "i8"),  # what that queue is ordered by, where no board orders it
        ("next", "i8"),  # next scope to look at after this event, NOT_LISTED where it is not on that list
    ],
    align=True,
)
"""Who has places for initiatives: a team, a group or the company."""


@compiled
def is_limited(w):
    """Whether an initiative needs a place before it is begun."""
    return w.parameters[0].limit_per != NO_LIMIT


@compiled
def scope_of(w, product):
    """Whose places the ideas of an area take: of the owner of its first stage, of that team's group, of the company."""
    per = w.parameters[0].limit_per
    if per == PER_COMPANY:
        return 0
    team = w.owner[product * w.parameters[0].stages]
    return team if per == PER_TEAM else w.teams[team].group


@compiled
def look_at(w, s):
    """Scope s may have a place and an idea for it: look at it after this event, in the order of scopes."""
    if w.scopes[s].next != NOT_LISTED or w.parameters[0].board_of_places != NONE:
        return
    clock = w.clock[0]
    before, here = NONE, clock.first_scope
    while here != NONE and here < s:
        before, here = here, w.scopes[here].next
    w.scopes[s].next = here
    if before == NONE:
        clock.first_scope = s
    else:
        w.scopes[before].next = s


@compiled
def wait_for_place(w, n):
    """Initiative n waits, as its proposal, until there is a place for it; where a board fills places, it is prepared."""
    initiative = w.initiatives[n]
    s, i, board = scope_of(w, initiative.product), initiative.proposal, w.parameters[0].board_of_places
    initiative.scope = s
    initiative.is_waiting = 1
    w.clock[0].ideas_waiting += 1
    policy = w.scopes[s].policy
    if board != NONE:
        policy = w.layers[board].ranks_by
        if speaker(w, w.items[i]) != NONE:
            owe(w, speaker(w, w.items[i]), PREPARING_DUTY, w.layers[board].preparing)
    w.items[i].queued_at = w.clock[0].now
    w.items[i].rank = rank_of_initiative(w, initiative, policy)
    w.scopes[s].waiting = push(w, w.scopes[s].waiting, i)
    look_at(w, s)


@compiled
def stop_waiting_for_place(w, n):
    """Initiative n waits for a place no longer."""
    initiative = w.initiatives[n]
    s = initiative.scope
    w.scopes[s].waiting = remove(w, w.scopes[s].waiting, initiative.proposal)
    initiative.is_waiting = 0
    w.clock[0].ideas_waiting -= 1


@compiled
def move_ideas(w, area, giver, taker):
    """Ideas of an area that no one has begun pass from the backlog of one team to that of another."""
    for n in range(len(w.initiatives)):
        initiative = w.initiatives[n]
        if initiative.ordinal == NONE or initiative.product != area:
            continue
        if initiative.backlog_team == giver:
            w.teams[giver].backlog -= 1
            w.teams[taker].backlog += 1
            initiative.backlog_team = taker
        if initiative.is_waiting == 1 and initiative.scope != scope_of(w, area):
            w.scopes[initiative.scope].waiting = remove(
                w, w.scopes[initiative.scope].waiting, initiative.proposal
            )
            initiative.scope = scope_of(w, area)
            w.scopes[initiative.scope].waiting = push(
                w, w.scopes[initiative.scope].waiting, initiative.proposal
            )
            look_at(w, initiative.scope)


@compiled
def free_place(w, initiative):
    """An initiative is over: if it had a place, another may have it."""
    if initiative.scope != NONE and initiative.begun == 1:
        w.scopes[initiative.scope].begun -= 1
        look_at(w, initiative.scope)
