"""People and their roles. People belong to the world; where they sit is the structure's matter."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from ..kernel.distributions import Distribution
from ..spec import Spec

MOST_OPEN_TASKS = 8
MOST_MEMBERSHIPS = 8
MOST_PEOPLE = 100_000

PERSON = np.dtype(
    [
        ("role", "i8"),  # ordinal of the role in the workforce
        ("skill", "f8"),  # multiplier on output, 1 = average
        ("presence", "f8"),  # share of working time that the person is there
        ("meetings", "f8"),  # share of present time that ceremonies take
        ("partners", "f8"),  # other people who live on his initiatives, weighted by tie
        ("focus", "f8"),  # share of working time that coordination with them leaves
        ("owed", "f8", (3,)),  # days of preparing, deciding, consulting that come before tasks
        ("first_live", "i8"),  # first of the initiatives he lives on, -1 for none
        ("first_answered", "i8"),  # first and last task that waits for him with an answer, -1 for none
        ("last_answered", "i8"),
        ("open_limit", "i8"),  # how many tasks may be open at once
        ("open_count", "i8"),  # how many are
        ("memberships", "i8"),  # how many of the person's rows of MEMBERSHIP are in use
        ("available_since", "i8"),  # position in the order in which people became available
        ("settled_at", "f8"),  # working days; until when the person's time has been booked
        ("next_item", "i8"),  # row of the item that will be finished first, -1 for none
    ],
    align=True,
)

MEMBERSHIP = np.dtype(
    [
        ("team", "i8"),
        ("share", "f8"),  # of the person's time, over all his memberships 1
        ("account", "i8"),  # row of the hours account of this team and role
        ("in_list", "i8"),  # list of available people in which it is linked, -1 for none
        ("next", "i8"),  # membership behind it in that list
        ("previous", "i8"),  # membership before it in that list
    ],
    align=True,
)


class RoleSpec(Spec):
    """The people of one role."""

    not_yet_supported: ClassVar[frozenset[str]] = frozenset({"pay", "from_csv"})

    count: Annotated[int, Field(ge=1, le=MOST_PEOPLE)]
    """Number of people."""
    skill: Distribution = 1.0
    """Multiplier on output, drawn once per person; 1 is average."""
    open_tasks: Annotated[int, Field(ge=1, le=MOST_OPEN_TASKS)] = 1
    """How many tasks one person may have open at once; time is split among them (S10)."""


def ordinals_of(workforce: dict[str, RoleSpec]) -> dict[str, range]:
    """Ordinals of the people of each role: people are numbered role by role, as written."""
    ranges, first = {}, 0
    for role, spec in workforce.items():
        ranges[role] = range(first, first + spec.count)
        first += spec.count
    return ranges
