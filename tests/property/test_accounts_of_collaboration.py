"""Time, work and hours balance in every organisation in which people work together.

The engine checks its own rules after every event, as in `test_accounts`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given

from simulator.engine.run import Simulation
from simulator.work.records import DECISION, ENDED, EXPIRED, OPEN, REFUSED, RELEASED

from ..kit.collaboration import organisations_with_collaboration
from .test_accounts import (
    ROUNDING,
    assert_hours_are_booked_once,
    assert_parts_add_up,
    initiatives_of,
    items_of,
    lived,
    thorough,
)


def hours_of(simulation: Simulation) -> Any:
    return sum(period.booked for period in simulation.books.periods)


@thorough
@given(organisations_with_collaboration())
def test_the_parts_of_every_lead_time_add_up_to_it_where_people_collaborate(organisation):
    assert_parts_add_up(lived(organisation))


@thorough
@given(organisations_with_collaboration())
def test_every_hour_that_people_are_present_is_booked_once_where_people_collaborate(organisation):
    assert_hours_are_booked_once(organisation, lived(organisation))


@thorough
@given(organisations_with_collaboration())
def test_the_wait_for_decisions_is_the_time_in_that_state(organisation):
    """Of items that are closed; an open one may be waiting for an answer. Items rest as well while a decision about
    their initiative is awaited, which none of them has raised."""
    items = items_of(lived(organisation))
    closed = items[items["fate"] != OPEN]
    rested = closed["days"][:, DECISION] - closed["decision_wait"]
    assert np.all(rested > -ROUNDING)
    right = organisation.governance.decision_rights.for_initiative
    alone = right is None or right.by == "decide"
    assert np.all(np.abs(rested[(closed["initiative_ordinal"] < 0) | alone]) < ROUNDING)
    assert np.all((closed["waits"] > 0) | (closed["decision_wait"] == 0))


@thorough
@given(organisations_with_collaboration(drains=True))
def test_nothing_stays_behind_in_an_organisation_that_drains(organisation):
    """Nobody waits for ever for an answer, a sitting, a release or somebody to go on."""
    simulation = lived(organisation)
    items, initiatives = items_of(simulation), initiatives_of(simulation)
    assert len(np.unique(items["ordinal"])) == len(items)
    assert np.all(np.isin(items["fate"], (RELEASED, ENDED, EXPIRED, REFUSED)))
    assert np.all(np.isin(initiatives["fate"], (RELEASED, ENDED, EXPIRED, REFUSED)))
    assert simulation.world.clock[0].open_items == 0
    integral = sum(period.item_days for period in simulation.books.periods)
    assert abs(integral - np.sum(items["closed_at"] - items["created_at"])) < ROUNDING * max(1, len(items))
