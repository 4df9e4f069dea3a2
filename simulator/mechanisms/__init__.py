"""Why? One file per mechanism: claim, source, parameters with their off value, leaf rules."""

from __future__ import annotations

MECHANISMS = (
    "coordination", "ceremonies", "handoffs", "approvals", "decisions", "decision_quality",
    "switching", "learning", "turnover", "dependencies", "quality", "delivery", "feedback",
    "customers", "money", "adoption",
)  # fmt: skip
"""All mechanisms of the model, by the names a scenario uses."""

SUPPORTED = frozenset(MECHANISMS) - {"adoption"}
"""Those that this version acts on."""
SECTIONS = {
    "decision_quality": "decision_quality", "learning": "learning", "turnover": "people", "quality": "quality",
    "delivery": "delivery", "feedback": "feedback", "customers": "customers", "money": "money",
}  # fmt: skip
"""Mechanisms that act only where the file has a section for them, by its key: a world that says nothing of
customers has none."""
