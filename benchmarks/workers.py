"""One worker thread against two: the compiled loop holds no lock."""

from __future__ import annotations

import os
import time

from simulator.studies.replications import replicate, seeds_of

from .worlds import median_of, network, table, verdict

ASKED = 1.8
REPLICATIONS = 8


def seconds(workers: int) -> float:
    """Seconds for the same replications with so many workers."""
    scenario = network(40, 260.0)
    started = time.perf_counter()
    for outcome in replicate([("network", scenario)], seeds_of(1, REPLICATIONS), workers=workers):
        assert len(outcome.facts.items)
    return time.perf_counter() - started


def main() -> None:
    """Alternate one and two workers."""
    seconds(1)
    one, two = (median_of(3, lambda w=w: seconds(w)) for w in (1, 2))
    table(("workers", "seconds"), [(1, one), (2, two)])
    print(f"\nProcessors: {os.cpu_count()}")
    verdict("times as fast with two workers", one / two, ASKED, at_least=True)
