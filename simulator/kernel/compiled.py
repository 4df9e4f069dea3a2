"""The one compiling decorator.

Only entry points are cached on disk. numba does not notice an edit in *another* module (numba
#9483), so the cache folder carries a hash of the source of every room that holds compiled code.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba import types

PACKAGE = Path(__file__).resolve().parent.parent
COMPILED_ROOMS = ("kernel", "organisation", "work", "mechanisms", "engine")
KEPT_CACHES = 8  # versions kept on disk: enough to switch between branches

Function = TypeVar("Function", bound=Callable[..., Any])


@cache
def cache_folder() -> Path:
    """Folder of the machine code of exactly this source and this numba."""
    digest = hashlib.sha256(numba.__version__.encode())
    for room in COMPILED_ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            digest.update(path.relative_to(PACKAGE).as_posix().encode())
            digest.update(path.read_bytes())
    home = os.environ.get("ORGSIM_CACHE_DIR")
    root = Path(home) if home else Path.home() / ".cache" / "orgsim"
    return root / digest.hexdigest()[:16]


def is_compiled(module: str = "") -> bool:
    """Whether machine code of this version, or of one of its modules, lies on disk, so that it starts at once."""
    return any(cache_folder().rglob(f"{module}*.nbc"))


def drop_old_caches() -> None:
    """Delete the machine code of all but the newest few versions."""
    try:
        others = [f for f in cache_folder().parent.iterdir() if f.is_dir() and f != cache_folder()]
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
    """Compile a function that Python calls; its machine code is kept on disk."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(cache_folder())
    try:
        compile_and_keep = numba.njit(
            nogil=True, _nrt=False, error_model="numpy", no_cfunc_wrapper=True, cache=True
        )
        return cast(Function, compile_and_keep(function))
    finally:
        numba.config.CACHE_DIR = before
