"""Whatever is changed between days, accounts and rules hold where people come and go and things break."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Initiative, OrganisationModel, Person, Team, simulate
from simulator.errors import InputError
from simulator.outcomes.facts import Facts
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario
from simulator.work.records import INCIDENT

from ..kit.busy import busy_organisation
from ..kit.mechanisms import organisations_with_mechanisms
from .test_accounts_of_mechanisms import CENTS, ROUNDING, present
from .test_mechanisms_off import SECTIONS
from .test_mesa_equals_simulate import assert_same, intervene
from .test_staffing import staffing_rules

few = settings(max_examples=12, derandomize=True, deadline=None, database=None)
SEED = 7


@few
@given(organisations_with_mechanisms())
def test_daily_steps_give_the_same_bytes_as_simulate_with_all_mechanisms(organisation: Scenario) -> None:
    model = OrganisationModel(organisation, rng=SEED, events=True)
    while model.running:
        model.step()
    ours, theirs = model.outcome(), simulate(organisation, SEED, events=True)
    assert_same(ours, theirs)
    assert ours.incidents.drop_columns("scenario").equals(theirs.incidents.drop_columns("scenario"))


def assert_balanced(f: Facts, presence: float) -> None:
    """Hours of filled seats, lead times of items, initiatives and incidents, and money."""
    balance = None if f.scenario.money is None else f.scenario.money.opening_balance
    for period in f.periods:
        there = presence * present(f, period.start, period.end).sum()
        assert abs(period.booked.sum() - there) < ROUNDING
        if balance is not None:
            slack = CENTS * (np.abs(period.flows).sum() + abs(balance))
            assert abs(period.balance - balance - period.flows.sum()) <= slack
            balance = period.balance
    for rows, since in ((f.items, "created_at"), (f.initiatives, "arrived_at"), (f.incidents, "created_at")):
        until = np.where(np.isnan(rows["closed_at"]), f.end, rows["closed_at"])
        assert np.all(np.abs(rows["days"].sum(axis=1) - (until - rows[since])) < ROUNDING)
        assert np.all(rows["days"] >= -ROUNDING)


def lived_with_interventions(organisation: Scenario, seed: int, chance: float) -> Facts:
    """Steps through a run in which people intervene; the rules are checked after every event."""
    model = OrganisationModel(organisation, rng=seed, events=True, debug=True)
    rng = random.Random(seed)
    while model.running and model.day < 80:
        while rng.random() < chance:
            intervene(model, rng)
        model.step()
    model.simulation.run_until()
    f = model.outcome().facts
    assert_balanced(f, organisation.presence)
    return f


@settings(few, max_examples=40)
@given(organisations_with_mechanisms(), st.integers(0, 10**6))
def test_accounts_and_rules_hold_whatever_is_changed_while_people_leave_and_things_break(
    organisation: Scenario, seed: int
) -> None:
    lived_with_interventions(organisation, seed, 0.5)


LIVELY = SECTIONS | {"people": {"turnover_per_year": 8.0, "vacancy_days": 6, "ramp_up": {"days": 20}}}


@settings(few, max_examples=15)
@given(staffing_rules(), st.integers(0, 10**6))
def test_they_hold_where_people_leave_temporary_teams(rules: Scenario, seed: int) -> None:
    written = rules.model_dump(mode="json", exclude_unset=True)
    short = {"horizon": {"days": 40, "warmup_days": 0, "run_off_days": 160}}
    lived_with_interventions(scenario_from(written | LIVELY | short), seed, 0.3)


@pytest.mark.parametrize("number", range(4))
def test_they_hold_in_busy_organisations_where_incidents_interrupt(number: int) -> None:
    short = {"horizon": {"days": 130, "warmup_days": 0, "run_off_days": 130}}
    f = lived_with_interventions(scenario_from(busy_organisation(number) | LIVELY | short), number, 0.3)
    assert sum(period.leavers for period in f.periods) > 10


def test_an_initiative_that_is_ended_leaves_its_incidents_to_those_who_restore_them() -> None:
    """What has been released has failed; ending the rest of the idea does not repair it."""
    values: dict[str, Any] = busy_organisation(1) | SECTIONS
    values["quality"] = {"defects_per_effort_day": 1.0, "surface_days": 1.0, "incident_effort_days": 3.0}
    values["feedback"] = {}
    model = OrganisationModel(scenario_from(values), rng=SEED, events=True, debug=True)
    items = model.world.items
    while not np.any((items.kind == INCIDENT) & (items.person >= 0)):
        model.step()
        items = model.world.items
    open_before = int(np.sum(items.kind == INCIDENT))
    mine = set(np.unique(items.initiative_ordinal[items.kind == INCIDENT]).tolist())

    for idea in list(model.agents_by_type[Initiative]):
        idea.end()
    assert int(np.sum(model.world.items.kind == INCIDENT)) == open_before
    model.run_model()
    f = model.outcome().facts
    assert_balanced(f, 0.9)
    assert mine & set(f.incidents["initiative_ordinal"].tolist())


def test_whoever_moves_with_an_incident_in_hand_leaves_it_to_his_team() -> None:
    values: dict[str, Any] = busy_organisation(0) | SECTIONS
    values["quality"] = {"defects_per_effort_day": 1.0, "surface_days": 1.0, "incident_effort_days": 3.0}
    values["horizon"] = {"days": 600, "warmup_days": 0, "run_off_days": 0}
    model = OrganisationModel(scenario_from(values), rng=SEED, events=True, debug=True)
    moved = 0
    while moved < 5 and model.day < 600:
        model.step()
        people = [p for p in model.agents_by_type[Person] if model.world.people.incidents[p.ordinal] > 0]
        teams = [t.name for t in model.agents_by_type[Team] if not t.temporary]
        for person in people[:1]:
            other = next(name for name in teams if name != person.team)
            try:
                person.move(other)
            except InputError as refused:
                assert "by hand" in str(refused) or "already" in str(refused)
                continue
            assert model.world.people.incidents[person.ordinal] <= 1
            moved += 1
    assert moved == 5
    model.run_model()
    assert_balanced(model.outcome().facts, 0.9)
