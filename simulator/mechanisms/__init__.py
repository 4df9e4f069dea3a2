"""Why? One file per mechanism: claim, source, parameters with their off value, leaf rules."""

from __future__ import annotations

MECHANISMS = (
    "coordination", "ceremonies", "handoffs", "approvals", "decisions", "decision_quality",
    "switching", "learning", "turnover", "dependencies", "quality", "delivery", "feedback",
    "customers", "money", "adoption",
)  # fmt: skip
"""All mechanisms of the model, by the names a scenario uses."""

SUPPORTED = frozenset(
    {"approvals", "decisions", "coordination", "ceremonies", "handoffs", "switching", "dependencies"}
)
"""Those that this version acts on."""
