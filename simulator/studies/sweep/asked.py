"""From a plan, as a file says it, to a question, a rule for replications, and what it will take."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ...outcomes.registry import BY_NAME
from ...scenario.limits import items_expected
from ...scenario.study_file import load_study
from ...scenario.study_spec import HalfWidthSpec, StudyPlan, UntilBestSpec
from ..comparison import KNOWN_OUTCOMES
from ..designs import points_of
from ..study import words_of
from .coordinator import Wanted
from .folder import StudyFolder, session, taken_for
from .question import Question
from .run import check_that_it_fits
from .spans import Span
from .worker import Order, simulate_batch

SECONDS_OF_A_SAMPLE = 3.0
MOST_SAMPLED = 12
"""Points that a dry run looks at, besides the time it may take."""


def load_plan(
    file: Path, overrides: Mapping[str, Any] | None, replications: int | None = None, seed: int | None = None
) -> StudyPlan:
    """Read a study file; a number of replications or a seed given here comes first. Raises InputError."""
    plan = load_study(file, overrides, KNOWN_OUTCOMES)
    if replications is not None:
        plan = replace(plan, replications=replications)
    return plan if seed is None else replace(plan, seed=seed)


def asked_of(plan: StudyPlan) -> Question:
    """The question of a plan, with its points."""
    points = points_of(plan)
    moved = () if plan.design.kind == "none" else plan.factors
    return Question(
        plan.name, plan.variants, moved, points.columns, points.count,
        seed=plan.seed, shares_seeds=plan.shares_seeds, datasets=plan.datasets,
    )  # fmt: skip


def words_of_plan(
    plan: StudyPlan, file: Path, overrides: Mapping[str, Any], quarters: float | None
) -> dict[str, Any]:
    """What readers want to know of a study, for its folder and its manifest."""
    return words_of(
        [file], overrides, quarters,
        name=plan.name, question=plan.question, decide_on=list(plan.decide_on),
        smallest_effects=dict(plan.smallest_effects), design=plan.design.model_dump(exclude_none=True),
        replications=_rule_as_entry(plan.replications), seed=plan.seed,
    )  # fmt: skip


def _rule_as_entry(rule: Any) -> Any:
    return rule if isinstance(rule, int) else rule.model_dump(exclude_none=True)


def wanted_by(plan: StudyPlan, study: StudyFolder) -> Wanted:
    """How many replications each point gets: a number, or until something is known."""
    from .rules import UntilBestIsKnown, UntilNarrow, always

    rule: Any = plan.replications
    if isinstance(rule, HalfWidthSpec):
        return UntilNarrow(study, dict(rule.half_width), rule.at_least, rule.at_most)
    if isinstance(rule, UntilBestSpec):
        outcome = BY_NAME[rule.best.outcome]
        indifference = rule.best.indifference
        if indifference is None:
            indifference = plan.smallest_effects.get(outcome.name, f"{100 * outcome.smallest_effect} %")
        return UntilBestIsKnown(
            study, outcome, rule.best.probability, indifference, rule.at_least, rule.at_most
        )
    return always(rule, study)


def least_runs_of(plan: StudyPlan, asked: Question) -> int:
    """Runs that a plan takes; where it decides itself, the least."""
    rule = plan.replications
    return asked.count * len(plan.variants) * (rule if isinstance(rule, int) else rule.at_least)


def most_runs_of(plan: StudyPlan, asked: Question) -> int:
    """The most that it may take."""
    rule = plan.replications
    return asked.count * len(plan.variants) * (rule if isinstance(rule, int) else rule.at_most)


def check_room(folder: Path, plan: StudyPlan, asked: Question) -> None:
    """Raise InputError where the drive has no room for what a plan takes."""
    items = float(np.mean([items_expected(scenario) for _, scenario in plan.variants]))
    check_that_it_fits(folder, asked, least_runs_of(plan, asked), items)


@dataclass(frozen=True)
class Sample:
    """What a few runs of a study have taken.

    Attributes
    ----------
    runs: that were simulated. seconds: of one run, with its share of building scenarios. bytes: of one run on the drive.
    """

    runs: int
    seconds: float
    bytes: float


def sample_of(asked: Question, replications: int) -> Sample:
    """Simulate a few points of a study, spread over all of them, in a folder that is removed."""
    chosen = np.unique(np.linspace(0, asked.count - 1, min(MOST_SAMPLED, asked.count)).astype(int))
    with tempfile.TemporaryDirectory() as temporary:
        study = taken_for(Path(temporary) / "sample", asked, {})
        with session(study) as name:

            def simulate(point: int, first: int) -> Any:
                span = Span(int(point), first, min(replications, 2))
                return simulate_batch(Order(str(study.path), study.question, name, (span,)))

            simulate(int(chosen[0]), 0)  # compiles, and reads what later ones share
            started, receipts = time.monotonic(), []
            for point in chosen:
                receipts.append(simulate(int(point), 2))
                if time.monotonic() - started > SECONDS_OF_A_SAMPLE:
                    break
    runs = sum(receipt.runs for receipt in receipts)
    running = sum(receipt.seconds - receipt.building for receipt in receipts) / runs
    building = (
        sum(receipt.building for receipt in receipts) / len(receipts) / (len(asked.variants) * replications)
    )
    return Sample(runs, running + building, sum(receipt.bytes for receipt in receipts) / runs)
