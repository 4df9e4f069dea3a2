"""What commands print: tables for people, JSON and CSV for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from ..csv_text import csv_of
from ..report.figures import estimate_row, interval, number
from ..report.summary import estimates_of, headlines_of
from ..scenario.scenario import Scenario

WIDTH = 110


def print_summary(scenario: Scenario, runs: Sequence[Mapping[str, Any]], form: str, full: bool) -> None:
    """Means of outcomes over replications, with 95 % intervals: the headlines, or with `full` all of them."""
    found = estimates_of(runs)
    if form != "table":
        print_data([{"scenario": scenario.name, **estimate_row(o, mean)} for o, mean in found], form)
        return
    shown = found if full else headlines_of(found, scenario)
    title = f"{scenario.name}: means over {len(runs)} replications"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for column, justify in (
        ("outcome", "left"),
        ("mean", "right"),
        ("95 % interval", "right"),
        ("unit", "left"),
    ):
        table.add_column(column, justify=justify)  # type: ignore[arg-type]
    for outcome, mean in shown:
        table.add_row(outcome.name, number(mean.mean), interval(mean), outcome.unit)
    out = console()
    out.print(table)
    if len(shown) < len(found):
        out.print(f"--full shows all {len(found)} outcomes")


def print_data(rows: Sequence[Mapping[str, Any]], form: str) -> None:
    """Rows for programs, as JSON or CSV."""
    if form == "json":
        click.echo(json.dumps(list(rows), indent=2))
        return
    click.echo(csv_of(list(rows[0]) if rows else [], rows), nl=False)


def console() -> Console:
    """Standard output, as wide as the terminal, and wide enough for tables elsewhere.

    What a user wrote is printed as it was written: brackets and colons mean nothing here.
    """
    width = None if Console().is_terminal and Console().width >= 20 else WIDTH
    return Console(width=width, markup=False, emoji=False, highlight=False)
