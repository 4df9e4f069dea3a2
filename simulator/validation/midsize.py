"""The mid-size world of the project, reduced to three areas: the numbers of its defaults.

Each area has a product manager, a designer, a tech lead, four engineers and a tester; two people run
operations and two manage. Opportunities, sizes, efforts, shares of stages and returns are those of
the mid-size world, 2.75 opportunities per area and quarter, of which a portfolio takes a part. None of them does
harm: work that ends early would take away from the load at which targets were set, and none of them is about ideas.
"""

from __future__ import annotations

from typing import Any

from .queues import Values

AREAS = ("checkout", "search", "billing")
PER_AREA = {"product_manager": 1, "designer": 1, "tech_lead": 1, "engineer": 4, "tester": 1}
PEOPLE = {role: 3 * count for role, count in PER_AREA.items()} | {"operations": 2, "manager": 2}
STAGES = {
    "discovery": {"product_manager": 1.0, "designer": 0.8},
    "design": {"designer": 1.0, "tech_lead": 0.8},
    "build": {"engineer": 1.0, "tech_lead": 1.0},
    "test": {"tester": 1.0, "engineer": 0.8},
    "release": {"operations": 1.0, "engineer": 0.8},
}
SHARES = {"design": 0.12, "build": 0.68, "test": 0.14, "release": 0.06}
ITEMS = {"discrete": {"values": [3, 8, 16, 32], "weights": [0.30, 0.30, 0.25, 0.15]}}
PORTFOLIO = {
    "name": "portfolio", "sits_every_days": 20, "members": {"manager": 2}, "pass_good": 0.85, "pass_bad": 0.48
}  # fmt: skip
SECOND_BOARD = PORTFOLIO | {"name": "second board"}
CHANGE_BOARD = {"name": "change board", "sits_every_days": 5, "prepare_hours": 1}

SECTIONS: Values = {name: {} for name in ("people", "learning", "quality", "delivery", "decision_quality")}
"""Sections of the mechanisms of people, learning, quality, delivery and wrong decisions, all at their defaults."""
FINDS = 0.6  # of the defects in an item, by the test (P59)


def cross_functional() -> list[Values]:
    """A team for each area, which does all stages; the middle one shares the people for operations."""
    return [
        {"name": area, "group": "tribe", "members": PER_AREA | {"operations": people}, "owns": {"products": [area]}}
        for area, people in zip(AREAS, ([0], [0, 1], [1]), strict=True)
    ]  # fmt: skip


def functional() -> list[Values]:
    """A department for each kind of work."""
    owned = {
        "product": ({"product_manager": 3}, ["discovery"]),
        "design": ({"designer": 3}, ["design"]),
        "engineering": ({"engineer": 12, "tech_lead": 3}, ["build"]),
        "test": ({"tester": 3}, ["test"]),
        "operations": ({"operations": 2}, ["release"]),
    }
    return [
        {"name": name, "group": name, "members": members, "owns": {"stages": stages}}
        for name, (members, stages) in owned.items()
    ]


def midsize(**changes: Any) -> Values:
    """Cross-functional teams, a portfolio board, decisions and all frictions at their defaults."""
    return {
        "name": "mid-size, reduced",
        "horizon": {"quarters": 8},
        "presence": 0.9,
        "workforce": {
            role: {"count": count, "skill": {"lognormal": {"median": 1.0, "sigma": 0.25}}}
            for role, count in PEOPLE.items()
        },
        "products": [
            {"name": area, "coupling": {other: 0.05 for other in AREAS if other != area}} for area in AREAS
        ],
        "value_stream": _value_stream(),
        "demand": {"opportunities": [_opportunities(area) for area in AREAS]},
        "structure": {"teams": cross_functional()},
        "governance": {
            "layers": [PORTFOLIO, SECOND_BOARD, CHANGE_BOARD],
            "decision_rights": {"start_initiative": {"ask": ["portfolio"]}, "during_work": {}},
        },
    } | changes


def _value_stream() -> list[Values]:
    stages: list[Values] = [
        {"stage": stage, "by": by} | ({"share": SHARES[stage]} if stage in SHARES else {})
        for stage, by in STAGES.items()
    ]
    stages[0] |= {"per": "initiative", "effort_days": {"lognormal": {"mean": 7, "sigma": 0.5}}}
    stages[3] |= {"return_probability": 0.10, "return_to": "build", "return_share": 0.5}
    return stages


def _opportunities(area: str) -> Values:
    return {
        "product": area,
        "arrivals_per_quarter": 2.75,
        "harmful_share": 0.0,
        "value": {"lognormal": {"median": 50_000, "sigma": 1.0}},
        "items": ITEMS,
        "effort_days": {"lognormal": {"mean": 6, "sigma": 0.5}},
    }


def with_tests(scenario: Values) -> Values:
    """The same with a test that sends back what it finds, instead of a fixed share."""
    stages = [dict(stage) for stage in scenario["value_stream"]]
    for stage in stages:
        if stage.pop("return_probability", None) is not None:
            stage["finds"] = FINDS
    return scenario | {"value_stream": stages}
