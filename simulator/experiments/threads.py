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


class TimeIsUp(Exception):  # noqa: N818 - it is no error
    """Nobody waits for the runs any more."""


class StandsStillError(RunError):
    """A run stands still, and its thread cannot be ended."""


def in_background(work: Callable[[], Any]) -> Any:
    """Do something in a thread of its own, so that a signal reaches the main thread meanwhile.

    numba and LLVM recurse deeply: the thread gets a stack that is as large as the main thread's, or larger.
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
    return _result(done, lambda: None)


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
    stuck = False
    try:
        coming = iter(tasks)
        ahead = deque((task, pool.submit(work, task)) for task in islice(coming, workers + 2))
        while ahead:
            task, future = ahead.popleft()
            result = _result(future, lambda task=task: look(task))  # type: ignore[misc]
            ahead.extend((following, pool.submit(work, following)) for following in islice(coming, 1))
            yield result
    except TimeIsUp:
        return
    except StandsStillError:
        stuck = True
        raise
    finally:
        stop()
        pool.shutdown(wait=not stuck, cancel_futures=True)


class StandsStill:
    """Notices that no run has got through an event for long: the last defence against a run that never ends."""

    def __init__(self) -> None:
        self._events, self._looks = -1, 0

    def look(self, running: Sequence[tuple[str, int, Simulation]]) -> None:
        """Compare the numbers of events with those of the last look."""
        events = sum(int(simulation.world.clock[0].events) for _, _, simulation in running)
        self._looks = self._looks + 1 if running and events == self._events else 0
        self._events = events
        if self._looks < LOOKS_AT_ONE_EVENT:
            return
        name, replication, simulation = running[0]
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
