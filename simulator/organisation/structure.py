"""Teams, what they own, and who sits in them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from ..metadata import Plausible, Source, Unit
from ..spec import Count, Days, Name, Positive, PositiveCount, PositiveDays, Spec
from .management import ManagementSpec
from .policies import Policy

TEAM = np.dtype(
    [
        ("group", "i4"),  # ordinal of its group; teams without one are groups of their own
        ("policy", "i4"),  # what its queue is ordered by, a row of work.priorities.POLICIES
        ("limit", "i4"),  # most items in progress, -1 for no limit
        ("closed", "i4"),  # 1: by its calendar it starts nothing now
        ("every_days", "f8"),  # calendar: days between openings, infinite where it is always open
        ("open_days", "f8"),  # days that it stays open
        ("first_day", "f8"),
        ("turns", "i4"),  # how often it has opened and closed
        ("initiative", "i4"),  # of a temporary team
        ("seats", "i4"),  # of a temporary team
        ("first_seat", "i4"),  # of a temporary team: first membership, -1 for none
        ("first_member", "i4"),  # of a permanent team: the same
        ("next_free", "i4"),  # of a temporary team: next unused one
        ("backlog", "i4"),  # initiatives that are not begun
        ("in_progress", "i4"),  # items that hold a place under that limit
        ("fresh", "i8"),  # bit s: an item that needs a place waits for stage s
        ("started", "i8"),  # bit s: an item that needs no place waits for stage s
        ("tickets", "i8"),  # bit s: a ticket waits for stage s
    ],
    align=True,
)

MOST_TEAMS = 10_000
MOST_PROJECTS = 7  # of a person, who also has a place at home
ProjectCount = Annotated[int, Field(ge=1, le=MOST_PROJECTS), Unit("teams")]


class SeatSpec(Spec):
    """One person of a role, by number, and how much of their time the team gets."""

    person: Annotated[Count, Unit("ordinal of a person")]
    """Which person of the role, counted from 0."""
    share: Annotated[float, Field(gt=0, le=1), Unit("share")] | None = None
    """Share of the person's time; without it their memberships split what is left equally."""


class OwnsSpec(Spec):
    """Part of the map (product, stage) -> team."""

    products: Literal["all"] | list[Name] = "all"
    """Names of products, or all."""
    stages: Literal["all"] | list[Name] = "all"
    """Names of stages, or all."""


WeeklyHours = Annotated[float, Field(ge=0, le=40), Unit("hours per week")]


class CalendarSpec(Spec):
    """When a team starts work. It may finish work that it has begun at any time."""

    every_days: PositiveDays
    """Working days from one opening to the next: 5 for once a week, 65 for once a quarter."""
    open_days: Annotated[PositiveDays, Source(yours=True)] = 1.0
    """Working days for which it is open."""
    first_day: Annotated[Days, Source(yours=True)] = 0.0
    """Day of the first opening; until then it is closed."""

    @model_validator(mode="after")
    def _closes(self) -> CalendarSpec:
        if self.open_days >= self.every_days:
            raise ValueError("never closes; write open_days below every_days, or no calendar")
        return self


class TeamSpec(Spec):
    """People who share a queue. A department is a team, and so is a squad."""

    not_yet_supported: ClassVar[frozenset[str]] = frozenset({"decision_rights", "permanent"})

    name: Name
    members: Annotated[dict[Name, PositiveCount | list[Count | SeatSpec]], Unit("people")]
    """By role: how many (the next people of that role who sit nowhere yet), or a list of people by number
    within the role, who may then sit in several teams."""
    owns: OwnsSpec | list[OwnsSpec] = OwnsSpec()
    """The stages of products that this team does. Each pair has exactly one owner."""
    group: Name | None = None
    """Its tribe, department or business unit: ties inside are cheaper than across."""
    wip_limit: Annotated[PositiveCount, Unit("items")] | None = None
    """Most items in progress at once; blocks starts only."""
    priorities: Policy | None = None
    """What the team takes first; default: the scenario's `priorities`."""
    meeting_hours_per_week: WeeklyHours | None = None
    """Meeting hours of each member; default: by `ceremonies`."""
    calendar: CalendarSpec | None = None
    """Days on which the team starts work; default: always."""


class ChaptersSpec(Spec):
    """People of the same role in different teams of a group, who meet."""

    by: Literal["role"] = "role"
    """The role whose people meet."""
    hours_per_week: Annotated[WeeklyHours, Plausible(1, 4), Source("P12")] = 2.0
    """Meeting hours of each member."""


class GuildSpec(Spec):
    """A voluntary community across groups."""

    name: Name
    roles: Literal["all"] | list[Name] = "all"
    """Roles whose people belong to it."""
    hours_per_week: Annotated[WeeklyHours, Plausible(0, 4), Source("P12")] = 1.0
    """Meeting hours of each member."""


class SeatsSpec(Spec):
    """How many people of a role an initiative gets."""

    seats: Annotated[PositiveCount, Unit("people")] | None = None
    """Number of seats."""
    items_per: Annotated[Positive, Unit("items")] | None = None
    """One seat per this many items, rounded up."""
    from_items: Annotated[PositiveCount, Unit("items"), Source(yours=True)] = 1
    """Only for initiatives with at least this many items."""

    @model_validator(mode="after")
    def _one_measure(self) -> SeatsSpec:
        if self.seats is not None and self.items_per is not None:
            raise ValueError("has both seats and items_per; keep one of them")
        if self.seats is None and self.items_per is None:
            raise ValueError("does not say how many; add seats or items_per")
        return self


class PlatformSpec(Spec):
    """A team that others build on."""

    name: Name = "platform"
    products: Annotated[list[Name], Field(min_length=1)]
    """Areas that it owns, all stages of them."""
    mode: Annotated[Literal["ticket", "self_service"], Source("S34")] = "ticket"
    """`ticket`: a team that needs a change there waits in its queue; `self_service`: it makes the change
    itself."""
    members: Annotated[dict[Name, PositiveCount | list[Count | SeatSpec]], Unit("people")]
    """By role, as in a team."""
    group: Name | None = None
    """Its group."""
    meeting_hours_per_week: WeeklyHours | None = None
    """Meeting hours of each member; default: by `ceremonies`."""


class GroupsSpec(Spec):
    """Teams that belong together: ties inside are cheaper than across."""

    name: Name = "group"
    """Name of the groups, followed by a number."""
    max_people: Annotated[PositiveCount, Unit("people"), Source("P13")] = 100
    """Most people in one group."""


class ReassignSpec(Spec):
    """Teams follow the work: at intervals people or areas move to where much less, or more, waits."""

    every_quarters: Annotated[
        float, Field(ge=0.1, le=1000), Unit("quarters"), Plausible(0.5, 4), Source(judgement=True)
    ] = 1.0
    """Quarters from one time to the next."""
    to: Literal["longest_backlog"] = "longest_backlog"
    """Where people move to, and areas from: the team with most waiting work for each of its members."""
    what: Literal["people", "areas"] = "people"
    """`people`: of the role that does most of the work, from the team with least waiting work per member; `areas`: one
    of several of the team with most, to that with least. At most a twentieth of them at a time."""


class StructureSpec(Spec):
    """How the people of the world are organised."""

    recipe: Literal["explicit", "functional", "cross_functional", "project", "as_is"] = "explicit"
    """How teams are made. `explicit`: as listed under `teams`; `functional`: a department for every
    trade; `cross_functional`: teams of one composition that own products; `project`: departments, and a
    temporary team for every initiative; `as_is`: the teams and groups in the file of people that
    `workforce: {from_csv: …}` names."""
    teams: Annotated[list[TeamSpec], Field(max_length=MOST_TEAMS)] = []
    """The teams, in full; of recipe explicit. Recipe as_is fills them in."""
    owns: dict[Name, OwnsSpec | list[OwnsSpec]] = {}
    """Of recipe as_is: what each team of the file of people owns; teams that are not named own nothing
    and have no meetings here."""
    composition: (
        Annotated[dict[Name, PositiveCount], Field(min_length=1), Unit("people"), Source("P13", "P14", "P15")]
        | None
    ) = None
    """People of each role in a cross-functional team."""
    max_team_size: Annotated[PositiveCount, Unit("people"), Source("P03", "P14")] | None = None
    """Largest cross-functional team: people who are left over join teams that have room."""
    assign: Literal["auto"] | dict[Name, Annotated[list[Name], Field(min_length=1)]] = "auto"
    """Products of each cross-functional team; `auto`: in order, as evenly as possible, one team for
    each product where there are people enough."""
    on_shortage: Literal["error", "share", "empty_seat"] = "error"
    """Where people of a role are too few: refuse, let them sit in several teams, or leave seats empty."""
    leftovers: Literal["error", "idle", "department"] = "department"
    """People who could do something and are left over: refuse, leave them without a team, or let them be
    departments that do what the teams cannot do. Only `department` makes departments."""
    end_to_end: Literal["all"] | Annotated[list[Name], Field(min_length=1)] = "all"
    """Stages that cross-functional teams do themselves where they can; departments do the rest."""
    wip_limit: Annotated[PositiveCount, Unit("items")] | None = None
    """Most items in progress of a cross-functional team."""
    department_hours_per_week: Annotated[WeeklyHours, Plausible(0, 4), Source(judgement=True)] | None = None
    """Meeting hours of each member of a department that the recipe makes; default: by `ceremonies`."""
    groups: GroupsSpec | None = None
    """Tribes, departments, business units: teams in order, as many as fit."""
    platform: PlatformSpec | Annotated[list[PlatformSpec], Field(min_length=1)] | None = None
    """A team that others build on, or several."""
    management: ManagementSpec | None = None
    """Span and levels of management; `governance.layers` may ask its levels."""
    contracts: Literal["all"] | list[Name] = []
    """Products whose owners have written down what others may ask of them and how (team APIs)."""
    staffing: Annotated[dict[Name, PositiveCount | SeatsSpec], Field(min_length=1), Unit("people")] | None = (
        None
    )
    """Seats by role of the temporary team that every committed initiative gets: all at once or not at all,
    in order of commitment. It does the stages that its members do best."""
    seats: Literal["throughout", "while_needed"] = "throughout"
    """Of temporary teams. `throughout`: seats are kept until the initiative is done; `while_needed`: they are given back
    when no item needs the role any more."""
    reassign: ReassignSpec | None = None
    """How teams follow the work; default: they do not."""
    max_projects: Annotated[ProjectCount | dict[Name, ProjectCount], Source(yours=True)] = 1
    """In how many temporary teams a person may sit at once; by role, or for all."""
    chapters: ChaptersSpec | None = None
    """Meetings of the same role across the teams of a group."""
    guilds: list[GuildSpec] = []
    """Voluntary communities."""

    @property
    def platforms(self) -> list[PlatformSpec]:
        """All platforms."""
        if self.platform is None:
            return []
        return self.platform if isinstance(self.platform, list) else [self.platform]

    @property
    def platform_places(self) -> list[str]:
        """Where in the file each platform stands."""
        if isinstance(self.platform, list):
            return [f"structure.platform.{i}" for i in range(len(self.platform))]
        return ["structure.platform"] * len(self.platforms)
