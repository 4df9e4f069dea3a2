"""Worlds of docs/contexts.py: the mid-size one, varied over docs/contexts-ranges.yaml, and the presets in them."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from ensemble_design import (
    MID_SIZE_AREAS,
    MID_SIZE_ARRIVALS,
    area_names,
    managers,
    platform_members,
    products,
    workforce,
)
from measuring import ROOT, merged, ranges_of
from scipy.stats import qmc

from simulator import load_scenario
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario
from simulator.store.manifest import resolved

RANGES = ranges_of("contexts-ranges.yaml")
PRESETS = ("project-based", "spotify", "two-pizza", "product-model")
MID_SIZE_LOAD, PLATFORM_COUPLING = 0.71, 0.10
SEED = 3
Values = dict[str, Any]


@dataclass(frozen=True)
class Context:
    """A world in which the presets are compared."""

    coupling: float = 0.10
    load: float = MID_SIZE_LOAD
    areas: int = MID_SIZE_AREAS
    regulation: str = "none"
    effort_sigma: float = 0.5
    good_share: float = 0.33


def grid() -> list[Context]:
    """The map: all combinations of the levels in the file."""
    axes = RANGES["map"]
    return [
        Context(*point) for point in product(*(axes[a] for a in ("coupling", "load", "areas", "regulation")))
    ]


def spread(count: int) -> list[Context]:
    """Points all over the ranges; a power of two keeps the design balanced."""
    return [
        Context(**dict(_placed(point))) for point in qmc.Sobol(len(RANGES["ranges"]), seed=SEED).random(count)
    ]


def _placed(point: Any) -> Iterator[tuple[str, Any]]:
    for (name, bounds), u in zip(RANGES["ranges"].items(), point, strict=True):
        if isinstance(bounds, list):
            yield name, float(bounds[0] + u * (bounds[1] - bounds[0]))
        elif "whole" in bounds:
            low, high = bounds["whole"]
            yield name, min(high, low + int(u * (high - low + 1)))
        else:
            yield name, bounds["levels"][min(len(bounds["levels"]) - 1, int(u * len(bounds["levels"])))]


@cache
def _preset(name: str) -> Values:
    return resolved(load_scenario(ROOT / "scenarios" / f"{name}.yaml"))


def placed(preset: str, context: Context) -> Scenario:
    """A preset in a world; its counted people grow with the world."""
    values = copy.deepcopy(_preset(preset))
    n = context.areas
    skill = values["workforce"]["engineer"]["skill"]
    values["workforce"] = workforce(n, skill)
    values["products"] = products(n, context.coupling, PLATFORM_COUPLING)
    stream = values["demand"]["opportunities"][0]
    values["demand"] = {"opportunities": [_stream(stream, area, context) for area in area_names(n)]}
    values["structure"]["platform"]["members"] = platform_members(n)
    if preset == "project-based":  # one company, however large
        people = sum(role["count"] for role in values["workforce"].values())
        values["structure"]["groups"]["max_people"] = people
    for layer in values["governance"]["layers"]:
        if "manager" in layer.get("members", {}):
            layer["members"] = managers(layer["members"]["manager"], n)
    return scenario_from(_regulated(values, RANGES["regulation"][context.regulation]))


def uneven(scenario: Scenario, share: float) -> Scenario:
    """The same world with such a share of all opportunities in its first area, the others alike.

    Where they come is the same chance events everywhere; a share of 1 leaves nothing to the other areas.
    """
    first, *others = scenario.demand.opportunities
    rate = sum(stream.arrivals_per_quarter or 0.0 for stream in (first, *others))
    rates = [rate * share, *([rate * (1.0 - share) / len(others)] * len(others))]
    streams = [
        stream.model_copy(update={"arrivals_per_quarter": r})
        for stream, r in zip((first, *others), rates, strict=True)
        if r > 0
    ]
    demand = scenario.demand.model_copy(update={"opportunities": streams})
    return scenario.model_copy(update={"demand": demand}).relative_to(ROOT)


def without_feedback(scenario: Scenario) -> Scenario:
    """The same structure without research, tests and retrospectives."""
    return scenario.model_copy(update={"feedback": None}).relative_to(ROOT)


def _stream(mid_size: Values, area: str, context: Context) -> Values:
    return merged(
        mid_size,
        {
            "product": area,
            "arrivals_per_quarter": MID_SIZE_ARRIVALS * context.load / MID_SIZE_LOAD,
            "effort_days": {"lognormal": {"mean": 6.0, "sigma": context.effort_sigma}},
            "good_share": context.good_share,
            "harmful_share": (1.0 - context.good_share) / 2.0,
        },
    )


def _regulated(values: Values, law: Values) -> Values:
    """The layers of the law, after those of the structure; outside bodies have no members here."""
    governance, rights = values["governance"], values["governance"]["decision_rights"]
    if "assessor_every_days" in law:
        board = {"sits_every_days": law["assessor_every_days"], "prepare_hours": 1}
        governance["layers"].append({"name": "assessor", **board})
        rights["release"]["ask"] = [*rights["release"]["ask"], "assessor"]
    if "supervisor_hours" in law:
        review = {"lognormal": {"mean": law["supervisor_hours"], "sigma": 0.5}}
        asks = {"review_hours": review, "prepare_hours": 8, "return_probability": 0.15}
        governance["layers"].append({"name": "supervisor", **asks})
        rights["start_initiative"]["ask"] = [*rights["start_initiative"]["ask"], "supervisor"]
    if "train_days" in law and values["release"]["mode"] != "whole_initiative":
        values["release"] = {"mode": "train", "every_days": law["train_days"]}
    return values
