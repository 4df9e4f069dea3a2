"""A search from its plan to its front: trials, fresh seeds, files."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import InputError, OutputError, Problem, did_you_mean
from ...outcomes.registry import BY_NAME
from ...scenario.study_spec import StudyPlan
from ..study import Listener
from ..sweep.folder import holds_other
from ..sweep.question import Question
from ..sweep.rules import always
from ..sweep.run import free_folder, simulate_study, workers_for
from ..sweep.workers import Staying
from .front import Front, tested
from .proposals import Proposals, Sampler, proposals
from .space import Candidate, Space
from .trials import Objective, Trials, question_of, worlds_of

TRIALS, FRONT = "trials", "front"
"""Folders of the studies of a search."""
MOST_NUMBERED = 999
LEAST_FRESH = 20
SIDES = ("lower", "higher")


@dataclass(frozen=True)
class Found:
    """What a search has found.

    Attributes
    ----------
    tried: different candidates that were simulated, out of all there are (infinite where a lever has a range).
    wrong: why candidates could not be loaded, and how many. unmeasured: objectives that are not measured in half of the
    worlds, and for how many candidates.
    front: None where the time was up before it was known; or nothing was measured.
    """

    folder: Path
    tried: int
    space: float
    wrong: Counter[str]
    unmeasured: Counter[str]
    complete: bool
    front: Front | None


def objectives_from(words: Sequence[str]) -> list[Objective]:
    """Objectives as they are typed: `outcome`, or `outcome:lower`. Raises InputError with all that is wrong."""
    found: list[Objective] = []
    problems: list[Problem] = []
    if not words:
        problems.append(Problem("--objective", "is missing", "say what is to become better", "search"))
    for word in words:
        name, _, side = word.partition(":")
        if name not in BY_NAME:
            problems.append(
                Problem(name, "no such outcome", did_you_mean(name, list(BY_NAME)), "--objective")
            )
        elif side and side not in SIDES:
            problems.append(Problem(name, f"'{side}' is not a side", "write lower or higher", "--objective"))
        elif not side and BY_NAME[name].direction == "neither":
            remedy = f"write {name}:lower or {name}:higher"
            problems.append(Problem(name, "has no better side of its own", remedy, "--objective"))
        elif name in [objective.outcome.name for objective in found]:
            problems.append(Problem(name, "is named twice", "keep one", "--objective"))
        else:
            found.append(Objective(BY_NAME[name], side or BY_NAME[name].direction))
    if problems:
        raise InputError(problems)
    return found


def space_of(plan: StudyPlan) -> Space:
    """What a plan lets one choose. Raises InputError where that is nothing, or it repeats by a rule."""
    space = Space(plan)
    if not space.options:
        raise InputError(
            [Problem("levers", "there is nothing to choose", "add levers or variants", plan.name)]
        )
    if not isinstance(plan.replications, int):
        what, remedy = (
            "is a rule; a search takes a number for each candidate",
            "write one, or give --replications",
        )
        raise InputError([Problem("replications", what, remedy, plan.name)])
    return space


def search(
    plan: StudyPlan,
    objectives: Sequence[Objective],
    out: Path,
    *,
    numbered: bool = False,
    trials: int = 200,
    fresh: int | None = None,
    sampler: Sampler | None = None,
    words: Mapping[str, Any] | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    listener: Listener | None = None,
    time_limit: float = math.inf,
) -> Found:
    """Search the levers and structures of a plan for what is best in several objectives at once.

    Parameters
    ----------
    out: folder of the search; the same search goes on there. numbered: whether another may be taken beside it.
    trials: candidates that are tried at most. fresh: worlds in which the front is tested; by default twice as many as
    in the search, and 20 at least.

    Raises
    ------
    InputError where there is nothing to choose, or Optuna is missing; OutputError where the folder holds something else.
    """
    space = space_of(plan)
    coming = proposals(space, sampler, len(objectives), trials, plan.seed)
    first = coming.generation()
    worlds = worlds_of(space.uncertainties, plan.replications, plan.seed)
    folder = _free(out, question_of(space, first, worlds), numbered)
    (folder / TRIALS).mkdir(parents=True, exist_ok=True)
    staying = Staying(workers_for(folder / TRIALS, workers, cluster))
    running = _Running(dict(words or {}), staying, listener or Listener(), time.monotonic() + time_limit)
    tried = Trials(
        space,
        objectives,
        worlds,
        folder / TRIALS,
        lambda asked, n: running.simulate(asked, folder / TRIALS, n),
    )
    try:
        complete = _all_tried(coming, first, tried)
        front = None
        if complete:
            front = tested(
                tried,
                fresh or max(LEAST_FRESH, 2 * worlds.count),
                lambda asked: free_folder(folder / FRONT, asked, numbered=True),
                running.simulate,
            )
    finally:
        staying.end()
    done = complete and (front is not None or all(means is None for means in tried.means))
    return Found(folder, len(tried.means), space.size, tried.wrong, tried.unmeasured, done, front)


def _all_tried(coming: Proposals, first: list[Candidate], tried: Trials) -> bool:
    """Try generation after generation; False where the time was up."""
    generation = first
    while generation:
        means = tried.tried(generation)
        if means is None:
            return False
        signed = [
            m if m is None else [o.sign * value for o, value in zip(tried.objectives, m, strict=True)]
            for m in means
        ]
        coming.tell(signed)
        generation = coming.generation()
    return True


@dataclass
class _Running:
    """Simulates the studies of a search, with workers that stay."""

    words: dict[str, Any]
    workers: Staying
    listener: Listener
    deadline: float

    def simulate(self, asked: Question, folder: Path, replications: int) -> bool:
        """Make a study complete; False where the time was up."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            return False
        words = {**self.words, "name": asked.name, "replications": replications, "design": {"kind": "list"}}
        return simulate_study(
            asked, folder, lambda study: always(replications, study), words=words, workers=self.workers,
            listener=self.listener, time_limit=left,
        ).complete  # fmt: skip


def _free(out: Path, asked: Question, numbered: bool) -> Path:
    """The folder that is wanted, or one beside it, which is free or holds the same search."""
    others = [out.with_name(f"{out.name}-{number}") for number in range(2, MOST_NUMBERED)]
    for folder in [out, *(others if numbered else [])]:
        why = holds_other(folder / TRIALS, asked)
        is_ours = (
            (folder / TRIALS).exists()
            or not folder.exists()
            or (folder.is_dir() and not any(folder.iterdir()))
        )
        if is_ours and not why:
            return folder
    why = holds_other(out / TRIALS, asked) or "holds something else, which is not a search"
    raise OutputError(str(Problem("", why, "choose another --out", str(out))))
