"""What feedback lets pass: false discoveries (S18), power and traffic (P65), research, retrospectives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from simulator import simulate
from simulator.outcomes.facts import Facts
from simulator.scenario.loader import scenario_from
from simulator.state.accounts import CEREMONIES, CONSULTING

from .queueing import TOLERANCE, Values, assert_agrees, replicated, replicated_all

PER_DAY = 40.0
PUBLISHED = {(0.025, 0.08, 0.8): 0.264, (0.025, 0.12, 0.8): 0.186, (0.025, 0.33, 0.8): 0.06}  # S18
OTHERS = [(0.05, 0.15, 0.9), (0.2, 0.2, 0.5), (0.01, 0.5, 0.6)]


def ideas(good: float, feedback: Values, number: int = 10_000, **more: Any) -> Values:
    """Ideas of one small item each, built at once by people of whom there are plenty."""
    stream = {"product": "counter", "arrivals_per_day": PER_DAY, "effort_days": 0.1, "good_share": good}
    return {
        "name": "ideas",
        "horizon": {"days": number / PER_DAY, "warmup_days": 30},
        "workforce": {"maker": {"count": 30}},
        "products": [{"name": "counter"}],
        "value_stream": [{"stage": "build", "by": {"maker": 1.0}}],
        "demand": {"opportunities": [stream | {"harmful_share": (1 - good) / 2, "value": 1.0}]},
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
    test = {"false_positive": a, "power": power, "duration_days": 5, "hours": 0}
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


@pytest.mark.parametrize("traffic", [0.05, 0.25, 1.0, 2.0])
@pytest.mark.parametrize(("a", "power"), [(0.025, 0.8), (0.1, 0.9)])
def test_power_falls_with_traffic_as_that_of_a_one_sided_z_test(
    traffic: float, a: float, power: float
) -> None:
    """Each of n users is a normal draw; the mean of a good feature lies where n users give the power."""
    test = {"false_positive": a, "power": power, "traffic": traffic, "duration_days": 1, "hours": 0}
    users = 100
    effect = (stats.norm.isf(a) + stats.norm.ppf(power)) / users**0.5
    exact = stats.norm.sf(stats.norm.isf(a), loc=effect * (users * traffic) ** 0.5)
    kept = replicated(ideas(0.9, {"ab_test": test}, 5_000), kept_of_good, 12, seed=2)
    assert kept.standard_error < 0.02 * exact
    assert abs(kept.mean - exact) < TOLERANCE * kept.standard_error
    if traffic == 1.0:
        assert exact == pytest.approx(power)


def test_two_loops_after_release_are_both_to_be_passed() -> None:
    loops = {
        "ab_test": {"false_positive": 0.1, "power": 0.9, "duration_days": 5, "hours": 0},
        "usage": {"accuracy": 0.7, "delay_days": 2, "hours": 0},
    }
    kept, taken = replicated_all(ideas(0.5, loops), [kept_of_good, sooner], 12)
    assert_agrees(kept, 0.9 * 0.7)
    assert taken.values == pytest.approx([2.0] * 12, abs=1e-6)


def sooner(facts: Facts) -> float:
    """Shortest time from the last release until a feature is taken back."""
    days = facts.initiatives["taken_back_at"] - facts.initiatives["closed_at"]
    return float(np.nanmin(days))


@pytest.mark.parametrize("accuracy", [0.5, 0.7, 0.95])
def test_research_lets_the_good_and_the_others_pass_by_its_accuracy(accuracy: float) -> None:
    """Bayes: s x / (s x + (1-s)(1-x)) of what is built is good."""
    good = 0.3
    scenario = ideas(good, {"research": {"accuracy": accuracy, "delay_days": 5, "hours": 0}})
    share, built = replicated_all(scenario, ["good_share_of_approved", begun], 12)
    passed = good * accuracy + (1 - good) * (1 - accuracy)
    assert_agrees(share, good * accuracy / passed)
    assert_agrees(built, passed)


def begun(facts: Facts) -> float:
    """Share of ideas that somebody committed to."""
    rows = facts.initiatives[facts.initiatives["in_cohort"] == 1]
    return float(np.mean(rows["committed_at"] >= 0))


def test_research_takes_its_time_and_stakeholders_meet_when_they_meet() -> None:
    """Five days of research; then on average half the ten days between meetings of stakeholders."""
    loops = {
        "research": {"accuracy": 1.0, "delay_days": 5, "hours": 0},
        "stakeholders": {"accuracy": 1.0, "every_days": 10, "hours": 0},
    }

    def wait(facts: Facts) -> float:
        rows = facts.initiatives[facts.initiatives["in_cohort"] == 1]
        return float(np.mean(rows["committed_at"] - rows["arrived_at"]))

    assert_agrees(replicated(ideas(1.0, loops), wait, 12), 5.0 + 5.0)


def test_every_loop_costs_its_hours() -> None:
    loops = {
        "research": {"accuracy": 1.0, "delay_days": 1, "hours": 0.25},
        "ab_test": {"false_positive": 0.0, "hours": 1.0, "duration_days": 1},
    }
    scenario = ideas(1.0, loops)
    scenario["horizon"] = {"days": 60, "warmup_days": 0}
    scenario["demand"]["until_day"] = 10
    facts = simulate(scenario_from(scenario), seed=1).facts
    spent = 8 * sum(period.booked[:, CONSULTING].sum() for period in facts.periods)
    assert spent == pytest.approx(1.25 * len(facts.initiatives), rel=1e-9)


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
