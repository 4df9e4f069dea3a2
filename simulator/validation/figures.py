"""Small figures: lines and points over two axes, in SVG that is the same everywhere."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..report.canvas import GREY, INK, LINE, Canvas
from ..report.marks import COLOURS

WIDTH, HEIGHT = 560.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 62.0, 16.0, 34.0, 46.0
LEGEND = 15.0
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
TICKS = 5
BAND = "#e8eef3"


@dataclass(frozen=True)
class Series:
    """Points that belong together, joined by lines or not."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    """Ends of intervals; empty if there are no intervals."""
    joined: bool = True


@dataclass(frozen=True)
class Chart:
    """Axes with series on them; band: range of y in the source."""

    title: str
    x: str
    y: str
    series: Sequence[Series]
    band: tuple[float, float] | None = None
    ticks: dict[float, str] = field(default_factory=dict)
    """Names of places on the x axis, instead of numbers."""


def drawn(chart: Chart) -> str:
    """The figure as an SVG file."""
    canvas = Canvas()
    canvas.about(chart.title)
    room = LEGEND * len(chart.series)
    place = _Place(chart)
    canvas.text(LEFT, 18, chart.title, bold=True, size=12)
    _axes(canvas, chart, place)
    for k, series in enumerate(chart.series):
        colour = COLOURS[k % len(COLOURS)]
        _draw(canvas, series, colour, place)
        y = HEIGHT + LEGEND * k + 4
        canvas.circle(LEFT + 5, y - 4, 4, fill=colour, line=colour)
        canvas.text(LEFT + 15, y, series.name, fill=INK)
    return canvas.finished(WIDTH, HEIGHT + room + 4)


class _Place:
    """From values to places on the canvas."""

    def __init__(self, chart: Chart) -> None:
        xs = [x for s in chart.series for x in s.x]
        ys = [y for s in chart.series for y in (*s.y, *s.low, *s.high)] + list(chart.band or ())
        self.xs = _steps(min(xs), max(xs))
        self.ys = _steps(min(ys), max(ys))
        if chart.ticks:
            self.xs = [min(xs) - 0.5, max(xs) + 0.5]

    def x(self, value: float) -> float:
        first, last = self.xs[0], self.xs[-1]
        return LEFT + (value - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        first, last = self.ys[0], self.ys[-1]
        return HEIGHT - BOTTOM - (value - first) / (last - first) * (HEIGHT - TOP - BOTTOM)


def _steps(low: float, high: float) -> list[float]:
    """Round values that enclose a range."""
    if high <= low:
        low, high = low - 0.5, high + 0.5
    rough = (high - low) / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in STEPS if s * power >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [k * step for k in range(first, last + 1)]


def _axes(canvas: Canvas, chart: Chart, place: _Place) -> None:
    floor = HEIGHT - BOTTOM
    if chart.band is not None:
        top, bottom = place.y(chart.band[1]), place.y(chart.band[0])
        canvas.box(LEFT, top, WIDTH - LEFT - RIGHT, bottom - top, fill=BAND, line=BAND, round_=0)
    for value in place.ys:
        canvas.path([(LEFT, place.y(value)), (WIDTH - RIGHT, place.y(value))], line=LINE)
        canvas.text(LEFT - 6, place.y(value) + 4, f"{value:g}", right=True, fill=GREY, size=10)
    ticks = chart.ticks or {value: f"{value:g}" for value in place.xs}
    for value, name in ticks.items():
        canvas.path([(place.x(value), floor), (place.x(value), floor + 4)], line=GREY)
        canvas.text(place.x(value) - 3 * len(name), floor + 16, name, fill=GREY, size=10)
    canvas.text(LEFT, floor + 32, chart.x, fill=INK, size=10)
    canvas.text(LEFT, 30, chart.y, fill=GREY, size=10)


def _draw(canvas: Canvas, series: Series, colour: str, place: _Place) -> None:
    points = [(place.x(x), place.y(y)) for x, y in zip(series.x, series.y, strict=True)]
    if series.joined and len(points) > 1:
        canvas.path(points, line=colour)
    for k, (x, y) in enumerate(points):
        if series.low and series.high:
            canvas.path([(x, place.y(series.low[k])), (x, place.y(series.high[k]))], line=colour)
        canvas.circle(x, y, 3, fill=colour, line=colour)
