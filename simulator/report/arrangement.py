"""Where boxes stand: teams in rows within frames, frames on shelves, in the shape of a screen."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

UNIT, GAP = 186.0, 8.0  # width of a box of one column, and the gap between boxes
PADDING, TITLE = 10.0, 24.0  # of a frame
SCREEN = 1.55  # width over height that is aimed at
MOST_STRETCH = 110.0  # of a frame that is lower than its neighbours
FEWEST_COLUMNS, MOST_COLUMNS = 5, 40


@dataclass(frozen=True)
class Block:
    """Something with a width in columns and a height."""

    columns: int
    height: float

    @property
    def width(self) -> float:
        """Of as many columns as it has."""
        return width_of(self.columns)


@dataclass(frozen=True)
class Placed:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class FramePlaced:
    """A frame with the places of its boxes, in order."""

    place: Placed
    boxes: tuple[Placed, ...]


def width_of(columns: int) -> float:
    """Width of a number of columns with the gaps between them."""
    return columns * UNIT + (columns - 1) * GAP


def arrange(
    frames: Sequence[Sequence[Block]], narrowest: float, extra: Callable[[float], float]
) -> tuple[float, list[FramePlaced]]:
    """Width of the whole and the place of every frame, for the width that suits a screen best.

    narrowest: least width of the page; extra: height of what else stands on a page of a given width.
    """
    fewest = max(FEWEST_COLUMNS, *(block.columns for frame in frames for block in frame))
    best: tuple[tuple[float, float], float, list[FramePlaced]] | None = None
    for columns in range(fewest, max(fewest, MOST_COLUMNS) + 1):
        placed = _shelves(frames, columns)
        used = max((f.place.x + f.place.width for f in placed), default=0.0)
        width = max(used, narrowest)
        height = extra(width) + max((f.place.y + f.place.height for f in placed), default=0.0)
        size = round(max(width, height * SCREEN), 6), round(height, 6)
        if best is None or size < best[0]:
            best = size, width, placed
    assert best is not None
    return best[1], best[2]


Column = list[Sequence[Block]]
"""Frames below each other, all as wide as the first."""


@dataclass
class _Shelf:
    """Columns of frames side by side."""

    columns: list[Column]
    widths: list[int]

    @property
    def width(self) -> float:
        return sum(width_of(n) + 2 * PADDING for n in self.widths) + GAP * (len(self.widths) - 1)

    def height(self, k: int, columns: int | None = None) -> float:
        """Of a column, as wide as it is or as wide as said."""
        heights = [_frame_height(frame, columns or self.widths[k]) for frame in self.columns[k]]
        return sum(heights) + GAP * (len(heights) - 1)

    def takes_below(self, frame: Sequence[Block]) -> bool:
        """Whether a frame fits below the last column, which is then not higher than the first."""
        if len(self.columns) < 2 or max(block.columns for block in frame) > self.widths[-1]:
            return False
        more = GAP + _frame_height(frame, self.widths[-1])
        return self.height(len(self.columns) - 1) + more <= self.height(0)

    def widen(self, most: float) -> None:
        """Give the columns that are left to the highest frame, as long as that lowers it."""
        while True:
            k = max(range(len(self.columns)), key=self.height)
            left = int((most - self.width + 0.01) // (UNIT + GAP))
            wider = range(self.widths[k] + 1, self.widths[k] + left + 1)
            lower = [n for n in wider if self.height(k, n) < self.height(k)]
            if not lower:
                return
            self.widths[k] = lower[0]


def _shelves(frames: Sequence[Sequence[Block]], columns: int) -> list[FramePlaced]:
    """Frames side by side, small ones below each other, as far as they go; then on the next shelf."""
    most = width_of(columns) + 2 * PADDING
    shelves: list[_Shelf] = []
    for frame in frames:
        wanted = _columns_wanted(frame, columns)
        if shelves and shelves[-1].takes_below(frame):
            shelves[-1].columns[-1].append(frame)
        elif shelves and shelves[-1].width + GAP + width_of(wanted) + 2 * PADDING <= most:
            shelves[-1].columns.append([frame])
            shelves[-1].widths.append(wanted)
        else:
            shelves.append(_Shelf([[frame]], [wanted]))
    placed: list[FramePlaced] = []
    top = 0.0
    for shelf in shelves:
        shelf.widen(most)
        placed += _on_shelf(shelf, top)
        top += max(shelf.height(k) for k in range(len(shelf.columns))) + GAP
    return placed


def _on_shelf(shelf: _Shelf, top: float) -> list[FramePlaced]:
    """Places of all frames of a shelf; columns that are a little lower than others are drawn as high."""
    tallest = max(shelf.height(k) for k in range(len(shelf.columns)))
    placed, left = [], 0.0
    for k, (column, n) in enumerate(zip(shelf.columns, shelf.widths, strict=True)):
        missing, y = tallest - shelf.height(k), top
        for i, frame in enumerate(column):
            more = missing if i + 1 == len(column) and missing <= MOST_STRETCH else 0.0
            height = _frame_height(frame, n)
            placed.append(_frame(frame, n, left, y, height + more))
            y += height + GAP
        left += width_of(n) + 2 * PADDING + GAP
    return placed


def _columns_wanted(frame: Sequence[Block], most: int) -> int:
    """Columns of a frame that is about as high as a screen would have it."""
    total = sum(block.columns for block in frame)
    widest = max(block.columns for block in frame)
    return max(widest, min(most, math.ceil(math.sqrt(total * 0.8)), total))


def _rows(frame: Sequence[Block], columns: int) -> list[list[Block]]:
    rows: list[list[Block]] = [[]]
    for block in frame:
        if rows[-1] and sum(b.columns for b in rows[-1]) + block.columns > columns:
            rows.append([])
        rows[-1].append(block)
    return rows


def _frame_height(frame: Sequence[Block], columns: int) -> float:
    rows = _rows(frame, columns)
    inner = sum(max((b.height for b in row), default=0.0) for row in rows) + GAP * (len(rows) - 1)
    return TITLE + inner + PADDING


def _frame(frame: Sequence[Block], columns: int, left: float, top: float, height: float) -> FramePlaced:
    boxes, y = [], top + TITLE
    for row in _rows(frame, columns):
        tall, x = max((block.height for block in row), default=0.0), left + PADDING
        for block in row:
            boxes.append(Placed(x, y, block.width, tall))
            x += block.width + GAP
        y += tall + GAP
    return FramePlaced(Placed(left, top, width_of(columns) + 2 * PADDING, height), tuple(boxes))


def moved(frame: FramePlaced, x: float, y: float) -> FramePlaced:
    """A frame and its boxes, moved right and down."""
    place, *boxes = (Placed(p.x + x, p.y + y, p.width, p.height) for p in (frame.place, *frame.boxes))
    return FramePlaced(place, tuple(boxes))
