"""A run that is over: where it stands in its study, and what it left behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import pyarrow as pa

from ..engine.run import Simulation
from ..forecast.workload import overloads
from ..outcomes.facts import Facts, facts_of
from ..outcomes.registry import beyond_run_off, measure
from ..outcomes.stationarity import steadiness_of, warnings_of
from ..scenario.scenario import Scenario
from ..store import quarters, tables


class Case(NamedTuple):
    """A scenario at its place in a study; a study simulates each of its cases with the same seeds."""

    variant: str
    scenario: Scenario
    point: int = 0
    """Point of the design, such as a load; 0 where there is only one."""
    drawn: Drawn | None = None
    """Where each replication has a plausible world of its own: the scenario in it."""


Drawn = Callable[[int], tuple[Scenario, Mapping[str, Any]]]
"""From the number of a world to the scenario in it, and the values that were drawn, by path."""


@dataclass(frozen=True)
class Run:
    """What one replication left behind, as Arrow tables.

    Attributes
    ----------
    facts
        The arrays behind the tables.
    labels
        Values of the first columns of every table, such as the replication.
    is_drawn
        Whether the run is in a plausible world; then its labels hold what was drawn.
    """

    facts: Facts
    labels: dict[str, Any]
    is_drawn: bool = False

    def __repr__(self) -> str:
        name = self.scenario if self.variant == self.scenario else f"{self.variant} ({self.scenario})"
        initiatives = len(self.facts.initiatives)
        work = [f"{initiatives:,} initiatives"] * bool(initiatives) + [f"{len(self.facts.items):,} items"]
        return f"<Run of {name}, seed {self.seed}: {', '.join(work)} in {self.facts.end:,.0f} working days>"

    @property
    def scenario(self) -> str:
        """Name of the scenario."""
        return str(self.labels["scenario"])

    @property
    def variant(self) -> str:
        """Name of the variant."""
        return str(self.labels["variant"])

    @property
    def point(self) -> int:
        """Point of the design at which the variant stands."""
        return int(self.labels["point"])

    @property
    def replication(self) -> int:
        """Number of the replication, from 0."""
        return int(self.labels["replication"])

    @property
    def seed(self) -> int:
        """The seed, which gives the same run again."""
        return int(self.labels["seed"])

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know before they trust the figures, as `orgsim run` says it."""
        found = [*overload_warnings(self.facts.scenario), *warnings_of([steadiness_of(self.facts)])]
        return tuple(f"{self.variant}: {warning}" for warning in found)

    @cached_property
    def outcomes(self) -> tables.Outcomes:
        """Every outcome by name, None where nothing was measured, and the names of those beyond the run-off."""
        measured = measure(self.facts)
        return measured, beyond_run_off(self.facts, measured)

    @cached_property
    def run(self) -> pa.Table:
        """One row with every outcome."""
        return tables.runs_table([(self.labels, self.outcomes)])

    @cached_property
    def quarters(self) -> pa.Table:
        """Outcomes by quarter, team and area."""
        return quarters.quarter_table(self.facts, self._short_labels)

    @cached_property
    def initiatives(self) -> pa.Table:
        """One row per initiative."""
        return tables.initiative_table(self.facts, self._short_labels)

    @cached_property
    def items(self) -> pa.Table:
        """One row per item."""
        return tables.item_table(self.facts, self._short_labels)

    @cached_property
    def hours(self) -> pa.Table:
        """Hours by quarter, team, role and account."""
        return tables.hours_table(self.facts, self._short_labels)

    @cached_property
    def incidents(self) -> pa.Table:
        """One row per failure that has shown."""
        return tables.incident_table(self.facts, self._short_labels)

    @cached_property
    def events(self) -> pa.Table:
        """The event log; empty unless asked for."""
        return tables.event_table(self.facts, self._short_labels)

    @property
    def _short_labels(self) -> dict[str, Any]:
        names = ("scenario", "variant", "point", "replication")
        return {name: self.labels[name] for name in names}


def run_of(
    simulation: Simulation,
    seed: int,
    case: Case | None = None,
    replication: int = 0,
    drawn: Mapping[str, Any] | None = None,
) -> Run:
    """What a simulation that is over has left behind; without a case, as the only run of its scenario.

    drawn: values by path in a plausible world.
    """
    name = simulation.scenario.name
    labels = {
        "scenario": name,
        "variant": case.variant if case else name,
        "point": case.point if case else 0,
        "replication": replication,
        "seed": seed,
    }
    return Run(facts_of(simulation), labels | dict(drawn or {}), is_drawn=drawn is not None)


def overload_warnings(scenario: Scenario) -> list[str]:
    """A warning for each role or seat that has more to do than it can."""
    return [f"{load}: its queue grows without end" for load in overloads(scenario)]
