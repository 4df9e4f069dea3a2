"""The event log for process mining, written only when asked for."""

from __future__ import annotations

from ..kernel.compiled import compiled
from ..organisation.workforce import MOST_MEMBERSHIPS
from ..work.records import PROPOSAL

NONE = -1


@compiled
def log(w, activity, item, person, team):
    """Write down that something happened to an item, by whom and in which team (-1: nobody)."""
    if w.parameters[0].log == 0:
        return
    clock = w.clock[0]
    row = w.log[clock.logged]
    clock.logged += 1
    row.time = clock.now
    row.activity = activity
    row.ordinal = NONE if item.kind == PROPOSAL else item.ordinal
    row.initiative = item.initiative_ordinal
    row.stage = item.stage
    row.person = person
    row.team = team


@compiled
def log_person(w, activity, p):
    """Write down that somebody has come or gone."""
    if w.parameters[0].log == 0:
        return
    clock = w.clock[0]
    row = w.log[clock.logged]
    clock.logged += 1
    row.time = clock.now
    row.activity = activity
    row.ordinal = NONE
    row.initiative = NONE
    row.stage = NONE
    row.person = p
    row.team = w.memberships[p * MOST_MEMBERSHIPS].team
