"""A running organisation as a picture: how long each queue is, and who waits for whom."""

from __future__ import annotations

from collections.abc import Mapping

from .canvas import GREY, Canvas
from .marks import COLOURS

MARGIN, ROW, BAR = 24.0, 20.0, 320.0
NAMES, NUMBERS = 300.0, 60.0
MOST_ROWS = 30  # of each part; the longest are shown
SECTION = 34.0


def queue_picture(title: str, queues: Mapping[str, int], waits: Mapping[tuple[str, str], int]) -> str:
    """An SVG file: a bar for each queue and for each who waits for whom, the longest first.

    queues: items waiting, by team or layer. waits: items by who waits and for whom, as
    `OrganisationModel.waits()` tells.
    """
    parts = {
        "Waiting in the queue of": dict(queues),
        "Waiting for others": {f"{who} for {whom}": count for (who, whom), count in waits.items()},
    }
    canvas = Canvas()
    canvas.about(title)
    canvas.text(MARGIN, MARGIN + 14, title, size=16, bold=True)
    y = MARGIN + 24
    for colour, (heading, counts) in zip(COLOURS, parts.items(), strict=False):
        y = _bars(canvas, heading, counts, colour, y + SECTION)
    return canvas.finished(2 * MARGIN + NAMES + BAR + NUMBERS, y + MARGIN)


def _bars(canvas: Canvas, heading: str, counts: Mapping[str, int], colour: str, y: float) -> float:
    """One part of the picture; returns where it ends."""
    canvas.text(MARGIN, y, heading, size=12.5, bold=True, fill=GREY)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    longest = max([1, *counts.values()])
    for name, count in ranked[:MOST_ROWS]:
        y += ROW
        canvas.begin("queue", f"{name}: {count:,}")
        canvas.text(MARGIN, y, name, room=NAMES - 10)
        canvas.box(MARGIN + NAMES, y - 10, BAR * count / longest, 12, fill=colour, line="none", round_=2)
        canvas.text(MARGIN + NAMES + BAR * count / longest + 6, y, f"{count:,}", fill=GREY)
        canvas.end()
    if len(ranked) > MOST_ROWS or not ranked:
        y += ROW
        rest = f"and {len(ranked) - MOST_ROWS:,} more" if ranked else "no one"
        canvas.text(MARGIN, y, rest, fill=GREY)
    return y
