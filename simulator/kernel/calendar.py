"""The calendar: one indexed 4-ary heap with one slot per entity that may have a next event.

The order is total: by time, then by kind of event, then by ordinal of its owner. Event times are snapped to a grid of 2^-32 day. Otherwise rounding would decide ties, such
as a request and a sitting at the same instant.
"""

from __future__ import annotations

import numpy as np

from .compiled import compiled

GRID = 2.0**32

ENTRY = np.dtype(
    [
        ("time", "f8"),  # working days since the start of the simulation
        ("slot", "i4"),  # whose event it is
        ("kind", "i4"),  # of event
    ],
    align=True,
)
FIRST = 3
"""Place of the entry that comes first: so the four children of an entry lie in one cache line."""


@compiled
def snapped(time):
    """A time on the grid of 2^-32 day; `math.floor` would overflow beyond 2^31 days and go back in time."""
    return np.floor(time * GRID + 0.5) / GRID


@compiled
def before(w, time, kind, slot, entry):
    """Whether an event comes before another one."""
    if time != entry.time:
        return time < entry.time
    if kind != entry.kind:
        return kind < entry.kind
    return w.ordinals[slot] < w.ordinals[entry.slot]


@compiled
def place(w, i, time, kind, slot):
    """Write an entry at place i."""
    entry = w.calendar[i]
    entry.time = time
    entry.slot = slot
    entry.kind = kind
    w.places[slot] = i


@compiled
def rise(w, i, time, kind, slot):
    """Move an entry towards the root until its parent comes first."""
    while i > FIRST:
        above = FIRST + ((i - FIRST - 1) >> 2)
        parent = w.calendar[above]
        if not before(w, time, kind, slot, parent):
            break
        place(w, i, parent.time, parent.kind, parent.slot)
        i = above
    place(w, i, time, kind, slot)


@compiled
def sink(w, i, time, kind, slot):
    """Move an entry towards the leaves until its children come later."""
    end = FIRST + w.clock[0].events_ahead
    while True:
        child = 4 * (i - FIRST) + FIRST + 1
        if child >= end:
            break
        first = first_of_four(w, child) if child + 4 <= end else first_of(w, child, end)
        entry = w.calendar[first]
        if before(w, time, kind, slot, entry):
            break
        place(w, i, entry.time, entry.kind, entry.slot)
        i = first
    place(w, i, time, kind, slot)


@compiled
def first_of_four(w, child):
    """Which of four entries comes first; without branches, as long as all times differ."""
    a, b = w.calendar[child].time, w.calendar[child + 1].time
    c, d = w.calendar[child + 2].time, w.calendar[child + 3].time
    left, right = min(a, b), min(c, d)
    if a == b or c == d or left == right:
        return first_of(w, child, child + 4)
    if left < right:
        return child + (1 if b < a else 0)
    return child + (3 if d < c else 2)


@compiled
def first_of(w, first, end):
    """Which of some entries comes first."""
    for k in range(first + 1, end):
        entry = w.calendar[k]
        if before(w, entry.time, entry.kind, entry.slot, w.calendar[first]):
            first = k
    return first


@compiled
def schedule(w, slot, kind, ordinal, time):
    """Set the next event of a slot, in place of the one it had."""
    w.ordinals[slot] = ordinal
    i = w.places[slot]
    if i < 0:
        clock = w.clock[0]
        i = FIRST + clock.events_ahead
        clock.events_ahead += 1
        rise(w, i, time, kind, slot)
    elif before(w, time, kind, slot, w.calendar[i]):
        rise(w, i, time, kind, slot)
    else:
        sink(w, i, time, kind, slot)


@compiled
def cancel(w, slot):
    """Take a slot's event off the calendar, if it has one."""
    i = w.places[slot]
    if i < 0:
        return
    w.places[slot] = -1
    clock = w.clock[0]
    clock.events_ahead -= 1
    last = FIRST + clock.events_ahead
    if i == last:
        return
    moved = w.calendar[last]
    time, kind, owner = moved.time, moved.kind, moved.slot
    if before(w, time, kind, owner, w.calendar[i]):
        rise(w, i, time, kind, owner)
    else:
        sink(w, i, time, kind, owner)
