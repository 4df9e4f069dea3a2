"""Verdicts: what a paired difference allows one to say, by a fixed table of rules.

| interval of the difference | verdict |
| --- | --- |
| all replications equal | identical |
| wholly beyond the smallest effect that matters | better, or worse |
| wholly inside the smallest effect either way | no difference that matters |
| beside zero, but reaching inside the smallest effect | probably better, or worse, perhaps by too little to matter |
| anything else | not settled |
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from .statistics import Estimate

Verdict = Literal[
    "identical",
    "better",
    "worse",
    "no difference that matters",
    "probably better",
    "probably worse",
    "not settled",
    "nothing to compare",
    "differs",
]


def verdict_of(difference: Estimate, values: Any, effect: float, direction: str) -> Verdict:
    """Verdict on a variant against the baseline.

    difference: variant minus baseline, paired; values: the differences by replication; effect: the
    smallest that matters, in the outcome's unit; direction: lower, higher or neither.
    """
    known = np.asarray(values, np.float64)
    known = known[~np.isnan(known)]
    if len(known) == 0:
        return "nothing to compare"
    if not known.any():
        return "identical"
    low, high = difference.low, difference.high
    if low is None or high is None:
        return "not settled"
    if max(abs(low), abs(high)) < effect:
        return "no difference that matters"
    if low <= 0 <= high:
        return "not settled"
    if direction == "neither":
        return "differs"
    is_better = (high < 0) == (direction == "lower")
    if min(abs(low), abs(high)) >= effect:
        return "better" if is_better else "worse"
    return "probably better" if is_better else "probably worse"
