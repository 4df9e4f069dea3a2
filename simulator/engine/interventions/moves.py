"""A person moves to another team: his seat, the meetings of both teams, whose trade is what, the books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...kernel.units import NONE
from ...kernel.world import World
from ...mechanisms.registry import ACCOUNT_COUNT
from ...organisation.boards import review_layers
from ...organisation.recipes import Organisation, Team
from ...organisation.workforce import MOST_MEMBERSHIPS
from ...scenario.scenario import Scenario
from ..builder.meetings import meeting_shares
from ..builder.teams import account_rows, role_of, trades_among
from ..run import Simulation
from . import compiled as interventions
from .checked import prepare, refuse, set_meetings


def move_person(simulation: Simulation, person: int, team: int, membership: int = 0) -> None:
    """Person `person` leaves the team of one of his memberships for team `team`, -1 for none.

    What he has open for the team he leaves goes back to the head of its queue, his work on it kept; what
    he waits for an answer to he still goes on with himself. Where he sits in approval layers does not
    change.
    """
    row = simulation.world.memberships[person * MOST_MEMBERSHIPS + membership]
    left = int(row.team)
    if left == team:
        return
    _check(simulation, person, left, team)
    prepare(simulation)
    scenario, world = simulation.scenario, simulation.world
    after = with_organisation(scenario, _moved(scenario, person, left, team))
    before_meetings, meetings = meeting_shares(scenario), meeting_shares(after)
    _add_accounts(simulation, after)
    simulation.scenario = after
    _describe_teams(world, after, [t for t in (left, team) if t != NONE])
    row.share = row.share or 1.0
    account = account_rows(after).index((team, int(world.people[person].role)))
    interventions.change_team(world, person * MOST_MEMBERSHIPS + membership, team, account)
    for other in np.flatnonzero(before_meetings != meetings):
        extra = float(world.people[other].called - before_meetings[other])  # of temporary teams
        set_meetings(simulation, int(other), float(meetings[other]) + extra)


def _check(simulation: Simulation, person: int, left: int, team: int) -> None:
    what = f"person {person}.team"
    teams = simulation.scenario.organisation.teams
    own = len(teams) - len(review_layers(simulation.scenario.organisation.governance))
    if not (NONE <= team < own and left < own):
        wrong = "reviewers and temporary teams are not staffed by hand"
        raise refuse(what, wrong, f"name one of {', '.join(t.name for t in teams[:own])}")
    rows = simulation.world.memberships["team"][person * MOST_MEMBERSHIPS : (person + 1) * MOST_MEMBERSHIPS]
    if team != NONE and team in rows:
        raise refuse(what, f"sits in '{teams[team].name}' already", "move him to another team")


def with_organisation(scenario: Scenario, organisation: Organisation) -> Scenario:
    """The same scenario with people seated otherwise than its recipe says."""
    after = scenario.model_copy()
    after.__dict__["organisation"] = organisation  # where the cached property keeps it
    return after


def _moved(scenario: Scenario, person: int, left: int, team: int) -> Organisation:
    """The organisation with one person in another team; hours booked so far keep their accounts."""
    organisation, teams = scenario.organisation, list(scenario.organisation.teams)
    share = 1.0
    if left != NONE:
        share = dict(teams[left].members)[person]
        members = [member for member in teams[left].members if member[0] != person]
        teams[left] = replace(teams[left], members=tuple(members))
    if team != NONE:
        teams[team] = _joined(teams[team], person, share)
    role = role_of(scenario)[person]
    accounts = organisation.accounts | set(account_rows(scenario)) | {(team, role)}
    return replace(organisation, teams=tuple(teams), accounts=accounts)


def _joined(team: Team, person: int, share: float) -> Team:
    """A team with one more member, before the first whose ordinal is higher."""
    place = next((k for k, member in enumerate(team.members) if member[0] > person), len(team.members))
    return replace(team, members=(*team.members[:place], (person, share), *team.members[place:]))


def _add_accounts(simulation: Simulation, after: Scenario) -> None:
    """Books with a row for every (team, role) of now and before."""
    world, rows = simulation.world, account_rows(after)
    before = account_rows(simulation.scenario)
    if rows == before:
        return
    place = np.array([rows.index(pair) for pair in before])
    world.grow("kept_books", len(world.kept_periods) * len(rows) * ACCOUNT_COUNT)
    world.kept_books[:] = 0.0
    booked = _spread(np.array(world.booked).reshape(len(before), -1), place, len(rows))
    world.grow("booked", booked.size)
    world.booked[:] = booked.ravel()
    for period in simulation.books.periods:
        period.booked = _spread(period.booked, place, len(rows))
    world.memberships["account"] = place[world.memberships["account"]]
    staffed = world.staff_accounts >= 0
    world.staff_accounts[staffed] = place[world.staff_accounts[staffed]]


def _spread(booked: np.ndarray, place: np.ndarray, rows: int) -> np.ndarray:
    """The same books with their rows at other places among more."""
    spread = np.zeros((rows, ACCOUNT_COUNT))
    spread[place] = booked
    return spread


def _describe_teams(world: World, after: Scenario, teams: Sequence[int]) -> None:
    """Whose trade is what in some teams, and who speaks for each."""
    roles, people = int(world.parameters[0].roles), role_of(after)
    fit = np.array(world.fit).reshape(roles, -1)
    for t in teams:
        members = [person for person, _ in after.organisation.teams[t].members]
        if not members:
            continue  # nobody takes anything there; whoever spoke for it still does
        world.first_member[t] = members[0]
        world.trades[t * roles : (t + 1) * roles] = trades_among({people[p] for p in members}, fit)
