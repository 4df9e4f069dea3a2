"""What `run` and `compare` share: progress, warnings, and writing datasets as they come."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from ..experiments.replications import Outcome, replicate, seeds_of
from ..outcomes.stationarity import Steadiness, steadiness_of, warnings_of
from ..scenario.load import overloads
from ..scenario.scenario import Scenario
from ..store.manifest import Asked, manifest_of
from ..store.places import Destination
from ..store.writing import ResultsWriter

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
        self._steadiness: list[Steadiness] = []
        typed = {**(words or {}), **{name: options[name] for name in ("seed", "replications", "events")}}
        self.asked = Asked(command, variants, self.seeds, self._datasets, points, typed)

    def outcomes(
        self, use: Callable[[Iterator[Outcome]], Any], beside: Callable[[], dict[str, str]] = dict
    ) -> Any:
        """Let `use` consume the outcomes of all runs while their datasets are written.

        beside: texts of files that stand beside the datasets, by name, asked for after `use`.
        """
        started = time.perf_counter()
        self._warn(
            f"{name}: {load}: its queue grows without end"
            for name, s in self.variants
            for load in overloads(s)
        )
        asked = self.asked
        writing = ResultsWriter(
            self.wanted, asked.question, asked.datasets, lambda line: click.echo(line, err=True)
        )
        with writing as writer, self._progress() as tick:
            runs = replicate(
                self.variants,
                self.seeds,
                workers=self.workers,
                points=self.points,
                events=self.events,
                on_done=tick,
            )
            result = use(self._written(runs, writer))
            for name, text in beside().items():
                writer.sidecar(name, text)
            writer.finish(manifest_of(asked, time.perf_counter() - started, self.warnings))
        self.out = writer.shown
        return result

    @property
    def _datasets(self) -> list[str]:
        failing = any(s.acts("quality") or s.acts("delivery") for _, s in self.variants)
        asked = {"incidents": failing, "events": self.events}
        always = ["runs", "quarters", "initiatives", "items", "hours"]
        return [*always, *(name for name, wanted in asked.items() if wanted)]

    def _written(self, runs: Iterator[Outcome], writer: ResultsWriter) -> Iterator[Outcome]:
        for part, outcome in enumerate(runs):
            for dataset in self._datasets:
                table = getattr(outcome, "run" if dataset == "runs" else dataset)
                writer.table(dataset, table, part)
            self._steadiness.append(steadiness_of(outcome.facts))
            if len(self._steadiness) == len(self.seeds):
                name = self.variants[part // len(self.seeds)][0]
                self._warn(f"{name}: {warning}" for warning in warnings_of(self._steadiness))
                self._steadiness.clear()
            yield outcome

    def _warn(self, warnings: Any) -> None:
        for warning in warnings:
            self.warnings.append(warning)
            if not self.quiet:
                click.echo(f"warning: {warning}", err=True)

    @contextmanager
    def _progress(self) -> Iterator[Callable[[], None]]:
        """A bar on standard error, where somebody looks at it."""
        from rich.console import Console
        from rich.progress import Progress

        total = len(self.variants) * len(self.seeds)
        console = Console(stderr=True)
        with Progress(console=console, transient=True, disable=self.quiet or not console.is_terminal) as bar:
            task = bar.add_task("simulating", total=total)
            yield lambda: bar.advance(task)
