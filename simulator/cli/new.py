"""`orgsim new`: the shipped scenarios as files of your own."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from .options import FilePath, for_people
from .watch import watch

FIRST = "four-structures.yaml"


@click.command()
@click.argument("folder", metavar="FOLDER", type=FilePath)
@for_people
def new(folder: Path) -> None:
    """Copy the shipped scenarios into a new folder.

    You can change the copies: worlds, structures and comparisons. Commands that take a scenario also find the
    originals by name, from any folder: preset:two-pizza.
    """
    from ..scenario.shipped import copy_shipped

    watch().doing("copying the scenarios")
    files = copy_shipped(folder)
    watch().kept = lambda: f"the files are in {folder}"
    click.echo(f"written to {folder}: {len(files)} files")
    click.echo(f"next: orgsim compare {shlex.quote(str(folder / FIRST))}")
