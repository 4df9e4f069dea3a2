"""`orgsim analyse`: what a study says."""

from __future__ import annotations

from pathlib import Path

import click

from .options import FilePath, for_people
from .watch import watch

PARTS = ("means", "differences", "robustness", "sensitivity", "thresholds", "conditions")
FORM = click.Choice(["table", "json", "csv"])


@click.command()
@click.argument("folder", metavar="DIR", type=FilePath)
@click.option(
    "--outcome",
    "outcomes",
    metavar="NAME",
    multiple=True,
    help="Outcome to look at; may be repeated.  [default: those that decide]",
)
@click.option(
    "--baseline", metavar="VARIANT", help="What others are compared with.  [default: the first variant]"
)
@click.option(
    "--part", "parts", type=click.Choice(PARTS), multiple=True, help="Only this part; may be repeated."
)
@click.option("--full", is_flag=True, help="Show all factors, not only those that surely matter.")
@click.option(
    "--format",
    "form",
    type=FORM,
    default="table",
    show_default=True,
    help="Form of what is printed; json and csv take one part.",
)
@for_people
def analyse(
    folder: Path,
    outcomes: tuple[str, ...],
    baseline: str | None,
    parts: tuple[str, ...],
    full: bool,
    form: str,
) -> None:
    """Say what a study in DIR has found.

    Means and paired differences; which variant is best in how many worlds, and by how much it falls behind where it is
    not; which factors matter; at which values the answer turns; under which conditions each variant is the best.
    """
    from ..studies.analysis.study_analysis import analyse as analysed

    watch().doing("reading the study")
    found = analysed(folder, outcomes, baseline=baseline)
    if form != "table":
        _for_programs(found, parts, form)
        return
    from rich.table import Table

    from ..report.study_words import heading, sentences_of, tables_of
    from .output import console

    out = console()
    for line in heading(found):
        out.print(line)
    for title, heads, rows in tables_of(found, parts, full):
        table = Table(title=title, title_justify="left", box=None, pad_edge=False)
        for k, head in enumerate(heads):
            table.add_column(head, justify="left" if k == 0 else "right")
        for row in rows:
            table.add_row(*row)
        out.print()
        out.print(table)
    said = list(sentences_of(found, parts, full))
    if said:
        out.print()
    for sentence in said:
        out.print(sentence)


def _for_programs(found: object, parts: tuple[str, ...], form: str) -> None:
    """One part as rows."""
    from ..errors import InputError, Problem
    from .output import print_data

    if len(parts) != 1:
        raise InputError(
            [Problem("", f"takes one part, not {len(parts)}", "add --part means", f"--format {form}")]
        )
    frame = getattr(found, f"{parts[0]}_frame")()
    print_data(frame.astype(object).where(frame.notna(), None).to_dict("records"), form)
