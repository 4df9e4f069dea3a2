"""Organisations of any size, made up for what is shown of them."""

from __future__ import annotations

from typing import Any

from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario

GOVERNANCE = {
    "gate": {"estimate_above": 1, "backlog_limit": 9},
    "layers": [
        {"name": "portfolio board", "sits_every_days": 20, "capacity_per_sitting": 5, "members": {"boss": 2}},
        {"name": "a committee with a very long name", "sits_every_days": 5, "members": {"boss": 1}},
        {"name": "reviewers", "review_hours": 2, "members": {"engineer": 2}},
        {"name": "authority", "review_hours": 40},
    ],
    "decision_rights": {
        "start_initiative": {"ask": ["portfolio board", "a committee with a very long name"], "rule": "any"},
        "release": {"ask": ["authority"]},
        "during_work": {"organisation": {"ask": ["reviewers"], "default_after_days": 5}},
    },
}


def squads(count: int, **changes: Any) -> Scenario:
    """Squads of eight in tribes of five, a department that runs everything, and people without a team."""
    products = [f"product area {i}" for i in range(count)]
    stages: list[dict[str, Any]] = [
        {"stage": "discover", "per": "initiative", "by": {"owner": 1.0}, "effort_days": 5},
        {"stage": "build", "by": {"engineer": 1.0}},
        {"stage": "check", "by": {"tester": 1.0, "engineer": 0.8}},
        {"stage": "run", "by": {"runner": 1.0}},
    ]
    squad = {"owner": 1, "engineer": 6, "tester": 1}
    mine = [stage["stage"] for stage in stages[:3]]
    teams = [
        {"name": f"squad of {p}", "group": f"tribe {i // 5}", "members": squad, "owns": {"products": [p], "stages": mine}}
        for i, p in enumerate(products)
    ]  # fmt: skip
    runners = max(1, count // 2)
    teams.append({"name": "running", "members": {"runner": runners}, "owns": {"stages": ["run"]}})
    people = {"owner": count, "engineer": 6 * count, "tester": count, "runner": runners, "boss": count + 2}
    ideas = {"arrivals_per_quarter": 4, "items": 4, "effort_days": 6, "value": 10}
    return scenario_from(
        {
            "name": f"{count} squads",
            "horizon": {"quarters": 4},
            "workforce": {role: {"count": n} for role, n in people.items()},
            "products": [{"name": p} for p in products],
            "value_stream": stages,
            "demand": {"opportunities": [{"product": p, **ideas} for p in products]},
            "structure": {"teams": teams},
            "governance": GOVERNANCE,
            **changes,
        }
    )


def front_and_back(**changes: Any) -> Scenario:
    """Two teams that share a tester half and half, and a designer four to one."""
    halves = {"tester": [0], "engineer": [0, 1], "designer": [{"person": 0, "share": 0.8}]}
    other = {"tester": [0], "engineer": [2], "designer": [{"person": 0, "share": 0.2}]}
    return scenario_from(
        {
            "name": "shared",
            "horizon": {"days": 100},
            "workforce": {"tester": {"count": 1}, "engineer": {"count": 3}, "designer": {"count": 1}},
            "products": [{"name": "front"}, {"name": "back"}],
            "value_stream": [{"stage": "build", "by": {"engineer": 1.0}}, {"stage": "test", "by": {"tester": 1.0}}],
            "demand": {"items": [{"product": p, "arrivals_per_day": 0.4, "effort_days": 2} for p in ("front", "back")]},
            "structure": {
                "teams": [
                    {"name": "front team", "members": halves, "owns": {"products": ["front"]}},
                    {"name": "back team", "members": other, "owns": {"products": ["back"]}},
                ]
            },
            "mechanisms": "none",
            **changes,
        }
    )  # fmt: skip
