"""What `compare` prints: for people a question, an answer and its figures; rows for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from ..outcomes.registry import Outcome
from ..report.figures import level, number
from ..report.verdict import change_in_words, verdict_lines
from ..studies.causes import causes_of, other_worlds_of, overloads_of
from ..studies.comparison import Contrast, Result
from ..studies.statistics import FEWEST, Estimate
from .printing import console, estimate_row, finite, interval, print_data

MOST_DIFFERENCES = 12
MOST_COLUMNS = 6
"""Variants that stand side by side; more stand one below the other."""
LONGEST_VALUE = 60
SETTLED = ("identical", "no difference that matters", "nothing to compare")


def print_comparisons(results: Sequence[Result], form: str, full: bool) -> None:
    """One comparison, or the same at several loads: what it says, or with `full` all figures."""
    if form != "table":
        print_data([row for result in results for row in comparison_rows(result)], form)
        return
    out = console()
    if not full:
        for k, result in enumerate(results):
            if k:
                out.print()
            for line in verdict_lines(result, out.width):
                out.print(line, soft_wrap=True)
        return
    if results[0].comparison.question:
        out.print(f"{results[0].comparison.question}\n", style="bold")
    _print_differences(out, results[0])
    for result in results:
        _print_comparison(out, result)


def _print_comparison(out: Console, result: Result) -> None:
    """The variants side by side, and a verdict in words."""
    if result.comparison.load is not None:
        out.rule(f"load {result.comparison.load:g} of the busiest role of the baseline", align="left")
    out.print(_side_by_side(result))
    out.print("In words", style="bold")
    for line in [*sentences(result), *overloads_of(result), *causes_of(result), _spent(result)]:
        out.print(f"  {line}")
    out.print()


def _print_differences(out: Console, result: Result) -> None:
    side_by_side = len(result.names) <= MOST_COLUMNS
    table = Table(title="What differs between the variants", title_justify="left")
    for name in ("key", *(result.names if side_by_side else ("value", "variants"))):
        table.add_column(name, overflow="fold")
    for path, values in list(result.differing.items())[:MOST_DIFFERENCES]:
        if side_by_side:
            table.add_row(path, *map(_shortened, values))
        for k, value in enumerate([] if side_by_side else dict.fromkeys(values)):
            sharing = [str(v) for v, other in enumerate(values, start=1) if other == value]
            table.add_row("" if k else path, _shortened(value), ", ".join(sharing))
    out.print(table)
    if len(result.differing) > MOST_DIFFERENCES:
        out.print(f"  … and {len(result.differing) - MOST_DIFFERENCES} keys more (manifest.json has all)")
    for line in other_worlds_of(result):
        out.print(f"  {line}", style="yellow")
    out.print()


def _shortened(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"


def _side_by_side(result: Result) -> Table:
    """Means with intervals; below each its ratio to the baseline and the chance of being best."""
    title = f"Means over {result.replications} replications with 95 % interval; times the baseline; chance of being best"
    table = Table(title=title, title_justify="left", show_lines=True)
    outcomes = [f"{outcome.in_words}\n[{outcome.unit}]" for outcome in result.shown]
    columns = [_cells(result, outcome) for outcome in result.shown]
    below = len(result.names) > MOST_COLUMNS
    table.add_column("variant" if below else "outcome")
    for name in outcomes if below else result.names:
        table.add_column(name, justify="right")
    for v, name in enumerate(result.names if below else ()):
        table.add_row(f"{v + 1}. {name}", *(column[v] for column in columns))
    for outcome, column in zip(() if below else outcomes, columns, strict=False):
        table.add_row(outcome, *column)
    return table


def _cells(result: Result, outcome: Outcome) -> list[str]:
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


def _spent(result: Result) -> str:
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
            row = {"load": result.comparison.load, "variant": result.names[v], **values}
            row["probability_best"] = best[v] if best else None
            rows.append(row | _contrast_row(contrast))
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
