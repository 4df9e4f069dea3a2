"""Work in threads: what waits for it can be interrupted, looks how far it is, and notices that it stands still.

The main thread only ever waits, a tenth of a second at a time, so that a signal finds it awake.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any, TypeVar

from ..engine.run import Simulation
from ..errors import RunError

SECONDS_BETWEEN_LOOKS = 0.1
LOOKS_AT_ONE_EVENT = 600
"""Looks, not seconds: a process that is stopped for a while does not look."""
STACK = 64 * 1024 * 1024
"""Bytes of stack of a thread that compiles."""

Task = TypeVar("Task")
Result = TypeVar("Result")


class TimeIsUp(Exception):  # noqa: N818 - it is not an error
    """The runs are not waited for any more."""


class StandsStillError(RunError):
    """A run stands still, and its thread cannot be ended."""


def in_background(work: Callable[[], Any], look: Callable[[], None] = lambda: None) -> Any:
    """Do something in a thread of its own, so that a signal reaches the main thread meanwhile.

    numba and LLVM recurse deeply: the thread gets a stack that is as large as the main thread's, or larger. look: called
    every tenth of a second; may raise to wait no longer.
    """
    done: Future[Any] = Future()

    def worker() -> None:
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    before = threading.stack_size(STACK)
    try:
        threading.Thread(target=worker, daemon=True, name="background").start()
    finally:
        threading.stack_size(before)
    return _result(done, look)


def in_order(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    workers: int,
    look: Callable[[Task], None],
    stop: Callable[[], None],
) -> Iterator[Result]:
    """Results in the order of the tasks, with only a few ahead of what takes them.

    look: called with the task that is waited for; may raise TimeIsUp, after which results end. stop: called when
    no result is taken any more.
    """
    pool = ThreadPoolExecutor(workers)
    wait = True
    try:
        coming = iter(tasks)
        ahead = deque((task, pool.submit(work, task)) for task in islice(coming, workers + 2))
        while ahead:
            task, future = ahead.popleft()
            result = _result(future, lambda task=task: look(task))  # type: ignore[misc]
            ahead.extend((following, pool.submit(work, following)) for following in islice(coming, 1))
            yield result
    except TimeIsUp:
        wait = False  # what a run has brought may take long to measure
    except StandsStillError:
        wait = False
        raise
    finally:
        stop()
        pool.shutdown(wait=wait, cancel_futures=True)


class StandsStill:
    """Notices that a run has not got through an event for long: the last defence against a run that never ends."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, int], tuple[int, int]] = {}

    def look(self, running: Sequence[tuple[str, int, Simulation]]) -> None:
        """Compare the number of events of each run with that of the last look."""
        before, self._seen = self._seen, {}
        for name, replication, simulation in running:
            events = int(simulation.world.clock[0].events)
            last, looks = before.get((name, replication), (-1, 0))
            stands = events == last and events > 0  # before the first event the loop may be compiled
            self._seen[name, replication] = events, looks + 1 if stands else 0
            if self._seen[name, replication][1] >= LOOKS_AT_ONE_EVENT:
                raise StandsStillError(
                    f"{name}, replication {replication}: one event has gone on for a minute at day {simulation.now:,.3f}. "
                    f"This is a fault of orgsim: please report it with the scenario and seed {int(simulation.world.clock[0].seed)}"
                )


def _result(future: Future[Any], look: Callable[[], None]) -> Any:
    """What a future holds once it is done; meanwhile the thread that waits looks round."""
    while True:
        look()
        try:
            return future.result(timeout=SECONDS_BETWEEN_LOOKS)
        except TimeoutError:
            if future.done():
                raise
