"""Money: what the organisation costs, and what its customers and its features bring.

Claim. People are paid whether they work on value or wait. Revenue comes from customers (`customers`) and,
to the end of their life, from features that are out. Goods, sales and administration take their share of all revenue
alike, one half of it fixed at what it is on day 0. A delay takes a share of a feature's life. An
estimate of effort is a lognormal multiple of the first-time effort. It leaves out what comes back, is
lost in handoffs or is repeated; the overrun comes from that.

Source. Cost of goods, of sales and of administration P83; estimates P52-P54, S31; pay, overhead and discount rate are yours, with judgement as defaults;
what reporting metrics costs is judgement, swept.

Off value. Money is not counted: no cost, no revenue, no budget.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from ..kernel.chance import BUDGET, draw
from ..kernel.compiled import compiled
from ..kernel.distributions import Lognormal, LognormalLaw
from ..kernel.quantiles import LawBook, quantile
from ..kernel.units import DAYS_PER_YEAR, WEEKS_PER_MONTH
from ..metadata import Plausible, Source, Unit
from ..organisation.recipes import Team
from ..spec import Count, NonNegative, Probability, Spec
from .entry import Column, Mechanism, Parameter, Setting

WIDEST = 5.0
MOST_OTHER_COST = 2.0

FLOWS = ("pay", "overhead", "running", "hiring", "other_cost", "customer_revenue", "feature_revenue")
PAY, OVERHEAD, RUNNING, HIRING, OTHER_COST, FROM_CUSTOMERS, FROM_FEATURES = range(7)
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
    other_cost_share: Annotated[
        float,
        Field(ge=0, le=MOST_OTHER_COST),
        Unit("share"),
        Plausible(0.45, 0.75),
        Source("P83", judgement=True),
    ] = 0.60
    """Cost of goods, sales and administration, over the revenue of day 0. 0: all cost is of development."""
    other_cost_fixed: Annotated[Probability, Unit("share"), Plausible(0.3, 0.7), Source(judgement=True)] = 0.5
    """Share of it that stays as on day 0; the rest goes with revenue, of customers and of features alike."""
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


def other_cost_of_revenue(spec: MoneySpec) -> float:
    """Share of each further unit of revenue that goods, sales and administration take."""
    return spec.other_cost_share * (1.0 - spec.other_cost_fixed)


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
def pay_other_cost(w, revenue_at_first, revenue):
    """Book what goods, sales and administration cost, given revenue and what it would be as on day 0."""
    parameters = w.parameters[0]
    cost = parameters.other_fixed * revenue_at_first + parameters.other_variable * revenue
    if cost != 0.0:
        pass_money(w, OTHER_COST, -cost)


@compiled
def pay_for_hiring(w):
    """Book the cost of one person hired."""
    if w.parameters[0].money == 1:
        pass_money(w, HIRING, -w.parameters[0].hiring)


@compiled
def estimate_effort(w, initiative):
    """Estimate at commitment what the items of an initiative, and their dependent changes, will take."""
    if w.parameters[0].money == 0:
        initiative.budget_days = 0.0
        return
    u = draw(w.clock[0].seed, BUDGET, initiative.owner_key, 0, 0)[0]
    initiative.budget_days *= quantile(w, w.parameters[0].budget_law, u)


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters."""
    spec = setting.of(MoneySpec)
    return {
        "money": 1,
        "overhead": spec.overhead_share,
        "running": spec.running_cost_per_year * len(setting.products) / DAYS_PER_YEAR,
        "hiring": spec.hiring_cost,
        "price": spec.revenue_per_customer_per_year / DAYS_PER_YEAR,
        "other_fixed": spec.other_cost_share * spec.other_cost_fixed,
        "other_variable": other_cost_of_revenue(spec),
        "budget_law": laws.number(estimate_law(spec.budget)),
    }


def tables(setting: Setting, people: int, periods: int) -> dict[str, Any]:
    """Money in and out, now and in periods that are over."""
    return {"flows": np.zeros(FLOW_COUNT), "kept_flows": np.zeros(periods * FLOW_COUNT)}


def reporting_hours(setting: Setting, teams: Sequence[Team]) -> list[tuple[int, float]]:
    """Members of teams that report metrics, with their hours per week."""
    if not setting.acts("money"):
        return []
    hours = reporting_hours_per_week(setting.of(MoneySpec).reporting)
    return [(person, hours / len(team.members)) for team in teams for person, _ in team.members if hours]


def open_books(setting: Setting, tables: Mapping[str, Any]) -> None:
    """Money that there is on day 0, and what people are paid."""
    tables["clock"].payroll = tables["people"].pay.sum()
    tables["clock"].balance = setting.of(MoneySpec).opening_balance * setting.acts("money")


MECHANISM = Mechanism(
    name="money",
    claim="People are paid whether they work on value or wait; customers and features bring money for as long as they last.",
    sources=("S31", "P52", "P53", "P54", "P83"),
    keys=("workforce.*.pay",),
    section="money",
    spec=MoneySpec,
    says="What things cost and bring; without it money is not counted.",
    needs_section=True,
    parameters=(
        Parameter("money", "i8", 0, "1: money is counted"),
        Parameter("overhead", "f8", None, "on top of pay, as a share"),
        Parameter("running", "f8", None, "cost of all areas per working day"),
        Parameter("hiring", "f8", None, "cost of each person hired"),
        Parameter("price", "f8", None, "revenue per customer and working day"),
        Parameter("other_fixed", "f8", None, "other cost over the revenue of day 0, whatever revenue is"),
        Parameter("other_variable", "f8", None, "other cost of each unit of revenue"),
        Parameter("budget_law", "i8", None, "estimated over first-time effort"),
    ),
    values=values,
    every_week=("money",),
    follows_features=True,
    columns={
        "initiatives": (Column("budget_days", "f8", 0, "estimated effort of its items, 0 for no estimate"),)
    },
    tables=tables,
    prepare=open_books,
)
