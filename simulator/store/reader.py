"""Reading results back, and checking that they are complete."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import InputError, Problem, did_you_mean
from .layout import DATASETS, LITTER, MANIFEST, Part, fault_of, reason_of
from .manifest import AGAIN, Manifest, manifest_in

WRITTEN_DOWN = f"{AGAIN}, which {MANIFEST} holds"


STUDY = "study"


def read_results(folder: str | Path, dataset: str = "runs", *, verify: bool = True) -> pa.Table:
    """One dataset of a results folder as an Arrow table; `.to_pandas()` makes a data frame.

    Parameters
    ----------
    folder
        Where the results are, as `--out` named it.
    dataset
        runs, quarters, initiatives, items, hours, incidents, events or plausible.
    verify
        Whether the checksum of every part is computed, at about a gigabyte a second. Without it a part must exist
        with its size and its rows.

    Raises
    ------
    InputError
        If the folder or the dataset does not exist, if a part is missing, cut or changed, if there are other files
        among them, or if the manifest is not complete.
    """
    folder = Path(folder)
    if dataset not in DATASETS:
        raise InputError([Problem(dataset, "no such dataset", did_you_mean(dataset, DATASETS), str(folder))])
    manifest = manifest_in(folder)
    if dataset not in manifest.datasets or not manifest.parts(dataset):
        raise InputError(
            [Problem(dataset, "was not written in this run", "see the manifest for what was", str(folder))]
        )
    fault = fault_in(folder, manifest, dataset, verify=verify)
    if fault:
        raise InputError([fault])
    table = _read(folder, manifest, dataset)
    if manifest.values.get("command") != STUDY:
        return table
    return table.sort_by([("point", "ascending"), ("replication", "ascending")])  # batches end in any order


def columns_of(folder: Path, parts: Sequence[str], columns: Sequence[str]) -> pa.Table:
    """Some columns of some parts, in the order of the parts; nothing else is read.

    Raises InputError where a part cannot be read.
    """
    tables = []
    for name in parts:
        try:
            tables.append(pq.ParquetFile(folder / name).read(columns=list(columns), use_threads=False))
        except (OSError, pa.ArrowException) as error:
            raise _damaged(folder, name, f"cannot be read ({reason_of(error)})") from None
    return (
        pa.concat_tables(tables)
        if tables
        else pa.table({name: pa.array([], pa.float64()) for name in columns})
    )


def fault_in(folder: Path, manifest: Manifest, dataset: str, *, verify: bool) -> Problem | None:
    """What is wrong with a dataset: its first part that is missing or changed; None if all are unchanged."""
    parts = manifest.parts(dataset)
    if not os.path.isdir(folder / dataset):
        return Problem(dataset, "is missing", WRITTEN_DOWN, str(folder)) if parts else None
    found = ((name, fault_of(folder / name, part, verify=verify)) for name, part in parts.items())
    faults = [(name, fault) for name, fault in found if fault]
    if faults:
        (name, fault), more = faults[0], len(faults) - 1
        parts_are = "part of {} is" if more == 1 else "parts of {} are"
        others = f", and {more:,} more {parts_are.format(dataset)} damaged" if more else ""
        return Problem(name, f"{fault}{others}", WRITTEN_DOWN, str(folder))
    extra = _between(folder, dataset, parts)
    if extra:
        return Problem(extra, "does not belong to this run", "move it away", str(folder))
    return None


def _between(folder: Path, dataset: str, parts: dict[str, Part]) -> str:
    """The first thing in the folder of a dataset that its manifest does not list; '' if there is no such thing."""
    try:
        names = sorted(f"{dataset}/{name}" for name in os.listdir(folder / dataset))
    except OSError as error:
        raise _damaged(folder, dataset, f"cannot be read ({reason_of(error)})") from None
    litter = {f"{dataset}/{name}" for name in LITTER}
    return next((name for name in names if name not in parts and name not in litter), "")


def _read(folder: Path, manifest: Manifest, dataset: str) -> pa.Table:
    parts = manifest.parts(dataset)
    try:
        table = pq.read_table([str(folder / name) for name in parts], partitioning=None)
    except (OSError, pa.ArrowException) as error:
        for name in parts:
            _rows_of(folder, name)
        raise _damaged(folder, dataset, f"cannot be read ({reason_of(error)})") from None
    if table.num_rows != sum(part.rows or 0 for part in parts.values()):
        for name, part in parts.items():
            rows = _rows_of(folder, name)
            if rows != part.rows:
                raise _damaged(folder, name, f"has {rows:,} rows instead of {part.rows or 0:,}")
    return table


def _rows_of(folder: Path, name: str) -> int:
    """Rows of a part; raises InputError if it is not a Parquet file."""
    try:
        return int(pq.read_table(folder / name, partitioning=None).num_rows)
    except (OSError, pa.ArrowException):
        raise _damaged(folder, name, "is not a complete Parquet file") from None


def _damaged(folder: Path, name: str, what: str) -> InputError:
    return InputError([Problem(name, what, WRITTEN_DOWN, str(folder))])
