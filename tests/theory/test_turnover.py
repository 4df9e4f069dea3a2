"""People who come and go: what ramp-up takes of all output (S19), how many seats are empty, who leaves.

Whoever leaves is replaced, and every newcomer begins with the share s of his time, which rises along a
line to all of it after R. Of the time of a seat whose holders leave at the rate h,

    (1 - s) (1 - (1 - exp(-hR)) / (hR))

is lost in the long run: the mean loss over a life of exponential length that may end before R. For
small hR that is hR(1 - s)/2.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.outcomes.facts import Facts
from simulator.scenario.loader import scenario_from
from simulator.state.accounts import LEARNING, MENTORING
from simulator.work.records import HIRE, LEAVE

from .queueing import TOLERANCE, Values, assert_agrees, lognormal, organisation, replicated, replicated_all

YEAR = 260.0  # working days
PEOPLE, EFFORT = 200, 20.0
PUBLISHED = {(0.13, 0.5, 0.25): 0.024, (0.24, 0.75, 0.25): 0.068}  # S19: leavers a year, years, start
FAST = {(1.0, 0.4, 0.1): None, (3.0, 0.5, 0.4): None}


def saturated(
    per_year: float, ramp_days: float, start: float, vacancy: Any = 0.0, years: float = 10.0, **more: Any
) -> Values:
    """A team with more work than it can do; nobody helps newcomers, nobody learns anything else."""
    warm_up = ramp_days + (600.0 if vacancy else 0.0)
    return organisation(
        horizon={"days": years * YEAR, "warmup_days": warm_up, "run_off_days": 0},
        workforce={"clerk": PEOPLE},
        stages=[{"stage": "serve", "by": {"clerk": 1.0}}],
        streams=[{"product": "counter", "arrivals_per_day": 1.2 * PEOPLE / EFFORT, "effort_days": EFFORT}],
        teams=[{"name": "counter", "members": {"clerk": PEOPLE}}],
        people={
            "turnover_per_year": per_year,
            "vacancy_days": vacancy,
            "ramp_up": {"days": ramp_days, "start": start},
            "mentoring": 0.0,
        },
        learning={"progress_ratio": 1.0, "familiarity_speed": 0.0},
        **more,
    ) | {"mechanisms": {"turnover": "on", "learning": "on" if ramp_days else "off", "others": "off"}}


def lost_hours(facts: Facts) -> float:
    booked = facts.window_days_worked
    return float(booked[:, LEARNING].sum() / booked.sum())


def lost_output(facts: Facts) -> float:
    """Of what as many experienced people would have done in the window."""
    start, end = facts.window
    return 1.0 - len(facts.released_in_window) * EFFORT / (PEOPLE * (end - start))


def empty_seats(facts: Facts) -> float:
    start, end = facts.window
    return 1.0 - float(facts.window_days_worked.sum()) / (PEOPLE * (end - start))


def leavers(facts: Facts) -> float:
    return float(sum(period.leavers for period in facts.window_periods))


@pytest.mark.parametrize("case", [*PUBLISHED, *FAST])
def test_newcomers_cost_the_share_of_output_that_renewal_says(case: tuple[float, float, float]) -> None:
    per_year, years, start = case
    x = per_year * years
    exact, small = (1 - start) * (1 - (1 - math.exp(-x)) / x), x * (1 - start) / 2
    assert small * (1 - x / 3) < exact < small
    if PUBLISHED.get(case):
        assert small == pytest.approx(PUBLISHED[case], abs=0.0006)
    hours, output = replicated_all(saturated(per_year, years * YEAR, start), [lost_hours, lost_output], 8)
    for lost in (hours, output):
        assert lost.standard_error < 0.04 * exact
        assert abs(lost.mean - exact) < TOLERANCE * lost.standard_error, (lost.mean, exact)


@pytest.mark.parametrize("vacancy", [45.0, lognormal(45.0, 0.5)])
def test_seats_are_empty_for_the_share_of_time_that_renewal_says(vacancy: Any) -> None:
    """Time to leaving and time to hire take turns: hV / (1 + hV), whatever the spread of V."""
    hv = 0.5 * 45.0 / YEAR
    empty = replicated(saturated(0.5, 0.0, 1.0, vacancy), empty_seats, 16)
    assert empty.standard_error < 0.03 * hv
    assert abs(empty.mean - hv / (1 + hv)) < TOLERANCE * empty.standard_error


def test_empty_seats_leave_less_turnover_than_the_rate() -> None:
    """Who is not there cannot leave."""
    hv = 2.0 * 130.0 / YEAR
    assert_agrees(replicated(saturated(2.0, 0.0, 1.0, 130.0), "turnover_per_year", 8), 2.0 / (1 + hv))


def test_the_number_of_leavers_is_poisson() -> None:
    """Mean and variance are both the number of seats times rate times years."""
    runs = 200
    count = replicated(saturated(0.13, 0.0, 1.0, years=0.5), leavers, runs)
    mean = PEOPLE * 0.13 * 0.5
    assert abs(count.mean - mean) < TOLERANCE * (mean / runs) ** 0.5
    dispersion = float(np.var(count.values, ddof=1)) / mean
    assert abs(dispersion - 1) < TOLERANCE * (2 / (runs - 1) + 1 / (runs * mean)) ** 0.5


def test_mentors_give_their_share_for_every_newcomer_who_ramps_up() -> None:
    """Newcomers in their ramp are hR of a hundred, as long as few are, and each takes a fifth of a colleague."""
    scenario = saturated(0.13, 65.0, 0.5)
    scenario["people"]["mentoring"] = 0.2

    def given(facts: Facts) -> float:
        booked = facts.window_days_worked.sum(axis=0)
        return float(booked[MENTORING] / booked.sum())

    share = replicated(scenario, given, 6)
    # a ramp lasts min(R, life), rounded up to the end of a week: 2.5 days more on average
    whole = lambda days: 1 - math.exp(-0.13 * days / YEAR)  # noqa: E731
    assert 0.2 * whole(65.0) < share.mean < 0.2 * whole(70.0)


def newcomer_and_mentor(days: float, mentoring: float, seed: int) -> tuple[Facts, float, float]:
    """Two people with work for ever, of whom one leaves once; day of hiring, and of leaving again."""
    scenario = saturated(0.4, 65.0, 0.5)
    scenario["workforce"] = {"clerk": {"count": 2}}
    scenario["structure"]["teams"][0]["members"] = {"clerk": 2}
    scenario["people"] |= {"mentoring": mentoring, "vacancy_days": 1.0}
    scenario["horizon"] = {"days": days, "warmup_days": 0, "run_off_days": 0}
    facts = simulate(scenario_from(scenario), seed=seed, events=True).facts
    hired = facts.events["time"][facts.events["activity"] == HIRE]
    left = facts.events["time"][facts.events["activity"] == LEAVE]
    first = float(hired[0]) if len(hired) else math.inf
    return facts, first, float(left[1]) if len(left) > 1 else math.inf


@pytest.mark.parametrize("mentoring", [0.1, 0.2, 0.4])
def test_a_mentor_gives_twice_the_share_at_first_nothing_at_the_end_and_the_share_on_average(
    mentoring: float,
) -> None:
    """Hours up to any turn of a week are those of a straight line from twice the share to nothing over 65 days."""
    found = 0
    for seed in range(40):
        _, hired, again = newcomer_and_mentor(400.0, mentoring, seed)
        if hired > 300.0 or again < hired + 80.0:
            continue
        found += 1
        first_turn = math.floor(hired / 5.0) * 5.0 + 5.0
        for day in (first_turn, first_turn + 20.0, first_turn + 70.0):
            facts, _, _ = newcomer_and_mentor(day, mentoring, seed)
            given = sum(period.booked[:, MENTORING].sum() for period in facts.periods)
            part = min(1.0, (day - hired) / 65.0)
            assert given == pytest.approx(2 * mentoring * 65.0 * (part - part**2 / 2), rel=1e-6)
        if found == 3:
            return
    raise AssertionError("too few newcomers")
