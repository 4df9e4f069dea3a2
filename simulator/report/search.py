"""What a search has found, in words and tables, by fixed rules.

| what was found | what is said |
| --- | --- |
| on fresh seeds a candidate of the front is dominated by another one, by the means | it is dropped, and counted |
| the front looked better in the search than it is on fresh seeds, by 1 % or more | by how much, objective by objective |
| a candidate is not dominated in so many resamples of the fresh worlds | that share stands beside it |
| a variant as its file says is not dominated | it stands on the front as all others do |
| levers that do not go together, objectives that are not measured | how many candidates, and the first reason |
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ..studies.search.front import Finalist, Front, spread_out
from ..studies.search.run import Found
from .figures import NOTHING, finite, number

LEAST_OPTIMISM = 0.01
MOST_SHOWN = 12
"""Candidates of the front that are printed where not all are asked for, spread along it."""
AS_IT_IS = "as it is"
Row = Sequence[str]


def heading(found: Found) -> Iterator[str]:
    """How much was tried, and what could not be."""
    if math.isfinite(found.space) and found.tried + sum(found.wrong.values()) >= found.space:
        yield f"All {found.tried:,} candidates were tried"
    else:
        there = f" of {found.space:,.0f}" if math.isfinite(found.space) else ""
        yield f"{found.tried:,}{there} candidates were tried"
    for reason, count in found.wrong.most_common(1):
        more = f" and {len(found.wrong) - 1} other reasons" if len(found.wrong) > 1 else ""
        yield f"{sum(found.wrong.values())} more could not be loaded: {reason} ({count}){more}"
    for name, count in found.unmeasured.items():
        yield f"{count:,} of them do not count: {name} is not measured in half of the worlds"


def sentences_of(front: Front) -> Iterator[str]:
    """What fresh seeds have made of the front."""
    candidates = [f for f in front.finalists if f.candidate is not None]
    dropped = [f for f in candidates if not f.is_on_front]
    if more := sum(f.is_on_front for f in candidates) - len(shown_of(front)):
        yield f"{more} more lie between them: --full shows all."
    if front.same:
        yield f"{front.same} more came out the same as one of these: what they differ in moves nothing there."
    if front.left_out:
        yield f"{front.left_out} more of the front were not simulated anew: they lie close to others."
    if dropped:
        yield (
            f"{len(dropped)} of the {len(candidates)} best of the search are dropped: on fresh seeds another one is at least as "
            "good in all objectives."
        )
    looked = [
        f"{objective.outcome.in_words} by {100 * share:.0f} %"
        for objective, share in zip(front.objectives, front.optimism, strict=True)
        if share is not None and share >= LEAST_OPTIMISM
    ]
    if looked:
        yield f"In the search they looked better than on fresh seeds: {', '.join(looked)}."
    kept = [f.name for f in front.finalists if f.candidate is None and f.is_on_front]
    if kept:
        yield f"As good as any, as the files have it: {', '.join(kept)}."


def table_of(front: Front, full: bool) -> tuple[Sequence[str], list[Row]]:
    """The front on fresh seeds, the best of the first objective first; with `full` what was dropped as well."""
    shown = [finalist.name for finalist in shown_of(front)]
    heads = (
        "candidate",
        *(f"{o.outcome.in_words} [{o.outcome.unit}], {o.direction}" for o in front.objectives),
        "on the front",
    )
    rows: list[Row] = [
        [
            _name(finalist),
            *(f"{number(e.mean)} ({number(e.low)} … {number(e.high)})" if e.low is not None else number(e.mean) for e in finalist.found),
            f"{100 * finalist.chance:.0f} %" + ("" if finalist.is_on_front else ", dominated"),
        ]
        for finalist in ordered(front)
        if full or finalist.candidate is None or finalist.name in shown
    ]  # fmt: skip
    return heads, rows


def shown_of(front: Front) -> list[Finalist]:
    """Candidates that stay on the front, or so many of them, spread along it."""
    stay = [f for f in front.finalists if f.candidate is not None and f.is_on_front]
    means = np.array([[estimate.mean for estimate in f.found] for f in stay], np.float64)
    return [stay[k] for k in spread_out(means, MOST_SHOWN)]


def ordered(front: Front) -> list[Finalist]:
    """The best of the first objective first."""
    sign = front.objectives[0].sign

    def place(finalist: Finalist) -> float:
        mean = finalist.found[0].mean
        return math.inf if mean is None else -sign * mean

    return sorted(front.finalists, key=place)


def _name(finalist: Finalist) -> str:
    if finalist.candidate is None:
        return f"{finalist.name}, {AS_IT_IS}"
    return f"{finalist.name}: {levers_of(finalist)}"


def levers_of(finalist: Finalist) -> str:
    """Structure and values of the levers, in one line."""
    assert finalist.candidate is not None
    values = finalist.candidate.values
    last = [path.rpartition(".")[2] for path in values]
    short = {p: w if last.count(w) == 1 else p for p, w in zip(values, last, strict=True)}
    said = [f"{short[path]} {_shown(value)}" for path, value in values.items()]
    return ", ".join([finalist.candidate.variant, *said])


def _shown(value: Any) -> str:
    if value is None:
        return NOTHING
    return f"{value:g}" if isinstance(value, float) else str(value)


def rows_of(found: Found) -> Iterator[dict[str, Any]]:
    """The front for programs: objectives on fresh seeds and in the search, levers by path."""
    front = found.front
    for finalist in ordered(front) if front else ():
        assert front is not None
        row: dict[str, Any] = {
            "name": finalist.name, "structure": finalist.candidate.variant if finalist.candidate else finalist.name,
            "on_front": finalist.is_on_front, "chance": finalist.chance,
        }  # fmt: skip
        for k, objective in enumerate(front.objectives):
            name, estimate = objective.outcome.name, finalist.found[k]
            row |= {
                name: finite(estimate.mean),
                f"{name}_low": finite(estimate.low),
                f"{name}_high": finite(estimate.high),
            }
            row[f"{name}_in_search"] = finite(finalist.searched[k]) if finalist.searched else None
        levers = next((f.candidate.values for f in front.finalists if f.candidate is not None), {})
        row |= {path: finalist.candidate.values[path] if finalist.candidate else None for path in levers}
        yield row
