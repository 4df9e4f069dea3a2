"""Customers who respond: word of mouth runs the curve of Bass faster or slower, some who left come back, and what
features bring depends on how many there are to use them."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy import integrate, linalg

from simulator import simulate
from simulator.engine.run import Simulation
from simulator.scenario.loader import scenario_from
from simulator.studies.runs import Run

from .queueing import Values
from .test_customers import MARKET, QUARTER, YEAR, bass, launch, lived, market, quarters

P, Q = 0.03, 0.38
FOREVER = 1e7
"""Working days of a memory in which nothing fades."""


def pleased(
    mood: float, age: float = 1.0, r: float = 0.5, memory: float = FOREVER, items: int = 1, **more: Any
) -> Values:
    """A feature that moves satisfaction on day 10 (its parts on days 10, 20, ...); no one leaves."""
    scenario = launch(items, float(mood > 0), float(mood <= 0))
    points = {"good_feature": max(0.0, mood), "harmful_feature": max(0.0, -mood)}
    scenario["customers"] |= {
        "years_on_market": age,
        "word_of_mouth": r,
        "memory_days": memory,
        **points,
        **more,
    }
    scenario["horizon"]["days"] = 3 * YEAR
    return scenario


@pytest.mark.parametrize("r", [0.0, 0.5, 2.0])
@pytest.mark.parametrize("mood", [0.6, -0.6])
def test_with_a_constant_mood_the_curve_runs_faster_by_its_exponential(r: float, mood: float) -> None:
    """From day 10 on a year counts for exp(r x mood) years; where r is 0, Bass's own curve."""
    age = 1.0
    held = quarters(lived(pleased(mood, age, r)), "customers") / MARKET
    ends = np.arange(1, 13) / 4
    clock = 10 / YEAR + (ends - 10 / YEAR) * math.exp(r * mood)
    assert held == pytest.approx(bass(age + clock, P, Q), rel=1e-4)
    if r == 0.0:
        assert held == pytest.approx(bass(age + ends, P, Q), abs=1e-7)


def test_each_item_of_a_feature_speeds_it_up() -> None:
    """Half of the points from day 10, all of them from day 20 on."""
    held = quarters(lived(pleased(0.8, items=2)), "customers") / MARKET
    days = np.arange(1, 13) * QUARTER
    clock = 10 + 10 * math.exp(0.5 * 0.4) + (days - 20) * math.exp(0.5 * 0.8)
    assert held == pytest.approx(bass(1.0 + clock / YEAR, P, Q), rel=1e-4)


@pytest.mark.parametrize("r", [0.5, 3.0])
@pytest.mark.parametrize("mood", [1.0, -1.0])
def test_as_a_mood_fades_the_curve_returns_to_its_own_speed(r: float, mood: float) -> None:
    """The age of the area is the integral of exp(r m exp(-t/M)): weekly steps are near it."""
    memory = 100.0
    held = quarters(lived(pleased(mood, r=r, memory=memory)), "customers") / MARKET

    def age(day: float) -> float:
        speed: Callable[[float], float] = lambda t: math.exp(r * mood * math.exp(-(t - 10) / memory))  # noqa: E731
        return 1.0 + (10 + integrate.quad(speed, 10, day)[0]) / YEAR

    exact = bass([age(k * QUARTER) for k in range(1, 13)], P, Q)
    assert held == pytest.approx(exact, rel=1e-3)


def test_adoption_is_what_was_ever_won() -> None:
    """Those who have left were won all the same, and those who come back are not won a second time."""
    for more in ({}, {"churn_per_month": 0.1}, {"churn_per_month": 0.1, "return_per_quarter": 0.5}):
        run = lived(pleased(0.6, **more)).run.to_pylist()[0]
        clock = 10 / YEAR + (3 - 10 / YEAR) * math.exp(0.5 * 0.6)
        assert run["adoption"] == pytest.approx(bass(1.0 + clock, P, Q)[0], rel=1e-4)


def rates(monthly: float, quarterly: float) -> tuple[float, float]:
    """Hazards a day of leaving and of coming back."""
    return -math.log1p(-monthly) / (YEAR / 12), -math.log1p(-quarterly) / QUARTER


def followed(years: Any, age: float, monthly: float, quarterly: float) -> Any:
    """Customers over the market, by solving three states: not won, customer, lost; from entry to the market on."""
    leave, back = (rate * YEAR for rate in rates(monthly, quarterly))

    def flow(_: float, state: Any) -> list[float]:
        won, customers, lost = state
        joining = (P + Q * won) * (1 - won)
        exchange = back * lost - leave * customers
        return [joining, joining + exchange, -exchange]

    times = age + np.concatenate([[0.0], np.atleast_1d(years)])
    span = (0.0, float(times.max()) + 1e-9)
    return integrate.solve_ivp(flow, span, [0.0] * 3, t_eval=times, rtol=1e-10, atol=1e-12).y


@pytest.mark.parametrize("age", [0.0, 3.0, 8.0])
@pytest.mark.parametrize(("monthly", "quarterly"), [(0.02, 0.02), (0.1, 0.3), (0.03, 0.9), (0.05, 0.0)])
def test_customers_are_those_of_three_states(age: float, monthly: float, quarterly: float) -> None:
    scenario = market(2.0, P, Q, age, churn_per_month=monthly, return_per_quarter=quarterly)
    held = quarters(lived(scenario), "customers") / MARKET
    exact = followed(np.arange(1, 9) / 4, age, monthly, quarterly)
    assert held == pytest.approx(exact[1, 1:], rel=3e-3)


@pytest.mark.parametrize(("monthly", "quarterly"), [(0.02, 0.02), (0.2, 0.5)])
def test_a_market_that_was_won_long_ago_is_at_rest_between_leaving_and_coming_back(
    monthly: float, quarterly: float
) -> None:
    leave, back = rates(monthly, quarterly)
    held = quarters(
        lived(market(2.0, age=900.0, churn_per_month=monthly, return_per_quarter=quarterly)), "customers"
    )
    assert held / MARKET == pytest.approx(back / (leave + back), rel=1e-3)
    assert held == pytest.approx(held[0], rel=1e-3)


@pytest.mark.parametrize(("monthly", "quarterly"), [(0.02, 0.02), (0.2, 0.5), (0.5, 0.95)])
@pytest.mark.parametrize("mood", [0.9, -0.9])
def test_when_a_mood_sets_in_customers_move_as_a_chain_of_two_states(
    monthly: float, quarterly: float, mood: float
) -> None:
    """All were won: the matrix exponential of the two hazards from day 10 on, whatever the steps."""
    scenario = pleased(mood, 900.0, churn_per_month=monthly, return_per_quarter=quarterly, churn_response=0.4)
    held = quarters(lived(scenario), "customers") / MARKET
    leave, back = rates(monthly, quarterly)
    start = np.array([back, leave]) / (leave + back)
    leave *= math.exp(-0.4 * mood)
    chain = np.array([[-leave, leave], [back, -back]])
    exact = [(start @ linalg.expm(chain * (k * QUARTER - 10)))[0] for k in range(1, 13)]
    assert held == pytest.approx(exact, rel=1e-3)
    assert held[0] != pytest.approx(start[0], rel=1e-3)


def test_steps_do_not_matter_where_hazards_are_constant() -> None:
    """From one quarter to the next customers and those who left follow the matrix exponential to the last digits."""
    monthly, quarterly = 0.1, 0.3
    outcome = lived(
        market(3.0, age=900.0, churn_per_month=monthly, return_per_quarter=quarterly, innovation_per_year=0.5)
    )
    held = quarters(outcome, "customers") / MARKET
    leave, back = rates(monthly, quarterly)
    step = linalg.expm(np.array([[-leave, leave], [back, -back]]) * QUARTER)
    for before, after in pairwise(held):
        assert after == pytest.approx((np.array([before, 1 - before]) @ step)[0], rel=1e-9)


RESPONDING = {
    "churn_per_month": 0.08,
    "return_per_quarter": 0.25,
    "churn_response": 0.6,
    "word_of_mouth": 1.0,
}


@pytest.mark.parametrize("mood", [0.9, -0.9])
def test_customers_change_by_who_joined_who_left_and_who_came_back(mood: float) -> None:
    outcome = lived(pleased(mood, 2.0, memory=200.0, **RESPONDING))
    held, joined, lost, returned = (
        quarters(outcome, name)
        for name in ("customers", "customers_joined", "customers_lost", "customers_returned")
    )
    assert np.diff(held) == pytest.approx((joined + returned - lost)[1:], rel=1e-9)
    assert np.all(returned > 0) and np.all(joined > 0) and np.all(lost > 0)


@pytest.mark.parametrize("mood", [0.9, -0.9])
def test_customers_those_lost_and_those_not_won_are_the_market_always(mood: float) -> None:
    scenario = scenario_from(pleased(mood, 2.0, memory=200.0, **RESPONDING))
    outcome = simulate(scenario, seed=1)
    first = Simulation(scenario, 1).world.areas
    assert first.lost[0] > 0
    lost = first.lost[0] + np.sum(
        quarters(outcome, "customers_lost") - quarters(outcome, "customers_returned")
    )
    won = outcome.run.to_pylist()[0]["adoption"] * MARKET
    assert quarters(outcome, "customers")[-1] + lost + (MARKET - won) == pytest.approx(MARKET, rel=1e-9)
    assert first.customers[0] + first.lost[0] == pytest.approx(bass(2.0, P, Q)[0] * MARKET, rel=1e-6)


def test_without_a_mood_word_of_mouth_changes_no_bit_and_those_who_never_leave_never_come_back() -> None:
    unmoved = [lived(pleased(0.0, word_of_mouth=r)) for r in (0.0, 5.0)]
    assert unmoved[0].quarters == unmoved[1].quarters
    stay, return_ = (lived(pleased(0.6, return_per_quarter=rho)) for rho in (0.0, 0.9))
    for column in ("customers", "customers_joined", "customers_lost", "customers_returned"):
        assert quarters(stay, column) == pytest.approx(quarters(return_, column), rel=1e-9, abs=1e-6)


def earning(value: float = QUARTER, **customers: Any) -> Values:
    """A feature that brings 1 a day from day 10 on and moves no one's mood; each customer pays 26 a year."""
    scenario = launch(1)
    scenario["demand"]["opportunities"][0]["value"] = value
    scenario["customers"] |= {"good_feature": 0.0, "return_per_quarter": 0.0} | customers
    scenario["horizon"]["days"] = 2 * YEAR
    money = {"revenue_per_customer_per_year": 26.0, "other_cost_share": 0.0}
    return scenario | {"money": money, "mechanisms": {"customers": "on", "money": "on", "others": "off"}}


def flow(run: Run, name: str) -> float:
    table = run.quarters.to_pandas().query("level == 'organisation'")
    return float(table[f"{name}_flow"].sum())


@pytest.mark.parametrize("monthly", [0.0, 0.02, 0.1])
def test_fewer_customers_bring_less_by_features_and_by_price_alike(monthly: float) -> None:
    """Customers fall as exp(-ht): what the feature brings is the integral of that from day 10 on."""
    run = lived(earning(churn_per_month=monthly, years_on_market=100.0))
    leave, _ = rates(monthly, 0.0)
    if monthly == 0.0:
        exact, days = 2 * YEAR - 10.0, 2 * YEAR
    else:
        exact = (math.exp(-10 * leave) - math.exp(-2 * YEAR * leave)) / leave
        days = (1 - math.exp(-2 * YEAR * leave)) / leave
    assert flow(run, "feature_revenue") == pytest.approx(exact, rel=1e-6)
    start = quarters(run, "customers")[0] / math.exp(-leave * QUARTER)
    assert flow(run, "customer_revenue") == pytest.approx(0.1 * start * days, rel=1e-6)
    assert run.run.to_pylist()[0]["value_delivered"] == pytest.approx(2 * YEAR - 10.0)


def test_a_growing_market_uses_a_feature_more() -> None:
    """Over the customers of day 0, who are Bass's of the third year; no one leaves."""
    run = lived(earning(years_on_market=3.0))
    ratio = lambda day: bass(3.0 + day / YEAR, P, Q)[0] / bass(3.0, P, Q)[0]  # noqa: E731
    exact = integrate.quad(ratio, 10, 2 * YEAR, epsrel=1e-8)[0]
    assert flow(run, "feature_revenue") == pytest.approx(exact, rel=1e-4)
    assert exact > 1.5 * (2 * YEAR - 10)


def test_a_market_twice_as_large_pays_the_same_for_a_feature_and_twice_the_price() -> None:
    """What a feature brings is said for the customers of day 0, however many they are."""
    one, two = (lived(earning(years_on_market=3.0, churn_per_month=0.05, market=m)) for m in (5e3, 1e4))
    assert flow(one, "feature_revenue") == pytest.approx(flow(two, "feature_revenue"), rel=1e-12)
    assert 2 * flow(one, "customer_revenue") == pytest.approx(flow(two, "customer_revenue"), rel=1e-12)


def test_where_no_customers_are_counted_a_feature_brings_its_value() -> None:
    off = earning() | {"mechanisms": {"money": "on", "others": "off"}}
    for scenario in (off, earning(innovation_per_year=0.0)):
        assert flow(lived(scenario), "feature_revenue") == pytest.approx(2 * YEAR - 10.0, rel=1e-9)


def test_a_mood_reaches_money_by_the_number_of_customers_alone() -> None:
    """With neither word of mouth nor an answer in churn, a feature that pleases brings no cent more."""
    deaf = {"churn_per_month": 0.05, "churn_response": 0.0, "word_of_mouth": 0.0, "years_on_market": 3.0}
    sad, glad = (lived(earning(good_feature=points, **deaf)) for points in (0.0, 3.0))
    assert flow(sad, "feature_revenue") == flow(glad, "feature_revenue")
    assert flow(sad, "customer_revenue") == flow(glad, "customer_revenue")
    hears = deaf | {"word_of_mouth": 0.5}
    more = lived(earning(good_feature=3.0, **hears))
    assert flow(more, "customer_revenue") > flow(glad, "customer_revenue")
    ratio = flow(more, "customer_revenue") / flow(glad, "customer_revenue")
    assert flow(more, "feature_revenue") / flow(glad, "feature_revenue") == pytest.approx(ratio, rel=0.02)


def test_adoption_is_over_areas_that_have_a_market() -> None:
    """A mean of two markets of different size; an internal area has none and does not count."""
    scenario = market(2.0, P, Q, 1.0)
    scenario["products"] = [
        {"name": "counter"},
        {"name": "small", "customers": 10},
        {"name": "base", "internal": True},
    ]
    run = lived(scenario).run.to_pylist()[0]
    assert run["adoption"] == pytest.approx(bass(3.0, P, Q)[0], abs=1e-6)
