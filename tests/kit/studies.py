"""A small study that takes a few seconds, its undisturbed results, and ways to disturb one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from simulator import read_results
from simulator.store.parts import whole_parts

QUEUE = """\
name: {name}
horizon: {{days: 1500, warmup_days: 50}}
workforce: {{clerk: {{count: {clerks}}}}}
products: [{{name: counter}}]
value_stream: [{{stage: serve, by: {{clerk: 1.0}}}}]
demand: {{items: [{{name: walk-in, product: counter, arrivals_per_day: 1.5, effort_days: {{exponential: {{mean: 1.0}}}}}}]}}
structure: {{teams: [{{name: counter, members: {{clerk: {clerks}}}}}]}}
mechanisms: none
"""
STUDY = """\
name: clerks
variants: [two.yaml, three.yaml]
uncertainties:
  demand.items.walk-in.arrivals_per_day: {low: 0.5, high: 1.8}
design: {kind: latin_hypercube, points: 6}
replications: 60
datasets: [runs, hours]
decide_on: [lead_time_days_mean]
"""
SHORT_BATCHES = "import simulator.studies.sweep.coordinator as c; c.SECONDS_OF_A_BATCH = 0.15; "
"""Many parts in a few seconds."""
COMMAND = SHORT_BATCHES + "from simulator.command import main; main()"


def written(folder: Path) -> Path:
    """The files of the study."""
    for name, clerks in (("two", 2), ("three", 3)):
        (folder / f"{name}.yaml").write_text(QUEUE.format(name=name, clerks=clerks), encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return folder


def begun(folder: Path, *words: str, out: str = "out") -> subprocess.Popen[str]:
    """`orgsim study` in a process of its own, in a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, "study", "study.yaml", "--out", out, *words],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def completed(folder: Path, *words: str, out: str = "out") -> str:
    """Run it to its end; returns what it says."""
    process = begun(folder, *words, out=out)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return said


def children_of(pid: int) -> list[int]:
    """Worker processes of a coordinator."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split() if entry.name.isdigit() else []
            words = (entry / "cmdline").read_bytes() if fields else b""
        except OSError:
            continue
        if fields and int(fields[1]) == pid and b"spawn_main" in words:
            found.append(int(entry.name))
    return found


def is_there(pid: int) -> bool:
    """Whether a process runs, and is not only waited for."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


def until(true: Callable[[], object], seconds: float = 30.0) -> bool:
    """Wait until something is so."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if true():
            return True
        time.sleep(0.01)
    return False


def receipts(folder: Path) -> int:
    """How many parts count so far."""
    return len(list((folder / "receipts").glob("[!.]*.json")))


def killed(process: subprocess.Popen[str], pid: int, number: int = signal.SIGKILL) -> None:
    """Send a signal to a process, and see the coordinator end if it was that one."""
    os.kill(pid, number)
    if pid == process.pid:
        process.communicate(timeout=30)


Rows = dict[str, pa.Table]
"""Tables by dataset."""


def rows(folder: Path) -> Rows:
    """All rows of a study by dataset, in an order that does not depend on batches."""
    found = {}
    for dataset in ("runs", "hours"):
        files = [
            str(folder / name)
            for r in whole_parts(folder)
            for name in r.files
            if name.startswith(f"{dataset}/")
        ]
        table = pa.concat_tables(
            [pq.read_table(file, partitioning=None) for file in files]
        ).unify_dictionaries()
        table = table.sort_by([("point", "ascending"), ("replication", "ascending")]).combine_chunks()
        found[dataset] = pa.table({name: plain(table[name]) for name in table.column_names})
    return found


def plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of words without its dictionary, whose order follows the batches."""
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def same_as(undisturbed: Rows, folder: Path) -> bool:
    """Whether a study has the same rows to the last bit, none lost and none double; and reads back as a whole."""
    found = rows(folder)
    return all(found[name].equals(table) for name, table in undisturbed.items()) and (
        read_results(folder).num_rows == undisturbed["runs"].num_rows
    )
