"""What commands print: tables for people, JSON and CSV for programs."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from ..csv_text import csv_of
from ..outcomes.registry import BY_NAME, OUTCOMES, Outcome, is_fed, value_of
from ..report.figures import NOTHING, number
from ..scenario.scenario import Scenario
from ..studies.comparison import HEADLINES
from ..studies.statistics import Estimate, estimate

WIDTH = 110
MOST_HEADLINES = 12


def print_summary(scenario: Scenario, runs: Sequence[Mapping[str, Any]], form: str, full: bool) -> None:
    """Means of outcomes over replications, with 95 % intervals: the headlines, or with `full` all of them."""
    rows = []
    for outcome in OUTCOMES:
        values = [value_of(row, outcome) for row in runs]
        found = estimate(values, outcome.possible)
        if found.mean is not None:
            rows.append((outcome, found))
    if form != "table":
        print_data(
            [{"scenario": scenario.name, **estimate_row(outcome, found)} for outcome, found in rows], form
        )
        return
    shown = rows if full else _headlines(rows, scenario)
    table = Table(
        title=f"{scenario.name}: means over {len(runs)} replications",
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    for column, justify in (
        ("outcome", "left"),
        ("mean", "right"),
        ("95 % interval", "right"),
        ("unit", "left"),
    ):
        table.add_column(column, justify=justify)  # type: ignore[arg-type]
    for outcome, found in shown:
        table.add_row(outcome.name, number(found.mean), interval(found), outcome.unit)
    out = console()
    out.print(table)
    if len(shown) < len(rows):
        out.print(f"--full shows all {len(rows)} outcomes")


def _headlines(
    rows: Sequence[tuple[Outcome, Estimate]], scenario: Scenario
) -> list[tuple[Outcome, Estimate]]:
    """Outcomes that most readers want first, of those that the files have something to say about."""
    wanted = [name for name in HEADLINES if is_fed(BY_NAME[name], scenario)]
    return [row for row in rows if row[0].name in wanted][:MOST_HEADLINES]


def estimate_row(outcome: Outcome, found: Estimate) -> dict[str, Any]:
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


def print_data(rows: Sequence[Mapping[str, Any]], form: str) -> None:
    """Rows for programs, as JSON or CSV."""
    if form == "json":
        click.echo(json.dumps(list(rows), indent=2))
        return
    click.echo(csv_of(list(rows[0]) if rows else [], rows), nl=False)


def console() -> Console:
    """Standard output, as wide as the terminal, and wide enough for tables elsewhere.

    What a user wrote is printed as he wrote it: brackets and colons mean nothing here.
    """
    width = None if Console().is_terminal and Console().width >= 20 else WIDTH
    return Console(width=width, markup=False, emoji=False, highlight=False)
