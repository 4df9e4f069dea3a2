"""What share of opportunities is begun, and what that leaves to be done."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import pytest

from simulator.forecast.approvals import Passage, passage_of
from simulator.report.utilisation import level
from simulator.report.workload import workload_of
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario

FIRST = {"name": "first", "sits_every_days": 10, "members": {"boss": 1}, "pass_good": 0.8, "pass_bad": 0.3}
SECOND = {**FIRST, "name": "second"}


def bureau(layers: list[dict[str, Any]], rule: Any = "all", value: Any = 1.0, **changes: Any) -> Scenario:
    ideas = {
        "product": "permits",
        "arrivals_per_quarter": 65,
        "good_share": 0.5,
        "value": value,
        "effort_days": 1,
    }
    asked = {"ask": [layer["name"] for layer in layers], "rule": rule}
    return scenario_from(
        {
            "name": "bureau",
            "horizon": {"days": 100},
            "workforce": {"clerk": {"count": 2}, "boss": {"count": 1}},
            "products": [{"name": "permits"}],
            "value_stream": [{"stage": "serve", "by": {"clerk": 1.0}}],
            "demand": {"opportunities": [ideas]},
            "structure": {"teams": [{"name": "desk", "members": {"clerk": 2}}]},
            "governance": {"layers": layers, "decision_rights": {"start_initiative": asked}},
            **changes,
        }
    )


def passage(*arguments: Any, **changes: Any) -> Passage:
    scenario = bureau(*arguments, **changes)
    return passage_of(scenario, scenario.demand.opportunities[0])


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [("all", 0.64, 0.09), ("any", 0.96, 0.51), ({"at_least": 2}, 0.64, 0.09)],
)
def test_hierarchies_and_polyarchies_begin_what_sah_and_stiglitz_say(
    rule: Any, good: float, bad: float
) -> None:
    assert passage([FIRST, SECOND], rule).begun == pytest.approx((good + bad) / 2)


def test_the_second_layer_of_a_hierarchy_is_asked_about_what_the_first_lets_through() -> None:
    assert passage([FIRST, SECOND]).asked == pytest.approx((1.0, 0.55))
    assert passage([FIRST, SECOND], "any").asked == pytest.approx((1.0, 1.0))


def test_a_gate_lets_through_what_is_estimated_high_enough() -> None:
    law = {"lognormal": {"median": 100, "sigma": 1.2}}
    gate = {"gate": {"estimate_above": 150}}
    estimates = NormalDist(0.0, (1.2**2 + 0.5**2) ** 0.5)
    exact = 1 - estimates.cdf(math.log(1.5))
    assert passage([], value=law, governance=gate).past_gate == pytest.approx(exact, abs=0.01)
    assert passage([], value=law, governance=gate).begun == pytest.approx(exact, abs=0.01)


def test_a_layer_that_judges_by_the_estimate_lets_through_what_seems_worth_it() -> None:
    judge = {"name": "first", "sits_every_days": 5, "judges_by": {"estimate_noise": 0.4, "threshold": 2.0}}
    exact = NormalDist(0.0, (0.5**2 + 0.4**2) ** 0.5).cdf(-0.6931)
    assert passage([judge]).begun == pytest.approx(exact, abs=0.01)


def ideas(scenario: Scenario) -> dict[str, Any]:
    """Demand of the bureau with ideas of several sizes, worth more in this product."""
    stream = scenario.demand.opportunities[0].model_dump(exclude_none=True)
    sizes = {"discrete": {"values": [1, 4], "weights": [1, 1]}}
    return {"opportunities": [stream | {"items": sizes, "value_factor": {"permits": 2.0}}]}


def test_a_gate_sees_the_size_of_an_idea_and_the_factor_of_its_product() -> None:
    """Small ideas are worth 2 (1/2.5)^.7, large ones 2 (4/2.5)^.7."""
    gate = {"gate": {"estimate_above": 2.0}}
    chances = [1 - NormalDist(0.0, 0.5).cdf(-0.7 * math.log(size / 2.5)) for size in (1, 4)]
    found = passage([], governance=gate, demand=ideas(bureau([])))
    assert found.past_gate == pytest.approx(sum(chances) / 2, abs=0.01)


@pytest.mark.parametrize("narrows", [0.0, 0.5, 1.0])
def test_a_layer_sees_what_discovery_has_found_out(narrows: float) -> None:
    judge = {"name": "first", "sits_every_days": 5, "judges_by": {"estimate_noise": 0.4, "threshold": 2.0}}
    stages = [
        {"stage": "discover", "per": "initiative", "by": {"clerk": 1.0}, "effort_days": 1},
        {"stage": "serve", "by": {"clerk": 1.0}},
    ]
    stream = bureau([]).demand.opportunities[0].model_dump(exclude_none=True)
    demand = {"opportunities": [stream | {"discovery_narrows": narrows}]}
    exact = NormalDist(0.0, ((0.5 * (1 - narrows)) ** 2 + 0.4**2) ** 0.5).cdf(-0.6931)
    assert passage([judge], value_stream=stages, demand=demand).begun == pytest.approx(exact, abs=0.01)


def test_approvals_that_are_off_refuse_nothing() -> None:
    assert passage([FIRST], mechanisms={"approvals": "off"}) == Passage()


def test_what_is_refused_is_no_work() -> None:
    assert workload_of(bureau([FIRST, SECOND])).begun == pytest.approx(0.365)
    days = workload_of(bureau([FIRST, SECOND])).work
    prepared = (1.0 + 0.55) * 2.0 / 8.0  # hours of whoever asks, of both layers
    assert sum(days.values()) == pytest.approx(0.365 * 1.0 + prepared)


def test_vessels_fill_to_the_same_level_whatever_their_order() -> None:
    both = (3.0, ((0, 1.0), (1, 1.0)))
    assert level([both, (1.0, ((0, 1.0),))], [0.0, 0.0], [2.0, 2.0]) == pytest.approx([1.0, 1.0])
    assert level([(5.0, ((0, 1.0),)), (1.0, both[1])], [0.0, 0.0], [2.0, 2.0]) == pytest.approx([2.5, 0.5])


def test_who_is_less_proficient_takes_less_and_longer() -> None:
    master, novice = level([(1.0, ((0, 1.0), (1, 0.5)))], [0.0, 0.0], [1.0, 1.0])
    assert master + 0.5 * novice == pytest.approx(1.0)
    assert novice == pytest.approx(0.5 * master)
