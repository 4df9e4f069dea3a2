"""Small results folders for tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from simulator.errors import InputError, OutputError
from simulator.store.manifest import package_version
from simulator.store.places import Destination
from simulator.store.reader import read_results
from simulator.store.writer import ResultsWriter

TABLE = pa.table({"x": [1, 2]})
MANIFEST: dict[str, Any] = {
    "command": "run",
    "question": "",
    "versions": {"orgsim": package_version("orgsim")},
    "seeds": [7],
    "datasets": ["runs"],
    "scenarios": [{"variant": "desk"}],
}


def write(
    out: Path | Destination,
    table: pa.Table = TABLE,
    *,
    parts: int = 1,
    question: str = "",
    datasets: tuple[str, ...] = ("runs",),
    say: Callable[[str], None] = lambda line: None,
    sidecar: str = "",
) -> Path:
    """Write results, and say where they are."""
    with ResultsWriter(out, question, datasets, say) as writer:
        for dataset in datasets:
            for part in range(parts):
                writer.table(dataset, table, part)
        if sidecar:
            writer.sidecar(sidecar, "a picture")
        writer.finish({**MANIFEST, "question": question, "datasets": list(datasets)})
    return writer.shown


def refusal(out: Path | Destination, folder: Path, question: str = "") -> str:
    """What is said of a folder where nothing can be written."""
    with pytest.raises(OutputError) as caught:
        ResultsWriter(out, question, ["runs"])
    return str(caught.value).replace(f"{folder}/", "")


def unreadable(out: Path, dataset: str = "runs", **options: Any) -> str:
    """What is said of results that cannot be read."""
    with pytest.raises(InputError) as caught:
        read_results(out, dataset, **options)
    return str(caught.value).replace(f"{out.parent}/", "")


def entries(folder: Path) -> list[str]:
    """Names of what a folder holds."""
    return sorted(entry.name for entry in folder.iterdir())
