"""Whether the runs fit into memory: estimated before the first begins, so that none fails after hours."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ..errors import InputError, Problem
from ..forecast.workload import overloads
from ..kernel.templates import Template
from ..kernel.world import World
from ..scenario.limits import items_expected
from ..scenario.scenario import Scenario
from ..work.records import CLOSED_ITEM, EVENT, INITIATIVE, ITEM
from .runs import Case

PROGRAM = 300_000_000
"""Bytes of the program itself with its libraries."""
COPIES = 5
"""Times that a finished item lies in memory, as row, sorted and in the columns of tables; measured: 0.9 kB in all."""
OPEN_ROWS = 2
"""Rows of an open item, as tables grow to the double, with room for it to be written down; measured: 2.2 kB in all."""
EVENTS_OF_AN_ITEM = 20
RUNS_AHEAD = 3
"""Runs whose outcomes wait while others are simulated."""
SHARE_TO_USE = 0.9
GIGABYTE = 1e9


def workers_that_fit(
    cases: Sequence[Case], worlds: Sequence[World | Template], runs: int, workers: int, events: bool
) -> int:
    """How many runs at once fit into memory, at most `workers`.

    Raises
    ------
    InputError where not even one fits.
    """
    needed = [bytes_of(case.scenario, w, events) for case, w in zip(cases, worlds, strict=True)]
    most = max(range(len(needed)), key=needed.__getitem__)
    there = SHARE_TO_USE * available_bytes() - PROGRAM
    if needed[most] > there:
        raise InputError([_too_large(cases[most], needed[most], there)])
    ahead = min(RUNS_AHEAD, runs - 1)
    return max(1, min(workers, int(there / needed[most]) - ahead))


def check_that_it_fits(scenario: Scenario, world: World, events: bool) -> None:
    """Raise InputError where one run does not fit into memory."""
    workers_that_fit([Case(scenario.name, scenario)], [world], 1, 1, events)


def _too_large(case: Case, needed: float, there: float) -> Problem:
    what = (
        f"one run with about {items_expected(case.scenario):,.0f} items would take {needed / GIGABYTE:.1f} GB of memory, "
        f"{max(0.0, there) / GIGABYTE:.1f} GB are free"
    )
    return Problem("horizon", what, "let fewer arrive, or shorten the horizon", file=case.variant)


def bytes_of(scenario: Scenario, world: World | Template, events: bool) -> float:
    """About how many bytes one run takes, tables of what it leaves behind included."""
    items = items_expected(scenario)
    each = COPIES * CLOSED_ITEM.itemsize + events * EVENTS_OF_AN_ITEM * EVENT.itemsize
    if overloads(scenario):  # then most of them stay open
        each += OPEN_ROWS * ITEM.itemsize + CLOSED_ITEM.itemsize
    if scenario.demand.opportunities:
        each += INITIATIVE.itemsize
    return 2.0 * world.bytes + items * each


def available_bytes() -> float:
    """Bytes that this process may still take: of the machine, its container, and its own limit."""
    return min(_machine(), _container(), _limit())


def _machine() -> float:
    """Free memory of the machine, with what the system would give back."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        kilobytes = {line.split(":")[0]: float(line.split()[1]) for line in lines if " kB" in line}
        return 1024 * (kilobytes["MemAvailable"] + kilobytes.get("SwapFree", 0.0))
    except (OSError, KeyError, ValueError, IndexError):
        pass
    try:
        return float(os.sysconf("SC_PHYS_PAGES")) * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return float("inf")


def _container() -> float:
    """What a container leaves."""
    try:
        most = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
        now = Path("/sys/fs/cgroup/memory.current").read_text(encoding="ascii").strip()
        return float("inf") if most == "max" else float(most) - float(now)
    except (OSError, ValueError):
        return float("inf")


def _limit() -> float:
    """What is left of the limit that a user has set for addresses (ulimit -v)."""
    try:
        import resource

        most, _ = resource.getrlimit(resource.RLIMIT_AS)
        pages = float(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (ImportError, OSError, ValueError):
        return float("inf")
    if most == resource.RLIM_INFINITY:
        return float("inf")
    return most - pages * os.sysconf("SC_PAGE_SIZE") + PROGRAM
