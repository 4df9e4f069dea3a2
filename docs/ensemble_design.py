"""Organisations of the ensemble: points of a Sobol design over docs/ensemble-ranges.yaml, as scenarios."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from measuring import ROOT, merged, ranges_of
from scipy.stats import norm, qmc

from simulator import load_scenario
from simulator.engine.builder.world import build
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario
from simulator.store.manifest import resolved

RANGES = ranges_of("ensemble-ranges.yaml")
WORLD = {name: bounds for part in RANGES["world"].values() for name, bounds in part.items()}
CHOICES: dict[str, dict[Any, float | None]] = RANGES["choices"]
IN_INDEX = [name for name, levels in CHOICES.items() if None not in levels.values()]
SEED = 1
MID_SIZE_LOAD, MID_SIZE_ARRIVALS, MID_SIZE_EFFORT, MID_SIZE_AREAS = 0.71, 0.77, 6.0, 9
SEATS = {"product_manager": 1, "designer": 1, "tech_lead": 1, "engineer": {"items_per": 4}, "tester": 1}
MOST_PROJECTS = {"product_manager": 3, "designer": 3, "tech_lead": 3, "engineer": 2, "tester": 3}
Values = dict[str, Any]


@dataclass(frozen=True)
class Organisation:
    """One organisation of the ensemble."""

    world: Mapping[str, float]
    choices: Mapping[str, Any]
    """Level of each choice."""

    @property
    def maturity(self) -> float:
        """Plain mean of the maturity of its choices, 0 to 1."""
        scores = {name: CHOICES[name][level] for name, level in self.choices.items()}
        if self.choices["ownership"] == "departments":
            scores["areas_per_team"] = 0.0
        return float(np.mean([scores[name] for name in IN_INDEX]))


def organisations(count: int, together: float = 0.0) -> list[Organisation]:
    """A number of organisations; a power of two keeps the design balanced.

    together: correlation of any two choices before they are cut into levels.
    """
    width = len(WORLD) + len(CHOICES) + 1
    points = qmc.Sobol(width, seed=SEED).random(count)
    own = norm.ppf(points[:, len(WORLD) : -1])
    common = norm.ppf(points[:, -1:])
    chosen = norm.cdf(together**0.5 * common + (1.0 - together) ** 0.5 * own)
    return [
        Organisation(
            {n: _within(b, u) for (n, b), u in zip(WORLD.items(), world, strict=True)},
            {n: _level(levels, u) for (n, levels), u in zip(CHOICES.items(), choices, strict=True)},
        )
        for world, choices in zip(points, chosen, strict=False)
        for world in [world[: len(WORLD)]]
    ]


def _within(bounds: Any, u: float) -> float:
    """A value of a range, by its uniform draw."""
    if isinstance(bounds, dict) and "log" in bounds:
        low, high = np.log(bounds["log"])
        return float(np.exp(low + u * (high - low)))
    if isinstance(bounds, dict):
        low, high = bounds["whole"]
        return float(min(high, low + int(u * (high - low + 1))))
    low, high = bounds
    return float(low + u * (high - low))


def _level(levels: Mapping[Any, Any], u: float) -> Any:
    names = list(levels)
    return names[min(len(names) - 1, int(u * len(names)))]


def scenario_of(number: int, organisation: Organisation) -> Scenario:
    """An organisation as a scenario; its price is what makes its market as large as it is."""
    world, choices = organisation.world, organisation.choices
    values = {**_world(world), "name": f"organisation-{number}"}
    for part in (_ownership, _governance, _practice):
        values = merged(values, part(choices, int(world["areas"])))
    free = scenario_from(values)
    people = sum(role.count for role in free.workforce.values())
    customers = float(build(free).areas["customers"].sum())
    assert free.money is not None
    price = world["revenue_per_head"] * people / customers
    money = free.money.model_copy(update={"revenue_per_customer_per_year": price})
    return free.model_copy(update={"money": money}).relative_to(ROOT)


def _world(world: Mapping[str, float]) -> Values:
    base = copy.deepcopy(_base())
    n = int(world["areas"])
    base["workforce"] = workforce(
        n, {"lognormal": {"mean": world["skill_mean"], "sigma": world["skill_sigma"]}}
    )
    base["products"] = products(n, world["coupling"], world["platform_coupling"])
    for product in base["products"]:
        product |= {"automation": world["automation"], "legacy_share": world["legacy_share"]}
    base["demand"] = {"opportunities": [_opportunities(world, name) for name in area_names(n)]}
    return merged(
        base,
        {
            "people": {"turnover_per_year": world["turnover_per_year"]},
            "learning": {"progress_ratio": world["progress_ratio"]},
            "quality": {k: world[k] for k in ("defects_per_effort_day", "neglect_per_100_days")},
            "customers": {k: world[k] for k in ("churn_per_month", "churn_response", "years_on_market")},
        },
    )


@cache
def _base() -> Values:
    """What is the same everywhere: the mid-size world without its structure."""
    values = resolved(load_scenario(ROOT / "scenarios" / "two-pizza.yaml"))
    structural = ("structure", "governance", "release", "priorities", "ceremonies", "feedback")
    return {key: value for key, value in values.items() if key not in structural}


def area_names(areas: int) -> list[str]:
    """Names of product areas."""
    return [f"area-{k + 1}" for k in range(areas)]


def products(areas: int, coupling: float, platform: float) -> list[Values]:
    """Areas in a ring, each coupled to its two neighbours and to the platform."""
    names = area_names(areas)
    made = []
    for k, name in enumerate(names):
        both = {names[k - 1]: coupling / 2, names[(k + 1) % areas]: coupling / 2}
        made.append({"name": name, "coupling": both | {"platform": platform}})
    return [*made, {"name": "platform"}]


def platform_engineers(areas: int) -> int:
    """Engineers of the platform: five for nine areas."""
    return max(2, round(5 * areas / MID_SIZE_AREAS))


def workforce(areas: int, skill: Any) -> Values:
    """Eight people for each area, the platform's, and the rest as in the mid-size world."""
    counts = {
        "product_manager": areas + 1, "designer": areas, "tech_lead": areas + 1,
        "engineer": 4 * areas + platform_engineers(areas), "tester": areas + 1,
        "operations": max(2, round(6 * areas / MID_SIZE_AREAS)),
    }  # fmt: skip
    others = {"analyst": max(1, round(4 * areas / MID_SIZE_AREAS)), "manager": areas + 1}
    return {role: {"count": n, "skill": skill} for role, n in counts.items()} | {
        role: {"count": n} for role, n in others.items()
    }


def _opportunities(world: Mapping[str, float], area: str) -> Values:
    rate = MID_SIZE_ARRIVALS * world["load"] / MID_SIZE_LOAD * MID_SIZE_EFFORT / world["effort_mean"]
    return {
        "product": area,
        "arrivals_per_quarter": rate,
        "value": {"lognormal": {"median": world["value_median"], "sigma": world["value_sigma"]}},
        "items": {"discrete": {"values": [3, 8, 16, 32], "weights": [0.30, 0.30, 0.25, 0.15]}},
        "effort_days": {"lognormal": {"mean": world["effort_mean"], "sigma": world["effort_sigma"]}},
        "expires_days": 260,
        **{k: world[k] for k in ("good_share", "harmful_share", "life_quarters")},
    }


def _ownership(choices: Mapping[str, Any], areas: int) -> Values:
    structure: Values = {
        "groups": {"name": "group", "max_people": 100},
        "department_hours_per_week": 1,
        "platform": {
            "products": ["platform"],
            "mode": choices["platform"],
            "members": platform_members(areas),
        },
        "contracts": "all" if choices["contracts"] == "yes" else [],
    }
    temporary = choices["staffing"] == "projects"
    if temporary:
        structure |= {"staffing": SEATS, "max_projects": MOST_PROJECTS}
    if choices["ownership"] == "departments":
        return {"structure": structure | {"recipe": "project" if temporary else "functional"}}
    each = min(int(choices["areas_per_team"]), areas)
    teams = areas // each
    one = {"product_manager": 1, "designer": 1, "tech_lead": 1, "engineer": 4, "tester": 1}
    structure |= {
        "recipe": "cross_functional",
        "composition": {role: count * each for role, count in one.items()},
        "max_team_size": sum(one.values()) * -(-areas // teams),
    }
    if choices["ownership"] == "teams to test":
        structure["end_to_end"] = ["discovery", "design", "build", "test"]
    return {"structure": structure}


def platform_members(areas: int) -> Values:
    """People of the platform."""
    return {"product_manager": 1, "tech_lead": 1, "engineer": platform_engineers(areas), "tester": 1}


def _governance(choices: Mapping[str, Any], areas: int) -> Values:
    portfolio, change = _days(choices["start"]), _days(choices["release_approval"])
    screen = {"pass_good": 0.85, "pass_bad": 0.48}
    board = {"sits_every_days": portfolio, "members": managers(6, areas), "prepare_hours": 8}
    start = {"name": "start", **screen, **(board if portfolio else {"review_hours": 4, "prepare_hours": 4})}
    line = {
        "review_hours": {"exponential": {"mean": 0.5}},
        "members": managers(4, areas),
        "prepare_hours": 0.5,
    }
    layers: list[Values] = [start, {"name": "line managers", **line}]
    if change:
        sits = {"sits_every_days": change, "hours_per_request": 0.1, "prepare_hours": 0.5}
        layers.append({"name": "change board", "members": managers(3, areas), **sits})
    asked = {"ask": ["line managers"]}
    how: Values = {
        "line managers are asked": (asked, asked | {"default_after_days": 10}),
        "others are consulted": ("consult", "consult"),
        "team decides": ("decide", "decide"),
    }
    cross, whole = how[choices["decisions"]]
    rights = {
        "start_initiative": {"ask": ["start"]},
        "release": {"ask": ["change board"] if change else []},
        "during_work": {"per_effort_day": 0.1, "local": "decide", "cross_team": cross, "organisation": whole},
    }
    return {"governance": {"layers": layers, "decision_rights": rights}}


def managers(of_nine: int, areas: int) -> Values:
    """Members of a layer: this many for nine areas, and in proportion elsewhere."""
    return {"manager": max(1, round(of_nine * areas / MID_SIZE_AREAS))}


def _days(level: str) -> float | None:
    """Days in the name of a level, None where it names none."""
    found: Sequence[str] = [word for word in level.split() if word.isdigit()]
    return float(found[0]) if found else None


def _practice(choices: Mapping[str, Any], areas: int) -> Values:
    every = _days(choices["release"])
    mode: Values = {"mode": choices["release"].replace(" ", "_")}
    loops = {k: {} for k in ("research", "ab_test", "retrospectives") if choices[k] == "yes"}
    return {
        "release": {"mode": "train", "every_days": every} if every else mode,
        "priorities": choices["priorities"],
        "ceremonies": {"hours_per_week": choices["meetings"], "minutes_per_member_per_week": 10},
        "feedback": loops,
        "quality": {"upkeep_share": choices["upkeep"]},
        "decision_quality": {},
        "alignment": {"overlap": 0.0, "strategy_clarity": choices["strategy_clarity"]},
    }
