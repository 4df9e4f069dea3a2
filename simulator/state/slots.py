"""Whose event stands in which slot of the calendar."""

from __future__ import annotations

from ..kernel.compiled import compiled

KINDS_OF_ROW = 4


@compiled
def initiative_slot(w, n):
    """Slot of an initiative, by row."""
    return w.parameters[0].first_row_slot + KINDS_OF_ROW * n


@compiled
def item_slot(w, i):
    """Slot of an item, by row."""
    return w.parameters[0].first_row_slot + KINDS_OF_ROW * i + 1


@compiled
def request_slot(w, r):
    """Slot of a request, by row."""
    return w.parameters[0].first_row_slot + KINDS_OF_ROW * r + 2


@compiled
def feature_slot(w, f):
    """Slot of a feature, by row."""
    return w.parameters[0].first_row_slot + KINDS_OF_ROW * f + 3


@compiled
def row_of(w, slot):
    """Row of the initiative, item, request or feature that a slot belongs to."""
    return (slot - w.parameters[0].first_row_slot) // KINDS_OF_ROW
