"""The bare network at 100 to 100,000 people, and over 40 quarters: what an event and a person-day cost."""

from __future__ import annotations

import numpy as np

from .worlds import PEOPLE_IN_AREA, network, table, timed, verdict

SIZES = ((100, 2600.0), (1_000, 520.0), (10_000, 130.0), (100_000, 65.0))
ASKED_NS = 75.0
QUARTERS = 40


def main() -> None:
    """Run at every size, and at 100 people quarter by quarter."""
    timed(network(1, 10.0))  # compiles
    rows = []
    for people, days in SIZES:
        best = min(
            (timed(network(people // PEOPLE_IN_AREA, days), seed) for seed in (1, 2, 3)),
            key=lambda t: t.seconds,
        )
        items = sum(len(part) for part in best.simulation.books.items)
        busy = 1 - sum(p.booked[:, -1].sum() for p in best.simulation.books.periods) / best.person_days
        rows.append(
            (
                people,
                best.seconds / best.events * 1e9,
                best.ns_per_person_day,
                best.seconds / items * 1e9,
                best.events / best.person_days,
                busy,
                best.build_seconds,
            )
        )
    table(
        (
            "people",
            "ns per event",
            "ns per person-day",
            "ns per item",
            "events per person-day",
            "utilisation",
            "build, s",
        ),
        rows,
    )
    verdict("ns per person-day at 100 people", rows[0][2], ASKED_NS, at_least=False)
    flatness()


def flatness() -> None:
    """Cost of a simulated quarter at the beginning and at the end of ten years."""
    scenario = network(4, QUARTERS * 65.0, 65.0)
    import time

    from simulator.engine.run import Simulation

    costs = []
    for seed in range(5):
        simulation, seconds = Simulation(scenario, seed), []
        for quarter in range(1, QUARTERS + 1):
            started = time.perf_counter()
            simulation.run_until(quarter * 65.0)
            seconds.append(time.perf_counter() - started)
        costs.append(seconds)
    median = np.median(costs, axis=0)
    first, last = median[1:11].mean(), median[-10:].mean()
    print(
        f"\nA quarter costs {first * 1e3:.3f} ms in quarters 2-11 and {last * 1e3:.3f} ms in the last ten: ratio {last / first:.2f}"
    )
