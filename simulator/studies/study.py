"""A study: scenarios simulated with the same seeds, their datasets written, and what to warn of.

A command and a script ask for the same thing here, and get the same bytes, the same manifest and the same warnings.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import RunError
from ..outcomes.stationarity import Steadiness, steadiness_of, warnings_of
from ..store.manifest import Asked, manifest_of
from ..store.places import Destination
from ..store.tables import Outcomes, runs_table
from ..store.writer import ResultsWriter
from .plausible import PlausibleWorlds
from .replications import Progress, replicate
from .runs import Case, Run, overload_warnings

PLAUSIBLE = "plausible"
"""The dataset of runs in plausible worlds: small, and so one part for all of them."""


class Listener:
    """What a study says while it goes on, to the one who asked for it. This one keeps it to itself."""

    def doing(self, what: str) -> None:
        """What the study does from now on."""

    def warning(self, text: str) -> None:
        """What a reader must know before they trust the figures; the manifest holds it as well."""

    def note(self, text: str) -> None:
        """What happens to results folders."""

    def progress(self) -> AbstractContextManager[Callable[[Any], None]]:
        """Entered when runs begin: what is called every tenth of a second with how far they are.

        That has a `share` (0..1), and says itself in words.
        """
        return nullcontext(lambda progress: None)


class Study:
    """Simulates its cases, writes what they leave behind where that is asked for, and collects warnings.

    Parameters
    ----------
    command: that asks the same: run or compare. cases: no two of a point share a name.
    out: where the datasets are wanted; None writes nothing.
    words: what was asked, for the manifest; see `words_of`.
    time_limit: seconds after which the study ends with the replications that every case has.
    worlds: plausible ones, in which the cases are simulated as well, one for each seed; they change no other run.
    """

    def __init__(
        self,
        command: str,
        cases: Sequence[Case],
        seeds: Sequence[int],
        *,
        out: Destination | None = None,
        events: bool = False,
        workers: int | None = None,
        time_limit: float = math.inf,
        words: Mapping[str, Any] | None = None,
        listener: Listener | None = None,
        worlds: PlausibleWorlds | None = None,
    ) -> None:
        self.cases, self.seeds, self.events = cases, seeds, events
        self.worlds, self._in_worlds = worlds, worlds.cases(cases) if worlds else []
        self._drawn: list[tuple[dict[str, Any], Outcomes]] = []
        """What was drawn in each plausible world, and what came out, in the order of the runs."""
        self.workers, self.time_limit = workers, time_limit
        self._wanted, self._listener = out, listener or Listener()
        self._part = {(case.point, case.variant): c * len(seeds) for c, case in enumerate(cases)}
        """Number of the first part of each case: files stand case by case, in whatever order runs come."""
        assert len(self._part) == len(cases), "two cases share a name"
        self.manifest: dict[str, Any] = {}
        """What was asked and simulated, once it is complete; see `manifest_of`."""
        self._steadiness: dict[tuple[int, str, int], Steadiness] = {}
        self._warned: list[tuple[int | None, str]] = []
        self._writer: ResultsWriter | None = None
        self._last = "getting ready"
        asked = {**(words or {}), "seed": seeds[0], "replications": len(seeds), "events": events}
        points = [case.point for case in cases] if len(cases) > 1 else None
        named = [(case.variant, case.scenario) for case in cases]
        uncertainties = [factor.as_entry() for factor in worlds.factors] if worlds else []
        self.asked = Asked(command, named, seeds, self.datasets, points, uncertainties, asked)

    @property
    def datasets(self) -> list[str]:
        """Datasets that these cases leave behind."""
        failing = any(case.scenario.acts("quality") or case.scenario.acts("delivery") for case in self.cases)
        asked = {"incidents": failing, "events": self.events, PLAUSIBLE: self.worlds is not None}
        always = ["runs", "quarters", "initiatives", "items", "hours"]
        return [*always, *(name for name, wanted in asked.items() if wanted)]

    @property
    def out(self) -> Path | None:
        """Folder of the results as the user knows it: the one that was taken, once runs have begun."""
        if self._writer is not None:
            return self._writer.shown
        return self._wanted.folder if self._wanted else None

    @property
    def warnings(self) -> list[str]:
        """All warnings so far."""
        return [text for _, text in self._warned]

    def warnings_at(self, point: int) -> tuple[str, ...]:
        """Warnings on one point of the design, and on the study as a whole."""
        return tuple(text for at, text in self._warned if at in (None, point))

    def complete(
        self,
        take: Callable[[Run], None] = lambda run: None,
        *,
        beside: Callable[[], Mapping[str, str]] = dict,
        runs: Iterable[Run] | None = None,
    ) -> int:
        """Simulate all runs and write their datasets; returns how many replications every case has.

        Parameters
        ----------
        take: gets each run as it comes, replication by replication, those in plausible worlds after the others. Where the
            time limit ends the runs early, those of the last replication may not be of every case, and count for nothing.
        beside: texts of files that stand beside the datasets, by name; asked for when all runs are done.
        runs: where they come from, if not from threads of this study.

        Raises
        ------
        RunError where a run fails, or not one replication is complete when the time is up; OutputError where the
        results cannot be written. Then nothing is written.
        """
        started = time.perf_counter()
        for case in self.cases:
            self._warn(case.point, [f"{case.variant}: {each}" for each in overload_warnings(case.scenario)])
        writing = self._writing()
        self._listener.doing("building the organisation")
        with writing as self._writer, self._listener.progress() as on_progress:
            coming = self._replicated(on_progress) if runs is None else _one_by_one(runs)
            with closing(coming):
                for run in coming:
                    self._keep(run)
                    take(run)
            complete = self._complete()
            self._listener.doing("writing the results")
            for case in self.cases:
                steady = [self._steadiness[case.point, case.variant, r] for r in range(complete)]
                self._warn(case.point, [f"{case.variant}: {warning}" for warning in warnings_of(steady)])
            done = replace(self.asked, seeds=self.seeds[:complete])
            self.manifest = manifest_of(done, time.perf_counter() - started, self.warnings)
            if self._writer is not None:
                if self.worlds is not None:
                    self._writer.table(PLAUSIBLE, runs_table(self._rows_in_worlds(complete)), 0)
                for name, text in beside().items():
                    self._writer.sidecar(name, text)
                self._writer.finish(self.manifest)
        return complete

    def kept(self) -> str:
        """What is left of the study where it is ended now, in words."""
        if self._writer is not None and self._writer.is_finished:
            return f"the results are in {self.out}"
        if self._writer is None:
            return "nothing was written"
        runs = (len(self.cases) + len(self._in_worlds)) * len(self.seeds)
        done = f"{len(self._steadiness) + len(self._drawn):,} of {runs:,} runs were done and are not kept"
        stands = self.out is not None and self.out.exists()
        return f"{done}; {self.out} is as it was before" if stands else f"{done}; nothing was written"

    def _writing(self) -> AbstractContextManager[ResultsWriter | None]:
        if self._wanted is None:
            return nullcontext()
        return ResultsWriter(self._wanted, self.asked.question, self.asked.datasets, self._listener.note)

    def _replicated(self, on_progress: Callable[[Progress], None]) -> Generator[Run, None, None]:
        def look(progress: Progress) -> None:
            self._last = str(progress)
            on_progress(progress)

        return replicate(
            [*self.cases, *self._in_worlds],
            self.seeds,
            workers=self.workers,
            events=self.events,
            by_replication=True,
            on_progress=look,
            deadline=time.monotonic() + self.time_limit,
        )

    def _keep(self, run: Run) -> None:
        """Write the datasets of a run, and remember how steady it was; one in a plausible world is a row."""
        if run.is_drawn:
            self._drawn.append((run.labels, run.outcomes))
            return
        if self._writer is not None:
            part = self._part[run.point, run.variant] + run.replication
            for dataset in self._by_run:
                self._writer.table(dataset, getattr(run, "run" if dataset == "runs" else dataset), part)
        self._steadiness[run.point, run.variant, run.replication] = steadiness_of(run.facts)

    def _complete(self) -> int:
        """How many replications every case has; parts of one that is not complete are dropped."""
        complete = len(self._steadiness) // len(self.cases)
        if self._in_worlds:
            complete = len(self._drawn) // len(self._in_worlds)
        if not complete:
            raise RunError(self._too_slow())
        left_over = [key for key in self._steadiness if key[2] >= complete]
        done = complete * len(self.cases) + len(left_over)
        assert len(self._steadiness) == done, "runs come replication by replication"
        if self._writer is not None:
            for point, variant, replication in left_over:
                for dataset in self._by_run:
                    self._writer.drop(dataset, self._part[point, variant] + replication)
        if complete < len(self.seeds):
            said = f"the time limit ended the runs after {complete} of {len(self.seeds)} replications"
            self._warn(None, [f"{said}; figures rest on those"])
        return complete

    @property
    def _by_run(self) -> list[str]:
        """Datasets of which each run leaves a part of its own."""
        return [dataset for dataset in self.asked.datasets if dataset != PLAUSIBLE]

    def _rows_in_worlds(self, complete: int) -> list[tuple[dict[str, Any], Outcomes]]:
        """What each run in a plausible world brought, world by world."""
        return [row for row in self._drawn if row[0]["replication"] < complete]

    def _too_slow(self) -> str:
        return (
            f"the time limit of {self.time_limit:g} s was over before one replication of each variant was "
            f"({self._last}); nothing was written; allow more time, or simulate fewer quarters"
        )

    def _warn(self, point: int | None, warnings: Sequence[str]) -> None:
        for warning in warnings:
            self._warned.append((point, warning))
            self._listener.warning(warning)


def words_of(
    files: Sequence[str | Path],
    overrides: Mapping[str, Any] | None,
    quarters: float | None = None,
    **more: Any,
) -> dict[str, Any]:
    """What was asked, in the words of the command that asks the same: for people, and for the manifest."""
    settings = {str(path): _as_typed(value) for path, value in (overrides or {}).items()}
    return {"files": list(map(str, files)), "set": settings, "quarters": quarters, **more}


def _as_typed(value: Any) -> str:
    """A value as it is typed after --set."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _one_by_one(runs: Iterable[Run]) -> Generator[Run, None, None]:
    yield from runs
