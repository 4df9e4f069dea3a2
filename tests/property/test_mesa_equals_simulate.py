"""Stepping day by day gives the same bytes as simulating, and a change by hand the same as in the file."""

from __future__ import annotations

import copy
import pickle
import random
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import ApprovalLayer, Initiative, OrganisationModel, Person, Team, simulate
from simulator.engine.interventions.checked import close_team
from simulator.errors import InputError
from simulator.organisation.workforce import fte_of_people
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario
from simulator.studies.runs import Run

from ..kit.busy import busy_organisation
from ..kit.collaboration import organisations_with_collaboration
from .test_staffing import staffing_rules

SEED = 7
ROUNDING = 1e-6  # working days, over some hundred spans
few = settings(max_examples=12, derandomize=True, deadline=None, database=None)
Values = dict[str, Any]
Change = Callable[[OrganisationModel], Any]


def assert_same(ours: Run, theirs: Run) -> None:
    """The same events in the same order, and all tables to the last bit."""
    for name in ("events", "items", "initiatives", "hours", "quarters"):
        mine, other = getattr(ours, name), getattr(theirs, name)
        assert mine.drop_columns("scenario").equals(other.drop_columns("scenario")), name


@few
@given(organisations_with_collaboration())
def test_daily_steps_give_the_same_bytes_as_simulate(organisation: Scenario) -> None:
    model = OrganisationModel(organisation, rng=SEED, events=True)
    while model.running:
        model.step()
        assert len(model.agents) >= len(model.world.people)
    assert_same(model.outcome(), simulate(organisation, SEED, events=True))


def board(**changes: Any) -> Values:
    return {"layers": [{"name": "board", "sits_every_days": 5, **changes}]}


def wide(**changes: Any) -> Values:
    """Two teams of two trades, a board before the start, everything that can wait."""
    front = {"name": "front", "members": {"engineer": [0, 1], "tester": [0]}, "owns": {"products": ["a"]}}
    back = {"name": "back", "members": {"engineer": [2, 3, 4], "tester": [1]}, "owns": {"products": ["b"]}}
    ideas = {
        "interarrival_days": {"exponential": {"mean": 3}},
        "items": 3,
        "effort_days": {"exponential": {"mean": 2}},
        "value": {"lognormal": {"mean": 5, "sigma": 1}},
    }
    return {
        "name": "wide",
        "horizon": {"days": 60, "warmup_days": 10, "run_off_days": 60},
        "workforce": {"engineer": {"count": 5, "open_tasks": 2}, "tester": {"count": 2}, "boss": {"count": 1}},
        "products": [{"name": "a", "coupling": {"b": 0.3}}, {"name": "b"}],
        "value_stream": [
            {"stage": "build", "by": {"engineer": 1.0}, "share": 0.7},
            {"stage": "test", "by": {"tester": 1.0, "engineer": 0.5}, "share": 0.3, "return_probability": 0.1, "return_to": "build"},
        ],
        "demand": {"opportunities": [{"product": p, **ideas} for p in "ab"]},
        "structure": {"teams": [front, back]},
        "governance": board(members={"boss": 1}, pass_bad=0.5)
        | {"decision_rights": {"start_initiative": {"ask": ["board"]}, "during_work": {"per_effort_day": 0.2}}},
        **changes,
    }  # fmt: skip


def team(number: int, values: Mapping[str, Any]) -> Values:
    """The two teams, one of them otherwise."""
    teams = wide()["structure"]["teams"]
    teams[number] |= values
    return {"structure": {"teams": teams}}


def governed(**changes: Any) -> Values:
    governance = wide()["governance"]
    governance["layers"][0] |= changes
    return {"governance": governance}


def skilled(role: str, **changes: Any) -> Values:
    workforce = wide()["workforce"]
    workforce[role] |= changes
    return {"workforce": workforce}


def one(kind: type, name: str) -> Callable[[OrganisationModel], Any]:
    return lambda model: next(view for view in model.agents_by_type[kind] if view.name == name)


def setting(kind: type, name: str, attribute: str, value: Any) -> Change:
    return lambda model: setattr(one(kind, name)(model), attribute, value)


def engineers(attribute: str, value: Any) -> Change:
    return lambda model: (
        model.agents_by_type[Person].select(lambda p: p.role == "engineer").set(attribute, value)
    )


def members(front: Values, back: Values) -> Values:
    """The two teams with other people."""
    teams = wide()["structure"]["teams"]
    teams[0]["members"], teams[1]["members"] = front, back
    return {"structure": {"teams": teams}}


def moving(role: str, number: int, *ways: tuple[str, str | None]) -> Change:
    """The person of a role with a number moves, once or more often: to, leaving."""

    def move(model: OrganisationModel) -> None:
        person = list(model.agents_by_type[Person].select(lambda p: p.role == role))[number]
        for to, leaving in ways:
            person.move(to, leaving=leaving)

    return move


FRONT, BACK = {"engineer": [0, 1], "tester": [0]}, {"engineer": [2, 3, 4], "tester": [1]}
NEVER_OPEN = {"calendar": {"every_days": 900, "open_days": 1, "first_day": 800}}

SAME: dict[str, tuple[Change, Values]] = {
    "limit": (setting(Team, "front", "wip_limit", 1), team(0, {"wip_limit": 1})),
    "priorities": (setting(Team, "back", "priorities", "value"), team(1, {"priorities": "value"})),
    "closed": (setting(Team, "back", "closed", True), team(1, NEVER_OPEN)),
    "skill": (engineers("skill", 1.5), skilled("engineer", skill=1.5)),
    "presence": (lambda model: model.agents_by_type[Person].set("presence", 0.8), {"presence": 0.8}),
    "moved": (moving("engineer", 3, ("front", None)), members(FRONT | {"engineer": [0, 1, 3]}, BACK | {"engineer": [2, 4]})),
    "moved before others": (moving("engineer", 0, ("back", None)), members(FRONT | {"engineer": [1]}, BACK | {"engineer": [0, 2, 3, 4]})),
    "to the bench": (moving("engineer", 0, ("", None)), members(FRONT | {"engineer": [1]}, BACK)),
    "from the bench": (moving("boss", 0, ("front", None)), members(FRONT | {"boss": [0]}, BACK)),
    "period": (setting(ApprovalLayer, "board", "sits_every_days", 9.0), governed(sits_every_days=9)),
    "room": (setting(ApprovalLayer, "board", "capacity_per_sitting", 1), governed(capacity_per_sitting=1)),
    "hours": (setting(ApprovalLayer, "board", "hours_per_request", 3.0), governed(hours_per_request=3)),
    "preparing": (setting(ApprovalLayer, "board", "prepare_hours", 7.0), governed(prepare_hours=7)),
    "generosity": (setting(ApprovalLayer, "board", "pass_good", 0.5), governed(pass_good=0.5)),
    "strictness": (setting(ApprovalLayer, "board", "pass_bad", 0.1), governed(pass_bad=0.1)),
}  # fmt: skip


@pytest.mark.parametrize("change", SAME)
def test_a_change_through_a_view_is_the_same_change_in_the_scenario(change: str) -> None:
    by_hand, in_the_file = SAME[change]
    unchanged, changed = (scenario_from(wide(**values)) for values in ({}, in_the_file))
    model = OrganisationModel(unchanged, rng=SEED, events=True, debug=True)
    by_hand(model)
    model.run_model()
    assert_same(model.outcome(), simulate(changed, SEED, events=True))
    assert not model.outcome().hours.equals(simulate(unchanged, SEED).hours)


SHARED = members(FRONT, BACK | {"tester": [0, 1]})
OTHERWISE: dict[str, tuple[Values, Change, Values]] = {
    "one who sits in two teams leaves the first": (SHARED, moving("tester", 0, ("", "front")), members({"engineer": [0, 1]}, BACK | {"tester": [0, 1]})),
    "one who sits in two teams leaves the second": (SHARED, moving("tester", 0, ("", "back")), {}),
    "he leaves the first and moves from the other": (SHARED, moving("tester", 0, ("", "front"), ("front", None)), {}),
    "there and back": ({}, moving("engineer", 0, ("back", None), ("front", None)), {}),
    "a limit is lifted": (team(0, {"wip_limit": 1}), setting(Team, "front", "wip_limit", None), {}),
    "first come again": (team(0, {"priorities": "value"}), setting(Team, "front", "priorities", "first_come"), {}),
    "room for all": (governed(capacity_per_sitting=1), setting(ApprovalLayer, "board", "capacity_per_sitting", None), {}),
    "a board that begins on a day": (governed(phase=4.5), setting(ApprovalLayer, "board", "sits_every_days", 1), governed(phase=4.5, sits_every_days=1)),
}  # fmt: skip


@pytest.mark.parametrize("change", OTHERWISE)
def test_it_is_the_same_where_the_scenario_was_another(change: str) -> None:
    before, by_hand, after = OTHERWISE[change]
    model = OrganisationModel(scenario_from(wide(**before)), rng=SEED, events=True, debug=True)
    by_hand(model)
    model.run_model()
    assert_same(model.outcome(), simulate(scenario_from(wide(**after)), SEED, events=True))


def test_a_copy_goes_its_own_way_and_the_original_goes_on() -> None:
    scenario = scenario_from(wide())
    model = OrganisationModel(scenario, rng=SEED, events=True)
    for _ in range(20):
        model.step()
    assert len(model.agents)  # views are copied, too
    copies = [copy.deepcopy(model), pickle.loads(pickle.dumps(model)), copy.deepcopy(model)]
    one(Team, "back")(copies[2]).closed = True
    for each in (*copies, model):
        each.run_model()
    for each in (model, *copies[:2]):
        assert_same(each.outcome(), simulate(scenario, SEED, events=True))
    assert not copies[2].outcome().items.equals(model.outcome().items)


def test_a_team_opened_in_the_midst_of_a_run_goes_on_as_one_that_its_calendar_opens() -> None:
    opens = {"calendar": {"every_days": 9e5, "open_days": 8e5, "first_day": 20.5}}
    model = OrganisationModel(scenario_from(wide(**team(1, NEVER_OPEN))), rng=SEED, events=True, debug=True)
    model.simulation.run_until(20.5)
    close_team(model.simulation, 1, False)
    model.run_model()
    assert_same(model.outcome(), simulate(scenario_from(wide(**team(1, opens))), SEED, events=True))


def intervene(model: OrganisationModel, rng: random.Random) -> None:
    """Something at random that a researcher might do."""
    people, teams = model.agents_by_type[Person], model.agents_by_type[Team]
    layers, ideas = model.agents_by_type[ApprovalLayer], model.agents_by_type[Initiative]
    own = [t for t in teams if not t.temporary]
    someone, somewhere = rng.choice(list(people)), rng.choice(own)
    kind = rng.randrange(8)
    if kind == 0 and len(ideas):
        rng.choice(list(ideas)).end()
    elif kind == 1:
        someone.skill = rng.choice((0.5, 2.0))
    elif kind == 2:
        somewhere.closed = not somewhere.closed
    elif kind == 3:
        somewhere.priorities = rng.choice(("value", "first_come", "items_shipped"))
    elif kind == 4 and (boards := [layer for layer in layers if layer.form == "board"]):
        rng.choice(boards).sits_every_days = rng.choice((0.5, 3.0, 10.0))
    elif kind == 5 and len(ideas):
        rng.choice(list(ideas)).estimated_value = rng.random()
    elif kind == 6:
        somewhere.wip_limit = rng.choice((None, somewhere.in_progress + 1))
    else:
        try:
            leaving = rng.choice([None, *someone.teams])
            someone.move(rng.choice(["", *(t.name for t in own)]), leaving=leaving)
        except InputError as refused:
            assert "by hand" in str(refused) or "already" in str(refused)


def assert_balanced(model: OrganisationModel, presence: float) -> None:
    """Every present hour is booked once, and the parts of every lead time add up to it."""
    books, now = model.simulation.books, model.day
    booked = sum(period.booked.sum() for period in books.periods)
    assert abs(booked - presence * now * sum(fte_of_people(model.simulation.scenario.workforce))) < ROUNDING
    for parts, since in ((books.items, "created_at"), (books.initiatives, "arrived_at")):
        for rows in parts:
            until = np.where(np.isnan(rows["closed_at"]), now, rows["closed_at"])
            assert np.all(np.abs(rows["days"].sum(axis=1) - (until - rows[since])) < ROUNDING)
            assert np.all(rows["days"] >= -ROUNDING)


def lived_with_interventions(organisation: Scenario, seed: int, chance: float) -> None:
    """Steps through a run in which people intervene; the rules are checked after every event."""
    model, rng = OrganisationModel(organisation, rng=seed, debug=True), random.Random(seed)
    while model.running and model.day < 80:
        while rng.random() < chance:
            intervene(model, rng)
        model.step()
    model.simulation.run_until()
    assert_balanced(model, organisation.presence)


@settings(few, max_examples=40)
@given(organisations_with_collaboration(), st.integers(0, 10**6))
def test_accounts_and_rules_hold_whatever_is_changed_between_days(organisation: Scenario, seed: int) -> None:
    lived_with_interventions(organisation, seed, 0.5)


@settings(few, max_examples=25)
@given(staffing_rules(), st.integers(0, 10**6))
def test_they_hold_where_teams_are_temporary(rules: Scenario, seed: int) -> None:
    lived_with_interventions(rules, seed, 0.3)


@pytest.mark.parametrize("number", range(4))
def test_they_hold_in_organisations_that_are_busy(number: int) -> None:
    short = {"horizon": {"days": 130, "warmup_days": 0, "run_off_days": 130}}
    lived_with_interventions(scenario_from(busy_organisation(number) | short), number, 0.3)
