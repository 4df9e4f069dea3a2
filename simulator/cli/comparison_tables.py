"""What `compare` prints: for people a question, an answer and its figures; rows for programs."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from ..report.comparison import cells, comparison_rows, sentences, spent
from ..report.plausible import sentences_over_worlds
from ..report.verdict import verdict_lines
from ..studies.causes import causes_of, other_worlds_of, overloads_of
from ..studies.comparison import Result
from .output import console, print_data

MOST_DIFFERENCES = 12
MOST_COLUMNS = 6
"""Variants that stand side by side; more stand one below the other."""
LONGEST_VALUE = 60


def print_comparisons(results: Sequence[Result], form: str, full: bool) -> None:
    """One comparison, or the same in several modes and at several loads: what it says, or with `full` all figures."""
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
    if where := result.comparison.where:
        out.rule(where, align="left")
    out.print(_side_by_side(result))
    out.print("In words", style="bold")
    for line in [*sentences(result), *overloads_of(result), *causes_of(result), spent(result)]:
        out.print(f"  {line}")
    if over := list(sentences_over_worlds(result)):
        out.print("Over plausible worlds", style="bold")
        for line in over:
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
    if result.plausible is not None:
        title += "; ahead in how many plausible worlds"
    table = Table(title=title, title_justify="left", show_lines=True)
    outcomes = [f"{outcome.in_words}\n[{outcome.unit}]" for outcome in result.shown]
    columns = [cells(result, outcome) for outcome in result.shown]
    below = len(result.names) > MOST_COLUMNS
    table.add_column("variant" if below else "outcome")
    for name in outcomes if below else result.names:
        table.add_column(name, justify="right")
    for v, name in enumerate(result.names if below else ()):
        table.add_row(f"{v + 1}. {name}", *(column[v] for column in columns))
    for outcome, column in zip(() if below else outcomes, columns, strict=False):
        table.add_row(outcome, *column)
    return table
