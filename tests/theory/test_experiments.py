"""What feedback lets pass: false discoveries (S18), power and users (P65), research, retrospectives.

What is kept, what users make of power and how signals are combined: `test_what_is_kept`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.outcomes.facts import Facts
from simulator.scenario.loader import scenario_from
from simulator.state.accounts import CEREMONIES, CONSULTING

from .queueing import TOLERANCE, Measure, Values, assert_agrees, replicated, replicated_all

PER_DAY = 40.0
PUBLISHED = {(0.025, 0.08, 0.8): 0.264, (0.025, 0.12, 0.8): 0.186, (0.025, 0.33, 0.8): 0.06}  # S18
OTHERS = [(0.05, 0.15, 0.9), (0.2, 0.2, 0.5), (0.01, 0.5, 0.6)]


def ideas(good: float, feedback: Values, number: int = 10_000, harmful: float = 0.0, **more: Any) -> Values:
    """Ideas of one small item each, built at once by people of whom there are plenty."""
    stream = {"product": "counter", "arrivals_per_day": PER_DAY, "effort_days": 0.1, "good_share": good}
    return {
        "name": "ideas",
        "horizon": {"days": number / PER_DAY, "warmup_days": 30},
        "workforce": {"maker": {"count": 30}},
        "products": [{"name": "counter"}],
        "value_stream": [{"stage": "build", "by": {"maker": 1.0}}],
        "demand": {"opportunities": [stream | {"harmful_share": harmful, "value": 1.0}]},
        "structure": {"teams": [{"name": "makers", "members": {"maker": 30}}]},
        "feedback": feedback,
        "mechanisms": {"feedback": "on", "others": "off"},
    } | more


def no_good_share_of_kept(facts: Facts) -> float:
    share = np.mean(facts.initiatives["good"][facts.initiatives["kept"] == 1] != 1)
    return float(share)


def kept_of_good(facts: Facts) -> float:
    judged = facts.initiatives[facts.initiatives["kept"] != 0]
    return float(np.mean(judged["kept"][judged["good"] == 1] == 1))


@pytest.mark.parametrize("case", [*PUBLISHED, *OTHERS])
def test_of_what_a_test_lets_pass_so_much_is_no_good(case: tuple[float, float, float]) -> None:
    """a(1-s) / (a(1-s) + power s) of what is kept; a(1-s) + power s is (S18)."""
    a, good, power = case
    test = {"false_positive": a, "power": power, "duration_days": 5, "hours": 0, "keep": "significant_only"}
    false, true = a * (1 - good), power * good
    if case in PUBLISHED:
        assert false / (false + true) == pytest.approx(PUBLISHED[case], abs=0.0006)
    share, kept, none = replicated_all(
        ideas(good, {"ab_test": test}), ["good_share_of_kept", "kept_share", no_good_share_of_kept], 16
    )
    assert none.standard_error < 0.05 * false / (false + true)
    assert abs(none.mean - false / (false + true)) < TOLERANCE * none.standard_error
    assert_agrees(share, true / (false + true))
    assert abs(kept.mean - (false + true)) < TOLERANCE * kept.standard_error


@pytest.mark.parametrize("accuracy", [0.6, 0.7, 0.95, 1.0])
def test_research_lets_the_good_and_the_others_pass_by_its_accuracy(accuracy: float) -> None:
    """Bayes: s x / (s x + (1-s)(1-x)) of what is built is good."""
    good = 0.3
    scenario = ideas(good, {"research": {"accuracy": accuracy, "delay_days": 5, "hours": 0}})
    share, built = replicated_all(scenario, ["good_share_of_approved", begun], 12)
    passed = good * accuracy + (1 - good) * (1 - accuracy)
    assert_agrees(share, good * accuracy / passed)
    assert_agrees(built, passed)


def test_research_that_is_no_better_than_a_coin_stops_nothing() -> None:
    """What it says tells nothing of the idea, so that every idea goes on; at a hair above, half of them end."""
    scenario = ideas(0.3, {"research": {"accuracy": 0.5, "delay_days": 5, "hours": 0}}, 2_000)
    share, built = replicated_all(scenario, ["good_share_of_approved", begun], 12)
    assert built.values.min() == 1.0
    assert abs(share.mean - 0.3) < TOLERANCE * share.standard_error
    scenario["feedback"]["research"]["accuracy"] = 0.501
    assert abs(replicated(scenario, begun, 12).mean - 0.5) < 0.02


def begun(facts: Facts) -> float:
    """Share of ideas that somebody committed to."""
    rows = facts.initiatives[facts.initiatives["in_cohort"] == 1]
    return float(np.mean(rows["committed_at"] >= 0))


def test_research_takes_its_time_and_stakeholders_meet_when_they_meet() -> None:
    """Five days of research; then on average half the ten days between meetings, for what is ended as well."""
    loops = {
        "research": {"accuracy": 0.9, "delay_days": 5, "hours": 0},
        "stakeholders": {"accuracy": 0.8, "every_days": 10, "hours": 0},
    }

    def wait(committed: bool) -> Measure:
        def days(facts: Facts) -> float:
            rows = facts.initiatives[facts.initiatives["in_cohort"] == 1]
            rows = rows[(rows["committed_at"] >= 0) == committed]
            until = rows["committed_at"] if committed else rows["closed_at"]
            return float(np.mean(until - rows["arrived_at"]))

        return days

    for sample in replicated_all(ideas(0.5, loops), [wait(True), wait(False)], 12):
        assert_agrees(sample, 5.0 + 5.0)


def test_every_loop_costs_its_hours() -> None:
    loops = {
        "research": {"accuracy": 0.5, "delay_days": 1, "hours": 0.25},
        "stakeholders": {"accuracy": 0.5, "every_days": 1, "hours": 0.5},
        "ab_test": {"hours": 1.0, "duration_days": 1},
        "usage": {"hours": 0.125, "delay_days": 1},
    }
    scenario = ideas(0.5, loops)
    scenario["horizon"] = {"days": 60, "warmup_days": 0}
    scenario["demand"]["until_day"] = 10
    facts = simulate(scenario_from(scenario), seed=1).facts
    spent = 8 * sum(period.booked[:, CONSULTING].sum() for period in facts.periods)
    assert spent == pytest.approx(1.875 * len(facts.initiatives), rel=1e-9)


@pytest.mark.parametrize("lift", [0.0, 0.05])
def test_feedback_may_make_ideas_better_by_a_bound_that_rises(lift: float) -> None:
    """An idea is good if its fixed draw lies below s plus the lift of each loop it has been through."""
    loops = {
        "research": {"accuracy": 0.5, "delay_days": 1, "hours": 0},
        "stakeholders": {"accuracy": 0.5, "every_days": 1, "hours": 0},
        "good_share_lift": lift,
    }
    share = replicated(ideas(0.3, loops), "good_share_of_approved", 12)
    assert share.standard_error < 0.02 * 0.3
    assert abs(share.mean - (0.3 + 2 * lift)) < TOLERANCE * share.standard_error


def test_retrospectives_close_a_share_of_what_is_left_to_gain_each_time() -> None:
    """After n of them speed has grown by g (1 - (1-c)^n); each takes its hours of everybody."""
    g, c = 0.25, 0.1
    loop = {"retrospectives": {"hours": 2.0, "every_days": 10, "most_gain": g, "closes": c}}
    days = [float(day) for day in range(1, 400, 10)]
    scenario = ideas(1.0, loop)
    scenario["horizon"] = {"days": 450, "warmup_days": 0}
    scenario["demand"] = {"items": [{"product": "counter", "at": days, "effort_days": 1.0}]}
    facts = simulate(scenario_from(scenario), seed=1).facts
    held = np.arange(len(days))
    speed = 1.0 / facts.items["days"][:, 0]
    assert speed == pytest.approx(1 + g * (1 - (1 - c) ** held), rel=1e-6)
    booked = facts.window_days_worked.sum(axis=0)
    assert booked[CEREMONIES] / booked.sum() == pytest.approx(2.0 / 8 / 10)


def test_whatever_says_no_the_same_ideas_come() -> None:
    """A loop decides; it draws nothing that anything else would have drawn."""
    seen = []
    for loops in ({}, {"research": {}}, {"ab_test": {}, "usage": {}}):
        rows = simulate(scenario_from(ideas(0.3, loops, 500)), seed=2).facts.initiatives
        first = rows[:500]  # the run ends when the cohort is closed, which is later with loops
        seen.append([first[name].tobytes() for name in ("idea", "worth", "estimated_value", "arrived_at")])
    assert seen[0] == seen[1] == seen[2]
