"""What people have learned of the area and of their team, as far as their work shows it."""

from __future__ import annotations

import numpy as np

from ..kernel.compiled import compiled
from ..work.records import ANSWER, REVIEW


@compiled
def experience_in(w, p, product):
    """Experience of person p in an area, in days of work, with what has faded taken off."""
    cell = w.experience[p * w.parameters[0].areas + product]
    week = w.clock[0].week
    if cell.week != week:
        cell.days *= w.fades[min(week - cell.week, FADING_WEEKS - 1)]
        cell.week = week
    return cell.days


@compiled
def gain_experience(w, p, item, days):
    """Person p has worked so many days on an item; who judges requests learns nothing of the area."""
    if w.parameters[0].learning == 0 or REVIEW <= item.kind <= ANSWER:
        return
    held = experience_in(w, p, item.product)
    w.experience[p * w.parameters[0].areas + item.product].days = held + days


@compiled
def forget_everything(w, p):
    """Whoever sits in place p now has no experience yet."""
    parameters, clock = w.parameters[0], w.clock[0]
    if parameters.learning == 0:
        return
    for k in range(p * parameters.areas, (p + 1) * parameters.areas):
        w.experience[k].days = 0.0
        w.experience[k].week = clock.week


FADING_WEEKS = 2048
"""After so many weeks nothing is left of any experience."""


EXPERIENCE = np.dtype(
    [
        ("days", "f4"),  # of work in the area, what has faded taken off
        ("week", "i4"),  # up to which it has been let fade
    ],
    align=True,
)
