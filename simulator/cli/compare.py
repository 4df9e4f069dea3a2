"""`orgsim compare`: one world, several structures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .options import FilePath, destination, for_people, running_options, settings
from .watch import watch


def _loads(context: click.Context, parameter: click.Parameter, text: str | None) -> list[float]:
    try:
        loads = [float(part) for part in (text or "").split(",") if part.strip()]
    except ValueError:
        raise click.BadParameter(f"'{text}' must be numbers with commas between them: 0.7,0.8,0.9") from None
    if not all(0.0 < load < 1.0 for load in loads):
        raise click.BadParameter(f"'{text}': each must lie between 0 and 1")
    return loads


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=FilePath)
@click.option("--load", "loads", metavar="L,…", callback=_loads, help="Scale arrivals until the busiest role in the world's baseline reaches this utilisation.")  # fmt: skip
@running_options(replications=20)
@for_people
def compare(
    files: tuple[Path, ...],
    overrides: dict[str, Any],
    quarters: float | None,
    out: Path | None,
    form: str,
    full: bool,
    loads: list[float],
    **options: Any,
) -> None:
    """Compare structures over one world.

    FILEs are two scenarios or more, or one comparison file with its variants. All variants meet the same people and
    the same work. The first is the baseline. FILE is a path, or the name of a shipped file: preset:four-structures.
    """
    from ..studies.comparison import at_loads, cases_of, compared, comparison_from
    from ..studies.study import words_of
    from .comparison_tables import print_comparisons
    from .progress import study_of

    watch().doing("reading the files")
    comparison = comparison_from(files, settings(overrides, quarters))
    points = at_loads(comparison, loads)
    words = words_of(files, overrides, quarters, load=",".join(map(str, loads)))
    wanted = destination(out, comparison.name, options)
    study = study_of("compare", cases_of(points), options, wanted, words)
    results = compared(points, study)
    print_comparisons(results, form, full)
    if not options["quiet"]:
        click.echo(f"written to {study.out}", err=True)
