"""What commands print: tables for people, JSON and CSV for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from ..analysis.statistics import Estimate, estimate
from ..csv_text import csv_of
from ..outcomes.registry import OUTCOMES, Outcome

WIDTH = 110
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
        print_data([{"scenario": name, **estimate_row(outcome, found)} for outcome, found in rows], form)
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
    console().print(table)


def estimate_row(outcome: Outcome, found: Estimate) -> dict[str, Any]:
    """One outcome with its mean and interval."""
    return {
        "outcome": outcome.name,
        "unit": outcome.unit,
        "mean": found.mean,
        "low": found.low,
        "high": found.high,
        "replications": found.count,
    }


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
    width = None if Console().is_terminal else WIDTH
    return Console(width=width, markup=False, emoji=False, highlight=False)
