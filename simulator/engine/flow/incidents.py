"""Incidents: a failure shows, and goes to whoever owns what has to be done about it."""

from __future__ import annotations

from ...kernel.calendar import cancel
from ...kernel.compiled import compiled
from ...kernel.units import NONE
from ...mechanisms.customers import please
from ...state.log import log
from ...state.slots import item_slot
from ...work.records import INCIDENT_EVENT
from .stages import enter_stage


@compiled
def on_incident_shows(w, i):
    """A failure shows: customers notice, and restoring begins."""
    item, now = w.items[i], w.clock[0].now
    cancel(w, item_slot(w, i))
    item.created_at = now
    item.since = now
    please(w, item.product, -w.parameters[0].mood_broken)
    item.stage = w.route[0].stage
    log(w, INCIDENT_EVENT, item, NONE, NONE)
    enter_stage(w, i, item.stage, NONE)
