"""What a distribution draws, as values that are equally likely."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..kernel.distributions import Discrete, Distribution, Law, law_of, mean_of
from ..kernel.tail_quantiles import tail_quantile

FINE = 512


def equally_likely(distribution: Distribution, number: int) -> Any:
    """Values of a distribution in the middles of as many parts of the same probability; array of that length."""
    return _quantiles(law_of(distribution), (np.arange(number) + 0.5) / number)


def spread_of(distribution: Distribution | None) -> Any:
    """Values that are equally likely, over their mean; 1 where nothing varies."""
    if distribution is None or isinstance(law_of(distribution), float) or mean_of(distribution) <= 0.0:
        return np.ones(1)
    values = equally_likely(distribution, FINE)
    return values / values.mean()


def _quantiles(law: float | Law, at: Any) -> Any:
    """Values of a law at increasing probabilities."""
    if isinstance(law, float):
        return np.full(len(at), law)
    if isinstance(law, Discrete):
        cumulated = np.cumsum(law.weights) / np.sum(law.weights)
        return np.array(law.values)[np.searchsorted(cumulated, at, side="right")]
    lower, upper = at[at < 0.5], at[at >= 0.5]
    sides = [tail_quantile(law.shape, False)(lower), tail_quantile(law.shape, True)(1.0 - upper)]
    return law.scale * np.concatenate(sides)
