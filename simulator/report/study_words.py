"""What a study says, in words and tables, by fixed rules.

| what was found | what is said |
| --- | --- |
| share of worlds in which a variant is best, its interval above one half | it is the best in most worlds |
| several variants may be best in most | none is the best in most worlds |
| an effect that is surely not 0, corrected for all factors | the factor is named, with the effect of its whole range |
| a difference that surely moves with a factor and crosses zero inside its range | the factor is a threshold |
| a box that holds more of a variant's wins than chance does | its limits are the conditions, with coverage and density |
| none of it | that it cannot be told from so many points |
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from ..outcomes.registry import Metric
from ..studies.analysis.discovery import Box, Limit
from ..studies.analysis.robustness import Robustness
from ..studies.analysis.study_analysis import StudyAnalysis
from ..studies.analysis.thresholds import Threshold
from .best_known import sentences as of_the_best
from .best_known import too_wide
from .figures import NOTHING, level, number

PARTS = ("means", "differences", "robustness", "sensitivity", "thresholds", "conditions")
MOST_BARS = 5
MOST_OUTCOMES, MOST_THRESHOLDS = 4, 1
RARE = 0.05
"""A threshold beyond which fewer worlds lie is not worth a sentence."""
LARGE = 0.5

Row = Sequence[str]
Table = tuple[str, Sequence[str], Sequence[Row]]
"""Title, heads, rows."""


def heading(analysis: StudyAnalysis) -> Iterator[str]:
    """What was asked, and how much of it is done."""
    results = analysis.results
    if results.asked.get("question"):
        yield str(results.asked["question"])
    points = f"{results.study.count:,} point{'s' * (results.study.count != 1)}"
    kind = analysis.design.kind.replace("_", " ")
    design = f" ({kind} of {len(results.factors)} factors)" if results.factors else ""
    yield f"{results.runs:,} runs: {len(results.variants)} variants at {points}{design}"


def tables_of(analysis: StudyAnalysis, parts: Sequence[str], full: bool) -> Iterator[Table]:
    """Tables of the parts that are wanted and that the study allows; without parts an overview of each outcome."""
    for outcome in shown_outcomes(analysis, full or bool(parts)):
        if not parts:
            yield _overview(analysis, outcome)
        if "means" in parts:
            yield _means(analysis, outcome)
        if "differences" in parts and len(analysis.results.variants) > 1:
            yield _differences(analysis, outcome)
        if "robustness" in parts:
            yield from _robustness(analysis, outcome)
        if "sensitivity" in parts:
            yield from _sensitivity(analysis, outcome, full)
        elif not parts:
            yield from _what_moves(analysis, outcome, full)


def shown_outcomes(analysis: StudyAnalysis, every: bool) -> list[Metric]:
    """The first few outcomes that decide, or all."""
    return analysis.outcomes if every else analysis.outcomes[:MOST_OUTCOMES]


def _overview(analysis: StudyAnalysis, outcome: Metric) -> Table:
    """Level, difference, worlds won and largest regret of each variant."""
    differences = {d.variant: d for d in analysis.differences(outcome)}
    robust = {r.variant: r for r in analysis.robustness(outcome)[0]}
    rows = []
    for v, name in enumerate(analysis.results.variants):
        found, difference, r = analysis.level(outcome, v), differences.get(name), robust.get(name)
        row = [name, level(outcome, found.mean), _ends(found.low, found.high)]
        if differences:
            row += (
                [number(difference.difference.mean), _ends(difference.difference.low, difference.difference.high)]
                if difference else ["", ""]
            )  # fmt: skip
        if robust:
            assert r is not None
            row += [percent(r.best[0]), percent(r.near_best[0]), number(r.most) + ("*" if r.minimax else "")]
        rows.append(row)
    base = analysis.results.variants[analysis.baseline]
    heads = [
        "variant",
        "mean",
        "95 %",
        *[f"less {base}", "95 %"] * bool(differences),
        *["best in", "near best", "falls behind by at most"] * bool(robust),
    ]
    return f"{outcome.in_words} ({outcome.unit}), over {_over(analysis)}", heads, rows


def _what_moves(analysis: StudyAnalysis, outcome: Metric, full: bool) -> Iterator[Table]:
    """Factors that surely move a target, each with its effect on all targets."""
    targets = analysis.targets()
    bars = {name: {bar.factor: bar for bar in analysis.bars(outcome, v)} for name, v in targets}
    sure = {factor for each in bars.values() for factor, bar in each.items() if bar.is_sure}
    ordered = sorted(
        sure, key=lambda f: -max(abs(each[f].effect.value) for each in bars.values() if f in each)
    )
    rows = []
    for factor in ordered[: None if full else MOST_BARS]:
        here = [each.get(factor) for each in bars.values()]
        any_bar = next(bar for bar in here if bar is not None)
        cells = [number(bar.effect.value) if bar is not None and bar.is_sure else NOTHING for bar in here]
        rows.append([factor, f"{_value(any_bar.low)} to {_value(any_bar.high)}", *cells])
    if rows:
        title = f"{outcome.in_words}: what surely moves it, by how much from one end to the other"
        yield title, ["factor", "from … to", *(name for name, _ in targets)], rows


def _over(analysis: StudyAnalysis) -> str:
    return analysis.over


def _means(analysis: StudyAnalysis, outcome: Metric) -> Table:
    rows = []
    for v, name in enumerate(analysis.results.variants):
        found = analysis.level(outcome, v)
        rows.append((name, level(outcome, found.mean), _ends(found.low, found.high), str(found.count)))
    title = f"{outcome.in_words} ({outcome.unit}): means over {_over(analysis)}"
    return title, ("variant", "mean", "95 % interval", _over(analysis)), rows


def _differences(analysis: StudyAnalysis, outcome: Metric) -> Table:
    base = analysis.results.variants[analysis.baseline]
    rows = [
        (d.variant, number(d.difference.mean), _ends(d.difference.low, d.difference.high), NOTHING if d.better is None else percent(d.better))
        for d in analysis.differences(outcome)
    ]  # fmt: skip
    title = f"{outcome.in_words}: difference from {base}, paired by {_over(analysis)[:-1]}"
    return title, ("variant", "difference", "95 % interval", "better in"), rows


def _robustness(analysis: StudyAnalysis, outcome: Metric) -> Iterator[Table]:
    found, worlds = analysis.robustness(outcome)
    if not found:
        return
    rows = [
        (
            r.variant, percent(r.best[0]), f"{percent(r.best[1])}-{percent(r.best[2])}", percent(r.near_best[0]),
            number(r.regret.mean), number(r.high), number(r.most) + (" *" if r.minimax else ""),
        )
        for r in found
    ]  # fmt: skip
    heads = (
        "variant",
        "best in",
        "95 % interval",
        "near best in",
        "regret, mean",
        "nine in ten below",
        "largest",
    )
    yield (
        f"{outcome.in_words}: {worlds:,} worlds, and by how much each falls behind the best (* smallest)",
        heads,
        rows,
    )


def _sensitivity(analysis: StudyAnalysis, outcome: Metric, full: bool) -> Iterator[Table]:
    for target, v in analysis.targets():
        bars = analysis.bars(outcome, v)
        indices = {index.factor: index for index in analysis.indices(outcome, v)}
        elementary = {effect.factor: effect for effect in analysis.elementary(outcome, v)}
        shown = [bar for bar in bars if full or bar.is_sure][: None if full else MOST_BARS]
        if not shown:
            continue
        rows = [
            (
                bar.factor, f"{_value(bar.low)} to {_value(bar.high)}", number(bar.effect.value),
                _ends(bar.effect.low, bar.effect.high),
                *([_share(indices[bar.factor].total, indices[bar.factor].total_half_width)] if indices else []),
                *([number(elementary[bar.factor].effect)] if elementary else []),
            )
            for bar in shown
        ]  # fmt: skip
        heads = [
            "factor",
            "from … to",
            "change",
            "95 % interval",
            *["Sobol, total"] * bool(indices),
            *["Morris"] * bool(elementary),
        ]
        yield f"{outcome.in_words}, {target}: what moves it most", heads, rows


def sentences_of(analysis: StudyAnalysis, parts: Sequence[str], full: bool) -> Iterator[str]:
    """What there is to say besides tables: conclusions, thresholds, conditions."""
    shown, wanted = shown_outcomes(analysis, full or bool(parts)), parts or PARTS
    if "robustness" in wanted and (known := analysis.best_known()):
        yield from of_the_best(*known)
    if "means" in wanted:
        yield from (too_wide(*entry) for entry in analysis.too_wide())
    for outcome in shown:
        found, worlds = analysis.robustness(outcome) if "robustness" in wanted else ([], 0)
        if found:
            yield _who_wins(outcome, found, worlds)
        if "thresholds" in wanted:
            yield from _thresholds(analysis, outcome)
        if "conditions" in wanted:
            yield from _conditions(analysis, outcome)
    if "sensitivity" in wanted and analysis.of_points and analysis.results.factors and not _any_bar(analysis):
        yield f"{analysis.results.study.count:,} points do not tell which factor matters."
    if left := [outcome.name for outcome in analysis.outcomes if outcome not in shown]:
        yield f"--full shows {', '.join(left)} as well."


def _any_bar(analysis: StudyAnalysis) -> bool:
    return any(
        bar.is_sure
        for outcome in analysis.outcomes
        for _, v in analysis.targets()
        for bar in analysis.bars(outcome, v)
    )


def _who_wins(outcome: Metric, found: Sequence[Robustness], worlds: int) -> str:
    """Which variant is the best in most worlds, and which has the smallest largest regret."""
    sure = [r for r in found if r.best[1] > LARGE]
    minimax = [r.variant for r in found if r.minimax]
    said = f"In {outcome.in_words}, "
    if sure:
        said += f"{sure[0].variant} is the best in most of {worlds:,} worlds ({percent(sure[0].best[0])})"
    else:
        first = max(found, key=lambda r: r.best[0])
        said += f"none is surely the best in most of {worlds:,} worlds; {first.variant} is in {percent(first.best[0])}"
    choice = f"; {minimax[0]} falls behind the best by at most {number(min(r.most for r in found))} in them"
    return said + (choice if len(minimax) == 1 and math.isfinite(min(r.most for r in found)) else "") + "."


def _thresholds(analysis: StudyAnalysis, outcome: Metric) -> Iterator[str]:
    base = analysis.results.variants[analysis.baseline]
    for name, v in analysis.others():
        every = analysis.thresholds(outcome, v)
        inside = [t for t in every if RARE < t.share_above < 1 - RARE]
        for t in [t for t in inside if math.isfinite(t.low) and math.isfinite(t.high)][:MOST_THRESHOLDS]:
            where = side_of(outcome, [each for each in every if each.factor == t.factor])
            yield (
                f"{outcome.in_words}: {name} is {_ahead(outcome)} {base} {where}, other factors as they are on average."
            )


def side_of(outcome: Metric, turns: Sequence[Threshold]) -> str:
    """On which side of a threshold a variant is ahead, or between which two."""
    first = turns[0]
    above = first.above != (outcome.direction == "lower")
    ends = [f"{number(t.at)} (95 %: {_ends(t.low, t.high)})" for t in turns]
    if len(turns) > 1:
        return f"{'between' if above else 'outside'} {first.factor} {' and '.join(ends)}"
    return f"{'above' if above else 'below'} {first.factor} {ends[0]}"


def _ahead(outcome: Metric) -> str:
    return "more than" if outcome.direction == "neither" else "ahead of"


def _conditions(analysis: StudyAnalysis, outcome: Metric) -> Iterator[str]:
    for v, name in enumerate(analysis.results.variants):
        box = analysis.conditions(outcome, v)
        if box is not None and box.limits:
            yield f"{outcome.in_words}: {name} is the best {in_words(box)}."


def in_words(box: Box) -> str:
    """The conditions of a box, and how well they say it."""
    limits = " and ".join(map(_limit, box.limits))
    return (
        f"where {limits}: so in {percent(box.density)} of these worlds ({percent(box.base)} of all), "
        f"which are {percent(box.coverage)} of those in which it is"
    )


def _limit(limit: Limit) -> str:
    if limit.words:
        return f"{limit.factor} is {' or '.join(sorted(limit.words))}"
    if math.isinf(limit.low):
        return f"{limit.factor} is at most {number(limit.high)}"
    if math.isinf(limit.high):
        return f"{limit.factor} is at least {number(limit.low)}"
    return f"{limit.factor} lies between {number(limit.low)} and {number(limit.high)}"


def percent(share: float) -> str:
    """A share in per cent, without decimals."""
    return f"{100 * share:.0f} %"


def _share(value: float, half_width: float) -> str:
    return f"{value:.2f} ± {half_width:.2f}"


def _value(value: Any) -> str:
    return number(value) if isinstance(value, int | float) else str(value)


def _ends(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return NOTHING
    first, last = number(low), number(high)
    if first.endswith(" M") and last.endswith(" M"):
        first = first.removesuffix(" M")
    return f"{first} to {last}"
