"""The organisation as one picture: who sits where, who owns what, who is asked, and where it will choke."""

from __future__ import annotations

import math

from . import labels as wording
from .arrangement import arrange, moved
from .boxes import draw_frame, frames_of
from .canvas import GREY, Canvas, lines_of, text_width
from .description import Description
from .ladder import draw_ladder, ladder_height, page_width
from .marks import VERDICTS, Marks

MARGIN = 24.0
TITLE, ROW, SMALL, NOTE = 24.0, 18.0, 13.0, 10.5
MOST_MARKS = 5_000  # in one picture; of more people, a mark stands for several
LEGEND_ROW = 18.0
MOST_ALARMS = 3  # lines of a kind

BARS = {
    "idle": "under 0.20",
    "fine": "under 0.80",
    "busy": "0.80 busy",
    "will choke": "0.90 will choke",
    "overload": "1.00 overload",
}


def as_picture(shown: Description) -> str:
    """The organisation as SVG."""
    scale = max(1, math.ceil(shown.people / MOST_MARKS))
    frames, marks = frames_of(shown, scale), Marks([role.role for role in shown.roles])
    blocks = [[box.block for box in frame.boxes] for frame in frames]

    def around(width: float) -> float:
        return _above(shown, scale, width) + _notes_height(shown, width) + MARGIN

    width, placed = arrange(blocks, page_width(shown), around)
    canvas = Canvas()
    canvas.about(f"{shown.name}: {wording.counts(shown)}")
    top = _header(canvas, shown, width)
    draw_ladder(canvas, shown, marks, MARGIN, top, width)
    _legend(canvas, shown, marks, scale, top + ladder_height(shown, width) + MARGIN, width)
    top = _above(shown, scale, width)
    for frame, place in zip(frames, placed, strict=True):
        draw_frame(canvas, marks, frame, moved(place, MARGIN, top))
    bottom = top + max(f.place.y + f.place.height for f in placed)
    _notes(canvas, shown, bottom, width)
    return canvas.finished(width + 2 * MARGIN, bottom + _notes_height(shown, width) + MARGIN)


def _above(shown: Description, scale: int, width: float) -> float:
    """Height of all that stands above the teams."""
    header = MARGIN + TITLE + ROW * (1 + len(_alarms(shown, width))) + MARGIN / 2
    return header + ladder_height(shown, width) + MARGIN + _legend_height(shown, scale, width) + MARGIN / 2


def _alarms(shown: Description, width: float) -> list[tuple[str, str]]:
    """What is too much to be done, in lines with their colour."""
    found = []
    for verdict, title in (("overload", "Overload"), ("will choke", "Will choke")):
        strains = [wording.strain(strain) for strain in shown.strains if strain.verdict == verdict]
        if strains:
            lines = lines_of(f"{title}: {'; '.join(strains)}", width, SMALL, bold=True)[:MOST_ALARMS]
            found += [(line, VERDICTS[verdict]) for line in lines]
    return found or [("No role is expected to be used 0.90 or more", GREY)]


def _header(canvas: Canvas, shown: Description, width: float) -> float:
    """Title, counts and alarms; returns where they end."""
    y = MARGIN + TITLE - 4
    canvas.text(MARGIN, y, shown.name, room=width, size=TITLE, bold=True)
    y += ROW + 3
    canvas.text(MARGIN, y, f"{wording.counts(shown)}; {wording.flow(shown)}", room=width, size=SMALL)
    for words, colour in _alarms(shown, width):
        y += ROW
        canvas.text(MARGIN, y, words, room=width, size=SMALL, bold=colour != GREY, fill=colour)
    return y + 1 + MARGIN / 2


Entry = tuple[str, str, str]
"""Kind of mark, what it marks, and words."""


def _entries(shown: Description, scale: int) -> tuple[list[Entry], list[Entry]]:
    """What marks mean, and what bars mean."""
    seats = [("role", role.role, f"{role.role} {role.people:,}") for role in shown.roles]
    if scale > 1:
        seats.append(("", "", f"one mark: {scale} people"))
    if any(seats.shared for team in shown.teams for seats in team.seats):
        seats.append(("shared", shown.roles[0].role, "hollow: shared with other teams"))
    bars = [("", "", "bar, use of the busiest role:")]
    return seats, bars + [("bar", verdict, words) for verdict, words in BARS.items()]


def _legend_places(shown: Description, scale: int, width: float) -> list[tuple[float, int, Entry]]:
    """Entries with their place from the left and their row; bars stay together."""
    seats, bars = _entries(shown, scale)
    x, row, found = 0.0, 0, []
    for entry in (*seats, *bars):
        wide = _entry_width(entry)
        together = wide if entry != bars[0] else sum(map(_entry_width, bars))
        if x > 0 and x + together > width:
            x, row = 0.0, row + 1
        found.append((x, row, entry))
        x += wide
    return found


def _entry_width(entry: Entry) -> float:
    return text_width(entry[2], 11) + (32 if entry[0] else 12)


def _legend_height(shown: Description, scale: int, width: float) -> float:
    return (_legend_places(shown, scale, width)[-1][1] + 1) * LEGEND_ROW


def _legend(canvas: Canvas, shown: Description, marks: Marks, scale: int, top: float, width: float) -> None:
    for x, row, (kind, what, words) in _legend_places(shown, scale, width):
        left, y = MARGIN + x, top + row * LEGEND_ROW
        if kind == "bar":
            canvas.box(left, y + 2, 14, 7, fill=VERDICTS[what], line=VERDICTS[what], round_=2)
        elif kind:
            marks.draw(canvas, what, left + 7, y + 5.5, hollow=kind == "shared")
        canvas.text(left + (18 if kind else 0), y + 10, words, room=width - 18)


def _note_lines(shown: Description, width: float) -> list[str]:
    return lines_of(wording.what_used_means(shown), width, NOTE)


def _notes_height(shown: Description, width: float) -> float:
    return 8 + len(_note_lines(shown, width)) * (NOTE + 4)


def _notes(canvas: Canvas, shown: Description, y: float, width: float) -> None:
    for line in _note_lines(shown, width):
        y += NOTE + 4
        canvas.text(MARGIN, y + 6, line, room=width, size=NOTE, fill=GREY)
