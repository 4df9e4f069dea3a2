"""What surveys publish of structure and results (S26, S27, S28, S29), and whether an ensemble comes out so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from measuring import table

EXPLAINED = (0.1, 0.4)
"""R2 of structure and practice (S26)."""
MARGIN_RATIO, VALUE_RATIO, OVERLAP = (1.05, 1.30), (1.2, 2.0), 0.10
"""Top quartile over bottom half, and chance that one of the top earns less (S27)."""
GAPS = {
    "deployments_per_week": (50.0, float("inf")),
    "lead_time_for_changes_days_p50": (50.0, float("inf")),
    "change_failure_rate": (3.0, 8.0),
    "time_to_restore_days_p50": (100.0, float("inf")),
}
"""Best over worst (S29)."""


def asked(bounds: tuple[float, float]) -> str:
    """Bounds in words."""
    low, high = bounds
    return f"at least {low:g}" if high == float("inf") else f"{low:g} to {high:g}"


def verdict(value: float, bounds: tuple[float, float]) -> str:
    """Whether a figure lies where it was asked to."""
    if bounds[0] <= value <= bounds[1]:
        return "hit"
    return "**miss**, below" if value < bounds[0] else "**miss**, above"


def target_table(
    explained: Mapping[str, Mapping[str, Mapping[str, Any]]],
    quartiles: Mapping[str, Mapping[str, Any]],
    rank: Any,
    gaps: Mapping[str, Sequence[float]],
    words: Mapping[str, str],
) -> str:
    """Every target, what came out, hit or miss.

    explained: intervals by kind of ensemble, outcome and what explains; quartiles: by kind and figure; rank:
    correlation of frequency and failures; gaps: by outcome, of presets and of single organisations;
    words: what those outcomes are called.
    """
    rows: list[list[str]] = []
    for kind, outcomes in explained.items():
        for outcome, found in list(outcomes.items())[:2]:
            for what in ("all choices", "maturity index, R²"):
                target = f"S26, {outcome}: {what.removesuffix(', R²')}, choices {kind}"
                rows.append(
                    [target, asked(EXPLAINED), found[what].shown(), verdict(found[what].value, EXPLAINED)]
                )
    for kind, figures in quartiles.items():
        for figure, bounds in (
            ("margin ratio", MARGIN_RATIO),
            ("value ratio", VALUE_RATIO),
            ("overlap", (OVERLAP, 1.0)),
        ):
            found = figures[figure]
            settled = (
                "" if figure == "overlap" or found.low > 1.0 else ", not settled: the interval includes 1"
            )
            row = [
                f"S27, {figure}, choices {kind}",
                asked(bounds),
                found.shown(),
                verdict(found.value, bounds) + settled,
            ]
            rows.append(row)
    signs = (-1.0, 0.0)
    rows.append(
        [
            "S28, rank correlation of deployments and failures",
            "at most 0",
            rank.shown(),
            verdict(rank.value, signs)
            + (", not settled: the interval includes 0" if rank.low < 0.0 < rank.high else ""),
        ]
    )
    for outcome, ratios in gaps.items():
        for who, ratio in zip(("presets", "single organisations"), ratios, strict=True):
            target = f"S29, {words[outcome]}, best to worst of {who}"
            rows.append([target, asked(GAPS[outcome]), f"{ratio:.1f}", verdict(ratio, GAPS[outcome])])
    return table(["target", "asked", "came out", ""], rows)
