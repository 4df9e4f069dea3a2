"""Whose a stage of an item is: by the map of owners, a temporary team, or whoever serves himself."""

from __future__ import annotations

from ..kernel.compiled import compiled
from ..kernel.units import NONE
from ..work.records import DEPENDENT


@compiled
def owner_of(w, item, stage):
    """Team that does a stage of an item.

    An initiative with a temporary team has its stages done there, as far as the team can do them.
    What an item needs from a self-service platform, its own team does.
    """
    if item.initiative != NONE and (w.initiatives[item.initiative].team_stages >> stage) & 1 == 1:
        return w.initiatives[item.initiative].team
    product = item.product
    if item.kind == DEPENDENT and w.self_service[product] == 1:
        product = w.items[item.leader].product
    return w.owner[product * w.parameters[0].stages + stage]


@compiled
def speaker(w, item):
    """Who prepares an item's requests: whoever worked on it last, else the first of its team."""
    if item.last_person != NONE:
        return item.last_person
    stage = min(item.stage, w.parameters[0].work_stages - 1)
    return w.first_member[w.owner[item.product * w.parameters[0].stages + stage]]
