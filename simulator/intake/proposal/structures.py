"""The organisation as the files show it."""

from __future__ import annotations

from typing import Any

from .presets import PASS_BAD, PASS_GOOD

MOST_LEVELS = 3
"""Levels of management that are asked one after the other."""
Values = dict[str, Any]


def as_is(owns: Values, levels: int, worked: bool) -> Values:
    """The organisation as the files show it. levels: of management above those who do the work."""
    governance, structure = _approvals(levels, worked), {"recipe": "as_is"}
    management = {"management": {"reporting_lines": levels}} if levels else {}
    return {
        "extends": "world.yaml",
        "name": "as-is",
        "structure": {**structure, **management, "owns": owns},
        "governance": governance,
        "release": {"mode": "continuous"},
        "priorities": "first_come",
    }


def _approvals(levels: int, worked: bool) -> Values:
    """Who is asked: each level of management in turn, together as strict as the approvals in the presets."""
    during: Values = {
        "per_effort_day": 0.1,
        "local": "decide",
        "cross_team": "consult",
        "organisation": "consult",
    }
    if not levels:
        return {"decision_rights": {"during_work": during}}
    during["organisation"] = {"ask": ["line"], "default_after_days": 10}
    start = {} if worked else {"start_initiative": {"ask": ["line"]}}
    line = {
        "name": "line",
        "level": "each",
        "review_hours": {"exponential": {"mean": 0.5}},
        "prepare_hours": 2,
        "pass_good": round(PASS_GOOD ** (1 / levels), 4),
        "pass_bad": round(PASS_BAD ** (1 / levels), 4),
    }
    return {"layers": [line], "decision_rights": {**start, "during_work": during}}
