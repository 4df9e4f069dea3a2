"""When the work on a task raises its next decision."""

from __future__ import annotations

from ...kernel.chance import DECISION_GAP, draw
from ...kernel.compiled import compiled
from ...kernel.quantiles import quantile
from ...work.records import INCIDENT

RETURN_BITS, DECISION_BITS = 20, 20


@compiled
def decision_count(item):
    """What distinguishes the draws of one decision of an item from those of others."""
    return (((item.stage << RETURN_BITS) | item.returns) << DECISION_BITS) | item.decisions


@compiled
def plan_decision(w, item):
    """Draw how much work remains of a task when its next decision is raised, 0 for none."""
    law = w.parameters[0].decision_law
    item.pause_at = 0.0
    if law < 0 or item.kind == INCIDENT:
        return
    u = draw(w.clock[0].seed, DECISION_GAP, item.owner_key, item.part_key, decision_count(item))[0]
    item.pause_at = max(0.0, item.remaining - quantile(w, law, u))
