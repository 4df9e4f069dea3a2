"""`orgsim describe`: what files say, without a proposal."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import FilePath, for_people
from .reading import reading_options, without_looking_for_circles
from .watch import watch

if TYPE_CHECKING:
    import pandas as pd


@click.command()
@click.argument("files", metavar="FILE...", type=FilePath, nargs=-1, required=True)
@reading_options
@click.option("--json", "as_json", is_flag=True, help="Print plain values instead of words.")
@for_people
def describe(
    files: tuple[Path, ...],
    mapping: Path | None,
    words: Path | None,
    since: pd.Timestamp | None,
    as_json: bool,
) -> None:
    """Say what files of people and work show, without proposing anything.

    First an account of each file: what each column means or why it is not used, how many rows are left out and why,
    what looks odd. Then managers, spans and levels; and of a history items open at once, sizes, tails, bursts, returns,
    by area and over time. Unless --since is given, all of a history is looked at.
    """
    import pandas as pd

    from ..intake.meaning.mapping import MappingSpec, read_mapping
    from ..intake.meaning.reading import Reading
    from ..intake.overview import overview_of
    from ..intake.words.vocabulary import vocabulary

    watch().shown = as_json
    start = pd.Timestamp("1678-01-01", tz="UTC")
    with without_looking_for_circles():
        mapped = read_mapping(mapping) if mapping else MappingSpec()
        reading = Reading(vocabulary(words), mapped, since=since if since is not None else start)
        found = overview_of(files, reading, watch().doing)
    click.echo(json.dumps(_plain(found.as_values()), indent=1) if as_json else found.as_text())


def _plain(value: Any) -> Any:
    """Values that JSON has; what is not a number is null."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
