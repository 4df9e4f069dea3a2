"""Bookkeeping of time: of people in hours accounts, of items and initiatives by state."""

from __future__ import annotations

import math

from ..kernel.calendar import cancel, schedule, snapped
from ..kernel.compiled import compiled
from ..kernel.units import NONE
from ..organisation.workforce import MOST_OPEN_TASKS
from ..work.records import INCIDENT, QUEUE, RELEASE, SHARED, TOUCH
from .capacity import book_overheads, book_task, duty_days, task_rate
from .clock import TASK_DONE
from .experience import gain_experience


@compiled
def settle(w, p):
    """Book the time of person p up to now, and the work done in it."""
    person = w.people[p]
    elapsed = w.clock[0].now - person.settled_at
    person.settled_at = w.clock[0].now
    if elapsed <= 0.0 or person.away == 1:
        return
    at_tasks = book_overheads(w, p, elapsed)  # duties come first
    for k in range(person.open_count):
        item = w.items[w.open_tasks[p * MOST_OPEN_TASKS + k]]
        item.remaining -= at_tasks * item.attention * item.speed
        item.days[TOUCH] += at_tasks * item.attention
        item.days[SHARED] += at_tasks * (1.0 - item.attention) + (elapsed - at_tasks)
        book_task(w, person, item, at_tasks)
        gain_experience(w, p, item, at_tasks * item.attention)


@compiled
def reschedule(w, p):
    """Split the time of person p among their open tasks and find the one that is finished first.

    While p works off duties, p's next event is the end of the duties, and p's tasks rest.
    """
    person, now = w.people[p], w.clock[0].now
    slot = w.parameters[0].first_person_slot + p
    person.next_item = NONE
    if person.open_count == 0:
        cancel(w, slot)
        return
    rate, duty = task_rate(w, person), duty_days(w, person)
    free = snapped(now + duty)
    soonest = free if free > now else math.inf  # equal: no duty, or one below the grid
    for k in range(person.open_count):
        i = w.open_tasks[p * MOST_OPEN_TASKS + k]
        item = w.items[i]
        item.share = share_of(w, p, i)
        item.attention = item.share * rate * item.focus
        pay_attention(w, item, item.attention if free <= now else 0.0)
        if item.attention <= 0.0:
            continue  # it rests until the open incident is done
        days = duty + max(item.remaining - item.pause_at, 0.0) / (item.attention * item.speed)
        due = snapped(now + days)  # of tasks due at the same instant the first opened one
        if due < soonest:
            person.next_item = i
            soonest = due
    schedule(w, slot, TASK_DONE, p, soonest)


@compiled
def share_of(w, p, i):
    """Share of the time of person p that goes to their open item i.

    Memberships with open tasks get their shares, scaled up to the whole; inside a membership the
    open tasks get equal parts. While one of them is an incident, the others get nothing.
    """
    person = w.people[p]
    if person.open_count == 1:
        return 1.0
    if person.incidents > 0:
        return 1.0 / person.incidents if w.items[i].kind == INCIDENT else 0.0
    mine = w.items[i].membership
    total = 0.0
    beside = 0
    for k in range(person.open_count):
        other = w.items[w.open_tasks[p * MOST_OPEN_TASKS + k]].membership
        if other == mine:
            beside += 1
        total += w.memberships[other].share / open_in(w, p, other)
    return w.memberships[mine].share / beside / total


@compiled
def open_in(w, p, membership):
    """How many of the open tasks of person p belong to one membership."""
    count = 0
    for k in range(w.people[p].open_count):
        if w.items[w.open_tasks[p * MOST_OPEN_TASKS + k]].membership == membership:
            count += 1
    return count


@compiled
def pay_attention(w, item, attention):
    """Set the days of work per day on an item, and change the sum of its initiative to match."""
    if item.counted != attention:
        if item.initiative != NONE:
            book_initiative(w, item.initiative)
            w.initiatives[item.initiative].intensity += attention - item.counted
        item.counted = attention


@compiled
def book_initiative(w, n):
    """Book the time of initiative n up to now, to the first state that holds for any of its items."""
    initiative = w.initiatives[n]
    elapsed = w.clock[0].now - initiative.since
    initiative.since = w.clock[0].now
    if elapsed <= 0.0:
        return
    if initiative.counts[TOUCH] > 0:
        attention = min(1.0, max(0.0, initiative.intensity))
        initiative.days[TOUCH] += elapsed * attention
        initiative.days[SHARED] += elapsed * (1.0 - attention)
        return
    for state in range(QUEUE, RELEASE + 1):
        if initiative.counts[state] > 0:
            initiative.days[state] += elapsed
            return


@compiled
def book_item(w, item):
    """Book the time of an item up to now; open time is booked by the person who has it open."""
    if item.state != TOUCH:
        item.days[item.state] += w.clock[0].now - item.since
    item.since = w.clock[0].now


@compiled
def change_state(w, item, state):
    """Let an item pass into a state, for itself and for its initiative."""
    book_item(w, item)
    if item.initiative != NONE and state != item.state:
        book_initiative(w, item.initiative)
        initiative = w.initiatives[item.initiative]
        initiative.counts[item.state] -= 1
        initiative.counts[state] += 1
    item.state = state


@compiled
def book_open_items(w):
    """Extend the time integral of the number of items in the organisation up to now."""
    clock = w.clock[0]
    clock.item_days += clock.open_items * (clock.now - clock.item_days_until)
    clock.item_days_until = clock.now
