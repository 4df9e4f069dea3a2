"""Studies: what the machinery costs, two workers against one, and person-days a second from the loop to Parquet.

The first mid-size world, two-pizza teams. `--long` adds 10,000 runs of it over eight quarters, and 100,000 runs of a small
world with the memory that coordinator and workers take.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simulator import load_scenario
from simulator.engine.run import Simulation, template_of
from simulator.scenario.scenario import Scenario
from simulator.store.parts import whole_parts
from simulator.studies.runs import Case, run_of
from simulator.studies.sweep.question import Question
from simulator.studies.sweep.run import simulate_study

from .worlds import table, verdict

FIRST_WORLD = Path(__file__).parent / "first_world"
RUNS = 600
EVERYTHING = ("runs", "quarters", "initiatives", "items", "hours", "incidents")
ASKED_OVERHEAD, ASKED_TWICE, ASKED_RUNS, ASKED_ALL, ASKED_WARM = 0.10, 1.8, 12.0, 8.0, 1.0
MILLION = 1e6


def bare_seconds(scenario: Scenario, runs: int) -> float:
    """Seconds of one run with its outcomes, in one process without any machinery."""
    template = template_of(scenario)
    simulation = Simulation.of(scenario, template, 0)
    _ = run_of(simulation.run_until(), 0, Case("bare", scenario)).outcomes
    started = time.process_time()
    for seed in range(runs):
        simulation = simulation.again(template, seed)
        _ = run_of(simulation.run_until(), seed, Case("bare", scenario), seed).outcomes
    return (time.process_time() - started) / runs


def of_study(
    scenario: Scenario, runs: int, workers: int, datasets: Sequence[str] = ("runs",)
) -> tuple[float, float]:
    """Wall seconds of a whole study, and the seconds of one run that its workers tell."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "study"
        asked = Question("benchmark", (("one", scenario),), datasets=tuple(datasets))
        started = time.perf_counter()
        simulate_study(asked, out, lambda study: lambda has: np.full(1, runs), workers=workers)
        wall = time.perf_counter() - started
        return wall, sum(receipt.seconds for receipt in whole_parts(out)) / runs


def person_days(scenario: Scenario) -> float:
    """Simulated days of all people in one run."""
    simulation = Simulation.of(scenario, template_of(scenario), 0).run_until()
    return len(simulation.world.people) * simulation.now


def rate(workers: int, scenario: Scenario) -> float:
    """Runs a second once the workers have started: of a long study less a short one."""
    (short, _), (long, _) = (of_study(scenario, n, workers) for n in (RUNS // 3, 2 * RUNS))
    return (2 * RUNS - RUNS // 3) / (long - short)


def main() -> None:
    """All of it."""
    scenario = load_scenario(FIRST_WORLD / "two-pizza.yaml")
    days = person_days(scenario)
    bare = bare_seconds(scenario, RUNS // 3)
    _, with_runs = of_study(scenario, RUNS, 1)
    _, with_all = of_study(scenario, RUNS // 2, 1, EVERYTHING)
    one, two = rate(1, scenario), rate(2, scenario)
    warm = min(
        _seconds_of("run", str(FIRST_WORLD / "two-pizza.yaml"), "--replications", "1", "--quiet")
        for _ in range(3)
    )
    table(
        ("what", "ms a run", "million person-days a second and core"),
        [
            ("loop and outcomes, no machinery", 1e3 * bare, days / bare / MILLION),
            ("a study with run outcomes", 1e3 * with_runs, days / with_runs / MILLION),
            ("a study with all datasets", 1e3 * with_all, days / with_all / MILLION),
        ],
    )
    print(f"\nRuns a second: {one:.0f} with one worker, {two:.0f} with two. Processors: {os.cpu_count()}")
    verdict("overhead over bare replications", with_runs / bare - 1, ASKED_OVERHEAD, at_least=False)
    verdict("times as fast with two workers", two / one, ASKED_TWICE, at_least=True)
    verdict(
        "million person-days a second, run outcomes", days / with_runs / MILLION, ASKED_RUNS, at_least=True
    )
    verdict("million person-days a second, all datasets", days / with_all / MILLION, ASKED_ALL, at_least=True)
    verdict("seconds of a warm single run by the command", warm, ASKED_WARM, at_least=False)
    if "--long" in sys.argv:
        long(scenario)


def _seconds_of(*words: str) -> float:
    """A command from its start to its end."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "simulator", *words, "--out", f"{folder}/out"],
            check=True,
            capture_output=True,
        )
        return time.perf_counter() - started


def long(scenario: Scenario) -> None:
    """Ten thousand runs of eight quarters, and a hundred thousand of a small world with their memory."""
    wall, each = of_study(scenario, 10_000, 2)
    print(f"\n10,000 runs of eight quarters with two workers: {wall:.0f} s, {1e3 * each:.1f} ms a run")
    small = load_scenario(
        Path(__file__).parents[1] / "scenarios" / "three-clerks.yaml",
        {"horizon.days": 300, "horizon.warmup_days": 50},
    )
    seen: list[tuple[float, int, int]] = []
    over = threading.Event()
    started = time.perf_counter()
    watch = threading.Thread(target=_watch, args=(seen, over, started))
    watch.start()
    of_study(small, 100_000, 2)
    over.set()
    watch.join()
    wall = seen[-1][0]
    rows = [(f"{100 * at:.0f} %", *_memory_at(seen, at * wall)) for at in (0.1, 0.5, 0.9)]
    print(f"\n100,000 runs of a small world with two workers: {wall:.0f} s")
    table(("after", "coordinator, MB", "a worker at most, MB"), rows)
    print(f"\nPeak of the coordinator: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")


def _watch(seen: list[tuple[float, int, int]], over: threading.Event, started: float) -> None:
    """Memory of this process and of its largest child, every half a second."""
    while not over.wait(0.5):
        children = [_resident(pid) for pid in _children()]
        seen.append((time.perf_counter() - started, _resident(os.getpid()), max(children, default=0)))


def _memory_at(seen: Sequence[tuple[float, int, int]], when: float) -> tuple[float, float]:
    """Megabytes at a time."""
    _, mine, theirs = min(seen, key=lambda each: abs(each[0] - when))
    return mine / MILLION, theirs / MILLION


def _resident(pid: int) -> int:
    try:
        pages = int((Path("/proc") / str(pid) / "statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * resource.getpagesize()


def _children() -> list[int]:
    tasks = Path("/proc/self/task")
    found: list[Any] = (
        [(task / "children").read_text().split() for task in tasks.iterdir()] if tasks.exists() else []
    )
    return [int(pid) for each in found for pid in each]
