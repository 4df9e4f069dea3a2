"""The same flow as a lean plain Mesa model, in the same process: agreement of lead times, then the ratio.

Mesa goes in steps: what is finished in a step may be taken up at its beginning or in the next one, so
that each visit to a stage may be off by one step. The target is held against steps of a whole day, the
cheapest that Mesa can be given; a quarter of a day stands beside it.
"""

from __future__ import annotations

import math
import statistics
import time

import numpy as np

from .plain_mesa_model import PlainModel
from .worlds import PEOPLE_IN_AREA, RETURN_PROBABILITY, network, table, timed, verdict

AREAS, DAYS, WARMUP_DAYS, ROUNDS = 4, 4_000.0, 100.0, 5
STEPS = (1.0, 0.25)
VISITS = 3 + 2 * RETURN_PROBABILITY / (1 - RETURN_PROBABILITY)  # stages that an item goes through
ASKED = 10.0

Run = tuple[float, float]  # ns per person-day, and mean lead time in days


def ours(seed: int) -> Run:
    """One run of ours."""
    timing = timed(network(AREAS, DAYS, WARMUP_DAYS), seed)
    items = np.concatenate(timing.simulation.books.items)
    kept = items[(items["created_at"] >= WARMUP_DAYS) & (items["closed_at"] >= 0)]
    return timing.ns_per_person_day, float((kept["closed_at"] - kept["created_at"]).mean())


def peer(step_days: float, seed: int) -> Run:
    """One run of the plain model, over as many days."""
    model = PlainModel(AREAS, step_days, DAYS, rng=seed)
    started = time.perf_counter()
    while model.running:
        model.step()
    seconds = time.perf_counter() - started
    return seconds / (AREAS * PEOPLE_IN_AREA * DAYS) * 1e9, model.mean_lead


def middle(runs: list[Run]) -> tuple[float, float, float]:
    """Median time; mean of the lead times and its standard error."""
    leads = [lead for _, lead in runs]
    return (
        statistics.median(ns for ns, _ in runs),
        statistics.fmean(leads),
        statistics.stdev(leads) / math.sqrt(len(leads)),
    )


def main() -> None:
    """Rounds in which the models take turns."""
    mine: list[Run] = []
    others: dict[float, list[Run]] = {step: [] for step in STEPS}
    timed(network(1, 10.0))  # compiles
    for seed in range(ROUNDS):
        mine.append(ours(seed))
        for step in STEPS:
            others[step].append(peer(step, seed))
    ns, lead, error = middle(mine)
    rows: list[tuple[object, ...]] = [("orgsim", ns, "", lead, error, "")]
    for step, runs in others.items():
        other_ns, other_lead, other_error = middle(runs)
        bound = VISITS * step
        rows.append((f"Mesa, step {step:g} days", other_ns, other_ns / ns, other_lead, other_error, bound))
        assert abs(other_lead - lead) <= bound + 4 * math.hypot(error, other_error), "not the same model"
    table(("", "ns per person-day", "ratio", "mean lead days", "standard error", "may be off by"), rows)
    ratio = statistics.median(p / o for (p, _), (o, _) in zip(others[1.0], mine, strict=True))
    verdict("times as fast as Mesa with steps of a day", ratio, ASKED, at_least=True)


if __name__ == "__main__":
    main()
