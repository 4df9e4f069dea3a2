"""Time, work and hours balance in every organisation, whatever it does.

The engine checks after every event that no startable item waits beside an available person.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings

from simulator.engine.builder.records import INITIATIVE
from simulator.engine.run import Simulation
from simulator.organisation.workforce import fte_of_people
from simulator.state.accounts import DUPLICATED, HANDOFF, REWORK, SUPPORT, VALUE
from simulator.work.records import CLOSED_ITEM, ENDED, EXPIRED, OPEN, REFUSED, RELEASED

from ..kit.organisations import organisations

SEED = 11
ROUNDING = 1e-6  # working days, over some hundred spans

thorough = settings(max_examples=100, derandomize=True, deadline=None, database=None)


def lived(organisation: Any) -> Simulation:
    return Simulation(organisation, SEED, debug=True).run_until()


def items_of(simulation: Simulation) -> Any:
    return np.concatenate([*simulation.books.items, np.empty(0, CLOSED_ITEM)])


def initiatives_of(simulation: Simulation) -> Any:
    return np.concatenate([*simulation.books.initiatives, np.empty(0, INITIATIVE)])


def days_inside(rows: Any, arrived_at: str, now: float) -> Any:
    """Days from arrival to closing, or to now."""
    return np.where(np.isnan(rows["closed_at"]), now, rows["closed_at"]) - rows[arrived_at]


def assert_parts_add_up(simulation: Simulation) -> None:
    """The parts of every lead time add up to it."""
    for rows, arrived_at in (
        (items_of(simulation), "created_at"),
        (initiatives_of(simulation), "arrived_at"),
    ):
        lead = days_inside(rows, arrived_at, simulation.now)
        assert np.all(np.abs(rows["days"].sum(axis=1) - lead) < ROUNDING)
        assert np.all(rows["days"] >= -ROUNDING)


def assert_hours_are_booked_once(organisation: Any, simulation: Simulation) -> None:
    """Every hour that people are present is booked to one account."""
    people = sum(fte_of_people(organisation.workforce))
    booked = sum(period.booked for period in simulation.books.periods)
    assert np.all(booked >= -ROUNDING)
    assert abs(booked.sum() - organisation.presence * simulation.now * people) < ROUNDING


@thorough
@given(organisations())
def test_the_parts_of_every_lead_time_add_up_to_it(organisation):
    assert_parts_add_up(lived(organisation))


@thorough
@given(organisations())
def test_every_hour_that_people_are_present_is_booked_once(organisation):
    assert_hours_are_booked_once(organisation, lived(organisation))


@thorough
@given(organisations())
def test_every_hour_worked_on_an_item_is_booked_to_value_rework_handoff_support_or_duplicates(organisation):
    simulation = lived(organisation)
    items = items_of(simulation)
    booked = sum(period.booked for period in simulation.books.periods)
    worked = booked[:, [VALUE, REWORK, HANDOFF, SUPPORT, DUPLICATED]].sum()
    touched = items["days"][:, 0].sum()
    proposals_may_take_the_rest = any(stage.per == "initiative" for stage in organisation.value_stream)
    assert touched <= worked + ROUNDING
    assert proposals_may_take_the_rest or abs(touched - worked) < ROUNDING


@thorough
@given(organisations())
def test_what_was_created_is_released_or_ended_or_refused_or_expired_or_open(organisation):
    simulation = lived(organisation)
    items, clock = items_of(simulation), simulation.world.clock[0]
    assert len(np.unique(items["ordinal"])) == len(items)
    assert np.all(np.isin(items["fate"], (OPEN, RELEASED, ENDED, REFUSED, EXPIRED)))
    assert np.array_equal(items["fate"] == OPEN, np.isnan(items["closed_at"]))
    assert np.sum(items["fate"] == OPEN) == clock.open_items
    initiatives = initiatives_of(simulation)
    assert np.sum(initiatives["fate"] == OPEN) == clock.open_initiatives
    own = initiatives["items"][initiatives["fate"] == RELEASED].sum()
    assert own <= np.sum(np.isin(items["fate"], (RELEASED, REFUSED)) & (items["initiative_ordinal"] >= 0))


@thorough
@given(organisations(drains=True))
def test_once_all_is_done_the_time_integral_of_items_equals_their_lead_times(organisation):
    """Little's law, as an identity of one path."""
    simulation = lived(organisation)
    items = items_of(simulation)
    assert not np.any(items["fate"] == OPEN)
    integral = sum(period.item_days for period in simulation.books.periods)
    assert abs(integral - np.sum(items["closed_at"] - items["created_at"])) < ROUNDING * max(1, len(items))
