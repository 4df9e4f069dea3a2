"""Plausible worlds: what is not known about the model, drawn within its ranges, one world for each replication.

Parameters that the user has set stay as they are; those that rest on evidence or judgement are drawn, all at once, by a Latin
hypercube [McKayEtAl1979]_. All variants, modes and loads meet the same worlds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import InputError, RunError
from ..scenario.factors import Factor, evidence_factors
from ..scenario.scenario import Scenario
from .designs import DIGITS
from .points import Varied
from .runs import Case

STREAM = 1
"""Of the seed: replications take another, and so do not depend on the worlds."""


@dataclass(frozen=True)
class PlausibleWorlds:
    """Worlds that are all plausible.

    Attributes
    ----------
    factors: what is drawn. x: values that were drawn, shape (worlds, factors).
    """

    factors: tuple[Factor, ...]
    x: Any

    def values(self, world: int) -> dict[str, float]:
        """Values that were drawn in a world, by path."""
        return {f.path: float(value) for f, value in zip(self.factors, self.x[world], strict=True)}

    def cases(self, cases: Sequence[Case]) -> list[Case]:
        """The same cases with a world of its own for each replication."""
        return [case._replace(drawn=_InWorlds(self, case)) for case in cases]


class _InWorlds:
    """A case in each of the worlds."""

    def __init__(self, worlds: PlausibleWorlds, case: Case) -> None:
        self._worlds, self._case = worlds, case
        self._varied = Varied(case.scenario, worlds.factors)

    def __call__(self, world: int) -> tuple[Scenario, Mapping[str, Any]]:
        """The scenario in a world. Raises RunError where it cannot be one."""
        values = self._worlds.values(world)
        try:
            return self._varied.at(values), values
        except InputError as error:
            raise RunError(f"{self._case.variant}, plausible world {world}: {error.problems[0]}") from None


def plausible_worlds(cases: Sequence[Case], seed: int, worlds: int) -> PlausibleWorlds | None:
    """As many plausible worlds of some cases as are asked for; None where nothing about them is uncertain."""
    factors = tuple(evidence_factors([case.scenario for case in cases]))
    if not factors:
        return None
    from scipy.stats import qmc  # 0.6 s to import

    chance = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(STREAM,)))
    places = np.round(qmc.LatinHypercube(len(factors), rng=chance).random(worlds), DIGITS)
    x = [[factor.at(u) for factor, u in zip(factors, row, strict=True)] for row in places]
    return PlausibleWorlds(factors, np.array(x, np.float64))
