"""A person leaves a team: their open tasks for it go back, before other work."""

from __future__ import annotations

from ...kernel.compiled import compiled
from ...kernel.units import NONE
from ...organisation.workforce import MOST_OPEN_TASKS
from ...work.records import TOUCH
from .decisions import on_held_too_long
from .dispatch import offer
from .tasks import leave_unit, stop_task


@compiled
def give_back(w, p, m):
    """Person p, who is on no list of available people, gives back the tasks opened by membership m."""
    person = w.people[p]
    k = 0
    while k < person.open_count:
        i = w.open_tasks[p * MOST_OPEN_TASKS + k]
        if w.items[i].membership == m:
            stop_task(w, p, i)
            w.items[i].heads_queue = 1
            offer(w, i)
            leave_behind(w, p, i)  # after the offer, by which another person may have taken it
        else:
            k += 1
    leave_answered(w, p, m)


@compiled
def leave_answered(w, p, m):
    """Tasks of membership m for which person p has an answer and no time: anyone may take them."""
    i = w.people[p].first_answered
    while i != NONE:
        after = w.items[i].sibling
        if w.items[i].membership == m:
            on_held_too_long(w, i)
            leave_behind(w, p, i)
        i = after


@compiled
def leave_behind(w, p, i):
    """Item i, just offered to others, is no longer why person p contributes to its initiative."""
    item = w.items[i]
    if item.contributor == p:
        leave_unit(w, item)
    if item.state == TOUCH:
        item.heads_queue = 0  # taken at once: it stands in no queue
