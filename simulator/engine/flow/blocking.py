"""Decisions that block an initiative: all of its work rests until they are taken."""

from __future__ import annotations

import math

from ...kernel.calendar import cancel, schedule, snapped
from ...kernel.compiled import compiled
from ...kernel.units import NONE
from ...mechanisms.decisions import consulted_team, is_due
from ...organisation.governance import CONSULT, DECIDE, INITIATIVE_QUESTION
from ...state.availability import is_available
from ...state.clock import ANSWER_OVERDUE
from ...state.rows import close_item, oldest_of
from ...state.slots import item_slot
from ...state.team_queues import BEFORE_ALL
from ...state.time import change_state
from ...work.records import DECISION, DEPENDENT, OPEN, OWN, QUEUE, TOUCH
from .dispatch import HELD, HELD_FIRST, NOT_HELD, leave_line, leave_place, offer, take_work
from .items import new_proposal
from .requests import ask
from .tasks import leave_unit, put_down


@compiled
def raise_decision(w, n):
    """Raise the next decision about initiative n, if it is due and the team may not take it alone."""
    initiative, right = w.initiatives[n], w.rights[INITIATIVE_QUESTION]
    if right.mode == DECIDE or initiative.blocked == 1 or not is_due(w, initiative):
        return
    i = new_proposal(w, n, 1 + initiative.raised)
    carrier = w.items[i]
    carrier.stage = w.parameters[0].first_item_stage
    carrier.team = w.owner[carrier.product * w.parameters[0].stages + carrier.stage]
    carrier.decisions = initiative.raised
    initiative.raised += 1
    if right.mode == CONSULT and consulted_team(w, carrier) == carrier.team:
        close_item(w, i, OPEN)
        return
    initiative.blocked = 1
    hold_all(w, n)
    ask(w, i, INITIATIVE_QUESTION)
    if right.default_days < math.inf:
        day = snapped(w.clock[0].now + right.default_days)
        schedule(w, item_slot(w, i), ANSWER_OVERDUE, carrier.ordinal, day)


@compiled
def hold_all(w, n):
    """No item of initiative n is worked on or waits for people; those who worked on one look for other work."""
    i = oldest_of(w, n)
    while i != NONE:
        item = w.items[i]
        is_open = item.state == TOUCH and item.person != NONE  # not the one just finished
        if OWN <= item.kind <= DEPENDENT and (is_open or item.state == QUEUE):
            if is_open:
                rest_open(w, i)
            else:
                item.held = HELD_FIRST if item.rank == BEFORE_ALL else HELD
                leave_line(w, i)
                item.raised_by = NONE
            change_state(w, item, DECISION)
        i = item.previous_of_initiative
    free_places(w, n)
    occupy(w, n)


@compiled
def rest_open(w, i):
    """Item i is put down by the person who has it open, and goes first when its initiative goes on."""
    item = w.items[i]
    item.raised_by = item.person
    put_down(w, i)
    leave_unit(w, item)
    item.held = HELD_FIRST


@compiled
def free_places(w, n):
    """While the items of initiative n rest, their teams may start other work."""
    i = oldest_of(w, n)
    while i != NONE:
        if w.items[i].held != NOT_HELD:
            leave_place(w, w.items[i])
        i = w.items[i].previous_of_initiative


@compiled
def occupy(w, n):
    """Those who worked on initiative n look for other work, but for the person who has just finished a task, and will."""
    i = oldest_of(w, n)
    while i != NONE:
        item = w.items[i]
        p = item.raised_by
        if item.held == HELD_FIRST and p not in (NONE, w.clock[0].finisher) and may_take_more(w, p):
            take_work(w, p)
        i = item.previous_of_initiative


@compiled
def may_take_more(w, p):
    """Whether a person has room for a task and is on no list of available people."""
    return w.people[p].open_count < w.people[p].open_limit and not is_available(w, p)


@compiled
def go_on(w, i):
    """The decision for which item i stands is taken: its initiative goes on."""
    n = w.items[i].initiative
    initiative = w.initiatives[n]
    cancel(w, item_slot(w, i))
    close_item(w, i, OPEN)
    initiative.blocked = 0
    here = oldest_of(w, n)
    while here != NONE:
        item = w.items[here]
        if item.held > 0:
            item.heads_queue = 1 if item.held == HELD_FIRST else 0
            item.held = NOT_HELD
            item.raised_by = NONE
            offer(w, here)
            if item.state == TOUCH:
                item.heads_queue = 0  # taken at once: it stands in no queue
        here = item.previous_of_initiative
    raise_decision(w, n)
