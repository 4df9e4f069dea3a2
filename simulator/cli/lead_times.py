"""Lead times simulated beside real ones: a line for each, and the picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from ..report.lead_times import QUANTILES, Times, lead_times_picture, quantiles
from .printing import number

PICTURE = "lead-times.svg"


def picture_of(name: str, series: Mapping[str, Times]) -> dict[str, str]:
    """The picture of some series as a file of the results folder; none where there is nothing to draw."""
    return {PICTURE: lead_times_picture(f"{name}: lead times", series)} if series else {}


def say_quantiles(series: Mapping[str, Times], drawn: Path) -> None:
    """Print the quantiles of each series to standard error, and where they are drawn."""
    for title, times in series.items():
        said = ", ".join(
            f"{share:.0%} after {number(days)}"
            for share, days in zip(QUANTILES, quantiles(times), strict=True)
        )
        click.echo(f"lead time {title}, {len(times[0]):,} items: {said} working days", err=True)
    click.echo(f"drawn in {drawn}", err=True)
