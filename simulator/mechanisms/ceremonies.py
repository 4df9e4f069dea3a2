"""Ceremonies: meetings that happen whether there is work or not.

Claim. Teams, chapters and guilds meet every week; meeting hours grow with the number of members and
are gone for tasks.

Source. Engineers report 10.9 meeting hours a week, 9.7 in small and 12.9 in large firms (P10), of
which these fixed meetings are a part and coordination is the rest; chapters and guilds P12. The
split is judgement.

Off value. 0 hours.
"""

from __future__ import annotations

from collections import Counter
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
"""Meetings never take more than this share of anybody's week."""


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
    """Share of the week that meetings take of a person who is called to so many."""
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


def chapter_hours(setting: Setting) -> list[tuple[int, float]]:
    """Members of chapters, with their hours per week: the same role in several teams of a group."""
    chapters, roles = setting.structure.chapters, roles_of_people(setting.workforce)
    if chapters is None:
        return []
    seats = {
        (team.group or f"\0{t}", roles[person], person): t
        for t, team in enumerate(setting.organisation.teams)
        for person, _ in team.members
    }
    teams = Counter((group, role) for group, role, t in {(g, r, t) for (g, r, _), t in seats.items()})
    members = {person for (group, role, person) in seats if teams[group, role] > 1}
    return [(person, chapters.hours_per_week) for person in sorted(members)]


def guild_hours(setting: Setting) -> list[tuple[int, float]]:
    """Members of guilds, with their hours per week."""
    return [
        (person, guild.hours_per_week)
        for guild in setting.structure.guilds
        for person, role in enumerate(roles_of_people(setting.workforce))
        if guild.roles == "all" or role in guild.roles
    ]


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
