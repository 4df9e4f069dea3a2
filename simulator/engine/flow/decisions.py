"""Decisions during work: raised, waited for, answered; the person who raised one goes on first.

Those who are asked, boards among them, answer in `requests`.
"""

from __future__ import annotations

import math

from ...kernel.calendar import cancel, schedule, snapped
from ...kernel.chance import DECISION_CLASS, draw
from ...kernel.compiled import compiled
from ...kernel.units import NONE
from ...mechanisms.decision_quality import decide
from ...mechanisms.decisions import consulted_team, decision_class, decision_count, plan_decision
from ...organisation.governance import CONSULT, DECIDE, FIRST_CLASS
from ...state.availability import become_available, become_unavailable
from ...state.clock import ANSWER_OVERDUE, HELD_TOO_LONG
from ...state.decided import put_on_agenda
from ...state.slots import item_slot
from ...state.time import change_state, reschedule
from ...work.records import QUEUE
from .dispatch import hold, is_blocked, leave_place, offer
from .requests import ask, withdraw
from .tasks import start_task, stop_task


@compiled
def on_decision(w, p, i):
    """Item i, open with person p, raises a decision. Returns whether it has to wait for it."""
    item, parameters = w.items[i], w.parameters[0]
    item.remaining = item.pause_at  # exactly, whatever rounding has left
    u = draw(w.clock[0].seed, DECISION_CLASS, item.owner_key, item.part_key, decision_count(item))[0]
    question = FIRST_CLASS + decision_class(u, parameters.local_share, parameters.cross_share)
    mode = w.rights[question].mode
    if mode == DECIDE:
        decide(w, item, 0)
    if mode == DECIDE or (mode == CONSULT and consulted_team(w, item) == item.team):
        item.decisions += 1
        plan_decision(w, item)
        reschedule(w, p)
        return False
    become_unavailable(w, p)
    stop_task(w, p, i)
    reschedule(w, p)
    leave_place(w, item)  # while it waits, the team may start other work
    item.raised_by = p
    item.raised_at = w.clock[0].now
    ask(w, i, question)
    if w.rights[question].default_days < math.inf:
        day = snapped(w.clock[0].now + w.rights[question].default_days)
        schedule(w, item_slot(w, i), ANSWER_OVERDUE, item.ordinal, day)
    return True


@compiled
def on_answer_overdue(w, i):
    """No one has answered in time: the decision is taken by default, as a team would take it."""
    withdraw(w, i)
    w.items[i].verdict = 0
    put_on_agenda(w, i)


@compiled
def resume(w, i):
    """The decision on item i is taken: the person who raised it goes on, as soon as they can."""
    item, now = w.items[i], w.clock[0].now
    cancel(w, item_slot(w, i))
    right = w.rights[item.question]
    if right.mode != CONSULT:
        decide(w, item, right.layers if item.verdict != 0 else 0)
    item.decision_wait += now - item.raised_at
    item.waits += 1
    item.decisions += 1
    plan_decision(w, item)
    p = item.raised_by
    person = w.people[p]
    if is_blocked(w, item):
        item.heads_queue = 1
        hold(w, i)
        item.heads_queue = 0
        return
    if person.open_count < person.open_limit:
        become_unavailable(w, p)
        start_task(w, p, item.membership, i)
        if person.open_count < person.open_limit:
            become_available(w, p)
        return
    change_state(w, item, QUEUE)
    item.sibling = NONE
    if person.last_answered == NONE:
        person.first_answered = i
    else:
        w.items[person.last_answered].sibling = i
    person.last_answered = i
    day = snapped(now + w.parameters[0].held_days)
    schedule(w, item_slot(w, i), HELD_TOO_LONG, item.ordinal, day)


@compiled
def on_held_too_long(w, i):
    """The person who raised the decision has had no time for it: anyone may go on, before other work."""
    item = w.items[i]
    cancel(w, item_slot(w, i))
    person = w.people[item.raised_by]
    before, here = NONE, person.first_answered
    while here != i:
        before, here = here, w.items[here].sibling
    if before == NONE:
        person.first_answered = item.sibling
    else:
        w.items[before].sibling = item.sibling
    if person.last_answered == i:
        person.last_answered = before
    item.heads_queue = 1
    offer(w, i)
