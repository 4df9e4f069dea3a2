"""When replications are enough: until the 95 % interval of a mean is narrow beside the mean.

Stopping as soon as an interval looks narrow covers too seldom: it stops where the spread happens to look small
[ChowRobbins1965]_. So there are few looks, each as far away as the spread so far says, and at least `GROWTH` times as many
replications as there were; a look counts only with a margin, since the spread is itself estimated [LawKelton1982]_.

What is left is a matter of how many replications come first. Means over runs of M/M/3 at .8, until half the interval is 5, 10
or 20 % of the mean (5000 repetitions, standard error .003): runs of 1500 days (skewness 1.5) are covered in .93 to .95 of
cases from 10 replications on, and in .94 to .95 from 20 or 30; runs of 500 days (skewness 2.3) in .92 to .95 from 10, .94 to
.95 from 20 or 30. A larger margin, or looks farther apart, costs a fifth more replications and covers no better.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .statistics import estimate, known_of

GROWTH, MOST_GROWTH = 1.3, 2.0
FEW = 30
"""Replications from which an interval needs no margin."""
MARGIN = 0.15
"""By how much an interval of few replications must be narrower than is asked."""


def relative_half_width(values: Any) -> float:
    """Half of the 95 % interval over the mean; infinite where there is no interval, or the mean is 0.

    values: by replication, NaN where nothing was measured.
    """
    found = estimate(values)
    if found.half_width is None or not math.isfinite(found.half_width) or not found.mean:
        return math.inf if found.half_width != 0.0 else 0.0
    return found.half_width / abs(found.mean)


def replications_wanted(values: Any, target: float, at_least: int, at_most: int) -> int:
    """How many replications there should be in all: as many as there are where they are enough.

    Parameters
    ----------
    values: of one outcome over the replications so far; NaN where nothing was measured.
    target: relative half-width that is asked for. at_least, at_most: bounds of what is returned.
    """
    n = int(np.size(values))
    if n < at_least or n >= at_most:
        return min(max(n, at_least), at_most)
    if len(known_of(values)) == 0:
        return n  # more of the same measures nothing either
    margin = 1.0 - MARGIN * max(0.0, 1.0 - (n - at_least) / max(1, FEW)) if n < FEW else 1.0
    wide = relative_half_width(values) / (target * margin)
    if wide <= 1.0:
        return n
    needed = n * min(wide**2, MOST_GROWTH)
    return min(at_most, max(math.ceil(GROWTH * n), math.ceil(needed)))
