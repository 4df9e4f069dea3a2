"""Locks that the system releases when their owner ends, however it ends."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

PATIENCE = 10.0
"""Seconds to wait for another run that looks at a folder, which takes milliseconds."""
PAUSE = 0.02

Locked = Literal["locked", "held by another", "cannot be locked"]


def lock(handle: int) -> Locked:
    """Try to lock an open file or folder for this process alone; never waits."""
    if fcntl is None:
        return "cannot be locked"
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        held = error.errno in (errno.EWOULDBLOCK, errno.EACCES)
        return "held by another" if held else "cannot be locked"
    return "locked"


@contextmanager
def folder_held(folder: Path) -> Iterator[None]:
    """Be the only run that looks at a folder and decides, where the system supports locks.

    Where another program keeps the folder locked for long, or it cannot be locked (some network drives),
    the run goes on without a lock: each run alone is safe, and only two runs at the same moment could
    take the same place.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        yield
        return
    try:
        ends = time.monotonic() + PATIENCE
        while lock(handle) == "held by another" and time.monotonic() < ends:
            time.sleep(PAUSE)
        yield
    finally:
        os.close(handle)
