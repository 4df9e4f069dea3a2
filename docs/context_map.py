"""The picture of docs/contexts.py: which presets are best, by parts of each range of worlds."""

from __future__ import annotations

from collections.abc import Sequence

from context_worlds import PRESETS

from simulator.report.canvas import GREY, Canvas, lines_of

COLOURS = dict(zip(PRESETS, ("#e69f00", "#56b4e9", "#009e73", "#b05a9b"), strict=True))
WIDE, HIGH, SEAM, GAP, LEFT, TOP, BETWEEN = 96.0, 14.0, 3.0, 12.0, 150.0, 96.0, 8.0
Shares = Sequence[float] | None


def picture(rows: Sequence[tuple[str, Sequence[Shares]]], columns: Sequence[tuple[str, str]]) -> str:
    """A row for each part of a range, a column for each outcome; a cell is split as presets win there.

    rows: name of the range and of the part, and by outcome the share of worlds in which each preset is best, None where the range says
    nothing. columns: mode and name of each outcome.
    """
    canvas = Canvas()
    canvas.about("In which share of worlds each preset is best, by parts of each range")
    for k, preset in enumerate(PRESETS):
        canvas.box(LEFT + 130 * k, 10, 14, 14, fill=COLOURS[preset], line=COLOURS[preset], round_=2)
        canvas.text(LEFT + 130 * k + 20, 21, preset, size=11.5)
    words = "a cell is all worlds of that part of a range, split by the preset that is best there"
    canvas.text(LEFT, 42, words, size=10.5, fill=GREY)
    for c, (mode, outcome) in enumerate(columns):
        canvas.text(LEFT + c * (WIDE + GAP), TOP - 38, mode, size=10, fill=GREY)
        for k, line in enumerate(lines_of(outcome, WIDE + GAP - 4, 10, bold=True)):
            canvas.text(LEFT + c * (WIDE + GAP), TOP - 24 + 13 * k, line, size=10, bold=True)
    y = TOP
    for r, (part, cells) in enumerate(rows):
        if r and part.split(",")[0] != rows[r - 1][0].split(",")[0]:
            y += BETWEEN
        canvas.text(LEFT - 8, y + HIGH - 4, part, size=10, right=True)
        for c, shares in enumerate(cells):
            if shares is not None:
                said = ", ".join(f"{p} {s:.0%}" for p, s in zip(PRESETS, shares, strict=True))
                canvas.begin("part", f"{part}, {' '.join(columns[c])}: {said}")
                _bar(canvas, LEFT + c * (WIDE + GAP), y, shares)
                canvas.end()
        y += HIGH + SEAM
    return canvas.finished(LEFT + len(columns) * (WIDE + GAP), y + 8)


def _bar(canvas: Canvas, x: float, y: float, shares: Sequence[float]) -> None:
    for preset, share in zip(PRESETS, shares, strict=True):
        if share > 0:
            canvas.box(
                x, y, WIDE * share, HIGH, fill=COLOURS[preset], line=COLOURS[preset], strong=0.1, round_=0
            )
            x += WIDE * share
