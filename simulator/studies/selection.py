"""Which of several variants is best, with a stated probability: the procedure KN of Kim and Nelson [KimNelson2001]_.

It promises: if the best is better than every other by at least the indifference, it is chosen with at least the
probability that was asked for. It looks after every replication, takes the variances of *differences* from a first stage, and
so uses common random numbers. A variant that is surely not the best is out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import RunError


@dataclass(frozen=True)
class Selected:
    """What is known of the best.

    Attributes
    ----------
    alive: numbers of the variants that may be the best. used: replications after which this was known.
    """

    alive: tuple[int, ...]
    used: int

    @property
    def decided(self) -> bool:
        """Whether a single one is left."""
        return len(self.alive) == 1


def selected(
    values: Any, direction: str, probability: float, indifference: float, first_stage: int
) -> Selected:
    """The variants that may be the best after some replications.

    Parameters
    ----------
    values: shape (variants, replications), without gaps. direction: lower or higher is better.
    probability: with which the best is to be chosen. indifference: smallest difference that matters, in the outcome's unit;
    with 0 nothing is ever decided.
    first_stage: replications from which variances are taken, at least 5.

    Raises
    ------
    RunError where a value is missing or infinite: what has no mean cannot be judged by it.
    """
    array = np.asarray(values, np.float64) * (1.0 if direction == "higher" else -1.0)
    variants, replications = array.shape
    if not np.isfinite(array).all():
        raise RunError(
            "some replications have no value, or one beyond the run-off: so that means do not tell which is best"
        )
    if variants == 1 or replications < first_stage or indifference <= 0.0:
        return Selected(tuple(range(variants)), replications)
    spread = _variances(array[:, :first_stage])
    slack = _slack(probability, variants, first_stage) * spread / indifference
    alive = list(range(variants))
    means = np.cumsum(array, axis=1)
    for n in range(first_stage, replications + 1):
        alive = _left(alive, means[:, n - 1], slack, n * indifference / 2.0)
        if len(alive) == 1:
            return Selected(tuple(alive), n)
    return Selected(tuple(alive), replications)


def _variances(first: Any) -> Any:
    """Variance of the difference of each two variants."""
    differences = first[:, None, :] - first[None, :, :]
    return differences.var(axis=2, ddof=1)


def _slack(probability: float, variants: int, first_stage: int) -> float:
    """Half the constant h squared of KN, with c = 1."""
    eta: float = 0.5 * ((2.0 * (1.0 - probability) / (variants - 1)) ** (-2.0 / (first_stage - 1)) - 1.0)
    return eta * (first_stage - 1)


def _left(alive: list[int], sums: Any, slack: Any, drift: float) -> list[int]:
    """Those that no other one is ahead of by more than chance explains. sums: over the replications so far."""
    return [
        i for i in alive
        if all(i == k or sums[i] >= sums[k] - max(0.0, slack[i, k] - drift) for k in alive)
    ]  # fmt: skip


def replications_to_decide(
    values: Any, direction: str, probability: float, indifference: float, first_stage: int, at_most: int
) -> int:
    """How many replications there should be in all: as many as there are once the best is known, or `at_most`."""
    n = int(np.shape(values)[1])
    if n < first_stage or n >= at_most:
        return min(max(n, first_stage), at_most)
    if selected(values, direction, probability, indifference, first_stage).decided:
        return n
    return min(at_most, n + max(5, math.ceil(0.25 * n)))


def indifference_of(wanted: float | str, values: Any, first_stage: int) -> float:
    """The smallest difference that matters, in the outcome's unit; per cent are of the first variant in the first stage."""
    if isinstance(wanted, str):
        return float(wanted.rstrip("% ")) / 100 * abs(float(np.mean(values[0, :first_stage])))
    return float(wanted)
