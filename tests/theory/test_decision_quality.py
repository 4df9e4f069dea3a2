"""Wrong decisions: how many there are, what they send back, what value they take (S40)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.outcomes.facts import Facts
from simulator.scenario.loader import scenario_from
from simulator.work.records import RELEASED

from .queueing import TOLERANCE, Values, assert_agrees, replicated, replicated_all

EFFORT, RATE = 5.0, 0.4  # nominal days of an item, decisions a day
PEOPLE = 60
LAYERS = [{"name": f"layer {k}", "review_hours": 0.0, "prepare_hours": 0} for k in range(3)]
LOCAL = {"local": 1, "cross_team": 0, "organisation": 0}
COMMON = {"local": 0, "cross_team": 0, "organisation": 1}


def deciding(
    shares: Values, right: Any = "decide", items: int = 8_000, per_idea: int = 1, **quality: Any
) -> Values:
    """Ideas of items that raise decisions of one class; nobody waits for people, layers answer at once."""
    kind = next(name for name, share in shares.items() if share)
    wrong = {"misaligned": 0.3, "lost_per_layer": 0.15, "value_lost": 0.0}
    clarity = {"overlap": 0.0, "strategy_clarity": quality.pop("strategy_clarity", 0.4)}
    idea = {"product": "here", "arrivals_per_day": 4.0 / per_idea, "items": per_idea, "effort_days": EFFORT}
    return {
        "name": "deciding",
        "horizon": {"days": items / 4.0, "warmup_days": 50},
        "workforce": {"engineer": {"count": PEOPLE}},
        "products": [{"name": "here"}, {"name": "there"}],
        "value_stream": [{"stage": "build", "by": {"engineer": 1.0}}],
        "demand": {"opportunities": [idea | {"value": 100.0, "good_share": 1.0, "harmful_share": 0.0}]},
        "structure": {"teams": [{"name": "all", "members": {"engineer": PEOPLE}}]},
        "governance": {
            "layers": [dict(layer) for layer in LAYERS],
            "decision_rights": {"during_work": {"per_effort_day": RATE, "shares": shares, kind: right}},
        },
        "decision_quality": wrong | {"return_probability": 0.0} | quality,
        "alignment": clarity,
        "mechanisms": {"decisions": "on", "approvals": "on", "decision_quality": "on", "others": "off"},
    }


def wrong_per_item(facts: Facts) -> float:
    return float(np.mean(facts.released_cohort["wrongs"]))


def returns_per_item(facts: Facts) -> float:
    return float(np.mean(facts.released_cohort["returns"]))


def ask(layers: int, rule: Any = "all") -> Values:
    return {"ask": [layer["name"] for layer in LAYERS[:layers]], "rule": rule}


@pytest.mark.parametrize(("misaligned", "clarity"), [(0.3, 0.4), (0.5, 0.0), (0.2, 0.75)])
def test_local_decisions_are_wrong_as_far_as_nobody_knows_the_strategy(
    misaligned: float, clarity: float
) -> None:
    scenario = deciding(LOCAL, misaligned=misaligned, strategy_clarity=clarity)
    found = replicated(scenario, wrong_per_item, 12)
    exact = RATE * EFFORT * misaligned * (1 - clarity)
    assert found.standard_error < 0.02 * exact
    assert abs(found.mean - exact) < TOLERANCE * found.standard_error


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_each_layer_that_a_decision_passes_may_lose_what_it_had_to_know(layers: int) -> None:
    """1 - (1-k)^n: one layer that knows what it must is not enough."""
    found = replicated(deciding(COMMON, ask(layers)), wrong_per_item, 12)
    assert_agrees(found, RATE * EFFORT * (1 - 0.85**layers))


def test_an_answer_by_default_is_a_local_decision() -> None:
    """Nobody answers within a day: the team decides, and misses the strategy as teams do."""
    scenario = deciding(COMMON, ask(3) | {"default_after_days": 1.0})
    for layer in scenario["governance"]["layers"]:
        layer |= {"review_hours": 80.0}
    assert_agrees(replicated(scenario, wrong_per_item, 16), RATE * EFFORT * 0.3 * 0.6)


def test_whoever_consults_is_never_wrong() -> None:
    scenario = deciding({"local": 0, "cross_team": 1, "organisation": 0}, "consult", 2_000)
    scenario["structure"]["teams"] = [
        {"name": name, "members": {"engineer": PEOPLE // 2}, "owns": {"products": [name]}}
        for name in ("here", "there")
    ]
    scenario["governance"]["decision_rights"]["during_work"]["consult_hours"] = 0.0
    assert replicated(scenario, wrong_per_item, 2).values.max() == 0


def test_clarity_and_knowledge_that_are_perfect_leave_nothing_wrong() -> None:
    local = deciding(LOCAL, "decide", 1_000, strategy_clarity=1.0)
    common = deciding(COMMON, ask(3), 1_000, lost_per_layer=0.0)
    for scenario in (local, common):
        assert replicated(scenario, wrong_per_item, 2).values.max() == 0


@pytest.mark.parametrize("sends_back", [0.3, 0.6])
def test_a_wrong_decision_sends_its_item_back_when_the_stage_ends(sends_back: float) -> None:
    """Wrong decisions of a pass are Poisson with mean m, so a pass ends well with exp(-m r): geometric."""
    scenario = deciding(LOCAL, return_probability=sends_back)
    mean = RATE * EFFORT * 0.3 * 0.6
    returns, wrong = replicated_all(scenario, [returns_per_item, wrong_per_item], 16)
    well = math.exp(-mean * sends_back)
    assert returns.standard_error < 0.02 * (1 / well - 1)
    assert abs(returns.mean - (1 / well - 1)) < TOLERANCE * returns.standard_error
    assert_agrees(wrong, mean / well)


@pytest.mark.parametrize("per_idea", [1, 4])
def test_a_wrong_decision_takes_its_share_of_its_items_value(per_idea: int) -> None:
    """Each wrong decision in an item takes the share v of what is left of its part of its idea's value."""
    scenario = deciding(LOCAL, "decide", 1_000, per_idea, value_lost=0.2)
    facts = simulate(scenario_from(scenario), seed=1).facts
    released = facts.items[facts.items["fate"] == RELEASED]
    wrong = released["wrongs"]
    assert wrong.max() > 1
    assert released["worth"] == pytest.approx(100.0 / per_idea * (1 - 0.2) ** wrong, rel=1e-12)


def test_both_ways_of_being_wrong_are_reachable() -> None:
    """S40 is about which is worse: local decisions with a vague strategy, or layers that know too little."""
    vague, remote = (
        replicated(deciding(LOCAL, items=3_000, misaligned=0.4, strategy_clarity=0.0), wrong_per_item, 6),
        replicated(deciding(COMMON, ask(1), 3_000), wrong_per_item, 6),
    )
    clear = replicated(deciding(LOCAL, items=3_000, misaligned=0.1, strategy_clarity=0.5), wrong_per_item, 6)
    assert clear.values.max() < remote.values.min() and remote.values.max() < vague.values.min()
