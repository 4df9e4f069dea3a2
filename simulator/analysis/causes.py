"""What a verdict rests on besides the structure: more or fewer ideas begun, people hardly used or used up, work left open.

A structure that refuses ideas is quick, and one that lets all of them in is slow; a queue before people who are never
free grows without end, and people who are hardly used could be fewer. A reader must know it before anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ..outcomes.stationarity import CANNOT_COPE
from .comparing import Result
from .statistics import ratio

BEGUN = "initiatives_approved"
OTHER_BEGUN = 0.1
"""Relative difference in ideas begun that a verdict must mention; judgement."""
HARDLY_USED, USED_UP = 0.40, 0.95
"""Shares of present time used, of a role, that a verdict must mention."""
MOST_ROLES = 2


def causes_of(result: Result) -> list[str]:
    """A sentence for each thing that verdicts rest on besides the structure."""
    return [*_beyond(result), *_begun(result), *_used(result)]


def other_worlds_of(result: Result) -> Iterator[str]:
    """A sentence where not only the structure differs."""
    keys = result.other_worlds
    if keys:
        more = f" and {len(keys) - 3} keys more" if len(keys) > 3 else ""
        yield f"The worlds differ ({', '.join(keys[:3])}{more}): what comes out is not due to structure alone."


def overloads_of(result: Result) -> Iterator[str]:
    """A sentence on variants in which much of the work is never done."""
    shares = result.values["unfinished_share"]
    means = [float(np.nanmean(row)) if not np.isnan(row).all() else 0.0 for row in shares]
    found = [
        f"{name} {share * 100:.0f} %"
        for name, share in zip(result.names, means, strict=True)
        if share > CANNOT_COPE
    ]
    if found:
        yield f"Overloaded: unfinished at the end of {', '.join(found)}; times there are lower bounds."


def _beyond(result: Result) -> Iterator[str]:
    """Outcomes that are longer than the run-off shows in some replications."""
    found = []
    for outcome in result.shown:
        counts = np.isinf(result.values[outcome.name]).sum(axis=1)
        of = result.replications
        found += [
            f"{outcome.in_words} of {result.names[v]} in {count} of {of}"
            for v, count in enumerate(counts)
            if count
        ]
    if found:
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        yield f"Beyond the run-off, and so longer than all others: {', '.join(found[:3])}{more}; medians are compared."


def _begun(result: Result) -> Iterator[str]:
    """Variants in which more or fewer ideas are begun than in the baseline."""
    begun, found = result.values[BEGUN], []
    for v, name in enumerate(result.names[1:], start=1):
        times = ratio(begun[v], begun[0])
        if times.mean is None or times.low is None or times.high is None:
            continue
        if abs(times.mean - 1) > OTHER_BEGUN and not times.low <= 1 <= times.high:
            found.append(
                f"{name} begins {abs(times.mean - 1) * 100:.0f} % {'more' if times.mean > 1 else 'fewer'} ideas"
            )
    if found:
        yield f"Verdicts rest on other work: {', '.join(found[:4])} than {result.names[0]}."


def _used(result: Result) -> Iterator[str]:
    """Roles that are hardly used, or used up."""
    parts = [
        f"{what} {_roles(result, is_so)}"
        for what, is_so in (("above .95:", _is_used_up), ("below .40:", _is_hardly_used))
        if any(is_so(share) for used in result.used for share in used.values())
    ]
    if parts:
        yield f"Verdicts rest on use of time, {'; '.join(parts)}."


def _is_used_up(share: float) -> bool:
    return share > USED_UP


def _is_hardly_used(share: float) -> bool:
    return share < HARDLY_USED


def _roles(result: Result, is_so: Callable[[float], bool]) -> str:
    """Roles of which something is so, each with the variants."""
    found: dict[str, list[str]] = {}
    for name, used in zip(result.names, result.used, strict=False):
        for role in (role for role, share in used.items() if is_so(share)):
            found.setdefault(role, []).append(name)
    named = [
        f"{role} in {'all' if len(names) == len(result.names) else ', '.join(names[:3])}"
        for role, names in list(found.items())[:MOST_ROLES]
    ]
    others = len(found) - MOST_ROLES
    more = f" and {others} {'role' if others == 1 else 'roles'} more" if others > 0 else ""
    return f"{', '.join(named)}{more}"
