"""A person as an agent."""

from __future__ import annotations

from ...organisation.workforce import MOST_MEMBERSHIPS
from .. import changes
from ..moving import move_person
from .view import NONE, View

LEAST_SKILL, MOST_SKILL = 1e-3, 1e3


class Person(View):
    """Somebody of the workforce.

    Attributes
    ----------
    ordinal: number in the workforce, role by role as written, from 0.
    """

    table = "people"
    fixed = True

    @property
    def role(self) -> str:
        """Name of his role."""
        return str(self.model.role_names[self.read("role")])

    @property
    def skill(self) -> float:
        """Multiplier on output, 1 = average; may be set, and holds from the next task he starts or resumes."""
        return float(self.read("skill"))

    @skill.setter
    def skill(self, multiplier: float) -> None:
        self.write("skill", self.checked("skill", multiplier, LEAST_SKILL, MOST_SKILL))

    @property
    def presence(self) -> float:
        """Share of working time that he is there; may be set, and acts at once."""
        return float(self.read("presence"))

    @presence.setter
    def presence(self, share: float) -> None:
        changes.set_presence(self.model.simulation, self.row, share)

    @property
    def team(self) -> str:
        """Name of the first of his teams, '' on the bench; may be set, and moves him there."""
        return str(self.model.team_name(self._memberships()[0]))

    @team.setter
    def team(self, name: str) -> None:
        self.move(name)

    @property
    def teams(self) -> tuple[str, ...]:
        """Names of all his teams, temporary ones too."""
        return tuple(self.model.team_name(t) for t in self._memberships() if t != NONE)

    def move(self, to: str, leaving: str | None = None) -> None:
        """Move to another team, '' for the bench, from the first of his teams or the one named.

        What he has open there goes back to the head of that team's queue.
        """
        membership = 0 if leaving is None else self._memberships().index(self.model.team_row(leaving))
        move_person(self.model.simulation, self.row, self.model.team_row(to), membership)

    def _memberships(self) -> list[int]:
        first = self.row * MOST_MEMBERSHIPS
        teams: list[int] = self.model.world.memberships["team"][first : first + MOST_MEMBERSHIPS].tolist()
        return teams

    @property
    def open_tasks(self) -> int:
        """How many tasks he has open."""
        return int(self.read("open_count"))

    @property
    def most_open_tasks(self) -> int:
        """How many he may have open at present."""
        return int(self.read("open_limit"))

    @property
    def idle(self) -> bool:
        """Whether he has no task open; he may still owe time to approvals and decisions."""
        return self.open_tasks == 0

    @property
    def partners(self) -> float:
        """Other people who live on the same initiatives, weighted by tie."""
        return float(self.read("partners"))

    @property
    def meetings(self) -> float:
        """Share of his present time that meetings take."""
        return float(self.read("meetings"))
