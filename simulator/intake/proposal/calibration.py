"""The amount of work: the busiest person in the present organisation reaches a utilisation of 0.8.

Files do not show how long a person works on an item. An organisation that copes cannot have a utilisation
above 1, and one with a very low utilisation has no queues to compare.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ...report.utilisation import duties_of_people, utilisation_of_people
from ...report.workload import workload_of
from ...scenario.scenario import Scenario

TARGET = 0.8
CLOSE = 0.005
MOST_STEPS = 40


def busiest(scenario: Scenario) -> tuple[float, str]:
    """Expected utilisation of the busiest person who works on items, and the person's role."""
    load = workload_of(scenario)
    used, duties = utilisation_of_people(scenario, load), duties_of_people(scenario, load)
    roles = [role for role, spec in scenario.workforce.items() for _ in range(spec.count)]
    working = [p for p in range(len(used)) if used[p] > duties[p] + 1e-9]
    top = max(working or range(len(used)), key=lambda p: used[p])
    return used[top], roles[top]


def with_rates(scenario: Scenario, factor: float) -> Scenario:
    """The same scenario with all arrivals multiplied."""
    demand = scenario.demand.model_copy(update={"scale": factor})
    return scenario.model_copy(update={"demand": demand}).relative_to(scenario.folder)


def with_efforts(scenario: Scenario, factor: float) -> Scenario:
    """The same scenario with all efforts of items multiplied."""
    streams = [
        stream.model_copy(update={"effort_days": _scaled(stream.effort_days, factor)})
        for stream in scenario.demand.items
    ]
    demand = scenario.demand.model_copy(update={"items": streams})
    return scenario.model_copy(update={"demand": demand}).relative_to(scenario.folder)


def _scaled(law: Any, factor: float) -> Any:
    """A lognormal law of efforts, longer by a factor."""
    inner = law.lognormal
    return law.model_copy(update={"lognormal": inner.model_copy(update={"mean": inner.mean * factor})})


def factor_for(
    scenario: Scenario, change: Callable[[Scenario, float], Scenario], target: float = TARGET
) -> float:
    """The factor that brings the busiest person to the target utilisation, or as near to it as possible."""
    low, high, middle = 1e-4, 1e4, 1.0
    for _ in range(MOST_STEPS):
        middle = math.sqrt(low * high)
        used, _ = busiest(change(scenario, middle))
        if abs(used - target) < CLOSE:
            return middle
        low, high = (middle, high) if used < target else (low, middle)
    return low
