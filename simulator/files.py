"""Opening files: only regular ones, never more bytes than a limit, and never waiting.

Every file that a user names is opened here. A pipe, a device or a socket may have no end or never begin. It is
refused at once, both before and after opening, so that nothing else can take its place in between.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from .errors import InputError, Problem

CSV_LIMIT = 256_000_000
"""Bytes of a CSV file."""
CHUNK = 1 << 20
KINDS = (
    (stat.S_ISFIFO, "is a pipe"),
    (stat.S_ISSOCK, "is a socket"),
    (stat.S_ISCHR, "is a device"),
    (stat.S_ISBLK, "is a device"),
)
FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)


def read_bytes(
    path: Path, shown: str, limit: int, kind: str = "file", smaller: str = "use a part of it"
) -> bytes:
    """All that a regular file holds.

    Parameters
    ----------
    path: of the file; links are followed.
    shown: the path as the user knows it, for messages.
    limit: most bytes that are read.
    kind: what the file should be, such as `CSV file`.
    smaller: what to do with a file beyond the limit.

    Raises
    ------
    InputError, one problem, where it is missing, not a regular file, too large, or unreadable.
    """
    try:
        _refuse_other_kinds(os.stat(path), shown, kind)
        handle = os.open(path, FLAGS)
        try:
            found = os.fstat(handle)
            _refuse_other_kinds(found, shown, kind)
            if found.st_size > limit:
                raise _too_large(shown, limit, smaller)
            content = _at_most(handle, limit + 1)
        finally:
            os.close(handle)
    except (OSError, ValueError) as error:
        raise InputError([Problem("", *_why(error, path), shown)]) from None
    if len(content) > limit:
        raise _too_large(shown, limit, smaller)
    return content


def read_text(path: Path, shown: str, limit: int, kind: str = "file") -> str:
    """All text of a regular file in UTF-8, a byte order mark left out. Raises InputError like `read_bytes`."""
    return decoded(read_bytes(path, shown, limit, kind), shown)


def decoded(data: bytes, shown: str) -> str:
    """Bytes as text; raises InputError with line and column where they are not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        what, remedy = "is not UTF-8 text from here on", "save it as UTF-8"
        raise InputError([Problem("", what, remedy, shown, line, column)]) from None


def _refuse_other_kinds(found: os.stat_result, shown: str, kind: str) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise InputError([Problem("", "is a folder", f"name a {kind} in it", shown)])
    for is_one, what in KINDS:
        if is_one(found.st_mode):
            remedy = f"save its output as a {kind}, and name that file"
            raise InputError([Problem("", f"{what}, not a file", remedy, shown)])


def _at_most(handle: int, count: int) -> bytes:
    """This many bytes, or fewer where the file ends earlier."""
    parts: list[bytes] = []
    while count > 0 and (part := os.read(handle, min(CHUNK, count))):
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _too_large(shown: str, limit: int, smaller: str) -> InputError:
    return InputError([Problem("", f"has more than {limit / 1e6:,.0f} MB", smaller, shown)])


def _why(error: OSError | ValueError, path: Path) -> tuple[str, str]:
    """Why a path cannot be opened, and what to do."""
    number = getattr(error, "errno", None)
    if number == errno.ELOOP:
        return "is a link that leads back to itself", "name the file itself"
    if number == errno.ENOENT and os.path.islink(path):
        return "is a link to something that does not exist", "name the file itself"
    if number == errno.ENXIO:
        return "is not a file", "check the path"
    reason = getattr(error, "strerror", None) or str(error)
    return f"cannot be read ({reason})", "check the path"
