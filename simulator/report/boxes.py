"""Boxes of a picture: teams with their seats, what they own and how much they are used, within frames."""

from __future__ import annotations

import math
from dataclasses import dataclass

from . import labels as wording
from .arrangement import Block, FramePlaced, Placed
from .canvas import GREY, LINE, Canvas, text_width
from .description import Description, GroupShown, Seats, TeamShown, verdict_on
from .marks import PITCH, VERDICTS, Marks

ENDING = 5  # letters of a name that are always shown
INSET = 9.0
LINE_HEIGHT = 14.0
BAR, TRACK = 38.0, "#e4e7eb"
MARKS_IN_HEIGHT = 24  # up to this number of marks a box has one column, up to four times that two
MOST_COLUMNS = 8
FRAME, PLATFORM = "#f8fafb", "#e8f0f9"
PLATFORMS = {"ticket": "asked by ticket", "self_service": "self-service"}
ALARMING = ("will choke", "overload")


@dataclass(frozen=True)
class Box:
    """A team, or people without one."""

    name: str
    size: str
    lines: tuple[str, ...]
    marks: tuple[tuple[str, bool], ...]
    """Role of each seat, and whether the person in it is shared."""
    busiest: Seats | None
    about: str
    dashed: bool = False

    @property
    def block(self) -> Block:
        """Room that it needs."""
        columns = max(1, min(MOST_COLUMNS, round(math.sqrt(len(self.marks) / MARKS_IN_HEIGHT))))
        rows = math.ceil(len(self.marks) / _per_row(Block(columns, 0).width))
        bar = 22 if self.busiest else 0
        return Block(columns, 28 + len(self.lines) * LINE_HEIGHT + rows * PITCH + bar)


@dataclass(frozen=True)
class Frame:
    """What stands together under a title."""

    title: str
    boxes: tuple[Box, ...]
    fill: str = FRAME
    dashed: bool = False


def frames_of(shown: Description, scale: int) -> list[Frame]:
    """Groups; platform teams apart from the others; temporary teams dashed; people without a team.

    scale: how many people a mark stands for.
    """
    frames = [
        Frame(
            _title(group, shown),
            tuple(_team(team, shown, scale) for team in group.teams if not team.platform),
        )
        for group in shown.groups
    ]
    platform = tuple(_team(team, shown, scale) for team in shown.teams if team.platform)
    modes = " and ".join(dict.fromkeys(PLATFORMS[team.platform] for team in shown.teams if team.platform))
    frames.append(Frame(f"Platform: {modes}", platform, PLATFORM))
    frames += [*_temporary(shown), *_bench(shown, scale)]
    return [frame for frame in frames if frame.boxes]


def _title(group: GroupShown, shown: Description) -> str:
    if group.name is None:
        return "Teams" if len(shown.groups) == 1 else "Other teams"
    return f"{group.name}: {wording.sized(group.people)}"


def _team(team: TeamShown, shown: Description, scale: int) -> Box:
    seats = "; ".join(map(wording.seats_in_words, team.seats))
    about = f"{team.name}: {wording.sized(team.people)}; {seats}; owns {wording.holdings(team)}"
    marks = tuple((s.role, k < s.shared) for s in team.seats for k in range(0, s.heads, scale))
    return Box(
        team.name, wording.people_in_words(team.people), _owned(team, shown), marks, team.busiest, about
    )


def _owned(team: TeamShown, shown: Description) -> tuple[str, ...]:
    """Products in a line, stages in the next."""
    stages = (*shown.initiative_stages, *shown.item_stages)
    does = tuple(stage for stage in stages if any(stage in owned.stages for owned in team.owns))
    if not does:
        return ("owns nothing",)
    calendar = (team.calendar,) if team.calendar else ()
    return wording.products(team), wording.stretch(does, stages), *calendar


def _temporary(shown: Description) -> list[Frame]:
    """Temporary teams: a dashed box with the rule for each role."""
    if shown.temporary is None:
        return []
    rules = tuple(f"{role}: {rule}" for role, rule in shown.temporary.rules)
    about = f"one for each initiative: {'; '.join(rules)}"
    box = Box("one for each initiative", "", rules, (), None, about, dashed=True)
    return [Frame("Temporary teams", (box,), dashed=True)]


def _bench(shown: Description, scale: int) -> list[Frame]:
    """People without a team."""
    if not shown.bench:
        return []
    marks = tuple((role.role, False) for role in shown.roles for _ in range(0, role.bench, scale))
    layers = sum(role.bench_in_layers for role in shown.roles)
    name = f"{layers} in approval layers" if layers else "in no approval layer"
    about = "; ".join(f"{role.bench} {role.role}" for role in shown.roles if role.bench)
    return [
        Frame(
            wording.without_a_team(shown).capitalize(),
            (Box(name, f"{shown.bench:,}", (), marks, None, about),),
        )
    ]


def _per_row(width: float) -> int:
    return int((width - 2 * INSET) // PITCH)


def draw_frame(canvas: Canvas, marks: Marks, frame: Frame, placed: FramePlaced) -> None:
    """Draw a frame and what is in it."""
    place = placed.place
    canvas.begin("group", frame.title)
    canvas.box(
        place.x,
        place.y,
        place.width,
        place.height,
        fill=frame.fill,
        round_=8,
        kind="group",
        dashed=frame.dashed,
    )
    canvas.text(
        place.x + 10, place.y + 16, frame.title, room=place.width - 20, size=12.5, bold=True, fill=GREY
    )
    canvas.end()
    for box, where in zip(frame.boxes, placed.boxes, strict=True):
        _draw_box(canvas, marks, box, where)


def _draw_box(canvas: Canvas, marks: Marks, box: Box, where: Placed) -> None:
    canvas.begin("team", box.about)
    verdict = verdict_on(box.busiest.highest) if box.busiest else ""
    line, strong = (VERDICTS[verdict], 2.0) if verdict in ALARMING else (LINE, 1.0)
    canvas.box(
        where.x, where.y, where.width, where.height, line=line, strong=strong, kind="team", dashed=box.dashed
    )
    x, y, room = where.x + INSET, where.y + 17, where.width - 2 * INSET
    beside = room - text_width(box.size, 11) - 6
    canvas.text(x, y, box.name, room=beside, size=12, bold=box.busiest is not None, last=ENDING)
    canvas.text(x + room, y, box.size, size=11, fill=GREY, right=True)
    for words in box.lines:
        y += LINE_HEIGHT
        canvas.text(x, y, words, room=room, size=10.5, fill=GREY)
    per_row = _per_row(where.width)
    for k, (role, hollow) in enumerate(box.marks):
        marks.draw(canvas, role, x + 5 + k % per_row * PITCH, y + 14 + k // per_row * PITCH, hollow)
    if box.busiest:
        _draw_bar(canvas, box.busiest, x, where.y + where.height - 15, room)
    canvas.end()


def _draw_bar(canvas: Canvas, busiest: Seats, x: float, y: float, room: float) -> None:
    """How much the busiest role is used, as a bar with its number."""
    verdict = verdict_on(busiest.highest)
    canvas.box(x, y, BAR, 6, fill=TRACK, line="none", round_=2)
    full = max(2.0, min(1.0, busiest.highest) * BAR)
    canvas.box(x, y, full, 6, fill=VERDICTS[verdict], line="none", round_=2, kind="bar")
    words = f"{wording.share(busiest.highest)} {busiest.role}"
    canvas.text(x + BAR + 6, y + 6.5, words, room=room - BAR - 6, size=10, bold=verdict in ALARMING)
