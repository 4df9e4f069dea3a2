"""`orgsim run`: simulate one scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .options import FilePath, destination, for_people, running_options, settings
from .watch import watch


@click.command()
@click.argument("path", metavar="SCENARIO", type=FilePath)
@click.option("--against", type=FilePath, help="Lead times of a history, as orgsim init leaves them: draws those simulated beside them into lead-times.svg.")  # fmt: skip
@running_options(replications=10)
@for_people
def run(
    path: Path,
    overrides: dict[str, Any],
    quarters: float | None,
    out: Path | None,
    form: str,
    full: bool,
    against: Path | None,
    **options: Any,
) -> None:
    """Simulate one scenario and write its datasets.

    SCENARIO is a file, or the name of a shipped one: preset:two-pizza.
    """
    from ..scenario.loader import load_scenario
    from ..studies.runs import Case
    from ..studies.study import words_of
    from .lead_times import BesideHistory
    from .output import print_summary
    from .progress import study_of

    watch().doing("reading the files")
    scenario = load_scenario(path, settings(overrides, quarters))
    words = words_of([path], overrides, quarters, against=str(against) if against else None)
    wanted = destination(out, scenario.name, options)
    study = study_of("run", [Case(scenario.name, scenario)], options, wanted, words)
    beside = BesideHistory(scenario.name, against)
    rows: list[Any] = []

    def take(run: Any) -> None:
        beside.keep(run)
        rows.append(run.run.to_pylist()[0])

    complete = study.complete(take, beside=beside.files)
    print_summary(scenario, rows[:complete], form, full)
    beside.say(study.out or wanted.folder)
    if not options["quiet"]:
        click.echo(f"written to {study.out}", err=True)
