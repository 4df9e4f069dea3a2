"""What all views have in common: a row of a table, read and written in place."""

from __future__ import annotations

import math
from typing import Any, ClassVar, Protocol

import mesa
import numpy as np

from ..engine.interventions import checked as changes
from ..engine.run import Simulation


class Stepped(Protocol):
    """What a view asks of the model that it belongs to."""

    simulation: Simulation
    role_names: list[str]
    product_names: list[str]
    team_names: list[str]
    layer_names: list[str]

    @property
    def world(self) -> Any:
        """The tables of the organisation as they are now."""
        ...

    @property
    def day(self) -> float:
        """Working days since the start."""
        ...

    def team_name(self, row: int) -> str:
        """Name of the team in a row, '' for -1."""
        ...

    def team_row(self, name: str) -> int:
        """Row of the team with a name, -1 for ''."""
        ...

    def update_views(self) -> None:
        """Make views of what has come, and remove those of what is gone."""
        ...


class View(mesa.Agent):  # type: ignore[misc]
    """One row of a table of the World, as an agent."""

    table: ClassVar[str]
    fixed: ClassVar[bool] = False
    """Whether the same rows are there from the first day to the last."""

    def __init__(self, model: Stepped, row: int, ordinal: int) -> None:
        super().__init__(model)
        self.row, self.ordinal = row, ordinal

    @classmethod
    def present(cls, model: Stepped) -> list[tuple[int, int]]:
        """Row and ordinal of everything that is there now."""
        return [(row, row) for row in range(len(getattr(model.world, cls.table)))]

    @property
    def gone(self) -> bool:
        """Whether what the view shows is over."""
        return not self.fixed and (self.row, self.ordinal) not in self.present(self.model)

    def read(self, column: str) -> Any:
        """What stands in a column of the view's row, as a Python number."""
        return getattr(self.model.world, self.table)[column][self.row].item()

    def write(self, column: str, value: float) -> None:
        """Put a value into a column of the view's row. Raises InputError once the simulation is over."""
        if self.model.simulation.over:
            raise changes.refuse(str(self), "the simulation is over", "intervene before its last day")
        getattr(self.model.world, self.table)[column][self.row] = value

    def checked(self, attribute: str, value: Any, low: float, high: float) -> float:
        """A value for an attribute, inside its bounds. Raises InputError outside."""
        return changes.within(f"{self}.{attribute}", self.number(attribute, value), low, high)

    def number(self, attribute: str, value: Any) -> float:
        """A value for an attribute that is a number. Raises InputError where it is none."""
        if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.number):
            raise changes.refuse(f"{self}.{attribute}", f"{value!r} is no number", "write a number")
        return float(value)

    def count(self, attribute: str, value: Any) -> int | None:
        """A value for an attribute that is a whole number from 1, or None. Raises InputError elsewhere."""
        if value is None:
            return None
        number = self.checked(attribute, value, 1, math.inf)
        if not number.is_integer():
            raise changes.refuse(f"{self}.{attribute}", f"{value} is no whole number", "write one, or None")
        return int(number)

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.ordinal}"

    def __repr__(self) -> str:
        return f"<{self}>"
