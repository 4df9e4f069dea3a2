"""Random organisations in which much begins at once: many small teams, people who come and go, learn and forget.

One approval may start thirty items of people who sit idle; teams share people; seats empty in the middle of it.
Drawn by number, so that hundreds of them are run quickly.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .organisations import POLICIES, Values

MANY_ITEMS = {"discrete": {"values": [3, 8, 16, 32], "weights": [0.3, 0.3, 0.25, 0.15]}}
BUILDERS = ("maker", "specialist")


def crowded_organisation(number: int) -> Values:
    """An organisation of 10 to 160 people in 2 to 40 teams, with all that comes and goes."""
    rng = np.random.default_rng([number, 6])
    areas = int(rng.integers(1, 7))
    size, teams = int(rng.integers(2, 9)), int(rng.integers(max(2, areas), 41))
    people = min(160, size * teams)
    load = float(rng.choice([0.3, 0.8, 2.0]))
    return {
        "name": f"crowded {number}",
        "horizon": {"quarters": 2, "warmup_quarters": 1, "run_off_quarters": 1},
        "presence": 0.9,
        "workforce": {
            "maker": {"count": people, "open_tasks": int(rng.integers(1, 4)), "skill": {"lognormal": {"median": 1, "sigma": 0.3}}},
            "specialist": {"count": max(2, people // 5)},
            "manager": {"count": 3},
        },
        "products": [{"name": f"area {k}", "coupling": {f"area {(k + 1) % areas}": 0.2} if areas > 1 else {}} for k in range(areas)],
        "value_stream": [
            {"stage": "discover", "per": "initiative", "by": dict.fromkeys(BUILDERS, 1.0), "effort_days": 3},
            {"stage": "build", "by": dict.fromkeys(BUILDERS, 1.0), "share": 0.8},
            {"stage": "test", "by": dict.fromkeys(BUILDERS, 1.0), "share": 0.2, "finds": 0.4, "return_to": "build", "other_eyes": bool(rng.integers(2))},
        ],
        "demand": {
            "opportunities": [
                {
                    "product": f"area {k}", "arrivals_per_quarter": load * people * 58 / (12 * 6.5 * areas), "items": MANY_ITEMS,
                    "effort_days": {"lognormal": {"mean": 6, "sigma": 0.5}}, "expires_days": float(rng.choice([40, 260])),
                }
                for k in range(areas)
            ]
        },
        "structure": _structure(rng, size),
        "governance": _governance(rng),
        "release": _any(rng, {"mode": "continuous"}, {"mode": "train", "every_days": 10}, {"mode": "whole_initiative"}),
        "priorities": _any(rng, *POLICIES),
        "people": {"turnover_per_year": float(rng.choice([0.13, 2.0, 10.0])), "vacancy_days": {"exponential": {"mean": 20}}},
        "learning": {},
        "quality": {},
        "customers": {},
        "money": {},
    }  # fmt: skip


def _any(rng: Any, *choices: Any) -> Any:
    return choices[rng.integers(len(choices))]


def _structure(rng: Any, size: int) -> Values:
    """Small teams that keep their people, or projects that borrow them."""
    squads = {
        "recipe": "cross_functional",
        "composition": {"maker": size, "specialist": 1},
        "on_shortage": "share",
        "groups": {"name": "tribe", "max_people": 60},
        "contracts": "all",
    }
    projects = {
        "recipe": "project",
        "staffing": {"maker": {"items_per": 4}, "specialist": 1},
        "max_projects": int(rng.integers(1, 4)),
    }
    return _any(rng, squads, squads, projects)  # type: ignore[no-any-return]


def _governance(rng: Any) -> Values:
    board = {
        "name": "board",
        "sits_every_days": 10,
        "members": {"manager": 2},
        "pass_good": 0.9,
        "pass_bad": 0.8,
    }
    lead = {
        "name": "lead", "review_hours": {"exponential": {"mean": 2}}, "members": {"manager": 2}, "pass_good": 0.9, "pass_bad": 0.8,
        "return_probability": 0.2,
    }  # fmt: skip
    asked = _any(rng, [], ["board"], ["lead"], ["board", "lead"])
    work = {"per_effort_day": 0.2, "local": "decide", "cross_team": "consult", "organisation": {"ask": ["lead"], "default_after_days": 3}}  # fmt: skip
    return {
        "layers": [board, lead],
        "decision_rights": {"start_initiative": {"ask": asked}, "during_work": work},
    }
