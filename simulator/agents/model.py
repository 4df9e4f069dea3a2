"""An organisation as a Mesa model: a step is one working day, run by the compiled loop.

mesa is imported here and in `engine/agents` only, and only when somebody asks for the model.
"""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np

from ..engine.interventions.checked import known_name
from ..engine.run import Simulation
from ..errors import InputError, Problem
from ..kernel.units import NONE
from ..scenario.scenario import Scenario
from . import VIEWS, View
from .who_waits import who_waits_for_whom

SEEDS = 2**63


class DailyModel(mesa.Model):  # type: ignore[misc]
    """A simulation that Mesa steps through day by day; its agents are views of the simulation's World.

    Attributes
    ----------
    simulation: what is stepped through.
    seed: of the simulation's draws, which are keyed: `model.random` and `model.rng` are the user's own.
    running: False once the simulation is over.
    """

    running: bool

    def __init__(
        self, scenario: Scenario, *, rng: Any = None, events: bool = False, debug: bool = False
    ) -> None:
        _check(scenario, rng)
        seed = int(rng) if isinstance(rng, int | np.integer) else None
        super().__init__(rng=rng if seed is None else seed)
        self.seed = int(self.rng.integers(SEEDS)) if seed is None else seed
        self.simulation = Simulation(scenario, self.seed, log=events, debug=debug)
        self.role_names = list(scenario.workforce)
        self.product_names = scenario.product_names
        self.team_names = [team.name for team in scenario.organisation.teams]
        self.layer_names = [layer.name for layer in scenario.organisation.governance.layers]
        self._views: dict[type[View], dict[tuple[int, int], View]] = {}
        self._numbered = 0

    def step(self) -> None:
        """Let one working day pass; nothing once the simulation is over."""
        if self.running:
            self.simulation.run_until(self.day + 1.0)
            self.running = not self.simulation.over
        if self._views:
            self.update_views()

    @property
    def world(self) -> Any:
        """The tables of the organisation as they are now."""
        return self.simulation.world

    @property
    def day(self) -> float:
        """Working days since the start, as far as the simulation has come."""
        return self.simulation.now

    @property
    def open_items(self) -> int:
        """Items in the organisation."""
        return int(self.world.clock[0].open_items)

    @property
    def open_initiatives(self) -> int:
        """Initiatives in the organisation."""
        return int(self.world.clock[0].open_initiatives)

    def waits(self) -> dict[tuple[str, str], int]:
        """Who waits for whom, and with how many items: (team, team or layer), most first."""
        return who_waits_for_whom(self.world, self.team_name, self.layer_names)

    def team_name(self, row: int) -> str:
        """Name of the team in a row, '' for -1; a temporary one is called by its initiative."""
        if row < len(self.team_names):
            return "" if row == NONE else self.team_names[row]
        return f"team of initiative {self.world.initiatives[self.world.teams[row].initiative].ordinal}"

    def team_row(self, name: str) -> int:
        """Row of the team of the structure with a name, -1 for ''."""
        return known_name("team", str(name), self.team_names) if name else NONE

    @property
    def agents(self) -> Any:
        """All people, teams, layers, and initiatives under way, with whatever agents you added."""
        self.update_views()
        return super().agents

    @property
    def agents_by_type(self) -> Any:
        """The same by their class."""
        self.update_views()
        return super().agents_by_type

    @property
    def agent_types(self) -> Any:
        """Classes of agents."""
        self.update_views()
        return super().agent_types

    def register_agent(self, agent: Any) -> None:
        """Take an agent in; Mesa calls this. The numbers of agents are the model's own.

        Mesa 3.3 counts them in a table of its class that keeps every model for ever.
        """
        super().register_agent(agent)
        counters = getattr(mesa.Agent, "_ids", None)
        if counters is not None:
            counters.pop(self, None)
            self._numbered += 1
            agent.unique_id = self._numbered

    def update_views(self) -> None:
        """Make views of what has come, and remove those of what is gone."""
        for kind in VIEWS:
            if kind not in self._views:
                self._views[kind] = {}
                self._agents_by_type[kind] = type(self._all_agents)([], random=self.random)
            elif kind.fixed:
                continue
            known, present = self._views[kind], kind.present(self)
            for gone in known.keys() - set(present):
                known.pop(gone).remove()
            for row, ordinal in present:
                if (row, ordinal) not in known:
                    known[row, ordinal] = kind(self, row, ordinal)


def _check(scenario: Any, rng: Any) -> None:
    """Raise InputError for what is no scenario, and for a number that is no seed."""
    if not isinstance(scenario, Scenario):
        what = f"is of type {type(scenario).__name__}, not a scenario"
        remedy = "give what load_scenario(path) returns; in mesa.batch_run inside a list"
        raise InputError([Problem("scenario", what, remedy, file="OrganisationModel")])
    if isinstance(rng, int | np.integer) and not 0 <= rng < SEEDS:
        remedy = "write a whole number from 0 to 2^63 - 1"
        raise InputError([Problem("rng", f"{rng} is no seed", remedy, file="OrganisationModel")])
