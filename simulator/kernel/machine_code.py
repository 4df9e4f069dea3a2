"""Machine code is found by what it was made from, and made by one process at a time.

numba keeps machine code by the path and the time of the file that it was made from, and lets every process compile that
finds none. Here a process that finds none compiles under a lock; the others wait, and read.
"""

from __future__ import annotations

import hashlib
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from numba.core.caching import CompileResultCacheImpl, FunctionCache, NullCache, _CacheLocator

from .cache import LOCK, cache_folder, drop_old_caches

SECONDS_TO_COMPILE = 40
SECONDS_TO_WAIT = 600.0  # for another process, which may have been stopped


@cache
def _say_compiling(module: str) -> None:
    """Say on standard error that a module has to be compiled first; once in a process."""
    once = (
        "once for this machine"
        if cache_folder()
        else "for this process only, as no folder can be written to keep it,"
    )
    part = module.removesuffix(".compiled").rpartition(".")[2]
    _say(f"compiling the model {once} ({part}, up to {SECONDS_TO_COMPILE} s) …")


def _say(text: str) -> None:
    """A line on standard error, if there still is one."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"orgsim: {text}\n")
        sys.stderr.flush()


@cache
def _lock(folder: Path) -> Any:
    """The lock of a cache. It is the operating system's: it ends with the process that holds it."""
    from filelock import FileLock  # only where something has to be compiled

    return FileLock(folder / LOCK)


def _locked(folder: Path) -> Any:
    """The lock once it is ours; None where there can be none, and each process compiles for itself."""
    from filelock import Timeout

    try:
        lock = _lock(folder)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            _say("another process is compiling; waiting for it …")
            lock.acquire(timeout=SECONDS_TO_WAIT)
    except (OSError, NotImplementedError):  # Timeout is an OSError
        return None
    return lock


class _ByContent(_CacheLocator):  # type: ignore[misc]
    """Where numba finds the machine code of a function: by what is in its file, not where that lies or how old it is."""

    def __init__(self, function: Any, path: str) -> None:
        self._py_file = path  # numba names it in its warnings
        self._stamp = hashlib.sha256(Path(path).read_bytes()).hexdigest()
        code = function.__code__
        self._name = hashlib.sha256(f"{function.__module__}:{code.co_firstlineno}".encode()).hexdigest()[:10]

    @classmethod
    def from_function(cls, function: Any, path: str) -> _ByContent:
        return cls(function, path)

    def get_cache_path(self) -> str:
        return str(cache_folder())

    def get_source_stamp(self) -> str:
        return self._stamp

    def get_disambiguator(self) -> str:
        return self._name  # two modules may have the same name in two rooms


class _Kept(CompileResultCacheImpl):  # type: ignore[misc]
    _locator_classes = [_ByContent]


class MachineCode(FunctionCache):  # type: ignore[misc]
    """Machine code of one entry point on disk.

    What cannot be read, because a file is half-written or comes from elsewhere, is compiled anew; what cannot be written
    is not kept. Both cost time, never a result.
    """

    _impl_class = _Kept
    _turn: Any = None

    def load_overload(self, signature: Any, target: Any) -> Any:
        """Machine code from disk, if need be after another process has compiled it; else it is our turn to compile."""
        found = self._read(signature, target)
        if found is None:
            self._turn = _locked(Path(self.cache_path))
            found = self._read(signature, target)  # another process may have written it in between
        if found is None:
            _say_compiling(self._py_func.__module__)
        else:
            self.end_turn()
        return found

    def _read(self, signature: Any, target: Any) -> Any:
        with suppress(Exception):  # whatever pickle and LLVM say of a file that is no machine code
            return super().load_overload(signature, target)
        return None

    def save_overload(self, signature: Any, result: Any) -> None:
        """Keep machine code; an index that cannot be read is begun anew."""
        try:
            super().save_overload(signature, result)
        except Exception:
            with suppress(Exception):
                self.flush()
                super().save_overload(signature, result)
        drop_old_caches()

    def end_turn(self) -> None:
        """Let another process compile, or read."""
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.release()


class Unkept(NullCache):  # type: ignore[misc]
    """No folder can be written: every process compiles for itself, and says so."""

    def __init__(self, function: Any) -> None:
        self._function = function

    def load_overload(self, signature: Any, target: Any) -> None:
        """Nothing is kept."""
        _say_compiling(self._function.__module__)

    def end_turn(self) -> None:
        """Nothing is shared."""


def keep(dispatcher: Any) -> None:
    """Let numba keep the machine code of a function, and compile it in turn with other processes."""
    function = dispatcher.py_func
    cached: Any = Unkept(function)
    if cache_folder() is not None:
        with suppress(OSError):  # a function without a file
            cached = MachineCode(function)
    compile_now = dispatcher.compile

    def compile_in_turn(signature: Any) -> Any:
        try:
            return compile_now(signature)
        finally:
            cached.end_turn()

    dispatcher._cache, dispatcher.compile = cached, compile_in_turn
