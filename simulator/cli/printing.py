"""What `run` and `compare` print: tables for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from ..analysis.comparing import Contrast, Result
from ..analysis.statistics import Estimate, estimate
from ..outcomes.registry import OUTCOMES, Outcome

WIDTH = 110
MOST_DIFFERENCES = 12
NOTHING = "–"


def print_summary(name: str, runs: Sequence[Mapping[str, Any]], form: str) -> None:
    """Means of all outcomes over replications, with 95 % intervals."""
    rows = []
    for outcome in OUTCOMES:
        values = [float("nan") if row[outcome.name] is None else row[outcome.name] for row in runs]
        found = estimate(values)
        if found.mean is not None:
            rows.append((outcome, found))
    if form != "table":
        _print_data([{"scenario": name, **_row(outcome, found)} for outcome, found in rows], form)
        return
    table = Table(title=f"{name}: means over {len(runs)} replications", title_justify="left")
    for column, justify in (
        ("outcome", "left"),
        ("mean", "right"),
        ("95 % interval", "right"),
        ("unit", "left"),
    ):
        table.add_column(column, justify=justify)  # type: ignore[arg-type]
    for outcome, found in rows:
        table.add_row(outcome.name, number(found.mean), interval(found), outcome.unit)
    _console().print(table)


def _row(outcome: Outcome, found: Estimate) -> dict[str, Any]:
    return {
        "outcome": outcome.name,
        "unit": outcome.unit,
        "mean": found.mean,
        "low": found.low,
        "high": found.high,
        "replications": found.count,
    }


def print_comparison(result: Result, form: str) -> None:
    """What differs, the variants side by side, and a verdict in words."""
    if form != "table":
        _print_data(comparison_rows(result), form)
        return
    console = _console()
    if result.comparison.question:
        console.print(f"{result.comparison.question}\n", style="bold")
    _print_differences(console, result)
    console.print(_side_by_side(result))
    console.print(_paired(result))
    console.print("In words", style="bold")
    for line in sentences(result):
        console.print(f"  {line}")


def _print_differences(console: Console, result: Result) -> None:
    table = Table(title="What differs between the variants", title_justify="left")
    for name in ("key", *result.names):
        table.add_column(name, overflow="fold")
    for path, values in list(result.differing.items())[:MOST_DIFFERENCES]:
        table.add_row(path, *values)
    console.print(table)
    if len(result.differing) > MOST_DIFFERENCES:
        console.print(
            f"  … and {len(result.differing) - MOST_DIFFERENCES} keys more (manifest.json has all)\n"
        )
    if result.other_worlds:
        console.print(
            f"  The worlds differ, too ({', '.join(result.other_worlds[:4])}): what comes out is not due to structure alone.\n",
            style="yellow",
        )


def _side_by_side(result: Result) -> Table:
    title = f"Means over {result.replications} replications, with 95 % intervals; in brackets: probability of being best"
    table = Table(title=title, title_justify="left")
    table.add_column("outcome")
    for name in result.names:
        table.add_column(name, justify="right")
    for outcome in result.shown:
        best = result.best(outcome)
        cells = []
        for v in range(len(result.names)):
            found = estimate(result.values[outcome.name][v])
            chance = f" ({best[v]:.2f})" if best else ""
            half = "" if found.half_width is None else f" ±{number(found.half_width)}"
            cells.append(f"{number(found.mean)}{half}{chance}")
        table.add_row(outcome.name, *cells)
    return table


def _paired(result: Result) -> Table:
    table = Table(title=f"Differences from {result.names[0]}, paired", title_justify="left")
    for name in ("outcome", "variant", "difference", "95 % interval", "matters from", "verdict"):
        table.add_column(
            name, justify="right" if name in ("difference", "95 % interval", "matters from") else "left"
        )
    for outcome in result.shown:
        for contrast in result.contrasts(outcome):
            table.add_row(
                outcome.name, contrast.variant, number(contrast.difference.mean),
                interval(contrast.difference), number(contrast.effect), contrast.verdict,
            )  # fmt: skip
    return table


def sentences(result: Result) -> list[str]:
    """The verdicts in words, one sentence for each outcome and variant."""
    return [_sentence(result, contrast) for outcome in result.shown for contrast in result.contrasts(outcome)]


def _sentence(result: Result, contrast: Contrast) -> str:
    base, name, outcome = result.names[0], contrast.variant, contrast.outcome
    before, after = number(contrast.baseline.mean), number(contrast.value.mean)
    figures = f"{after} against {before} {outcome.unit}"
    if contrast.verdict == "not settled":
        more = f"; about {contrast.to_settle} replications would settle it" if contrast.to_settle else ""
        return f"{outcome.name}: not settled between {name} and {base} ({figures}){more}."
    if contrast.verdict in ("identical", "no difference that matters", "nothing to compare", "differs"):
        return f"{outcome.name}: {contrast.verdict} between {name} and {base} ({figures})."
    hedge = "; the difference may be too small to matter" if contrast.verdict.startswith("probably") else ""
    return f"{outcome.name}: {name} is {contrast.verdict} than {base} ({figures}{_times(contrast)}){hedge}."


def _times(contrast: Contrast) -> str:
    """The ratio of the two means, where it says something."""
    a, b = contrast.baseline.mean, contrast.value.mean
    if not a or not b or a <= 0 or b <= 0:
        return ""
    return f", {max(a, b) / min(a, b):.2f} times"


def comparison_rows(result: Result) -> list[dict[str, Any]]:
    """The comparison as rows, one for each outcome and variant."""
    rows = []
    for outcome in result.shown:
        best = result.best(outcome)
        contrasts = {contrast.variant: contrast for contrast in result.contrasts(outcome)}
        for v, name in enumerate(result.names):
            row = {"variant": name, **_row(outcome, estimate(result.values[outcome.name][v]))}
            row["probability_best"] = best[v] if best else None
            contrast = contrasts.get(name)
            difference = contrast.difference if contrast else Estimate(None, None, None, 0)
            row |= {
                "difference": difference.mean,
                "difference_low": difference.low,
                "difference_high": difference.high,
            }
            row["smallest_effect_that_matters"] = contrast.effect if contrast else None
            row["verdict"] = contrast.verdict if contrast else "baseline"
            row["replications_to_settle"] = contrast.to_settle if contrast else None
            row["variance_ratio"] = contrast.variance_ratio if contrast else None
            rows.append(row)
    return rows


def number(value: float | None) -> str:
    """A number with as many digits as a reader wants."""
    if value is None:
        return NOTHING
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 100 else f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}"


def interval(found: Estimate) -> str:
    """A 95 % interval."""
    return NOTHING if found.low is None else f"{number(found.low)} … {number(found.high)}"


def _print_data(rows: Sequence[Mapping[str, Any]], form: str) -> None:
    if form == "json":
        click.echo(json.dumps(list(rows), indent=2))
        return
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    click.echo(text.getvalue(), nl=False)


def _console() -> Console:
    """Standard output, as wide as the terminal, and wide enough for tables elsewhere.

    What a user wrote is printed as he wrote it: brackets and colons mean nothing here.
    """
    width = None if Console().is_terminal else WIDTH
    return Console(width=width, markup=False, emoji=False, highlight=False)
