"""The parts of a results folder, and the words for a part that is wrong."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
DATASETS = ("runs", "quarters", "initiatives", "items", "hours", "incidents", "events", "plausible")
LITTER = (".DS_Store", "Thumbs.db")
"""Files that file managers leave in folders; a user does not need them."""
PART_OF = re.compile(rf"({'|'.join(DATASETS)})/part-(\d{{5,}}|[0-9a-f]{{16}})\.parquet")
SIDECAR = re.compile(r"(?!manifest\.json$)\w[\w-]*\.\w+")


@dataclass(frozen=True)
class Part:
    """One file of a results folder as it was written."""

    bytes: int
    sha256: str
    rows: int | None = None
    """Rows of a dataset; None for a picture or a text."""


def part_name(dataset: str, number: int) -> str:
    """Name of one file of a dataset, relative to the results folder."""
    return f"{dataset}/part-{number:05d}.parquet"


def sealed(path: Path, rows: int | None = None) -> Part:
    """Size and checksum of a file that has just been written."""
    return Part(path.stat().st_size, digest(path), rows)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fault_of(path: Path, part: Part, *, verify: bool) -> str:
    """What is wrong with a part, in words; '' if it is unchanged.

    verify: whether its checksum is computed, which reads the whole file; otherwise only its size is checked.
    """
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode):
            return "is not a file"
        if found.st_size != part.bytes:
            return f"has {found.st_size:,} bytes instead of {part.bytes:,}"
        if verify and digest(path) != part.sha256:
            return "has been changed since it was written"
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({reason_of(error)})"
    return ""


def reason_of(error: Any) -> str:
    """The reason of the system, in its own words."""
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)
    return str(error) or type(error).__name__


def is_real_folder(path: Path) -> bool:
    """Whether the path is a folder, and not a link to one."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False
