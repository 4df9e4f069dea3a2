"""The path of an opportunity through gate, approvals and teams to its release, drawn as a chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from . import labels as wording
from .arrangement import Placed
from .canvas import GREY, LINE, Canvas
from .description import Description, LayerShown, LoopShown, Places, Question, verdict_on
from .marks import PITCH, VERDICTS, Marks

NARROWEST, WIDEST, HIGH, GAP, LINE_HEIGHT = 150.0, 190.0, 88.0, 26.0, 13.0
ENDING = 5  # letters of a name that are always shown
LEAST_STEPS, MOST_STEPS = 5, 9  # in a row, that decide how wide a page is at least
BETWEEN = 22.0  # rows of the chain
PLAIN, TEAMS, BOARD, LOOP = "#f5f7fa", "#e4f2ec", "#fdf3e3", "#ece8f6"
TITLES = {
    "during_work.local": "The team's own",
    "during_work.cross_team": "Another team's",
    "during_work.organisation": "The whole organisation's",
    "for_initiative": "About an initiative",
}


@dataclass(frozen=True)
class Step:
    """A station of the chain: a title, what there is to know, and who sits there."""

    title: str
    lines: tuple[str, ...]
    fill: str = PLAIN
    members: tuple[tuple[str, int], ...] = ()
    verdict: str = ""


@dataclass(frozen=True)
class Link:
    """Stations that are asked at once stand above each other; most links have one."""

    steps: tuple[Step, ...]
    rule: str = ""
    aside: bool = False
    """Stands beside what is before it, and does not follow from it."""

    @property
    def height(self) -> float:
        """Of all its steps."""
        return len(self.steps) * HIGH + (len(self.steps) - 1) * 6 + (LINE_HEIGHT + 4 if self.rule else 0)


def chains_of(shown: Description) -> list[list[Link]]:
    """What is drawn: the way to the release, and who decides what work raises."""
    return [chain for chain in (_to_release(shown), _during_work(shown)) if chain]


def _to_release(shown: Description) -> list[Link]:
    """Opportunity, gate, approvals to begin, teams, approvals to release, release."""
    flow = shown.flow
    items = f"{flow.items:,.0f} items a quarter" + (" if all are begun" if shown.places else "")
    if flow.opportunities:
        some = flow.begun < flow.opportunities * (1 - 1e-9) and not shown.places
        begun = (f"{flow.begun:,.1f} are begun",) if some else ()
        links = [_one("Opportunities", f"{flow.opportunities:,.1f} a quarter", *begun)]
    else:
        links = [_one("Work arrives", items)]
    if shown.gate:
        links.append(_one("Gate", *shown.gate))
    if shown.places:
        links += _limits(shown, shown.places)
    if shown.initiative_stages:
        stages = wording.stretch(shown.initiative_stages, shown.initiative_stages)
        links.append(_one("Teams prepare", stages, "each initiative", fill=TEAMS))
    links += [_loop(loop) for loop in shown.loops if loop.before]
    links += _asked(shown, wording.question_named(shown, "start_initiative"))
    stages = wording.stretch(shown.item_stages, shown.item_stages)
    links.append(_one("Teams work", stages, items, fill=TEAMS))
    links += _asked(shown, wording.question_named(shown, "release"))
    links.append(_one("Release", shown.release))
    links += [_loop(loop) for loop in shown.loops if not loop.before]
    return links


def _limits(shown: Description, places: Places) -> list[Link]:
    """Places for initiatives, and the board that fills them."""
    where = "in the company" if places.per == "company" else f"in each {places.per}"
    rank = () if places.board else (f"best by {' or '.join(map(wording.policy, places.ranked_by))}",)
    limits = _one("Limits", f"{wording.counted(places.initiatives, 'initiative')} at most", where, *rank)
    boards = [layer for layer in shown.layers if layer.ranks_by]
    return [limits, *(Link((_filling(layer),)) for layer in boards)]


def _filling(board: LayerShown) -> Step:
    """A board that fills places."""
    asked = f"{board.requests_per_quarter:,.0f} ideas a quarter"
    rank = f"best by {wording.policy(board.ranks_by)}"
    when = f"fills places every {board.every_days:g} days"
    return Step(board.name, (when, rank, asked), BOARD, board.members)


def _during_work(shown: Description) -> list[Link]:
    """Decisions that work raises, and the classes of them side by side."""
    how_many = []
    if shown.decisions_per_effort_day is not None:
        how_many.append(f"{shown.decisions_per_effort_day:g} per day of work")
    if shown.decisions_per_initiative is not None:
        how_many += [f"{shown.decisions_per_initiative} per initiative", "for which its work rests"]
    if not how_many:
        return []
    links = [_one("Decisions in work", *how_many)]
    for question in shown.questions:
        if question.name in TITLES:
            links.append(Link((_class(shown, question),), aside=len(links) > 1))
    return links


def _class(shown: Description, question: Question) -> Step:
    """Who decides one class of decisions."""
    title = TITLES[question.name]
    if question.mode != "ask":
        return Step(title, (wording.decides(question),), TEAMS)
    layers = [layer for layer in shown.layers if layer.name in question.layers]
    default = question.default_after_days
    late = (f"by default after {default:g} days",) if default else ()
    form = (wording.form(layers[0]),) if len(layers) == 1 else ()
    members = tuple(member for layer in layers for member in layer.members)
    asks = wording.decides(replace(question, default_after_days=None))
    return Step(title, (asks, *form, *late), BOARD, members)


def _one(title: str, *lines: str, fill: str = PLAIN) -> Link:
    return Link((Step(title, lines, fill),))


def _loop(loop: LoopShown) -> Link:
    """A feedback loop: when, and what passes."""
    good, other = wording.share(loop.keeps_good), wording.share(loop.keeps_other)
    return _one(loop.name, loop.days, f"{good} of good pass,", f"{other} of others", fill=LOOP)


def _asked(shown: Description, question: Question) -> list[Link]:
    layers = {layer.name: layer for layer in shown.layers}
    steps = [_layer(layers[name]) for name in question.layers]
    if question.rule == "all" or len(steps) < 2:
        return [Link((step,)) for step in steps]
    return [Link(tuple(steps), f"{question.rule} of these:")]


def _layer(layer: LayerShown) -> Step:
    use = "" if layer.utilisation is None else verdict_on(layer.utilisation)
    full = "" if layer.utilisation is None else f", used {wording.share(layer.utilisation)}"
    asked = f"{layer.requests_per_quarter:,.0f} a quarter{full}"
    return Step(layer.name, (*wording.form(layer).split(", "), asked), BOARD, layer.members, use)


def page_width(shown: Description) -> float:
    """Width at which the longest chain stands in one row, if it is not too long."""
    longest = max(map(len, chains_of(shown)))
    return max(LEAST_STEPS, min(MOST_STEPS, longest)) * (NARROWEST + GAP) - GAP


def step_width(chains: Sequence[Sequence[Link]], width: float) -> float:
    """Width of a step: so that the longest chain fits into a row, if it can."""
    longest = max(map(len, chains))
    return max(NARROWEST, min(WIDEST, (width + GAP) / longest - GAP))


def _rows(chain: Sequence[Link], step: float, width: float) -> list[Sequence[Link]]:
    fit = max(1, int((width + GAP + 0.01) // (step + GAP)))
    return [chain[k : k + fit] for k in range(0, len(chain), fit)]


def ladder_height(shown: Description, width: float) -> float:
    """Height of all chains."""
    chains = chains_of(shown)
    step = step_width(chains, width)
    rows = [row for chain in chains for row in _rows(chain, step, width)]
    return sum(max(link.height for link in row) for row in rows) + BETWEEN * (len(rows) - 1)


def draw_ladder(
    canvas: Canvas, shown: Description, marks: Marks, left: float, top: float, width: float
) -> None:
    """Draw the chains, row by row."""
    chains = chains_of(shown)
    step = step_width(chains, width)
    for chain in chains:
        rows = _rows(chain, step, width)
        for n, row in enumerate(rows):
            high = max(link.height for link in row)
            _draw_row(canvas, marks, row, Placed(left, top, step, high))
            if n + 1 < len(rows):
                end = left + len(row) * (step + GAP) - GAP
                _turn(canvas, (end, top + high / 2), top + high, left, max(s.height for s in rows[n + 1]))
            top += high + BETWEEN


def _draw_row(canvas: Canvas, marks: Marks, row: Sequence[Link], first: Placed) -> None:
    """Draw links side by side; first: where the first stands."""
    for k, link in enumerate(row):
        x, middle = first.x + k * (first.width + GAP), first.y + first.height / 2
        if k > 0 and not link.aside:
            canvas.arrow([(x - GAP + 2, middle), (x - 2, middle)])
        _draw_link(canvas, marks, link, x, middle - link.height / 2, first.width)


def _turn(canvas: Canvas, start: tuple[float, float], under: float, left: float, next_high: float) -> None:
    """An arrow from the end of a row around to the beginning of the next."""
    x, y = start
    between, target = under + BETWEEN / 2, under + BETWEEN + next_high / 2
    turns = [(x + 2, y), (x + 9, y), (x + 9, between), (left - 10, between), (left - 10, target)]
    canvas.arrow([*turns, (left - 1, target)])


def _draw_link(canvas: Canvas, marks: Marks, link: Link, x: float, y: float, width: float) -> None:
    if link.rule:
        canvas.text(x, y + LINE_HEIGHT - 2, link.rule, room=width, bold=True, fill=GREY)
        y += LINE_HEIGHT + 4
    for step in link.steps:
        _draw_step(canvas, marks, step, Placed(x, y, width, HIGH))
        y += HIGH + 6


def _draw_step(canvas: Canvas, marks: Marks, step: Step, place: Placed) -> None:
    canvas.begin("step", "; ".join((step.title, *step.lines, *(f"{n} {role}" for role, n in step.members))))
    alarming = step.verdict in ("will choke", "overload")
    line = VERDICTS[step.verdict] if alarming else LINE
    strong = 2.0 if alarming else 1.0
    canvas.box(place.x, place.y, place.width, HIGH, fill=step.fill, line=line, strong=strong, kind="step")
    room, x, y = place.width - 16, place.x + 8, place.y + 17
    canvas.text(x, y, step.title, room=room, size=12, bold=True, last=ENDING)
    for text in step.lines:
        y += LINE_HEIGHT + 2
        canvas.text(x, y, text, room=room, size=10.5)
    people = [role for role, count in step.members for _ in range(count)]
    for k, role in enumerate(people[: int(room // PITCH)]):
        marks.draw(canvas, role, x + 5 + k * PITCH, place.y + HIGH - 10)
    canvas.end()
