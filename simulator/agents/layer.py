"""An approval layer as an agent."""

from __future__ import annotations

import numpy as np

from ..engine.interventions import checked as changes
from ..kernel.units import HOURS_PER_DAY, NONE
from ..organisation.governance import BOARD, MOST_HOURS, OUTSIDE, REVIEWERS
from .view import Stepped, View

FORMS = {BOARD: "board", REVIEWERS: "reviewers", OUTSIDE: "outside"}


class ApprovalLayer(View):
    """A board, reviewers, or an outside body."""

    table = "layers"
    fixed = True

    @classmethod
    def present(cls, model: Stepped) -> list[tuple[int, int]]:
        """All layers."""
        return [(layer, layer) for layer in range(int(model.world.parameters[0].layers))]

    @property
    def name(self) -> str:
        """Name of the layer."""
        return str(self.model.layer_names[self.row])

    @property
    def form(self) -> str:
        """`board`, `reviewers`, or `outside`: reviewers who are none of the workforce."""
        return FORMS[self.read("form")]

    @property
    def waiting(self) -> int:
        """How many requests it has not answered."""
        requests = self.model.world.requests
        return int(np.count_nonzero((requests["asker"] != NONE) & (requests["layer"] == self.row)))

    @property
    def sits_every_days(self) -> float:
        """Working days between the sittings of a board; may be set.

        The sitting that is called already takes place, at most one new period from now.
        """
        return float(self.read("period"))

    @sits_every_days.setter
    def sits_every_days(self, days: float) -> None:
        changes.change_rhythm(self.model.simulation, self.row, self.number("sits_every_days", days))

    @property
    def next_sitting(self) -> float:
        """Day of a board's next sitting; infinite for reviewers."""
        return changes.next_sitting(self.model.simulation, self.row)

    @property
    def capacity_per_sitting(self) -> int | None:
        """Requests that fit into a sitting, None for all; may be set for a board."""
        room = int(self.read("room"))
        return None if room == NONE else room

    @capacity_per_sitting.setter
    def capacity_per_sitting(self, requests: int | None) -> None:
        self._of_a_board("capacity_per_sitting")
        room = self.count("capacity_per_sitting", requests)
        self.write("room", NONE if room is None else room)

    @property
    def hours_per_request(self) -> float:
        """Hours that each member of a board spends on a request; may be set for a board."""
        return float(self.read("deciding")) * HOURS_PER_DAY

    @hours_per_request.setter
    def hours_per_request(self, hours: float) -> None:
        self._of_a_board("hours_per_request")
        self.write("deciding", self.checked("hours_per_request", hours, 0.0, MOST_HOURS) / HOURS_PER_DAY)

    @property
    def prepare_hours(self) -> float:
        """Hours of whoever asks, for each request; may be set."""
        return float(self.read("preparing")) * HOURS_PER_DAY

    @prepare_hours.setter
    def prepare_hours(self, hours: float) -> None:
        self.write("preparing", self.checked("prepare_hours", hours, 0.0, MOST_HOURS) / HOURS_PER_DAY)

    @property
    def pass_good(self) -> float:
        """Chance that a good idea passes; may be set where the layer does not judge by its estimate."""
        return float(self.read("pass_good"))

    @pass_good.setter
    def pass_good(self, chance: float) -> None:
        self._by_chances("pass_good")
        self.write("pass_good", self.checked("pass_good", chance, 0.0, 1.0))

    @property
    def pass_bad(self) -> float:
        """Chance that any other idea passes; may be set where the layer does not judge by its estimate."""
        return float(self.read("pass_bad"))

    @pass_bad.setter
    def pass_bad(self, chance: float) -> None:
        self._by_chances("pass_bad")
        self.write("pass_bad", self.checked("pass_bad", chance, 0.0, 1.0))

    def _of_a_board(self, attribute: str) -> None:
        """Raise InputError where the scenario would refuse what only a board has."""
        if self.read("form") != BOARD:
            wrong = f"'{self.name}' never sits, so that this would change nothing"
            raise changes.refuse(f"{self}.{attribute}", wrong, "set it for a board")

    def _by_chances(self, attribute: str) -> None:
        """Raise InputError where the layer judges by its estimate, whatever the chances."""
        if self.read("judges"):
            wrong = f"'{self.name}' judges by its estimate of value, so that this would change nothing"
            raise changes.refuse(f"{self}.{attribute}", wrong, "leave judges_by out of the scenario")
