"""What `run` and `compare` share: progress, warnings, and writing datasets as they come."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import click

from ..errors import RunError
from ..forecast.workload import overloads
from ..outcomes.stationarity import Steadiness, steadiness_of, warnings_of
from ..scenario.scenario import Scenario
from ..store.manifest import Asked, manifest_of
from ..store.places import Destination
from ..store.writer import ResultsWriter
from ..studies.replications import Outcome, Progress, replicate, seeds_of
from .watch import say, watch

Variants = Sequence[tuple[str, Scenario]]


class Session:
    """Simulates variants, writes what they leave behind, and collects warnings."""

    def __init__(
        self,
        command: str,
        variants: Variants,
        options: dict[str, Any],
        wanted: Destination,
        points: Sequence[int] | None = None,
        words: dict[str, Any] | None = None,
    ) -> None:
        self.points = points
        self.variants, self.wanted, self.out = variants, wanted, wanted.folder
        self.seeds = seeds_of(options["seed"], options["replications"])
        self.workers, self.events, self.quiet = options["workers"], options["events"], options["quiet"]
        self.warnings: list[str] = []
        self.time_limit: float = options["time_limit"]
        self._steadiness: dict[tuple[int, int], Steadiness] = {}
        self._last = "getting ready"
        typed = {**(words or {}), **{name: options[name] for name in ("seed", "replications", "events")}}
        self.asked = Asked(command, variants, self.seeds, self._datasets, points, typed)

    def simulate(
        self, take: Callable[[int, int, Outcome], None], beside: Callable[[], dict[str, str]] = dict
    ) -> int:
        """Simulate all runs while their datasets are written; returns how many replications are complete.

        take: gets the number of the variant, of the replication, and the outcome of each run as it comes. Where the
        time limit ends the runs early, those of a replication that not every variant has are dropped. beside: texts of
        files that stand beside the datasets, by name, asked for when all runs are done.

        Raises
        ------
        RunError where not one replication is complete when the time is up.
        """
        started = time.perf_counter()
        self._warn(
            f"{name}: {load}: its queue grows without end"
            for name, s in self.variants
            for load in overloads(s)
        )
        asked = self.asked
        writing = ResultsWriter(self.wanted, asked.question, asked.datasets, say)
        watch().doing("building the organisation")
        with writing as writer, self._progress() as on_progress:
            self.out = writer.shown
            watch().kept = lambda: f"the results are in {self.out}" if writer.is_finished else self._kept()
            runs = replicate(
                self.variants,
                self.seeds,
                workers=self.workers,
                points=self.points,
                events=self.events,
                by_replication=True,
                on_progress=on_progress,
                deadline=time.monotonic() + self.time_limit,
            )
            with closing(runs):
                self._write(runs, writer, take)
            complete = self._complete(writer)
            watch().doing("writing the results")
            for v, (name, _) in enumerate(self.variants):
                self._warn(
                    f"{name}: {warning}"
                    for warning in warnings_of([self._steadiness[v, r] for r in range(complete)])
                )
            for name, text in beside().items():
                writer.sidecar(name, text)
            done = replace(asked, seeds=self.seeds[:complete])
            writer.finish(manifest_of(done, time.perf_counter() - started, self.warnings))
        self.out = writer.shown
        watch().kept = lambda: f"the results are in {self.out}"
        return complete

    @property
    def _datasets(self) -> list[str]:
        failing = any(s.acts("quality") or s.acts("delivery") for _, s in self.variants)
        asked = {"incidents": failing, "events": self.events}
        always = ["runs", "quarters", "initiatives", "items", "hours"]
        return [*always, *(name for name, wanted in asked.items() if wanted)]

    def _write(
        self, runs: Iterator[Outcome], writer: ResultsWriter, take: Callable[[int, int, Outcome], None]
    ) -> None:
        for k, outcome in enumerate(runs):
            r, v = divmod(k, len(self.variants))
            for dataset in self._datasets:
                table = getattr(outcome, "run" if dataset == "runs" else dataset)
                writer.table(dataset, table, self._part(v, r))
            self._steadiness[v, r] = steadiness_of(outcome.facts)
            take(v, r, outcome)

    def _part(self, v: int, r: int) -> int:
        """Number of the part that holds a run: variant by variant, whatever the order in which runs come."""
        return v * len(self.seeds) + r

    def _complete(self, writer: ResultsWriter) -> int:
        """How many replications every variant has; parts of one that is not complete are dropped."""
        complete, more = divmod(len(self._steadiness), len(self.variants))
        if not complete:
            raise RunError(self._too_slow())
        for v in range(more):
            for dataset in self._datasets:
                writer.drop(dataset, self._part(v, complete))
        if complete < len(self.seeds):
            self._warn(
                [
                    f"the time limit ended the runs after {complete} of {len(self.seeds)} replications; figures rest on those"
                ]
            )
        return complete

    def _too_slow(self) -> str:
        return (
            f"the time limit of {self.time_limit:g} s was over before one replication of each variant was "
            f"({self._last}); nothing was written; allow more time, or simulate fewer quarters"
        )

    def _kept(self) -> str:
        """What is left of the runs where the command is ended while they go on."""
        done = f"{len(self._steadiness)} of {len(self.variants) * len(self.seeds)} runs were done and are not kept"
        return (
            f"{done}; {self.out} is as it was before" if self.out.exists() else f"{done}; nothing was written"
        )

    def _warn(self, warnings: Any) -> None:
        for warning in warnings:
            self.warnings.append(warning)
            if not self.quiet:
                click.echo(f"warning: {warning}", err=True)

    @contextmanager
    def _progress(self) -> Iterator[Callable[[Progress], None]]:
        """A bar on standard error that moves with the simulated days; elsewhere a line now and then."""
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        console = Console(stderr=True)
        shown = console.is_terminal and not self.quiet
        columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
        with Bar(*columns, console=console, transient=True, disable=not shown) as bar:
            task = bar.add_task("simulating", total=1.0)

            def look(progress: Progress) -> None:
                self._last = str(progress)
                bar.update(task, completed=progress.share, description=f"simulating, {progress}")

            watch().doing(lambda: f"simulating, {self._last}")
            watch().shown = shown or self.quiet
            yield look
        watch().shown = self.quiet
