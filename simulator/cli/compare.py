"""`orgsim compare`: one world, several structures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .options import FilePath, for_people, results_folder, running_options, settings


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=FilePath)
@running_options(replications=20)
@for_people
def compare(
    files: tuple[Path, ...],
    overrides: dict[str, Any],
    quarters: float | None,
    out: Path | None,
    form: str,
    **options: Any,
) -> None:
    """Compare scenarios over one world, or the variants of one comparison file.

    All variants meet the same people and the same work. The first is the baseline.
    """
    from ..analysis.comparing import comparison_from, result_of
    from .printing import print_comparison
    from .session import Session

    comparison = comparison_from(files, settings(overrides, quarters))
    out = out or results_folder(comparison.name)
    session = Session("compare", comparison.variants, options, out)
    result = session.outcomes(lambda runs: result_of(comparison, runs, options["replications"]))
    print_comparison(result, form)
    if not options["quiet"]:
        click.echo(f"written to {out}", err=True)
