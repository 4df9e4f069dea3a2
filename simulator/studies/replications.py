"""Replications: the same scenario with other seeds, on threads, in the same order whatever happens.

The compiled loop holds no lock, so that threads run beside each other; each has a World of its own.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..engine.loop import run_until
from ..engine.run import Simulation, template_of
from ..errors import InputError, Problem, RunError
from ..kernel.cache import must_compile
from ..kernel.templates import Template
from ..scenario.scenario import Scenario
from .memory import check_that_it_fits, workers_that_fit
from .runs import Case, Drawn, Run, run_of
from .seeds import checked_replications, checked_seed
from .threads import StandsStill, TimeIsUp, in_background, in_order

MOST_KEPT = 250_000_000
"""Bytes of the Worlds of all cases up to which each thread keeps them for its next run."""
BITS = np.uint64(1)  # seeds fit into signed 64-bit columns


def seeds_of(seed: int, replications: int) -> list[int]:
    """Seeds of replications: the first is the seed itself, the others are drawn from it.

    Raises InputError where seed or replications are not whole numbers within their range.
    """
    seed, replications = checked_seed(seed, "compare"), checked_replications(replications)
    drawn = [
        int(np.random.SeedSequence([seed, r]).generate_state(1, np.uint64)[0] >> BITS)
        for r in range(1, replications)
    ]
    return [seed, *drawn]


def simulate(scenario: Scenario, seed: int = 0, *, events: bool = False, debug: bool = False) -> Run:
    """Simulate one replication.

    Parameters
    ----------
    scenario
        As `load_scenario` returns it.
    seed
        A whole number from 0 to 2^63 - 1. The same scenario, seed and version give the same bytes.
    events
        Whether to keep the event log.
    debug
        Whether to check the model's rules after every event.

    Returns
    -------
    Run
        The tables of the run.

    Raises
    ------
    InputError
        Where the scenario or the seed is of another kind.
    RunError
        Where a rule of the model is broken, or time does not move on.
    """
    scenario, seed = checked_scenario(scenario), checked_seed(seed)
    if must_compile(run_until):
        in_background(lambda: Simulation(scenario, seed).run_until(0.0))
    simulation = Simulation(scenario, seed, log=events, debug=debug)
    check_that_it_fits(scenario, simulation.world, events)
    return run_of(simulation.run_until(), seed)


def checked_scenario(scenario: Any) -> Scenario:
    """A scenario; raises InputError for anything else."""
    if not isinstance(scenario, Scenario):
        what = f"is of type {type(scenario).__name__}, not a scenario"
        raise InputError(
            [Problem("scenario", what, "give what load_scenario(path) returns", file="simulate")]
        )
    return scenario


@dataclass(frozen=True)
class Progress:
    """How far a set of runs has come."""

    done: int
    """Runs that are over."""
    runs: int
    """Runs in all."""
    day: float
    """Simulated day of the run that is waited for."""
    last_day: float
    """The last it can come to."""
    share: float
    """Share of all simulated days that is over (0..1)."""

    def __str__(self) -> str:
        said = f"{self.done:,} of {self.runs:,} runs done"
        return f"{said}, day {self.day:,.0f} of {self.last_day:,.0f}" if self.done < self.runs else said


def replicate(
    cases: Sequence[Case | tuple[str, Scenario]],
    seeds: Sequence[int],
    *,
    workers: int | None = None,
    events: bool = False,
    by_replication: bool = False,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    deadline: float = math.inf,
    measure: Callable[[Run], Any] = lambda run: run.outcomes if run.is_drawn else run.run,
) -> Generator[Run, None, None]:
    """Simulate every case with every seed; runs come case by case, seed by seed.

    A case in plausible worlds has one for each seed, in which it is built when its turn comes.

    Parameters
    ----------
    cases: a name and a scenario each; a `Case` says the point of the design as well.
    workers: threads, by default as many as there are processors; they change no byte.
    by_replication: let all cases of the first seed come first, then those of the second.
    on_progress: called every tenth of a second while runs are waited for.
    deadline: time of `time.monotonic()` after which no run is waited for: runs end early.
    measure: what is asked of each run as soon as it is over, beside other runs; by default all outcomes.

    Raises
    ------
    RunError where a run fails, or stands still.
    """
    seeds = [checked_seed(seed, "replicate") for seed in seeds]
    given = [case if isinstance(case, Case) else Case(*case) for case in cases]
    tasks = [(c, r) for c in range(len(given)) for r in range(len(seeds))]
    if by_replication:
        tasks.sort(key=lambda task: task[1])
    runs = _Runs(given, seeds, events, on_progress, deadline, measure)
    wanted = min(workers or os.cpu_count() or 1, len(tasks))
    fitting = workers_that_fit(*runs.built, len(tasks), wanted, events)
    if must_compile(run_until):
        try:
            in_background(lambda: Simulation(given[0].scenario, seeds[0]).run_until(0.0), runs.check_the_time)
        except TimeIsUp:
            return
    yield from in_order(runs.one, tasks, fitting, runs.look, runs.stop)


class _Runs:
    """Runs in threads, each with a World of its own; who waits for them looks how far they are."""

    def __init__(
        self,
        cases: Sequence[Case],
        seeds: Sequence[int],
        events: bool,
        on_progress: Callable[[Progress], None],
        deadline: float,
        measure: Callable[[Run], Any],
    ) -> None:
        self.cases, self.seeds, self._measure = cases, seeds, measure
        self.worlds = [
            template_of(case.scenario, log=events) if case.drawn is None else None for case in cases
        ]
        self.on_progress, self.deadline = on_progress, deadline
        self._stopping = threading.Event()
        self._running: dict[tuple[int, int], Simulation] = {}
        self._over: set[tuple[int, int]] = set()
        self._done = 0
        self._last_days = [case.scenario.horizon.last_day for case in cases]
        self._still = StandsStill()
        self._kept = threading.local()

    @property
    def built(self) -> tuple[list[Case], list[Template]]:
        """Cases that are built before any run, with their Worlds: those in plausible worlds are about as large."""
        found = [(case, world) for case, world in zip(self.cases, self.worlds, strict=True) if world]
        return [case for case, _ in found], [world for _, world in found]

    def stop(self) -> None:
        """Let runs end at the next look: nothing waits for them any more."""
        self._stopping.set()

    def one(self, task: tuple[int, int]) -> Run:
        """One replication of one case."""
        c, r = task
        case = self.cases[c]
        if case.drawn is not None:
            return self._in_a_plausible_world(task, case, case.drawn)
        simulation = self._running[task] = self._begun(c, self.seeds[r])
        self._simulate(task)
        run = run_of(simulation, self.seeds[r], case, r)
        self._kept.worlds[c] = simulation
        return self._measured(run)

    def _in_a_plausible_world(self, task: tuple[int, int], case: Case, drawn: Drawn) -> Run:
        seed = self.seeds[task[1]]
        scenario, values = drawn(task[1])
        simulation = self._running[task] = Simulation(scenario, seed)
        try:
            self._simulate(task)
        except RunError as error:
            where = f"{case.variant}, plausible world {task[1]}, seed {seed}"
            raise RunError(f"{where}: {error}") from None
        return self._measured(run_of(simulation, seed, case, task[1], values))

    def _simulate(self, task: tuple[int, int]) -> None:
        self._running[task].run_until(look=self._go_on)
        self._over.add(task)
        del self._running[task]

    def _measured(self, run: Run) -> Run:
        self._measure(run)
        self._done += 1
        return run

    def _begun(self, c: int, seed: int) -> Simulation:
        """A run of a case, in the World of the last one that this thread simulated, unless they are large."""
        if not hasattr(self._kept, "worlds") or sum(t.bytes for t in self.worlds if t) > MOST_KEPT:
            self._kept.worlds = {}
        last = self._kept.worlds.pop(c, None)
        template, scenario = self.worlds[c], self.cases[c].scenario
        assert template is not None
        return last.again(template, seed) if last else Simulation.of(scenario, template, seed)

    def _go_on(self, simulation: Simulation) -> None:
        if self._stopping.is_set():
            raise TimeIsUp

    def look(self, task: tuple[int, int]) -> None:
        """While a run is waited for: tell how far all are, and see whether they move and there is time."""
        running = dict(self._running)
        self._still.look([(self._called(c), r, s) for (c, r), s in running.items()])
        self.on_progress(self._progress(task, running))
        self.check_the_time()

    def _called(self, c: int) -> str:
        case = self.cases[c]
        return f"{case.variant} in a plausible world" if case.drawn else case.variant

    def check_the_time(self) -> None:
        """Raise TimeIsUp after the deadline."""
        if time.monotonic() > self.deadline:
            raise TimeIsUp

    def _progress(self, task: tuple[int, int], running: Mapping[tuple[int, int], Simulation]) -> Progress:
        runs, last_day = len(self.cases) * len(self.seeds), self._last_days[task[0]]
        in_all = sum(self._last_days) * len(self.seeds)
        over = self._done * in_all / runs + sum(simulation.now for simulation in running.values())
        day = running[task].now if task in running else last_day * (task in self._over)
        return Progress(self._done, runs, day, last_day, min(1.0, over / in_all))
