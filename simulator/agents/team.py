"""A team as an agent."""

from __future__ import annotations

import numpy as np

from ..engine.interventions import checked as changes
from ..errors import GoneError
from ..kernel.units import NONE
from ..organisation.workforce import MOST_MEMBERSHIPS
from ..work.priorities import POLICIES
from ..work.records import QUEUE, TOUCH
from .view import Stepped, View


class Team(View):
    """A team: of the structure, of reviewers (after those), or temporary.

    Attributes
    ----------
    ordinal: number of the team; of a temporary one, the ordinal of its initiative.
    """

    table = "teams"

    @classmethod
    def present(cls, model: Stepped) -> list[tuple[int, int]]:
        """The teams of the structure, and the temporary ones that exist."""
        own = len(model.team_names)
        temporary = np.flatnonzero(model.world.teams["first_seat"] != NONE)
        ordinals = model.world.initiatives["ordinal"][model.world.teams["initiative"][temporary]]
        return [(t, t) for t in range(own)] + list(zip(temporary.tolist(), ordinals.tolist(), strict=True))

    @property
    def gone(self) -> bool:
        """Whether it was temporary, and has dissolved."""
        return self.temporary and (self.row, self.ordinal) not in self.present(self.model)

    @property
    def name(self) -> str:
        """Name of the team; a temporary one is called by its initiative."""
        if self.gone:
            raise GoneError(f"{self} has dissolved; ask the model for its agents again")
        return str(self.model.team_name(self.row))

    @property
    def temporary(self) -> bool:
        """Whether it was made for an initiative, and goes with it."""
        return self.row >= len(self.model.team_names)

    @property
    def people(self) -> tuple[int, ...]:
        """Ordinals of its members."""
        seats = np.flatnonzero(self.model.world.memberships["team"] == self.row)
        return tuple((seats // MOST_MEMBERSHIPS).tolist())

    @property
    def size(self) -> int:
        """How many members it has."""
        return len(self.people)

    @property
    def waiting(self) -> int:
        """How many items, proposals and requests wait for its people."""
        return self._count(QUEUE)

    @property
    def working(self) -> int:
        """How many of them its people have open."""
        return self._count(TOUCH)

    def _count(self, state: int) -> int:
        items = self.model.world.items
        there = (items["team"] == self.row) & (items["state"] == state) & (items["kind"] != NONE)
        return int(np.count_nonzero(there))

    @property
    def in_progress(self) -> int:
        """How many items hold a place under its limit on work in progress."""
        return int(self.read("in_progress"))

    @property
    def backlog(self) -> int:
        """How many initiatives that nobody has begun it would have to begin."""
        return int(self.read("backlog"))

    @property
    def wip_limit(self) -> int | None:
        """Most items in progress, None for any number; may be set. It blocks starts only."""
        limit = int(self.read("limit"))
        return None if limit == NONE else limit

    @wip_limit.setter
    def wip_limit(self, limit: int | None) -> None:
        changes.limit_work(self.model.simulation, self.row, self.count("wip_limit", limit))

    @property
    def priorities(self) -> str:
        """What it takes first; may be set, and orders what waits anew."""
        return POLICIES[self.read("policy")]

    @priorities.setter
    def priorities(self, policy: str) -> None:
        changes.prioritise(self.model.simulation, self.row, str(policy))

    @property
    def closed(self) -> bool:
        """Whether it starts nothing now; may be set. What it has begun it finishes."""
        return bool(self.read("closed"))

    @closed.setter
    def closed(self, closed: bool) -> None:
        if closed not in (True, False):
            raise changes.refuse(f"{self}.closed", f"{closed!r} is neither", "write True or False")
        changes.close_team(self.model.simulation, self.row, closed)
