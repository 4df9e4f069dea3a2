"""Trades: which stage a role does best, and which role does a stage best."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """What recipes need to know of a stage of the value stream."""

    name: str
    by: Mapping[str, float]
    """Proficiency by role."""


def master_of(stage: Stage, roles: Collection[str]) -> str | None:
    """The role among several that does a stage best, of equals the first named; None if none can."""
    able = [(fit, role) for role, fit in stage.by.items() if fit > 0 and role in roles]
    return max(able, key=lambda pair: pair[0])[1] if able else None


def trade_of(role: str, stages: Sequence[Stage]) -> int | None:
    """Stage that a role does best, of equals the first; None if it can do none."""
    fits = [stage.by.get(role, 0.0) for stage in stages]
    return fits.index(max(fits)) if max(fits, default=0.0) > 0 else None
