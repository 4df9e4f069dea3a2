"""`orgsim query` and `orgsim export`: results for other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from .options import FilePath, for_people
from .watch import watch

MOST_SHOWN = 50


@click.command()
@click.argument("folder", metavar="DIR", type=FilePath)
@click.argument("sql", metavar="SQL")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="Form of what is printed.",
)
@for_people
def query(folder: Path, sql: str, form: str) -> None:
    """Ask the results in DIR a question in SQL.

    Each dataset is a view: runs, quarters, initiatives …, and points, those of a study. 'describe runs' lists columns.
    """
    from ..store.query import batches

    watch().doing("asking DuckDB")
    if form == "table":
        _print_table(folder, sql)
        return
    first = True
    for part in batches(folder, sql):
        if form == "csv":
            from ..csv_text import line_of

            if first:
                click.echo(line_of(part.schema.names), nl=False)
            for row in zip(*(column.to_pylist() for column in part.columns), strict=True):
                click.echo(line_of(row), nl=False)
        else:
            for row in part.to_pylist():
                click.echo(("[" if first else ",") + json.dumps(row, default=str))
                first = False
        first = False
    if form == "json":
        click.echo("[]" if first else "]")


def _print_table(folder: Path, sql: str) -> None:
    """The first rows, and how many there are."""
    from rich.table import Table

    from ..report.figures import number
    from ..store.query import query as answer
    from .output import console

    found = answer(folder, sql)
    numbers = {field.name for field in found.schema if str(field.type) in ("double", "float")}
    table = Table(box=None, pad_edge=False)
    for name in found.schema.names:
        table.add_column(name, justify="right" if name in numbers else "left")

    def shown(name: str, value: Any) -> str:
        if value is None:
            return ""
        return number(value) if name in numbers else str(value)

    for row in found.slice(0, MOST_SHOWN).to_pylist():
        table.add_row(*(shown(name, value) for name, value in row.items()))
    out = console()
    out.print(table)
    if found.num_rows > MOST_SHOWN:
        out.print(f"{MOST_SHOWN} of {found.num_rows:,} rows; --format csv prints all")


@click.command()
@click.argument("folder", metavar="DIR", type=FilePath)
@click.argument("file", metavar="FILE", type=FilePath)
@click.option(
    "--dataset", default="runs", show_default=True, help="Which dataset; 'points' are those of a study."
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@for_people
def export(folder: Path, file: Path, dataset: str, force: bool) -> None:
    """Write a dataset of the results in DIR to FILE: .csv, or .xlsx for Excel."""
    from ..store.export import export as written

    watch().doing("writing the file")
    rows = written(folder, dataset, file, overwrite=force)
    click.echo(f"{rows:,} rows in {file}", err=True)
