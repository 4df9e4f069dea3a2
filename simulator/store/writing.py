"""Datasets on disk: written beside, then moved into place, so that nobody meets half of them."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import OutputError

MANIFEST = "manifest.json"
DATASETS = ("runs", "quarters", "initiatives", "items", "hours", "events")


class ResultsWriter:
    """Writes a results folder as a whole, or not at all.

    A folder that holds older results is replaced; one that holds anything else is left alone.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self._check()
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            self._draft = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        except OSError as error:
            raise OutputError(f"{out}: cannot be written ({error.strerror}); choose another --out") from None
        os.chmod(self._draft, 0o755)

    def _check(self) -> None:
        if self.out.exists() and not self.out.is_dir():
            raise OutputError(f"{self.out}: is a file; choose another --out")
        if self.out.is_dir() and any(self.out.iterdir()) and not (self.out / MANIFEST).is_file():
            raise OutputError(f"{self.out}: holds something other than results; choose another --out")

    def __enter__(self) -> ResultsWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            shutil.rmtree(self._draft, ignore_errors=True)

    def table(self, dataset: str, table: pa.Table, part: int) -> None:
        """Write one file of a dataset."""
        folder = self._draft / dataset
        folder.mkdir(exist_ok=True)
        pq.write_table(table, folder / f"part-{part:05d}.parquet", compression="zstd")

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest and move everything into place."""
        text = json.dumps(manifest, indent=2, ensure_ascii=False)
        (self._draft / MANIFEST).write_text(text + "\n", encoding="utf-8")
        if self.out.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{self.out.name}-old-", dir=self.out.parent))
            os.replace(self.out, old / self.out.name)
            os.replace(self._draft, self.out)
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.replace(self._draft, self.out)
