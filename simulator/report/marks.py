"""How roles and utilisation look: colours that the colour-blind tell apart, and shapes beside them."""

from __future__ import annotations

from collections.abc import Sequence

from .canvas import PAPER, Canvas

COLOURS = ("#4477AA", "#EE6677", "#228833", "#CCBB44", "#66CCEE", "#AA3377", "#7A6652", "#777777")
"""Tol's bright palette, with brown for a seventh colour."""
SHAPES = ("circle", "square", "triangle", "diamond")
VERDICTS = {
    "fine": "#009E73",
    "busy": "#E69F00",
    "will choke": "#D55E00",
    "overload": "#B22222",
    "idle": "#9AA5B1",
}
"""Of Okabe and Ito's palette; the number always stands beside."""
RADIUS = 4.3
PITCH = 13.0


class Marks:
    """A mark for each role: colour first, shape where colours are used up."""

    def __init__(self, roles: Sequence[str]) -> None:
        self._place = {role: i for i, role in enumerate(roles)}

    def draw(self, canvas: Canvas, role: str, x: float, y: float, hollow: bool = False) -> None:
        """The mark of a role around a point; hollow for a person who is shared with other teams."""
        i = self._place[role]
        colour = COLOURS[i % len(COLOURS)]
        shape = SHAPES[i // len(COLOURS) % len(SHAPES)]
        fill = PAPER if hollow else colour
        r = RADIUS
        if shape == "circle":
            canvas.circle(x, y, r, fill=fill, line=colour)
            return
        corners = {
            "square": [(-r, -r), (r, -r), (r, r), (-r, r)],
            "triangle": [(0.0, -r), (r, r), (-r, r)],
            "diamond": [(0.0, -r - 1), (r + 1, 0.0), (0.0, r + 1), (-r - 1, 0.0)],
        }[shape]
        canvas.path([(x + a, y + b) for a, b in corners], fill=fill, line=colour)
