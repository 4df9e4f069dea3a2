"""Lead times simulated beside real ones: a line for each, and the picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..outcomes.censored import Times
from ..report.figures import number
from ..report.lead_times import (
    QUANTILES,
    lead_times_picture,
    quantiles,
    read_lead_times,
    simulated,
)

PICTURE = "lead-times.svg"


class BesideHistory:
    """The lead times of a history, where there is one, and of the runs beside them."""

    def __init__(self, name: str, history: Path | None) -> None:
        self._name = name
        self._series: dict[str, Times] = {}
        if history is not None:
            self._series["in the history"] = read_lead_times(history)
        self._items: list[Any] = []

    def keep(self, run: Any) -> None:
        """Remember the items of a run."""
        if self._series:
            self._items.append(run.items)

    def files(self) -> dict[str, str]:
        """The picture as a file of the results folder; empty without a history."""
        if not self._series:
            return {}
        self._series["simulated"] = simulated(self._items)
        return {PICTURE: lead_times_picture(f"{self._name}: lead times", self._series)}

    def say(self, out: Path) -> None:
        """Print the quantiles of each series to standard error, and where they are drawn."""
        for title, times in self._series.items():
            said = ", ".join(
                f"{share:.0%} after {number(days)}"
                for share, days in zip(QUANTILES, quantiles(times), strict=True)
            )
            click.echo(f"lead time {title}, {len(times.durations):,} items: {said} working days", err=True)
        if self._series:
            click.echo(f"drawn in {out / PICTURE}", err=True)
