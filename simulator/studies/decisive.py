"""The parameter that would change an answer: which of those that were drawn moves the difference between two variants.

One run in each world holds the chance of that run as well as the world, and there are more parameters than worlds. So a
parameter is named only where the ranks of the difference and of the parameter [Spearman1904]_ are related more than the largest
of all correlations is by chance, over all parameters and all differences of a comparison [WestfallYoung1993]_: where none
matters, one comparison in twenty names any. Weaker ones take more worlds, or a study.

Whether it turns the answer is counted: it does where a variant is ahead in more than half of the worlds on one side of a value,
and behind in more than half on the other. A straight line through the differences would follow the few worlds in which queues
grow without end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..scenario.factors import Factor
from .intervals import share
from .verdicts import LEVEL, MOST

ORDERS = 999
"""Orders of the worlds by which chance is known."""


class Side(NamedTuple):
    """Worlds on one side of a value, and in how many of them the variant is ahead."""

    ahead: int
    worlds: int


NO_WORLDS = Side(0, 0)


@dataclass(frozen=True)
class Decisive:
    """A parameter that surely moves a difference.

    Attributes
    ----------
    rises: whether the variant does better with more of it. correlation: of ranks, of the difference for the better and the
    parameter, -1 to 1.
    at: value on one side of which the variant is ahead, and on the other behind; None where none was seen.
    inside, outside: worlds on the side where it is ahead, and on the other.
    """

    factor: Factor
    rises: bool
    correlation: float
    at: float | None = None
    inside: Side = NO_WORLDS
    outside: Side = NO_WORLDS


def decisive_of(better: Sequence[Any], factors: Sequence[Factor], x: Any) -> list[Decisive | None]:
    """For each of some differences the parameter that surely moves it: the surest that turns it, else the surest.

    better: differences by world, positive for the better, NaN where they are not known. x: values of the parameters, shape
    (worlds, factors).
    """
    ranks = np.array([_ranks(each) for each in better]).reshape(len(better), len(x))
    columns = np.array([_ranks(column) for column in x.T])
    least = _beyond_chance(ranks, columns) if len(better) else 1.0
    return [_surest(y, factors, x, rho, least) for y, rho in zip(better, ranks @ columns.T, strict=True)]


def _ranks(values: Any) -> Any:
    """Ranks about their mean, as a vector of length 1; 0 where a value is not known, or all are the same."""
    from scipy.stats import rankdata  # 0.6 s to import

    known = ~np.isnan(values)
    ranks = np.zeros(len(values))
    if known.any():
        ranks[known] = rankdata(values[known]) - (known.sum() + 1) / 2
    length = float(np.linalg.norm(ranks))
    return ranks / length if length else ranks


def _beyond_chance(ranks: Any, columns: Any) -> float:
    """The correlation that the largest of all exceeds in 5 % of cases where worlds are in another order by chance alone."""
    rng = np.random.default_rng(0)
    highest = [np.abs(ranks[:, rng.permutation(ranks.shape[1])] @ columns.T).max() for _ in range(ORDERS)]
    return float(np.quantile(highest, 1.0 - LEVEL, method="higher"))


def _surest(better: Any, factors: Sequence[Factor], x: Any, rho: Any, least: float) -> Decisive | None:
    order = [int(k) for k in np.argsort(-np.abs(rho), kind="stable") if abs(rho[k]) > least]
    found = [_where_it_turns(factors[k], float(rho[k]), x[:, k], better) for k in order]
    return next((each for each in found if each.at is not None), found[0] if found else None)


def _where_it_turns(factor: Factor, rho: float, x: Any, better: Any) -> Decisive:
    """A parameter, and the value that parts the worlds in which a variant is ahead best from those in which it is behind."""
    plain = Decisive(factor, rho > 0.0, rho)
    known = ~np.isnan(better)
    order = np.argsort(
        x[known] if plain.rises else -x[known], kind="stable"
    )  # the side where it is ahead comes last
    sorted_x, signs = x[known][order], np.sign(better[known][order])
    parts = np.flatnonzero(np.diff(sorted_x)) + 1
    if not len(parts):
        return plain
    below = np.cumsum(signs)[parts - 1]
    best = parts[np.flatnonzero(signs.sum() - 2 * below == (signs.sum() - 2 * below).max())]
    cut = int(best[len(best) // 2])
    outside, inside = signs[:cut], signs[cut:]
    if share(inside > 0)[1] <= MOST or share(outside < 0)[1] <= MOST:
        return plain
    at = float(sorted_x[cut - 1] + sorted_x[cut]) / 2
    sides = [Side(int((each > 0).sum()), len(each)) for each in (inside, outside)]
    return Decisive(factor, plain.rises, rho, at, *sides)
