"""`orgsim init`: a world and structures from your own files."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import FilePath, for_people, results_folder
from .watch import watch

if TYPE_CHECKING:
    import pandas as pd


@contextmanager
def _without_looking_for_circles() -> Iterator[None]:
    """Millions of cells hold no reference to each other; to look for circles among them takes a quarter of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _day(context: click.Context, parameter: click.Parameter, text: str | None) -> pd.Timestamp | None:
    """A day as people write it, and 'start' as a day before all others."""
    import pandas as pd

    if text is None:
        return None
    try:
        return pd.Timestamp("1678-01-01" if text == "start" else date.fromisoformat(text.strip()), tz="UTC")
    except ValueError:
        raise click.BadParameter(f"'{text}' is not a day such as 2026-01-31, and not 'start'") from None


@click.command()
@click.argument("people", metavar="PEOPLE.csv", type=FilePath)
@click.argument("tickets", metavar="[TICKETS.csv]", type=FilePath, required=False)
@click.option("--out", type=FilePath, help="Folder to write to.  [default: the name of PEOPLE.csv, here]")
@click.option("--mapping", type=FilePath, help="File with roles for titles, stages for statuses, and columns.  [default: mapping.yaml in the folder, if there is one]")  # fmt: skip
@click.option(
    "--words", type=FilePath, help="File with words of your own for columns, statuses, titles and dates."
)
@click.option("--since", callback=_day, metavar="DAY", help="First day of the history that counts, or 'start'.  [default: its last 52 weeks]")  # fmt: skip
@click.option("--force", is_flag=True, help="Overwrite files that you have edited.")
@click.option("--quiet", is_flag=True, help="Print only the names of what was written.")
@for_people
def init(
    people: Path,
    tickets: Path | None,
    out: Path | None,
    mapping: Path | None,
    words: Path | None,
    since: pd.Timestamp | None,
    force: bool,
    quiet: bool,
) -> None:
    """Propose a world and structures from your own files.

    PEOPLE.csv has a row per person, with role, team, group and manager if available. TICKETS.csv has a row per work
    item or per event. Exports of HR systems, Jira, Linear, GitHub and process-mining tools are recognised. How they
    were read is written to mapping.yaml, which you may edit before you run init again. A history alone is enough if
    it names teams or the people who did the work. Names of people are not written anywhere.
    """
    from ..intake.meaning.mapping import MappingSpec, read_mapping
    from ..intake.meaning.reading import Reading
    from ..intake.proposal.folder import refuse_edited
    from ..intake.proposal.folder_writer import MAPPING, write
    from ..intake.proposal.proposal import propose, roles_by_title
    from ..intake.words.vocabulary import vocabulary

    out = out or Path(results_folder(people.stem).name)
    told = mapping or (out / MAPPING if os.path.lexists(out / MAPPING) else None)
    paths = [path for path in (people, tickets) if path is not None]
    watch().shown = quiet
    with _without_looking_for_circles():
        mapped = read_mapping(told) if told else MappingSpec()
        reading = Reading(vocabulary(words), mapped, since=since)
        proposal = propose(paths, reading, out.name, watch().doing)
    watch().doing("writing the files")
    watch().kept = lambda: f"{out} may hold some of the new files; run the command again"
    if told:
        proposal.notes.find(f"{told}: read; what it says was kept")
    if not force:
        refuse_edited(
            out, [*(f"{name}.yaml" for name in (*proposal.structures, "world", "comparison")), "people.csv"]
        )
    written = write(proposal, out)
    watch().kept = lambda: f"the files are in {out}"
    if not quiet:
        click.echo(proposal.notes.as_text())
        click.echo("\nTitles to roles (change them in mapping.yaml)")
        for line in roles_by_title(proposal):
            click.echo(f"  {line}")
        click.echo("")
    click.echo(f"written to {out}: {', '.join(written)}")
    if not quiet:
        click.echo(f"next: orgsim show {out / 'as-is.yaml'}; orgsim compare {out / 'comparison.yaml'}")
