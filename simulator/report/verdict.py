"""What a comparison says, in fifteen lines: the answer, a ranking, what is decided, what is not, and what it rests on.

Two lines more say what holds over plausible worlds, where they were drawn.

The rules that decide are in `studies/verdicts.py`; this puts them into words.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..outcomes.registry import BY_NAME, Metric
from ..studies.causes import causes_of, other_worlds_of, overloads_of
from ..studies.comparison import Contrast, Result
from ..studies.statistics import FEWEST, MOST_NAMED, estimate
from .figures import between, direction_of, level, number, whole
from .plausible import over_worlds_of

MOST_LINES = 15
NARROWEST = 60
GAP = 2  # blanks between columns
LEAST_OF_TABLE = 4
"""Lines of what is decided that nothing else may take."""
MOST_NAMES = 3
"""Variants that a list in a sentence names."""
MOST_COLUMNS = 4
"""Variants beside the baseline that get a column each."""
LONGEST_NAME = 24
"""Letters of a name above a column; longer ones would push figures out."""
MOST_OPEN = 4
"""Undecided outcomes that are named."""
DECIDED = ("better", "worse", "differs", "probably better", "probably worse", "probably differs")


@dataclass(frozen=True)
class Tally:
    """What was decided of one variant against the baseline, over all outcomes shown."""

    name: str
    better: list[Contrast]
    worse: list[Contrast]
    perhaps: int
    """Outcomes that are probably better, perhaps by too little to matter."""
    perhaps_worse: int
    """Outcomes that are probably worse, perhaps by too little to matter."""
    place: float
    """Place by the means, a mean over outcomes."""

    @property
    def says_something(self) -> bool:
        """Whether anything is better or worse, if only probably."""
        return bool(self.better or self.worse or self.perhaps or self.perhaps_worse)

    @property
    def order(self) -> tuple[float, ...]:
        """What is decided comes first, then what is probable, then what the means say."""
        return len(self.worse) - len(self.better), self.perhaps_worse - self.perhaps, self.place


@dataclass(frozen=True)
class Said:
    """What a comparison says, in the order in which it is read."""

    question: str
    answer: str
    first: tuple[str, ...]
    """What a reader must know before anything else: other worlds, overload."""
    ranking: str
    over_worlds: tuple[str, ...]
    """What holds over plausible worlds: empty, one line or two."""
    decided: tuple[tuple[str, ...], ...]
    """A header, and a row for each outcome that is decided for some variant; empty where none is."""
    rests_on: tuple[str, ...]
    undecided: str
    spent: str

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands below the table."""
        return tuple(text for text in (*self.rests_on, self.undecided, self.spent) if text)


def said_of(result: Result) -> Said:
    """What a comparison says."""
    tallies = _tallies(result)
    decided = any(tally.says_something for tally in tallies)
    ranked = len(result.names) > 2 and result.replications >= FEWEST and decided
    return Said(
        _question(result),
        f"Answer: {_answer(result, tallies)}",
        (*other_worlds_of(result), *overloads_of(result)),
        (_ranking_by_outcome(result) or _ranking(tallies)) if ranked else "",
        tuple(over_worlds_of(result)),
        tuple(map(tuple, _rows(result))),
        tuple(causes_of(result)),
        _undecided(result),
        _spent(result),
    )


def _question(result: Result) -> str:
    """The question, and in which mode of demand it is asked."""
    asked, mode = result.comparison.question, result.comparison.mode
    return f"[{mode.replace('_', ' ')}] {asked}".strip() if mode else asked


def verdict_lines(result: Result, width: int) -> list[str]:
    """A comparison in at most fifteen lines of a width, which is that of a narrow terminal at least.

    Over plausible worlds there are up to two more.
    """
    width = max(width, NARROWEST)
    said = said_of(result)
    most_lines = MOST_LINES + len(said.over_worlds)
    head = [
        *_wrapped(said.question, width, 2),
        *_wrapped(said.answer, width, 3),
        *(line for text in said.first for line in _wrapped(text, width, 1)),
        *_wrapped(said.ranking, width, 1),
        *(line for text in said.over_worlds for line in _wrapped(text, width, 1)),
    ]
    table = _aligned(said.decided, width)
    for most in (2, 1):  # lines of each note: fewer where the table would be cut
        foot = [line for text in (*said.rests_on, said.undecided) for line in _wrapped(text, width, most)]
        if len(head) + len(table) + len(foot) < most_lines:
            break
    last = _wrapped(f"{said.spent} --full shows all figures.", width, 1)
    foot = foot[: most_lines - len(head) - min(len(table), LEAST_OF_TABLE) - 1] + last
    return [*head, *_cut(table, most_lines - len(head) - len(foot)), *foot]


def _wrapped(text: str, width: int, most: int) -> list[str]:
    """A text in this many lines at most."""
    return textwrap.wrap(
        text, width, subsequent_indent="  ", break_on_hyphens=False, max_lines=most, placeholder=" …"
    )


def _cut(table: list[str], room: int) -> list[str]:
    """As many rows of a table as there is room for."""
    if len(table) <= room:
        return table
    if room < 3:
        return [f"  {len(table) - 1} outcomes are decided; --full lists them"][:room]
    return [*table[: room - 1], f"  … and {len(table) - room + 1} more decided outcomes; --full lists them"]


def _tallies(result: Result) -> list[Tally]:
    """One for each variant, the baseline first, of which nothing is decided."""
    every = [contrast for outcome in result.shown for contrast in result.contrasts(outcome)]
    places = _places(result)

    def said(name: str, *verdicts: str) -> list[Contrast]:
        return [c for c in every if c.variant == name and c.verdict in verdicts]

    return [
        Tally(
            name, said(name, "better"), said(name, "worse"), len(said(name, "probably better")),
            len(said(name, "probably worse")), places[v],
        )
        for v, name in enumerate(result.names)
    ]  # fmt: skip


def _places(result: Result) -> list[float]:
    """Mean place of each variant by its means, over outcomes of which one side is better."""
    rows = []
    for outcome in result.shown:
        middles = [result.level(outcome, v).mean for v in range(len(result.names))]
        if outcome.direction != "neither" and None not in middles:
            signed = np.array(middles, np.float64) * (1 if outcome.direction == "lower" else -1)
            rows.append((signed[:, None] > signed[None, :]).sum(axis=1))
    return [float(place) for place in np.mean(rows, axis=0)] if rows else [0.0] * len(result.names)


def _answer(result: Result, tallies: Sequence[Tally]) -> str:
    """What to say in one sentence."""
    base, outcomes = result.names[0], len(result.shown)
    if result.replications < FEWEST:
        asked = f"{FEWEST} replications or more are needed"
        return f"nothing can be said of the differences after {result.replications} replications; {asked}."
    if not outcomes:
        return "nothing can be said: none of the outcomes asked for was measured."
    if any(tally.says_something for tally in tallies):
        return f"against {base}, {_gains(tallies[1:], outcomes)}."
    every = [contrast for outcome in result.shown for contrast in result.contrasts(outcome)]
    differing = list(dict.fromkeys(c.outcome.in_words for c in every if c.verdict.endswith("differs")))
    if differing:
        named = _listed(differing[:MOST_NAMES], len(differing), ", ")
        return f"what differs from {base} is neither better nor worse: {named}."
    if all(contrast.verdict in ("no difference that matters", "identical") for contrast in every):
        return f"no difference from {base} that matters, in {_of(outcomes)}."
    return f"no difference from {base} was detected in {_of(outcomes)}."


def _gains(tallies: Sequence[Tally], outcomes: int) -> str:
    """In how many outcomes each variant is better, and in which it is worse."""
    gainers, losers = [t for t in tallies if t.better], [t for t in tallies if t.worse and not t.better]
    better = [
        f"{tally.name} is better in {len(tally.better)} of {_of(outcomes)}{_rest(tally)}"
        for tally in gainers[:1]
    ]
    better += [f"{tally.name} in {len(tally.better)}{_rest(tally)}" for tally in gainers[1:MOST_NAMES]]
    worse = [f"{tally.name} is better in none{_rest(tally)}" for tally in losers[:MOST_NAMES]]
    open_ones = [tally.name for tally in tallies if not tally.better and not tally.worse]
    parts = [_listed(better, len(gainers), ", "), _listed(worse, len(losers), "; ")]
    if gainers and not any(tally.worse or tally.perhaps_worse for tally in tallies):
        parts.append("none is worse in any")
    if open_ones:
        parts.append(f"nothing is decided of {_listed(open_ones[:MOST_NAMES], len(open_ones), ', ')}")
    return "; ".join(part for part in parts if part)


def _listed(names: Sequence[str], in_all: int, between_them: str) -> str:
    """Names, and how many there are besides."""
    more = f" and {in_all - len(names)} more" if in_all > len(names) else ""
    return f"{between_them.join(names)}{more}"


def _of(outcomes: int) -> str:
    return f"{outcomes} outcome{'' if outcomes == 1 else 's'}"


def _rest(tally: Tally) -> str:
    """In how many outcomes a variant is perhaps better, and in which it is worse, or perhaps is."""
    perhaps = f", perhaps in {tally.perhaps} more" if tally.perhaps else ""
    if not tally.worse:
        return f"{perhaps} and perhaps worse in {tally.perhaps_worse}" if tally.perhaps_worse else perhaps
    names = [contrast.outcome.in_words for contrast in tally.worse]
    named = f"{', '.join(names[:2])}{f' and {len(names) - 2} more' if len(names) > 2 else ''}"
    more = f", perhaps in {tally.perhaps_worse} more" if tally.perhaps_worse else ""
    return f"{perhaps} and worse in {len(names)} ({named}){more}"


def _ranking(tallies: Sequence[Tally]) -> str:
    """The variants in order: by outcomes that are better less those that are worse, then by what is probable, then by means."""
    order = sorted(tallies, key=lambda tally: tally.order)
    names = ", ".join(f"{k}. {tally.name}" for k, tally in enumerate(order[:8], start=1))
    more = f", … ({len(order)} in all)" if len(order) > 8 else ""
    return f"Ranking: {names}{more}"


def _ranking_by_outcome(result: Result) -> str:
    """The variants in order of the outcome by which they are to be ranked, where it was measured in all of them.

    Neighbours whose difference is not settled share their places.
    """
    outcome = BY_NAME.get(result.comparison.rank_by or "")
    if outcome is None or outcome.direction == "neither":
        return ""
    values = result.values[outcome.name] * (-1.0 if outcome.direction == "higher" else 1.0)
    if not np.isfinite(values).all():
        return ""
    order = list(np.argsort(values.mean(axis=1)))
    groups = [[order[0]]]
    for before, after in pairwise(order):
        difference = estimate(values[after] - values[before])
        if difference.low is not None and difference.low > 0.0:
            groups.append([after])
        else:
            groups[-1].append(after)
    return f"Ranking by {outcome.in_words}: {', '.join(_places_of(groups, result.names))}"


def _places_of(groups: Sequence[Sequence[int]], names: Sequence[str]) -> Iterator[str]:
    """Places of groups of variants, such as '2-3. a and b'."""
    first = 1
    for group in groups:
        last = first + len(group) - 1
        place = f"{first}" if first == last else f"{first}-{last}"
        yield f"{place}. {' and '.join(names[v] for v in group)}"
        first = last + 1


def _rows(result: Result) -> list[list[str]]:
    """A line for each outcome that is decided for some variant, with size and interval; below a line of names."""
    rows = [(o, result.contrasts(o)) for o in result.shown]
    rows = [(o, contrasts) for o, contrasts in rows if any(c.verdict in DECIDED for c in contrasts)]
    if not rows:
        return []
    if len(result.names) - 1 > MOST_COLUMNS:
        return _rows_of_many(result, rows)
    header = ["Decided (95 % interval)", *(_short(name) for name in result.names)]
    with_level = len(result.names) == 2
    cells = [
        [o.in_words, level(o, contrasts[0].baseline.mean), *(_cell(c, with_level) for c in contrasts)]
        for o, contrasts in rows
    ]
    return [header, *cells]


def _rows_of_many(result: Result, rows: Sequence[tuple[Metric, list[Contrast]]]) -> list[list[str]]:
    """A line for each outcome where there are too many variants for columns: the best and the worst of them."""
    cells = [["Decided (95 % interval)", result.names[0], "most for the better", "most for the worse"]]
    for outcome, contrasts in rows:
        decided = [c for c in contrasts if c.verdict in DECIDED and c.difference.mean is not None]
        ordered = sorted(
            decided, key=lambda c: (c.difference.mean or 0.0) * (1 if outcome.direction != "higher" else -1)
        )
        better = [c for c in ordered if c.verdict.endswith("better") or c.verdict.endswith("differs")]
        worse = [c for c in ordered if c.verdict.endswith("worse")]
        cells.append([
            outcome.in_words, level(outcome, contrasts[0].baseline.mean),
            f"{_short(better[0].variant)} {_cell(better[0], False)}" if better else "none",
            f"{_short(worse[-1].variant)} {_cell(worse[-1], False)}" if worse else "none",
        ])  # fmt: skip
    return cells


def _short(name: str) -> str:
    """A name that leaves room for figures."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _aligned(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Rows with their cells below each other; where that is too wide, the longest go without their interval."""
    if not rows:
        return []
    rows = _shortened(rows, width)
    widths = _widths(rows)
    lines = [
        (" " * GAP).join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return [line if len(line) <= width else f"{line[: width - 1]}…" for line in lines]


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Widths of the columns."""
    return [max(map(len, column)) for column in zip(*rows, strict=True)]


def _shortened(rows: Sequence[Sequence[str]], width: int) -> list[list[str]]:
    """Rows that fit into a width if it is enough that some cells, the longest first, lose their interval."""
    shorter = [list(row) for row in rows]
    while sum(_widths(shorter)) + GAP * (len(shorter[0]) - 1) > width:
        widths = _widths(shorter)
        longest = [
            (widths[k], -r, -k)
            for r, row in enumerate(shorter[1:], start=1)
            for k, cell in enumerate(row)
            if " (" in cell and len(cell) == widths[k]
        ]
        if not longest:
            break
        _, r, k = max(longest)
        shorter[-r][-k] = shorter[-r][-k].partition(" (")[0]
    return shorter


def _cell(contrast: Contrast, with_level: bool) -> str:
    """What is said of a variant: the change with its interval."""
    if contrast.verdict == "not settled":
        return "undecided"
    if contrast.verdict == "no difference that matters":
        return "no difference"
    if contrast.verdict not in DECIDED:
        return contrast.verdict
    said = change_in_words(contrast)
    hedged = f"perhaps {said.partition(' (')[0]}" if contrast.verdict.startswith("probably") else said
    after = level(contrast.outcome, contrast.value.mean)
    return f"{after}: {hedged}" if with_level else hedged


def change_in_words(contrast: Contrast) -> str:
    """The change from the baseline, such as '60 % shorter (52-66)'."""
    outcome, ratio, difference = contrast.outcome, contrast.ratio, contrast.difference
    if contrast.baseline.beyond or contrast.value.beyond:
        return direction_of(outcome, difference.mean or 0.0)
    signed = outcome.possible[0] < 0
    if (
        outcome.unit != "share"
        and not signed
        and ratio.mean is not None
        and ratio.low is not None
        and ratio.high is not None
    ):
        low, high = 100 * (ratio.low - 1), 100 * (ratio.high - 1)
        change = 100 * (ratio.mean - 1)
        return f"{whole(abs(change))} % {direction_of(outcome, change)} ({between(low, high)})"
    if difference.mean is None or difference.low is None or difference.high is None:
        return ""
    if outcome.unit == "share":
        change, low, high = 100 * difference.mean, 100 * difference.low, 100 * difference.high
        return f"{whole(abs(change))} pts {direction_of(outcome, change)} ({between(low, high)})"
    ends = sorted((difference.low, difference.high), key=abs)
    sizes = (
        [number(abs(end)) for end in ends]
        if difference.low * difference.high > 0
        else list(map(number, ends))
    )
    return f"{number(abs(difference.mean))} {direction_of(outcome, difference.mean)} ({_ends(sizes)})"


def _ends(sizes: Sequence[str]) -> str:
    """Two ends of an interval; a unit that they share is said once."""
    first, last = sizes
    unit = " M"
    return f"{first.removesuffix(unit) if last.endswith(unit) else first} to {last}"


def _undecided(result: Result) -> str:
    """One line for all that is open, and whether more replications would tell."""
    parts, same = [], []
    for outcome in result.shown:
        contrasts = result.contrasts(outcome)
        open_ones = [c for c in contrasts if c.verdict == "not settled"]
        if open_ones:
            names = [c.variant for c in open_ones]
            which = (
                ""
                if len(names) == len(contrasts)
                else f" ({', '.join(names[:3])}{' …' if len(names) > 3 else ''})"
            )
            parts.append(f"{outcome.in_words}{which}{_more(open_ones)}")
        elif contrasts and all(c.verdict in ("no difference that matters", "identical") for c in contrasts):
            same.append(outcome.in_words)
    more = f"; {len(parts) - MOST_OPEN} more" if len(parts) > MOST_OPEN else ""
    said = [f"Undecided: {'; '.join(parts[:MOST_OPEN])}{more}." if parts else ""]
    said.append(f"No difference that matters: {', '.join(same)}." if same else "")
    return " ".join(part for part in said if part)


def _more(contrasts: Sequence[Contrast]) -> str:
    """How many replications would settle it, where that can be said."""
    ranges = [c.to_settle for c in contrasts if c.to_settle is not None]
    if len(ranges) < len(contrasts):
        return ", smaller than chance so far" if contrasts[0].difference.count >= FEWEST else ""
    low, high = max(low for low, _ in ranges), max(high for _, high in ranges)
    return f", {low}-{high} replications would tell" if low < MOST_NAMED else f", {MOST_NAMED} would tell"


def _spent(result: Result) -> str:
    """What the figures rest on."""
    names = len(result.names)
    load = result.comparison.load
    at = f" at load {load:g}" if load is not None and math.isfinite(load) else ""
    said = f"{result.replications} replication{'' if result.replications == 1 else 's'}"
    return f"{said} of {names} variants{at}; corrected for {_differences(result.tested)}."


def _differences(tested: int) -> str:
    return f"{tested} difference{'' if tested == 1 else 's'}"
