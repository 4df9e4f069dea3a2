"""Studies of a second or less, in this process: the real coordinator and the real batches, without processes between them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch

import numpy as np
import pyarrow as pa

from simulator import load_scenario, read_results
from simulator.scenario.factors import Factor
from simulator.studies.study import Listener
from simulator.studies.sweep import coordinator
from simulator.studies.sweep.question import Question
from simulator.studies.sweep.run import simulate_study
from simulator.studies.sweep.worker import Order

from .studies import QUEUE, plain

PATH = "demand.items.walk-in.arrivals_per_day"
ARRIVALS = (0.5, 1.0, 1.5)
SMALL = {"horizon.days": 60, "horizon.warmup_days": 5}


class Here:
    """A worker in this process: a batch is done when it is given."""

    deaths: tuple[type[BaseException], ...] = ()
    last: ClassVar[Any] = None
    """The last order."""

    def __init__(self) -> None:
        self._busy = 0

    @property
    def free(self) -> int:
        """One batch at a time."""
        return 1 - self._busy

    def submit(self, work: Callable[[Any], Any], order: Order) -> Future[Any]:
        """Do it."""
        self._busy, Here.last = 1, order
        future: Future[Any] = Future()
        try:
            future.set_result(work(order))
        except Exception as error:
            future.set_exception(error)
        return future

    def taken_back(self, future: Future[Any]) -> None:
        """Its batch is over."""
        self._busy = 0

    def close(self) -> None:
        """Nothing is left."""


class Notes(Listener):
    """Keeps what is said of parts."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def note(self, text: str) -> None:
        """A line."""
        self.lines.append(text)


def asked(folder: Path, seed: int = 0) -> Question:
    """Two or three clerks, at three rates of arrivals."""
    variants = []
    for name, clerks in (("two", 2), ("three", 3)):
        file = folder / f"{name}.yaml"
        if not file.exists():
            file.write_text(QUEUE.format(name=name, clerks=clerks), encoding="utf-8")
        variants.append((name, load_scenario(file, SMALL)))
    factor = Factor(PATH, "uncertainty", low=min(ARRIVALS), high=max(ARRIVALS))
    return Question(
        "clerks", tuple(variants), (factor,), {PATH: np.array(ARRIVALS)}, len(ARRIVALS), seed=seed,
        shares_seeds=False,
    )  # fmt: skip


def simulated(
    out: Path, *, replications: int = 4, seed: int = 0, workers: Any = None, listener: Listener | None = None,
    seconds: float = 0.0,
) -> Any:  # fmt: skip
    """The rows of such a study; None where there are none. seconds: of a batch; 0 makes a part of each replication."""
    with patch.object(coordinator, "SECONDS_OF_A_BATCH", seconds):
        ended = simulate_study(
            asked(out.parent, seed), out, lambda study: lambda has: np.full(study.count, replications),
            workers=workers or Here(), listener=listener,
        )  # fmt: skip
    return sorted_rows(read_results(out)) if ended.runs else None


def sorted_rows(table: pa.Table) -> pa.Table:
    """Rows in an order that does not depend on batches, with plain words."""
    columns = {name: plain(table[name]) for name in table.column_names}
    order = [("point", "ascending"), ("replication", "ascending"), ("variant", "ascending")]
    return pa.table(columns).sort_by(order).combine_chunks()
