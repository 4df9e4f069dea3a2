"""`orgsim run`: simulate one scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .options import FilePath, for_people, results_folder, running_options, settings


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
    """Simulate one scenario and write its datasets."""
    from ..report.lead_times import read_lead_times, simulated
    from ..scenario.loading import load_scenario
    from .lead_times import write_beside
    from .printing import print_summary
    from .session import Session

    scenario = load_scenario(path, settings(overrides, quarters))
    out = out or results_folder(scenario.name)
    session = Session("run", [(scenario.name, scenario)], options, out)
    history = None if against is None else read_lead_times(against)
    rows: list[Any] = []
    items: list[Any] = []

    def take(variant: int, replication: int, run: Any) -> None:
        rows.append(run.run.to_pylist()[0])
        items.extend([run.items] if history is not None else [])

    complete = session.simulate(take)
    print_summary(scenario, rows[:complete], form, full)
    if history is not None:
        write_beside(out, scenario.name, {"in the history": history, "simulated": simulated(items)})
    if not options["quiet"]:
        click.echo(f"written to {out}", err=True)
