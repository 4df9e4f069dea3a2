"""The folder that a proposal is written to: all files or none, and never over an edited one."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from ...errors import InputError, OutputError, Problem
from ...files import CSV_LIMIT, read_bytes
from ...store.drafts import collect, new_draft

RECORD = ".orgsim-init.json"
"""Checksums of files as they were written, to see later whether they have been edited."""
MOST_BYTES = 1_000_000
"""Of the file of checksums."""


def edited(out: Path, names: list[str]) -> list[str]:
    """The files that exist and differ from what orgsim wrote."""
    record = _record(out / RECORD)
    return [
        name for name in names if os.path.lexists(out / name) and record.get(name) != _checksum_of(out / name)
    ]


def _record(path: Path) -> Mapping[str, object]:
    """Checksums written here earlier; empty if there are none, or they cannot be read."""
    try:
        record = json.loads(read_bytes(path, str(path), MOST_BYTES))
    except (InputError, ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


def _checksum_of(path: Path) -> str:
    """Checksum of a file; '' for what is not a file, or a file that orgsim did not write."""
    try:
        return _checksum(read_bytes(path, str(path), CSV_LIMIT))
    except InputError:
        return ""


def refuse_edited(out: Path, names: list[str]) -> None:
    """Raise InputError where an edited file would be lost."""
    found = edited(out, names)
    if found:
        remedy = "give another --out, or --force to write over it"
        raise InputError(
            Problem("", "has been edited, or was not written by init", remedy, str(out / name))
            for name in found
        )


def write_all(out: Path, files: Mapping[str, str], check: Callable[[Path], None]) -> None:
    """Write files to a folder beside, check them there, and move them into place.

    Raises OutputError where the folder cannot be written to; whatever `check` raises leaves `out` as it was.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        collect(out.parent, lambda line: None)  # left by an init that was killed
        draft = new_draft(out.parent, out.name, "init")
    except OSError as error:
        raise OutputError(
            f"{out}: cannot be written ({error.strerror or error}); choose another --out"
        ) from None
    beside = draft.new
    try:
        for name, text in files.items():
            (beside / name).write_text(text, encoding="utf-8")
        check(beside)
        record = {name: _checksum(text.encode()) for name, text in files.items()}
        (beside / RECORD).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
        out.mkdir(exist_ok=True)
        _refuse_folders(out, files)
        for name in (*files, RECORD):
            (beside / name).replace(out / name)
    except OSError as error:
        raise OutputError(
            f"{out}: cannot be written ({error.strerror or error}); choose another --out"
        ) from None
    finally:
        draft.discard()


def _refuse_folders(out: Path, names: Iterable[str]) -> None:
    """Raise OutputError where a folder stands in the place of a file, before any file is moved."""
    for name in names:
        if (out / name).is_dir():
            raise OutputError(f"{out / name}: is a folder; move it away, or choose another --out")


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
