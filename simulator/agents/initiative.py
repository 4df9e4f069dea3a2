"""An initiative as an agent."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.interventions import checked as changes
from ..errors import GoneError
from ..kernel.units import NONE
from ..work.records import PARTS
from .view import Stepped, View


class Initiative(View):
    """An initiative that is under way, from its arrival until it is released, refused, expired or ended.

    Attributes
    ----------
    ordinal: number in the order of arrival, the same in every structure.
    """

    table = "initiatives"

    @classmethod
    def present(cls, model: Stepped) -> list[tuple[int, int]]:
        """All that are under way, in order of arrival."""
        ordinals = np.asarray(model.world.initiatives["ordinal"])
        rows = np.flatnonzero(ordinals != NONE)
        return sorted(zip(rows.tolist(), ordinals[rows].tolist(), strict=True), key=lambda pair: pair[1])

    @property
    def gone(self) -> bool:
        """Whether it is over."""
        ordinal: int = self.model.world.initiatives["ordinal"][self.row].item()
        return ordinal != self.ordinal

    def read(self, column: str) -> Any:
        """What stands in a column of its row. Raises GoneError once it is over."""
        self._must_be_there()
        return super().read(column)

    def _must_be_there(self) -> None:
        if self.gone:
            raise GoneError(f"{self} is over; what became of it stands in outcome().initiatives")

    @property
    def product(self) -> str:
        """Name of its product area."""
        return str(self.model.product_names[self.read("product")])

    @property
    def good(self) -> bool:
        """Whether it is a good idea: hidden from everybody inside."""
        return bool(self.read("good") == 1)

    @property
    def value(self) -> float:
        """Per quarter of its life, signed: hidden, too."""
        return float(self.read("value"))

    @property
    def estimated_value(self) -> float:
        """What people think it is worth per quarter, if good; may be set, and orders queues anew."""
        return float(self.read("estimated_value"))

    @estimated_value.setter
    def estimated_value(self, value: float) -> None:
        self._must_be_there()
        changes.revalue(self.model.simulation, self.row, self.number("estimated_value", value))

    @property
    def items(self) -> int:
        """Work items in its own area."""
        return int(self.read("items"))

    @property
    def items_released(self) -> int:
        """How many of them are released."""
        return int(self.read("released"))

    @property
    def arrived_day(self) -> float:
        """Day of its arrival."""
        return float(self.read("arrived_at"))

    @property
    def age_days(self) -> float:
        """Working days since its arrival."""
        return float(self.model.day - self.arrived_day)

    @property
    def begun(self) -> bool:
        """Whether anybody has started work on it."""
        return bool(self.read("begun"))

    @property
    def state(self) -> str:
        """What its lead time is booked to: the first that holds for any of its items of touch, queue,
        dependency, decision, approval, staffing, release."""
        self._must_be_there()
        counts = self.model.world.initiatives["counts"][self.row]
        return next((part for part, count in zip(PARTS, counts, strict=True) if count > 0), "")

    @property
    def team(self) -> str:
        """Name of its temporary team, '' for none."""
        return str(self.model.team_name(self.read("team")))

    def end(self) -> None:
        """End it, with all its items that are not released; whoever worked on it looks for other work."""
        self._must_be_there()
        changes.end_initiative(self.model.simulation, self.row)
        self.model.update_views()
