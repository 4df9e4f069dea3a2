"""`orgsim study`: many points of a design, here or on a cluster."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import (
    MOST_REPLICATIONS,
    MOST_WORKERS,
    FilePath,
    for_people,
    results_folder,
    seconds_given,
    setting_options,
    settings,
)
from .watch import watch

if TYPE_CHECKING:
    from ..scenario.study_spec import StudyPlan
    from ..studies.sweep.question import Question
    from ..studies.sweep.run import Ended


@click.command()
@click.argument("file", metavar="FILE", type=FilePath)
@click.option(
    "--out",
    type=FilePath,
    help="Folder of the study; if it holds the same study, that goes on.  [default: results/<name>]",
)
@click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    help="Worker processes on this machine; results do not depend on it.  [default: one per processor]",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Scheduler of a Dask cluster, such as tcp://host:8786, instead of processes on this machine.",
)
@click.option(
    "--replications",
    type=click.IntRange(1, MOST_REPLICATIONS),
    help="Runs of each variant at each point, instead of what the file says.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0, max=2**63 - 1),
    help="Seed of the first replication, instead of the one of the file.",
)
@click.option(
    "--time-limit",
    metavar="TIME",
    default="none",
    callback=seconds_given,
    help="End after this time; the same command goes on: 90s, 10min, 2h.  [default: none]",
)
@click.option(
    "--dry-run", is_flag=True, help="Simulate a few runs to see what all would take, and write nothing."
)
@click.option("--quiet", is_flag=True, help="No progress.")
@setting_options
@for_people
def study(
    file: Path,
    out: Path | None,
    workers: int | None,
    cluster: str | None,
    replications: int | None,
    seed: int | None,
    time_limit: float,
    dry_run: bool,
    quiet: bool,
    overrides: dict[str, Any],
    quarters: float | None,
) -> None:
    """Simulate structures at the points of a design.

    FILE is a study file: structures with levers, uncertainties and a design. Workers write what they simulate at once.
    What is done stays done: the same command does only what is missing.
    """
    from ..studies.sweep.asked import asked_of, check_room, load_plan, wanted_by, words_of_plan
    from ..studies.sweep.run import free_folder, simulate_study
    from .progress import Terminal

    watch().doing("reading the files")
    plan = load_plan(file, settings(overrides, quarters), replications, seed)
    asked = asked_of(plan)
    if dry_run:
        _dry_run(plan, asked, workers or os.cpu_count() or 1)
        return
    folder = free_folder(out or results_folder(plan.name), asked, numbered=out is None)
    check_room(folder, plan, asked)
    watch().kept = lambda: f"what is done stays in {folder}, and the same command goes on"
    ended = simulate_study(
        asked, folder, lambda study: wanted_by(plan, study),
        words=words_of_plan(plan, file, overrides, quarters),
        workers=workers, cluster=cluster, listener=Terminal(quiet), time_limit=time_limit,
    )  # fmt: skip
    _say(ended, quiet)


def _dry_run(plan: StudyPlan, asked: Question, workers: int) -> None:
    """Print what a study would take."""
    from ..studies.sweep.asked import least_runs_of, most_runs_of, sample_of
    from ..studies.sweep.coordinator import in_words

    watch().doing("simulating a few runs")
    least, most = least_runs_of(plan, asked), most_runs_of(plan, asked)
    replications = least // (asked.count * len(plan.variants))
    sample = sample_of(asked, replications)

    def between(low: float, high: float, words: Callable[[float], str]) -> str:
        return words(low) if low == high else f"{words(low)} to {words(high)}"

    rows = [
        ("points", f"{asked.count:,} of {plan.design.kind.replace('_', ' ')}, {len(plan.factors)} factors"),
        ("variants", f"{len(plan.variants)}: {', '.join(name for name, _ in plan.variants)}"),
        ("runs", between(least, most, lambda n: f"{n:,.0f}")),
        (
            "a run",
            f"{1000 * sample.seconds:.0f} ms on one core, with its share of building (seen in {sample.runs} runs)",
        ),
        (
            "time",
            between(least, most, lambda n: f"{in_words(n * sample.seconds / workers)}")
            + f" with {workers} workers",
        ),
        ("disk", between(least, most, lambda n: f"{_size(n * sample.bytes)}")),
    ]
    click.echo(plan.name)
    for name, text in rows:
        click.echo(f"  {name:10}{text}")


def _size(count: float) -> str:
    for unit, size in (("GB", 1e9), ("MB", 1e6)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count / 1e3:.0f} kB"


def _say(ended: Ended, quiet: bool) -> None:
    """What there is now, and what did not work."""
    if ended.failed and not quiet:
        click.echo(
            f"{len(ended.failed)} batches were given up; {ended.folder}/failed.json says why", err=True
        )
    what = f"{ended.runs:,} runs" + (f", {ended.new:,} of them new" if ended.new < ended.runs else "")
    click.echo(f"{what}, in {ended.folder}", err=True)
    if not ended.complete:
        click.echo("not complete: the time was up; the same command goes on", err=True)
