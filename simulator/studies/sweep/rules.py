"""How many replications each point of a study gets: a number, until intervals are narrow, or until the best is known.

Asked again after each round. Each answer follows from the results alone, so that a study that was stopped goes on as
if it had not been.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...outcomes.registry import Metric
from ..selection import indifference_of, replications_to_decide
from ..stopping import replications_wanted
from .coordinator import Wanted
from .folder import StudyFolder
from .results import StudyResults


def always(replications: int, study: StudyFolder) -> Wanted:
    """The same number at each point."""
    return lambda has: np.full(study.count, replications)


@dataclass(frozen=True)
class UntilNarrow:
    """Until the 95 % interval of each outcome, in each variant, is narrow beside its mean."""

    study: StudyFolder
    targets: dict[str, float]
    """Relative half-width by outcome."""
    at_least: int
    at_most: int

    def __call__(self, has: Any) -> Any:
        """Replications at each point, from those that it has."""
        if has is None:
            return np.full(self.study.count, self.at_least)
        results, wants = StudyResults(self.study.path), np.array(has)
        for outcome, target in self.targets.items():
            values = results.values(outcome)
            for point, variant in np.ndindex(values.shape[:2]):
                known = values[point, variant, : int(has[point])]
                wanted = replications_wanted(known, target, self.at_least, self.at_most)
                wants[point] = max(wants[point], wanted)
        return wants


@dataclass(frozen=True)
class UntilBestIsKnown:
    """Until the best variant at each point is known with the probability that was asked for."""

    study: StudyFolder
    outcome: Metric
    probability: float
    indifference: float | str
    at_least: int
    at_most: int

    def __call__(self, has: Any) -> Any:
        """Replications at each point, from those that it has."""
        if has is None:
            return np.full(self.study.count, self.at_least)
        values = StudyResults(self.study.path).values(self.outcome.name)
        return np.array([self._wanted(values[p, :, : int(n)], int(n)) for p, n in enumerate(has)])

    def _wanted(self, values: Any, has: int) -> int:
        if not np.isfinite(values).all():
            return self.at_most if has >= self.at_most else has
        return replications_to_decide(
            values, self.outcome.direction, self.probability, indifference_of(self.indifference, values, self.at_least),
            self.at_least, self.at_most,
        )  # fmt: skip
