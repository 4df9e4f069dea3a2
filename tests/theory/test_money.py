"""What a deployment takes, what estimates miss, and what things cost and bring (P52-P54, S31)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator import simulate
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
}


def test_pay_overhead_and_running_cost_what_the_file_says() -> None:
    scenario = company(money=MONEY) | only("money")
    facts = simulate(scenario_from(scenario), seed=1).facts
    years = 400 / YEAR
    pay = PEOPLE * 60_000 + 20 * 52_000
    flows = sum(period.flows for period in facts.periods)
    assert flows[:4] == pytest.approx([-pay * years, -0.4 * pay * years, -130_000 * years, 0], rel=1e-9)
    run = simulate(scenario_from(scenario), seed=1).run.to_pylist()[0]
    assert run["cost"] == pytest.approx((1.4 * pay + 130_000) * years, rel=1e-9)


def test_customers_bring_their_revenue_for_every_day_that_they_are_there() -> None:
    """A market that is won, and of which nobody leaves: 26 a year from each of 10,000."""
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
