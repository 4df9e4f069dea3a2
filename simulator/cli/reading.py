"""Options that say how a user's files are read, and what makes reading millions of cells faster."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from .options import FilePath

if TYPE_CHECKING:
    import pandas as pd


@contextmanager
def without_looking_for_circles() -> Iterator[None]:
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


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--mapping, --words and --since."""
    for option in (
        click.option("--since", callback=_day, metavar="DAY", help="First day of the history that counts, or 'start'.  [default: its last 52 weeks; for describe, all of it]"),
        click.option("--words", type=FilePath, help="File with words of your own for columns, statuses, titles and dates."),
        click.option("--mapping", type=FilePath, help="File with roles for titles, stages for statuses, and columns.  [default for init: mapping.yaml in the folder, if there is one]"),
    ):  # fmt: skip
        command = option(command)
    return command
