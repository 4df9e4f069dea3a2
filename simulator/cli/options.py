"""Options that several commands share, and how errors reach a person."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

FilePath = click.Path(path_type=Path)

INPUT_IS_WRONG = 2
RUN_FAILED = 1


def _overrides(context: click.Context, parameter: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    settings = {}
    for pair in pairs:
        path, equals, value = pair.partition("=")
        if not equals or not path:
            raise click.BadParameter(f"'{pair}' must have the form dotted.path=value")
        settings[path] = value
    return settings


def setting_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--set and --quarters: what the file says, changed."""
    command = click.option(
        "--set", "overrides", metavar="PATH=VALUE", multiple=True, callback=_overrides,
        help="Set one value of the scenario by dotted path; may be repeated.",
    )(command)  # fmt: skip
    return click.option(
        "--quarters", type=click.FloatRange(min=0, min_open=True), help="Length of the window in quarters."
    )(command)


def running_options(replications: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Options of commands that simulate."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in (
            click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True, help="Form of what is printed."),
            click.option("--quiet", is_flag=True, help="No progress and no warnings."),
            click.option("--events", is_flag=True, help="Write the event log, too."),
            click.option("--workers", type=click.IntRange(min=1), help="Threads; they change no number.  [default: one per processor]"),
            click.option("--out", type=FilePath, help="Folder of the results.  [default: results/<name>]"),
            click.option("--seed", type=click.IntRange(min=0, max=2**63 - 1), default=0, show_default=True, help="Seed of the first replication."),
            click.option("--replications", type=click.IntRange(min=1), default=replications, show_default=True, help="Runs with different seeds."),
        ):  # fmt: skip
            command = option(command)
        return setting_options(command)

    return add


def with_quarters(overrides: dict[str, Any], quarters: float | None) -> dict[str, Any]:
    """Overrides with the length of the window, whichever unit the file uses for it."""
    if quarters is None:
        return overrides
    return {"horizon.quarters": quarters, "horizon.days": None, **overrides}


def for_people(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn our own errors into messages and exit statuses; nothing else is caught."""

    @functools.wraps(command)
    def wrapped(*arguments: Any, **keywords: Any) -> Any:
        from ..errors import InputError, OutputError, RunError

        try:
            return command(*arguments, **keywords)
        except (InputError, OutputError) as error:
            click.echo(str(error), err=True)
            sys.exit(INPUT_IS_WRONG)
        except RunError as error:
            click.echo(str(error), err=True)
            sys.exit(RUN_FAILED)

    return wrapped
