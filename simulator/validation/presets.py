"""The presets of the project: four ways to organise the mid-size software company."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..scenario.loader import load_scenario
from ..scenario.scenario import Scenario

FIRST_IDEAS = 0.77
"""Ideas per area and quarter of the first mid-size world, for which S31, S33 and S34 were set."""
BUSY = 3.4
"""Times as many ideas, at which its busiest role was used .71 of its time: the load for which S33 was set."""
PRESETS = ("project-based", "spotify", "two-pizza", "product-model")


def preset(name: str, changes: Mapping[str, Any] | None = None) -> Scenario:
    """One of them; changes: by dotted path."""
    return load_scenario(f"preset:{name}", changes)


def at_first(name: str, times: float = 1.0, changes: Mapping[str, Any] | None = None) -> Scenario:
    """A preset with the demand for which targets were first set, or a multiple of it.

    No area has more ideas than another or is worth more, as many items are open at once as by default, there are no
    tickets, and estimates are right in the median.
    """
    first: dict[str, Any] = {
        "demand.mode": "equal_load",
        "demand.load": 0.80,
        "demand.modes.equal_load.loads": [{"load": 0.80, "scale": 1.0}],
        "demand.items": [],
        "demand.opportunities.ideas.arrivals_per_quarter": FIRST_IDEAS * times,
        "demand.opportunities.ideas.parallel": None,
        "demand.opportunities.ideas.evenness": None,
        "demand.opportunities.ideas.value_factor": None,
        "money.budget.optimism": 0.0,
    }
    return preset(name, first | dict(changes or {}))
