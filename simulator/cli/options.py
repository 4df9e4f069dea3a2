"""Options that several commands share, and how errors reach a person."""

from __future__ import annotations

import functools
import math
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..store.places import Destination

FilePath = click.Path(path_type=Path)

INPUT_IS_WRONG = 2
RUN_FAILED = 1
MOST_REPLICATIONS = 100_000
MOST_WORKERS = 256
SECONDS_OF = {"s": 1.0, "sec": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}
LONGEST_FOLDER_NAME = 100
MOST_BYTES = 240
"""Of the name of a folder; systems allow 255, and '-9999' may follow."""


def _overrides(context: click.Context, parameter: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    settings: dict[str, str] = {}
    for pair in pairs:
        path, equals, value = pair.partition("=")
        if not equals or not path.strip():
            raise click.BadParameter(f"'{pair}' must have the form dotted.path=value")
        if path.strip() in settings:
            raise click.BadParameter(f"'{path.strip()}' is set twice; keep one")
        settings[path.strip()] = value
    return settings


def _finite(context: click.Context, parameter: click.Parameter, value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise click.BadParameter(f"{value} is not a length of time")
    return value


def seconds_given(context: click.Context, parameter: click.Parameter, text: str) -> float:
    """A time as people write it, in seconds."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(s|sec|min|m|h)?", text.strip())
    if text == "none":
        return math.inf
    seconds = float(found[1]) * SECONDS_OF[found[2] or "s"] if found else 0.0
    if not 0.0 < seconds < math.inf:
        raise click.BadParameter(f"'{text}' must be a time such as 90s, 10min or 2h")
    return seconds


def setting_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--set and --quarters: what the file says, changed."""
    command = click.option(
        "--set", "overrides", metavar="PATH=VALUE", multiple=True, callback=_overrides,
        help="Set one value of the scenario by dotted path; may be repeated.",
    )(command)  # fmt: skip
    return click.option(
        "--quarters", type=click.FloatRange(min=0, min_open=True), callback=_finite,
        help="Length of the window in quarters.",
    )(command)  # fmt: skip


def running_options(replications: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Options of commands that simulate."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in (
            click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True, help="Form of what is printed."),
            click.option("--full", is_flag=True, help="Print all figures, not only the summary."),
            click.option("--quiet", is_flag=True, help="No progress and no warnings."),
            click.option("--events", is_flag=True, help="Also write the event log."),
            click.option("--time-limit", metavar="TIME", default="none", callback=seconds_given, help="End after this time with the replications that are done: 90s, 10min, 2h.  [default: none]"),
            click.option("--workers", type=click.IntRange(1, MOST_WORKERS), help="Number of threads; results do not depend on it.  [default: one per processor]"),
            click.option("--force", is_flag=True, help="Replace results of another question in the folder."),
            click.option("--out", type=FilePath, help="Folder of the results.  [default: results/<name>, or <name>-2 … where other results are]"),
            click.option("--seed", type=click.IntRange(min=0, max=2**63 - 1), default=0, show_default=True, help="Seed of the first replication."),
            click.option("--replications", type=click.IntRange(1, MOST_REPLICATIONS), default=replications, show_default=True, help="Runs with different seeds."),
        ):  # fmt: skip
            command = option(command)
        return setting_options(command)

    return add


def settings(overrides: Mapping[str, str], quarters: float | None) -> dict[str, Any]:
    """What was set on the command line, by dotted path; values know which option they come from.

    The length of the window replaces the one of the file, whichever unit the file uses for it.
    """
    from ..errors import InputError, Problem
    from ..scenario.yaml_reader import Written

    if quarters is not None and "horizon.quarters" in overrides:
        what = "is set together with --quarters"
        raise InputError([Problem("horizon.quarters", what, "keep one of them", "--set")])
    found = {path: Written(value, "--set", 0, 0) for path, value in overrides.items()}
    if quarters is None:
        return found
    return {"horizon.quarters": Written(quarters, "--quarters", 0, 0), **found}


def results_folder(name: str) -> Path:
    """Default folder of the results of something with a name: one folder below `results`, whatever the name."""
    plain = re.sub(r"[^\w .+()-]+", "-", name).strip("-. ")
    short = plain[:LONGEST_FOLDER_NAME].encode()[:MOST_BYTES].decode(errors="ignore")
    return Path("results") / (short or "unnamed")


def destination(out: Path | None, name: str, options: Mapping[str, Any]) -> Destination:
    """Where the results of something with a name are wanted."""
    from ..store.places import Destination

    return Destination(out or results_folder(name), numbered=out is None, force=options["force"])


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
        except MemoryError:
            click.echo(
                "memory is used up; let less arrive, shorten the horizon, or use fewer --workers", err=True
            )
            sys.exit(RUN_FAILED)

    return wrapped
