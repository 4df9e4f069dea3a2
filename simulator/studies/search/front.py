"""The front of a search, put to the test on seeds and worlds that the search has not seen.

The best of many candidates owes some of its place to luck: what a search has found looks better on its own seeds than it is
[SmithWinkler2006]_. So the front is simulated anew, and what is dominated then is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...scenario.scenario import Scenario
from ..statistics import Estimate, estimate
from ..sweep.question import Question, seed_of
from ..sweep.results import StudyResults
from .space import Candidate, Space
from .trials import Objective, Trials, Worlds, worlds_of

MOST_ON_FRONT = 40
RESAMPLES = 1000
FRESH = 1_000_003
"""Replication from which the seed of the fresh worlds follows: beyond all that a study may have."""


@dataclass(frozen=True)
class Finalist:
    """A candidate of the front, or a variant as its file says, on fresh seeds.

    Attributes
    ----------
    candidate: None for a variant as it is. searched: means of the objectives in the worlds of the search.
    found: the same on fresh seeds, with intervals. is_on_front: whether none of the others is as good in all objectives
    and better in one, by these means. chance: share of resamples of the worlds in which that is so.
    """

    name: str
    scenario: Scenario
    candidate: Candidate | None
    searched: tuple[float, ...] | None
    found: tuple[Estimate, ...]
    is_on_front: bool
    chance: float


@dataclass(frozen=True)
class Front:
    """What is left of a search.

    Attributes
    ----------
    finalists: the variants as they are first. left_out: candidates of the front that were not tested, as there are too many.
    same: those that came out the same in the search as one that was tested, as where a lever moves nothing.
    worlds: fresh ones. optimism: by objective, how much better the front looked in the search, as a share of what it is.
    """

    objectives: tuple[Objective, ...]
    finalists: tuple[Finalist, ...]
    left_out: int
    same: int
    worlds: int
    optimism: tuple[float | None, ...]
    folder: Path


def on_front(values: Any) -> Any:
    """Which rows are not dominated. values: shape (…, rows, objectives), larger is better."""
    above = (values[..., None, :, :] >= values[..., :, None, :]).all(axis=-1)
    better = (values[..., None, :, :] > values[..., :, None, :]).any(axis=-1)
    return ~(above & better).any(axis=-1)


def spread_out(values: Any, most: int) -> list[int]:
    """Places of at most so many rows of a front, those with most room around them [DebEtAl2002]_."""
    if len(values) <= most:
        return list(range(len(values)))
    room = np.zeros(len(values))
    for column in np.asarray(values).T:
        order = np.argsort(column, kind="stable")
        with np.errstate(invalid="ignore"):
            gaps = column[order[2:]] - column[order[:-2]]
            width = column[order[-1]] - column[order[0]]
            room[order[1:-1]] += np.nan_to_num(gaps / width if width > 0 else gaps, nan=0.0, posinf=1.0)
        room[[order[0], order[-1]]] = np.inf
    return sorted(int(k) for k in np.argsort(-room, kind="stable")[:most])


def tested(
    trials: Trials,
    fresh: int,
    out: Callable[[Question], Path],
    simulate: Callable[[Question, Path, int], bool],
) -> Front | None:
    """The front of the trials on so many fresh worlds; None where the time was up, or no candidate could be measured.

    out: finds a folder for a study. simulate: makes it complete there, and says whether it is.
    """
    space, objectives = trials.space, tuple(trials.objectives)
    signs = np.array([objective.sign for objective in objectives])
    known = [k for k, means in enumerate(trials.means) if means is not None]
    if not known:
        return None
    values = np.array([trials.means[k] for k in known]) * signs
    front = [known[i] for i in np.flatnonzero(on_front(values))]
    different = _different(trials, front)
    means = np.array([trials.means[k] for k in different]) * signs
    places = sorted(spread_out(means, MOST_ON_FRONT), key=lambda i: -means[i][0])
    chosen = [different[i] for i in places]
    worlds = worlds_of(space.uncertainties, fresh, seed_of(trials.worlds.seed, FRESH, None))
    contenders = _contenders(space, trials, chosen)
    asked = _question(space, contenders, worlds)
    folder = out(asked)
    if not simulate(asked, folder, worlds.replications):
        return None
    left_out = len(different) - len(chosen), len(front) - len(different)
    return _front(objectives, contenders, trials, folder, worlds, left_out)


Contender = tuple[str, Scenario, int | None]
"""Name, scenario, and number of the candidate; None for a variant as it is."""


def _different(trials: Trials, front: Sequence[int]) -> list[int]:
    """Of candidates that came out the same, one: a variant as its file says, or the first."""
    as_they_are = {_as_simulated(scenario) for _, scenario in trials.space.plan.variants}
    is_other = {k: _as_simulated(trials.scenario(trials.candidates[k])) not in as_they_are for k in front}
    found: dict[tuple[float, ...] | None, int] = {}
    for k in sorted(front, key=lambda k: (is_other[k], k)):
        found.setdefault(trials.means[k], k)
    return sorted(found.values())


def _as_simulated(scenario: Scenario) -> str:
    """All of a scenario that counts."""
    return str(scenario.model_dump(mode="json", exclude={"name", "description"}))


def _contenders(space: Space, trials: Trials, chosen: Sequence[int]) -> list[Contender]:
    found: list[Contender] = [(name, scenario, None) for name, scenario in space.plan.variants]
    known = {_as_simulated(scenario) for _, scenario, _ in found}
    for k in chosen:
        scenario = trials.scenario(trials.candidates[k])
        if _as_simulated(scenario) not in known:
            found.append((f"front {len(found) - len(space.names) + 1}", scenario, k))
    return found


def _question(space: Space, contenders: Sequence[Contender], worlds: Worlds) -> Question:
    """The contenders as the variants of a study of all fresh worlds."""
    columns: dict[str, Any] = {
        f.path: np.array(worlds.columns[f.path]) if f.is_number else worlds.columns[f.path]
        for f in worlds.factors
    }
    return Question(
        f"{space.plan.name}-front", tuple((name, scenario) for name, scenario, _ in contenders), worlds.factors, columns,
        worlds.points, seed=worlds.seed, shares_seeds=not worlds.factors,
    )  # fmt: skip


def _front(
    objectives: tuple[Objective, ...], contenders: Sequence[Contender], trials: Trials, folder: Path, worlds: Worlds,
    left_out: tuple[int, int],
) -> Front:  # fmt: skip
    results = StudyResults(folder)
    values = np.stack([_by_variant(results.values(o.outcome.name), worlds) for o in objectives], axis=-1)
    signs = np.array([objective.sign for objective in objectives])
    means = _means(values) * signs
    chances = _chances(values, signs)
    stays = on_front(means)
    finalists = tuple(
        Finalist(
            name, scenario, None if k is None else trials.candidates[k], None if k is None else trials.means[k],
            tuple(estimate(values[:, v, o], objective.outcome.possible) for o, objective in enumerate(objectives)),
            bool(stays[v]), float(chances[v]),
        )
        for v, (name, scenario, k) in enumerate(contenders)
    )  # fmt: skip
    return Front(objectives, finalists, *left_out, worlds.count, _optimism(finalists, signs), folder)


def _by_variant(values: Any, worlds: Worlds) -> Any:
    """An outcome by world and variant."""
    return values[:, :, 0] if worlds.factors else values[0, :, : worlds.count].T


def _means(values: Any) -> Any:
    """Means over worlds, the first axis; what is not measured in a world is left out there, and NaN where in none."""
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        return np.where(known, values, 0.0).sum(axis=0) / known.sum(axis=0)


def _chances(values: Any, signs: Any) -> Any:
    """Share of resamples of the worlds in which each variant is not dominated."""
    rng = np.random.default_rng(0)
    found = np.zeros(values.shape[1])
    for _ in range(RESAMPLES):
        drawn = rng.integers(0, len(values), len(values))
        found += on_front(_means(values[drawn]) * signs)
    return found / RESAMPLES


def _optimism(finalists: Sequence[Finalist], signs: Any) -> tuple[float | None, ...]:
    """How much better the candidates looked in the search, as a share of what they are."""
    pairs = [(f.searched, [e.mean for e in f.found]) for f in finalists if f.searched is not None]
    shares: list[float | None] = []
    for o, sign in enumerate(signs):
        known = np.array([(s[o], m[o]) for s, m in pairs if m[o] is not None], np.float64).reshape(-1, 2)
        known = known[np.isfinite(known).all(axis=1)]
        level = float(np.abs(known[:, 1]).mean()) if len(known) else 0.0
        shares.append(float(sign * (known[:, 0] - known[:, 1]).mean() / level) if level > 0.0 else None)
    return tuple(shares)
