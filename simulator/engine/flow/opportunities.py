"""Opportunities: what an idea is, what it would be worth and when, what people think of it and of its effort."""

from __future__ import annotations

from ...kernel.chance import ITEMS, OPPORTUNITY, draw
from ...kernel.compiled import compiled
from ...kernel.quantiles import quantile
from ...mechanisms.decision_quality import kept_of_value
from ...mechanisms.feedback import settle_goodness
from ...work.demand import DUE, WINDOW


@compiled
def draw_opportunity(w, initiative):
    """Whether the idea is good, what it would be worth, and what people think it is worth."""
    stream, seed = w.streams[initiative.stream], w.clock[0].seed
    idea, value, of_value, of_effort = draw(seed, OPPORTUNITY, initiative.owner_key, 0, 0)
    u = draw(seed, ITEMS, initiative.owner_key, 0, 0)[0]
    initiative.items = max(1, int(quantile(w, stream.items_law, u) + 0.5))
    growth = (initiative.items / stream.mean_items) ** stream.value_power
    worth = quantile(w, stream.value_law, value) * stream.value_factor * growth
    initiative.idea = idea
    initiative.worth = worth
    settle_goodness(w, initiative)
    initiative.estimated_value = worth * quantile(w, stream.estimate_law, of_value)
    effort = initiative.items * stream.expected_effort
    initiative.estimated_effort = effort * quantile(w, stream.estimate_law, of_effort)
    initiative.life_ends_at = initiative.arrived_at + stream.life_days


@compiled
def narrow_estimates(w, initiative):
    """Discovery is over: it takes away a share of the logarithms of the errors in both estimates."""
    stream = w.streams[initiative.stream]
    effort = initiative.items * stream.expected_effort
    initiative.estimated_value = nearer(initiative.estimated_value, initiative.worth, stream.narrows)
    initiative.estimated_effort = nearer(initiative.estimated_effort, effort, stream.narrows)


@compiled
def nearer(estimate, truth, share):
    """An estimate after a share of the logarithm of its error has gone."""
    if share == 0.0 or truth <= 0.0:
        return estimate
    return truth * (estimate / truth) ** (1.0 - share)


@compiled
def worth_of(w, initiative, item):
    """Money per quarter of life that an item of an initiative, which is released now, brings or takes."""
    if item.duplicate == 1:
        return 0.0
    stream = w.streams[initiative.stream]
    late = w.clock[0].now - initiative.arrived_at
    return initiative.value / initiative.items * kept_of_value(w, item) * kept_in_time(stream, late)


@compiled
def kept_in_time(stream, days):
    """Share of its value that an item keeps which is released some days after its idea arrived."""
    if stream.timing == WINDOW:
        return 2.0 ** (-days / stream.timing_days)
    if stream.timing == DUE and days > stream.timing_days:
        return 1.0 - stream.penalty
    return 1.0
