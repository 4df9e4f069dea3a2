"""Opportunities: what an idea is, what it would be worth, what people think of it and of its effort."""

from __future__ import annotations

from ...kernel.chance import ITEMS, OPPORTUNITY, draw
from ...kernel.compiled import compiled
from ...kernel.quantiles import quantile
from ...mechanisms.feedback import settle_goodness


@compiled
def draw_opportunity(w, initiative):
    """Whether the idea is good, what it would be worth, and what people think it is worth."""
    stream, seed = w.streams[initiative.stream], w.clock[0].seed
    idea, value, estimate, _ = draw(seed, OPPORTUNITY, initiative.owner_key, 0, 0)
    worth = quantile(w, stream.value_law, value)
    initiative.idea = idea
    initiative.worth = worth
    settle_goodness(w, initiative)
    initiative.estimated_value = worth * quantile(w, stream.estimate_law, estimate)
    initiative.estimated_effort = stream.expected_effort
    initiative.life_ends_at = initiative.arrived_at + stream.life_days
    u = draw(seed, ITEMS, initiative.owner_key, 0, 0)[0]
    initiative.items = max(1, int(quantile(w, stream.items_law, u) + 0.5))
