"""What a delay costs: `constant`, `window` and `due`, by hand for known days and by integrals for present values."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy import integrate

from simulator import simulate
from simulator.scenario.loader import scenario_from
from simulator.studies.runs import Run
from simulator.work.records import OWN, RELEASED

from .queueing import Values, exponential, lognormal

YEAR, QUARTER = 260.0, 65.0
LIFE = 130.0
DAYS = 390.0
HALF_LIFE = 40.0
WINDOW = {"window": {"half_life_days": HALF_LIFE}}
DUE = {"due": {"days": 30.0, "penalty": 0.4}}
SHAPES: dict[str, tuple[Any, Callable[[float], float]]] = {
    "constant": ("constant", lambda t: 1.0),
    "window": (WINDOW, lambda t: 2.0 ** (-t / HALF_LIFE)),
    "due": (DUE, lambda t: 0.6 if t > 30.0 else 1.0),
}
"""As a file writes a shape, and what a release after some days is worth."""


def idea(
    effort: Any = 10.0,
    items: int = 1,
    at: float = 0.0,
    shape: Any = "constant",
    good: float = 1.0,
    **more: Any,
) -> Values:
    """One idea worth 1 a day, whose items one clerk makes one after the other."""
    stream = {
        "product": "counter",
        "at": [at],
        "items": items,
        "parallel": 0.0,
        "effort_days": effort,
        "good_share": good,
        "harmful_share": 1.0 - good,
        "value": QUARTER,
        "life_quarters": LIFE / QUARTER,
        "value_in_time": shape,
    }
    return {
        "name": "idea",
        "horizon": {"days": DAYS, "warmup_days": 0, "run_off_days": 0},
        "workforce": {"clerk": {"count": 1, "pay": 0}},
        "products": [{"name": "counter"}],
        "value_stream": [{"stage": "serve", "by": {"clerk": 1.0}}],
        "demand": {"opportunities": [stream]},
        "structure": {"teams": [{"name": "counter", "members": {"clerk": 1}}]},
        "money": {"running_cost_per_year": 0, "other_cost_share": 0, "discount_rate_per_year": 0.1},
        "mechanisms": {"money": "on", "others": "off"},
    } | more


def lived(scenario: Values, seed: int = 1) -> Run:
    return simulate(scenario_from(scenario), seed=seed)


def outcome(scenario: Values, name: str) -> float:
    return float(lived(scenario).run.to_pylist()[0][name])


def from_features(run: Run) -> float:
    """Money that features have brought, as it is booked."""
    table = run.quarters.to_pandas().query("level == 'organisation'")
    return float(table["feature_revenue_flow"].sum())


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("days", [1.0, 25.0, 30.0, 31.0, 100.0])
@pytest.mark.parametrize("at", [0.0, 7.25])
def test_an_idea_earns_the_rest_of_its_life_at_what_its_release_is_worth(
    name: str, days: float, at: float
) -> None:
    """f(t) a day from the release after t days to the end of its life; a release on the due day is in time."""
    shape, f = SHAPES[name]
    run = lived(idea(days, at=at, shape=shape))
    exact = f(days) * (LIFE - days)
    assert run.run.to_pylist()[0]["value_delivered"] == pytest.approx(exact, rel=1e-6)
    assert from_features(run) == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize(("early", "late"), [(5.0, 20.0), (20.0, 60.0), (40.0, 120.0)])
def test_a_delay_loses_by_hand_what_it_loses_here(name: str, early: float, late: float) -> None:
    """Days of life that are gone, and what every day that is left is worth less."""
    shape, f = SHAPES[name]
    lost = outcome(idea(early, shape=shape), "value_delivered") - outcome(
        idea(late, shape=shape), "value_delivered"
    )
    gone, fallen = f(early) * (late - early), (f(early) - f(late)) * (LIFE - late)
    assert lost == pytest.approx(gone + fallen, rel=1e-6)


@pytest.mark.parametrize("name", SHAPES)
def test_every_item_is_worth_what_its_own_release_is(name: str) -> None:
    """Four items on days 12, 22, 32, 42 of an idea that came on day 2: a quarter of the worth each."""
    shape, f = SHAPES[name]
    waits = (10.0, 20.0, 30.0, 40.0)
    exact = sum(f(t) * (LIFE - t) / 4 for t in waits)
    assert outcome(idea(10.0, 4, 2.0, shape), "value_delivered") == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize("name", SHAPES)
def test_what_waits_for_a_train_is_worth_what_the_train_brings(name: str) -> None:
    """Done on day 10, out on day 35."""
    shape, f = SHAPES[name]
    scenario = idea(10.0, shape=shape, release={"mode": "train", "every_days": 35})
    assert outcome(scenario, "value_delivered") == pytest.approx(f(35.0) * (LIFE - 35.0), rel=1e-6)


@pytest.mark.parametrize("name", SHAPES)
def test_harm_fades_as_value_does(name: str) -> None:
    """What is lost by a harmful idea has the same shape; a third of its worth in size."""
    shape, f = SHAPES[name]
    scenario = idea(20.0, shape=shape, good=0.0)
    scenario["demand"]["opportunities"][0]["harm"] = {"share_of_good": 1 / 3}
    exact = -f(20.0) * (LIFE - 20.0) / 3
    assert outcome(scenario, "value_delivered") == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5])
def test_the_present_value_is_the_integral_of_what_flows(name: str, rate: float) -> None:
    """Discounted to the first day of the window, over the whole life, item by item."""
    shape, f = SHAPES[name]
    scenario = idea(15.0, 3, 5.0, shape)
    scenario["money"]["discount_rate_per_year"] = rate
    exact = sum(
        integrate.quad(lambda day: (1 + rate) ** (-day / YEAR), 5.0 + t, 5.0 + LIFE)[0] * f(t) / 3
        for t in (15.0, 30.0, 45.0)
    )
    assert outcome(scenario, "net_present_value") == pytest.approx(exact, rel=1e-6)


def many(shape: Any = None, **more: Any) -> Values:
    """Ideas of all kinds and sizes, for which people are scarce."""
    scenario = idea(exponential(4.0))
    stream = {
        "product": "counter",
        "arrivals_per_day": 0.5,
        "items": {"discrete": {"values": [1, 2, 5], "weights": [0.4, 0.4, 0.2]}},
        "effort_days": exponential(4.0),
        "value": lognormal(100.0, 1.0),
        "life_quarters": 3.0,
    }
    if shape is not None:
        stream["value_in_time"] = shape
    scenario["workforce"]["clerk"]["count"] = 5
    scenario["structure"]["teams"][0]["members"] = {"clerk": 5}
    scenario["demand"] = {"opportunities": [stream]}
    return scenario | more


def tables(scenario: Values) -> list[Any]:
    run = lived(scenario, seed=5)
    return [run.run, run.items, run.initiatives, run.hours, run.quarters]


@pytest.mark.parametrize("shape", ["constant", {"due": {"days": 10.0, "penalty": 0.0}}])
def test_a_constant_worth_is_what_was_there_before_to_the_last_bit(shape: Any) -> None:
    """So is a due day that costs nothing."""
    assert tables(many(shape)) == tables(many())


@pytest.mark.parametrize("name", ["window", "due"])
def test_a_shape_moves_money_and_no_work(name: str) -> None:
    plain, shaped = (lived(many(shape), seed=5) for shape in (None, SHAPES[name][0]))
    assert plain.items.drop_columns(_of_worth(plain)) == shaped.items.drop_columns(_of_worth(shaped))
    assert plain.hours == shaped.hours


def _of_worth(run: Run) -> list[str]:
    """Columns of the items that speak of money, if there are any."""
    return [name for name in run.items.column_names if "worth" in name or "value" in name]


@pytest.mark.parametrize("name", SHAPES)
def test_the_worth_of_each_item_of_many_is_that_of_its_day(name: str) -> None:
    """Value of the initiative over its items, times f of the days since the opportunity arrived."""
    shape, f = SHAPES[name]
    facts = lived(many(shape), seed=5).facts
    own = facts.items[(facts.items["kind"] == OWN) & (facts.items["fate"] == RELEASED)]
    assert len(own) > 100
    initiatives = facts.initiatives_of(own)
    since = own["closed_at"] - initiatives["arrived_at"]
    exact = initiatives["value"] / initiatives["items"] * np.array([f(t) for t in since])
    assert own["worth"] == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("measure", ["value_delivered", "net_present_value"])
def test_an_earlier_release_never_loses_value(name: str, measure: str) -> None:
    """Whatever the day, up to beyond the end of its life, and under each shape."""
    days = [0.5, 3.0, 10.0, 29.9, 30.0, 30.1, 50.0, 80.0, 129.0, 131.0, 200.0]
    found = [outcome(idea(day, shape=SHAPES[name][0]), measure) for day in days]
    assert all(sooner >= later for sooner, later in pairwise(found))
    assert found[-1] == found[-2] == 0.0


def test_a_shorter_half_life_makes_the_same_delay_dearer() -> None:
    shapes = [{"window": {"half_life_days": half}} for half in (1_000.0, 130.0, 65.0, 20.0)]
    shares = [
        outcome(idea(60.0, shape=shape), "value_delivered")
        / outcome(idea(10.0, shape=shape), "value_delivered")
        for shape in shapes
    ]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == pytest.approx(2 ** (-50 / 1_000) * (LIFE - 60) / (LIFE - 10), rel=1e-6)
