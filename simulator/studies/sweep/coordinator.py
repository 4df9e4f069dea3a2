"""The coordinator: hands out what is missing, takes receipts, repeats what died, and gives up what cannot be done.

It holds no result: memory does not grow with the number of runs.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...errors import OutputError, Problem, RunError
from ...store.layout import reason_of
from ...store.parts import RECEIPTS, Fault, Receipt, StaleError, receipts_in, set_aside, tidy
from .folder import FAILED, SESSION, StudyFolder, replaced, session
from .spans import Ledger, Packing, Span
from .worker import Order, simulate_batch
from .workers import Workers

SECONDS_OF_A_BATCH = 1.0
SECONDS_BETWEEN_LOOKS = 0.1
MOST_DEATHS = 2
"""Workers that a batch may kill before it is given up."""


@dataclass(frozen=True)
class Progress:
    """How far a study has come."""

    done: int
    """Runs that are done, those of earlier sessions included."""
    runs: int
    """Runs in all, as far as it is known: a study that decides itself when to stop may add some."""
    seconds: float
    """Since this session began."""
    new: int
    """Runs that this session has done."""

    @property
    def share(self) -> float:
        """Share of runs that are done (0..1)."""
        return min(1.0, self.done / max(1, self.runs))

    @property
    def runs_per_second(self) -> float:
        """Rate of this session."""
        return self.new / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """At this rate; None where nothing is known yet."""
        rate = self.runs_per_second
        return (self.runs - self.done) / rate if rate > 0 else None

    def __str__(self) -> str:
        said = f"{self.done:,} of {self.runs:,} runs done"
        left = self.seconds_left
        return (
            said
            if not self.new or left is None
            else f"{said}, {self.runs_per_second:,.0f} a second, {in_words(left)} left"
        )


def in_words(seconds: float) -> str:
    """A time as people say it."""
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


@dataclass
class Failed:
    """A batch that was given up."""

    spans: Sequence[Span]
    why: str

    def entry(self) -> dict[str, Any]:
        """As a file holds it."""
        return {"spans": [list(span) for span in self.spans], "why": self.why}


@dataclass
class _Batch:
    spans: list[Span]
    deaths: int = 0


Wanted = Callable[[Any], Any]
"""An array for an array: from the replications that every point has (None: none was asked for yet) to those that it should have."""


@dataclass
class Coordinator:
    """Simulates what is missing of a study.

    Parameters
    ----------
    study: in its folder. workers: who simulate. wanted: replications at each point; asked again when all are done, until
    nothing more is wanted. say: what happens to parts. look: called every tenth of a second; may raise to stop.
    """

    study: StudyFolder
    workers: Workers
    wanted: Wanted
    say: Callable[[str], None] = lambda line: None
    look: Callable[[Progress], None] = lambda progress: None
    deadline: float = float("inf")
    receipts: dict[str, Receipt] = field(default_factory=dict)
    failed: list[Failed] = field(default_factory=list)
    new: int = 0
    """Runs of this session."""

    def complete(self) -> bool:
        """Simulate until nothing is missing; False where the deadline came first.

        Nothing else may be at work in the folder: see `held`.

        Raises
        ------
        OutputError where parts cannot be written. What is done stays.
        """
        self._started = time.monotonic()
        self._ledger = Ledger(self.study.count)
        self._packing = Packing(SECONDS_OF_A_BATCH, self.study.variants_a_point)
        try:
            with session(self.study) as self._session:
                self._take_stock()
                with suppress(OSError):
                    (self.study.path / FAILED).unlink(missing_ok=True)  # what was given up is tried again
                return self._rounds()
        finally:
            self.workers.close()
            has_been_taken = (self.study.path / SESSION).exists()  # by another one, where it cannot be locked
            if not has_been_taken:
                with suppress(OSError):  # what went wrong is said first
                    self._take_stock()

    def _take_stock(self) -> None:
        """Take over the parts of earlier sessions, and those of this one that it has not heard of."""
        path, question = self.study.path, self.study.question
        for receipt in receipts_in(path, self._set_aside, question=question, known=self.receipts):
            spans = [Span(*span) for span in receipt.spans]
            if any(span.point >= self.study.count for span in spans):
                names = [f"{RECEIPTS}/{receipt.name}.json", *receipt.files]
                self._set_aside(
                    Fault(names, f"{names[0]} is of points that the study does not have", is_needed=False)
                )
                continue
            self._ledger.add(spans)
            self.receipts[receipt.name] = receipt
        tidy(path)

    def _set_aside(self, fault: Fault) -> None:
        set_aside(self.study.path, fault.names)
        then = "it is set aside, and its runs are done again" if fault.is_needed else "it is set aside"
        self.say(f"{self.study.path}: {fault.what}; {then}")

    def _rounds(self) -> bool:
        has: Sequence[int] | None = None
        while True:
            wants = self.wanted(has)
            if has is not None and np.array_equal(wants, has):
                return True
            if not self._simulate(wants):
                return False
            has = wants

    def _simulate(self, wanted: Sequence[int]) -> bool:
        """One round: all that is missing of what is wanted."""
        given_up = {span.point for failed in self.failed for span in failed.spans}
        spans = self._ledger.missing(wanted, given_up)
        left: list[Span] = []
        again: list[_Batch] = []
        at_work: dict[Future[Receipt], _Batch] = {}
        while True:
            in_time = time.monotonic() < self.deadline
            while in_time and self.workers.free and (batch := self._next(again, spans, left)):
                at_work[self._submitted(batch)] = batch
            if not at_work:
                return in_time
            done, _ = wait(at_work, SECONDS_BETWEEN_LOOKS, FIRST_COMPLETED)
            for future in done:
                self._take(future, at_work.pop(future), again)
            self.look(self._progress(wanted))

    def _next(self, again: list[_Batch], spans: Iterator[Span], left: list[Span]) -> _Batch | None:
        if again:
            return again.pop()
        found = self._packing.batch(spans, left)
        return _Batch(found) if found else None

    def _submitted(self, batch: _Batch) -> Future[Receipt]:
        order = Order(str(self.study.path.resolve()), self.study.question, self._session, tuple(batch.spans))
        return self.workers.submit(simulate_batch, order)

    def _take(self, future: Future[Receipt], batch: _Batch, again: list[_Batch]) -> None:
        """What became of a batch."""
        self.workers.taken_back(future)
        try:
            receipt = future.result()
        except self.workers.deaths:
            batch.deaths += 1
            if batch.deaths < MOST_DEATHS:
                self.say(
                    f"a worker died on {_points_of(batch)}; it is replaced, and they are simulated again"
                )
                again.append(batch)
            else:
                self._give_up(batch, f"the worker died {batch.deaths} times")
        except RunError as error:
            self._give_up_or_split(batch, again, str(error))
        except CancelledError:
            raise OutputError(
                f"{self.study.path}: the cluster has left; what is done stays, and the same command goes on"
            ) from None
        except StaleError:
            raise OutputError(
                f"{self.study.path}: was changed while the study was at work; run it again"
            ) from None
        else:
            self._ledger.add(batch.spans)
            self.receipts[receipt.name] = receipt
            self.new += receipt.runs
            self._packing.learn(len(batch.spans), receipt.runs, receipt.seconds, receipt.building)

    def _give_up_or_split(self, batch: _Batch, again: list[_Batch], why: str) -> None:
        """A run has failed: points beside it are simulated without it."""
        if len(batch.spans) > 1:
            again.extend(_Batch([span]) for span in batch.spans)
        else:
            self._give_up(batch, why)

    def _give_up(self, batch: _Batch, why: str) -> None:
        self.failed.append(Failed(batch.spans, why))
        self.say(f"{_points_of(batch)} given up: {why}")
        text = json.dumps([failed.entry() for failed in self.failed], indent=1)
        try:
            replaced(self.study.path / FAILED, text.encode("utf-8", "backslashreplace"))
        except OSError as error:
            what, again = (
                f"cannot be written ({reason_of(error)})",
                "make room, and run the same command again",
            )
            raise OutputError(str(Problem(FAILED, what, again, str(self.study.path)))) from None

    def _progress(self, wanted: Sequence[int]) -> Progress:
        variants = self.study.variants_a_point
        runs = int(np.sum(wanted)) * variants
        return Progress(
            self._ledger.done(wanted) * variants, runs, time.monotonic() - self._started, self.new
        )


def _points_of(batch: _Batch) -> str:
    points = sorted({span.point for span in batch.spans})
    if len(points) == 1:
        return f"point {points[0]}"
    return f"points {', '.join(map(str, points[:5]))}{' …' if len(points) > 5 else ''}"
