"""A canvas for SVG: shapes and text that is cut to the room it has, in bytes that never vary."""

from __future__ import annotations

import math
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

SVG = "http://www.w3.org/2000/svg"
FONT = "'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
INK, GREY, LINE, PAPER = "#1f2933", "#52606d", "#bcc5ce", "#ffffff"

NARROW, WIDE = frozenset("iljtfrI.,:;'|!()[] -–"), frozenset("mwMWGOQ@%…→")
BOLD = 1.16  # bold letters are wider


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Room that a text takes at most in the fonts asked for, in the canvas's unit."""
    units = sum(0.38 if c in NARROW else 0.93 if c in WIDE else 0.72 if c.isupper() else 0.61 for c in text)
    return units * size * (BOLD if bold else 1.0)


def cut(text: str, room: float, size: float, bold: bool = False, last: int = 0) -> str:
    """A text with as many of its first letters as fit into a room, and … for the rest.

    last: letters of its end that are kept, by which names with the same beginning are distinguished.
    """
    if text_width(text, size, bold) <= room:
        return text
    first, ending = text[: len(text) - last], text[len(text) - last :]
    while first and text_width(f"{first}…{ending}", size, bold) > room:
        first = first[:-1]
    return f"{first.rstrip(' ,;:')}…{ending}" if first else "…"


def lines_of(text: str, room: float, size: float, bold: bool = False) -> list[str]:
    """A text in as many lines as it needs."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def number(value: float) -> str:
    """A coordinate, the same everywhere."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


class Canvas:
    """Collects shapes; the place of a shape is its upper left corner."""

    def __init__(self) -> None:
        self._root = Xml.Element("svg", {"xmlns": SVG, "font-family": FONT, "role": "img"})
        self._here = self._root

    def begin(self, kind: str, about: str = "") -> None:
        """What follows belongs together; `about` is what a pointer over it shows."""
        assert self._here is self._root
        self._here = Xml.SubElement(self._root, "g", {"class": kind})
        if about:
            Xml.SubElement(self._here, "title").text = about

    def end(self) -> None:
        """What belonged together is complete."""
        self._here = self._root

    def about(self, title: str) -> None:
        """What the whole picture shows."""
        Xml.SubElement(self._root, "title").text = title

    def _add(self, name: str, places: dict[str, float], looks: dict[str, str]) -> Xml.Element:
        values = {key: number(value) for key, value in places.items()}
        return Xml.SubElement(self._here, name, {**values, **looks})

    def box(
        self, x: float, y: float, width: float, height: float, *,
        fill: str = PAPER, line: str = LINE, strong: float = 1.0, round_: float = 5.0, dashed: bool = False,
        kind: str = "",
    ) -> None:  # fmt: skip
        """A rectangle."""
        looks = {"fill": fill, "stroke": line, "stroke-width": number(strong)}
        looks |= {"stroke-dasharray": "5 4"} if dashed else {}
        looks |= {"class": kind} if kind else {}
        self._add("rect", {"x": x, "y": y, "width": width, "height": height, "rx": round_}, looks)

    def text(
        self, x: float, y: float, words: str, *,
        room: float = math.inf, size: float = 11.0, bold: bool = False, fill: str = INK, right: bool = False,
        last: int = 0,
    ) -> None:  # fmt: skip
        """A line of text with its baseline at y; cut where it has not enough room, but for its last letters."""
        looks = {"font-size": number(size), "fill": fill}
        looks |= {"font-weight": "bold"} if bold else {}
        looks |= {"text-anchor": "end"} if right else {}
        self._add("text", {"x": x, "y": y}, looks).text = cut(words, room, size, bold, last)

    def path(self, points: Sequence[tuple[float, float]], *, fill: str = "none", line: str = GREY) -> None:
        """Straight lines from point to point."""
        steps = " L".join(f"{number(x)} {number(y)}" for x, y in points)
        closed = " Z" if fill != "none" else ""
        self._add("path", {}, {"d": f"M{steps}{closed}", "fill": fill, "stroke": line, "stroke-width": "1.5"})

    def circle(self, x: float, y: float, radius: float, *, fill: str, line: str) -> None:
        """A circle around a point."""
        looks = {"fill": fill, "stroke": line, "stroke-width": "1.5"}
        self._add("circle", {"cx": x, "cy": y, "r": radius}, looks)

    def arrow(self, points: Sequence[tuple[float, float]]) -> None:
        """Lines with a head at their end, which must come from the left."""
        x, y = points[-1]
        self.path([*points[:-1], (x - 5, y)])
        self.path([(x - 7, y - 4), (x, y), (x - 7, y + 4)], fill=GREY)

    def finished(self, width: float, height: float) -> str:
        """The picture as a file."""
        self._root.set("viewBox", f"0 0 {number(width)} {number(height)}")
        self._root.set("width", number(width))
        self._root.set("height", number(height))
        ground = Xml.Element("rect", {"width": "100%", "height": "100%", "fill": PAPER})
        self._root.insert(1, ground)
        Xml.indent(self._root, " ")
        return Xml.tostring(self._root, encoding="unicode") + "\n"
