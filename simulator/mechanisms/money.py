"""Money: what the organisation costs, and what its customers and its features bring.

Claim. People are paid whether they work on value or wait; revenue comes from customers (`customers`) and from
features that are out, for their life. Whatever takes time takes a share of a feature's life. An estimate of
effort is a lognormal multiple of the truth, and what comes back, is lost in handoffs or repeated is not in it:
the overrun comes out of that.

Source. Estimates P52-P54, S31; pay, overhead and discount rate are yours, with judgement as defaults; what
reporting metrics costs is judgement, swept.

Off value. Nobody counts money: no cost, no revenue, no budget.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..kernel.chance import BUDGET, draw
from ..kernel.compiled import compiled
from ..kernel.distributions import Lognormal, LognormalLaw
from ..kernel.quantiles import quantile
from ..kernel.units import WEEKS_PER_MONTH
from ..spec import Count, NonNegative, Probability, Spec

WIDEST = 5.0

FLOWS = ("pay", "overhead", "running", "hiring", "customer_revenue", "feature_revenue")
PAY, OVERHEAD, RUNNING, HIRING, FROM_CUSTOMERS, FROM_FEATURES = range(6)
FLOW_COUNT = len(FLOWS)


class ReportingSpec(Spec):
    """Metrics that teams report."""

    metrics_per_team: Count = 0
    """How many. Range 0-20. Judgement; swept."""
    hours_per_metric_per_month: Annotated[float, Field(ge=0, le=1000)] = 1.0
    """Work on each, by hand, shared by the team. Range 0.25-4. Judgement; swept."""
    automated: Probability = 0.0
    """Share of it that is automated. Range 0-1. Judgement; swept."""


class BudgetSpec(Spec):
    """How efforts are estimated."""

    estimate_sigma: Annotated[float, Field(ge=0, le=WIDEST)] = 0.5
    """Spread of actual over estimated effort: sigma of the logarithm. Range 0.3-0.8 (P53)."""
    optimism: Annotated[float, Field(ge=0, le=10)] = 0.0
    """By which share the median estimate falls short of the first-time effort. Range 0-0.3. Judgement; swept."""


class MoneySpec(Spec):
    """What things cost and bring. `money: {}` takes the defaults."""

    overhead_share: NonNegative = 0.3
    """On top of pay: rooms, tools, social security. Range 0.2-0.6. Judgement; swept."""
    running_cost_per_year: NonNegative = 100_000.0
    """Of each product area: machines, licences. Range 0-1 million. Judgement; swept."""
    hiring_cost: NonNegative = 20_000.0
    """For each person hired. Range 5,000-50,000. Judgement; swept."""
    revenue_per_customer_per_year: NonNegative = 200.0
    """Of each customer of an area. Yours; the default is judgement."""
    discount_rate_per_year: Annotated[float, Field(ge=0, le=1)] = 0.10
    """For the net present value. Range 0.05-0.15. Judgement; swept."""
    opening_balance: NonNegative = 0.0
    """Money at the start of the simulation. Yours; the default is judgement."""
    budget: BudgetSpec = BudgetSpec()
    reporting: ReportingSpec = ReportingSpec()


def estimate_law(spec: BudgetSpec) -> LognormalLaw | float:
    """Law of estimated over first-time effort."""
    median = 1.0 / (1.0 + spec.optimism)
    if spec.estimate_sigma == 0.0:
        return median
    return LognormalLaw(lognormal=Lognormal(median=median, sigma=spec.estimate_sigma))


def reporting_hours_per_week(spec: ReportingSpec) -> float:
    """Hours a week that a team spends on its metrics, all members together."""
    by_hand = spec.hours_per_metric_per_month * (1.0 - spec.automated)
    return spec.metrics_per_team * by_hand / WEEKS_PER_MONTH


@compiled
def pass_money(w, flow, amount):
    """Book money that comes in, or goes out where it is negative."""
    w.flows[flow] += amount
    w.clock[0].balance += amount


@compiled
def settle_costs(w):
    """Book what people and areas have cost up to now."""
    clock, parameters = w.clock[0], w.parameters[0]
    elapsed = clock.now - clock.money_at
    clock.money_at = clock.now
    if parameters.money == 0 or elapsed <= 0.0:
        return
    pass_money(w, PAY, -clock.payroll * elapsed)
    pass_money(w, OVERHEAD, -clock.payroll * parameters.overhead * elapsed)
    pass_money(w, RUNNING, -parameters.running * elapsed)


@compiled
def pay_for_hiring(w):
    """Somebody has been hired."""
    if w.parameters[0].money == 1:
        pass_money(w, HIRING, -w.parameters[0].hiring)


@compiled
def estimate_effort(w, initiative):
    """What the items of an initiative, and what they need elsewhere, are thought to take at commitment."""
    if w.parameters[0].money == 0:
        initiative.budget_days = 0.0
        return
    u = draw(w.clock[0].seed, BUDGET, initiative.owner_key, 0, 0)[0]
    initiative.budget_days *= quantile(w, w.parameters[0].budget_law, u)
