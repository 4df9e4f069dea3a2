"""What is changed through a view happens at once; what cannot be changed says why."""

from __future__ import annotations

import math
from typing import Any

import pytest

from simulator import ApprovalLayer, Initiative, OrganisationModel, Person, Team
from simulator.errors import InputError

from .busy_squads import SEED, busy, first
from .organisations import front_and_back, squads


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: first(m, Person).move("sqad of product area 0"), "team: no such name .*did you mean 'squad of"),
        (lambda m: first(m, Person).move("reviewers"), "reviewers and temporary teams are not staffed by hand"),
        (lambda m: setattr(first(m, Person), "skill", -1.0), r"Person 0.skill: -1 is not possible; write 0.001"),
        (lambda m: setattr(first(m, Person), "presence", math.nan), "person 0.presence: nan is not possible"),
        (lambda m: setattr(first(m, Team), "wip_limit", 0), "Team 0.wip_limit: 0 is not possible; write 1 or more"),
        (lambda m: setattr(first(m, Team), "priorities", "valeu"), "no such policy 'valeu'; did you mean 'value'"),
        (lambda m: setattr(first(m, ApprovalLayer, form="reviewers"), "sits_every_days", 3), "reviewers do not sit"),
        (lambda m: setattr(first(m, ApprovalLayer), "sits_every_days", 0), "layer 0.sits_every_days: 0 is not"),
        (lambda m: setattr(first(m, ApprovalLayer), "pass_good", 1.5), "portfolio.*|ApprovalLayer 0.pass_good: 1.5"),
        (lambda m: setattr(first(m, ApprovalLayer), "capacity_per_sitting", 0), "capacity_per_sitting: 0 is not"),
        (lambda m: setattr(first(m, ApprovalLayer), "capacity_per_sitting", 1.5), "1.5 is not a whole number; write one, or None"),
        (lambda m: setattr(first(m, ApprovalLayer, form="reviewers"), "hours_per_request", 1), "'reviewers' never sits, so that this would change nothing"),
        (lambda m: setattr(first(m, ApprovalLayer, form="outside"), "capacity_per_sitting", 1), "'authority' never sits, .*; set it for a board"),
        (lambda m: setattr(first(m, Team), "wip_limit", math.inf), "Team 0.wip_limit: inf is not a whole number"),
        (lambda m: setattr(first(m, Team), "wip_limit", "3"), "Team 0.wip_limit: '3' is not a number; write a number"),
        (lambda m: setattr(first(m, Team), "priorities", None), "no such policy 'None'; known: first_come"),
        (lambda m: setattr(first(m, Team), "closed", "no"), "Team 0.closed: 'no' is neither; write True or False"),
        (lambda m: setattr(first(m, Person), "team", 5), "team: no such name '5'"),
        (lambda m: first(m, Person).move("running", leaving="squad of product area 1"), "Person 0.move: does not sit in .*; did you mean 'squad of product area 0'"),
        (lambda m: first(m, Person).move("running", leaving=""), "Person 0.move: does not sit in ''; known: squad of product area 0"),
    ],
)  # fmt: skip
def test_an_intervention_that_cannot_be_made_says_why(change: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        change(busy(days=5))


def test_an_initiative_that_is_ended_is_ended_with_all_its_items() -> None:
    model = busy()
    idea = first(model, Initiative, begun=True)
    before = model.open_initiatives
    idea.end()
    assert idea.gone and model.open_initiatives == before - 1
    model.run_model()
    row = next(r for r in model.outcome().initiatives.to_pylist() if r["initiative"] == idea.ordinal)
    assert row["outcome"] == "ended"
    items = [r for r in model.outcome().items.to_pylist() if r["initiative"] == idea.ordinal]
    assert {r["outcome"] for r in items} <= {"ended", "released"}


def test_who_moves_leaves_his_work_to_his_team_and_works_elsewhere() -> None:
    model = busy()
    home, other = "squad of product area 0", "squad of product area 1"
    mover = first(model, Person, role="engineer", team=home, idle=False)
    waiting = first(model, Team, name=home).waiting + first(model, Team, name=home).working
    mover.team = other
    assert mover.team == other and home not in mover.teams
    team = first(model, Team, name=home)
    assert team.waiting + team.working == waiting and mover.ordinal not in team.people
    model.run_model()


def test_hours_of_a_trade_that_is_new_in_a_team_have_an_account_there() -> None:
    model = OrganisationModel(front_and_back(), rng=SEED, debug=True)
    model.simulation.run_until(300.0)
    designer = first(model, Person, role="designer")
    designer.move("", leaving="back team")
    assert designer.teams == ("front team",)
    engineer = first(model, Person, role="engineer", team="back team")
    engineer.move("front team")
    tester = first(model, Person, role="tester")
    assert tester.teams == ("front team", "back team")
    tester.move("", leaving="front team")
    model.run_model()
    hours = model.outcome().hours.to_pandas()
    assert abs(hours.hours.sum() / 8 - model.day * 5) < 1e-6
    late = hours[hours.quarter == hours.quarter.max()]
    assert set(late[(late.role == "engineer") & (late.hours > 0)].team) == {"front team"}


def test_a_limit_below_what_is_in_progress_holds_back_starts_only() -> None:
    model = busy(debug=False)
    team = max(model.agents_by_type[Team], key=lambda team: team.in_progress)
    assert team.in_progress > 1
    team.wip_limit = 1
    assert team.wip_limit == 1 and team.in_progress > 1
    while team.in_progress > 1 and model.running:
        before = team.in_progress
        model.step()
        assert team.in_progress <= before
    team.wip_limit = None
    assert team.wip_limit is None


def test_a_board_sits_at_the_latest_one_new_period_from_now() -> None:
    model = busy()
    layer = first(model, ApprovalLayer, name="portfolio board")
    layer.sits_every_days = 0.5
    assert model.day < layer.next_sitting <= model.day + 0.5
    model.step()
    assert model.day < layer.next_sitting <= model.day + 0.5


def test_nothing_is_changed_once_the_simulation_is_over() -> None:
    model = busy(days=0)
    model.run_model()
    for kind, name in ((Team, "closed"), (Person, "skill"), (ApprovalLayer, "pass_good")):
        with pytest.raises(InputError, match="the simulation is over; intervene before its last day"):
            setattr(first(model, kind), name, 1)


def test_the_chances_of_a_layer_that_judges_by_its_estimate_are_not_set() -> None:
    board = {"name": "board", "sits_every_days": 5, "judges_by": {"threshold": 3}}
    rights = {"start_initiative": {"ask": ["board"]}}
    scenario = squads(1, governance={"layers": [board], "decision_rights": rights})
    layer = first(OrganisationModel(scenario, rng=SEED), ApprovalLayer)
    for chance in ("pass_good", "pass_bad"):
        with pytest.raises(
            InputError, match=f"{chance}: 'board' judges by its estimate of value, .* leave judges_by out"
        ):
            setattr(layer, chance, 0.5)


def test_who_has_left_the_first_of_his_teams_sits_in_the_next() -> None:
    model = OrganisationModel(front_and_back(), rng=SEED, debug=True)
    tester = first(model, Person, role="tester")
    assert (tester.team, tester.teams) == ("front team", ("front team", "back team"))
    tester.move("", leaving="front team")
    assert (tester.team, tester.teams) == ("back team", ("back team",))
    model.run_model()
    hours = model.outcome().hours.to_pandas()
    assert set(hours[(hours.role == "tester") & (hours.hours > 0)].team) == {"back team"}
