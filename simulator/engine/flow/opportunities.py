"""Opportunities: what an idea is, what it would be worth, what people think of it and of its effort."""

from __future__ import annotations

from ...kernel.chance import BUDGET, ITEMS, OPPORTUNITY, draw
from ...kernel.compiled import compiled
from ...kernel.quantiles import quantile


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


@compiled
def settle_goodness(w, initiative):
    """An idea is good if its draw lies below a bound that may rise with feedback, harmful if far above."""
    stream = w.streams[initiative.stream]
    initiative.good = 0
    if initiative.idea < stream.good_share + w.parameters[0].idea_lift * initiative.studied:
        initiative.good = 1
    elif initiative.idea >= 1.0 - stream.harmful_share:
        initiative.good = -1
    initiative.value = initiative.worth * initiative.good


@compiled
def estimate_effort(w, initiative):
    """What the items of an initiative, and what they need elsewhere, are thought to take at commitment."""
    if w.parameters[0].money == 0:
        initiative.budget_days = 0.0
        return
    u = draw(w.clock[0].seed, BUDGET, initiative.owner_key, 0, 0)[0]
    initiative.budget_days *= quantile(w, w.parameters[0].budget_law, u)
