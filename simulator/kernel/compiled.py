"""The one compiling decorator.

Only entry points are cached on disk. numba does not notice an edit in *another* module (numba
#9483), so the cache folder carries a hash of the source of every room that holds compiled code.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba import types

PACKAGE = Path(__file__).resolve().parent.parent
COMPILED_ROOMS = ("kernel", "organisation", "work", "state", "mechanisms", "engine")
CACHED = re.compile(r"\w+_[0-9a-f]{40}")  # folders that numba makes in a cache
KEPT_CACHES = 8  # versions kept on disk: enough to switch between branches

Function = TypeVar("Function", bound=Callable[..., Any])


@cache
def source_hash() -> str:
    """Hash of exactly this source and this numba."""
    digest = hashlib.sha256(numba.__version__.encode())
    for room in COMPILED_ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            digest.update(path.relative_to(PACKAGE).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


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
    """The folder of this source below a root, if it can be written and is not another user's."""
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        if root.parent.stat().st_mode & stat.S_IWOTH and root.stat().st_uid != os.getuid():
            return None  # machine code is run: where anyone may write it must not come from another user
        folder = root / source_hash()
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return None


def is_compiled(module: str = "") -> bool:
    """Whether machine code of this version, or of one of its modules, lies on disk, so that it starts at once."""
    folder = cache_folder()
    return folder is not None and any(folder.rglob(f"{module}*.nbc"))


def runs_already(entry: Any) -> bool:
    """Whether an entry point has been compiled, or read from disk, in this process."""
    return bool(getattr(entry, "signatures", True))


def is_cache(folder: Path) -> bool:
    """Whether a folder is one of ours: what else a user keeps beside them is not touched."""
    inside = list(folder.iterdir())
    ours = re.fullmatch(r"[0-9a-f]{16}", folder.name) is not None
    return ours and all(path.is_dir() and CACHED.fullmatch(path.name) for path in inside)


def drop_old_caches() -> None:
    """Delete the machine code of all but the newest few versions."""
    folder = cache_folder()
    if folder is None:
        return
    try:
        others = [f for f in folder.parent.iterdir() if f.is_dir() and f != folder and is_cache(f)]
        for folder in sorted(others, key=lambda f: f.stat().st_mtime)[: -KEPT_CACHES + 1]:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return  # a cache that cannot be read or tidied costs time, never a result


def compiled(function: Function) -> Function:
    """Compile a function that other compiled functions call."""
    dispatcher = numba.njit(nogil=True, _nrt=False, error_model="numpy", no_cfunc_wrapper=True)(function)
    if numba.config.DISABLE_JIT:
        return function
    resolve = dispatcher.get_call_template
    # numba would compile a function anew for every constant that it is called with
    dispatcher.get_call_template = lambda arguments, keywords: resolve(
        [types.unliteral(argument) for argument in arguments], keywords
    )
    return cast(Function, dispatcher)


def compiled_entry(function: Function) -> Function:
    """Compile a function that Python calls; its machine code is kept on disk where that is possible."""
    folder, before = cache_folder(), numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder or "")
    try:
        compile_and_keep = numba.njit(
            nogil=True, _nrt=False, error_model="numpy", no_cfunc_wrapper=True, cache=folder is not None
        )
        return cast(Function, compile_and_keep(function))
    finally:
        numba.config.CACHE_DIR = before
