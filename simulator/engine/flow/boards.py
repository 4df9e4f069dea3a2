"""Boards: a sitting judges the requests that were made before it, and calls the next."""

from __future__ import annotations

from ...kernel.compiled import compiled
from ...kernel.units import NONE
from ...state.boards import leave_sitting, plan_sitting
from ...state.duties import DECIDING_DUTY, owe
from .portfolio import fill_at_sitting
from .requests import judge


@compiled
def on_board_sits(w, number):
    """A board judges the requests made before it sits, in order of arrival, up to its capacity."""
    if number == w.parameters[0].board_of_places:
        fill_at_sitting(w, number)
    layer, now = w.layers[number], w.clock[0].now
    left = layer.waiting if layer.room < 0 else layer.room
    # a request made at this very instant waits for the next sitting
    while left > 0 and layer.first != NONE and w.requests[layer.first].queued_at < now:
        r = layer.first
        leave_sitting(w, r)
        for m in range(layer.first_member, layer.first_member + layer.members):
            owe(w, w.board_members[m], DECIDING_DUTY, layer.deciding)
        judge(w, r)
        left -= 1
    plan_sitting(w, number)
