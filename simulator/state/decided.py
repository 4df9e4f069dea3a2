"""The agenda of the engine, not of a board: what has been decided and is to be followed up after the event."""

from __future__ import annotations

from ..kernel.compiled import compiled
from ..kernel.units import NONE


@compiled
def put_on_agenda(w, i):
    """What follows from the decision on item i is done after this event."""
    clock = w.clock[0]
    w.items[i].sibling = NONE
    if clock.agenda_last == NONE:
        clock.agenda = i
    else:
        w.items[clock.agenda_last].sibling = i
    clock.agenda_last = i


@compiled
def next_on_agenda(w):
    """First item of the agenda, which leaves it; -1 for none."""
    clock = w.clock[0]
    i = clock.agenda
    if i != NONE:
        clock.agenda = w.items[i].sibling
        if clock.agenda == NONE:
            clock.agenda_last = NONE
    return i
