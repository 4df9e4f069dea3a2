"""Failures: defects come in with work, are found or go out; what has failed shows later as an incident."""

from __future__ import annotations

import math

from ...kernel.calendar import schedule, snapped
from ...kernel.chance import FAILURE, draw
from ...kernel.chance import INCIDENT as INCIDENT_DRAW
from ...kernel.compiled import compiled
from ...kernel.quantiles import quantile
from ...mechanisms.delivery import by_hand
from ...mechanisms.quality import chance_of_any, debt_after, defects_of
from ...state.clock import INCIDENT_SHOWS
from ...state.duties import DEPLOYING_DUTY, owe
from ...state.experience import newness
from ...state.log import log
from ...state.rows import close_item, new_item
from ...state.slots import item_slot
from ...work.records import EXEMPT, INCIDENT, OPEN, QUEUE, RELEASED, RESTORE

NONE = -1


@compiled
def bring_in_defects(w, p, item):
    """Person p has finished the work of a stage: defects have come with it, and some are found."""
    parameters = w.parameters[0]
    item.found = 0.0
    if parameters.defect_rate <= 0.0 or item.kind == INCIDENT:
        return
    area = w.areas[item.product]
    factors = newness(w, p, item) * (1.0 + parameters.legacy_defects * area.legacy) * (1.0 + area.debt)
    if item.handed == 1:
        factors *= 1.0 + parameters.handoff_defects
    item.defects += defects_of(item.stage_effort, parameters.defect_rate, factors)
    area.debt = debt_after(
        area.debt, item.stage_effort, parameters.neglect, parameters.upkeep, parameters.enough_upkeep
    )
    finds = w.stages[item.stage].finds
    item.found = chance_of_any(finds * item.defects)
    item.defects *= 1.0 - finds


@compiled
def deploy(w, item):
    """An item goes out: what that takes once for all of its deployment, and what it adds in failures."""
    clock, parameters = w.clock[0], w.parameters[0]
    if clock.fresh_deployment == 0:
        return
    clock.fresh_deployment = 0
    hand = by_hand(w.areas[item.product].automation)
    item.defects += parameters.deployment_failures * hand
    if item.last_person != NONE:
        owe(w, item.last_person, DEPLOYING_DUTY, parameters.deployment_days * hand)


@compiled
def fails(w, item):
    """Whether the release of an item fails: any of what nobody has found shows."""
    if item.defects <= 0.0:
        return False
    u = draw(w.clock[0].seed, FAILURE, item.owner_key, item.part_key, 0)[0]
    return u < chance_of_any(item.defects)


@compiled
def raise_incident(w, source):
    """What has gone out with an item, whose row is free again, will show as an incident."""
    clock = w.clock[0]
    owner_key, part_key, product = source.owner_key, source.part_key, source.product
    ordinal, stream, initiative = source.ordinal, source.stream, source.initiative_ordinal
    i = new_item(w)
    item = w.items[i]
    item.kind = INCIDENT
    item.ordinal = ordinal
    item.stream = stream
    item.owner_key = owner_key
    item.part_key = part_key
    item.product = product
    item.initiative_ordinal = initiative
    item.leader = i
    item.place = EXEMPT
    item.state = QUEUE
    u, v, _, _ = draw(clock.seed, INCIDENT_DRAW, owner_key, part_key, 0)
    item.effort = quantile(w, w.parameters[0].incident_law, v)
    item.created_at = math.nan
    shows = snapped(clock.now + quantile(w, w.parameters[0].surface_law, u))
    item.since = shows
    schedule(w, item_slot(w, i), INCIDENT_SHOWS, ordinal, shows)


@compiled
def restored(w, i):
    """What has failed works again."""
    item = w.items[i]
    if item.last_person != NONE:
        hand = by_hand(w.areas[item.product].automation)
        owe(w, item.last_person, DEPLOYING_DUTY, w.parameters[0].deployment_days * hand)
    log(w, RESTORE, item, item.last_person, item.team)
    close_item(w, i, RELEASED)


@compiled
def shows(item):
    """Whether an incident has shown itself yet."""
    return item.kind == INCIDENT and item.created_at >= 0.0 and item.outcome == OPEN
