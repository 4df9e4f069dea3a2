"""What in a results folder belongs to orgsim: only files that its manifest lists, and only if they are unchanged."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..errors import InputError
from .layout import DATASETS, LITTER, MANIFEST, fault_of, is_real_folder
from .manifest import Manifest, manifest_in, package_version

Kind = Literal["free", "the same", "another question", "not ours"]
NOT_A_RESULT = "which is not a result of orgsim"


@dataclass(frozen=True)
class Standing:
    """What is at the place where results will go."""

    kind: Kind
    what: str = ""
    """The reason in words, for 'another question' and 'not ours'."""
    clearable: bool = True
    """Whether the user could move it away or have it replaced."""


def standing_of(folder: Path, question: str, datasets: Collection[str], *, force: bool) -> Standing:
    """What is in a folder, seen by a run that asks a question and writes some datasets.

    'the same' means results of the same question, or with `force` of any question, of which no dataset would be lost.
    Raises OSError where the folder cannot be read.
    """
    try:
        mode = os.lstat(folder).st_mode
    except FileNotFoundError:
        return Standing("free")
    if not stat.S_ISDIR(mode):
        return Standing("not ours", "is a file", clearable=False)
    if os.path.ismount(folder):
        what = "is a mounted drive, which results cannot replace as a whole"
        return Standing("not ours", what, clearable=False)
    names = sorted(entry.name for entry in os.scandir(folder) if not _is_litter(entry))
    if not names:
        return Standing("free")
    try:
        manifest = manifest_in(folder)
    except InputError as error:
        return Standing("not ours", _without_a_manifest(names, error))
    other = "" if force else _other_question(manifest, question, datasets)
    if other:
        return Standing("another question", other)
    foreign = foreign_in(folder, manifest, verify=True)
    return Standing("not ours", foreign) if foreign else Standing("the same")


def _other_question(manifest: Manifest, question: str, datasets: Collection[str]) -> str:
    """Which other results would be lost, in words; '' if the same results are written again."""
    if manifest.question != question:
        return f"holds the results of another question ({manifest.command_line})"
    if manifest.values["versions"]["orgsim"] != package_version("orgsim"):
        return f"holds the results of orgsim {manifest.values['versions']['orgsim']}"
    lost = [name for name in manifest.datasets if name not in datasets]
    return f"holds '{lost[0]}', which this run does not write" if lost else ""


def _without_a_manifest(names: list[str], error: InputError) -> str:
    """The words for a folder without a valid manifest of orgsim."""
    problem = error.problems[0]
    if MANIFEST in names and problem.path == MANIFEST and any(name in DATASETS for name in names):
        return f"holds '{MANIFEST}', which {problem.what}"
    foreign = [name for name in names if name not in (MANIFEST, *DATASETS)]
    return f"holds '{(foreign or names)[0]}', {NOT_A_RESULT}"


def foreign_in(folder: Path, manifest: Manifest, *, verify: bool) -> str:
    """The first thing in a results folder that orgsim did not write, in words; '' if there is none.

    A link or a changed file counts as not written by orgsim. A missing file does no harm.
    """
    for name, entry in _entries(folder, ""):
        if _is_litter(entry) or (name == MANIFEST and entry.is_file(follow_symlinks=False)):
            continue
        if entry.is_dir(follow_symlinks=False) and name in manifest.datasets:
            continue
        part = manifest.files.get(name)
        if part is None or not entry.is_file(follow_symlinks=False):
            return f"holds '{name}', {NOT_A_RESULT}"
        fault = fault_of(folder / name, part, verify=verify)
        if fault:
            return f"holds '{name}', which {fault}"
    return ""


def is_ours(folder: Path) -> bool:
    """Whether a folder holds only results as orgsim wrote them, judged by names and sizes."""
    try:
        names = [entry.name for entry in os.scandir(folder) if not _is_litter(entry)]
        return not names or not foreign_in(folder, manifest_in(folder), verify=False)
    except (InputError, OSError):
        return False


def delete_results(folder: Path) -> None:
    """Delete a folder that holds only results of orgsim, its manifest last; leave any other folder alone."""
    if not is_real_folder(folder) or not is_ours(folder):
        return
    for entry in list(os.scandir(folder)):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        elif entry.name != MANIFEST:
            os.unlink(entry.path)
    shutil.rmtree(folder, ignore_errors=True)


def _entries(folder: Path, above: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """All files in a folder and, one level deep, in the folders of datasets; names relative to the top."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        yield f"{above}{entry.name}", entry
        if not above and entry.name in DATASETS and entry.is_dir(follow_symlinks=False):
            yield from _entries(Path(entry.path), f"{entry.name}/")


def _is_litter(entry: os.DirEntry[str]) -> bool:
    return entry.name in LITTER and stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode)
