"""`orgsim run`: simulate one scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .options import FilePath, for_people, results_folder, running_options, settings


@click.command()
@click.argument("path", metavar="SCENARIO", type=FilePath)
@running_options(replications=10)
@for_people
def run(
    path: Path, overrides: dict[str, Any], quarters: float | None, out: Path | None, form: str, **options: Any
) -> None:
    """Simulate one scenario and write its datasets."""
    from ..scenario.loading import load_scenario
    from .printing import print_summary
    from .session import Session

    scenario = load_scenario(path, settings(overrides, quarters))
    out = out or results_folder(scenario.name)
    session = Session("run", [(scenario.name, scenario)], options, out)
    rows = session.outcomes(lambda runs: [run.run.to_pylist()[0] for run in runs])
    print_summary(scenario.name, rows, form)
    if not options["quiet"]:
        click.echo(f"written to {out}", err=True)
