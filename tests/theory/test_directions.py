"""In which direction each lever moves lead times when the demand stays as it is.

Common seeds: the same items, with the same efforts, arrive at the same times on both sides.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from .queueing import (
    TOLERANCE,
    Values,
    assert_less,
    assert_positive,
    assert_precise,
    horizon,
    lognormal,
    organisation,
    queue,
    replicated,
    warm_up_days,
)

LEAD = "lead_time_days_mean"
UNEVEN = lognormal(1.0, 0.8)


def staffed(people: int) -> Values:
    """A team with the demand that two people are just able to meet."""
    scenario = queue(2, 0.85, UNEVEN, items=36_000)
    scenario["workforce"]["clerk"]["count"] = people
    scenario["structure"]["teams"][0]["members"] = {"clerk": people}
    return scenario


def test_more_people_never_lengthen_the_lead_time_and_each_one_helps_less() -> None:
    leads = [replicated(staffed(people), LEAD) for people in (2, 3, 4, 5)]
    gains = [few - more for few, more in pairwise(leads)]
    for few, more in pairwise(leads):
        assert_less(more, few)
    for first, second in pairwise(gains):
        assert_positive(first - second)


def departments(analysts: int = 2, engineers: int = 4, testers: int = 2, **test: Any) -> Values:
    """Three departments in a row, with returns from the last to the one before."""
    people = {"analyst": analysts, "engineer": engineers, "tester": testers}
    stages = [
        {"stage": "analyse", "by": {"analyst": 1.0}, "share": 0.25},
        {"stage": "build", "by": {"engineer": 1.0}, "share": 0.5},
        {"stage": "test", "by": {"tester": 1.0}, "share": 0.25},
    ]
    stages[2] |= {"return_probability": 0.1, "return_to": "build", "return_share": 0.5} | test
    return organisation(
        horizon=horizon(1.0, 10_000, 2_000),
        workforce=people,
        stages=stages,
        streams=[{"product": "counter", "arrivals_per_day": 1.0, "effort_days": lognormal(6.0, 0.8)}],
        teams=[
            {"name": role, "members": {role: n}, "owns": {"stages": [stage["stage"]]}}
            for (role, n), stage in zip(people.items(), stages, strict=True)
        ],
    )


@pytest.mark.parametrize("role", ["analysts", "engineers", "testers"])
def test_one_more_person_helps_in_every_department(role: str) -> None:
    with_one_more = {"analysts": 3, "engineers": 5, "testers": 3}[role]
    assert_less(replicated(departments(**{role: with_one_more}), LEAD), replicated(departments(), LEAD))


def test_the_more_often_work_comes_back_the_longer_it_takes() -> None:
    leads = [replicated(departments(return_probability=p), LEAD) for p in (0.0, 0.1, 0.2)]
    for seldom, often in pairwise(leads):
        assert_less(seldom, often)


def two_areas(teams: list[Values]) -> Values:
    areas = ["north", "south"]
    return organisation(
        horizon=horizon(3.2, 20_000, warm_up_days(0.8, 1.0, 2)),
        workforce={"clerk": 4},
        stages=[{"stage": "serve", "by": {"clerk": 1.0}}],
        products=[{"name": area} for area in areas],
        streams=[{"product": area, "arrivals_per_day": 1.6, "effort_days": UNEVEN} for area in areas],
        teams=teams,
    )


def test_pooling_two_teams_helps() -> None:
    apart = [
        {"name": area, "members": {"clerk": 2}, "owns": {"products": [area]}} for area in ("north", "south")
    ]
    together = [{"name": "both", "members": {"clerk": 4}}]
    assert_less(replicated(two_areas(together), LEAD), replicated(two_areas(apart), LEAD))


def test_pooling_two_teams_by_lending_everybody_to_both_helps_as_much() -> None:
    """Everybody sits in both teams: another structure, the same pool of people."""
    everybody = {"clerk": [0, 1, 2, 3]}
    lent = [{"name": area, "members": everybody, "owns": {"products": [area]}} for area in ("north", "south")]
    together = [{"name": "both", "members": {"clerk": 4}}]
    difference = replicated(two_areas(lent), LEAD) - replicated(two_areas(together), LEAD)
    assert abs(difference.mean) < 1e-9


def present(share: float) -> Values:
    """One person, .72 of work a day; the load is that over his presence."""
    scenario = queue(1, 0.72, items=60_000, presence=share)
    scenario["horizon"]["warmup_days"] = warm_up_days(0.72 / share, 1 / share)
    return scenario


def test_losing_a_ninth_of_capacity_at_a_load_of_80_per_cent_more_than_doubles_the_lead_time() -> None:
    """From load .8 to .9; exactly 2.25 times (S05)."""
    usual, short = replicated(present(0.9), LEAD), replicated(present(0.8), LEAD)
    assert_less(usual.times(2.0), short)
    ratio = short.over(usual)
    assert abs(ratio.mean - 2.25) < TOLERANCE * ratio.standard_error


def test_losing_a_twentieth_of_capacity_at_a_load_of_80_per_cent_costs_a_fifth_and_more() -> None:
    usual, short = replicated(present(0.9), LEAD), replicated(present(0.855), LEAD)
    assert_less(usual.times(1.2), short)
    assert_precise(short, short.mean)
