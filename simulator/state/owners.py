"""Which team does a stage of an item: the owner, a temporary team, or by self-service the item's own team."""

from __future__ import annotations

from ..kernel.compiled import compiled
from ..kernel.units import NONE
from ..work.records import DEPENDENT


@compiled
def owner_of(w, item, stage):
    """Team that does a stage of an item.

    An initiative with a temporary team has its stages done there, as far as the team can do them.
    What an item needs from a self-service platform is done by the owner of the item's own area.
    """
    if item.initiative != NONE and (w.initiatives[item.initiative].team_stages >> stage) & 1 == 1:
        return w.initiatives[item.initiative].team
    product = item.product
    if item.kind == DEPENDENT and w.self_service[product] == 1:
        product = w.items[item.leader].product
    return w.owner[product * w.parameters[0].stages + stage]


@compiled
def is_asked_for(w, item):
    """Whether an item is a change that another team needs: the one that does this stage of its leader."""
    return item.kind == DEPENDENT and owner_of(w, w.items[item.leader], item.stage) != item.team


@compiled
def speaker(w, item):
    """Person who prepares an item's requests: the last to work on it, else the first of the owning team."""
    if item.last_person != NONE:
        return item.last_person
    stage = min(item.stage, w.parameters[0].work_stages - 1)
    return w.first_member[w.owner[item.product * w.parameters[0].stages + stage]]
