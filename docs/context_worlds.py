"""Worlds of docs/contexts.py: the mid-size one, varied over docs/contexts-ranges.yaml, and the presets in them."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from functools import cache
from typing import Any

from ensemble_design import (
    MID_SIZE_AREAS,
    area_names,
    managers,
    mean_factor,
    platform_engineers,
    products,
    valuable,
    within,
    workforce,
)
from measuring import ROOT, merged, ranges_of
from scipy.stats import qmc

from simulator import load_scenario
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario
from simulator.store.manifest import resolved
from simulator.work.portfolio import LimitsSpec

RANGES = ranges_of("contexts-ranges.yaml")
PRESETS = ("project-based", "spotify", "two-pizza", "product-model")
MODES = tuple(RANGES["outcomes"])
PLATFORM_COUPLING = 0.10
SEED = 3
MEDIAN, USERS, PRICE = 60_000.0, 10_000.0, 850.0
"""Median value of an idea, market of an area, and price, in the mid-size world."""
MORE_WHERE_COUPLED = 0.2
Values = dict[str, Any]


@dataclass(frozen=True)
class Context:
    """A world in which the presets are compared; by default the mid-size one."""

    coupling: float = 0.10
    load: float = 0.80
    areas: int = MID_SIZE_AREAS
    regulation: str = "none"
    effort_sigma: float = 0.5
    good_share: float = 0.33
    evenness: float = 0.5
    value_spread: float = 3.0
    specialists: float = 1.0
    users: float = USERS
    transfer: float = 0.4
    tickets: float = 25.0

    @property
    def mean_factor(self) -> float:
        """What an idea is worth on average, in times of one in an area of the others."""
        return mean_factor(self.areas, self.evenness, self.value_spread)


def spread(count: int) -> list[Context]:
    """Points all over the ranges; a power of two keeps the design balanced."""
    ranges = RANGES["ranges"]
    return [
        Context(**{name: within(bounds, u) for (name, bounds), u in zip(ranges.items(), point, strict=True)})
        for point in qmc.Sobol(len(ranges), seed=SEED).random(count)
    ]


def place_in(bounds: Any, value: float) -> float:
    """Where in a range a value lies, 0 to 1."""
    if isinstance(bounds, dict) and "log" in bounds:
        low, high = bounds["log"]
        return math.log(value / low) / math.log(high / low)
    low, high = bounds if isinstance(bounds, list) else bounds["whole"]
    return (value - low) / (high - low)


@cache
def _preset(name: str) -> Values:
    return resolved(load_scenario(ROOT / "scenarios" / f"{name}.yaml"))


def placed(preset: str, context: Context, mode: str = MODES[0]) -> Scenario:
    """A preset in a world; its counted people grow with the world."""
    values = copy.deepcopy(_preset(preset))
    n = context.areas
    values["workforce"] = _people(values["workforce"]["engineer"]["skill"], context)
    values["products"] = products(n, context.coupling, PLATFORM_COUPLING)
    values["demand"] |= {"mode": mode, "load": context.load}
    values["demand"]["opportunities"] = [_ideas(values["demand"]["opportunities"][0], context)]
    values["demand"]["items"][0]["arrivals_per_quarter"] = context.tickets
    values["customers"]["market"] = context.users
    values["money"]["revenue_per_customer_per_year"] = PRICE * USERS / context.users
    coupled = context.transfer + MORE_WHERE_COUPLED
    values["learning"] |= {"transfer": context.transfer, "transfer_coupled": coupled}
    structure = values["structure"]
    structure["platform"]["members"]["engineer"] = platform_engineers(n)
    if preset == PRESETS[0]:  # one company, however large
        structure["groups"]["max_people"] = people(context)
        values["limits"]["initiatives"] = 2 * n
    elif context.specialists < 1.0:  # squads share those they have
        structure |= {"on_shortage": "share", "assign": {area: [area] for area in area_names(n)}}
    for layer in values["governance"]["layers"]:
        if "manager" in (layer.get("members") or {}):
            layer["members"] = managers(layer["members"]["manager"], n)
    return scenario_from(_regulated(values, RANGES["regulation"][context.regulation]))


def people(context: Context) -> int:
    """How many people there are, the same under every preset."""
    return sum(role["count"] for role in _people(1.0, context).values())


def places_shared(scenario: Scenario, context: Context) -> Scenario:
    """The same, with the places of all squads together as places of the company, as projects have them."""
    limits = LimitsSpec(initiatives=2 * context.areas, per="company")
    return scenario.model_copy(update={"limits": limits}).relative_to(ROOT)


def _people(skill: Any, context: Context) -> Values:
    """The workforce, with as many designers and testers for the squads as there are."""
    values = workforce(context.areas, skill)
    values["designer"]["count"] = math.ceil(context.specialists * context.areas)
    values["tester"]["count"] = math.ceil(context.specialists * context.areas) + 1  # of the platform
    return values


def _ideas(mid_size: Values, context: Context) -> Values:
    """The stream of ideas: the worth of all together does not depend on how it is spread."""
    best = area_names(context.areas)[: valuable(context.areas)]
    return merged(
        {**mid_size, "value_factor": dict.fromkeys(best, context.value_spread)},
        {
            "evenness": {"rank_power": context.evenness},
            "value": {"lognormal": {"median": MEDIAN * Context().mean_factor / context.mean_factor}},
            "effort_days": {"lognormal": {"sigma": context.effort_sigma}},
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
