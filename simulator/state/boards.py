"""Boards between their sittings: what waits for the next one, and when it is.

What happens in a sitting is in `engine/flow/boards.py`, who sits in it in `organisation/boards.py`.
"""

from __future__ import annotations

from ..kernel.calendar import schedule, snapped
from ..kernel.chance import PHASE, draw
from ..kernel.compiled import compiled
from ..kernel.units import NONE
from ..organisation.governance import BOARD
from .clock import BOARD_SITS


@compiled
def wait_for_sitting(w, r):
    """Request r waits behind the others for the board to sit."""
    request = w.requests[r]
    layer = w.layers[request.layer]
    request.queued_at = w.clock[0].now
    request.next = NONE
    request.previous = layer.last
    if layer.last == NONE:
        layer.first = r
    else:
        w.requests[layer.last].next = r
    layer.last = r
    layer.waiting += 1


@compiled
def leave_sitting(w, r):
    """Request r no longer waits for the board."""
    request = w.requests[r]
    layer = w.layers[request.layer]
    if request.previous == NONE:
        layer.first = request.next
    else:
        w.requests[request.previous].next = request.next
    if request.next == NONE:
        layer.last = request.previous
    else:
        w.requests[request.next].previous = request.previous
    layer.waiting -= 1


@compiled
def plan_sitting(w, number):
    """Put the next sitting of a board on the calendar."""
    layer = w.layers[number]
    if layer.form != BOARD:
        return
    if layer.phase < 0.0:
        layer.phase = layer.period * draw(w.clock[0].seed, PHASE, number, 0, 0)[0]
    # a multiple, not a sum: rounding does not add up over the sittings
    day = snapped(layer.phase + layer.period * layer.sittings)
    layer.sittings += 1
    schedule(w, w.parameters[0].first_layer_slot + number, BOARD_SITS, number, day)
