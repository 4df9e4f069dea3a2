"""The workload of the benchmarks: product areas with analysts, engineers and testers, busy to 0.8."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.engine.run import Simulation, template_of
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario

PEOPLE_PER_AREA = {"analyst": 5, "engineer": 15, "tester": 5}
PEOPLE_IN_AREA = sum(PEOPLE_PER_AREA.values())
SHARES = {"design": 0.2, "build": 0.6, "test": 0.2}
BY = {"design": "analyst", "build": "engineer", "test": "tester"}
EFFORT_DAYS, EFFORT_SIGMA = 6.0, 0.5
RETURN_PROBABILITY, RETURN_SHARE = 0.1, 0.5
ARRIVALS_PER_DAY = 3.1  # per area


def network(
    areas: int, days: float, warmup_days: float = 65.0, run_off_days: float | None = None
) -> Scenario:
    """A bare network: three stages, returns, no frictions. days: of the window, after the warm-up."""
    names = [f"area {k}" for k in range(areas)]
    stages: list[dict[str, Any]] = [{"stage": s, "by": {BY[s]: 1.0}, "share": SHARES[s]} for s in SHARES]
    stages[-1] |= {
        "return_probability": RETURN_PROBABILITY,
        "return_to": "build",
        "return_share": RETURN_SHARE,
    }
    effort = {"lognormal": {"mean": EFFORT_DAYS, "sigma": EFFORT_SIGMA}}
    return scenario_from(
        {
            "name": "network",
            "horizon": {"days": days, "warmup_days": warmup_days, "run_off_days": run_off_days},
            "workforce": {role: {"count": n * areas} for role, n in PEOPLE_PER_AREA.items()},
            "products": [{"name": name} for name in names],
            "value_stream": stages,
            "demand": {"items": [{"product": n, "arrivals_per_day": ARRIVALS_PER_DAY, "effort_days": effort} for n in names]},
            "structure": {
                "teams": [{"name": n, "members": PEOPLE_PER_AREA, "owns": {"products": [n]}} for n in names]
            },
            "mechanisms": "none",
        }
    )  # fmt: skip


@dataclass(frozen=True)
class Timing:
    """One timed run of our engine, compiled before."""

    seconds: float
    build_seconds: float
    events: int
    person_days: float
    simulation: Simulation

    @property
    def ns_per_person_day(self) -> float:
        """Nanoseconds per simulated day of one person."""
        return self.seconds / self.person_days * 1e9


def timed(scenario: Scenario, seed: int = 1, until: float = float("inf")) -> Timing:
    """Build a World and time only what follows."""
    started = time.perf_counter()
    world = template_of(scenario)
    built = time.perf_counter()
    simulation = Simulation.of(scenario, world, seed)
    begun = time.perf_counter()
    simulation.run_until(until)
    seconds = time.perf_counter() - begun
    clock = simulation.world.clock[0]
    people = len(simulation.world.people)
    return Timing(seconds, built - started, int(clock.events), people * float(clock.now), simulation)


def median_of(runs: int, measure: Callable[[], float]) -> float:
    """Median of several measurements."""
    return statistics.median(measure() for _ in range(runs))


def table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print a markdown table."""
    print("| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
    for row in rows:
        print(
            "| " + " | ".join(f"{cell:,.3g}" if isinstance(cell, float) else str(cell) for cell in row) + " |"
        )


def verdict(what: str, reached: float, asked: float, at_least: bool) -> None:
    """Print whether a target was reached; a miss is said."""
    fine = reached >= asked if at_least else reached <= asked
    word = "reached" if fine else "NOT REACHED"
    print(f"\n{what}: {reached:,.3g}, asked {'at least' if at_least else 'at most'} {asked:,.3g}: {word}")
