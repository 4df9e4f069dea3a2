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
MID_SIZE_EFFORT, MID_SIZE_AREAS = 6.0, 9
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
            {n: float(within(b, u)) for (n, b), u in zip(WORLD.items(), world, strict=True)},
            {n: _level(list(levels), u) for (n, levels), u in zip(CHOICES.items(), choices, strict=True)},
        )
        for world, choices in zip(points, chosen, strict=False)
        for world in [world[: len(WORLD)]]
    ]


def within(bounds: Any, u: float) -> Any:
    """A value of a range as files of ranges write it, by its uniform draw."""
    if isinstance(bounds, list):
        return float(bounds[0] + u * (bounds[1] - bounds[0]))
    if "levels" in bounds:
        return _level(bounds["levels"], u)
    if "log" in bounds:
        low, high = np.log(bounds["log"])
        return float(np.exp(low + u * (high - low)))
    low, high = bounds["whole"]
    return min(high, low + int(u * (high - low + 1)))


def _level(levels: Sequence[Any], u: float) -> Any:
    return levels[min(len(levels) - 1, int(u * len(levels)))]


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
    base["demand"] = {"opportunities": [_ideas(base, world)], "items": [_tickets(base, world)]}
    return merged(
        base,
        {
            "people": {"turnover_per_year": world["turnover_per_year"]},
            "learning": {"progress_ratio": world["progress_ratio"]},
            "quality": {k: world[k] for k in ("defects_per_effort_day", "neglect_per_100_days")},
            "customers": {k: world[k] for k in ("churn_per_month", "churn_response", "years_on_market")},
            "money": {"other_cost_share": world["other_cost_share"]},
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
    return [*made, {"name": "platform", "internal": True}]


def platform_engineers(areas: int) -> int:
    """Engineers of the platform: five for nine areas."""
    return max(2, round(5 * areas / MID_SIZE_AREAS))


def ranks(areas: int, power: float) -> list[float]:
    """Shares of the areas, in order: proportional to 1 / rank to a power."""
    weights = [rank**-power for rank in range(1, areas + 1)]
    return [weight / sum(weights) for weight in weights]


def valuable(areas: int) -> int:
    """How many areas, the first ones, have ideas that are worth more: two of nine."""
    return max(1, round(2 * areas / MID_SIZE_AREAS))


def mean_factor(areas: int, evenness: float, value_spread: float) -> float:
    """What an idea is worth on average, in times of one in an area of the others."""
    return 1.0 + (value_spread - 1.0) * sum(ranks(areas, evenness)[: valuable(areas)])


def workforce(areas: int, skill: Any) -> Values:
    """Nine people for each area, the platform's, and a manager for ten."""
    counts = {
        "product_manager": areas + 1, "designer": areas, "tech_lead": areas + 1,
        "engineer": 4 * areas + platform_engineers(areas), "tester": areas + 1, "operations": areas + 1,
    }  # fmt: skip
    made: Values = {role: {"count": n, "skill": skill} for role, n in counts.items()}
    return made | {"manager": {"count": areas + 1}}


def _ideas(mid_size: Values, world: Mapping[str, float]) -> Values:
    """The stream of ideas: what no range moves is that of the mid-size world."""
    areas, evenness, spread = int(world["areas"]), world["evenness"], world["value_spread"]
    stream: Values = mid_size["demand"]["opportunities"][0]
    median = world["value_median"] / mean_factor(areas, evenness, spread)
    return stream | {
        "arrivals_per_quarter": world["ideas"] * MID_SIZE_EFFORT / world["effort_mean"],
        "evenness": {"rank_power": evenness},
        "value": {"lognormal": {"median": median, "sigma": world["value_sigma"]}},
        "value_factor": dict.fromkeys(area_names(areas)[: valuable(areas)], spread),
        "effort_days": {"lognormal": {"mean": world["effort_mean"], "sigma": world["effort_sigma"]}},
        **{k: world[k] for k in ("good_share", "harmful_share", "life_quarters")},
    }


def _tickets(mid_size: Values, world: Mapping[str, float]) -> Values:
    stream: Values = mid_size["demand"]["items"][0]
    return {**stream, "arrivals_per_quarter": world["tickets"]}


def _ownership(choices: Mapping[str, Any], areas: int) -> Values:
    end_to_end, temporary = choices["ownership"] == "teams end to end", choices["staffing"] == "projects"
    members = {"product_manager": 1, "tech_lead": 1, "engineer": platform_engineers(areas), "tester": 1}
    structure: Values = {
        "groups": {"name": "group", "max_people": 100},
        "department_hours_per_week": choices["meetings"] / (3 if temporary else 1),
        "platform": {
            "products": ["platform"],
            "mode": choices["platform"],
            "members": members | ({"operations": 1} if end_to_end else {}),
            "meeting_hours_per_week": choices["meetings"],
        },
        "contracts": "all" if choices["contracts"] == "yes" else [],
    }
    if temporary:
        structure |= {"staffing": SEATS, "max_projects": MOST_PROJECTS}
    if choices["ownership"] == "departments":
        return {"structure": structure | {"recipe": "project" if temporary else "functional"}}
    each = min(int(choices["areas_per_team"]), areas)
    teams = areas // each
    one = {"product_manager": 1, "designer": 1, "tech_lead": 1, "engineer": 4, "tester": 1}
    one |= {"operations": 1} if end_to_end else {}
    structure |= {
        "recipe": "cross_functional",
        "composition": {role: count * each for role, count in one.items()},
        "max_team_size": sum(one.values()) * -(-areas // teams),
    }
    if not end_to_end:
        structure["end_to_end"] = ["discovery", "design", "build", "test"]
    if not temporary:
        structure["reassign"] = {"every_quarters": 1}  # people follow the work
    return {"structure": structure}


def _team_hours(choices: Mapping[str, Any]) -> float:
    """Weekly meetings of a team, such that a person in one team and in one project has as many as chosen.

    A department takes a third and leaves the rest to the project; a squad and a project have half each.
    """
    if choices["staffing"] == "permanent":
        return float(choices["meetings"])
    return float(choices["meetings"]) * (2 / 3 if choices["ownership"] == "departments" else 1 / 2)


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
        "ceremonies": {"hours_per_week": _team_hours(choices)},
        "feedback": loops,
        "quality": {"upkeep_share": choices["upkeep"]},
        "decision_quality": {},
        "alignment": {"overlap": 0.0, "strategy_clarity": choices["strategy_clarity"]},
    }
