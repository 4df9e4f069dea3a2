"""Times of which some are not over yet: the product-limit estimator [KaplanMeier1958]_.

A time that is still running when the simulation ends is known to be longer than it is so far. It
enters as censored; dropping it would flatter slow organisations.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Times:
    """Times of one kind.

    Attributes
    ----------
    durations: of each time so far, shape (n,).
    over: whether each has ended, shape (n,).
    """

    durations: Any
    over: Any

    @cached_property
    def survival(self) -> tuple[Any, Any]:
        """Times at which something ended, and the share that lasts longer than each."""
        order = self.durations.argsort()
        ordered = self.durations[order]
        begins = np.ones(len(order), bool)  # a time that differs from the one before
        np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
        first = begins.nonzero()[0]
        ended = self.over[order]
        if len(first) < len(order):
            ended = np.add.reduceat(ended, first, dtype=np.int64)
        some = ended.nonzero()[0]
        first = first[some]
        return ordered[first], np.multiply.accumulate(1.0 - ended[some] / (len(order) - first))

    @cached_property
    def mean(self) -> float | None:
        """Mean time; where some are censored, the mean up to the longest seen, a lower bound."""
        if not self._ended:
            return None
        if self._ended == len(self.over):
            return float(self.durations.mean())
        times, lasting = self.survival
        at = np.concatenate(([0.0], times, [self.durations.max()]))
        return float(((at[1:] - at[:-1]) * np.concatenate(([1.0], lasting))).sum())

    def by_which(self, share: float) -> float | None:
        """Time by which a share has ended; None where the simulation did not last long enough."""
        if not self._ended:
            return None
        if self._ended == len(self.over):
            place = max(0, math.ceil(share * len(self.over) - 1e-9) - 1)
            return float(self._ordered[place])
        times, lasting = self.survival
        reached = (lasting <= 1.0 - share + 1e-12).nonzero()[0]
        return float(times[reached[0]]) if len(reached) else None

    @cached_property
    def _ordered(self) -> Any:
        return np.sort(self.durations)

    @cached_property
    def _ended(self) -> int:
        return int(np.count_nonzero(self.over))
