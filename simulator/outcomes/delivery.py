"""Outcomes of quality and delivery: failures, time to restore, turnover."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..kernel.units import DAYS_PER_YEAR
from ..work.records import RELEASED
from .censored import Times
from .facts import Facts, once
from .rows import mean_of

MAY_FAIL = ("quality", "delivery")


def change_failure_rate(f: Facts) -> float | None:
    """Changes released in the window that failed, over all changes released in the window."""
    return mean_of(f.released_in_window["failed"] == 1) if _may_fail(f) else None


def deployment_failure_rate(f: Facts) -> float | None:
    """Deployments of the window with a change that failed, over all deployments of the window."""
    if not _may_fail(f):
        return None
    released = f.released_in_window
    failed = _different(released["deployment"][released["failed"] == 1])
    return failed / deployments(f) if deployments(f) else None


@once
def deployments(f: Facts) -> int:
    """Deployments of the window."""
    return _different(f.released_in_window["deployment"])


def _different(ordinals: Any) -> int:
    """How many different ones there are; faster than np.unique, which also says which."""
    ordered = np.sort(ordinals)
    return int(np.count_nonzero(ordered[1:] != ordered[:-1])) + (len(ordered) > 0)


def _may_fail(f: Facts) -> bool:
    return any(f.scenario.acts(name) for name in MAY_FAIL)


def time_to_restore(f: Facts) -> float | None:
    """Median time from the moment a failure shows, in the window, until it is restored."""
    shown = _shown(f)
    over = shown["fate"] == RELEASED
    return Times(np.where(over, shown["closed_at"], f.end) - shown["created_at"], over).by_which(0.5)


def any_failure_shown(f: Facts) -> bool:
    """Whether any failure has shown in the window."""
    return len(_shown(f)) > 0


@once
def _shown(f: Facts) -> Any:
    """Failures that have shown in the window."""
    return f.incidents[f.within(f.incidents["created_at"])]


def turnover(f: Facts) -> float | None:
    """People who left in the window, over seats and years."""
    if not f.scenario.acts("turnover"):
        return None
    seats = sum(role.count for role in f.scenario.workforce.values())
    start, end = f.window
    years = (end - start) / DAYS_PER_YEAR
    return sum(p.leavers for p in f.window_periods) / seats / years if years > 0 else None
