"""Random organisations that are busy and have every friction, for questions of direction.

Drawn by number, not by Hypothesis: a direction is a statement about means over replications, so what
matters is many replications of a dozen organisations, not the smallest organisation that fails.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .organisations import POLICIES, Values

DAYS = 130.0
ROLES = ("analyst", "engineer", "tester")
SHARES = {"analyse": 0.2, "build": 0.6, "test": 0.2}
ITEMS = {"discrete": {"values": [1, 2, 4], "weights": [0.4, 0.4, 0.2]}}
MEAN_ITEMS = 2.0


def busy_organisation(number: int) -> Values:
    """An organisation of two or three areas, twelve to twenty people, every friction on.

    Work arrives for two quarters; then the organisation drains, so that all items are counted.
    """
    rng = np.random.default_rng([number, 20])
    areas = [f"area {k}" for k in range(rng.integers(2, 4))]
    engineers = int(rng.integers(2, 4))
    open_tasks = int(rng.integers(1, 3))
    return {
        "name": f"busy {number}",
        "horizon": {"days": DAYS, "warmup_days": 0, "run_off_days": 20_000},
        "presence": 0.9,
        "workforce": _workforce(len(areas), engineers, open_tasks),
        "products": _products(rng, areas),
        "value_stream": _value_stream(rng),
        "demand": _demand(rng, areas, engineers),
        "structure": {"teams": _teams(rng, areas, engineers), "chapters": {"hours_per_week": 1}},
        "governance": _governance(),
        "release": _any(rng, {"mode": "continuous"}, {"mode": "train", "every_days": 5}),
        "priorities": _any(rng, *POLICIES),
        "ceremonies": {"hours_per_week": 3, "minutes_per_member_per_week": 10},
        "coordination": {"pair_cost": 0.02, "size_cost": 0.006, "tie": {"group": 1.5, "across": 2.5}},
        "handoffs": {
            "give_hours": 1,
            "take_hours": 2,
            "lost_effort": 0.05,
            "lost_return": 0.1,
            "most_share": 0.3,
        },
        "switching": {"lost_share": [0.0, 0.1]},
        "mechanisms": "all",
    }


def _any(rng: Any, *choices: Any) -> Any:
    return choices[rng.integers(len(choices))]


def _workforce(areas: int, engineers: int, open_tasks: int) -> Values:
    counts = {"analyst": areas, "engineer": engineers * areas, "tester": areas, "manager": 2}
    skill = {"lognormal": {"median": 1.0, "sigma": 0.2}}
    people = {role: {"count": count, "skill": skill, "open_tasks": 1} for role, count in counts.items()}
    people["engineer"]["open_tasks"] = open_tasks
    return people


def _products(rng: Any, areas: list[str]) -> list[Values]:
    chance = float(rng.uniform(0.05, 0.15))
    return [{"name": area, "coupling": {other: chance for other in areas if other != area}} for area in areas]


def _value_stream(rng: Any) -> list[Values]:
    helps = {"engineer": 0.8} if rng.random() < 0.5 else {}
    discovery = {"stage": "discovery", "per": "initiative", "by": {"analyst": 1.0}, "effort_days": 0.5}
    return [
        discovery,
        {"stage": "analyse", "by": {"analyst": 1.0}, "share": SHARES["analyse"]},
        {"stage": "build", "by": {"engineer": 1.0}, "share": SHARES["build"]},
        {"stage": "test", "by": {"tester": 1.0} | helps, "share": SHARES["test"],
         "return_probability": 0.1, "return_to": "build", "return_share": 0.5},
    ]  # fmt: skip


def _demand(rng: Any, areas: list[str], engineers: int) -> Values:
    """As much as makes engineers' nominal work .35 to .5 of their days."""
    effort = float(rng.uniform(1.5, 3.0))
    per_day = float(rng.uniform(0.35, 0.5)) * engineers / (SHARES["build"] * effort * MEAN_ITEMS)
    stream = {
        "arrivals_per_day": per_day,
        "items": ITEMS,
        "value": {"lognormal": {"median": 10.0, "sigma": 1.0}},
        "effort_days": {"lognormal": {"mean": effort, "sigma": 0.5}},
    }
    return {"until_day": DAYS, "opportunities": [{"product": area} | stream for area in areas]}


def _teams(rng: Any, areas: list[str], engineers: int) -> list[Values]:
    """A team for each area, or a department for each kind of work."""
    stages = (["discovery", "analyse"], ["build"], ["test"])
    if rng.random() < 0.5:
        members = {"analyst": 1, "engineer": engineers, "tester": 1}
        return [
            {"name": area, "group": _any(rng, "north", "south"), "members": members, "owns": {"products": [area]}}
            for area in areas
        ]  # fmt: skip
    counts = _workforce(len(areas), engineers, 1)
    return [
        {"name": role, "group": role, "members": {role: counts[role]["count"]}, "owns": {"stages": stage}}
        for role, stage in zip(ROLES, stages, strict=True)
    ]


def _governance() -> Values:
    """A board with people from the floor, and managers who review what concerns everybody."""
    return {
        "layers": [
            {"name": "board", "sits_every_days": 5, "members": {"manager": 1, "tester": 1}, "hours_per_request": 0.5, "prepare_hours": 1},
            {"name": "second board", "sits_every_days": 5, "members": {"manager": 1}, "prepare_hours": 1},
            {"name": "reviewers", "review_hours": {"exponential": {"mean": 2}}, "members": {"manager": 2}, "prepare_hours": 0.5},
        ],
        "decision_rights": {
            "start_initiative": {"ask": ["board"]},
            "during_work": {
                "per_effort_day": 0.2,
                "shares": {"local": 0.4, "cross_team": 0.3, "organisation": 0.3},
                "organisation": {"ask": ["reviewers"]},
            },
        },
    }  # fmt: skip


def without_harm(values: Values) -> Values:
    """The same organisation with ideas of which none does harm, so that all that is begun is finished."""
    streams = [stream | {"harmful_share": 0.0} for stream in values["demand"]["opportunities"]]
    return values | {"demand": values["demand"] | {"opportunities": streams}}
