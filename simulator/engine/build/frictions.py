"""Parameters of mechanisms as compiled code reads them: at their off values where they are off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from ...kernel.units import DAYS_PER_WEEK, HOURS_PER_DAY, HOURS_PER_WEEK
from ...mechanisms.ceremonies import team_share
from ...mechanisms.money import reporting_hours_per_week
from ...mechanisms.switching import lost_at
from ...organisation.recipes import Team
from ...organisation.workforce import MOST_OPEN_TASKS
from ...scenario.scenario import Scenario
from .rights import review_layers


def mechanism_values(scenario: Scenario) -> dict[str, float]:
    """Values for the record of parameters, by its field names."""
    coordination, handoffs = scenario.coordination, scenario.handoffs
    dependencies = scenario.dependencies
    meeting, each = (team_share(scenario.ceremonies, n) * scenario.is_on("ceremonies") for n in (0, 1))
    together, handed = scenario.is_on("coordination"), scenario.is_on("handoffs")
    return {
        "coupled": int(scenario.is_on("dependencies")),
        "pair_cost": coordination.pair_cost * together,
        "size_cost": coordination.size_cost * together,
        "tie_team": coordination.tie.team,
        "tie_group": coordination.tie.group,
        "tie_across": coordination.tie.across,
        "give_days": handoffs.give_hours / HOURS_PER_DAY * handed,
        "take_days": handoffs.take_hours / HOURS_PER_DAY * handed,
        "lost_effort": handoffs.lost_effort * handed,
        "lost_return": handoffs.lost_return * handed,
        "negotiating_days": dependencies.negotiation_hours / HOURS_PER_DAY * scenario.is_on("dependencies"),
        "self_service_effort": dependencies.self_service_effort,
        "meeting_share": meeting,
        "meeting_share_each": each - meeting,
    }


def lost_shares(scenario: Scenario) -> Any:
    """Share of working time lost to switching, by number of open tasks."""
    active = scenario.is_on("switching")
    return np.array([lost_at(scenario.switching, k) * active for k in range(MOST_OPEN_TASKS + 1)])


def meeting_shares(scenario: Scenario) -> Any:
    """Share of each person's time that ceremonies ask for, were there no limit to it."""
    shares: list[list[float]] = [[] for _ in _roles(scenario)]
    reviewing = len(review_layers(scenario))  # their teams come last, and have no meetings of their own
    meeting = scenario.organisation.teams[: len(scenario.organisation.teams) - reviewing]
    hours = [*_reporting(scenario, meeting), *_retrospectives(scenario, meeting)]
    if scenario.is_on("ceremonies"):
        for team in meeting:
            for person, _ in team.members:
                shares[person].append(_meeting_share(scenario, team))
        hours += [*_chapters(scenario), *_guilds(scenario)]
    for person, per_week in hours:
        shares[person].append(per_week / HOURS_PER_WEEK)
    return np.array([sum(mine) for mine in shares])


def _reporting(scenario: Scenario, teams: Sequence[Team]) -> list[tuple[int, float]]:
    """Members of teams that report metrics, with their hours per week."""
    if not scenario.acts("money") or scenario.money is None:
        return []
    hours = reporting_hours_per_week(scenario.money.reporting)
    return [(person, hours / len(team.members)) for team in teams for person, _ in team.members if hours]


def _retrospectives(scenario: Scenario, teams: Sequence[Team]) -> list[tuple[int, float]]:
    """Members of teams that look back, with their hours per week; once for each person."""
    spec = scenario.feedback.retrospectives if scenario.feedback and scenario.acts("feedback") else None
    if spec is None:
        return []
    people = {person for team in teams for person, _ in team.members}
    return [(person, spec.hours * DAYS_PER_WEEK / spec.every_days) for person in sorted(people)]


def _meeting_share(scenario: Scenario, team: Team) -> float:
    """Share of the week that a team's meetings take from each member."""
    if team.meeting_hours_per_week is not None:
        return team.meeting_hours_per_week / HOURS_PER_WEEK
    return team_share(scenario.ceremonies, len(team.members))


def _roles(scenario: Scenario) -> list[str]:
    return [role for role, spec in scenario.workforce.items() for _ in range(spec.count)]


def _chapters(scenario: Scenario) -> list[tuple[int, float]]:
    """Members of chapters, with their hours per week: the same role in several teams of a group."""
    chapters, roles = scenario.structure.chapters, _roles(scenario)
    if chapters is None:
        return []
    seats = {
        (team.group or f"\0{t}", roles[person], person): t
        for t, team in enumerate(scenario.organisation.teams)
        for person, _ in team.members
    }
    teams = Counter((group, role) for group, role, t in {(g, r, t) for (g, r, _), t in seats.items()})
    members = {person for (group, role, person) in seats if teams[group, role] > 1}
    return [(person, chapters.hours_per_week) for person in sorted(members)]


def _guilds(scenario: Scenario) -> list[tuple[int, float]]:
    """Members of guilds, with their hours per week."""
    roles = _roles(scenario)
    return [
        (person, guild.hours_per_week)
        for guild in scenario.structure.guilds
        for person, role in enumerate(roles)
        if guild.roles == "all" or role in guild.roles
    ]
