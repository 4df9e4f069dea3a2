"""The program `orgsim`: from its first moment a signal ends it with status 130, whatever is imported or compiled.

Nothing heavy stands here, or above: the handlers must be there before anything that takes time.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

STOPPED = 130


def _leave(number: int, frame: FrameType | None) -> None:
    """End at once: nothing has been begun yet."""
    os.write(2, f"orgsim: stopped by {signal.Signals(number).name}; nothing was written\n".encode())
    os._exit(STOPPED)


def _open_standard_streams() -> None:
    """Give standard input and output that a user has closed somewhere to go, before another file takes their number."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if number == 0 else "w", encoding="utf-8"))  # noqa: SIM115


def main() -> None:
    """Run the command, and leave with its exit status, even where a thread would go on."""
    _open_standard_streams()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) not in (signal.SIG_IGN, None):
            signal.signal(number, _leave)
    from .cli import main as command  # imported under the handlers

    status: object = 0
    try:
        command(prog_name="orgsim")
    except SystemExit as leaving:
        status = leaving.code
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            status = status or 1
    os._exit(status if isinstance(status, int) else 1)


if __name__ == "__main__":
    main()
