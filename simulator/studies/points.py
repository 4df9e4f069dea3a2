"""The scenario of a variant at a point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..scenario.factors import Factor
from ..scenario.parameters import parameters_of
from ..scenario.scenario import Scenario
from ..scenario.variations import from_resolved
from ..store.manifest import resolved
from .designs import value_of


class Varied:
    """A variant that points move."""

    def __init__(self, scenario: Scenario, factors: Sequence[Factor]) -> None:
        self._scenario, self._resolved = scenario, resolved(scenario)
        own = {p.path: p.value for p in parameters_of(scenario)}
        self._own = own
        self._factors = [f for f in factors if f.everywhere or f.path in own]

    def at(self, row: Mapping[str, Any]) -> Scenario:
        """The scenario at a point. row: values by path, as the table of points holds them."""
        values = {f.path: f.written(value_of(f, row[f.path]), self._own.get(f.path)) for f in self._factors}
        if not values:
            return self._scenario
        return from_resolved(self._resolved, self._scenario.folder, values, self._scenario.name)
