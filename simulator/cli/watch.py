"""A command can be ended at any moment, and does not stand silent for long.

The main thread may be deep in machine code or in a library when a signal comes. So a second thread reads signals
from a pipe: it gives the main thread a moment to clean up and leave, and then ends the process itself.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any

STOPPED = 130
"""Exit status after a signal."""
SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
SECONDS_TO_LEAVE = 0.6
"""Time that the main thread has to clean up after a signal."""
SECONDS_OF_SILENCE = 4.0
"""After which a command says what it is doing."""
SHOW_CURSOR = "\x1b[?25h"


class Stopped(BaseException):
    """A signal has ended the command. It passes through everything that handles errors."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.name = signal.Signals(number).name


class Watch:
    """Watches one command: signals, silence, and what is to be removed where it is ended.

    Attributes
    ----------
    kept: says what a command that is ended leaves behind.
    shown: whether something else shows what is being done, or it is not wanted.
    """

    def __init__(self) -> None:
        self.kept: Callable[[], str] = lambda: "nothing was written"
        self._doing: Callable[[], str] = lambda: ""
        self._said = time.monotonic()
        self.shown = False
        self._left = threading.Event()
        self._stopped: Stopped | None = None
        self._handlers: dict[int, object] = {}
        self._pipe: tuple[int, int] | None = None
        self._unraisable: Callable[[Any], Any] = sys.unraisablehook

    def doing(self, what: str | Callable[[], str]) -> None:
        """What the command does from now on: said on standard error where it takes long, or something else has."""
        self._doing = what if callable(what) else lambda: what
        self._said = time.monotonic()

    def __enter__(self) -> Watch:
        if threading.current_thread() is not threading.main_thread():
            return self  # signals reach the main thread only
        for number in SIGNALS:
            if signal.getsignal(number) not in (signal.SIG_IGN, None):  # as under nohup
                self._handlers[number] = signal.signal(number, self._on_signal)
        self._unraisable = sys.unraisablehook
        sys.unraisablehook = self._on_unraisable
        self._pipe = os.pipe()
        os.set_blocking(self._pipe[1], False)
        signal.set_wakeup_fd(self._pipe[1], warn_on_full_buffer=False)
        threading.Thread(target=self._look, daemon=True, name="watch").start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pipe is None:
            return
        self._left.set()
        signal.set_wakeup_fd(-1)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        sys.unraisablehook = self._unraisable
        os.close(self._pipe[1])

    def _on_unraisable(self, unraisable: Any) -> None:
        """A signal that finds the main thread where nothing can be raised: the second thread sees to it."""
        if not isinstance(unraisable.exc_value, Stopped):
            self._unraisable(unraisable)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        """Let the main thread leave what it does; further signals change nothing."""
        if self._stopped is None:
            self._stopped = Stopped(number)
            raise self._stopped

    def _look(self) -> None:
        """Wait for a signal; meanwhile break a long silence."""
        assert self._pipe is not None
        incoming = self._pipe[0]
        while True:
            ready, _, _ = select.select([incoming], [], [], 0.5)
            come = os.read(incoming, 1) if ready else None
            if come == b"":
                os.close(incoming)
                return
            if come and come[0] in self._handlers:
                self._end(come[0])
                return
            self._break_silence()

    def _end(self, number: int) -> None:
        """End the process, unless the main thread leaves by itself."""
        if not self._left.wait(SECONDS_TO_LEAVE):
            remove_drafts()
            say_stopped(Stopped(number), self.kept())
            os._exit(STOPPED)

    def _break_silence(self) -> None:
        what = self._doing()
        if what and not self.shown and time.monotonic() - self._said > SECONDS_OF_SILENCE:
            self._said = time.monotonic()
            say(f"orgsim: still {what} …")


WATCH = Watch()
"""Of the command that runs; each has its own, see `watched`."""


def watched() -> Watch:
    """The watch of a new command."""
    global WATCH  # noqa: PLW0603 - a process runs one command at a time
    WATCH = Watch()
    return WATCH


def watch() -> Watch:
    """The watch of the command that runs."""
    return WATCH


def say(text: str) -> None:
    """A line on standard error, if there still is one."""
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        return


def say_stopped(stopped: Stopped, kept: str) -> None:
    """Say that a signal has ended the command, and what is kept."""
    cursor = SHOW_CURSOR if sys.stderr is not None and sys.stderr.isatty() else ""
    say(f"{cursor}orgsim: stopped by {stopped.name}; {kept}")


def remove_drafts() -> None:
    """Remove what has been written and is not in its place yet."""
    drafts = sys.modules.get("simulator.store.drafts")  # not imported: nothing has been written
    for draft in list(getattr(drafts, "OPEN", ())):
        with suppress(OSError):
            draft.discard()
