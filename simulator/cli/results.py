"""`orgsim results`: what is kept, what it says, and how two of them differ."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from .options import FilePath, for_people

HOME = Path("results")
FORM = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True, help="Form of what is printed.")  # fmt: skip
QUICK = click.option("--quick", is_flag=True, help="Compare sizes only, not checksums.")


@click.group(invoke_without_command=True)
@click.pass_context
def results(context: click.Context) -> None:
    """List, show and compare the results that are kept.

    Without a command: list.
    """
    if context.invoked_subcommand is None:
        context.invoke(list_results)


@results.command("list")
@click.argument("folder", metavar="[FOLDER]", type=FilePath, required=False)
@QUICK
@FORM
@for_people
def list_results(folder: Path | None = None, quick: bool = False, form: str = "table") -> None:
    """List the results in a folder, and whether they are whole.

    Also says what was asked, when, and how much there is. FOLDER is 'results' unless another is given.
    """
    from ..store.shelf import kept_in
    from .results_tables import print_list

    nothing_yet = folder is None and not os.path.lexists(HOME)
    found = [] if nothing_yet else kept_in(folder or HOME, verify=not quick)
    if found or form == "json":
        print_list(found, form)
    else:
        click.echo(f"{folder or HOME}: holds no results; 'orgsim run SCENARIO' writes some", err=True)


@results.command("show")
@click.argument("folder", metavar="DIR", type=FilePath)
@QUICK
@FORM
@for_people
def show_results(folder: Path, quick: bool, form: str) -> None:
    """Show what was asked, and the means of what was measured.

    Also shows what was written, and with which versions.
    """
    from ..errors import InputError
    from ..store.shelf import kept
    from ..studies.kept_results import means_of
    from .results_tables import print_results

    found = kept(folder, verify=not quick)
    try:
        means: Any = means_of(folder, found.manifest, verify=not quick)  # type: ignore[arg-type]
    except InputError:
        if found.fault is None:
            raise
        means = {}  # said as the fault that it is
    print_results(found, means, form)


@results.command("diff")
@click.argument("first", metavar="A", type=FilePath)
@click.argument("second", metavar="B", type=FilePath)
@QUICK
@FORM
@for_people
def diff_results(first: Path, second: Path, quick: bool, form: str) -> None:
    """Show in which keys two results differ, and what came out.

    Variants of the same name stand side by side, and so do the two variants where each result has only one. For
    verdicts use compare.
    """
    from ..store.manifest import manifest_in
    from ..studies.kept_results import differences_between, means_of, pairs_of
    from .results_tables import Side, print_difference

    manifests = [manifest_in(folder) for folder in (first, second)]
    sides = [
        Side(str(folder), means_of(folder, manifest, verify=not quick))
        for folder, manifest in zip((first, second), manifests, strict=True)
    ]
    print_difference(sides, pairs_of(*manifests), differences_between(*manifests), form)
