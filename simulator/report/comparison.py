"""A comparison as sentences, as cells side by side, and as rows for programs."""

from __future__ import annotations

from typing import Any

from ..outcomes.registry import Metric
from ..studies.comparison import Contrast, Result
from ..studies.statistics import FEWEST, Estimate
from .figures import estimate_row, finite, interval, level, number
from .plausible import row_over_worlds
from .verdict import change_in_words

SETTLED = ("identical", "no difference that matters", "nothing to compare")


def cells(result: Result, outcome: Metric) -> list[str]:
    """What an outcome is in each variant."""
    best = result.best(outcome)
    return [
        _cell(result.level(outcome, v), contrast, best[v] if best else None)
        for v, contrast in enumerate([None, *result.contrasts(outcome)])
    ]


def _cell(value: Estimate, contrast: Contrast | None, best: float | None) -> str:
    lines = [number(value.mean), *([f"({interval(value)})"] if value.low is not None else [])]
    if contrast is None:
        lines.append("baseline")
    elif contrast.ratio.mean is not None:
        lines += [f"x {number(contrast.ratio.mean)}", f"({interval(contrast.ratio)})"]
    if best is not None:
        lines.append(f"best {best:.0%}")
    if contrast is not None and contrast.plausible is not None:
        side = "higher" if contrast.outcome.direction == "neither" else "ahead"
        lines.append(f"{side} {contrast.plausible.ahead.number}/{contrast.plausible.worlds}")
    return "\n".join(lines)


def sentences(result: Result) -> list[str]:
    """The verdicts in words, one sentence for each outcome and variant."""
    return [_sentence(result, contrast) for outcome in result.shown for contrast in result.contrasts(outcome)]


def _sentence(result: Result, contrast: Contrast) -> str:
    base, name, outcome = result.names[0], contrast.variant, contrast.outcome.in_words
    before, after = (level(contrast.outcome, e.mean) for e in (contrast.baseline, contrast.value))
    figures = f"{after} instead of {before}"
    if contrast.verdict == "not settled":
        return f"{outcome}: not settled between {name} and {base} ({figures}); {_more(contrast)}."
    if contrast.verdict in SETTLED:
        return f"{outcome}: {contrast.verdict} between {name} and {base} ({figures})."
    hedge = "; the difference may be too small to matter" if contrast.verdict.startswith("probably") else ""
    return f"{outcome}: {name} is {contrast.verdict} than {base} ({figures}; {change_in_words(contrast)}){hedge}."


def _more(contrast: Contrast) -> str:
    """How many replications would settle it."""
    if contrast.difference.count < FEWEST:
        return f"{FEWEST} replications or more are needed"
    if contrast.to_settle is None:
        return "smaller than chance so far"
    low, high = contrast.to_settle
    return f"between {low} and {high} replications in all would settle it"


def spent(result: Result) -> str:
    """What was spent, and what is open."""
    runs = result.replications * len(result.names)
    spent = f"{result.replications} replications of {len(result.names)} variants were spent ({runs} runs)"
    open_ones = len(result.unsettled)
    said = "1 verdict is open" if open_ones == 1 else f"{open_ones} verdicts are open"
    return f"{spent}; {said}." if open_ones else f"{spent}."


def comparison_rows(result: Result) -> list[dict[str, Any]]:
    """The comparison as rows, one for each outcome and variant."""
    rows = []
    for outcome in result.shown:
        best = result.best(outcome)
        contrasts = [None, *result.contrasts(outcome)]
        for v, contrast in enumerate(contrasts):
            values = estimate_row(outcome, result.level(outcome, v))
            row = {
                "mode": result.comparison.mode,
                "load": result.comparison.load,
                "variant": result.names[v],
                **values,
            }
            row["probability_best"] = best[v] if best else None
            row |= _contrast_row(contrast)
            if result.plausible is not None:
                row |= row_over_worlds(contrast.plausible if contrast else None)
            rows.append(row)
    return rows


def _contrast_row(contrast: Contrast | None) -> dict[str, Any]:
    nothing = Estimate(None, None, None, 0)
    difference, times = (contrast.difference, contrast.ratio) if contrast else (nothing, nothing)
    return {
        "difference": finite(difference.mean),
        "difference_low": finite(difference.low),
        "difference_high": finite(difference.high),
        "ratio": times.mean,
        "ratio_low": times.low,
        "ratio_high": times.high,
        "smallest_effect_that_matters": contrast.effect if contrast else None,
        "verdict": contrast.verdict if contrast else "baseline",
        "replications_to_settle": list(contrast.to_settle) if contrast and contrast.to_settle else None,
        "variance_ratio": contrast.variance_ratio if contrast else None,
    }
