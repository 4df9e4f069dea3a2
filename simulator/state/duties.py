"""Duties: time that approvals, decisions, feedback and deployments ask of people, worked off before any task."""

from __future__ import annotations

from ..kernel.compiled import compiled
from .time import reschedule, settle

PREPARING_DUTY, DECIDING_DUTY, CONSULTING_DUTY, DEPLOYING_DUTY = range(4)


@compiled
def owe(w, p, duty, days):
    """Person p owes more days to a duty; an empty seat owes none."""
    if days <= 0.0 or w.people[p].away == 1:
        return
    settle(w, p)  # time up to now was worked without this duty
    w.people[p].owed[duty] += days
    if w.people[p].open_count > 0:
        reschedule(w, p)
