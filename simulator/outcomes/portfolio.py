"""Outcomes of the portfolio: how long ideas wait to be begun, how many are begun, how long each then takes.

An initiative is begun when it gets its place, or, where nothing limits how many are begun, when work on it starts.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..work.records import OPEN, RELEASED
from .censored import Times
from .facts import Facts, once
from .rows import mean_of


@once
def _begun(f: Facts) -> Any:
    """Initiatives of the cohort that were begun."""
    return f.initiative_cohort[f.initiative_cohort["begun_at"] >= 0]


def since_begun(f: Facts, field: str) -> Times:
    """Time from the day an initiative of the cohort was begun to a day of it, and whether that has come."""
    begun = _begun(f)
    over = begun["fate"] == RELEASED if field == "closed_at" else begun[field] >= 0
    return Times(np.where(over, begun[field], f.last_seen(begun)) - begun["begun_at"], over)


def funding_wait(f: Facts) -> float | None:
    """Mean time that initiatives of the cohort which were funded had waited for money."""
    waits = f.arrived_initiatives["money_wait"]
    waits = waits[waits >= 0]
    return mean_of(waits) if f.scenario.acts("funding") else None


def backlog_age(f: Facts) -> float | None:
    """Age of the ideas that stand in the backlog at a random moment: long waits are found more often."""
    ideas = f.arrived_initiatives
    left = np.fmin(np.fmin(ideas["begun_at"], ideas["closed_at"]), f.end)
    waits = left - ideas["arrived_at"]
    total = float(waits.sum())
    return float((waits**2).sum()) / 2.0 / total if total > 0 else None


def begun(f: Facts) -> float | None:
    """Mean number of initiatives that are begun and not over, in the window."""
    start, end = f.window
    if not len(f.initiatives) or end <= start:
        return None
    there = f.initiatives[f.initiatives["begun_at"] >= 0]
    until = np.minimum(np.fmin(there["closed_at"], f.end), end)
    days = np.maximum(0.0, until - np.maximum(there["begun_at"], start))
    return float(days.sum()) / (end - start)


def unfinished(f: Facts) -> float | None:
    """Share of the cohort still open at the end, without ideas that wait for a place and so are no one's work yet."""
    bare = f.cohort["fate"][f.cohort["initiative_ordinal"] < 0]
    ideas = f.initiative_cohort["fate"]
    if f.scenario.limits_in_force is not None:
        ideas = ideas[(ideas != OPEN) | (f.initiative_cohort["begun_at"] >= 0)]
    arrived = len(bare) + len(ideas)
    still_open = np.count_nonzero(bare == OPEN) + np.count_nonzero(ideas == OPEN)
    return still_open / arrived if arrived else None
