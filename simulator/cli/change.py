"""`orgsim change`: the least that must change between two structures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import FilePath, for_people, settings
from .study_options import study_options
from .watch import watch

if TYPE_CHECKING:
    from ..scenario.scenario import Scenario
    from ..studies.changes import Change
    from ..studies.sufficient_change import Answer


def _costs(context: click.Context, parameter: click.Parameter, pairs: tuple[str, ...]) -> dict[str, float]:
    found: dict[str, float] = {}
    for pair in pairs:
        name, _, number = pair.rpartition("=")
        try:
            cost = float(number)
        except ValueError:
            cost = -1.0
        if not name.strip() or not 0.0 < cost < float("inf"):
            raise click.BadParameter(f"'{pair}' must have the form key=number, the number above 0")
        found[name.strip()] = cost
    return found


def _share(context: click.Context, parameter: click.Parameter, share: float) -> float:
    if not 0.0 < share <= 1.0:
        raise click.BadParameter(f"{share:g} must lie above 0 and not above 1")
    return share


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


@click.command()
@click.argument("first", metavar="A", type=FilePath)
@click.argument("second", metavar="B", type=FilePath)
@click.option(
    "--outcome",
    "outcomes",
    metavar="NAME",
    multiple=True,
    required=True,
    help="What is to become better; may be repeated.",
)
@click.option(
    "--share",
    type=float,
    default=0.8,
    show_default=True,
    callback=_share,
    help="Share of the gain of all changes that is enough.",
)
@click.option(
    "--split",
    metavar="SECTION,…",
    default="",
    help="Sections whose keys are changes of their own, such as structure.",
)
@click.option("--together", metavar="KEY,…", multiple=True, help="Keys that are one change; may be repeated.")
@click.option(
    "--cost",
    "costs",
    metavar="KEY=NUMBER",
    multiple=True,
    callback=_costs,
    help="Cost of a change, by a key of it; may be repeated.  [default: how many keys differ]",
)
@click.option(
    "--write",
    metavar="FILE",
    type=FilePath,
    help="Write the scenario with what is surely enough for all these outcomes.",
)
@click.option("--full", is_flag=True, help="Print all combinations that are enough.")
@study_options(replications=20)
@for_people
def change(
    first: Path,
    second: Path,
    outcomes: tuple[str, ...],
    share: float,
    split: str,
    together: tuple[str, ...],
    costs: dict[str, float],
    write: Path | None,
    full: bool,
    form: str,
    overrides: dict[str, Any],
    quarters: float | None,
    **options: Any,
) -> None:
    """Find the least that must change in A for most of what B gains.

    A and B are scenarios of one world. All combinations of what differs are simulated as a study, with the same seeds;
    the cheapest that brings the share of the gain is named, and what each change does alone and on top of all others.
    """
    from ..scenario.comparison import load_comparison
    from ..studies.changes import changes_between, question_of, words_of_changes
    from ..studies.study import words_of
    from ..studies.sufficient_change import answer_in, outcomes_with_a_better_side, rows_of
    from ..studies.sweep.results import StudyResults
    from .study_options import check_new, simulated

    watch().doing("reading the files")
    check_new(write)
    outcomes_with_a_better_side(outcomes)
    (_, a), (_, b) = load_comparison([first, second], settings(overrides, quarters)).variants
    changes = changes_between(a, b, split=_words(split), together=[_words(t) for t in together], costs=costs)
    asked = question_of(a, b, changes, options["seed"])
    words = words_of(
        [first, second], overrides, quarters, decide_on=list(outcomes), **words_of_changes(a, b, changes)
    )
    results = StudyResults(simulated(asked, words, options))
    answers = [answer_in(results, outcome, share) for outcome in outcomes]
    if form != "table":
        from .output import print_data

        print_data([row for answer in answers for row in rows_of(answer)], form)
    else:
        _print(a, b, changes, answers, full)
    if write is not None:
        _write(write, a, b, changes, answers)


def _print(
    a: Scenario, b: Scenario, changes: Sequence[Change], answers: Sequence[Answer], full: bool
) -> None:
    """What was found, outcome by outcome."""
    from rich.table import Table

    from ..report.changes import heading, sentence_of_all, sentences_of, table_of, table_of_all, title_of
    from .output import console

    out = console()
    for line in heading(a, b, changes):
        out.print(line)
    for answer in answers:
        out.print()
        out.print(title_of(answer), style="bold")
        for sentence in sentences_of(answer):
            out.print(f"  {sentence}")
        shown = [table_of(answer, [each.cost for each in changes]), *([table_of_all(answer)] if full else [])]
        for heads, rows in shown:
            table = Table(box=None, pad_edge=False)
            for k, head in enumerate(heads):
                table.add_column(head, justify="left" if k == 0 else "right", overflow="fold")
            for row in rows:
                table.add_row(*row)
            out.print()
            out.print(table)
    if len(answers) > 1:
        out.print()
        out.print(sentence_of_all(answers))


def _write(
    file: Path, a: Scenario, b: Scenario, changes: Sequence[Change], answers: Sequence[Answer]
) -> None:
    """The scenario with what is enough, as a file."""
    from ..scenario.scenario_file import as_file
    from ..studies.changes import combination
    from ..studies.sufficient_change import enough_for_all
    from .study_options import written_anew

    chosen = enough_for_all(answers)
    if chosen is None:
        click.echo(f"{file} is not written: nothing is surely enough", err=True)
        return
    made = [change for change in changes if change.name in chosen.changes]
    said = f"{a.name} with {', '.join(chosen.changes) or 'no change'} as in {b.name}."
    text = as_file(combination(a, b, made), file.parent, f"{a.name} changed", [said])
    written_anew(file, text)
