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

from ..kernel.distributions import Lognormal, LognormalLaw
from ..metadata import Plausible, Source, Unit
from ..spec import Count, NonNegative, Probability, Spec

DAYS_PER_YEAR = 260.0
WEEKS_PER_MONTH = 52.0 / 12.0
WIDEST = 5.0

FLOWS = ("pay", "overhead", "running", "hiring", "customer_revenue", "feature_revenue")
PAY, OVERHEAD, RUNNING, HIRING, FROM_CUSTOMERS, FROM_FEATURES = range(6)
FLOW_COUNT = len(FLOWS)


class ReportingSpec(Spec):
    """Metrics that teams report."""

    metrics_per_team: Annotated[Count, Unit("metrics"), Plausible(0, 20), Source(judgement=True)] = 0
    """Number of metrics."""
    hours_per_metric_per_month: Annotated[
        float, Field(ge=0, le=1000), Unit("hours per month"), Plausible(0.25, 4), Source(judgement=True)
    ] = 1.0
    """Work on each, by hand, shared by the team."""
    automated: Annotated[Probability, Unit("share"), Plausible(0, 1), Source(judgement=True)] = 0.0
    """Share of this work that is automated."""


class BudgetSpec(Spec):
    """How efforts are estimated."""

    estimate_sigma: Annotated[
        float, Field(ge=0, le=WIDEST), Unit("sigma of the logarithm"), Plausible(0.3, 0.8), Source("P53")
    ] = 0.5
    """Spread of actual over estimated effort: sigma of the logarithm."""
    optimism: Annotated[
        float, Field(ge=0, le=10), Unit("share"), Plausible(0, 0.3), Source(judgement=True)
    ] = 0.0
    """Share by which the median estimate falls short of the first-time effort."""


class MoneySpec(Spec):
    """What things cost and bring. `money: {}` takes the defaults."""

    overhead_share: Annotated[NonNegative, Unit("share"), Plausible(0.2, 0.6), Source(judgement=True)] = 0.3
    """On top of pay: rooms, tools, social security."""
    running_cost_per_year: Annotated[
        NonNegative, Unit("money per year and area"), Plausible(0, 1_000_000), Source(judgement=True)
    ] = 100_000.0
    """Of each product area: machines, licences."""
    hiring_cost: Annotated[NonNegative, Unit("money"), Plausible(5_000, 50_000), Source(judgement=True)] = (
        20_000.0
    )
    """For each person hired."""
    revenue_per_customer_per_year: Annotated[
        NonNegative, Unit("money per year"), Source(judgement=True, yours=True)
    ] = 200.0
    """Of each customer of an area."""
    discount_rate_per_year: Annotated[
        float, Field(ge=0, le=1), Unit("per year"), Plausible(0.05, 0.15), Source(judgement=True)
    ] = 0.10
    """For the net present value."""
    opening_balance: Annotated[NonNegative, Unit("money"), Source(judgement=True, yours=True)] = 0.0
    """Money at the start of the simulation."""
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
