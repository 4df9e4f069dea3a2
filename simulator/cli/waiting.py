"""A line on standard error where something takes long, and none where it goes fast."""

from __future__ import annotations

import threading
import time
from types import TracebackType

import click

PATIENCE = 1.5
"""Seconds after which a line says what is being done."""


class Waiting:
    """Says what is being done, once it has taken longer than a moment."""

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet
        self.doing = ""
        self._began = time.monotonic()
        self._timer = threading.Timer(PATIENCE, self._tell)
        self._timer.daemon = True

    def __enter__(self) -> Waiting:
        if not self.quiet:
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def step(self, doing: str) -> None:
        """What is done from now on."""
        self.doing = doing
        if not self.quiet and time.monotonic() - self._began > PATIENCE:
            self._tell()

    def _tell(self) -> None:
        if self.doing:
            click.echo(f"{self.doing} …", err=True)
