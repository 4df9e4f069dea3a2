"""A study from its question to its folder: place, workers, coordinator, manifest."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import InputError, OutputError, Problem
from ...store.layout import MANIFEST, Part, reason_of, sealed
from ...store.manifest import Asked, as_text, manifest_of
from ...store.parts import Receipt
from ..study import Listener
from .cluster import connected
from .coordinator import Coordinator, Failed, Wanted
from .folder import POINTS, STUDY, StudyFolder, held, holds_other, replaced, taken_for
from .question import Question
from .workers import LocalWorkers, Workers

COMMAND = "study"
BYTES_A_RUN = 900.0
"""A run's row of outcomes on the drive, in parts of a second."""
BYTES_AN_ITEM = 45.0
SHARE_OF_DRIVE = 0.95
MOST_NUMBERED = 999


@dataclass(frozen=True)
class Ended:
    """How a study ended.

    Attributes
    ----------
    complete: whether all that was wanted is done, or given up. runs: that are done in all; new: by this call.
    failed: batches that were given up.
    """

    folder: Path
    complete: bool
    runs: int
    new: int
    failed: tuple[Failed, ...]


def free_folder(wanted: Path, asked: Question, *, numbered: bool) -> Path:
    """Where a study may go: the folder that is wanted, or where it may be numbered, the first that is free or holds it.

    Raises OutputError where the folder holds something else.
    """
    others = [wanted.with_name(f"{wanted.name}-{number}") for number in range(2, MOST_NUMBERED)]
    for folder in [wanted, *(others if numbered else [])]:
        if not holds_other(folder, asked):
            return folder
    why = holds_other(wanted, asked)
    raise OutputError(str(Problem("", why, "choose another --out", str(wanted))))


def simulate_study(
    asked: Question,
    out: Path,
    wanted: Callable[[StudyFolder], Wanted],
    *,
    words: Mapping[str, Any] | None = None,
    workers: int | Workers | None = None,
    cluster: str | None = None,
    listener: Listener | None = None,
    time_limit: float = math.inf,
) -> Ended:
    """Simulate what is missing of a study, and leave its manifest.

    Parameters
    ----------
    asked: what is simulated. out: its folder: new, or of the same study, which goes on. wanted: of a study, the rule for replications by point.
    words: what a reader wants to know of the study: question, design, outcomes that decide.
    workers: processes on this machine, by default one per processor; or those that are there already. cluster: address of a scheduler instead.

    Raises
    ------
    InputError where the cluster will not do; OutputError where the folder will not, another study is written there, or the
    drive is full. What is done stays done.
    """
    listener = listener or Listener()
    started = time.monotonic()
    with held(out):
        study = taken_for(out, asked, dict(words or {}))
        listener.doing("starting the workers" if cluster is None else f"asking the cluster at {cluster}")
        at = workers_for(study.path, workers, cluster)
        with listener.progress() as look:
            coordinator = Coordinator(
                study, at, wanted(study), listener.note, look, deadline=started + time_limit
            )
            complete = _simulated(study, asked, coordinator, started)
    runs = sum(receipt.runs for receipt in coordinator.receipts.values())
    return Ended(out, complete, runs, coordinator.new, tuple(coordinator.failed))


def _simulated(study: StudyFolder, asked: Question, coordinator: Coordinator, started: float) -> bool:
    """Simulate what is missing, and leave the manifest, whatever happens; returns whether nothing is missing any more."""
    try:
        complete = coordinator.complete()
    except BaseException:
        with suppress(OSError):  # what went wrong is said first
            _leave_manifest(study, asked, coordinator, False, time.monotonic() - started)
        raise
    try:
        _leave_manifest(study, asked, coordinator, complete, time.monotonic() - started)
    except OSError as error:
        what, remedy = f"cannot be written ({reason_of(error)})", "make room, and run the same command again"
        raise OutputError(str(Problem(MANIFEST, what, remedy, str(study.path)))) from None
    return complete


def workers_for(folder: Path, workers: int | Workers | None, cluster: str | None) -> Workers:
    """Who simulate: those that are given, so many processes on this machine, or those of a cluster."""
    if workers is not None and not isinstance(workers, int):
        return workers
    if cluster is not None:
        return connected(cluster, folder)
    return LocalWorkers(workers or os.cpu_count() or 1)


def check_that_it_fits(out: Path, asked: Question, runs: float, items_a_run: float) -> None:
    """Raise InputError where the drive has no room for so many runs."""
    import shutil

    each = BYTES_A_RUN + (items_a_run * BYTES_AN_ITEM if set(asked.datasets) - {"runs"} else 0.0)
    above = next(folder for folder in (out, *out.resolve().parents) if folder.exists())
    there = SHARE_OF_DRIVE * shutil.disk_usage(above).free
    if runs * each > there:
        what = (
            f"{runs:,.0f} runs would take about {runs * each / 1e9:,.1f} GB, {there / 1e9:,.1f} GB are free"
        )
        raise InputError(
            [Problem("design", what, "ask for fewer points or replications, or another --out", str(out))]
        )


def _leave_manifest(
    study: StudyFolder, asked: Question, coordinator: Coordinator, complete: bool, seconds: float
) -> None:
    """The manifest of what is done so far, complete or not."""
    receipts = coordinator.receipts
    about = Asked(COMMAND, asked.variants, [asked.seed], asked.datasets, words=study.entry["asked"])
    values = {
        **manifest_of(about, seconds, [failed.why for failed in coordinator.failed]),
        "question": study.question,
        "study": {
            "complete": complete,
            "points": study.count,
            "runs": sum(r.runs for r in receipts.values()),
        },
    }
    text = as_text(values, {**_files_of(receipts), **_beside(study.path, (STUDY, POINTS))})
    replaced(study.path / MANIFEST, text.encode("utf-8", "backslashreplace"))


def _files_of(receipts: Mapping[str, Receipt]) -> dict[str, Part]:
    """Files of all parts, in the order of the points."""
    ordered = sorted(receipts.values(), key=lambda receipt: receipt.spans)
    return {name: part for receipt in ordered for name, part in receipt.files.items()}


def _beside(folder: Path, names: Sequence[str]) -> dict[str, Part]:
    return {name: sealed(folder / name) for name in names}
