"""Outcomes of quality and delivery: failures, time to restore, turnover."""

from __future__ import annotations

import numpy as np

from ..kernel.units import DAYS_PER_YEAR
from ..work.records import RELEASED
from .censored import time_by_which
from .facts import Facts

MAY_FAIL = ("quality", "delivery")


def change_failure_rate(f: Facts) -> float | None:
    """Changes released in the window that failed, over all changes released in the window."""
    if not _may_fail(f) or not len(f.released_in_window):
        return None
    return float(np.mean(f.released_in_window["failed"] == 1))


def deployment_failure_rate(f: Facts) -> float | None:
    """Deployments of the window with a change that failed, over all deployments of the window."""
    if not _may_fail(f):
        return None
    released = f.released_in_window
    deployments = len(np.unique(released["deployment"]))
    failed = len(np.unique(released["deployment"][released["failed"] == 1]))
    return failed / deployments if deployments else None


def _may_fail(f: Facts) -> bool:
    return any(f.scenario.acts(name) for name in MAY_FAIL)


def time_to_restore(f: Facts) -> float | None:
    """Median time from the moment a failure shows, in the window, until it is restored."""
    shown = f.incidents[f.within(f.incidents["created_at"])]
    over = shown["fate"] == RELEASED
    return time_by_which(np.where(over, shown["closed_at"], f.end) - shown["created_at"], over, 0.5)


def any_failure_shown(f: Facts) -> bool:
    """Whether any failure has shown in the window."""
    return bool(f.within(f.incidents["created_at"]).any())


def turnover(f: Facts) -> float | None:
    """People who left in the window, over seats and years."""
    if not f.scenario.acts("turnover"):
        return None
    seats = sum(role.count for role in f.scenario.workforce.values())
    start, end = f.window
    years = (end - start) / DAYS_PER_YEAR
    return sum(p.leavers for p in f.window_periods) / seats / years if years > 0 else None
