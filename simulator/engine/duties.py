"""Duties: time that approvals and decisions ask of people, worked off before any task."""

from __future__ import annotations

from ..kernel.compiled import compiled
from .time import reschedule, settle

PREPARING_DUTY, DECIDING_DUTY, CONSULTING_DUTY = range(3)


@compiled
def owe(w, p, duty, days):
    """Person p owes so many more days to a duty."""
    if days <= 0.0:
        return
    settle(w, p)
    w.people[p].owed[duty] += days
    if w.people[p].open_count > 0:
        reschedule(w, p)
