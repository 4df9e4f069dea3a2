"""Experience of people in areas: it grows with work and fades with time.

A person keeps the areas that they know best, and the sum over all areas. Where there are no more areas than a person
keeps, each area has its row; else they stand in no order but the one last worked in first.
"""

from __future__ import annotations

import numpy as np

from ..kernel.compiled import compiled
from ..kernel.units import NONE
from ..work.records import ANSWER, REVIEW

FADING_WEEKS = 2048
"""After this many weeks nothing is left of any experience."""
MOST_AREAS_KNOWN = 64
"""Of more areas than this the one that a person knows least is forgotten; the sum keeps what they learned there."""

EXPERIENCE = np.dtype(
    [
        ("days", "f8"),  # of work in the area, what has faded taken off
        ("area", "i4"),  # -1: the row is not in use
        ("week", "i4"),  # up to which it has been let fade
    ],
    align=True,
)
KNOWN = np.dtype([("days", "f8"), ("week", "i8")], align=True)
"""The same of a person in all areas together."""


@compiled
def faded(w, days, week):
    """What is left of something at the turn of this week, of `days` at the turn of another."""
    return days * w.fades[min(w.clock[0].week - week, FADING_WEEKS - 1)]


@compiled
def all_are_kept(w):
    """Whether each person keeps all areas."""
    return w.parameters[0].areas_known == w.parameters[0].areas


@compiled
def row_of_area(w, p, area):
    """Row of the experience of person p in an area, -1 for none."""
    first = p * w.parameters[0].areas_known
    if all_are_kept(w):
        return first + area
    for k in range(first, first + w.parameters[0].areas_known):
        if w.experience[k].area == area:
            return k
        if w.experience[k].area == NONE:
            return NONE
    return NONE


@compiled
def experience_in(w, p, area):
    """Experience of person p in an area, in days of work, with what has faded taken off."""
    if w.parameters[0].learning == 0:
        return 0.0
    k = row_of_area(w, p, area)
    return 0.0 if k == NONE else faded(w, w.experience[k].days, w.experience[k].week)


@compiled
def experience_in_all(w, p):
    """Experience of person p in all areas together."""
    return faded(w, w.known[p].days, w.known[p].week)


@compiled
def gain_experience(w, p, item, days):
    """Person p has worked `days` on an item; work on requests teaches nothing about the area."""
    if w.parameters[0].learning == 1 and not REVIEW <= item.kind <= ANSWER:
        learn(w, p, item.product, days)


@compiled
def learn(w, p, area, days):
    """Person p gains experience of an area."""
    week = w.clock[0].week
    w.known[p].days = experience_in_all(w, p) + days
    w.known[p].week = week
    first = p * w.parameters[0].areas_known
    cell, top = w.experience[row_for_area(w, p, area)], w.experience[first]
    held = faded(w, cell.days, cell.week) + days
    if all_are_kept(w):
        top = cell
    elif top.area != area:  # the area last worked in stands first, where it is found at once
        cell.days = top.days
        cell.week = top.week
        cell.area = top.area
        top.area = area
    top.days = held
    top.week = week


@compiled
def row_for_area(w, p, area):
    """Row in which person p keeps an area: that of the area, a free one, or that of the area they know least."""
    first, week = p * w.parameters[0].areas_known, w.clock[0].week
    if all_are_kept(w):
        return first + area
    least = first
    for k in range(first, first + w.parameters[0].areas_known):
        cell = w.experience[k]
        if cell.area == area:
            return k
        if cell.area == NONE:
            cell.days = 0.0
            cell.week = week
            return k
        here = w.experience[least]
        if faded(w, cell.days, cell.week) < faded(w, here.days, here.week):
            least = k
    w.experience[least].days = 0.0
    w.experience[least].week = week
    return least


@compiled
def keep_area(w, p, area, days):
    """Person p, who has no experience of an area, gets some."""
    cell = w.experience[row_for_area(w, p, area)]
    cell.area = area
    cell.days = days
    cell.week = w.clock[0].week


@compiled
def forget_everything(w, p):
    """The new person in seat p has no experience yet."""
    if w.parameters[0].learning == 0:
        return
    first = p * w.parameters[0].areas_known
    for k in range(first, first + w.parameters[0].areas_known):
        w.experience[k].days = 0.0
        if not all_are_kept(w):
            w.experience[k].area = NONE
    w.known[p].days = 0.0
    w.known[p].week = w.clock[0].week
