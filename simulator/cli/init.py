"""`orgsim init`: a world and structures from your own files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import FilePath, for_people, results_folder
from .reading import reading_options, without_looking_for_circles
from .watch import watch

if TYPE_CHECKING:
    import pandas as pd


@click.command()
@click.argument("people", metavar="PEOPLE.csv", type=FilePath)
@click.argument("tickets", metavar="[TICKETS.csv]", type=FilePath, required=False)
@click.option("--out", type=FilePath, help="Folder to write to.  [default: the name of PEOPLE.csv, here]")
@reading_options
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
    with without_looking_for_circles():
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
