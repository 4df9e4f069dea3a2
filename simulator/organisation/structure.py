"""Teams, what they own, and who sits in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from ..spec import Count, Name, PositiveCount, Spec

TEAM = np.dtype(
    [
        ("group", "i8"),  # ordinal of its group; teams without one are groups of their own
        ("policy", "i8"),  # what its queue is ordered by, a row of work.priorities.POLICIES
        ("limit", "i8"),  # most items in progress, -1 for no limit
        ("backlog", "i8"),  # initiatives that nobody has begun
        ("in_progress", "i8"),  # items that hold a place under that limit
        ("fresh", "i8"),  # bit s: an item that needs a place waits for stage s
        ("started", "i8"),  # bit s: an item that needs no place waits for stage s
    ],
    align=True,
)

MOST_TEAMS = 10_000

Policy = Literal["first_come", "value_over_effort", "value", "oldest_initiative", "items_shipped"]


class SeatSpec(Spec):
    """One person of a role, by number, and how much of his time the team gets."""

    person: Count
    """Which person of the role, counted from 0."""
    share: Annotated[float, Field(gt=0, le=1)] | None = None
    """Share of his time; without it his memberships split what is left equally."""


class OwnsSpec(Spec):
    """Part of the map (product, stage) -> team."""

    products: Literal["all"] | list[Name] = "all"
    """Names of products, or all."""
    stages: Literal["all"] | list[Name] = "all"
    """Names of stages, or all."""


class TeamSpec(Spec):
    """People who share a queue. A department is a team, and so is a squad."""

    not_yet_supported: ClassVar[frozenset[str]] = frozenset({"calendar", "decision_rights", "permanent"})

    name: Name
    members: dict[Name, PositiveCount | list[Count | SeatSpec]]
    """By role: how many (the next people of that role who sit nowhere yet), or a list of people
    by number within the role, who may then sit in several teams."""
    owns: OwnsSpec | list[OwnsSpec] = OwnsSpec()
    """The stages of products that this team does. Each pair has exactly one owner."""
    group: Name | None = None
    """Its tribe, department or business unit: ties inside are cheaper than across."""
    wip_limit: PositiveCount | None = None
    """Most items in progress at once; blocks starts only."""
    priorities: Policy | None = None
    """What the team takes first; default: the scenario's `priorities`."""


WeeklyHours = Annotated[float, Field(ge=0, le=40)]


class ChaptersSpec(Spec):
    """People of the same role in different teams of a group, who meet (P12)."""

    by: Literal["role"] = "role"
    """What brings them together."""
    hours_per_week: WeeklyHours = 2.0
    """Meeting hours of each member. Range 1-4 (P12)."""


class GuildSpec(Spec):
    """A voluntary community across groups (P12)."""

    name: Name
    roles: Literal["all"] | list[Name] = "all"
    """Whose people belong to it."""
    hours_per_week: WeeklyHours = 1.0
    """Meeting hours of each member. Range 0-4 (P12)."""


class StructureSpec(Spec):
    """How the people of the world are organised."""

    not_yet_supported: ClassVar[frozenset[str]] = frozenset(
        {
            "composition", "max_team_size", "assign", "on_shortage", "leftovers", "groups",
            "platform", "staffing", "max_projects",
        }
    )  # fmt: skip
    values_not_yet_supported: ClassVar[Mapping[str, frozenset[str]]] = {
        "recipe": frozenset({"functional", "cross_functional", "project", "as_is"})
    }

    recipe: Literal["explicit"] = "explicit"
    """How teams are made; `explicit`: as listed under `teams`."""
    teams: Annotated[list[TeamSpec], Field(min_length=1, max_length=MOST_TEAMS)]
    """The teams, in full."""
    chapters: ChaptersSpec | None = None
    """Meetings of the same role across the teams of a group."""
    guilds: list[GuildSpec] = []
    """Voluntary communities."""
