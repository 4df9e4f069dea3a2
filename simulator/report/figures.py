"""Figures as a reader wants them: three significant digits, intervals, and changes in words."""

from __future__ import annotations

import math
from typing import Any

from ..outcomes.registry import Metric
from ..studies.statistics import Estimate

NOTHING = "–"
DIGITS = 3
MILLION = 1e6


def number(value: float | None) -> str:
    """A number with three significant digits; from a million on in millions (M)."""
    if value is None or math.isnan(value):
        return NOTHING
    if math.isinf(value):
        return "beyond" if value > 0 else "-beyond"
    if value == 0:
        return "0"
    rounded = float(f"{value:.{DIGITS - 1}e}")
    if abs(rounded) >= MILLION:
        return f"{number(rounded / MILLION)} M"
    places = DIGITS - 1 - math.floor(math.log10(abs(rounded)))
    return f"{rounded:,.{max(0, min(places, 9))}f}"


def whole(value: float) -> str:
    """A number without decimals where it is 10 or more."""
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.1f}"


def level(outcome: Metric, value: float | None) -> str:
    """An outcome with its unit, in short."""
    if value is None:
        return NOTHING
    if math.isinf(value):
        return "beyond the run-off"
    if outcome.unit == "share":
        return f"{number(100 * value)} %"
    return f"{number(value)} days" if outcome.unit == "working days" else number(value)


def direction_of(outcome: Metric, change: float) -> str:
    """In words whether an outcome is more or less than before."""
    if outcome.unit == "working days":
        return "shorter" if change < 0 else "longer"
    if outcome.unit in ("items", "initiatives", "handoffs", "requests", "per week", "items per quarter"):
        return "fewer" if change < 0 else "more"
    return "lower" if change < 0 else "higher"


def between(low: float, high: float) -> str:
    """Two ends of an interval, the nearer to zero first; one where both read the same."""
    ends = sorted((low, high), key=abs)
    first, last = (whole(abs(end)) for end in ends)
    if low < 0 < high:
        return f"{whole(low)} to {whole(high)}"
    return first if first == last else f"{first}-{last}"


def estimate_row(outcome: Metric, found: Estimate) -> dict[str, Any]:
    """One outcome with its mean and interval."""
    return {
        "outcome": outcome.name,
        "unit": outcome.unit,
        "mean": finite(found.mean),
        "low": finite(found.low),
        "high": finite(found.high),
        "replications": found.count,
        "beyond_run_off": found.beyond,
    }


def finite(value: float | None) -> float | None:
    """A number that JSON knows: None for one beyond the run-off."""
    return value if value is not None and math.isfinite(value) else None


def interval(found: Estimate) -> str:
    """A 95 % interval."""
    return NOTHING if found.low is None else f"{number(found.low)} … {number(found.high)}"
