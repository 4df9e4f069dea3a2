"""`OrganisationModel`: the organisation as a Mesa model, with the outcome of its run."""

from __future__ import annotations

from typing import Any

from ..agents.model import DailyModel
from ..errors import InputError, Problem
from ..scenario.scenario import Scenario
from .runs import Run, run_of
from .seeds import checked_source


class OrganisationModel(DailyModel):
    """An organisation as a `mesa.Model`, in which a step is one working day.

    Its agents are views of people, teams, approval layers and initiatives, made when you ask for them.
    Stepped to its end it leaves the same bytes as `simulate(scenario, seed)`.

    Parameters
    ----------
    scenario
        As `load_scenario` returns it.
    rng
        The seed, as in `simulate`. Anything else that Mesa takes gives a seed by chance, kept in `seed`.
    events
        Whether to keep the event log.
    debug
        Whether to check the model's rules after every event.

    Examples
    --------
    >>> model = OrganisationModel(load_scenario("scenarios/three-clerks.yaml"), rng=7)
    >>> model.step()
    >>> model.agents_by_type[Person].agg("open_tasks", sum)
    """

    def __init__(
        self, scenario: Scenario, rng: Any = None, *, events: bool = False, debug: bool = False
    ) -> None:
        rng = checked_source(rng, type(self).__name__) if isinstance(scenario, Scenario) else rng
        super().__init__(scenario, rng=rng, events=events, debug=debug)

    def outcome(self) -> Run:
        """What the run left behind, as Arrow tables, once it is over.

        Raises
        ------
        InputError
            Before the end.
        """
        if not self.simulation.over:
            what = f"the simulation has come to day {self.day:g} and has no outcome yet"
            raise InputError([Problem("outcome", what, "call run_model() first", file="OrganisationModel")])
        return run_of(self.simulation, self.seed)
