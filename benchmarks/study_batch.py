"""A study of many runs, from the question to Parquet, beside `mesa.batch_run` of the plain model on the same points.

The same bare network, eight quarters after a warm-up, at three probabilities that an item comes back; two processes
each. Both are measured at two numbers of runs, which tells what a run costs from what starting costs. Time on
processors is compared, which says nearly the same on a busy machine; 10,000 runs are extrapolated from it. Ours writes
all outcomes of each run, Mesa the mean lead time alone. Mesa goes in steps: whole days are the cheapest that it can be
given, and each visit to a stage may be off by one step.
"""

from __future__ import annotations

import math
import os
import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import mesa
import numpy as np
import pandas as pd

from simulator.scenario.factors import Factor
from simulator.studies.sweep.question import Question
from simulator.studies.sweep.results import StudyResults
from simulator.studies.sweep.run import simulate_study

from .mesa_batch import Reporting
from .worlds import RETURN_PROBABILITY, network, table

AREAS, DAYS, WARMUP_DAYS, WORKERS = 4, 520.0, 65.0, 2
RETURNS = (RETURN_PROBABILITY / 2, RETURN_PROBABILITY, RETURN_PROBABILITY * 1.5)
PATH = "value_stream.test.return_probability"
STEPS = (1.0, 0.25)
OURS, PEERS = (20, 400), (4, 40)  # replications at each point
ALL_RUNS = 10_000
STANDARD_ERRORS = 4


@dataclass(frozen=True)
class Batch:
    """One batch: its seconds, those of all processors, and mean lead times in days by point and replication."""

    seconds: float
    processors: float
    leads: np.ndarray

    @property
    def means(self) -> np.ndarray:
        """Mean lead time at each point."""
        return np.asarray(self.leads.mean(axis=1))

    @property
    def errors(self) -> np.ndarray:
        """Their standard errors."""
        return np.asarray(self.leads.std(axis=1, ddof=1) / math.sqrt(self.leads.shape[1]))


@dataclass(frozen=True)
class Cost:
    """Two batches of different size."""

    few: Batch
    many: Batch

    @property
    def of_a_run(self) -> float:
        """Seconds of a processor that one more run takes."""
        more = self.many.leads.size - self.few.leads.size
        return (self.many.processors - self.few.processors) / more

    def of(self, runs: int) -> float:
        """Seconds of a processor that so many runs take."""
        return self.many.processors + (runs - self.many.leads.size) * self.of_a_run


class Watch:
    """Time since it was made."""

    def __init__(self) -> None:
        self.began, self.used = time.perf_counter(), self._processors()

    @staticmethod
    def _processors() -> float:
        return sum(os.times()[:4])  # of this process and of its children that have ended

    def read(self) -> tuple[float, float]:
        """Seconds, and seconds of processors."""
        return time.perf_counter() - self.began, self._processors() - self.used


def ours(folder: Path, replications: int) -> Batch:
    """A study with so many replications at each point."""
    watch = Watch()
    asked = Question(
        "returns",
        (("network", network(AREAS, DAYS, WARMUP_DAYS)),),
        (Factor(PATH, "lever", levels=RETURNS),),
        {PATH: RETURNS},
        count=len(RETURNS),
        shares_seeds=False,
    )
    out = folder / f"ours-{replications}"
    ended = simulate_study(
        asked, out, lambda study: lambda has: np.full(study.count, replications), workers=WORKERS
    )
    spent = watch.read()
    assert ended.runs == replications * len(RETURNS), "runs are missing"
    return Batch(*spent, StudyResults(out).values("lead_time_days_mean")[:, 0, :])


def peer(folder: Path, replications: int, step_days: float) -> Batch:
    """`batch_run` with so many iterations at each point, and Parquet at the end."""
    days = WARMUP_DAYS + DAYS
    parameters = {
        "areas": AREAS, "step_days": step_days, "days": days,
        "return_probability": RETURNS, "rng": range(1, replications + 1),
    }  # fmt: skip
    watch = Watch()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = pd.DataFrame(
            mesa.batch_run(
                Reporting, parameters, number_processes=WORKERS, max_steps=math.ceil(days / step_days) + 1, display_progress=False,
            )
        )  # fmt: skip
    rows.to_parquet(folder / "peer.parquet")
    spent = watch.read()
    leads = [rows["mean_lead"][rows["return_probability"] == chance] for chance in RETURNS]
    return Batch(*spent, np.array(leads, float))


def same(mine: Batch, other: Batch, step_days: float) -> bool:
    """Whether mean lead times agree at each point, within standard errors and the steps of all visits."""
    visits = np.array([3 + 2 * chance / (1 - chance) for chance in RETURNS])
    allowed = visits * step_days + STANDARD_ERRORS * np.hypot(mine.errors, other.errors)
    return bool((np.abs(mine.means - other.means) <= allowed).all())


def main() -> None:
    """Ours at both sizes, then Mesa with steps of a day and of a quarter."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours(folder, 2)  # compiles
        costs = {"orgsim study": Cost(*(ours(folder, count) for count in OURS))}
        for step in STEPS:
            title = f"mesa.batch_run, step {step:g} days"
            costs[title] = Cost(*(peer(folder, count, step) for count in PEERS))
            assert same(costs["orgsim study"].many, costs[title].many, step), f"{title}: not the same model"
    show(costs)


def show(costs: dict[str, Cost]) -> None:
    """The table, and how many times as fast ours is."""
    rows = [
        (
            name,
            cost.many.leads.size,
            cost.many.seconds,
            cost.many.leads.size / cost.many.seconds,
            cost.of_a_run * 1e3,
            cost.of(ALL_RUNS),
            *cost.many.means,
            float(cost.many.errors.max()),
        )
        for name, cost in costs.items()
    ]
    leads = [f"lead days at {chance:g} returns" for chance in RETURNS]
    table(
        (
            "",
            "runs",
            "seconds",
            "runs per second",
            "ms of a core for a run",
            f"{ALL_RUNS:,} runs, s of a core",
            *leads,
            "standard error at most",
        ),
        rows,
    )
    (_, mine), *others = costs.items()
    for name, cost in others:
        print(f"\nA run of ours is {cost.of_a_run / mine.of_a_run:.1f} times as fast as one of {name}")


if __name__ == "__main__":
    main()
