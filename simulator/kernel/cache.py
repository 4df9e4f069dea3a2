"""The folder of machine code on disk, named by all that the code depends on.

numba does not notice an edit in *another* module (numba #9483). So the name is a hash of the source of every room that
holds compiled code, of numba, LLVM, Python and the processor; every environment and checkout of a version shares it.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite
import llvmlite.binding
import numba

PACKAGE = Path(__file__).resolve().parent.parent
COMPILED_ROOMS = ("kernel", "organisation", "work", "state", "mechanisms", "engine")
LOCK = "compiling.lock"
OURS = re.compile(r"\w+_[0-9a-f]{40}|.+\.nb[ic](\.tmp\.\w+)?|compiling\.lock")  # in a cache, now or before
KEPT_CACHES = 8  # versions kept on disk: enough to switch between branches


@cache
def source_hash() -> str:
    """Hash of exactly this source, compiler, Python and processor."""
    digest = hashlib.sha256("\n".join(_makers()).encode())
    for room in COMPILED_ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            digest.update(path.relative_to(PACKAGE).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _makers() -> Iterator[str]:
    """Names of what makes machine code of source, and of what runs it."""
    yield os.environ.get("ORGSIM_CHECK_ROWS", "")
    yield from (numba.__version__, llvmlite.__version__, str(sys.implementation.cache_tag))
    yield llvmlite.binding.get_process_triple()
    yield numba.config.CPU_NAME or llvmlite.binding.get_host_cpu_name()
    features = numba.config.CPU_FEATURES
    with suppress(RuntimeError):  # a processor that LLVM does not know
        yield llvmlite.binding.get_host_cpu_features().flatten() if features is None else features


@cache
def cache_folder() -> Path | None:
    """Folder of the machine code of exactly this source; None where no folder can be written.

    It lies where ORGSIM_CACHE_DIR says, else in the home folder, else among temporary files.
    """
    return next((f for f in map(_usable, _candidates()) if f is not None), None)


def _candidates() -> Iterator[Path]:
    """Folders to try, the best first."""
    given = os.environ.get("ORGSIM_CACHE_DIR")
    if given:
        yield Path(given)
    with suppress(RuntimeError):  # a user without a home
        yield Path.home() / ".cache" / "orgsim"
    with suppress(OSError):  # not even a temporary folder
        yield Path(tempfile.gettempdir()) / f"orgsim-{getattr(os, 'getuid', int)()}"


def _usable(root: Path) -> Path | None:
    """The folder of this source below a root, if it can be written or is filled, and is not another user's."""
    folder = root / source_hash()
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        if root.parent.stat().st_mode & stat.S_IWOTH and root.stat().st_uid != os.getuid():
            return None  # machine code is run: where anyone may write it must not come from another user
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return folder if _is_filled(folder) else None


def _is_filled(folder: Path, function: str = "") -> bool:
    """Whether machine code, or that of one function, lies in a folder: an image may bring it read-only."""
    with suppress(OSError):
        return any(folder.rglob(f"{function}*.nbc"))
    return False


def must_compile(entry: Any) -> bool:
    """Whether an entry point has neither run in this process nor been kept on disk."""
    if getattr(entry, "signatures", True):  # it has run, or is plain Python
        return False
    folder, function = cache_folder(), entry.py_func
    return folder is None or not _is_filled(
        folder, f"{Path(function.__code__.co_filename).stem}.{function.__qualname__}-"
    )


def drop_old_caches() -> None:
    """Delete the machine code of all but the newest few versions."""
    folder = cache_folder()
    if folder is None:
        return
    try:
        others = [f for f in folder.parent.iterdir() if f.is_dir() and f != folder and _is_cache(f)]
        for folder in sorted(others, key=lambda f: f.stat().st_mtime)[: -KEPT_CACHES + 1]:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return  # a cache that cannot be read or tidied costs time, never a result


def _is_cache(folder: Path) -> bool:
    """Whether a folder is one of ours: what else a user keeps beside them is not touched."""
    ours = re.fullmatch(r"[0-9a-f]{16}", folder.name) is not None
    return ours and all(OURS.fullmatch(path.name) for path in folder.iterdir())
