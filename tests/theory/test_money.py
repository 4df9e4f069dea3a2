"""What a deployment takes, what estimates miss, and what things cost and bring (P52-P54, S31)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator import simulate
from simulator.engine.run import Simulation
from simulator.outcomes.facts import Facts
from simulator.scenario.loader import scenario_from
from simulator.state.accounts import CEREMONIES, VALUE
from simulator.studies.runs import Run

from .queueing import TOLERANCE, Values, assert_agrees, lognormal, replicated, replicated_all

YEAR, QUARTER = 260.0, 65.0
PEOPLE = 40


def company(effort: Any = 2.0, days: float = 400.0, warmup: float = 0.0, **more: Any) -> Values:
    """People of whom there are plenty, two stages, ideas of four items; nothing arrives after a year."""
    ideas = {
        "product": "shop",
        "arrivals_per_day": 1.0,
        "items": 4,
        "effort_days": effort,
        "life_quarters": 6,
        "value": lognormal(1_000.0, 1.0),
    }
    return {
        "name": "company",
        "horizon": {"days": days, "warmup_days": warmup, "run_off_days": 0},
        "workforce": {"engineer": {"count": PEOPLE, "pay": 60_000}, "operator": {"count": 20, "pay": 52_000}},
        "products": [{"name": "shop", "automation": 0.25}],
        "value_stream": [
            {"stage": "build", "by": {"engineer": 1.0}, "share": 0.9},
            {"stage": "run", "by": {"operator": 1.0}, "share": 0.1},
        ],
        "demand": {"until_day": 260, "opportunities": [ideas]},
        "structure": {"teams": [{"name": "all", "members": {"engineer": PEOPLE, "operator": 20}}]},
        "mechanisms": "none",
    } | more


def only(*names: str) -> Values:
    return {"mechanisms": dict.fromkeys(names, "on") | {"others": "off"}}


@pytest.mark.parametrize("release", [{"mode": "continuous"}, {"mode": "train", "every_days": 5}])
def test_what_is_not_automated_is_done_by_hand_per_change_and_per_deployment(release: Values) -> None:
    """Of 6 hours a change and 16 a deployment a quarter needs nobody; all of it is booked, and nothing else."""
    delivery = {"hours_per_change": 6, "hours_per_deployment": 16, "fail_probability": 0.0}
    scenario = company(release=release, delivery=delivery) | only("delivery")
    facts = simulate(scenario_from(scenario), seed=1).facts
    deployments = len(np.unique(facts.items["deployment"]))
    assert deployments == len(facts.items) if release["mode"] == "continuous" else deployments == 53
    booked = 8 * sum(period.booked.sum(axis=0) for period in facts.periods)
    by_hand = 0.75 * (6 * len(facts.items) + 16 * deployments)
    assert booked[VALUE] == pytest.approx(16 * len(facts.items) + by_hand, rel=1e-9)
    assert len(facts.incidents) == 0


@pytest.mark.parametrize("automation", [0.0, 0.6, 1.0])
def test_a_deployment_fails_as_far_as_it_is_done_by_hand(automation: float) -> None:
    """1 - (1-p)^(1-a): as much of a deployment as people do is put at risk."""
    scenario = company(0.5, delivery={"fail_probability": 0.2}) | only("delivery")
    scenario["products"][0]["automation"] = automation
    failed = replicated(scenario, "change_failure_rate", 12)
    exact = 1 - 0.8 ** (1 - automation)
    assert failed.standard_error <= 0.03 * exact
    assert abs(failed.mean - exact) <= TOLERANCE * failed.standard_error


@pytest.mark.parametrize(("sigma", "optimism"), [(0.5, 0.0), (0.3, 0.2), (0.8, 0.0), (0.0, 0.3)])
def test_without_any_friction_the_overrun_is_that_of_the_estimate(sigma: float, optimism: float) -> None:
    """Actual over estimated is lognormal with median 1 + o: its mean is exp(s^2/2)(1 + o) (P52, P53)."""
    budget = {"estimate_sigma": sigma, "optimism": optimism}
    scenario = company(lognormal(0.5, 0.7), money={"budget": budget}) | only("money")
    scenario["demand"]["opportunities"][0]["arrivals_per_day"] = 8.0
    mean, share = replicated_all(scenario, ["budget_deviation_mean", share_over], 12)
    exact = math.exp(sigma**2 / 2) * (1 + optimism) - 1
    assert mean.standard_error < 0.02
    assert abs(mean.mean - exact) <= TOLERANCE * mean.standard_error + 1e-9
    if sigma and not optimism:
        assert abs(share.mean - 0.5) < TOLERANCE * share.standard_error


def share_over(facts: Facts) -> float:
    """Share of initiatives that took more than was estimated."""
    rows = facts.initiatives[facts.initiatives["closed_at"] >= 0]
    return float(np.mean(rows["budget_days"] < rows["items_effort"]))


def test_an_estimate_narrows_no_effort_down() -> None:
    """Spread of the logarithm of actual over estimated is sigma, whatever the spread of efforts is."""
    scenario = company(lognormal(1.0, 1.0), money={"budget": {"estimate_sigma": 0.4}}) | only("money")

    def spread(facts: Facts) -> float:
        return float(
            np.std(np.log(facts.initiatives["items_effort"] / facts.initiatives["budget_days"]), ddof=1)
        )

    assert_agrees(replicated(scenario, spread, 20), 0.4)


MONEY = {
    "overhead_share": 0.4,
    "running_cost_per_year": 130_000,
    "hiring_cost": 7_000,
    "revenue_per_customer_per_year": 26.0,
    "opening_balance": 5_000.0,
    "other_cost_share": 0.0,
}


def test_pay_overhead_and_running_cost_what_the_file_says() -> None:
    scenario = company(money=MONEY) | only("money")
    facts = simulate(scenario_from(scenario), seed=1).facts
    years = 400 / YEAR
    pay = PEOPLE * 60_000 + 20 * 52_000
    flows = sum(period.flows for period in facts.periods)
    assert flows[:4] == pytest.approx([-pay * years, -0.4 * pay * years, -130_000 * years, 0], rel=1e-9)
    assert flows[4] == 0.0  # no other cost
    run = simulate(scenario_from(scenario), seed=1).run.to_pylist()[0]
    assert run["cost"] == pytest.approx((1.4 * pay + 130_000) * years, rel=1e-9)


def test_customers_bring_their_revenue_for_every_day_that_they_are_there() -> None:
    """A market that is won, and of which no one leaves: 26 a year from each of 10,000."""
    customers = {"market": 10_000, "years_on_market": 100, "churn_per_month": 0.0}
    scenario = company(money=MONEY, customers=customers) | only("money", "customers")
    scenario["demand"]["opportunities"][0] |= {"good_share": 0.0, "harmful_share": 0.0}
    run = simulate(scenario_from(scenario), seed=1).run.to_pylist()[0]
    assert run["revenue"] == pytest.approx(26 * 10_000 * 400 / YEAR, rel=1e-9)
    assert run["operating_margin"] == pytest.approx(1 - run["cost"] / run["revenue"], rel=1e-12)


def frames(outcome: Run) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Own items that were released, with what their initiatives know; periods of the whole; initiatives."""
    initiatives = outcome.initiatives.to_pandas().set_index("initiative")
    items = outcome.items.to_pandas().query("kind == 'own' and outcome == 'released'")
    items = items.join(
        initiatives[["value_per_quarter", "items", "life_ends_day", "taken_back_day"]], on="initiative"
    )
    quarters = outcome.quarters.to_pandas().query("level == 'organisation'")
    return items, quarters, initiatives


def earning(**more: Any) -> Values:
    """A company whose ideas earn and lose, are tested, and whose people come and go."""
    mechanisms = only("money", "feedback", "turnover", "delivery")
    loops = {"ab_test": {"duration_days": 15, "power": 0.7}}
    return company(
        4.0, 325.0, 65.0, money=MONEY | {"discount_rate_per_year": 0.12}, feedback=loops, **more
    ) | mechanisms  # fmt: skip


@pytest.mark.parametrize("rate", [0.0, 0.12])
def test_the_net_present_value_is_that_of_the_datasets(rate: float) -> None:
    """Value by value on a grid of hundredths of a day: from release to the end of its life or its taking
    back; costs of each quarter in its middle; discounted to the first day of the window."""
    scenario = earning()
    scenario["money"]["discount_rate_per_year"] = rate
    outcome = simulate(scenario_from(scenario), seed=3)
    items, quarters, _ = frames(outcome)
    start, end = 65.0, 390.0
    items = items[(items["released_day"] >= start) & (items["released_day"] < end)]
    until = items[["life_ends_day", "taken_back_day"]].min(axis=1)
    step = 0.01
    grid = np.arange(start, 65.0 + 390 + 6 * QUARTER, step) + step / 2
    worth = np.zeros(len(grid))
    per_day = items["value_per_quarter"] / items["items"] / QUARTER
    for released, ends, value in zip(items["released_day"], until, per_day, strict=True):
        if ends > released:
            worth[np.searchsorted(grid, released) : np.searchsorted(grid, ends)] += value
    factor = (1 + rate) ** (-(grid - start) / YEAR)
    window = quarters[quarters["phase"] == "window"]
    middle = (window["start_day"] + window["end_day"]) / 2 - start
    flows = [f"{name}_flow" for name in ("pay", "overhead", "running", "hiring")]
    spent = -window[flows].sum(axis=1) * (1 + rate) ** (-middle / YEAR)
    exact = float(np.sum(worth * factor) * step - spent.sum())
    assert outcome.run.to_pylist()[0]["net_present_value"] == pytest.approx(exact, rel=1e-5)


def test_reporting_metrics_costs_the_hours_of_whoever_reports() -> None:
    """Six metrics of 2 hours a month, half of them automated, are 6 hours a month of a team of sixty."""
    reporting = {"metrics_per_team": 6, "hours_per_metric_per_month": 2.0, "automated": 0.5}
    scenario = company(money={"reporting": reporting}) | only("money", "ceremonies")
    scenario["ceremonies"] = {"hours_per_week": 0, "minutes_per_member_per_week": 0}
    facts = simulate(scenario_from(scenario), seed=1).facts
    spent = 8 * sum(period.booked[:, CEREMONIES].sum() for period in facts.periods)
    assert spent == pytest.approx(6.0 * 12 * 400 / YEAR, rel=1e-9)


SELLING = MONEY | {"other_cost_share": 0.6, "other_cost_fixed": 0.5}
"""Goods, sales and administration take .6 of the revenue of day 0, half of it whatever becomes of revenue."""


def selling(share: float = 0.6, fixed: float = 0.5, monthly: float = 0.05, **ideas: Any) -> Values:
    """An area whose market was won; ideas move no one's mood, and some who leave come back."""
    money = SELLING | {"other_cost_share": share, "other_cost_fixed": fixed}
    customers = {
        "market": 10_000,
        "years_on_market": 100,
        "churn_per_month": monthly,
        "return_per_quarter": 0.1,
    }
    customers |= {"good_feature": 0, "harmful_feature": 0}
    scenario = company(money=money, customers=customers) | only("money", "customers")
    scenario["demand"]["opportunities"][0] |= ideas
    return scenario


def on_day_0(scenario: Values) -> float:
    """Customers at the start."""
    return float(Simulation(scenario_from(scenario), 1).world.areas.customers.sum())


def flows_of(run: Run) -> dict[str, float]:
    """Money in and out by kind, over the whole run."""
    table = run.quarters.to_pandas().query("level == 'organisation'")
    return {n.removesuffix("_flow"): float(table[n].sum()) for n in table.columns if n.endswith("_flow")}


@pytest.mark.parametrize(("share", "fixed"), [(0.6, 0.5), (0.45, 0.0), (0.75, 1.0), (0.6, 0.3), (0.0, 0.5)])
def test_other_cost_is_fixed_in_part_and_goes_with_all_revenue_for_the_rest(
    share: float, fixed: float
) -> None:
    """f s 26 a year for each customer of day 0, and (1-f) s of what customers and features really bring, to the cent."""
    scenario = selling(share, fixed)
    flows = flows_of(simulate(scenario_from(scenario), seed=1))
    assert flows["feature_revenue"] != 0.0
    at_first = 26.0 * on_day_0(scenario) * 400 / YEAR
    revenue = flows["customer_revenue"] + flows["feature_revenue"]
    assert flows["other_cost"] == pytest.approx(-share * (fixed * at_first + (1 - fixed) * revenue), abs=0.01)
    if share == 0.0:
        assert flows["other_cost"] == 0.0


def test_other_cost_is_the_same_quarter_by_quarter() -> None:
    scenario = selling()
    run = simulate(scenario_from(scenario), seed=1)
    table = run.quarters.to_pandas().query("level == 'organisation'")
    fixed = 0.3 * 26.0 * on_day_0(scenario) / YEAR * (table["end_day"] - table["start_day"])
    revenue = table["customer_revenue_flow"] + table["feature_revenue_flow"]
    assert table["other_cost_flow"].to_numpy() == pytest.approx((-fixed - 0.3 * revenue).to_numpy(), abs=0.01)


def test_what_harms_lowers_other_cost_with_revenue() -> None:
    """Features that take money away take their other cost with them."""
    harm = {"good_share": 0.0, "harmful_share": 1.0}
    with_harm, without = (
        flows_of(simulate(scenario_from(selling(**shares)), seed=1))
        for shares in (harm, {**harm, "value": 0.0})
    )
    assert without["feature_revenue"] == 0.0 > with_harm["feature_revenue"]
    assert with_harm["customer_revenue"] == without["customer_revenue"]
    saved = with_harm["other_cost"] - without["other_cost"]
    assert saved == pytest.approx(-0.3 * with_harm["feature_revenue"], rel=1e-6)


def test_without_customers_other_cost_goes_with_features_alone() -> None:
    scenario = company(money=SELLING) | only("money")
    flows = flows_of(simulate(scenario_from(scenario), seed=1))
    assert flows["customer_revenue"] == 0.0
    assert flows["other_cost"] == pytest.approx(-0.3 * flows["feature_revenue"], rel=1e-9)


@pytest.mark.parametrize(("share", "fixed"), [(0.6, 0.5), (0.7, 0.2)])
def test_cost_margin_and_balance_know_other_cost(share: float, fixed: float) -> None:
    outcome = simulate(scenario_from(selling(share, fixed)), seed=1)
    run, flows = outcome.run.to_pylist()[0], flows_of(outcome)
    developing = -sum(flows[name] for name in ("pay", "overhead", "running", "hiring"))
    revenue = flows["customer_revenue"] + flows["feature_revenue"]
    assert run["revenue"] == pytest.approx(revenue, rel=1e-12)
    assert run["cost"] == pytest.approx(developing - flows["other_cost"], rel=1e-12)
    assert run["operating_margin"] == pytest.approx(1 - run["cost"] / revenue, rel=1e-12)
    assert run["rd_cost_share"] == pytest.approx(developing / revenue, rel=1e-12)
    assert run["cost_per_value"] == pytest.approx(developing / run["value_delivered"], rel=1e-12)
    table = outcome.quarters.to_pandas().query("level == 'organisation'").sort_values("start_day")
    per_period = sum(table[f"{name}_flow"] for name in flows)
    assert table["balance"].to_numpy() == pytest.approx((5_000.0 + per_period.cumsum()).to_numpy(), abs=0.01)


def test_where_revenue_stays_as_it_is_other_cost_is_a_share_of_it_whatever_is_fixed() -> None:
    """No one leaves and no idea brings anything: .6 of revenue, so that the margin falls by .6."""
    still = {"good_share": 0.0, "harmful_share": 0.0}
    runs = [
        simulate(scenario_from(selling(share, fixed, 0.0, **still)), seed=1).run.to_pylist()[0]
        for share, fixed in ((0.0, 0.5), (0.6, 0.0), (0.6, 0.5), (0.6, 1.0))
    ]
    for run in runs[1:]:
        assert run["operating_margin"] == pytest.approx(runs[0]["operating_margin"] - 0.6, rel=1e-9)
        assert run["rd_cost_share"] == pytest.approx(runs[0]["rd_cost_share"], rel=1e-12)


@pytest.mark.parametrize("monthly", [0.02, 0.2])
def test_where_customers_leave_the_fixed_half_stays_behind(monthly: float) -> None:
    """Of each unit of revenue that is lost the variable half is saved."""
    stay, leave = (flows_of(simulate(scenario_from(selling(0.6, 0.5, m)), seed=1)) for m in (0.0, monthly))
    lost = sum(stay[k] - leave[k] for k in ("customer_revenue", "feature_revenue"))
    held = [on_day_0(selling(0.6, 0.5, m)) for m in (0.0, monthly)]
    fixed = 0.3 * 26.0 * (held[0] - held[1]) * 400 / YEAR
    assert leave["other_cost"] - stay["other_cost"] == pytest.approx(0.3 * lost + fixed, rel=1e-9)


@pytest.mark.parametrize(("share", "fixed"), [(0.6, 0.5), (0.7, 0.0), (0.6, 1.0)])
def test_the_present_value_is_that_of_what_is_left_of_value_less_development(
    share: float, fixed: float
) -> None:
    """Each unit of value brings 1 - (1-f)s after what goes with it; the fixed half is no idea's doing."""
    scenario = earning()
    without = simulate(scenario_from(scenario), seed=3)
    scenario["money"] |= {"other_cost_share": share, "other_cost_fixed": fixed}
    with_it = simulate(scenario_from(scenario), seed=3)
    table = without.quarters.to_pandas().query("level == 'organisation' and phase == 'window'")
    middle = (table["start_day"] + table["end_day"]) / 2 - 65.0
    flows = [f"{name}_flow" for name in ("pay", "overhead", "running", "hiring")]
    spent = float((-table[flows].sum(axis=1) * 1.12 ** (-middle / YEAR)).sum())
    before, after = (run.run.to_pylist()[0]["net_present_value"] for run in (without, with_it))
    assert after == pytest.approx((before + spent) * (1 - (1 - fixed) * share) - spent, rel=1e-9)
    assert with_it.run.to_pylist()[0]["value_delivered"] == without.run.to_pylist()[0]["value_delivered"]


def test_other_cost_moves_no_work_and_no_customer() -> None:
    one, other = (simulate(scenario_from(selling(share)), seed=1) for share in (0.0, 0.6))
    assert one.items == other.items
    assert one.hours == other.hours
    assert one.initiatives == other.initiatives
