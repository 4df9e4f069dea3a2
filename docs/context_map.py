"""The picture of docs/contexts.py: which presets are best, or not settled against the best, world by world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from context_worlds import PRESETS, RANGES, Context

from simulator.report.canvas import GREY, Canvas

COLOURS = dict(zip(PRESETS, ("#e69f00", "#56b4e9", "#009e73", "#b05a9b"), strict=True))
CELL, SEAM, GAP, LEFT, TOP, BLOCK_GAP = 24.0, 3.0, 16.0, 158.0, 108.0, 26.0
Contenders = Mapping[Context, Sequence[str]]


def picture(outcomes: Mapping[str, Contenders], words: Mapping[str, str]) -> str:
    """A block of panels for each outcome; in each, sizes across and regulation down.

    outcomes: by outcome and context, the best preset and those that are not settled as worse, best first.
    words: what the outcomes are called.
    """
    axes, canvas = RANGES["map"], Canvas()
    canvas.about("Which presets are best, or not settled against the best")
    panel_wide, panel_high = CELL * len(axes["load"]) + GAP, CELL * len(axes["coupling"]) + GAP
    block = panel_wide * len(axes["areas"]) + BLOCK_GAP
    _legend(canvas)
    for b, (outcome, contenders) in enumerate(outcomes.items()):
        left = LEFT + b * block
        canvas.text(left, TOP - 36, words[outcome], size=13, bold=True)
        for c, areas in enumerate(axes["areas"]):
            canvas.text(left + c * panel_wide, TOP - 18, f"{areas} areas", size=10.5)
        for (c, areas), (r, law) in product(enumerate(axes["areas"]), enumerate(axes["regulation"])):
            x, y = left + c * panel_wide, TOP + r * panel_high
            _panel(canvas, x, y, areas, law, contenders)
            if b == c == 0:
                canvas.text(8, y + 40, f"regulation: {law}", size=10.5, bold=True)
                _couplings(canvas, y)
            if r == len(axes["regulation"]) - 1:
                _loads(canvas, x, y)
    wide = LEFT + block * len(outcomes)
    return canvas.finished(wide, TOP + panel_high * len(axes["regulation"]) + 26)


def _legend(canvas: Canvas) -> None:
    for k, preset in enumerate(PRESETS):
        canvas.box(LEFT + 130 * k, 10, 14, 14, fill=COLOURS[preset], line=COLOURS[preset], round_=2)
        canvas.text(LEFT + 130 * k + 20, 21, preset, size=11.5)
    words = "a cell is split among the best and all that are not settled against it; the best is on the left"
    canvas.text(LEFT, 42, words, size=10.5, fill=GREY)


def _panel(canvas: Canvas, x: float, y: float, areas: int, law: str, contenders: Contenders) -> None:
    axes = RANGES["map"]
    for (i, coupling), (j, load) in product(enumerate(reversed(axes["coupling"])), enumerate(axes["load"])):
        among = contenders[Context(coupling, load, areas, law)]
        about = f"coupling {coupling:g}, load {load:g}, {areas} areas, regulation {law}: {', '.join(among)}"
        canvas.begin("world", about)
        width = (CELL - SEAM) / len(among)
        for k, preset in enumerate(among):
            place = (x + j * CELL + k * width, y + i * CELL)
            canvas.box(
                *place, width, CELL - SEAM, fill=COLOURS[preset], line=COLOURS[preset], strong=0.1, round_=0
            )
        canvas.end()


def _couplings(canvas: Canvas, y: float) -> None:
    for i, coupling in enumerate(reversed(RANGES["map"]["coupling"])):
        canvas.text(LEFT - 6, y + i * CELL + 15, f"{coupling:g}", size=9.5, fill=GREY, right=True)
    canvas.text(8, y + 56, "coupling, upwards", size=9.5, fill=GREY)


def _loads(canvas: Canvas, x: float, y: float) -> None:
    bottom = y + CELL * len(RANGES["map"]["coupling"])
    for j, load in enumerate(RANGES["map"]["load"]):
        canvas.text(x + j * CELL + 2, bottom + 11, f"{load:.2g}".removeprefix("0"), size=9.5, fill=GREY)
    canvas.text(x, bottom + 24, "load", size=9.5, fill=GREY)
