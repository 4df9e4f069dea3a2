"""Lead times simulated beside real ones: a line for each, and the picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from ..errors import OutputError
from ..report.figures import number
from ..report.lead_times import QUANTILES, Times, lead_times_picture, quantiles

PICTURE = "lead-times.svg"


def write_beside(out: Path, name: str, series: Mapping[str, Times]) -> None:
    """Print the quantiles of each series to standard error, and draw all of them."""
    for title, times in series.items():
        said = ", ".join(
            f"{share:.0%} after {number(days)}"
            for share, days in zip(QUANTILES, quantiles(times), strict=True)
        )
        click.echo(f"lead time {title}, {len(times[0]):,} items: {said} working days", err=True)
    path = out / PICTURE
    try:
        path.write_text(lead_times_picture(f"{name}: lead times", series), encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror or error})") from error
    click.echo(f"drawn in {path}", err=True)
