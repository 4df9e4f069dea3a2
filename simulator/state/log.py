"""The event log for process mining, written only when asked for."""

from __future__ import annotations

from ..kernel.compiled import compiled
from ..kernel.units import NONE
from ..organisation.workforce import MOST_MEMBERSHIPS
from ..work.records import PROPOSAL
from .clock import NO_ROOM


@compiled
def log(w, activity, item, person, team):
    """Write down that something happened to an item, by whom and in which team (-1: nobody)."""
    if w.parameters[0].log == 1:
        ordinal = NONE if item.kind == PROPOSAL else item.ordinal
        write(w, activity, ordinal, item.initiative_ordinal, item.stage, person, team)


@compiled
def log_person(w, activity, p):
    """Write down that somebody has come or gone: of no item, and of no initiative."""
    if w.parameters[0].log == 1:
        write(w, activity, NONE, NONE, NONE, p, w.memberships[p * MOST_MEMBERSHIPS].team)


@compiled
def write(w, activity, ordinal, initiative, stage, person, team):
    """The next row of the log."""
    clock = w.clock[0]
    if clock.logged >= len(w.log):
        clock.broken = NO_ROOM
        return
    row = w.log[clock.logged]
    clock.logged += 1
    row.time = clock.now
    row.activity = activity
    row.ordinal = ordinal
    row.initiative = initiative
    row.stage = stage
    row.person = person
    row.team = team
