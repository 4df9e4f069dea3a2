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


def _modes(context: click.Context, parameter: click.Parameter, text: str | None) -> list[str] | None:
    modes = [part.strip() for part in (text or "").split(",") if part.strip()]
    return list(dict.fromkeys(modes)) or None


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=FilePath)
@click.option("--load", "loads", metavar="L,…", callback=_loads, help="Compare at these loads of the world: use of its reference structure, or of the busiest role of its baseline.")  # fmt: skip
@click.option("--mode", "modes", metavar="M,…", callback=_modes, help="Modes of demand in which to compare, such as equal_load,backlog; default: those of the file.")  # fmt: skip
@click.option(
    "--point-estimates", is_flag=True, help="Compare in this world alone: draw no plausible worlds."
)
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
    modes: list[str] | None,
    point_estimates: bool,
    **options: Any,
) -> None:
    """Compare structures over one world, and over plausible ones.

    FILEs are two scenarios or more, or one comparison file with its variants. All variants meet the same people and
    the same work. The first is the baseline. FILE is a path, or the name of a shipped file: preset:four-structures.
    Parameters that you have not set, and that rest on evidence, are drawn within their plausible ranges as well: one world
    for each replication.
    """
    from ..studies.comparison import cases_of, compared, comparison_from, points_of
    from ..studies.plausible import plausible_worlds
    from ..studies.study import words_of
    from .comparison_tables import print_comparisons
    from .progress import study_of

    watch().doing("reading the files")
    comparison = comparison_from(files, settings(overrides, quarters))
    points = points_of(comparison, loads, modes)
    asked = {
        "mode": ",".join(modes or ()),
        "load": ",".join(map(str, loads)),
        "point_estimates": point_estimates,
    }
    words = words_of(files, overrides, quarters, **asked)
    wanted, cases = destination(out, comparison.name, options), cases_of(points)
    watch().doing("drawing plausible worlds")
    drawn = None if point_estimates else plausible_worlds(cases, options["seed"], options["replications"])
    study = study_of("compare", cases, options, wanted, words, drawn)
    results = compared(points, study)
    print_comparisons(results, form, full)
    if not options["quiet"]:
        click.echo(f"written to {study.out}", err=True)
