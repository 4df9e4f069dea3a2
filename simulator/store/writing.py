"""Datasets on disk: written beside, then moved into place, so that nobody meets half of them."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import OutputError

MANIFEST = "manifest.json"
DATASETS = ("runs", "quarters", "initiatives", "items", "hours", "incidents", "events")
OURS = frozenset({MANIFEST, *DATASETS, "report.html", ".DS_Store"})
"""What a results folder may hold; whoever keeps something else in it keeps it."""
DRAFT = ".orgsim-"
OPEN_DRAFTS: set[Path] = set()
"""Drafts that this process has begun and that are not in their place yet."""


class ResultsWriter:
    """Writes a results folder as a whole, or not at all.

    A folder that holds older results is replaced; one that holds anything else is left alone.
    """

    def __init__(self, out: Path) -> None:
        self.shown = out
        with self._writing():
            self.out = out.resolve()
            _check_that_nothing_is_lost(self.out, out)
            made = _missing_parents(self.out, out)
            try:
                self.out.parent.mkdir(parents=True, exist_ok=True)
                self._draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=self.out.parent))
            except OSError:
                _remove_empty(made)
                raise
            OPEN_DRAFTS.add(self._draft)
            os.chmod(self._draft, 0o755)
        self._made = made

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Say in one sentence what the system says about a folder."""
        try:
            yield
        except (OSError, ValueError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise OutputError(f"{self.shown}: cannot be written ({reason}); choose another --out") from None

    def __enter__(self) -> ResultsWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        OPEN_DRAFTS.discard(self._draft)
        if kind is not None:
            shutil.rmtree(self._draft, ignore_errors=True)
            _remove_empty(self._made)

    def table(self, dataset: str, table: pa.Table, part: int) -> None:
        """Write one file of a dataset."""
        folder = self._draft / dataset
        with self._writing():
            folder.mkdir(exist_ok=True)
            pq.write_table(table, folder / f"part-{part:05d}.parquet", compression="zstd")

    def drop(self, dataset: str, part: int) -> None:
        """Take back one file of a dataset."""
        (self._draft / dataset / f"part-{part:05d}.parquet").unlink()

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest and move everything into place."""
        text = json.dumps(manifest, indent=2, ensure_ascii=False)
        with self._writing():
            (self._draft / MANIFEST).write_text(text + "\n", encoding="utf-8")
            if self.out.exists():
                self._replace_older_results()
            else:
                os.replace(self._draft, self.out)

    def _replace_older_results(self) -> None:
        old = Path(tempfile.mkdtemp(prefix=DRAFT, dir=self.out.parent))
        os.replace(self.out, old / "old")
        try:
            os.replace(self._draft, self.out)
        except OSError:
            os.replace(old / "old", self.out)
            raise
        finally:
            shutil.rmtree(old, ignore_errors=True)


def _check_that_nothing_is_lost(out: Path, shown: Path) -> None:
    """Raise OutputError where something stands that is not ours."""
    if not out.exists():
        return
    if not out.is_dir():
        raise OutputError(f"{shown}: is a file; choose another --out")
    names = sorted(entry.name for entry in out.iterdir())
    foreign = [name for name in names if name not in OURS]
    if not foreign and names and not _is_our_manifest(out / MANIFEST):
        foreign = names
    if foreign:
        what = f"holds '{foreign[0]}', which is no result of orgsim"
        raise OutputError(f"{shown}: {what}; choose another --out, or move it away")


def _is_our_manifest(path: Path) -> bool:
    """Whether a manifest is one of ours; other programs have files of this name, too."""
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and "scenarios" in manifest and "orgsim" in manifest.get("versions", {})


def _missing_parents(out: Path, shown: Path) -> list[Path]:
    """Folders above that would have to be made, the innermost first."""
    files = [folder for folder in out.parents if folder.is_file()]
    if files:
        raise OutputError(f"{shown}: lies in '{files[0].name}', which is a file; choose another --out")
    return [folder for folder in out.parents if not folder.exists()]


def _remove_empty(folders: list[Path]) -> None:
    """Take back folders that were made for nothing."""
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return
