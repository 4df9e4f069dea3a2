"""`orgsim validate`: check files without running them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from .options import INPUT_IS_WRONG, FilePath, for_people, setting_options, settings


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=FilePath)
@setting_options
@for_people
def validate(files: tuple[Path, ...], overrides: dict[str, str], quarters: float | None) -> None:
    """Check scenario and comparison files without running them.

    Names all problems of all files at once, each with its place and a remedy.
    """
    from ..errors import InputError

    failed = False
    for path in files:
        try:
            verdict, warnings = _verdict(path, settings(overrides, quarters))
        except InputError as error:
            click.echo(str(error), err=True)
            failed = True
        else:
            click.echo(verdict)
            for warning in warnings:
                click.echo(f"{path}: warning: {warning}", err=True)
    if failed:
        sys.exit(INPUT_IS_WRONG)


def _verdict(path: Path, overrides: dict[str, Any]) -> tuple[str, list[str]]:
    """What to say of a file that is valid, and of what to warn."""
    from ..analysis.comparing import KNOWN_OUTCOMES
    from ..scenario.comparison import Comparison, load_file
    from ..scenario.load import overloads

    found = load_file(path, overrides, KNOWN_OUTCOMES)
    if isinstance(found, Comparison):
        scenarios = found.variants
        verdict = f"{path}: {found.name} is a valid comparison of {len(scenarios)} variants"
    else:
        scenarios = ((found.name, found),)
        verdict = f"{path}: {found.name} is valid"
    return verdict, [f"{name}: {load}" for name, s in scenarios for load in overloads(s)]
