"""The calendar: one indexed 4-ary heap with one slot per entity that may have a next event.

The order is total: by time, then by kind of event and ordinal of its owner, both packed in one
number. Event times are snapped to a grid of 2^-32 day. Otherwise rounding would decide ties, such
as a request and a sitting at the same instant.
"""

from __future__ import annotations

import numpy as np

from .compiled import compiled

GRID = 2.0**32
ORDINAL_BITS = 56

ENTRY = np.dtype(
    [
        ("time", "f8"),  # working days since the start of the simulation
        ("order", "i8"),  # kind of event and ordinal of its owner
        ("slot", "i8"),  # whose event it is
    ],
    align=True,
)


@compiled
def snapped(time):
    """A time on the grid of 2^-32 day; `math.floor` would overflow beyond 2^31 days and go back in time."""
    return np.floor(time * GRID + 0.5) / GRID


@compiled
def order_of(kind, ordinal):
    """Kind and ordinal as one number: the order of simultaneous events."""
    return (kind << ORDINAL_BITS) | ordinal


@compiled
def before(time, order, entry):
    """Whether an event comes before another one."""
    return time < entry.time or (time == entry.time and order < entry.order)


@compiled
def place(w, i, time, order, slot):
    """Write an entry at place i."""
    entry = w.calendar[i]
    entry.time = time
    entry.order = order
    entry.slot = slot
    w.places[slot] = i


@compiled
def rise(w, i, time, order, slot):
    """Move an entry towards the root until its parent comes first."""
    while i > 0:
        parent = w.calendar[(i - 1) >> 2]
        if not before(time, order, parent):
            break
        place(w, i, parent.time, parent.order, parent.slot)
        i = (i - 1) >> 2
    place(w, i, time, order, slot)


@compiled
def sink(w, i, time, order, slot):
    """Move an entry towards the leaves until its children come later."""
    n = w.clock[0].events_ahead
    while True:
        child = 4 * i + 1
        if child >= n:
            break
        first = child
        for k in range(child + 1, min(child + 4, n)):
            if before(w.calendar[k].time, w.calendar[k].order, w.calendar[first]):
                first = k
        entry = w.calendar[first]
        if before(time, order, entry):
            break
        place(w, i, entry.time, entry.order, entry.slot)
        i = first
    place(w, i, time, order, slot)


@compiled
def schedule(w, slot, kind, ordinal, time):
    """Set the next event of a slot, in place of the one it had."""
    order = order_of(kind, ordinal)
    i = w.places[slot]
    if i < 0:
        clock = w.clock[0]
        i = clock.events_ahead
        clock.events_ahead += 1
        rise(w, i, time, order, slot)
    elif before(time, order, w.calendar[i]):
        rise(w, i, time, order, slot)
    else:
        sink(w, i, time, order, slot)


@compiled
def cancel(w, slot):
    """Take a slot's event off the calendar, if it has one."""
    i = w.places[slot]
    if i < 0:
        return
    w.places[slot] = -1
    clock = w.clock[0]
    clock.events_ahead -= 1
    last = clock.events_ahead
    if i == last:
        return
    moved = w.calendar[last]
    time, order, owner = moved.time, moved.order, moved.slot
    if before(time, order, w.calendar[i]):
        rise(w, i, time, order, owner)
    else:
        sink(w, i, time, order, owner)
