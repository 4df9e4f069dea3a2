"""Tables of teams, permanent and temporary, and of the seats in them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...kernel.world import table
from ...mechanisms.dependencies import DependenciesSpec
from ...organisation.staffing import SEAT, most_teams
from ...organisation.workforce import MOST_MEMBERSHIPS
from ...scenario.scenario import Scenario
from ...state.portfolio import NOT_LISTED, SCOPE
from ...state.team_queues import CLASSES
from ...work.priorities import POLICIES
from .records import TEAM, fill_blanks

ROLE_LIST = np.dtype([("first", "i4"), ("last", "i4")], align=True)


def account_rows(scenario: Scenario) -> list[tuple[int, int]]:
    """The (team, role) pairs whose hours are booked, in order; team -1 is the bench."""
    teams, roles = scenario.organisation.teams, role_of(scenario)
    pairs = {(t, roles[person]) for t, team in enumerate(teams) for person, _ in team.members}
    seated = {person for team in teams for person, _ in team.members}
    pairs |= {(-1, roles[p]) for p in range(len(roles)) if p not in seated}
    temporary = len(teams)  # all temporary teams have one book
    pairs |= {(temporary, seats.role) for seats in scenario.organisation.staffing}
    if scenario.structure.reassign is not None:
        pairs |= {(t, r) for t in range(temporary) for r in set(roles)}
    return sorted(pairs | scenario.organisation.accounts)


def role_of(scenario: Scenario) -> list[int]:
    """Ordinal of the role of each person."""
    return [r for r, spec in enumerate(scenario.workforce.values()) for _ in range(spec.count)]


def team_tables(scenario: Scenario, stages: int) -> dict[str, Any]:
    """Teams, permanent ones first, with their queues for each stage and their lists of people."""
    specs = scenario.organisation.teams
    teams = table(TEAM, len(specs) + temporary_teams(scenario))
    fill_blanks(teams, "teams")
    teams.limit = teams.first_seat = teams.next_free = teams.initiative = -1
    teams.every_days = math.inf
    teams.policy = POLICIES.index(scenario.priorities)
    groups = list(dict.fromkeys(spec.group or f"\0{t}" for t, spec in enumerate(specs)))
    for t, spec in enumerate(specs):
        policy = POLICIES.index(spec.priorities or scenario.priorities)
        group = groups.index(spec.group or f"\0{t}")
        teams[t].group, teams[t].policy = group, policy
        teams[t].limit = -1 if spec.wip_limit is None else spec.wip_limit
        if spec.calendar is not None:
            teams[t].every_days, teams[t].open_days = spec.calendar.every_days, spec.calendar.open_days
            teams[t].first_day, teams[t].closed = spec.calendar.first_day, 1
    teams.next_free[len(specs) :] = [*range(len(specs) + 1, len(teams)), -1][: len(teams) - len(specs)]
    available = table(ROLE_LIST, len(teams) * len(scenario.workforce) * most_open_tasks(scenario))
    available.first = available.last = -1
    queues = np.full(len(teams) * stages * CLASSES, -1, np.int32)
    counted = len(teams) * len(scenario.value_stream) if scenario.structure.seats == "while_needed" else 1
    return {"teams": teams, "available": available, "queues": queues, "to_do": np.zeros(counted, np.int64)}


def temporary_teams(scenario: Scenario) -> int:
    """Most temporary teams that there can be at once."""
    return most_teams(scenario.organisation.staffing, scenario.structure.seats == "while_needed")


def scope_tables(scenario: Scenario, teams: Any) -> dict[str, Any]:
    """Who has how many places for initiatives."""
    limits, permanent = scenario.limits_in_force, len(scenario.organisation.teams)
    per = "company" if limits is None else limits.per
    count = {"team": permanent, "group": int(teams.group[:permanent].max()) + 1, "company": 1}[per]
    scopes = table(SCOPE, count)
    scopes.places = 0 if limits is None else limits.initiatives
    scopes.waiting, scopes.next = -1, NOT_LISTED
    scopes.policy = teams.policy[:count] if per == "team" else POLICIES.index(scenario.priorities)
    return {"scopes": scopes}


def reassigning_tables(scenario: Scenario) -> dict[str, Any]:
    """Which teams people and areas may leave and come to, and where the hours of newcomers are booked."""
    teams, roles = scenario.organisation.teams, len(scenario.workforce)
    rows = {pair: k for k, pair in enumerate(account_rows(scenario))}
    platforms = {platform.name for platform in scenario.structure.platforms}
    owning = {
        t for (_, s), t in scenario.organisation.owner.items() if scenario.value_stream[s].per == "item"
    }
    return {
        "may_reassign": np.array(
            [int(t in owning and team.name not in platforms) for t, team in enumerate(teams)]
        ),
        "team_accounts": np.array([rows.get((t, r), -1) for t in range(len(teams)) for r in range(roles)]),
        "waiting_days": np.zeros(len(teams) + temporary_teams(scenario)),
    }


def team_trades(scenario: Scenario, fit: Any) -> Any:
    """By team and role, bit s: no role in the team does stage s better.

    fit: proficiency by role and stage. Temporary teams get theirs when they are staffed.
    """
    specs, roles = scenario.organisation.teams, role_of(scenario)
    bits = np.zeros((len(specs) + temporary_teams(scenario), len(fit)), np.int64)
    for t, spec in enumerate(specs):
        bits[t] = trades_among({roles[person] for person, _ in spec.members}, fit)
    return bits.ravel()


def trades_among(here: set[int], fit: Any) -> Any:
    """By role, bit s: the role is here, and no other role here does stage s better."""
    bits = np.zeros(len(fit), np.int64)
    best = fit[sorted(here)].max(axis=0)
    for r in here:
        bits[r] = sum(1 << int(s) for s in np.flatnonzero((fit[r] > 0) & (fit[r] >= best)))
    return bits


def most_open_tasks(scenario: Scenario) -> int:
    """Most tasks that one person may have open at once."""
    own = [role.open_tasks for role in scenario.workforce.values()]
    return max([*own, *(seats.most_projects for seats in scenario.organisation.staffing)])


def product_tables(scenario: Scenario) -> dict[str, Any]:
    """Which areas are self-service, and what share of negotiating about a change is left."""
    organisation, products = scenario.organisation, range(len(scenario.products))
    left = scenario.of(DependenciesSpec).contract_share
    return {
        "self_service": np.array([int(p in organisation.self_service) for p in products]),
        "contracts": np.array([left if p in organisation.contracts else 1.0 for p in products]),
        "contracted": np.array([int(p in organisation.contracts) for p in products]),
    }


def staffing_tables(scenario: Scenario) -> dict[str, Any]:
    """Seats that initiatives need, who can take one, and where the hours are booked."""
    staffing, roles = scenario.organisation.staffing, list(scenario.workforce)
    kinds = table(SEAT, max(1, len(staffing)))
    rows = {pair: k for k, pair in enumerate(account_rows(scenario))}
    accounts = np.full(len(roles), -1)
    for kind, seats in zip(kinds, staffing, strict=False):
        kind.role, kind.people = seats.role, len(seats.people)
        kind.seats, kind.items_per = seats.spec.seats or 0, seats.spec.items_per or 0.0
        kind.from_items = seats.spec.from_items
        kind.stages = _trades(scenario, roles[seats.role])
        accounts[seats.role] = rows[len(scenario.organisation.teams), seats.role]
    lists = table(ROLE_LIST, len(roles) * (MOST_MEMBERSHIPS + 1))
    lists.first = lists.last = -1
    return {
        "staffing": kinds,
        "staff_accounts": accounts,
        "seat_lists": lists,
        "free_people": np.zeros(len(roles), np.int64),
    }


def _trades(scenario: Scenario, role: str) -> int:
    """Bit s: no role does stage s, once per item, better than this role."""
    return sum(
        1 << s
        for s, stage in enumerate(scenario.value_stream)
        if stage.per == "item" and stage.by.get(role, 0.0) >= max(stage.by.values())
    )


def link_members(teams: Any, memberships: Any) -> None:
    """Chain the memberships of each permanent team, in order of people."""
    memberships["next_member"] = -1
    teams["first_member"] = -1
    rows = np.flatnonzero(memberships["team"] >= 0)
    rows = rows[np.argsort(memberships["team"][rows], kind="stable")]  # by team, then by person
    team = memberships["team"][rows]
    same = team[1:] == team[:-1]
    memberships["next_member"][rows[:-1][same]] = rows[1:][same]
    begins = np.concatenate([[True], ~same])[: len(rows)]
    teams["first_member"][team[begins]] = rows[begins]
