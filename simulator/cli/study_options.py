"""Options of commands that simulate many points: where, with how many workers, how long."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import MOST_REPLICATIONS, MOST_WORKERS, FilePath, results_folder, seconds_given, setting_options
from .watch import watch

if TYPE_CHECKING:
    from ..studies.sweep.question import Question

FORM = click.Choice(["table", "json", "csv"])


def study_options(replications: int | None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Options of such a command; a folder that holds the same study goes on.

    replications: by default; None where a file says them, and the seed.
    """
    of_file = replications is None
    says = ", instead of what the file says." if of_file else "."

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in (
            click.option("--format", "form", type=FORM, default="table", show_default=True, help="Form of what is printed."),
            click.option("--quiet", is_flag=True, help="No progress."),
            click.option("--time-limit", metavar="TIME", default="none", callback=seconds_given, help="End after this time; the same command goes on: 90s, 10min, 2h.  [default: none]"),
            click.option("--cluster", metavar="ADDRESS", help="Scheduler of a Dask cluster, such as tcp://host:8786, instead of processes on this machine."),
            click.option("--workers", type=click.IntRange(1, MOST_WORKERS), help="Worker processes on this machine; results do not depend on it.  [default: one per processor]"),
            click.option("--out", type=FilePath, help="Folder of the results; if it holds the same study, that goes on.  [default: results/<name>]"),
            click.option("--seed", type=click.IntRange(min=0, max=2**63 - 1), default=None if of_file else 0, show_default=not of_file, help=f"Seed of the first replication{says}"),
            click.option("--replications", type=click.IntRange(1, MOST_REPLICATIONS), default=replications, show_default=not of_file, help=f"Runs with different seeds{says}"),
        ):  # fmt: skip
            command = option(command)
        return setting_options(command)

    return add


def simulated(asked: Question, words: Mapping[str, Any], options: Mapping[str, Any]) -> Path:
    """Simulate what is missing of a study with as many replications as the options say; returns its folder."""
    from ..studies.sweep.rules import always
    from ..studies.sweep.run import free_folder, simulate_study
    from .progress import Terminal

    out, replications = options["out"], options["replications"]
    folder = free_folder(out or results_folder(asked.name), asked, numbered=out is None)
    watch().kept = lambda: f"what is done stays in {folder}, and the same command goes on"
    ended = simulate_study(
        asked, folder, lambda study: always(replications, study),
        words={**words, "replications": replications, "seed": options["seed"]}, workers=options["workers"],
        cluster=options["cluster"], listener=Terminal(options["quiet"]), time_limit=options["time_limit"],
    )  # fmt: skip
    if ended.failed and not options["quiet"]:
        click.echo(f"{len(ended.failed)} batches were given up; {folder}/failed.json says why", err=True)
    new = f", {ended.new:,} of them new" if ended.new < ended.runs else ""
    click.echo(f"{ended.runs:,} runs{new}, in {folder}", err=True)
    if not ended.complete:
        click.echo("not complete: the time was up; the same command goes on", err=True)
    return folder


def check_new(file: Path | None) -> None:
    """Raise OutputError where a file that is to be written exists already."""
    from ..errors import OutputError, Problem

    if file is not None and file.exists():
        raise OutputError(str(Problem("", "exists already", "choose another name", str(file))))


def written_anew(file: Path, text: str) -> None:
    """Write a file as a whole, and say so. Raises OutputError where it exists, or cannot be written."""
    check_new(file)
    written(file.parent, {file.name: text})
    click.echo(f"written to {file}", err=True)


def written(folder: Path, texts: Mapping[str, str]) -> None:
    """Write files by name into a folder; those that exist are left as they are. Raises OutputError where it cannot be done."""
    from ..errors import OutputError, Problem
    from ..store.layout import reason_of

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            if not (folder / name).exists():
                (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        what = f"cannot be written ({reason_of(error)})"
        raise OutputError(str(Problem("", what, "choose another place", str(folder)))) from None
