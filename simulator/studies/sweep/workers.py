"""Worker processes on this machine: each an executor of its own, so that one that dies takes nothing with it but its batch.

They ignore the interrupt key, which reaches all processes of a terminal, and end when the coordinator does, however it
ends.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import connection, get_context, parent_process
from types import ModuleType
from typing import Any, Protocol


class Workers(Protocol):
    """Where batches are simulated."""

    deaths: tuple[type[BaseException], ...]
    """What a future raises whose worker has died."""

    @property
    def free(self) -> int:
        """How many batches would begin at once."""

    def submit(self, work: Callable[[Any], Any], order: Any) -> Future[Any]:
        """Give a batch to a worker."""

    def taken_back(self, future: Future[Any]) -> None:
        """Its batch is over, or has failed: the worker is free, or is replaced if it has died."""

    def close(self) -> None:
        """End all workers, whatever they do."""


class LocalWorkers:
    """Processes on this machine, each with one batch at a time."""

    deaths: tuple[type[BaseException], ...] = (BrokenProcessPool,)

    def __init__(self, count: int) -> None:
        self._idle = [_one() for _ in range(count)]
        self._busy: dict[Future[Any], ProcessPoolExecutor] = {}

    @property
    def free(self) -> int:
        """Workers without a batch."""
        return len(self._idle)

    def submit(self, work: Callable[[Any], Any], order: Any) -> Future[Any]:
        """Give a batch to a worker without one; it starts where it does not run yet."""
        worker = self._idle.pop()
        with _without_the_script():
            try:
                future = worker.submit(work, order)
            except BrokenProcessPool:  # it died while it had nothing to do
                worker = _one()
                future = worker.submit(work, order)
        self._busy[future] = worker
        return future

    def taken_back(self, future: Future[Any]) -> None:
        """The worker of a batch that is over is free; one that has died is replaced."""
        worker = self._busy.pop(future)
        died = isinstance(future.exception(), self.deaths)
        if died:
            worker.shutdown(wait=False)
        self._idle.append(_one() if died else worker)

    def close(self) -> None:
        """End all processes."""
        for worker in [*self._idle, *self._busy.values()]:
            processes = list((worker._processes or {}).values())
            for process in processes:
                process.kill()
        for worker in [*self._idle, *self._busy.values()]:
            worker.shutdown(wait=True, cancel_futures=True)


class Staying:
    """Workers that stay for the next study: closing them does nothing, `end` does."""

    def __init__(self, workers: Workers) -> None:
        self._workers, self.deaths = workers, workers.deaths

    @property
    def free(self) -> int:
        """How many batches would begin at once."""
        return self._workers.free

    def submit(self, work: Callable[[Any], Any], order: Any) -> Future[Any]:
        """Give a batch to a worker."""
        return self._workers.submit(work, order)

    def taken_back(self, future: Future[Any]) -> None:
        """Its batch is over, or has failed."""
        self._workers.taken_back(future)

    def close(self) -> None:
        """They stay."""

    def end(self) -> None:
        """End all workers, whatever they do."""
        self._workers.close()


@contextmanager
def _without_the_script() -> Iterator[None]:
    """Let a process start without importing the script that asks for it: what it does lies in this package.

    Otherwise a script without `if __name__ == "__main__":` would begin its study anew in every worker.
    """
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


def _one() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, get_context("spawn"), initializer=prepare_process)


def prepare_process() -> None:
    """What a worker process does first."""
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    threading.Thread(target=_end_with_the_coordinator, daemon=True, name="parent").start()


def _end_with_the_coordinator() -> None:
    """A worker that nothing waits for would stay for ever."""
    parent = parent_process()
    if parent is not None:
        with suppress(OSError):
            connection.wait([parent.sentinel])
        os._exit(1)
