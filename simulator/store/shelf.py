"""Stored results: which folders hold them, and whether they are complete."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError, Problem
from .layout import MANIFEST, PART_OF, fault_of, reason_of
from .manifest import Manifest, manifest_in
from .reader import WRITTEN_DOWN, fault_in


@dataclass(frozen=True)
class Kept:
    """A folder of results."""

    folder: Path
    manifest: Manifest | None
    """None if it is incomplete, changed or missing."""
    fault: Problem | None
    """The first thing that is missing or changed; None if the results are complete."""

    @property
    def bytes(self) -> int:
        """Size of the files that exist."""
        return sum(
            _size(os.path.join(above, name)) for above, _, names in os.walk(self.folder) for name in names
        )

    @property
    def rows(self) -> dict[str, int]:
        """Rows by dataset, from the manifest."""
        if self.manifest is None:
            return {}
        return {
            name: sum(p.rows or 0 for p in self.manifest.parts(name).values())
            for name in self.manifest.datasets
        }


def kept(folder: Path, *, verify: bool = True) -> Kept:
    """The results in a folder. Raises InputError if it holds none, or none with a manifest."""
    manifest = manifest_in(folder)
    return Kept(folder, manifest, _first_fault(folder, manifest, verify=verify))


def kept_in(folder: Path, *, verify: bool = True) -> list[Kept]:
    """All results in the subfolders of a folder, ordered by name, or in the folder itself; also damaged ones.

    Raises InputError if the folder does not exist.
    """
    if _holds_results(folder):
        return [_whole_or_damaged(folder, verify=verify)]
    try:
        inner = [folder / name for name in sorted(os.listdir(folder), key=_natural)]
    except FileNotFoundError:
        raise InputError([Problem("", "does not exist", "check the path", str(folder))]) from None
    except OSError as error:
        what = f"cannot be read ({reason_of(error)})"
        raise InputError([Problem("", what, "give a folder of results", str(folder))]) from None
    visible = [path for path in inner if not path.name.startswith(".") and os.path.isdir(path)]
    return [_whole_or_damaged(path, verify=verify) for path in visible if _holds_results(path)]


def _whole_or_damaged(folder: Path, *, verify: bool) -> Kept:
    try:
        return kept(folder, verify=verify)
    except InputError as error:
        return Kept(folder, None, error.problems[0])


def _first_fault(folder: Path, manifest: Manifest, *, verify: bool) -> Problem | None:
    faults: Iterator[Problem | None] = (
        fault_in(folder, manifest, dataset, verify=verify) for dataset in manifest.datasets
    )
    first = next((fault for fault in faults if fault), None)
    if first:
        return first
    for name, part in manifest.files.items():
        fault = "" if PART_OF.fullmatch(name) else fault_of(folder / name, part, verify=verify)
        if fault:
            return Problem(name, fault, WRITTEN_DOWN, str(folder))
    return None


def _holds_results(folder: Path) -> bool:
    """Whether a folder holds results of ours, or what is left of them."""
    try:
        manifest_in(folder)
    except InputError as error:
        return error.problems[0].path == MANIFEST and _has_parts(folder)
    return True


def _has_parts(folder: Path) -> bool:
    try:
        return any(PART_OF.fullmatch(f"runs/{name}") for name in os.listdir(folder / "runs"))
    except OSError:
        return False


def _size(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0


def _natural(name: str) -> list[tuple[int, str]]:
    """A key that puts desk-2 before desk-10."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d{1,18})", name)]
