"""People and their roles. People belong to the world; where they sit is the structure's matter."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field

from ..kernel.distributions import Distribution
from ..metadata import Plausible, Source, Unit
from ..spec import NonNegative, Spec

MOST_OPEN_TASKS = 8
MOST_MEMBERSHIPS = 8
MOST_PEOPLE = 100_000

PERSON = np.dtype(
    [
        ("role", "i4"),  # ordinal of the role in the workforce
        ("skill", "f8"),  # multiplier on output, 1 = average
        ("presence", "f8"),  # share of working time that the person is there
        ("meetings", "f8"),  # share of present time that ceremonies take
        ("called", "f8"),  # the same, were there no limit to it
        ("lost", "f8"),  # share of working time that switching between tasks takes
        ("owed", "f8", (4,)),  # days of preparing, deciding, consulting, deploying that come before tasks
        ("mentoring", "f8"),  # share of the person's time after meetings that newcomers take
        ("ramp", "f8"),  # share of the person's time on tasks that is productive: below 1 for a newcomer
        ("incidents", "i4"),  # of the person's open tasks; as long as there are any, the others wait
        ("number", "i4"),  # within the role
        ("generation", "i4"),  # how often the seat has been filled anew
        ("away", "i4"),  # 1: the seat is empty
        ("pay", "f8"),  # per working day
        ("first_answered", "i4"),  # first and last answered task that waits for the person, -1 for none
        ("last_answered", "i4"),
        ("own_limit", "i4"),  # tasks that the role may have open
        ("open_limit", "i4"),  # how many may be open at present: more on several temporary teams
        ("open_count", "i4"),  # how many are
        ("memberships", "i4"),  # how many of the person's rows of MEMBERSHIP are, or have been, in use
        ("seats", "i4"),  # in temporary teams
        ("most_seats", "i4"),  # 0: never in one
        ("next_seated", "i4"),  # neighbours in the list of people of the same role with as many seats
        ("previous_seated", "i4"),
        ("available_since", "i8"),  # position in the order in which people became available
        ("settled_at", "f8"),  # working days; until when the person's time has been booked
        ("next_item", "i4"),  # row of the item that will be finished first, -1 for none
    ],
    align=True,
)

MEMBERSHIP = np.dtype(
    [
        ("team", "i4"),  # -1: the row is not in use
        ("share", "f8"),  # weight among the memberships for which the person has tasks open
        ("limit", "i4"),  # tasks that the person may have open for this team: 1 in a temporary one
        ("open", "i4"),  # how many the person has
        ("next_seat", "i4"),  # next member of the same temporary team
        ("account", "i4"),  # row of the hours account of this team and role
        ("since", "f8"),  # working day since when the person has been in this team
        ("next_member", "i4"),  # next membership of the same permanent team
        ("in_list", "i4"),  # list of available people in which it is linked, -1 for none
        ("next", "i4"),  # membership behind it in that list
        ("previous", "i4"),  # membership before it in that list
    ],
    align=True,
)


LEAST_FTE = 0.01
FullTimeShare = Annotated[float, Field(ge=LEAST_FTE, le=1), Unit("share of full time")]


class RoleSpec(Spec):
    """The people of one role."""

    count: Annotated[int, Field(ge=1, le=MOST_PEOPLE), Unit("people")]
    """Number of people."""
    skill: Annotated[Distribution, Unit("multiplier"), Source(yours=True)] = 1.0
    """Multiplier on output, drawn once per person; 1 is average."""
    fte: Annotated[
        FullTimeShare | list[FullTimeShare], Unit("share of full time"), Plausible(0.5, 1), Source(yours=True)
    ] = 1.0
    """Share of full time that each person works, in meetings as in work, and is paid for: one number for all of the role, or a
    list with one for each person in order."""
    open_tasks: Annotated[int, Field(ge=1, le=MOST_OPEN_TASKS), Unit("tasks"), Source("S10")] = 1
    """Number of tasks that one person may have open at once; time is split among them."""
    pay: Annotated[
        NonNegative,
        Unit("money per year and person"),
        Plausible(50_000, 150_000),
        Source(judgement=True, yours=True),
    ] = 100_000.0
    """Of each person, per year of 260 working days."""


def roles_of_people(workforce: dict[str, RoleSpec]) -> list[str]:
    """Role of each person, in order of their ordinals."""
    return [role for role, spec in workforce.items() for _ in range(spec.count)]


def fte_of_people(workforce: dict[str, RoleSpec]) -> list[float]:
    """Share of full time of each person, in order of their ordinals."""
    found: list[float] = []
    for spec in workforce.values():
        found += spec.fte if isinstance(spec.fte, list) else [spec.fte] * spec.count
    return found


def ordinals_of(workforce: dict[str, RoleSpec]) -> dict[str, range]:
    """Ordinals of the people of each role: people are numbered role by role, as written."""
    ranges, first = {}, 0
    for role, spec in workforce.items():
        ranges[role] = range(first, first + spec.count)
        first += spec.count
    return ranges
