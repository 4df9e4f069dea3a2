"""`orgsim run`: simulate one scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .options import FilePath, destination, for_people, running_options, settings


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
    against: Path | None,
    **options: Any,
) -> None:
    """Simulate one scenario and write its datasets."""
    from ..report.lead_times import read_lead_times, simulated
    from ..scenario.loading import load_scenario
    from .lead_times import PICTURE, picture_of, say_quantiles
    from .printing import print_summary
    from .session import Session

    scenario = load_scenario(path, settings(overrides, quarters))
    words = {
        "files": [str(path)],
        "set": overrides,
        "quarters": quarters,
        "against": against and str(against),
    }
    wanted = destination(out, scenario.name, options)
    session = Session("run", [(scenario.name, scenario)], options, wanted, words=words)
    history = None if against is None else read_lead_times(against)
    items: list[Any] = []
    series: dict[str, Any] = {}

    def kept(run: Any) -> Any:
        items.extend([run.items] if history is not None else [])
        return run.run.to_pylist()[0]

    def beside() -> dict[str, str]:
        if history is not None:
            series.update({"in the history": history, "simulated": simulated(items)})
        return picture_of(scenario.name, series)

    rows = session.outcomes(lambda runs: [kept(run) for run in runs], beside)
    print_summary(scenario.name, rows, form)
    if series:
        say_quantiles(series, session.out / PICTURE)
    if not options["quiet"]:
        click.echo(f"written to {session.out}", err=True)
