"""What targets measure with, against cases whose result is known, and what they compare."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from simulator.validation.compression import SIZES, first_where, nominal_people, price_of
from simulator.validation.estimates import STRAIGHT, distance_from_the_line
from simulator.validation.presets import FIRST_IDEAS, PRESETS, at_first
from simulator.validation.unevenness import LOADS, PROJECTS, SHARES, SQUADS, arm

NORMAL = np.array([NormalDist().inv_cdf((k + 0.5) / 2000) for k in range(2000)])


def test_where_people_share_work_without_loss_a_shorter_schedule_costs_nothing() -> None:
    price = price_of(1000.0 / np.array(SIZES), 6)
    assert price.more == pytest.approx(8) and price.effort == pytest.approx(1)


def test_where_no_number_of_people_is_fast_enough_the_price_has_no_end() -> None:
    assert price_of(np.full(len(SIZES), 100.0), 5).effort == math.inf
    assert first_where(np.array([3.0, 2.0]), 1.0) == math.inf


def test_nominal_staffing_takes_the_months_that_cocomo_says() -> None:
    """COCOMO II: 3.67 times person-months to the power of .318."""
    days = 120 * 260 / 12 / np.array(SIZES)  # 120 person-months, shared without loss
    people = nominal_people(days)
    assert 120 / people == pytest.approx(3.67 * 120**0.318, rel=0.01)


def test_a_lognormal_law_lies_on_the_line_and_an_exponential_one_does_not() -> None:
    assert distance_from_the_line(0.3 + 0.5 * NORMAL) < 0.01
    assert distance_from_the_line(-np.log(np.linspace(0.9995, 0.0005, 2000))) > 2 * STRAIGHT


@pytest.mark.parametrize("name", PRESETS)
def test_first_demand_is_even_has_no_tickets_and_estimates_that_are_right(name: str) -> None:
    scenario = at_first(name, 2.0)
    rates = {stream.product: 65 * scenario.demand.per_day(stream) for stream in scenario.streams}
    assert len(rates) == len(scenario.streams) == 9
    assert all(rate == pytest.approx(2 * FIRST_IDEAS) for rate in rates.values())
    assert scenario.model_dump()["money"]["budget"]["optimism"] == 0


@pytest.mark.parametrize("load", LOADS)
def test_uneven_demand_is_as_much_work_and_falls_on_one_area(load: float) -> None:
    ideas = []
    for share in SHARES:
        scenario = arm(PROJECTS, share, load)
        rates = [scenario.demand.per_day(stream) for stream in scenario.streams if stream.name != "tickets"]
        assert len(rates) == 9 and max(rates) == pytest.approx(share * sum(rates))
        ideas.append(sum(rates))
    assert ideas == pytest.approx([ideas[0]] * 3)


def test_projects_and_squads_of_uneven_demand_differ_in_structure_and_ceremonies_alone() -> None:
    one, other = (
        arm(name, 0.3, 0.8).model_dump(exclude={"structure", "ceremonies", "limits", "name"})
        for name in (PROJECTS, SQUADS)
    )
    assert one == other
