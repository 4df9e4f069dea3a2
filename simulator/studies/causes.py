"""What a verdict rests on besides the structure: more or fewer ideas begun, people hardly used or used up, work left open.

A structure that refuses ideas is quick, and one that lets all of them in is slow; a queue before people who are never
free grows without end, and people who are hardly used could be fewer. A reader must know it before anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ..outcomes.registry import BY_NAME
from ..outcomes.stationarity import CANNOT_COPE
from .comparison import Result
from .statistics import Estimate, ratio

BEGUN = "initiatives_approved"
OTHER_BEGUN = 0.1
"""Relative difference in ideas begun that a verdict must mention; judgement."""
HARDLY_USED, USED_UP = 0.40, 0.95
"""Shares of present time used, of a role, that a verdict must mention."""
MOST_ROLES = 2
MEASURED_IN = 0.8
"""Share of replications that a verdict must rest on, or say that it does not; judgement."""
LONGEST_NAME = 24


def causes_of(result: Result) -> list[str]:
    """A sentence for each thing that verdicts rest on besides the structure, the one that explains most first."""
    return [
        *_begun(result),
        *_used(result),
        *_beyond(result),
        *_measured_in_few(result),
        *_not_compared(result),
    ]


def other_worlds_of(result: Result) -> Iterator[str]:
    """A sentence where not only the structure differs."""
    keys = result.other_worlds
    if keys:
        more = f" and {len(keys) - 3} keys more" if len(keys) > 3 else ""
        yield f"The worlds differ ({', '.join(keys[:3])}{more}): what comes out is not due to structure alone."


def overloads_of(result: Result) -> Iterator[str]:
    """A sentence on variants in which much of the work is never done, and on those in which it piles up."""
    overloaded = _overloaded(result)
    if overloaded:
        found = ", ".join(f"{name} {share * 100:.0f} %" for name, share in overloaded.items())
        yield f"Overloaded: unfinished at the end of {found}; times there are lower bounds."
    if piling := _piling_up(result):
        names, roles = ", ".join(map(_short, piling[:MOST_ROLES])), _roles(result, _is_used_up, alone=True)
        yield f"Work piles up in {names} ({roles} used above .95): times there grow with the length of the run."


def _overloaded(result: Result) -> dict[str, float]:
    """Variants in which much of the work is never done, each with the share."""
    shares = result.values["unfinished_share"]
    means = [float(np.nanmean(row)) if not np.isnan(row).all() else 0.0 for row in shares]
    return {name: share for name, share in zip(result.names, means, strict=True) if share > CANNOT_COPE}


def _piling_up(result: Result) -> list[str]:
    """Other variants in which people of a role are used up, and nothing limits what is begun."""
    free = {name for name, scenario in result.comparison.variants if scenario.limits_in_force is None}
    return [
        name
        for name, used in zip(result.names, result.used, strict=False)
        if name in free - set(_overloaded(result)) and any(map(_is_used_up, used.values()))
    ]


def _beyond(result: Result) -> Iterator[str]:
    """Outcomes that are longer than the run-off shows in some replications."""
    found = []
    for outcome in result.shown:
        counts = np.isinf(result.values[outcome.name]).sum(axis=1)
        of = result.replications
        found += [
            f"{outcome.in_words} of {_short(result.names[v])} in {count} of {of}"
            for v, count in enumerate(counts)
            if count
        ]
    if found:
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        yield f"Beyond the run-off, and so longer than all others: {', '.join(found[:3])}{more}; medians are compared."


def _begun(result: Result) -> Iterator[str]:
    """Variants in which more or fewer ideas are begun than in the baseline."""
    begun, found = result.values[BEGUN], []
    base, name_of_base = result.level(BY_NAME[BEGUN], 0).mean, _short(result.names[0])
    for v, name in enumerate(result.names[1:], start=1):
        level, times = result.level(BY_NAME[BEGUN], v).mean, ratio(begun[v], begun[0])
        if level is None or base is None or level == base:
            continue
        if level == 0.0:
            found.append(f"{_short(name)} begins no ideas at all")
        elif base == 0.0:
            found.append(f"{_short(name)} begins ideas, {name_of_base} none at all")
        elif _is_other(times):
            more = "more" if (times.mean or 0.0) > 1 else "fewer"
            found.append(
                f"{_short(name)} begins {abs((times.mean or 0.0) - 1) * 100:.0f} % {more} ideas than {name_of_base}"
            )
    if found:
        yield f"Verdicts rest on other work: {', '.join(found[:3])}."


def _is_other(times: Estimate) -> bool:
    """Whether a ratio differs from 1 by what must be mentioned, and surely."""
    if times.mean is None or times.low is None or times.high is None:
        return False
    return abs(times.mean - 1) > OTHER_BEGUN and not times.low <= 1 <= times.high


def _measured_in_few(result: Result) -> Iterator[str]:
    """Outcomes that were measured in both in a part of the replications only."""
    found = []
    for outcome in result.shown:
        known = ~np.isnan(result.values[outcome.name])
        for v, name in enumerate(result.names[1:], start=1):
            both = int((known[v] & known[0]).sum())
            if 0 < both < MEASURED_IN * result.replications:
                found.append(f"{outcome.in_words} of {_short(name)} in {both} of {result.replications}")
    if found:
        yield f"Measured in few replications, on which verdicts rest: {', '.join(found[:3])}."


def _not_compared(result: Result) -> Iterator[str]:
    """Outcomes that cannot be compared, or were not measured at all."""
    found = [
        f"{outcome.in_words} of {', '.join(_short(c.variant) for c in contrasts[:3])}"
        for outcome in result.shown
        if (contrasts := [c for c in result.contrasts(outcome) if c.verdict == "nothing to compare"])
    ]
    asked = [BY_NAME[name] for name in result.comparison.decide_on if name in BY_NAME]
    found += [outcome.in_words for outcome in asked if outcome not in result.shown]
    if found:
        yield f"Cannot be compared, as nothing was measured or all is beyond the run-off: {', '.join(found[:4])}."


def _short(name: str) -> str:
    """A name that leaves room for what is said of it."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _used(result: Result) -> Iterator[str]:
    """Roles that are hardly used, or used up."""
    parts = [
        f"{what} {_roles(result, is_so)}"
        for what, is_so in (
            *([] if _piling_up(result) else [("above .95:", _is_used_up)]),
            ("below .40:", _is_hardly_used),
        )
        if any(is_so(share) for used in result.used for share in used.values())
    ]
    if parts:
        yield f"Verdicts rest on use of time, {'; '.join(parts)}."


def _is_used_up(share: float) -> bool:
    return share > USED_UP


def _is_hardly_used(share: float) -> bool:
    return share < HARDLY_USED


def _roles(result: Result, is_so: Callable[[float], bool], *, alone: bool = False) -> str:
    """Roles of which something is so, each with the variants, or alone."""
    found: dict[str, list[str]] = {}
    for name, used in zip(result.names, result.used, strict=False):
        for role in (role for role, share in used.items() if is_so(share)):
            found.setdefault(role, []).append(name)
    named = [
        role if alone else f"{role} in {'all' if len(names) == len(result.names) else ', '.join(names[:3])}"
        for role, names in list(found.items())[:MOST_ROLES]
    ]
    others = len(found) - MOST_ROLES
    more = f" and {others} {'role' if others == 1 else 'roles'} more" if others > 0 else ""
    return f"{', '.join(named)}{more}"
