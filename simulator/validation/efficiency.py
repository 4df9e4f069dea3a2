"""Flow efficiency (S33): share of the lead time in which work is done."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..outcomes.facts import Facts
from ..work.records import TOUCH
from .figures import Chart, Series, drawn
from .findings import Check, Effort, Finding, Picture, in_range
from .midsize import SECTIONS, midsize, with_tests
from .presets import PRESETS, preset
from .queues import queue
from .samples import Sample, measured, replicated_all

LOADS = (0.71, 0.85, 1.0)
CROWDED = 1.6  # of the usual demand
OUTCOMES: list[Any] = ["flow_efficiency", "utilisation"]


def since_start(facts: Facts) -> float:
    """Touch time over the time from the first start of an item to its release, of all items together."""
    items = facts.released_cohort
    return float(items["days"][:, TOUCH].sum() / np.sum(items["closed_at"] - items["started_at"]))


def _since_start(effort: Effort, runs: int) -> list[float]:
    return [
        measured(preset(name), [since_start], runs, 33, workers=effort.workers)[0].mean
        for name in ("project-based", "product-model")
    ]


def _checks(effort: Effort, runs: int, base: dict[str, Sample]) -> list[Check]:
    more = midsize()["demand"] | {"scale": CROWDED}
    crowded, pool = (
        replicated_all(scenario, OUTCOMES, runs, 33, workers=effort.workers)
        for scenario in (with_tests(midsize(demand=more, **SECTIONS)), queue(10, 0.75, items=20_000))
    )
    return [
        in_range("project-based", base["project-based"], 0.05, 0.20, "5 to 20 %"),
        in_range("product model", base["product-model"], 0.20, 0.45, "20 to 45 %", BURSTS),
        in_range("two-pizza", base["two-pizza"], 0.20, 0.45, "20 to 45 %", BURSTS),
        in_range(f"three cross-functional teams, utilisation {crowded[1].mean:.2f}", crowded[0], 0.0, 0.85, "at most 85 %"),
        in_range("a pool of ten without frictions, utilisation .75", pool[0], 0.0, 0.85, "at most 85 %", POOL),
    ]  # fmt: skip


def s33(effort: Effort) -> Finding:
    """Flow efficiency of projects and of product teams (Kanban practice; weak)."""
    runs = effort.times(30, 10)
    found: dict[str, list[list[Sample]]] = {
        name: [
            measured(preset(name).at_load(load), OUTCOMES, runs, 33, workers=effort.workers) for load in LOADS
        ]
        for name in PRESETS
    }
    begun = _since_start(effort, runs)
    series = [Series(name, LOADS, [100 * row[0].mean for row in rows]) for name, rows in found.items()]
    return Finding(
        "S33",
        "Flow efficiency",
        "emergent",
        "practitioners of Kanban; P39 (weak)",
        "items of projects are worked on in 5 to 20 % of their lead time, those of product teams in 20 to 45 %; never in more "
        "than 85 % where utilisation is above .7.",
        "The four presets in the mid-size world, at the load of the world and at higher ones; touch time over the time from "
        f"commitment to release, {runs} seeds.",
        _checks(effort, runs, {name: rows[0][0] for name, rows in found.items()}),
        Picture(
            drawn(Chart("S33: flow efficiency", "utilisation of the busiest role in the baseline", "touch time, % of lead time", series)),
            "Flow efficiency of the presets by load.",
        ),
        note="Items wait from the commitment of their initiative on. Counted from the first start of an item only, the shares are "
        f"{100 * begun[0]:.0f} % in projects and {100 * begun[1]:.0f} % in the product model.",
    )  # fmt: skip


BURSTS = (
    "an initiative brings all its 3 to 32 items at once to a team of four engineers, and its items queue behind each other "
    "although people work less than a third of their time; a team waits for its own batch."
)
POOL = "a large pool hardly waits even at high load (by Erlang 89 %): the statement cannot hold for every organisation."
