"""The portfolio: ideas wait until there is a place for them; then the best of the backlog is begun.

No work is done on an idea without a place, discovery included. Places are filled after each event; or a board that
sits now and then ranks what waits and fills what is free.
"""

from __future__ import annotations

from ...kernel.calendar import cancel
from ...kernel.compiled import compiled
from ...kernel.queues import precedes, push, remove
from ...kernel.units import NONE
from ...state.duties import DECIDING_DUTY, owe
from ...state.portfolio import NOT_LISTED, stop_waiting_for_place
from ...state.rows import leave_backlog
from ...state.slots import initiative_slot
from .arrivals import go_ahead


@compiled
def fill_portfolio(w):
    """After an event: begin the best ideas where there are places."""
    clock = w.clock[0]
    while clock.first_scope != NONE:
        s = clock.first_scope
        scope = w.scopes[s]
        clock.first_scope = scope.next
        scope.next = NOT_LISTED
        while scope.begun < scope.places and scope.waiting != NONE:
            give_place(w, w.items[scope.waiting].initiative)


@compiled
def give_place(w, n):
    """Initiative n, which waits, is begun."""
    initiative = w.initiatives[n]
    stop_waiting_for_place(w, n)
    w.scopes[initiative.scope].begun += 1
    initiative.begun = 1
    initiative.begun_at = w.clock[0].now
    cancel(w, initiative_slot(w, n))  # it can no longer expire
    leave_backlog(w, initiative)
    go_ahead(w, n)


@compiled
def fill_at_sitting(w, number):
    """A board fills the places that are free with the best ideas that were there before, as far as its time goes."""
    layer = w.layers[number]
    left = w.clock[0].ideas_waiting if layer.room < 0 else layer.room
    while left > 0:
        best = best_idea(w)
        if best == NONE:
            return
        for m in range(layer.first_member, layer.first_member + layer.members):
            owe(w, w.board_members[m], DECIDING_DUTY, layer.deciding)
        give_place(w, w.items[best].initiative)
        left -= 1


@compiled
def best_idea(w):
    """Proposal of the best idea that waits where there is a place, -1 for none."""
    best = NONE
    for s in range(len(w.scopes)):
        if w.scopes[s].begun < w.scopes[s].places:
            i = first_before(w, s)
            if i != NONE and (best == NONE or precedes(w.items[i], w.items[best])):
                best = i
    return best


@compiled
def first_before(w, s):
    """First proposal of scope s that was there before this instant, -1 for none."""
    root, aside = w.scopes[s].waiting, NONE
    while root != NONE and w.items[root].queued_at >= w.clock[0].now:
        rest = remove(w, root, root)
        w.items[root].sibling = aside
        aside, root = root, rest
    found = root
    while aside != NONE:
        after = w.items[aside].sibling
        root = push(w, root, aside)  # the order is total, so it changes no place
        aside = after
    w.scopes[s].waiting = root
    return found
