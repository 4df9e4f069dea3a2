"""Flow efficiency (S33): share of the lead time in which work is done."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..outcomes.facts import Facts, rows_of
from ..work.records import TOUCH
from .figures import Chart, Series, drawn
from .findings import Check, Effort, Finding, Picture, in_range
from .midsize import SECTIONS, midsize, with_tests
from .presets import PRESETS, preset
from .queues import queue
from .samples import Sample, measured, replicated_all

LOADS = (0.71, 0.85, 1.0)
"""Use of the busiest role of the baseline; the first is the one at which checks are made."""
CROWDED = 2.0  # of the usual demand, so that utilisation is above .7
OUTCOMES: list[Any] = ["flow_efficiency", "utilisation"]


def since_commitment(facts: Facts) -> float:
    """Touch time over the time from the commitment of its initiative to the release of an item, of all together."""
    released = facts.released_cohort
    items = rows_of(released, released["initiative_ordinal"] >= 0)
    begun = facts.initiatives_of(items)["committed_at"]
    return float(items["days"][:, TOUCH].sum() / np.sum(items["closed_at"] - begun))


def _since_commitment(effort: Effort, runs: int) -> list[float]:
    return [
        measured(preset(name).at_load(LOADS[0]), [since_commitment], runs, 33, workers=effort.workers)[0].mean
        for name in ("project-based", "product-model", "two-pizza")
    ]


def _checks(effort: Effort, runs: int, base: dict[str, Sample]) -> list[Check]:
    more = midsize()["demand"] | {"scale": CROWDED}
    crowded, pool = (
        replicated_all(scenario, OUTCOMES, runs, 33, workers=effort.workers)
        for scenario in (with_tests(midsize(demand=more, **SECTIONS)), queue(10, 0.75, items=20_000))
    )
    return [
        in_range("project-based", base["project-based"], 0.05, 0.20, "5 to 20 %", IDLE),
        in_range("product model", base["product-model"], 0.20, 0.45, "20 to 45 %", IDLE),
        in_range("two-pizza", base["two-pizza"], 0.20, 0.45, "20 to 45 %", IDLE),
        in_range(f"three cross-functional teams, utilisation {crowded[1].mean:.2f}", crowded[0], 0.0, 0.85, "at most 85 %"),
        in_range("a pool of ten without frictions, utilisation .75", pool[0], 0.0, 0.85, "at most 85 %", POOL),
    ]  # fmt: skip


def s33(effort: Effort) -> Finding:
    """Flow efficiency of projects and of product teams (Kanban practice; weak)."""
    runs = effort.times(30, 10)
    quiet = preset(PRESETS[0]).demand.load or LOADS[0]
    loads = (quiet, *LOADS)
    found: dict[str, list[list[Sample]]] = {
        name: [
            measured(preset(name).at_load(load), OUTCOMES, runs, 33, workers=effort.workers) for load in loads
        ]
        for name in PRESETS
    }
    committed = _since_commitment(effort, runs)
    series = [Series(name, loads, [100 * row[0].mean for row in rows]) for name, rows in found.items()]
    return Finding(
        "S33",
        "Flow efficiency",
        "partly an input",
        "practitioners of Kanban; P39 (weak)",
        "items of projects are worked on in 5 to 20 % of their lead time, those of product teams in 20 to 45 %; never in more "
        "than 85 % where utilisation is above .7.",
        f"The four presets in the mid-size world, at the load for which the target was set: its busiest role is used {LOADS[0]:g} in the "
        f"project-based baseline, {LOADS[0] / quiet:.1f} times the demand that the world has; touch time over lead time, which "
        f"runs from the day on which an item becomes ready (`parallel`) to its release, {runs} seeds.",
        _checks(effort, runs, {name: rows[1][0] for name, rows in found.items()}),
        Picture(
            drawn(Chart("S33: flow efficiency", "utilisation of the busiest role in the baseline", "touch time, % of lead time", series)),
            "Flow efficiency of the presets by load.",
        ),
        note="When this target was set all items of an initiative were there from its commitment on, and lead times ran from then. "
        "Now items come one after the other, as many at once as the root of their number: judgement, brought in with this target in "
        "view. Counted from the commitment of the initiative the shares are "
        f"{100 * committed[0]:.0f} % in projects, {100 * committed[1]:.0f} % in the product model and {100 * committed[2]:.0f} % in two-pizza "
        "teams: which clock is read decides. At the demand that the world has the shares of lead time are "
        + ", ".join(f"{100 * found[name][0][0].mean:.0f} % in {name}" for name in ("project-based", "product-model", "two-pizza"))
        + ", as people are in use for less than a quarter of their time.",
    )  # fmt: skip


IDLE = (
    "an item that becomes ready finds people who are free: teams are busy for less of their time than the busiest role of the baseline, "
    "and the product model least, as its research ends half of the ideas."
)
POOL = "a large pool hardly waits even at high load (by Erlang 89 %): the statement cannot hold for every organisation."
