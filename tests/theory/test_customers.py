"""Customers: adoption along Bass's curve (S16), churn (P76), satisfaction and net promoters.

Word of mouth, customers who come back, and what features bring: `test_customers_respond`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from simulator import simulate
from simulator.scenario.loader import scenario_from
from simulator.studies.runs import Run

from .queueing import Values, organisation

YEAR, QUARTER = 260.0, 65.0
MARKET = 5_000.0
WORLDS = {(0.03, 0.38): 6.19, (0.01, 0.5): None, (0.05, 0.2): None, (0.002, 0.45): None}
"""Innovation and imitation a year; the year of the peak that S16 publishes."""


def market(years: float, p: float = 0.03, q: float = 0.38, age: float = 0.0, **customers: Any) -> Values:
    """An area that nobody builds anything for."""
    curve = {"market": MARKET, "innovation_per_year": p, "imitation_per_year": q, "years_on_market": age}
    return organisation(
        horizon={"days": years * YEAR, "warmup_days": 0, "run_off_days": 0},
        workforce={"clerk": 1},
        stages=[{"stage": "serve", "by": {"clerk": 1.0}}],
        streams=[{"product": "counter", "at": [0.5], "effort_days": 0.1}],
        teams=[{"name": "counter", "members": {"clerk": 1}}],
        customers=curve | {"churn_per_month": 0.0} | customers,
    ) | {"mechanisms": {"customers": "on", "others": "off"}}


def lived(scenario: Values) -> Run:
    return simulate(scenario_from(scenario), seed=1)


def quarters(outcome: Run, column: str) -> Any:
    table = outcome.quarters.to_pandas()
    return table[table["level"] == "area"][column].to_numpy()


def bass(years: Any, p: float, q: float) -> Any:
    """Solved step by step: dF/dt = (p + qF)(1 - F), F(0) = 0."""
    times = np.concatenate([[0.0], np.atleast_1d(years)])
    found = integrate.solve_ivp(
        lambda _, share: (p + q * share) * (1 - share), (0, times.max() + 1e-9), [0.0], t_eval=times,
        rtol=1e-10, atol=1e-12,
    )  # fmt: skip
    return found.y[0, 1:]


@pytest.mark.parametrize(("p", "q"), list(WORLDS))
@pytest.mark.parametrize("age", [0.0, 4.5])
def test_a_market_is_won_along_the_curve_that_bass_solved(p: float, q: float, age: float) -> None:
    """Contagion and innovation, integrated by another method; nobody leaves."""
    outcome = lived(market(10.0, p, q, age))
    held = quarters(outcome, "customers") / MARKET
    assert held == pytest.approx(bass(age + np.arange(1, 41) / 4, p, q), abs=1e-7)
    assert outcome.run.to_pylist()[0]["adoption"] == pytest.approx(held[-1], rel=1e-9)


def test_the_published_figures_of_the_curve_come_out() -> None:
    """F(t*) = .4605 at t* = 6.193 years, F(10) = .8128 (S16)."""
    for years, share in ((6.193, 0.4605), (10.0, 0.8128)):
        outcome = lived(market(years))
        assert outcome.run.to_pylist()[0]["adoption"] == pytest.approx(share, abs=1e-4)


@pytest.mark.parametrize(("p", "q"), list(WORLDS))
def test_most_customers_join_at_the_peak_that_bass_found(p: float, q: float) -> None:
    """ln(q/p) / (p + q) years after the start, with 1/2 - p/2q of the market won."""
    peak = math.log(q / p) / (p + q)
    if WORLDS[p, q]:
        assert peak == pytest.approx(WORLDS[p, q], abs=0.005)
    joined = quarters(lived(market(20.0, p, q)), "customers_joined")
    assert abs((np.argmax(joined) + 0.5) / 4 - peak) <= 0.25
    at_peak = lived(market(peak, p, q)).run.to_pylist()[0]["adoption"]
    assert at_peak == pytest.approx(0.5 - p / (2 * q), abs=1e-6)


@pytest.mark.parametrize("monthly", [0.01, 0.05, 0.2])
def test_churn_of_a_month_is_that_of_a_quarter_and_of_a_year(monthly: float) -> None:
    """Of a market that is won, (1 - m)^3 stay a quarter and 1 - (1 - m)^12 leave in a year (P76)."""
    outcome = lived(market(2.0, age=100.0, churn_per_month=monthly, return_per_quarter=0.0))
    held = quarters(outcome, "customers")
    assert outcome.run.to_pylist()[0]["retention_per_quarter"] == pytest.approx((1 - monthly) ** 3, rel=1e-9)
    assert held[1:] / held[:-1] == pytest.approx((1 - monthly) ** 3, rel=1e-6)
    assert 1 - held[4] / held[0] == pytest.approx(1 - (1 - monthly) ** 12, rel=1e-6)
    if monthly == 0.05:
        assert 1 - held[4] / held[0] == pytest.approx(0.46, abs=0.005)


@pytest.mark.parametrize("age", [0.0, 3.0])
def test_who_joined_when_and_stayed_are_the_customers(age: float) -> None:
    """Customers are all who joined, each still there with the chance of his time: an integral."""
    p, q, monthly = 0.03, 0.38, 0.03
    hazard = -12 * math.log(1 - monthly)

    def there(joined: float, now: float) -> float:
        share = bass(joined, p, q)[0]
        return float((p + q * share) * (1 - share) * math.exp(-hazard * (now - joined)))

    exact = [integrate.quad(there, 0, age + year, args=(age + year,))[0] for year in (1, 2)]
    ever = market(2.0, p, q, age, churn_per_month=monthly, return_per_quarter=0.0)
    held = quarters(lived(ever), "customers")
    assert held[[3, 7]] / MARKET == pytest.approx(exact, rel=2e-3)


@pytest.mark.parametrize(("mean", "spread"), [(7.5, 1.8), (6.0, 1.0), (8.4, 2.5)])
def test_net_promoters_are_those_of_a_normal_distribution_of_scores(mean: float, spread: float) -> None:
    """9 and 10 less 0 to 6 of scores rounded to whole numbers: by formula, and by asking a million people."""
    run = lived(market(1.0, satisfaction=mean, satisfaction_spread=spread)).run.to_pylist()[0]
    assert run["satisfaction"] == mean
    by_formula = stats.norm.sf(8.5, mean, spread) - stats.norm.cdf(6.5, mean, spread)
    assert run["nps"] == pytest.approx(100 * by_formula, abs=1e-9)
    asked = 1_000_000
    scores = np.clip(np.rint(np.random.default_rng(1).normal(mean, spread, asked)), 0, 10)
    votes = (scores >= 9).astype(float) - (scores <= 6)
    assert abs(run["nps"] / 100 - votes.mean()) < 4 * votes.std() / asked**0.5


def launch(items: int = 1, good: float = 1.0, harmful: float = 0.0, **more: Any) -> Values:
    """One idea, whose items are released on days 10, 20, 30, ... by one clerk."""
    scenario = market(1.0, age=100.0, memory_days=100.0, good_feature=0.5, harmful_feature=0.8)
    idea = {"product": "counter", "at": [0.0], "items": items, "effort_days": 10.0, "life_quarters": 40}
    shares = {"good_share": good, "harmful_share": harmful, "value": 65.0}
    scenario["demand"] = {"opportunities": [idea | shares]}
    return scenario | more


@pytest.mark.parametrize(("good", "harmful", "points"), [(1.0, 0.0, 0.5), (0.0, 1.0, -0.8), (0.0, 0.0, 0.0)])
def test_satisfaction_moves_with_a_feature_and_forgets(good: float, harmful: float, points: float) -> None:
    """Mean over a year of what fades with a mean of 100 days from day 10 on."""
    run = lived(launch(1, good, harmful)).run.to_pylist()[0]
    exact = points * 100 * (1 - math.exp(-250 / 100)) / 260
    assert run["satisfaction"] == pytest.approx(7.5 + exact, abs=1e-9)


@pytest.mark.parametrize("response", [0.0, 0.3, 0.8])
def test_churn_grows_exponentially_with_satisfaction_lost(response: float) -> None:
    scenario = launch(1, 0.0, 1.0)
    scenario["customers"] |= {"churn_per_month": 0.04, "churn_response": response}
    hazard = -math.log(1 - 0.04) * 12 / 260
    mood = lambda day: math.exp(response * 0.8 * math.exp(-(day - 10) / 100))  # noqa: E731
    lost = hazard * (10 + integrate.quad(mood, 10, 260)[0])
    run = lived(scenario).run.to_pylist()[0]
    assert run["retention_per_quarter"] == pytest.approx(math.exp(-lost / 4), rel=1e-5)


@pytest.mark.parametrize("items", [1, 4])
def test_a_feature_that_is_taken_back_leaves_satisfaction_where_it_was(items: int) -> None:
    """Whatever it did is undone, at what has not been forgotten of it, however slowly it was released."""
    loop = {"usage": {"accuracy": 1.0, "delay_days": 20, "hours": 0}}
    mechanisms = {"mechanisms": {"customers": "on", "feedback": "on", "others": "off"}}
    scenario = launch(items, 0.0, 1.0, feedback=loop, **mechanisms)
    outcome = lived(scenario)
    assert outcome.initiatives["taken_back_day"].to_pylist() == [10.0 * items + 20]
    satisfaction = quarters(outcome, "satisfaction")
    assert satisfaction[0] < 7.5
    assert satisfaction[1:] == pytest.approx(7.5, abs=1e-9)


def test_a_failure_disappoints_when_it_shows() -> None:
    """One change that fails for certain, shows on day 30 and costs .4 points that fade."""
    scenario = launch(1, 0.0, 0.0)
    scenario["customers"]["broken_feature"] = 0.4
    scenario |= {
        "quality": {"defects_per_effort_day": 1_000.0, "surface_days": 20.0},
        "mechanisms": {"customers": "on", "quality": "on", "others": "off"},
    }
    run = lived(scenario).run.to_pylist()[0]
    exact = 0.4 * 100 * (1 - math.exp(-230 / 100)) / 260
    assert run["satisfaction"] == pytest.approx(7.5 - exact, abs=1e-9)
