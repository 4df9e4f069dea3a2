"""Which process writes a draft, and whether it still runs."""

from __future__ import annotations

import json
import os
import platform
import stat
import time
from pathlib import Path
from typing import Any

OWNER = "owner.json"
"""File of a draft that names the process that writes it; locked as long as that process runs."""
BOOT = Path("/proc/sys/kernel/random/boot_id")
LONGEST_OWNER = 10_000
UNTOUCHED_ELSEWHERE = 7 * 86_400.0
"""Seconds without a change after which a draft of another machine is abandoned: its locks may not be visible here."""


def owner_of(draft: Path) -> dict[str, Any] | None:
    """The owner of a draft as recorded in it; None if the record makes no sense."""
    path = draft / OWNER
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return None
        owner = json.loads(path.read_bytes()[:LONGEST_OWNER])
    except (OSError, ValueError, RecursionError):
        return None
    named = isinstance(owner, dict) and isinstance(owner.get("out"), str)
    return owner if named and owner["out"] == os.path.basename(owner["out"]) else None


def is_gone(owner: dict[str, Any], locked: str, draft: Path) -> bool:
    """Whether the process that owns a draft has ended."""
    if locked == "held by another":
        return False
    if locked == "locked" and _is_this_machine(owner):
        return True
    if owner.get("host") == platform.node() and locked != "locked":
        return _has_ended(owner.get("pid"), owner.get("started"))
    return untouched(draft) > UNTOUCHED_ELSEWHERE


def this_process() -> dict[str, Any]:
    """What distinguishes this process from all others, on this machine and elsewhere."""
    pid = os.getpid()
    return {"host": platform.node(), "boot": _boot(), "pid": pid, "started": _start_of(pid)}


def _boot() -> str:
    """Identifier of this machine since it was started; containers on it share it."""
    try:
        return BOOT.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""


def _is_this_machine(owner: dict[str, Any]) -> bool:
    return owner.get("host") == platform.node() or bool(_boot() and owner.get("boot") == _boot())


def _start_of(pid: int) -> str:
    """Time at which a process was started, as Linux counts; '' if it is not known."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        return text.rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return ""


def _has_ended(pid: Any, started: Any) -> bool:
    if not isinstance(pid, int) or not 0 < pid < 2**31:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return bool(started and _start_of(pid) and _start_of(pid) != started)


def untouched(draft: Path) -> float:
    """Seconds since anything in a draft was changed."""
    newest = 0.0
    for folder, _, names in os.walk(draft):
        for path in (folder, *(os.path.join(folder, name) for name in names)):
            try:
                newest = max(newest, os.lstat(path).st_mtime)
            except OSError:
                return 0.0
    return time.time() - newest
