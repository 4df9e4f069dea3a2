"""Outcomes of customers and money, from the books of areas and of money."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..kernel.units import DAYS_PER_QUARTER, DAYS_PER_YEAR
from ..mechanisms.customers import (
    HAZARD_DAYS,
    JOINED,
    MOOD_DAYS,
    CustomersSpec,
    market_of,
    market_won,
    net_promoters,
)
from ..mechanisms.money import (
    FROM_CUSTOMERS,
    FROM_FEATURES,
    HIRING,
    OTHER_COST,
    OVERHEAD,
    PAY,
    RUNNING,
    MoneySpec,
    other_cost_of_revenue,
)
from .facts import Facts, once

ROUNDING = 1e-6
LEAST_REVENUE = 1e-6
"""Below this revenue, a margin has no meaning."""
EARNED, DEVELOPING = [FROM_CUSTOMERS, FROM_FEATURES], [PAY, OVERHEAD, RUNNING, HIRING]
SPENT = [*DEVELOPING, OTHER_COST]


def _customers(f: Facts) -> CustomersSpec | None:
    acts = f.scenario.acts("customers") and f.window_periods
    return (f.scenario.of(CustomersSpec)) if acts else None


@once
def moods(f: Facts) -> Any:
    """Mean satisfaction above its base by period of the window and area; shape (periods, areas)."""
    return f.areas[f.in_window, :, MOOD_DAYS] / f.lengths[f.in_window, None]


def _over_time(f: Facts, values: Any) -> float:
    """Mean over areas, and over the periods of the window by their length."""
    lengths = f.lengths[f.in_window]
    return float((values.mean(axis=1) * lengths).sum() / lengths.sum())


def satisfaction(f: Facts) -> float | None:
    """Mean satisfaction in the window."""
    spec = _customers(f)
    return (
        None
        if spec is None
        else _over_time(f, np.minimum(np.maximum(spec.satisfaction + moods(f), 0.0), 10.0))
    )


def nps(f: Facts) -> float | None:
    """Mean net promoter score in the window."""
    spec = _customers(f)
    if spec is None:
        return None
    return _over_time(f, net_promoters(spec.satisfaction + moods(f), spec.satisfaction_spread))


def retention(f: Facts) -> float | None:
    """Share of customers who are still there after a quarter, at the mean hazard of the window."""
    if _customers(f) is None:
        return None
    hazards = sum(f.areas[f.in_window, :, HAZARD_DAYS]) / f.window_quarters
    return float(np.exp(-hazards).mean())


def adoption(f: Facts) -> float | None:
    """Share of the market won by the end of the window, over areas that have one."""
    spec = _customers(f)
    if spec is None:
        return None
    markets = np.array([market_of(spec, product) for product in f.scenario.products])
    joined = sum(f.areas[f.ends <= f.window[1] + ROUNDING, :, JOINED])
    has = markets > 0
    won = market_won(spec, spec.years_on_market) + (joined / np.where(has, markets, 1.0))[has]
    return float(won.mean()) if has.any() else None


def _flow(f: Facts, flows: list[int]) -> float | None:
    if not f.scenario.acts("money") or not f.window_periods:
        return None
    return float(sum(_flows(f, flows)))


def _flows(f: Facts, flows: list[int]) -> Any:
    """Sum of some flows by period of the window."""
    return f.flows[f.in_window][:, flows].sum(axis=1)


@once
def revenue(f: Facts) -> float | None:
    """Money received in the window."""
    return _flow(f, EARNED)


@once
def cost(f: Facts) -> float | None:
    """Money spent in the window."""
    spent = _flow(f, SPENT)
    return None if spent is None else -spent


@once
def development_cost(f: Facts) -> float | None:
    """Money spent in the window on people, areas and hiring."""
    spent = _flow(f, DEVELOPING)
    return None if spent is None else -spent


def margin(f: Facts) -> float | None:
    """Revenue less cost, over revenue."""
    earned, spent = revenue(f), cost(f)
    return None if earned is None or spent is None or earned < LEAST_REVENUE else (earned - spent) / earned


def cost_per_value(f: Facts) -> float | None:
    """Cost over the value that flowed from releases."""
    spent = development_cost(f)
    value = f.value_released if len(f.initiatives) else 0.0
    return None if spent is None or value <= 0 else spent / value


def development_share(f: Facts) -> float | None:
    """Cost of development over revenue."""
    spent, earned = development_cost(f), revenue(f)
    return None if spent is None or earned is None or earned < LEAST_REVENUE else spent / earned


def net_present_value(f: Facts) -> float | None:
    """Value of what the window released, over its whole life and less the other cost of that, less what developing cost.

    All discounted to the first day of the window, continuously, at the rate of `money`.
    """
    if cost(f) is None or not len(f.initiatives):
        return None
    spec = f.scenario.of(MoneySpec)
    kept = 1.0 - other_cost_of_revenue(spec)
    return kept * _present_value(f, spec) - present_development_cost(f)


def _present_value(f: Facts, spec: MoneySpec) -> float:
    chosen = f.within(f.of_value["closed_at"])
    since = f.of_value["closed_at"][chosen] - f.window[0]
    until = np.maximum(since, f.live_until[chosen] - f.window[0])
    rate = math.log1p(spec.discount_rate_per_year) / DAYS_PER_YEAR
    days = until - since if rate == 0 else (np.exp(-rate * since) - np.exp(-rate * until)) / rate
    return float((f.of_value["worth"][chosen] / DAYS_PER_QUARTER * days).sum())


def present_development_cost(f: Facts) -> float:
    """What developing cost in the window, discounted to its first day."""
    spec = f.scenario.of(MoneySpec)
    rate = math.log1p(spec.discount_rate_per_year) / DAYS_PER_YEAR
    middles = (0.5 * (f.starts + f.ends) - f.window[0])[f.in_window]
    spent = -_flows(f, DEVELOPING)
    return float((spent * np.exp(-rate * middles)).sum())
