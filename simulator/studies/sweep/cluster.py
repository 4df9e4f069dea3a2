"""Workers on a cluster of Dask: the same batches, on other machines that see the same folder.

Extra `orgsim[cluster]`. Each worker must have the same version of orgsim; that is checked before anything is simulated.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import InputError, Problem
from .question import engine_version

if TYPE_CHECKING:
    from distributed import Client

SECONDS_TO_ANSWER = 10
AHEAD = 2
"""Batches for each thread of the cluster: one is simulated, one waits beside it."""
SAME = ("python", "numpy", "orgsim")
OPTION = "--cluster"


def connected(address: str, folder: Path) -> ClusterWorkers:
    """The workers of a scheduler, once it is known that they can do the work.

    Raises
    ------
    InputError where Dask is not installed, no scheduler answers, it has no workers, they have other versions, or do not
    see the folder.
    """
    try:
        from distributed import Client
    except ImportError:
        raise _wrong("needs Dask", "pip install 'orgsim[cluster]'") from None
    if not address.startswith(("tcp://", "tls://", "ws://", "wss://", "ucx://")):
        raise _wrong(f"'{address}' is not the address of a scheduler", "write it like tcp://host:8786")
    _silence()
    try:
        client = Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, RuntimeError) as error:
        why = str(error).partition("\n")[0] or type(error).__name__
        raise _wrong(
            f"no scheduler answers at {address} ({why})",
            "start one with 'dask scheduler', or check the address",
        ) from None
    try:
        _check(client, folder)
    except BaseException:
        client.close()  # type: ignore[no-untyped-call]
        raise
    return ClusterWorkers(client)


def _silence() -> None:
    """Let Dask keep its tracebacks to itself: what matters of them is said in a sentence."""
    import logging

    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _check(client: Client, folder: Path) -> None:
    """Refuse a cluster without workers, or with workers that would bring other results or none."""
    if not client.scheduler_info(n_workers=-1)["workers"]:
        raise _wrong(
            "the scheduler has no workers", "start some with 'dask worker', where orgsim is installed"
        )
    token = f".seen-{secrets.token_hex(4)}"
    here = _identity(None)
    (folder / token).touch()
    try:
        found: Mapping[str, Any] = client.run(_identity, str(folder.resolve() / token), on_error="return")
    finally:
        with suppress(OSError):
            (folder / token).unlink()
    for worker, there in found.items():
        if isinstance(there, BaseException):
            raise _wrong(
                f"worker {worker} cannot import orgsim ({there})", "install this version of orgsim there"
            )
        differs = [
            f"{name} {there[name]} instead of {here[name]}" for name in SAME if there[name] != here[name]
        ]
        if differs:
            raise _wrong(f"worker {worker} has {', '.join(differs)}", "install the same versions there")
        if not there["sees"]:
            what = f"worker {worker} does not see {folder.resolve()}"
            raise _wrong(what, "choose an --out that all machines share, under the same path")


def _identity(seen: str | None) -> dict[str, Any]:
    """What a worker is, and whether it sees a file."""
    import platform

    import numpy as np

    return {
        "python": ".".join(platform.python_version_tuple()[:2]),
        "numpy": np.__version__,
        "orgsim": engine_version(),
        "sees": seen is not None and Path(seen).exists(),
    }


class ClusterWorkers:
    """Threads of the workers of a Dask cluster, as an executor."""

    def __init__(self, client: Client) -> None:
        from distributed import KilledWorker

        self.deaths: tuple[type[BaseException], ...] = (KilledWorker,)
        self._client = client
        self._executor = client.get_executor(pure=False)  # type: ignore[no-untyped-call]
        self._busy: set[Future[Any]] = set()

    @property
    def free(self) -> int:
        """Batches that the cluster could take."""
        threads = sum(
            worker["nthreads"] for worker in self._client.scheduler_info(n_workers=-1)["workers"].values()
        )
        return int(max(0, AHEAD * max(1, threads) - len(self._busy)))

    def submit(self, work: Callable[[Any], Any], order: Any) -> Future[Any]:
        """Give a batch to the cluster."""
        future: Future[Any] = self._executor.submit(work, order)
        self._busy.add(future)
        return future

    def taken_back(self, future: Future[Any]) -> None:
        """Its batch is over, or has failed; the scheduler replaces what died."""
        self._busy.discard(future)

    def close(self) -> None:
        """Leave the cluster: batches that wait are cancelled, and parts of those at work are not taken any more."""
        for future in self._busy:
            future.cancel()
        with suppress(Exception):
            self._executor.shutdown(wait=False)
        self._client.close(timeout=SECONDS_TO_ANSWER)  # type: ignore[no-untyped-call]


def _wrong(what: str, remedy: str) -> InputError:
    return InputError([Problem("", what, remedy, OPTION)])
