"""Reporting lines of a list of people: who leads, spans and levels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from ..notes import several
from .persons import Person


def lines_of(people: Sequence[Person]) -> list[str]:
    """Managers, spans and levels, and full-time people, in words."""
    found = []
    led = Counter(person.manager for person in people if person.manager is not None)
    if led:
        depth = _levels(people)
        tops = sum(person.manager is None and n in led for n, person in enumerate(people))
        spans = list(led.values())
        found.append(
            f"{several(len(led), 'person leads', 'people lead')} others: span {np.mean(spans):.1f} on average, {np.median(spans):.0f} at the median, {max(spans)} at most; "
            f"{several(max(depth), 'level')}, {several(tops, 'person', 'people')} at the top"
        )
    full_time = sum(person.fte for person in people)
    if full_time < len(people) - 0.05:
        found.append(f"{full_time:.1f} full-time people in all")
    return found


def _levels(people: Sequence[Person]) -> list[int]:
    """Level of each person, 1 for those who report to no one."""
    level = [0] * len(people)
    for n in range(len(people)):
        path: list[int] = []
        here: int | None = n
        while here is not None and not level[here]:
            path.append(here)
            here = people[here].manager
        above = 0 if here is None else level[here]
        for k, person in enumerate(reversed(path)):
            level[person] = above + k + 1
    return level
