"""A proposal on its way: people, a world and structures, and the scenarios that they make when they are read."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...scenario.loader import scenario_from
from ...scenario.scenario import Scenario
from ..people.persons import Person
from .people_writer import people_csv

PEOPLE = "people.csv"
AS_IS = "as-is"
Values = dict[str, Any]


@dataclass
class Draft:
    """People, a world and structures."""

    people: list[Person]
    roles: list[str]
    world: Values
    structures: dict[str, Values] = field(default_factory=dict)
    """By file name without ending; the first is the organisation as it is."""
    worked: bool = False
    """Whether demand comes from a history."""

    def scenario(self, name: str) -> Scenario:
        """One structure as a scenario. Raises InputError."""
        found = self.scenarios([name])[name]
        if isinstance(found, InputError):
            raise found
        return found

    def scenarios(self, names: Sequence[str]) -> dict[str, Scenario | InputError]:
        """Structures as scenarios, or what is wrong with them."""
        found: dict[str, Scenario | InputError] = {}
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / PEOPLE).write_text(people_csv(self.people, self.roles), encoding="utf-8")
            for name in names:
                values = {k: v for k, v in self.structures[name].items() if k != "extends"}
                try:
                    found[name] = scenario_from({**self.world, **values}, folder)
                except InputError as error:
                    found[name] = error
        return found
