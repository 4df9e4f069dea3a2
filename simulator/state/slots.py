"""Whose event stands in which slot of the calendar."""

from __future__ import annotations

from ..kernel.compiled import compiled


@compiled
def initiative_slot(w, n):
    """Slot of an initiative, by row."""
    return w.parameters[0].first_row_slot + 2 * n


@compiled
def item_slot(w, i):
    """Slot of an item, by row."""
    return w.parameters[0].first_row_slot + 2 * i + 1


@compiled
def row_of(w, slot):
    """Row of the initiative or item that a slot belongs to."""
    return (slot - w.parameters[0].first_row_slot) >> 1
