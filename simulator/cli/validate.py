"""`orgsim validate`: check files without running them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from .options import INPUT_IS_WRONG, FilePath, for_people, setting_options, settings
from .watch import watch


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=FilePath)
@setting_options
@for_people
def validate(files: tuple[Path, ...], overrides: dict[str, str], quarters: float | None) -> None:
    """Check scenario, comparison and study files without running them.

    Names all problems of all files at once, each with its place and a remedy. It also checks worlds, and the other
    files that init writes.
    """
    from ..errors import InputError

    failed = False
    said: set[str] = set()  # of a file that several extend, once
    watch().doing("checking the files")
    for path in files:
        try:
            verdict, warnings = _verdict(path, settings(overrides, quarters))
        except InputError as error:
            new = [line for line in str(error).splitlines() if line not in said]
            said.update(new)
            click.echo("\n".join(new), err=True, nl=bool(new))
            failed = True
        else:
            click.echo(verdict)
            for warning in warnings:
                click.echo(f"{path}: warning: {warning}", err=True)
    if failed:
        sys.exit(INPUT_IS_WRONG)


def _verdict(path: Path, overrides: dict[str, Any]) -> tuple[str, list[str]]:
    """What to say of a file that is valid, and of what to warn."""
    from ..forecast.workload import overloads
    from ..scenario.comparison import Comparison, comparison_of, has_variants, is_study
    from ..scenario.inheritance import read_merged
    from ..scenario.scenario import Scenario
    from ..scenario.shipped import located
    from ..scenario.yaml_reader import read_yaml
    from ..studies.comparison import KNOWN_OUTCOMES
    from .kinds import scenario_or_world, verdict_on_file, verdict_on_map, verdict_on_world

    file = located(path)
    if known := verdict_on_file(file):
        return known, []
    written = read_yaml(file)
    if known := verdict_on_map(file, written):
        return known, []
    if is_study(written):
        return _verdict_on_study(path, overrides)
    found: Scenario | Comparison | None
    if has_variants(written):
        found = comparison_of(file, written, overrides, KNOWN_OUTCOMES)
    else:
        written = read_merged(file, overrides, written)
        found = scenario_or_world(written, file.parent)
    if found is None:
        return verdict_on_world(path, written.plain()), []
    if isinstance(found, Comparison):
        scenarios = found.variants
        verdict = f"{path}: {found.name} is a valid comparison of {len(scenarios)} variants"
    else:
        scenarios = ((found.name, found),)
        verdict = f"{path}: {found.name} is valid"
    return verdict, [f"{name}: {load}" for name, s in scenarios for load in overloads(s)]


def _verdict_on_study(path: Path, overrides: dict[str, Any]) -> tuple[str, list[str]]:
    """The same of a study."""
    from ..scenario.study_file import load_study
    from ..studies.comparison import KNOWN_OUTCOMES
    from ..studies.designs import points_of

    plan = load_study(path, overrides, KNOWN_OUTCOMES)
    points = points_of(plan).count
    variants = f"{len(plan.variants)} variant{'s' * (len(plan.variants) != 1)}"
    return f"{path}: {plan.name} is a valid study of {variants} at {points:,} point{'s' * (points != 1)}", []
