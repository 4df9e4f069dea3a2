"""Lead times simulated beside those of a history: the whole distribution of each, open items included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InputError, Problem
from ..outcomes.censored import Times
from ..scenario.csv_tables import UnreadableError, table_of
from .canvas import GREY, LINE, Canvas
from .marks import COLOURS

MARGIN, WIDTH, HEIGHT = 24.0, 560.0, 300.0
LEFT, TITLE, LEGEND, FOOT = 44.0, 30.0, 20.0, 40.0
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
SHORTEST = 0.01
"""Working days: the axis begins here; what took less stands at its beginning."""
QUANTILES = (0.5, 0.85, 0.95)


def read_lead_times(path: Path) -> Times:
    """Lead times of a history, as `orgsim init` leaves them. Raises InputError."""
    try:
        table = table_of(path, ("lead_days", "finished"), some=True)
    except UnreadableError as error:
        what, remedy = error.args
        raise InputError([Problem("", what, remedy, str(path))]) from None
    if "lead_days" not in table.columns or not table.lines:
        what = "has no column 'lead_days'" if table.lines else "has no rows below its header"
        raise InputError([Problem("", what, "name the lead-times.csv that orgsim init wrote", str(path))])
    days = np.array([_number(cell) for cell in table.columns["lead_days"]])
    bad = np.flatnonzero(~(days >= 0))
    if len(bad):
        what = f"row {table.lines[bad[0]]}, column 'lead_days': is not a time"
        raise InputError([Problem("", what, "write working days, 0 or more", str(path))])
    said = table.columns.get("finished", ["1"] * len(days))
    return Times(days, np.array([cell not in ("0", "false", "no", "") for cell in said]))


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def simulated(items: Sequence[Any]) -> Times:
    """Lead times of the items of some runs that arrived in the window. items: Arrow tables."""
    frames = [table.select(["in_cohort", "outcome", "lead_days"]).to_pandas() for table in items]
    chosen = [f[f.in_cohort & f.outcome.isin(["released", "open"])] for f in frames]
    days = np.concatenate([frame.lead_days.to_numpy(float) for frame in chosen])
    over = np.concatenate([(frame.outcome == "released").to_numpy() for frame in chosen])
    known = np.isfinite(days)
    return Times(days[known], over[known])


def quantiles(times: Times) -> list[float | None]:
    """Working days by which half, 85 and 95 % are finished; None where that is not known."""
    return [times.by_which(share) for share in QUANTILES]


def lead_times_picture(title: str, series: Mapping[str, Times]) -> str:
    """An SVG file: for each series the share of items that is finished within a number of working days.

    The axis of days is logarithmic.
    """
    canvas = Canvas()
    canvas.about(title)
    canvas.text(MARGIN, MARGIN + 14, title, size=16, bold=True, room=WIDTH + LEFT)
    top = MARGIN + TITLE + LEGEND * len(series)
    longest = max(float(times.durations.max(initial=1.0)) for times in series.values())
    decades = range(int(np.log10(SHORTEST)), int(np.ceil(np.log10(max(longest, 1.0)))) + 1)
    _axes(canvas, top, decades)
    for k, (name, times) in enumerate(series.items()):
        colour = COLOURS[k % len(COLOURS)]
        y = MARGIN + TITLE + LEGEND * k + 8
        canvas.begin("series", name)
        canvas.box(MARGIN + LEFT, y - 9, 14, 10, fill=colour, line="none", round_=2)
        about = f"{name}: {len(times.durations):,} items, {int((~times.over).sum()):,} of them open"
        canvas.text(MARGIN + LEFT + 20, y, about, room=WIDTH - 20)
        canvas.path(_curve(times, top, decades), line=colour)
        canvas.end()
    return canvas.finished(2 * MARGIN + LEFT + WIDTH, top + HEIGHT + FOOT + MARGIN)


def _x(days: Any, decades: range) -> Any:
    place = (np.log10(np.maximum(days, SHORTEST)) - decades[0]) / (decades[-1] - decades[0])
    return MARGIN + LEFT + WIDTH * place


def _axes(canvas: Canvas, top: float, decades: range) -> None:
    for share in SHARES:
        y = top + HEIGHT * (1 - share)
        canvas.path([(MARGIN + LEFT, y), (MARGIN + LEFT + WIDTH, y)], line=LINE)
        canvas.text(MARGIN + LEFT - 6, y + 4, f"{share:.0%}", right=True, fill=GREY)
    for power in decades:
        x = float(_x(10.0**power, decades))
        canvas.path([(x, top), (x, top + HEIGHT)], line=LINE)
        canvas.text(x + 8, top + HEIGHT + 16, f"{10.0**power:,g}", right=True, fill=GREY)
    canvas.text(MARGIN + LEFT, top + HEIGHT + 34, "finished within (working days)", fill=GREY)


def _curve(times: Times, top: float, decades: range) -> list[tuple[float, float]]:
    """Steps of the share that is finished; it stays below 1 where items are open to the last."""
    if not times.over.any():
        return [(MARGIN + LEFT, top + HEIGHT), (MARGIN + LEFT + WIDTH, top + HEIGHT)]
    days, lasting = times.survival
    points = [(MARGIN + LEFT, top + HEIGHT)]
    for x, y in zip(_x(days, decades), top + HEIGHT * lasting, strict=True):
        if len(points) < 2 or x - points[-1][0] > 0.5 or y == top:  # half a point is not seen
            points += [(float(x), points[-1][1]), (float(x), float(y))]
    return points
