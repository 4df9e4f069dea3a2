"""The trials of a search, simulated as one study that grows: the same command finds what is done, and goes on.

Each candidate meets the same worlds, with the same seeds: what differs between two is due to what was chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import InputError
from ...outcomes.registry import Metric
from ...scenario.factors import Factor
from ...scenario.scenario import Scenario
from ..points import Varied
from ..sweep.question import Question
from ..sweep.results import StudyResults
from .space import STRUCTURE, Candidate, Space

DIGITS = 12
MEASURED_IN = 0.5
"""Share of the worlds in which an objective must be measured; judgement."""


@dataclass(frozen=True)
class Objective:
    """An outcome, and which side of it is wanted."""

    outcome: Metric
    direction: str

    @property
    def sign(self) -> float:
        """1 where higher is better, -1 where lower is."""
        return 1.0 if self.direction == "higher" else -1.0


@dataclass(frozen=True)
class Worlds:
    """In which worlds candidates are simulated: draws of the uncertainties, or replications where there are none."""

    count: int
    factors: tuple[Factor, ...] = ()
    columns: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0

    @property
    def points(self) -> int:
        """Points of a candidate."""
        return self.count if self.factors else 1

    @property
    def replications(self) -> int:
        """Of a point."""
        return 1 if self.factors else self.count


def worlds_of(factors: Sequence[Factor], count: int, seed: int) -> Worlds:
    """So many worlds: a Latin hypercube of the uncertainties [McKayEtAl1979]_."""
    from scipy.stats import qmc  # 0.6 s to import

    if not factors:
        return Worlds(count, seed=seed)
    places = np.round(qmc.LatinHypercube(len(factors), rng=seed).random(count), DIGITS)
    columns = {f.path: [f.shown(f.at(u)) for u in places[:, k]] for k, f in enumerate(factors)}
    return Worlds(count, tuple(factors), columns, seed)


def question_of(space: Space, candidates: Sequence[Candidate], worlds: Worlds) -> Question:
    """The study of some candidates in all worlds; each is simulated in its own structure only."""
    plan, n = space.plan, worlds.points
    factors = (space.structure, *space.levers, *worlds.factors)
    columns: dict[str, Any] = {STRUCTURE: [c.variant for c in candidates for _ in range(n)]}
    for factor in space.levers:
        columns[factor.path] = [factor.shown(c.values[factor.path]) for c in candidates for _ in range(n)]
    for factor in worlds.factors:
        columns[factor.path] = [*worlds.columns[factor.path]] * len(candidates)
    return Question(
        f"{plan.name}-search", plan.variants, factors, columns, n * len(candidates),
        seed=worlds.seed, shares_seeds=not worlds.factors, worlds=n if worlds.factors else 0, variant_by=STRUCTURE,
    )  # fmt: skip


class Trials:
    """Candidates that have been tried, with their objectives.

    Parameters
    ----------
    simulate: makes a study complete in its folder, and says whether it is.
    """

    def __init__(
        self, space: Space, objectives: Sequence[Objective], worlds: Worlds, folder: Path,
        simulate: Callable[[Question, int], bool],
    ) -> None:  # fmt: skip
        self.space, self.objectives, self.worlds, self.folder = space, objectives, worlds, folder
        self.candidates: list[Candidate] = []
        self.means: list[tuple[float, ...] | None] = []
        """Of the objectives by candidate; None where one is not measured in half of the worlds, or runs fail."""
        self.wrong: Counter[str] = Counter()
        """Why candidates cannot be loaded, and how many."""
        self.unmeasured: Counter[str] = Counter()
        """Objectives that are not measured in enough worlds, and for how many candidates."""
        self._simulate = simulate
        self._varied = {name: Varied(scenario, space.levers) for name, scenario in space.plan.variants}
        self._known: dict[tuple[Any, ...], int | None] = {}

    def scenario(self, candidate: Candidate) -> Scenario:
        """A candidate as a scenario. Raises InputError where its levers do not go together."""
        shown = {f.path: f.shown(candidate.values[f.path]) for f in self.space.levers}
        return self._varied[candidate.variant].at(shown)

    def tried(self, generation: Sequence[Candidate]) -> list[tuple[float, ...] | None] | None:
        """The means of some candidates; None where the time was up before all were simulated."""
        new = [c for c in generation if self._is_new(c)]
        if new:
            asked = question_of(self.space, self.candidates, self.worlds)
            if not self._simulate(asked, self.worlds.replications):
                del self.candidates[-len(new) :]
                return None
            self._read(len(new))
        places = [self._known[c.key] for c in generation]
        return [None if k is None else self.means[k] for k in places]

    def _is_new(self, candidate: Candidate) -> bool:
        """Whether a candidate must be simulated; it is noted."""
        if candidate.key in self._known:
            return False
        try:
            self.scenario(candidate)
        except InputError as error:
            self._known[candidate.key] = None
            self.wrong[str(error.problems[0])] += 1
            return False
        self._known[candidate.key] = len(self.candidates)
        self.candidates.append(candidate)
        return True

    def _read(self, new: int) -> None:
        """The means of the last candidates."""
        results = StudyResults(self.folder)
        values = np.stack([by_world(results, o, self.worlds) for o in self.objectives], axis=-1)
        for each in values[
            len(self.candidates) - new : len(self.candidates)
        ]:  # the folder may hold later ones
            missing = np.isnan(each).mean(axis=0) > 1 - MEASURED_IN
            self.unmeasured.update(
                o.outcome.name for o, is_missing in zip(self.objectives, missing, strict=True) if is_missing
            )
            self.means.append(None if missing.any() else tuple(np.nanmean(each, axis=0).tolist()))


def by_world(results: StudyResults, objective: Objective, worlds: Worlds) -> Any:
    """An objective by candidate and world, in a study of one variant a point."""
    values = results.values(objective.outcome.name)
    with np.errstate(invalid="ignore"):
        of_variant = np.where(
            np.isnan(values).all(axis=1), np.nan, np.nan_to_num(values, nan=0.0, posinf=np.inf).sum(axis=1)
        )
    wanted = of_variant[:, : worlds.replications]
    return wanted.reshape(-1, worlds.count)
