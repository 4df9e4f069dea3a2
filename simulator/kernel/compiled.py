"""The two compiling decorators: for what Python calls, and for what only compiled code calls.

numba's usual ways take three times as long to compile, and compile again in every environment and checkout; `linking`
and `machine_code` shorten them. They build on what numba does not promise to keep: where it is gone, the usual ways remain.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar, cast

import numba
from numba import types

from .cache import cache_folder

linking: Any = None
machine_code: Any = None
with suppress(ImportError, AttributeError):  # a numba that is built differently
    from . import linking, machine_code

Function = TypeVar("Function", bound=Callable[..., Any])
OPTIONS = {"nogil": True, "_nrt": False, "error_model": "numpy", "no_cfunc_wrapper": True}


def compiled(function: Function) -> Function:
    """Compile a function that other compiled functions call, and tests from Python."""
    if numba.config.DISABLE_JIT:
        return function
    whole = _whole(function)
    part = numba.njit(pipeline_class=linking.PartCompiler, **OPTIONS)(function) if linking else whole
    resolve = part.get_call_template
    # numba would compile a function anew for every constant that it is called with
    whole.get_call_template = lambda arguments, keywords: resolve(
        [types.unliteral(argument) for argument in arguments], keywords
    )
    if linking:
        whole.get_overload, whole.get_compile_result = part.get_overload, part.get_compile_result
    return cast(Function, whole)


def compiled_entry(function: Function) -> Function:
    """Compile a function that Python calls; its machine code is kept on disk where that is possible."""
    if numba.config.DISABLE_JIT:
        return function
    if machine_code is None:
        return cast(Function, _kept_as_numba_does(function))
    entry = _whole(function)
    machine_code.keep(entry)
    return cast(Function, entry)


def _whole(function: Any, **options: Any) -> Any:
    """A function that Python calls."""
    if linking:
        options["pipeline_class"] = linking.WholeCompiler
    return numba.njit(**OPTIONS, **options)(function)


def _kept_as_numba_does(function: Any) -> Any:
    """By path and time, in our folder."""
    folder, before = cache_folder(), numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder or "")
    try:
        return _whole(function, cache=folder is not None)
    finally:
        numba.config.CACHE_DIR = before


def plain(function: Function) -> Function:
    """A compiled function for Python to call a few times: to compile it would take half a second in each process."""
    return cast(Function, getattr(function, "py_func", function))
