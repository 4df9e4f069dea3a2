"""Reading results back."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import InputError, Problem, did_you_mean
from .writing import DATASETS, MANIFEST


def read_results(folder: str | Path, dataset: str = "runs") -> pa.Table:
    """One dataset of a results folder as an Arrow table; `.to_pandas()` makes a data frame.

    dataset: runs, quarters, initiatives, items, hours or events. Raises InputError where the
    folder or the dataset does not exist.
    """
    folder = Path(folder)
    if dataset not in DATASETS:
        raise InputError([Problem(dataset, "no such dataset", did_you_mean(dataset, DATASETS), str(folder))])
    if not (folder / MANIFEST).is_file():
        raise InputError([Problem("", "holds no results", "run 'orgsim run' with this --out", str(folder))])
    if not (folder / dataset).is_dir():
        raise InputError(
            [Problem(dataset, "was not written in this run", "see the manifest for what was", str(folder))]
        )
    return pq.read_table(folder / dataset)
