"""What a comparison says over plausible worlds, in sentences: who stays ahead, and what would change the answer.

The rules that decide are in `studies/verdicts.py`; this puts them into words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..studies.comparison import Contrast, Result
from ..studies.decisive import Decisive, Side
from ..studies.over_worlds import OverWorlds, Share
from ..studies.statistics import FEWEST
from .figures import finite, number

MOST_NAMES = 3
"""Variants that a sentence names."""
MOST_OPEN = 2
"""Outcomes that a sentence names."""
DECIDED = ("better", "worse", "differs")


def over_worlds_of(result: Result) -> list[str]:
    """Two sentences: in how many outcomes each variant stays ahead, and what is open or would change that."""
    if result.plausible is None:
        return []
    worlds = len(result.plausible.x)
    if worlds < FEWEST:
        return [
            f"{worlds} plausible world{'s' * (worlds > 1)} say nothing of what is not known; {FEWEST} or more do."
        ]
    contrasts = [c for outcome in result.shown for c in result.contrasts(outcome)]
    if not contrasts:
        return []
    return [
        *_stays_ahead(result, contrasts, worlds),
        _turned(contrasts) or _open(contrasts) or _moved(contrasts),
    ]


def _stays_ahead(result: Result, contrasts: Sequence[Contrast], worlds: int) -> Iterator[str]:
    """In how many outcomes each variant is ahead, and behind, in most worlds by what matters."""
    sided = [c for c in contrasts if c.outcome.direction != "neither"]
    if not sided:
        return
    of = f" of {len(result.shown)}"
    said = []
    for name in result.names[1 : MOST_NAMES + 1]:
        over = [c.plausible for c in sided if c.variant == name and c.plausible]
        ahead, behind = (sum(o.clear.startswith(side) for o in over) for side in ("ahead", "behind"))
        said.append(f"{name} in {ahead or 'none'}{of}{f', behind in {behind}' if behind else ''}")
        of = ""
    others = len(result.names) - 1 - MOST_NAMES
    more = f" and {others} more" if others > 0 else ""
    between = "; " if any("behind" in each for each in said) else ", "
    yield f"Ahead by what matters in most of {worlds} plausible worlds: {between.join(said)}{more}."


def _turned(contrasts: Sequence[Contrast]) -> str:
    """The parameter that would change an answer; '' where none was seen."""
    found = _decisive(contrasts)
    if not found or found[0][1].at is None:
        return ""
    said = decisive_in_words(*found[0])
    return f"{said[0].upper()}{said[1:]}."


def _decisive(contrasts: Sequence[Contrast]) -> list[tuple[Contrast, Decisive]]:
    """Parameters that move a difference, those first that turn what is decided in this world."""
    found = [(c, c.plausible.decisive) for c in contrasts if c.plausible and c.plausible.decisive]
    return sorted(found, key=lambda each: (each[1].at is None, each[0].verdict not in DECIDED))


def decisive_in_words(contrast: Contrast, decisive: Decisive) -> str:
    """What a parameter does to a difference."""
    outcome, factor = contrast.outcome, decisive.factor
    if decisive.at is None:
        return f"moved most: {outcome.in_words} of {contrast.variant}, by {factor.path}; not seen to turn it"
    side = "higher" if outcome.direction == "neither" else "ahead"
    times = " times its default" if factor.of == "default" else ""
    where = f"{factor.path} {'>' if decisive.rises else '<'} {number(decisive.at)}{times}"
    inside, outside = decisive.inside, decisive.outside
    counts = f"{side} in {inside.ahead} of {inside.worlds} worlds if {where}, else in {outside.ahead} of {outside.worlds}"
    here = "" if factor.of == "default" or factor.middle is None else f" (here {number(factor.middle)})"
    return f"{outcome.in_words}: {contrast.variant} is {counts}{here}"


def _open(contrasts: Sequence[Contrast]) -> str:
    """Outcomes in which now one is ahead, now the other, those first that are decided in this world."""
    found = [c for c in contrasts if c.plausible and _goes_both_ways(c.plausible)]
    if not found:
        return ""
    found.sort(key=lambda c: c.verdict not in DECIDED)
    named = [
        f"{c.outcome.in_words} ({c.variant} {'ahead ' * (k == 0)}in {c.plausible.ahead.number})"
        for k, c in enumerate(found[:MOST_OPEN])
        if c.plausible
    ]
    more = f", {len(found) - MOST_OPEN} more" if len(found) > MOST_OPEN else ""
    return f"Now ahead, now behind: {', '.join(named)}{more}."


def _goes_both_ways(over: OverWorlds) -> bool:
    """Whether now one is ahead, now the other, and in most worlds by what matters."""
    clear = over.clearly_ahead.number + over.clearly_behind.number
    return over.standing == "now ahead, now behind" and clear > over.worlds / 2


def _moved(contrasts: Sequence[Contrast]) -> str:
    """What moves an outcome most without turning it, or that nothing was seen."""
    found = _decisive(contrasts)
    if not found:
        return "No parameter was seen that would change this; a few worlds show strong ones only."
    said = decisive_in_words(*found[0])
    return f"{said[0].upper()}{said[1:]}."


def sentences_over_worlds(result: Result) -> Iterator[str]:
    """One sentence for each outcome and variant, one for each parameter that would change an answer, and what was drawn."""
    if result.plausible is None:
        return
    contrasts = [c for outcome in result.shown for c in result.contrasts(outcome)]
    yield from (_sentence(c, c.plausible) for c in contrasts if c.plausible)
    for contrast, decisive in _decisive(contrasts):
        said = decisive_in_words(contrast, decisive)
        yield f"{said[0].upper()}{said[1:]}."
    drawn, worlds = len(result.plausible.factors), len(result.plausible.x)
    yield f"{drawn} parameters were drawn in {worlds} worlds, with one run of each variant in each; more worlds show weaker ones."


def _sentence(contrast: Contrast, over: OverWorlds) -> str:
    name, is_sided = (
        f"{contrast.outcome.in_words}: {contrast.variant} is",
        contrast.outcome.direction != "neither",
    )
    if not over.worlds:
        return f"{name} not measured in any plausible world."
    if over.standing in ("too few worlds to say", "equal in all"):
        return f"{name} measured in {over.worlds} worlds: {over.standing}."
    sides = ("ahead", "behind") if is_sided else ("higher", "lower")
    found = ((over.ahead, over.clearly_ahead), (over.behind, over.clearly_behind))
    parts = [
        f"{side} in {each.number} of {over.worlds} worlds{_interval(each)}, in {clear.number} by what matters"
        for side, (each, clear) in zip(sides, found, strict=True)
        if each.number
    ]
    here = f"in this world {sides[0]} in {over.here.number} of {contrast.difference.count} replications"
    said = over.standing if is_sided else over.standing.replace("ahead", "higher").replace("behind", "lower")
    return f"{name} {'; '.join(parts)}; {here}: {said}."


def _interval(found: Share) -> str:
    if found.low is None or found.high is None:
        return ""
    return f" ({100 * found.low:.0f}-{100 * found.high:.0f} %)"


def row_over_worlds(over: OverWorlds | None) -> dict[str, Any]:
    """The columns of a row for programs; those of the baseline are empty."""
    row: dict[str, Any] = {"plausible_worlds": over.worlds if over else None}
    for name in ("ahead", "behind", "clearly_ahead", "clearly_behind"):
        found: Share | None = getattr(over, name) if over else None
        row |= {f"{name}_share{end}": found and value for end, value in _ends(found).items()}
    difference = over.difference if over else None
    for end in ("mean", "low", "high"):
        row[f"difference_over_worlds{'' if end == 'mean' else f'_{end}'}"] = finite(
            getattr(difference, end, None)
        )
    row["ahead_share_here"] = over.here.share if over else None
    row["standing"] = over.standing if over else "baseline"
    return row | _decisive_row(over.decisive if over else None)


def _ends(found: Share | None) -> dict[str, float | None]:
    return (
        {"": found.share, "_low": found.low, "_high": found.high}
        if found
        else dict.fromkeys(("", "_low", "_high"))
    )


def _decisive_row(decisive: Decisive | None) -> dict[str, Any]:
    turns = decisive if decisive and decisive.at is not None else None
    return {
        "decisive": decisive.factor.path if decisive else None,
        "decisive_correlation": decisive.correlation if decisive else None,
        "decisive_at": turns.at if turns else None,
        "ahead_share_above": _share_of(turns.inside if turns.rises else turns.outside) if turns else None,
        "ahead_share_below": _share_of(turns.outside if turns.rises else turns.inside) if turns else None,
    }


def _share_of(side: Side) -> float:
    return side.ahead / side.worlds
