"""What a person at a terminal gets to hear of a study: progress, warnings, and where the results go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click

from ..store.places import Destination
from ..studies.plausible import PlausibleWorlds
from ..studies.replications import seeds_of
from ..studies.runs import Case
from ..studies.study import Listener, Study
from .watch import say, watch


class Terminal(Listener):
    """Says on standard error what a study says."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._last = "getting ready"

    def doing(self, what: str) -> None:
        """For the watch, which breaks a long silence with it."""
        watch().doing(what)

    def warning(self, text: str) -> None:
        """A line, unless it is to be quiet."""
        if not self._quiet:
            click.echo(f"warning: {text}", err=True)

    def note(self, text: str) -> None:
        """A line in any case: it says where results are."""
        say(text)

    @contextmanager
    def progress(self) -> Iterator[Callable[[Any], None]]:
        """A bar that moves with the simulated days; where there is no terminal, a line now and then."""
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        console = Console(stderr=True)
        shown = console.is_terminal and not self._quiet
        columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
        with Bar(*columns, console=console, transient=True, disable=not shown) as bar:
            task = bar.add_task("simulating", total=1.0)

            def look(progress: Any) -> None:
                self._last = str(progress)
                bar.update(task, completed=progress.share, description=f"simulating, {progress}")

            watch().doing(lambda: f"simulating, {self._last}")
            watch().shown = shown or self._quiet
            yield look
        watch().shown = self._quiet


def study_of(
    command: str,
    cases: Sequence[Case],
    options: Mapping[str, Any],
    wanted: Destination,
    words: Mapping[str, Any],
    worlds: PlausibleWorlds | None = None,
) -> Study:
    """The study that a command asks for with its options; a signal that ends it says what is kept."""
    study = Study(
        command,
        cases,
        seeds_of(options["seed"], options["replications"]),
        out=wanted,
        events=options["events"],
        workers=options["workers"],
        time_limit=options["time_limit"],
        words=words,
        listener=Terminal(options["quiet"]),
        worlds=worlds,
    )
    watch().kept = study.kept
    return study
