"""Ceremonies: meetings that happen whether there is work or not.

Claim. Teams, chapters and guilds meet every week. Meeting hours grow with the number of members, and are
not available for tasks.

Source. Engineers report 10.9 meeting hours a week: 9.7 in small firms, 12.9 in large ones (P10). These
fixed meetings are a part of them and coordination is the rest; the split is judgement. Chapters and
guilds: P12.

Off value. 0 hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from ..kernel.compiled import compiled
from ..kernel.quantiles import LawBook
from ..kernel.units import HOURS_PER_WEEK
from ..metadata import Plausible, Source, Unit
from ..organisation.recipes import Team
from ..organisation.workforce import roles_of_people
from ..spec import NonNegative, Spec
from .entry import Mechanism, Parameter, Setting

MOST_OF_THE_WEEK = 0.8
"""Meetings never take more than this share of a person's week."""


class CeremoniesSpec(Spec):
    """Meetings of a team."""

    hours_per_week: Annotated[
        NonNegative, Unit("hours per week"), Plausible(0, 8), Source("P10", judgement=True)
    ] = 3.0
    """Of each member, whatever the size of the team."""
    minutes_per_member_per_week: Annotated[
        NonNegative, Unit("minutes per week and member"), Plausible(0, 30), Source("P10", judgement=True)
    ] = 10.0
    """Of each member, for every member of the team."""


def team_share(spec: CeremoniesSpec, members: int) -> float:
    """Share of the week that a team's meetings take from each member."""
    return (spec.hours_per_week + spec.minutes_per_member_per_week * members / 60.0) / HOURS_PER_WEEK


@compiled
def capped(share):
    """Share of a person's week that meetings take, given the share that they ask for."""
    return min(MOST_OF_THE_WEEK, max(0.0, share))


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters: what each seat in a temporary team costs in meetings."""
    spec = setting.of(CeremoniesSpec)
    alone, each = team_share(spec, 0), team_share(spec, 1)
    return {"meeting_share": alone, "meeting_share_each": each - alone}


def meetings_of_teams(setting: Setting, teams: Sequence[Team]) -> list[tuple[int, float]]:
    """Members of teams, each with the share of the week that the team's meetings take."""
    spec, shares = setting.of(CeremoniesSpec), []
    for team in teams:
        fixed = team.meeting_hours_per_week
        share = team_share(spec, len(team.members)) if fixed is None else fixed / HOURS_PER_WEEK
        shares += [(person, share) for person, _ in team.members]
    return shares


def chapter_members(setting: Setting) -> list[tuple[list[int], float]]:
    """Chapters, each with its members and hours per week: people of one role in at least two teams of a group."""
    chapters, roles = setting.structure.chapters, roles_of_people(setting.workforce)
    if chapters is None:
        return []
    people: dict[tuple[str, str], set[int]] = {}
    teams: dict[tuple[str, str], set[int]] = {}
    for t, team in enumerate(setting.organisation.teams):
        for person, _ in team.members:
            if team.group is not None:
                people.setdefault((team.group, roles[person]), set()).add(person)
                teams.setdefault((team.group, roles[person]), set()).add(t)
    meet = [key for key in people if len(people[key]) > 1 and len(teams[key]) > 1]
    return [(sorted(people[key]), chapters.hours_per_week) for key in meet]


def guild_members(setting: Setting) -> list[tuple[list[int], float]]:
    """Guilds, each with its members and hours per week."""
    roles = roles_of_people(setting.workforce)
    return [
        (
            [p for p, role in enumerate(roles) if guild.roles == "all" or role in guild.roles],
            guild.hours_per_week,
        )
        for guild in setting.structure.guilds
    ]


def community_hours(setting: Setting) -> list[tuple[int, float]]:
    """Members of chapters and guilds, with their hours per week in each."""
    groups = [*chapter_members(setting), *guild_members(setting)]
    return [(person, hours) for people, hours in groups for person in people]


MECHANISM = Mechanism(
    name="ceremonies",
    claim="Teams, chapters and guilds meet every week, whether there is work or not.",
    sources=("P10", "P12"),
    keys=(
        "structure.chapters",
        "structure.guilds",
    ),
    section="ceremonies",
    spec=CeremoniesSpec,
    parameters=(
        Parameter("meeting_share", "f8", 0.0, "of the week of each member of a temporary team"),
        Parameter("meeting_share_each", "f8", 0.0, "the same, more for each member of that team"),
    ),
    values=values,
    accounts=("ceremonies",),
)
