"""Replications: the same scenario with other seeds, on threads, in the same order whatever happens.

The compiled loop holds no lock, so that threads run beside each other; each has a World of its own.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from ..engine.build import build
from ..engine.run import Simulation
from ..errors import InputError, Problem
from ..kernel.compiled import drop_old_caches, is_compiled
from ..outcomes.facts import Facts, facts_of
from ..scenario.scenario import Scenario
from ..store import quarters, tables
from .seeds import checked_replications, checked_seed

SECONDS_TO_COMPILE = 60
BITS = np.uint64(1)  # seeds fit into signed 64-bit columns


@dataclass(frozen=True)
class Outcome:
    """What one replication left behind, as Arrow tables.

    Attributes
    ----------
    facts: the arrays behind the tables.
    labels: values of the first columns of every table, such as the replication.
    """

    facts: Facts
    labels: dict[str, Any]

    @cached_property
    def run(self) -> pa.Table:
        """One row with every outcome."""
        return tables.run_table(self.facts, self.labels)

    @cached_property
    def quarters(self) -> pa.Table:
        """Outcomes by quarter, team and area."""
        return quarters.quarter_table(self.facts, self._short_labels)

    @cached_property
    def initiatives(self) -> pa.Table:
        """One row per initiative."""
        return tables.initiative_table(self.facts, self._short_labels)

    @cached_property
    def items(self) -> pa.Table:
        """One row per item."""
        return tables.item_table(self.facts, self._short_labels)

    @cached_property
    def hours(self) -> pa.Table:
        """Hours by quarter, team, role and account."""
        return tables.hours_table(self.facts, self._short_labels)

    @cached_property
    def incidents(self) -> pa.Table:
        """One row per failure that has shown."""
        return tables.incident_table(self.facts, self._short_labels)

    @cached_property
    def events(self) -> pa.Table:
        """The event log; empty unless asked for."""
        return tables.event_table(self.facts, self._short_labels)

    @property
    def _short_labels(self) -> dict[str, Any]:
        names = ("scenario", "variant", "point", "replication")
        return {name: self.labels[name] for name in names}


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


def simulate(scenario: Scenario, seed: int = 0, *, events: bool = False, debug: bool = False) -> Outcome:
    """Simulate one replication.

    Parameters
    ----------
    scenario: as `load_scenario` returns it.
    seed: a whole number from 0 to 2^63 - 1; the same scenario, seed and version give the same bytes.
    events: whether to keep the event log. debug: whether to check the model's rules after every event.

    Raises
    ------
    InputError for what is no scenario or no seed; RunError where a rule of the model is broken (with `debug`).
    """
    if not isinstance(scenario, Scenario):
        what = f"is of type {type(scenario).__name__}, not a scenario"
        raise InputError(
            [Problem("scenario", what, "give what load_scenario(path) returns", file="simulate")]
        )
    seed = checked_seed(seed)
    announce_compilation()
    return outcome_of(Simulation(scenario, seed, log=events, debug=debug).run_until(), seed)


def outcome_of(simulation: Simulation, seed: int) -> Outcome:
    """What a simulation that is over has left behind, as the only replication of its scenario."""
    name = simulation.scenario.name
    return Outcome(facts_of(simulation), _labels(name, name, 0, seed))


def _labels(scenario: str, variant: str, replication: int, seed: int, point: int = 0) -> dict[str, Any]:
    return {
        "scenario": scenario,
        "variant": variant,
        "point": point,
        "replication": replication,
        "seed": seed,
    }


def announce_compilation() -> None:
    """Say on standard error that this version has to be compiled first, and tidy up."""
    if not is_compiled("loop."):
        print(
            f"orgsim: compiling the model once for this machine (up to {SECONDS_TO_COMPILE} s) …",
            file=sys.stderr,
            flush=True,
        )
        drop_old_caches()


def replicate(
    variants: Sequence[tuple[str, Scenario]],
    seeds: Sequence[int],
    *,
    workers: int | None = None,
    points: Sequence[int] | None = None,
    events: bool = False,
    on_done: Callable[[], None] = lambda: None,
) -> Iterator[Outcome]:
    """Simulate every variant with every seed; outcomes come variant by variant, seed by seed.

    workers: threads, by default as many as there are processors; they change no byte. points: the
    point of the design at which each variant stands, 0 where there is only one.
    """
    seeds = [checked_seed(seed, "replicate") for seed in seeds]
    points = points or [0] * len(variants)
    announce_compilation()
    worlds = [build(scenario, log=events) for _, scenario in variants]
    Simulation.of(variants[0][1], worlds[0], 0).run_until(0.0)  # compiles before threads start

    def one(task: tuple[int, int]) -> Outcome:
        v, r = task
        name, scenario = variants[v]
        simulation = Simulation.of(scenario, worlds[v], seeds[r]).run_until()
        outcome = Outcome(facts_of(simulation), _labels(scenario.name, name, r, seeds[r], points[v]))
        outcome.run  # noqa: B018 - measured here, beside other runs
        on_done()
        return outcome

    tasks = [(v, r) for v in range(len(variants)) for r in range(len(seeds))]
    yield from _in_order(one, tasks, workers or os.cpu_count() or 1)


def _in_order(
    work: Callable[[tuple[int, int]], Outcome], tasks: Sequence[tuple[int, int]], workers: int
) -> Iterator[Outcome]:
    """Results in the order of the tasks, with only a few ahead of whoever takes them."""
    with ThreadPoolExecutor(workers) as pool:
        ahead: deque[Future[Outcome]] = deque()
        for task in tasks:
            ahead.append(pool.submit(work, task))
            if len(ahead) > workers + 1:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
