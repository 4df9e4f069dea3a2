"""Stub."""

from __future__ import annotations

from typing import Any

from ..scenario.factors import Factor


def value_of(factor: Factor, shown: Any) -> Any:
    """Back from a table."""
    if factor.is_number:
        return shown
    return next((level for level in factor.levels if factor.shown(level) == shown), shown)
