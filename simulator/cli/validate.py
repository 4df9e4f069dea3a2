"""`orgsim validate`: check files without running them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .options import INPUT_IS_WRONG, FilePath, for_people, setting_options, with_quarters


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
            click.echo(_verdict(path, with_quarters(dict(overrides), quarters)))
        except InputError as error:
            click.echo(str(error), err=True)
            failed = True
    if failed:
        sys.exit(INPUT_IS_WRONG)


def _verdict(path: Path, overrides: dict[str, object]) -> str:
    from ..analysis.comparing import outcome_names
    from ..scenario.comparison import is_comparison, load_comparison
    from ..scenario.load import overloads
    from ..scenario.loading import load_scenario

    if is_comparison(path):
        comparison = load_comparison([path], overrides, outcome_names())
        scenarios = comparison.variants
        verdict = f"{path}: {comparison.name} is a valid comparison of {len(scenarios)} variants"
    else:
        scenario = load_scenario(path, overrides)
        scenarios = ((scenario.name, scenario),)
        verdict = f"{path}: {scenario.name} is valid"
    warnings = [f"{path}: warning: {name}: {load}" for name, s in scenarios for load in overloads(s)]
    return "\n".join([verdict, *warnings])
