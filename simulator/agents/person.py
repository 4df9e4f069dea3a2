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
    """A person of the workforce.

    Attributes
    ----------
    ordinal: number in the workforce, role by role as written, from 0.
    """

    table = "people"
    fixed = True

    @property
    def role(self) -> str:
        """Name of the person's role."""
        return str(self.model.role_names[self.read("role")])

    @property
    def skill(self) -> float:
        """Multiplier on output, 1 = average; may be set, and holds from the next task started or resumed."""
        return float(self.read("skill"))

    @skill.setter
    def skill(self, multiplier: float) -> None:
        self.write("skill", self.checked("skill", multiplier, LEAST_SKILL, MOST_SKILL))

    @property
    def presence(self) -> float:
        """Share of working time that the person is there; may be set, and acts at once."""
        return float(self.read("presence"))

    @presence.setter
    def presence(self, share: float) -> None:
        changes.set_presence(self.model.simulation, self.row, self.number("presence", share))

    @property
    def team(self) -> str:
        """Name of their first team that is not temporary, '' for none; setting it moves the person there."""
        return str(self.model.team_name(self._memberships()[self._home()]))

    @team.setter
    def team(self, name: str) -> None:
        self.move(name)

    @property
    def teams(self) -> tuple[str, ...]:
        """Names of all their teams, also temporary ones."""
        return tuple(self.model.team_name(t) for t in self._memberships() if t != NONE)

    def move(self, to: str, leaving: str | None = None) -> None:
        """Move to another team, '' for the bench, from the first of their teams or the one named.

        Open tasks there go back to the head of that team's queue.
        """
        membership = self._home() if leaving is None else self._membership_in(leaving)
        move_person(self.model.simulation, self.row, self.model.team_row(to), membership)

    def _memberships(self) -> list[int]:
        first = self.row * MOST_MEMBERSHIPS
        teams: list[int] = self.model.world.memberships["team"][first : first + MOST_MEMBERSHIPS].tolist()
        return teams

    def _home(self) -> int:
        """Which of their memberships is the first in a team that is not temporary; 0 where none is."""
        own = len(self.model.team_names)
        return next((k for k, t in enumerate(self._memberships()) if NONE < t < own), 0)

    def _membership_in(self, name: str) -> int:
        """Which of their memberships is that in a team. Raises InputError where they have none there."""
        names = [self.model.team_name(t) if t != NONE else None for t in self._memberships()]
        if name not in names:
            raise changes.refuse(f"{self}.move", f"does not sit in '{name}'", did_you_mean(name, self.teams))
        return names.index(name)

    @property
    def open_tasks(self) -> int:
        """How many tasks the person has open."""
        return int(self.read("open_count"))

    @property
    def most_open_tasks(self) -> int:
        """How many they may have open at present."""
        return int(self.read("open_limit"))

    @property
    def idle(self) -> bool:
        """Whether the person has no task open; they may still owe time to duties such as approvals."""
        return self.open_tasks == 0

    @property
    def switching_share(self) -> float:
        """Share of working time that switching between tasks and areas takes."""
        return float(self.read("lost"))

    @property
    def away(self) -> bool:
        """Whether the seat is empty: the person has left, and no successor has been hired yet."""
        return bool(self.read("away"))

    @property
    def hired_day(self) -> float | None:
        """Working day of hiring; None for a person who has been here from the start."""
        return float(self.read("hired_at")) if self.read("generation") else None

    @property
    def ramp(self) -> float:
        """Share of the person's time on tasks that is productive: below 1 for a newcomer who ramps up."""
        return float(self.read("ramp"))

    @property
    def mentoring(self) -> float:
        """Share of the person's time after meetings that newcomers take."""
        return float(self.read("mentoring"))

    @property
    def meetings(self) -> float:
        """Share of the time when the person is there that meetings take."""
        return float(self.read("meetings"))
