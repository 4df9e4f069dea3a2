"""A person as an agent."""

from __future__ import annotations

from ..engine.interventions import checked as changes
from ..engine.interventions.moves import move_person
from ..errors import did_you_mean
from ..kernel.units import NONE
from ..organisation.workforce import MOST_MEMBERSHIPS
from .view import View

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
        changes.set_presence(self.model.simulation, self.row, self.number("presence", share))

    @property
    def team(self) -> str:
        """Name of the first of his teams that is not temporary, '' for none; may be set, and moves him there."""
        return str(self.model.team_name(self._memberships()[self._home()]))

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
        membership = self._home() if leaving is None else self._membership_in(leaving)
        move_person(self.model.simulation, self.row, self.model.team_row(to), membership)

    def _memberships(self) -> list[int]:
        first = self.row * MOST_MEMBERSHIPS
        teams: list[int] = self.model.world.memberships["team"][first : first + MOST_MEMBERSHIPS].tolist()
        return teams

    def _home(self) -> int:
        """Which of his memberships is the first in a team that is not temporary; 0 where none is."""
        own = len(self.model.team_names)
        return next((k for k, t in enumerate(self._memberships()) if NONE < t < own), 0)

    def _membership_in(self, name: str) -> int:
        """Which of his memberships is that in a team. Raises InputError where he has none there."""
        names = [self.model.team_name(t) if t != NONE else None for t in self._memberships()]
        if name not in names:
            raise changes.refuse(f"{self}.move", f"does not sit in '{name}'", did_you_mean(name, self.teams))
        return names.index(name)

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
    def away(self) -> bool:
        """Whether the seat is empty: somebody has left, and nobody has been hired yet."""
        return bool(self.read("away"))

    @property
    def hired_day(self) -> float | None:
        """Working day on which he came; None for whoever has been here from the start."""
        return float(self.read("hired_at")) if self.read("generation") else None

    @property
    def ramp(self) -> float:
        """Share of his time on tasks that is productive: below 1 for a newcomer who ramps up."""
        return float(self.read("ramp"))

    @property
    def mentoring(self) -> float:
        """Share of his time after meetings that newcomers take."""
        return float(self.read("mentoring"))

    @property
    def meetings(self) -> float:
        """Share of his present time that meetings take."""
        return float(self.read("meetings"))
