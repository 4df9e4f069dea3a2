"""Injections: a study is disturbed at a hundred random moments; each time the same command must bring the same rows.

Workers and coordinators are killed, the interrupt key is pressed, parts and receipts are damaged, the drive is full; on this
machine and, with Dask installed, on a scheduler with two workers. Takes about ten minutes.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.kit.studies import (
    Rows,
    begun,
    children_of,
    completed,
    receipts,
    rows,
    same_as,
    until,
    written,
)
from tests.property.test_studies_survive import DAMAGE

from .worlds import table

LOCAL, ON_CLUSTER, DAMAGED = 60, 16, 32
Words = tuple[str, ...]


def main() -> None:
    """Inject, complete, compare; print what came out of each kind."""
    right: Counter[str] = Counter()
    made: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as temporary:
        folder = written(Path(temporary))
        completed(folder, "--workers", "2", out="undisturbed")
        expected = rows(folder / "undisturbed")
        for kind, was_right in (
            *_local(folder, expected),
            *_damaged(folder, expected),
            *_on_cluster(folder, expected),
        ):
            made[kind] += 1
            right[kind] += was_right
    table(("injection", "times", "same rows afterwards"), [(kind, made[kind], right[kind]) for kind in made])
    print(f"\n{sum(right.values())} of {sum(made.values())} studies have the rows of the undisturbed one.")


def disturbed(
    folder: Path, expected: Rows, rng: random.Random, words: Words, act: Callable[[int, random.Random], None]
) -> bool:
    """Start, let something happen at a random moment, and run again until it is complete."""
    shutil.rmtree(folder / "out", ignore_errors=True)
    process = begun(folder, *words)
    wanted = rng.randrange(0, 14)
    until(lambda: process.poll() is not None or receipts(folder / "out") >= wanted)
    time.sleep(rng.random() * 0.3)
    act(process.pid, rng)
    process.communicate(timeout=120)
    completed(folder, *words)
    return same_as(expected, folder / "out")


def _kill_a_worker(pid: int, rng: random.Random) -> None:
    workers = children_of(pid)
    if workers:
        killed_if_there(rng.choice(workers), signal.SIGKILL)


def _kill(number: int) -> Callable[[int, random.Random], None]:
    return lambda pid, rng: killed_if_there(pid, number)


def killed_if_there(pid: int, number: int) -> None:
    """Send a signal to a process that may be over."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _kill_that(victim: int, pid: int, rng: random.Random) -> None:
    killed_if_there(victim, signal.SIGKILL)


def _local(folder: Path, expected: Rows) -> list[tuple[str, bool]]:
    kinds = {
        "worker killed": _kill_a_worker, "coordinator killed": _kill(signal.SIGKILL),
        "coordinator interrupted": _kill(signal.SIGINT), "coordinator terminated": _kill(signal.SIGTERM),
    }  # fmt: skip
    rng, names = random.Random(0), list(kinds)
    found = []
    for k in range(LOCAL):
        kind = names[k % len(names)]
        found.append((kind, disturbed(folder, expected, rng, ("--workers", "2"), kinds[kind])))
    return found


def _damaged(folder: Path, expected: Rows) -> list[tuple[str, bool]]:
    rng, found = random.Random(1), []
    for k in range(DAMAGED):
        what = list(DAMAGE)[k % len(DAMAGE)]
        receipt = rng.choice(sorted((folder / "out" / "receipts").glob("[!.]*.json")))
        DAMAGE[what](folder / "out" / "runs" / f"part-{receipt.stem}.parquet", receipt)
        completed(folder, "--workers", "2")
        found.append((what, same_as(expected, folder / "out")))
    return found


def _on_cluster(folder: Path, expected: Rows) -> list[tuple[str, bool]]:
    try:
        from tests.property.test_studies_on_a_cluster import Cluster
    except BaseException:  # pytest's skip is not an Exception
        return []
    rng, found = random.Random(2), []
    cluster = Cluster(folder)
    try:
        cluster.worker()
        cluster.worker()
        words = ("--cluster", cluster.address)
        for k in range(ON_CLUSTER):
            if k % 2:
                found.append(
                    (
                        "cluster: coordinator killed",
                        disturbed(folder, expected, rng, words, _kill(signal.SIGKILL)),
                    )
                )
            else:
                victim = cluster.worker()
                act = partial(_kill_that, victim.pid)
                found.append(("cluster: worker killed", disturbed(folder, expected, rng, words, act)))
    finally:
        cluster.end()
    return found
