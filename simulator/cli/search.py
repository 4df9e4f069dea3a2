"""`orgsim search`: the best values of levers, in the best structure, for several objectives."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import FilePath, for_people, results_folder, settings
from .study_options import study_options, written
from .watch import watch

if TYPE_CHECKING:
    from ..studies.search.run import Found

MOST_TRIALS = 100_000
MOST_FRESH = 100_000
COMPARISON = "front.yaml"


@click.command()
@click.argument("file", metavar="FILE", type=FilePath)
@click.option("--objective", "wanted", metavar="OUTCOME[:SIDE]", multiple=True, help="What is to become better, and which side of it is, lower or higher; may be repeated.  [default: outcomes that decide]")  # fmt: skip
@click.option("--trials", type=click.IntRange(1, MOST_TRIALS), default=200, show_default=True, help="Candidates that are tried at most.")  # fmt: skip
@click.option("--fresh", type=click.IntRange(5, MOST_FRESH), help="Fresh seeds on which the best are simulated anew.  [default: twice the replications, 20 at least]")  # fmt: skip
@click.option("--sampler", type=click.Choice(["nsga2", "tpe"]), help="What proposes candidates.  [default: nsga2; tpe for one objective]")  # fmt: skip
@click.option("--full", is_flag=True, help="Print what was dropped as well.")
@study_options(replications=None)
@for_people
def search(
    file: Path,
    wanted: tuple[str, ...],
    trials: int,
    fresh: int | None,
    sampler: Any,
    full: bool,
    replications: int | None,
    seed: int | None,
    out: Path | None,
    form: str,
    quiet: bool,
    overrides: dict[str, Any],
    quarters: float | None,
    **options: Any,
) -> None:
    """Search levers and structures for what is best in several objectives at once.

    FILE is a study file; its design is not used. Each candidate meets the same draws of the uncertainties with the same
    seeds. The best are simulated anew on fresh seeds; what is dominated then is dropped. They are written as scenarios.
    """
    from ..studies.search.run import objectives_from, search
    from ..studies.study import words_of
    from ..studies.sweep.asked import load_plan
    from .output import print_data
    from .progress import Terminal

    watch().doing("reading the files")
    plan = load_plan(file, settings(overrides, quarters), replications, seed)
    objectives = objectives_from(wanted or plan.decide_on)
    folder = out or results_folder(f"{plan.name}-search")
    watch().kept = lambda: f"what is done stays in {folder}, and the same command goes on"
    words = words_of(
        [file], overrides, quarters, decide_on=[objective.outcome.name for objective in objectives], seed=plan.seed,
        question=plan.question, trials=trials,
    )  # fmt: skip
    found = search(
        plan, objectives, folder, numbered=out is None, trials=trials, fresh=fresh, sampler=sampler, words=words,
        listener=Terminal(quiet), **options,
    )  # fmt: skip
    _write(found, file)
    if form != "table":
        from ..report.search import rows_of

        print_data(list(rows_of(found)), form)
    else:
        _print(found, full)
    _say(found)


def _print(found: Found, full: bool) -> None:
    """How much was tried, the front, and what fresh seeds have made of it."""
    from rich.table import Table

    from ..report.search import heading, sentences_of, table_of
    from .output import console

    out = console()
    for line in heading(found):
        out.print(line)
    if found.front is None:
        return
    heads, rows = table_of(found.front, full)
    title = f"Not dominated on {found.front.worlds} fresh seeds; in so many resamples of them"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for k, head in enumerate(heads):
        table.add_column(head, justify="left" if k == 0 else "right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    out.print()
    out.print(table)
    out.print()
    for sentence in sentences_of(found.front):
        out.print(sentence)


def _write(found: Found, file: Path) -> None:
    """The front as scenarios, and a comparison of them with the variants as they are."""
    from ..report.search import levers_of
    from ..scenario.scenario_file import as_file
    from ..scenario.yaml_writer import as_yaml

    if found.front is None:
        return
    texts = {}
    folder = _variants(found.front.folder)
    for finalist in found.front.finalists:
        if finalist.candidate is None or finalist.is_on_front:
            said = "as its file says" if finalist.candidate is None else levers_of(finalist)
            comment = [f"Of a search in {file.name}: {said}."]
            texts[f"{_plain(finalist.name)}.yaml"] = as_file(
                finalist.scenario, folder, finalist.name, comment
            )
    if len(texts) > 1:
        objectives = [objective.outcome.name for objective in found.front.objectives]
        texts[COMPARISON] = as_yaml({"variants": list(texts), "decide_on": objectives})
    written(folder, texts)


def _variants(front: Path) -> Path:
    """Where the scenarios of a front stand: beside its study, with the same number."""
    return front.with_name(front.name.replace("front", "variants", 1))


def _plain(name: str) -> str:
    """A name as part of the name of a file."""
    return results_folder(name).name.replace(" ", "-")


def _say(found: Found) -> None:
    """Where everything is, and what is left to do."""
    click.echo(f"trials in {found.folder / 'trials'}", err=True)
    if found.front is not None:
        click.echo(
            f"the front in {found.front.folder}, its scenarios in {_variants(found.front.folder)}", err=True
        )
    if not found.complete:
        click.echo("not complete: the time was up; the same command goes on", err=True)
