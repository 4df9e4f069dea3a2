"""Outcomes of feedback and of estimates: features kept, features used, effort taken."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..work.records import RELEASED, TOUCH
from .facts import Facts, once
from .rows import mean_of


@once
def _judged(f: Facts) -> Any:
    """Initiatives that were wholly released in the window."""
    rows = f.initiatives
    return rows[(rows["kept"] != 0) & (rows["fate"] == RELEASED) & f.within(rows["closed_at"])]


def kept_share(f: Facts) -> float | None:
    """Of initiatives wholly released in the window: those that were not taken back."""
    return mean_of(_judged(f)["kept"] == 1)


def good_share_of_kept(f: Facts) -> float | None:
    """Good ideas among those that were not taken back."""
    judged = _judged(f)
    return mean_of(judged["good"][judged["kept"] == 1] == 1)


def feature_usage(f: Facts) -> float | None:
    """Of initiatives wholly released in the window: those that users use."""
    return mean_of(_judged(f)["used"] == 1) if f.scenario.acts("customers") else None


def overruns(f: Facts) -> Any:
    """Actual over estimated effort, less 1, of initiatives of the cohort that are wholly released."""
    rows = f.initiatives
    owned = f.owners >= 0
    actual = np.bincount(f.owners[owned], f.items["days", TOUCH][owned], len(rows))
    done = (rows["in_cohort"] == 1) & (rows["fate"] == RELEASED) & (rows["budget_days"] > 0)
    return actual[done] / rows["budget_days"][done] - 1.0


def budget_deviation(f: Facts) -> float | None:
    """Mean of these."""
    return mean_of(overruns(f)) if len(f.initiatives) else None
