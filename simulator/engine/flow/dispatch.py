"""Who takes what: queues of teams on one side, lists of available people on the other.

Idle people come before second open tasks; among them the best fit of role, then the person who has been
available longest. A person who becomes free takes work of their own trade first, then by the team's
policy. Every team nominates its best item; between teams the longest wait decides.
"""

from __future__ import annotations

from ...kernel.calendar import cancel
from ...kernel.compiled import compiled
from ...kernel.units import NONE
from ...mechanisms.support import comes_before, tickets_first
from ...organisation.workforce import MOST_MEMBERSHIPS
from ...state.availability import available_for, become_available, become_unavailable, may_open
from ...state.slots import item_slot
from ...state.team_queues import (
    CLASSES,
    PLACE_CLASS,
    first_for,
    has_room,
    is_waiting,
    join_queue,
    leave_queue,
    may_start,
    queue_of,
    waiting_stages,
)
from ...state.time import change_state
from ...work.records import DECISION, EXEMPT, HOLDS_PLACE, INCIDENT, NEEDS_PLACE
from .interruptions import interruptible, waiting_incident, who_is_wanted
from .tasks import start_task

NOT_HELD, HELD, HELD_FIRST = range(3)
"""Whether an item rests with its initiative, and goes before other work when that goes on."""


@compiled
def nominee_of(w, team_row, role, p):
    """Best item that a team has for person p: (row or -1, whether outside p's trade there).

    A stage is p's trade where no role in the team does it better.
    """
    team = w.teams[team_row]
    waiting = waiting_stages(team)
    if waiting == 0 or team.closed == 1:
        return NONE, 0
    trade = w.trades[team_row * w.parameters[0].roles + role]
    best = best_of(w, team_row, role, p, waiting & trade)
    if best != NONE:
        return best, 0
    return best_of(w, team_row, role, p, waiting & ~trade), 1


@compiled
def best_of(w, team_row, role, p, stages):
    """Best item that waits in a team for one of some stages and that person p may take."""
    best = NONE
    skills, team = w.roles[role], w.teams[team_row]
    if stages == 0:
        return best
    first = team.tickets != 0 and tickets_first(w, team)
    for k in range(skills.first_stage, skills.first_stage + skills.stages):
        stage = w.role_stages[k]
        if (stages >> stage) & 1 == 0:
            continue
        other_eyes = w.stages[stage].other_eyes == 1
        for group in range(CLASSES):
            if not is_waiting(team, group, stage) or (group == PLACE_CLASS and not has_room(team)):
                continue
            found = first_for(w, queue_of(w, team_row, stage, group), other_eyes, p)
            if found != NONE and (best == NONE or comes_before(w, found, best, first)):
                best = found
    return best


@compiled
def choose_for(w, p):
    """What person p takes next: (item row or -1, membership row)."""
    person = w.people[p]
    best, best_secondary, best_membership = NONE, 0, NONE
    for m in range(p * MOST_MEMBERSHIPS, p * MOST_MEMBERSHIPS + person.memberships):
        if not may_open(w.memberships[m]):
            continue
        found, secondary = nominee_of(w, w.memberships[m].team, person.role, p)
        if found == NONE:
            continue
        if best == NONE or comes_first(w, found, secondary, best, best_secondary):
            best, best_secondary, best_membership = found, secondary, m
    return best, best_membership


@compiled
def comes_first(w, i, secondary, other, other_secondary):
    """Whether one team's nominee goes before another's: own trade, longest wait, ordinal."""
    if secondary != other_secondary:
        return secondary < other_secondary
    a, b = w.items[i], w.items[other]
    if a.queued_at != b.queued_at:
        return a.queued_at < b.queued_at
    return a.ordinal < b.ordinal


@compiled
def take_answered(w, p):
    """Let person p go on with those of their tasks for which the answer has come."""
    person = w.people[p]
    while person.open_count < person.open_limit and person.first_answered != NONE:
        i = person.first_answered
        person.first_answered = w.items[i].sibling
        if person.first_answered == NONE:
            person.last_answered = NONE
        cancel(w, item_slot(w, i))
        start_task(w, p, w.items[i].membership, i)


@compiled
def take_work(w, p):
    """Let person p take work while they may and there is any; with room left, p is then available.

    A waiting incident comes first, and rests the other open tasks.
    """
    person = w.people[p]
    become_unavailable(w, p)
    i, membership = waiting_incident(w, p)
    if i != NONE:
        leave_queue(w, i)
        start_task(w, p, membership, i)
    take_answered(w, p)  # own tasks with an answer come before other work
    while person.open_count < person.open_limit:
        i, membership = choose_for(w, p)
        if i == NONE:
            break
        leave_queue(w, i)
        start_task(w, p, membership, i)
    if person.open_count < person.open_limit:
        become_available(w, p)


@compiled
def offer(w, i):
    """Start item i at once if a person is available and the limits allow it; else it waits.

    An incident interrupts a person, unless all who can do it have one open.
    """
    item = w.items[i]
    if is_blocked(w, item):
        hold(w, i)
        return
    if may_start(w.teams[item.team], item.place == NEEDS_PLACE):
        membership = available_for(w, item)
        if membership == NONE and item.kind == INCIDENT:
            membership = interruptible(w, item)
        if membership != NONE:
            hand_over(w, i, membership)
            return
    join_queue(w, i)


@compiled
def is_blocked(w, item):
    """Whether an item rests because a decision about its initiative is awaited."""
    return item.initiative != NONE and w.initiatives[item.initiative].blocked == 1


@compiled
def hold(w, i):
    """Item i, which stands in no queue, rests until a decision about its initiative is taken."""
    item = w.items[i]
    item.held = HELD_FIRST if item.heads_queue == 1 else HELD
    item.raised_by = NONE
    change_state(w, item, DECISION)
    leave_place(w, item)


@compiled
def hand_over(w, i, membership):
    """Let an available member start item i, which stands in no queue."""
    p = membership // MOST_MEMBERSHIPS
    become_unavailable(w, p)
    start_task(w, p, membership, i)
    if w.people[p].open_count < w.people[p].open_limit:
        become_available(w, p)


@compiled
def fill_places(w, team_row):
    """Start what waits for a place, as long as there are places and people for it."""
    team = w.teams[team_row]
    while team.limit >= 0 and may_start(team, True) and team.fresh != 0:
        i, membership = first_startable(w, team_row, False)
        if i == NONE:
            return
        leave_queue(w, i)
        hand_over(w, i, membership)


@compiled
def leave_place(w, item):
    """An item gives up its place in its team, if it held one; other work may start there."""
    if item.place == HOLDS_PLACE:
        item.place = EXEMPT
        w.teams[item.team].in_progress -= 1
        fill_places(w, item.team)


@compiled
def leave_line(w, i):
    """Item i no longer waits in its team's queue, or for the person who raised its decision."""
    if w.places[item_slot(w, i)] < 0:  # not held for that person: it stands in a queue
        leave_queue(w, i)
        return
    cancel(w, item_slot(w, i))
    person = w.people[w.items[i].raised_by]
    before, here = NONE, person.first_answered
    while here != i:
        before, here = here, w.items[here].sibling
    if before == NONE:
        person.first_answered = w.items[i].sibling
    else:
        w.items[before].sibling = w.items[i].sibling
    if person.last_answered == i:
        person.last_answered = before


@compiled
def start_waiting(w, team_row):
    """Start what waits in a team, as long as there are people for it; incidents interrupt people."""
    i, membership = first_startable(w, team_row, True)
    while i != NONE:
        leave_queue(w, i)
        hand_over(w, i, membership)
        i, membership = first_startable(w, team_row, True)
    i, membership = who_is_wanted(w, team_row)
    while i != NONE:
        leave_queue(w, i)
        hand_over(w, i, membership)
        i, membership = who_is_wanted(w, team_row)


@compiled
def first_startable(w, team_row, exempt_too):
    """First item of a team that needs a place, or any, for which a person is available: (row,
    membership), -1 for none."""
    team = w.teams[team_row]
    best, best_membership = NONE, NONE
    first = team.tickets != 0 and tickets_first(w, team)
    for stage in range(w.parameters[0].stages):
        for group in range(CLASSES):
            if not is_waiting(team, group, stage) or not may_start(team, group == PLACE_CLASS):
                continue
            if group != PLACE_CLASS and not exempt_too:
                continue
            i, membership = startable(w, team_row, stage, group)
            if i != NONE and (best == NONE or comes_before(w, i, best, first)):
                best, best_membership = i, membership
    return best, best_membership


@compiled
def startable(w, team_row, stage, group):
    """First item of a class that waits for a stage, with an available person: (-1, -1) for none."""
    q = queue_of(w, team_row, stage, group)
    i = w.queues[q]
    membership = available_for(w, w.items[i])
    if membership != NONE or w.stages[stage].other_eyes == 0:
        return (i, membership) if membership != NONE else (NONE, NONE)
    barred = w.items[i].last_person  # perhaps available, for an item that another person did
    i = first_for(w, q, True, barred)
    if i == NONE:
        return NONE, NONE
    membership = available_for(w, w.items[i])
    return (i, membership) if membership != NONE else (NONE, NONE)
