"""orgsim: what happens to speed, customers and money if we organise differently?

>>> from simulator import load_scenario, simulate, compare, study, analyse, query, read_results
>>> from simulator import parameters_of  # every number of a scenario: default, unit, plausible range, source
>>> from simulator import OrganisationModel, Person, Team, ApprovalLayer, Initiative  # for Mesa
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .agents import ApprovalLayer as ApprovalLayer
    from .agents import Initiative as Initiative
    from .agents import Person as Person
    from .agents import Team as Team
    from .notebook import compare as compare
    from .notebook import simulate as simulate
    from .notebook import study as study
    from .scenario.loader import load_scenario as load_scenario
    from .scenario.parameters import parameters_of as parameters_of
    from .store.query import query as query
    from .store.reader import read_results as read_results
    from .studies.analysis.study_analysis import analyse as analyse
    from .studies.organisation_model import OrganisationModel as OrganisationModel
    from .studies.sweep.given import study_of as study_of

_HOMES = {
    "load_scenario": ".scenario.loader",
    "simulate": ".notebook",
    "study": ".notebook",
    "analyse": ".studies.analysis.study_analysis",
    "study_of": ".studies.sweep.given",
    "query": ".store.query",
    "compare": ".notebook",
    "parameters_of": ".scenario.parameters",
    "read_results": ".store.reader",
    "OrganisationModel": ".studies.organisation_model",
    "Person": ".agents",
    "Team": ".agents",
    "ApprovalLayer": ".agents",
    "Initiative": ".agents",
}

__all__ = [
    "ApprovalLayer",
    "Initiative",
    "OrganisationModel",
    "Person",
    "Team",
    "analyse",
    "compare",
    "load_scenario",
    "parameters_of",
    "query",
    "read_results",
    "simulate",
    "study",
    "study_of",
]


def __getattr__(name: str) -> Any:
    """Import on first use: `orgsim --help` must answer at once."""
    if name not in _HOMES:
        raise AttributeError(f"module 'simulator' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name], __name__), name)
