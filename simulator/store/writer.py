"""Results on disk: written elsewhere, then moved into place, so that readers never see a partial dataset."""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import OutputError, Problem
from .drafts import Draft, Say, collect, new_draft, remove_empty
from .layout import DATASETS, MANIFEST, Part, part_name, reason_of, sealed
from .locks import folder_held
from .manifest import as_text
from .places import Destination, Place, place_for

NOT_SYNCED = (errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EROFS)
"""Errors of a drive that does not support writing at once."""
SYNCING = 8
"""Number of files handed to the drive at once."""


class ResultsWriter:
    """Writes a results folder as a whole, or not at all.

    Results of the same question are replaced. Results of another question, and all files that orgsim did not
    write, are left alone: see `places`. Drafts of runs that were killed are removed.
    """

    def __init__(
        self,
        wanted: Destination | Path,
        question: str = "",
        datasets: Collection[str] = DATASETS,
        say: Say = lambda line: None,
    ) -> None:
        self._wanted = wanted if isinstance(wanted, Destination) else Destination(wanted)
        self._question, self._datasets, self._say = question, datasets, say
        self._files: dict[str, Part] = {}
        self.is_finished = False
        self.shown = self._wanted.folder
        """Where the results go, as the user knows it; `finish` may change it, if the place was taken meanwhile."""
        with self._writing():
            self._made = _missing_parents(self.shown, self._wanted.elsewhere)
            try:
                self._draft = self._begun()
                self._draft.made = self._made
            except (OSError, OutputError):
                remove_empty(self._made)
                raise

    def _begun(self) -> Draft:
        """Remove what dead runs have left, choose a place, and take it."""
        parent = self.shown.resolve().parent
        parent.mkdir(parents=True, exist_ok=True)
        with folder_held(parent):
            collect(parent, self._say)
            self._place = self._chosen(self._wanted)
            self.shown = self._place.shown
            folder = self._place.folder
            _check_that_it_can_stand(folder)
            return new_draft(folder.parent, folder.name, self._question)

    def _chosen(self, wanted: Destination) -> Place:
        return place_for(wanted, self._question, self._datasets, self._say)

    def _still_free(self) -> Place:
        """The chosen place, or a numbered one beside it if it was taken meanwhile, so that the run is not lost."""
        try:
            return self._chosen(replace(self._wanted, folder=self.shown, numbered=False))
        except OutputError:
            return self._chosen(replace(self._wanted, numbered=True))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Put an error of the system about a folder into one sentence."""
        try:
            yield
        except (OSError, ValueError, RuntimeError) as error:
            what, remedy = f"cannot be written ({reason_of(error)})", self._wanted.elsewhere
            draft = getattr(self, "_draft", None)
            if draft is not None and not os.path.isdir(draft.new):
                what, remedy = "was removed while the run was writing to it", "run it again"
            raise OutputError(str(Problem("", what, remedy, str(self.shown)))) from None

    def __enter__(self) -> ResultsWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._draft.handle >= 0:  # not finished
            self._draft.discard()
            remove_empty(self._made)

    def table(self, dataset: str, table: pa.Table, part: int) -> None:
        """Write one file of a dataset."""
        name = part_name(dataset, part)
        path = self._draft.new / name
        with self._writing():
            path.parent.mkdir(exist_ok=True)
            pq.write_table(table, path, compression="zstd")
            self._files[name] = sealed(path, table.num_rows)

    def drop(self, dataset: str, part: int) -> None:
        """Remove one file of a dataset."""
        name = part_name(dataset, part)
        with self._writing():
            (self._draft.new / name).unlink()
        del self._files[name]

    def sidecar(self, name: str, text: str) -> None:
        """Write a file beside the datasets, such as a picture."""
        path = self._draft.new / name
        with self._writing():
            path.write_text(text, encoding="utf-8")
            self._files[name] = sealed(path)

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest, make sure that all files are on the drive, and move them into place."""
        new = self._draft.new
        with self._writing():
            (new / MANIFEST).write_text(as_text(manifest, self._files), encoding="utf-8")
            _sync(new, [*self._files, MANIFEST])
            parent = self._place.folder.parent
            with folder_held(parent):
                self._place = self._still_free()
                self._draft.move_to(self._place.folder)
                self.is_finished = True
                self.shown = self._place.shown
                sync_folder(parent)
        self._draft.discard()


def _check_that_it_can_stand(folder: Path) -> None:
    """Raise OSError now if results could not be moved there after the run."""
    if os.path.lexists(folder):
        inner = [folder / name for name in os.listdir(folder) if name in DATASETS]
        if not all(os.access(path, os.W_OK | os.X_OK) for path in (folder, *inner)):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    else:
        os.mkdir(folder)
        os.rmdir(folder)


def _sync(folder: Path, names: Collection[str]) -> None:
    """Wait until files are on the drive, so that they are complete if the power fails after the renaming."""
    with ThreadPoolExecutor(SYNCING) as pool:
        list(pool.map(lambda name: sync_file(folder / name), names))
    for inner in {(folder / name).parent for name in names}:
        sync_folder(inner)


def sync_file(path: Path) -> None:
    """Wait until a file is on the drive, if the drive supports it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in NOT_SYNCED:
            raise
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """The same for the names in a folder, if the system supports it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _missing_parents(out: Path, remedy: str) -> list[Path]:
    """Folders above that would have to be created, the innermost first."""
    above = out.resolve().parents
    files = [folder for folder in above if os.path.lexists(folder) and not os.path.isdir(folder)]
    if files:
        what = f"lies in '{files[0].name}', which is a file"
        raise OutputError(str(Problem("", what, remedy, str(out))))
    return [folder for folder in above if not os.path.lexists(folder)]
