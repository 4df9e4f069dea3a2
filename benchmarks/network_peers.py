"""The bare network beside SimPy, Ciw and Salabim: the same people, arrivals, efforts and returns, in the same process.

Each peer is written as its manual teaches it, and in the leanest way that its users know. Building is left out
for all. Ours books the hours of everybody and the story of every item meanwhile; of the peers Ciw records visits,
SimPy and Salabim record nothing but lead times.
Each has its own random numbers: lead times agree within four standard errors, or the benchmark stops.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec

import numpy as np

from .queueing import in_ciw, in_salabim, in_simpy
from .queueing.flow import Peer
from .worlds import PEOPLE_IN_AREA, network, table, timed

AREAS, DAYS, WARMUP_DAYS, ROUNDS = 4, 500.0, 65.0, 6
PERSON_DAYS = AREAS * PEOPLE_IN_AREA * DAYS
STANDARD_ERRORS = 4
PEERS: dict[str, dict[str, Callable[[int, int], Peer]]] = {
    "SimPy": {
        "items as processes, resources": in_simpy.ItemsAsProcesses,
        "people as processes": in_simpy.PeopleAsProcesses,
    },
    "Ciw": {"all areas at once": in_ciw.AllAreas, "area by area": in_ciw.AreaByArea},
    "Salabim": {
        "items as components, resources": in_salabim.ItemsAsComponents,
        "the same, yieldless": in_salabim.YieldlessItemsAsComponents,
        "people as components": in_salabim.PeopleAsComponents,
    },
}


@dataclass(frozen=True)
class Run:
    """One run: seconds without building, items that were finished, mean lead time in days after the warm-up."""

    seconds: float
    items: int
    lead: float


def ours(seed: int) -> Run:
    """One run of ours."""
    timing = timed(network(AREAS, DAYS - WARMUP_DAYS, WARMUP_DAYS, run_off_days=0.0), seed)
    items = np.concatenate(timing.simulation.books.items)
    closed = items[items["closed_at"] >= 0]
    return measured(timing.seconds, closed["created_at"], closed["closed_at"])


def peer(model: Callable[[int, int], Peer], seed: int) -> Run:
    """One run of a peer."""
    built = model(AREAS, seed)
    started = time.perf_counter()
    built.run(DAYS)
    seconds = time.perf_counter() - started
    created, closed = np.array(built.finished).T
    return measured(seconds, created, closed)


def measured(seconds: float, created: np.ndarray, closed: np.ndarray) -> Run:
    """What a run says of items that were created after the warm-up."""
    kept = created >= WARMUP_DAYS
    return Run(seconds, len(created), float((closed - created)[kept].mean()))


def microseconds_per_item(runs: list[Run]) -> float:
    """Median over runs."""
    return statistics.median(run.seconds / run.items for run in runs) * 1e6


def lead_of(runs: list[Run]) -> tuple[float, float]:
    """Mean lead time over runs, and its standard error."""
    leads = [run.lead for run in runs]
    return statistics.fmean(leads), statistics.stdev(leads) / math.sqrt(len(leads))


def cells(runs: list[Run]) -> tuple[float, float]:
    """Microseconds per finished item and nanoseconds per person-day."""
    return microseconds_per_item(runs), statistics.median(run.seconds for run in runs) / PERSON_DAYS * 1e9


def waits_alike(mine: list[Run], theirs: list[Run]) -> bool:
    """Whether mean lead times agree within standard errors."""
    (lead, error), (other, other_error) = lead_of(mine), lead_of(theirs)
    return abs(lead - other) <= STANDARD_ERRORS * math.hypot(error, other_error)


def main() -> None:
    """Rounds in which all take turns."""
    models = {
        (package, way): model
        for package, ways in PEERS.items()
        for way, model in ways.items()
        if find_spec("greenlet") or model is not in_salabim.YieldlessItemsAsComponents
    }
    mine: list[Run] = []
    others: dict[tuple[str, str], list[Run]] = {key: [] for key in models}
    timed(network(1, 10.0))  # compiles
    for seed in range(1, ROUNDS + 1):
        mine.append(ours(seed))
        for key, model in models.items():
            others[key].append(peer(model, seed))
    show(mine, others)


def show(mine: list[Run], others: dict[tuple[str, str], list[Run]]) -> None:
    """The table; ratios by package; and that all simulate the same."""
    cost = microseconds_per_item(mine)
    rows: list[tuple[object, ...]] = [("orgsim", *cells(mine), "", *lead_of(mine))]
    for (package, way), runs in others.items():
        name = f"{package} {version(package)}, {way}"
        rows.append((name, *cells(runs), microseconds_per_item(runs) / cost, *lead_of(runs)))
    table(
        ("", "µs per finished item", "ns per person-day", "ratio", "mean lead days", "standard error"), rows
    )
    if not find_spec("greenlet"):
        print("\ngreenlet is not installed: Salabim's yieldless way was left out")
    for package in PEERS:
        ratios = [microseconds_per_item(runs) / cost for (name, _), runs in others.items() if name == package]
        print(f"\norgsim is {min(ratios):.0f} to {max(ratios):.0f} times as fast as {package}")
    for key, runs in others.items():
        assert waits_alike(mine, runs), f"{', '.join(key)}: not the same model, by its lead time"


if __name__ == "__main__":
    main()
