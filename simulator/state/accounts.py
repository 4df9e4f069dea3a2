"""Accounts of people's time. Each hour of presence is booked to exactly one of them, where it arises."""

from __future__ import annotations

from ..kernel.compiled import compiled

ACCOUNTS = (
    "value", "rework", "handoff", "coordination", "ceremonies", "preparing", "deciding",
    "consulting", "switching", "mentoring", "learning", "incidents", "change", "idle", "support", "duplicated", "upkeep",
)  # fmt: skip
VALUE, REWORK, HANDOFF, COORDINATION, CEREMONIES, PREPARING, DECIDING = range(7)
CONSULTING, SWITCHING, MENTORING, LEARNING, INCIDENTS, CHANGE, IDLE, SUPPORT, DUPLICATED, UPKEEP = range(
    7, 17
)


@compiled
def book(w, row, account, days):
    """Add working days to one account of a (team, role)."""
    w.booked[row * w.parameters[0].accounts + account] += days
