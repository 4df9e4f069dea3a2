"""Time, work, money and customers balance where people come and go, things break and money is counted.

The engine checks its own rules after every event, as in `test_accounts`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings

from simulator.engine.run import Simulation
from simulator.kernel.units import DAYS_PER_QUARTER, DAYS_PER_YEAR
from simulator.mechanisms.customers import CUSTOMER_REVENUE, FEATURE_REVENUE, JOINED, LOST, RETURNED
from simulator.mechanisms.money import FROM_CUSTOMERS, FROM_FEATURES, HIRING, OVERHEAD, PAY, RUNNING
from simulator.organisation.workforce import fte_of_people
from simulator.outcomes.facts import Facts, facts_of
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario
from simulator.work.records import (
    ENDED,
    EXPIRED,
    HIRE,
    INCIDENT_EVENT,
    LEAVE,
    OPEN,
    OWN,
    REFUSED,
    RELEASED,
    RESTORE,
)

from ..kit.mechanisms import dicts_with_mechanisms, organisations_with_mechanisms

SEED = 11
ROUNDING = 1e-6  # working days, over some hundred spans
CENTS = 1e-9  # of all money that has passed

thorough = settings(max_examples=50, derandomize=True, deadline=None, database=None)


def lived(organisation: Scenario) -> Facts:
    return facts_of(Simulation(organisation, SEED, log=True, debug=True).run_until())


def present(f: Facts, since: float, until: float) -> Any:
    """Full-time days between two days on which each person's seat was filled, by the log of who left and was hired."""
    people = sum(role.count for role in f.scenario.workforce.values())
    days = np.full(people, until - since)
    gone = np.full(people, np.inf)
    for event in f.events[np.isin(f.events["activity"], (LEAVE, HIRE))]:
        p = event["person"]
        if event["activity"] == HIRE:
            days[p] -= overlap(gone[p], event["time"], since, until)
        gone[p] = event["time"] if event["activity"] == LEAVE else np.inf
    return (days - overlap(gone, np.inf, since, until)) * fte_of_people(f.scenario.workforce)


def overlap(begin: Any, end: Any, since: Any, until: Any) -> Any:
    """Days that two spans have in common."""
    return np.maximum(0.0, np.minimum(end, until) - np.maximum(begin, since))


@thorough
@given(organisations_with_mechanisms())
def test_every_hour_of_a_filled_seat_is_booked_once(organisation):
    f = lived(organisation)
    for period in f.periods:
        assert np.all(period.booked >= -ROUNDING)
        there = organisation.presence * present(f, period.start, period.end).sum()
        assert abs(period.booked.sum() - there) < ROUNDING


@thorough
@given(organisations_with_mechanisms())
def test_the_parts_of_every_lead_time_add_up_to_it_whatever_interrupts(organisation):
    f = lived(organisation)
    for rows, since in ((f.items, "created_at"), (f.initiatives, "arrived_at"), (f.incidents, "created_at")):
        until = np.where(np.isnan(rows["closed_at"]), f.end, rows["closed_at"])
        assert np.all(np.abs(rows["days"].sum(axis=1) - (until - rows[since])) < ROUNDING)
        assert np.all(rows["days"] >= -ROUNDING)


@thorough
@given(organisations_with_mechanisms())
def test_what_was_created_is_released_or_ended_or_in_progress(organisation):
    simulation = Simulation(organisation, SEED, log=True, debug=True).run_until()
    f, clock = facts_of(simulation), simulation.world.clock[0]
    known = (OPEN, RELEASED, ENDED, REFUSED, EXPIRED)
    for rows, count in ((f.items, clock.open_items), (f.initiatives, clock.open_initiatives)):
        assert np.all(np.isin(rows["fate"], known))
        assert np.array_equal(rows["fate"] == OPEN, np.isnan(rows["closed_at"]))
        assert np.sum(rows["fate"] == OPEN) == count
        assert len(np.unique(rows["ordinal"])) == len(rows)
    shown, restored = (np.sum(f.events["activity"] == kind) for kind in (INCIDENT_EVENT, RESTORE))
    assert len(f.incidents) == shown <= np.sum(f.items["failed"] == 1)
    assert np.sum(f.incidents["fate"] == RELEASED) == restored


@thorough
@given(organisations_with_mechanisms())
def test_money_at_the_end_is_money_at_the_start_and_what_has_passed(organisation):
    f = lived(organisation)
    balance = organisation.money.opening_balance
    for period in f.periods:
        passed = np.abs(period.flows).sum()
        assert abs(period.balance - balance - period.flows.sum()) <= CENTS * (passed + abs(balance))
        balance = period.balance


@thorough
@given(organisations_with_mechanisms())
def test_people_are_paid_for_the_days_on_which_they_are_employed(organisation):
    """Recomputed from the log of who left and who was hired, quarter by quarter."""
    f, money = lived(organisation), organisation.money
    daily = np.repeat(
        [role.pay / DAYS_PER_YEAR for role in organisation.workforce.values()],
        [role.count for role in organisation.workforce.values()],
    )
    hired = f.events["time"][f.events["activity"] == HIRE]
    for period in f.periods:
        pay = float(daily @ present(f, period.start, period.end))
        areas = len(organisation.products) * money.running_cost_per_year / DAYS_PER_YEAR
        flows = -period.flows
        assert np.isclose(flows[PAY], pay, rtol=1e-9, atol=1e-6)
        assert np.isclose(flows[OVERHEAD], money.overhead_share * pay, rtol=1e-9, atol=1e-6)
        assert np.isclose(flows[RUNNING], areas * (period.end - period.start), rtol=1e-9, atol=1e-6)
        last = period.end == f.periods[-1].end
        inside = (hired > period.start) & ((hired <= period.end) if last else (hired < period.end))
        at_the_edge = np.sum(hired == period.end)
        assert abs(flows[HIRING] - money.hiring_cost * inside.sum()) <= money.hiring_cost * at_the_edge + 1e-6


@thorough
@given(dicts_with_mechanisms())
def test_features_bring_their_value_from_each_release_to_the_end_of_their_life(values):
    """Recomputed from what the datasets say of items and initiatives, by quarter and area, where customers are not
    counted; where they are, each pays a part of it (`test_customers_respond`)."""
    written = values["mechanisms"]
    switches = {} if isinstance(written, str) else written
    organisation = scenario_from(values | {"mechanisms": switches | {"customers": "off"}})
    f = lived(organisation)
    own = f.items[(f.items["kind"] == OWN) & (f.items["fate"] == RELEASED)]
    ideas = f.initiatives[np.searchsorted(f.initiatives["ordinal"], own["initiative_ordinal"])]
    until = np.fmin(ideas["life_ends_at"], ideas["taken_back_at"])
    per_day = own["worth"] / DAYS_PER_QUARTER
    for period in f.periods:
        live = overlap(own["closed_at"], until, period.start, period.end)
        brought = np.bincount(ideas["product"], per_day * live, len(organisation.products))
        assert np.allclose(period.areas[:, FEATURE_REVENUE], brought, rtol=1e-9, atol=1e-9)
        assert np.isclose(period.flows[FROM_FEATURES], brought.sum(), rtol=1e-9, atol=1e-9)
        assert period.flows[FROM_CUSTOMERS] == 0.0


@thorough
@given(organisations_with_mechanisms())
def test_what_customers_and_features_pay_is_what_areas_bring(organisation):
    for period in lived(organisation).periods:
        areas, flows = period.areas, period.flows
        assert np.isclose(flows[FROM_CUSTOMERS], areas[:, CUSTOMER_REVENUE].sum(), rtol=1e-9)
        assert np.isclose(flows[FROM_FEATURES], areas[:, FEATURE_REVENUE].sum(), rtol=1e-9, atol=1e-9)


@thorough
@given(organisations_with_mechanisms())
def test_customers_at_the_end_are_those_at_the_start_and_who_joined_or_came_back_less_who_left(organisation):
    simulation = Simulation(organisation, SEED, debug=True)
    held = np.array(simulation.world.areas.customers)
    market = np.array(simulation.world.areas.market)
    for period in facts_of(simulation.run_until()).periods:
        joined, lost, returned = (period.areas[:, book] for book in (JOINED, LOST, RETURNED))
        assert all(np.all(moved >= -1e-9 * market) for moved in (joined, lost, returned))
        assert np.allclose(period.customers, held + joined + returned - lost, rtol=1e-9, atol=1e-9)
        assert np.all(period.customers <= market * (1 + 1e-9))
        held = period.customers


@thorough
@given(organisations_with_mechanisms(drains=True))
def test_nothing_stays_behind_where_people_leave_and_things_break(organisation):
    """No one waits for ever for a person who has left, for a fix, a study, money or an answer."""
    f = lived(organisation)
    assert np.all(np.isin(f.items["fate"], (RELEASED, EXPIRED, REFUSED, ENDED)))
    ended = f.items[f.items["fate"] == ENDED]
    ideas = f.initiatives[np.searchsorted(f.initiatives["ordinal"], ended["initiative_ordinal"])]
    assert np.all(ideas["good"] == -1) and np.all(ideas["kept"] == -1)  # its harm was noticed
    assert np.all(np.isin(f.initiatives["fate"], (RELEASED, ENDED, EXPIRED, REFUSED)))
