"""What people learn and forget: the learning curve (S19, P31), fading (P32), time in the team (P27)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.outcomes.facts import Facts
from simulator.scenario.loader import scenario_from
from simulator.work.records import TOUCH

from .queueing import TOLERANCE, Values, organisation, replicated

DAYS_PER_MONTH = 260.0 / 12.0
WEEK = 5.0
FIRST, REFERENCE = 2.0, 6.0
ALONE = {"familiarity_speed": 0.0, "familiarity_defects": 0.0}
"""Only experience of the area counts."""


def clerk(at: Sequence[float], effort: float, products: int = 1, **learning: Any) -> Values:
    """One person; items of the first product at given times."""
    names = [f"area {k}" for k in range(products)]
    curve = {"first_days": FIRST, "reference_days": REFERENCE, "kept_per_month": 1.0} | ALONE | learning
    return organisation(
        horizon={"days": 3_000, "warmup_days": 0},
        workforce={"clerk": 1},
        products=[{"name": name} for name in names],
        stages=[{"stage": "serve", "by": {"clerk": 1.0}}],
        streams=[{"product": names[0], "at": list(at), "effort_days": effort}],
        teams=[{"name": "counter", "members": {"clerk": 1}}],
        learning=curve,
    ) | {"mechanisms": {"learning": "on", "others": "off"}}


def days_worked(scenario: Values) -> tuple[Any, Any]:
    """Days worked on each item, in order, and the day on which it was begun."""
    items = simulate(scenario_from(scenario), seed=1).facts.items
    return items["days"][:, TOUCH], items["started_at"]


@pytest.mark.parametrize("ratio", [0.75, 0.9, 0.95])
def test_time_per_item_falls_by_the_progress_ratio_with_every_doubling(ratio: float) -> None:
    """Experience is counted from where the curve begins; a speed is read when an item is begun, and weekly."""
    days, begun = days_worked(clerk([0.0] * 1500, 0.05, progress_ratio=ratio))
    experience = FIRST + REFERENCE + np.concatenate([[0.0], np.cumsum(days)[:-1]])
    in_one_week = np.floor(begun / WEEK) == np.floor((begun + days) / WEEK)
    doublings = np.log2(experience / experience[0])
    assert doublings[-1] > 2 and in_one_week.sum() > 1400
    assert days[0] == pytest.approx(0.05, rel=1e-6)
    assert days[in_one_week] / days[0] == pytest.approx(ratio ** doublings[in_one_week], rel=1e-6)


@pytest.mark.parametrize("kept", [0.75, 0.95])
def test_experience_that_is_not_used_fades_by_the_month(kept: float) -> None:
    """Sixty-five days are three months: what is left makes the next item so much slower."""
    months = np.array([0, 3, 6, 24])
    days, _ = days_worked(
        clerk(list(months * DAYS_PER_MONTH + 1.0), 1e-4, progress_ratio=0.8, kept_per_month=kept)
    )
    left = (FIRST + REFERENCE * kept**months) / (FIRST + REFERENCE)
    assert days / 1e-4 == pytest.approx(0.8 ** np.log2(left), rel=1e-4)


def test_whoever_knows_several_areas_knows_less_of_each() -> None:
    """The time of a person is split among the areas of his team; half the experience, one doubling less."""
    one, two = (
        days_worked(clerk([1.0], 1e-3, products, first_days=1e-6, progress_ratio=0.9))[0][0]
        for products in (1, 2)
    )
    assert two / one == pytest.approx(1 / 0.9, rel=1e-4)


def test_a_progress_ratio_of_1_and_no_elasticity_is_nobody_learning() -> None:
    days, _ = days_worked(clerk([0.0] * 100, 0.25, progress_ratio=1.0, kept_per_month=0.8))
    assert days == pytest.approx([0.25] * 100, abs=1e-8)


def short_lived_teams(effort: float, **learning: Any) -> Values:
    """Each initiative is one item for a team of one that was formed for it, and brings .06 defects a day."""
    people = 40
    ideas = {
        "product": "counter",
        "arrivals_per_day": 0.4 * people / effort,
        "effort_days": effort,
    }
    return {
        "name": "teams",
        "horizon": {"days": 3_000 * effort / (0.4 * people), "warmup_days": 50},
        "workforce": {"clerk": {"count": people}},
        "products": [{"name": "counter"}],
        "value_stream": [{"stage": "serve", "by": {"clerk": 1.0}}],
        "demand": {"opportunities": [ideas]},
        "structure": {
            "teams": [{"name": "department", "members": {"clerk": people}}],
            "staffing": {"clerk": 1},
        },
        "learning": {"progress_ratio": 1.0, "familiar_days": 300.0, "familiarity_first_days": 20.0}
        | learning,
        "quality": {"defects_per_effort_day": 0.01, "incident_effort_days": 0.0},
        "mechanisms": {"learning": "on", "quality": "on", "others": "off"},
    }


def defects_per_day(facts: Facts) -> float:
    """By the share of changes that fail: 1 - exp(-defects)."""
    failed = float(np.mean(facts.released_in_window["failed"]))
    return -math.log1p(-failed) / float(facts.items["effort"][0])


def test_half_as_much_time_again_in_the_team_takes_a_fifth_of_the_defects() -> None:
    """A check of the implementation, not evidence: the elasticity -.52 is a parameter (P27, -19 %).

    Strangers begin with 20 days; items of 10 and 25 days end at 30 and 45 days, half as much again.
    """
    assert abs(1 - 1.5**-0.52 - 0.19) < 0.002
    short, long = (
        replicated(short_lived_teams(effort, familiarity_speed=0.0), defects_per_day, 12)
        for effort in (10.0, 25.0)
    )
    ratio = long.over(short)
    assert ratio.standard_error < 0.015
    assert abs(ratio.mean - 1.5**-0.52) < TOLERANCE * ratio.standard_error
    absolute = 0.01 * (30.0 / 320.0) ** -0.52
    assert abs(short.mean - absolute) < TOLERANCE * short.standard_error


def test_strangers_work_slower_by_the_elasticity_of_speed() -> None:
    """A new team has 20 of the 320 days of one whose members know each other."""
    scenario = short_lived_teams(2.0, familiarity_speed=0.1, familiarity_defects=0.0)
    items = simulate(scenario_from(scenario), seed=1).facts.items
    begun = items["started_at"]
    in_one_week = np.floor(begun / WEEK) == np.floor((begun + 4.0) / WEEK)
    days = items["days"][in_one_week & (items["fate"] == 1), TOUCH]
    assert len(days) > 100
    assert days / 2.0 == pytest.approx((20.0 / 320.0) ** -0.1, rel=1e-6)
