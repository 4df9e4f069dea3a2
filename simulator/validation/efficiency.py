"""Flow efficiency (S33): share of the lead time in which work is done."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..outcomes.facts import Facts
from ..work.records import OWN, TOUCH
from .figures import Chart, Series, drawn
from .findings import Check, Effort, Finding, Picture, in_range, restated
from .midsize import SECTIONS, midsize, with_tests
from .presets import BUSY, PRESETS, at_first, preset
from .queues import queue
from .samples import Sample, measured, replicated_all

LOADS = (0.7, 0.8, 0.9)
"""Of the world: how much of their time engineers in squads are in use."""
OWN_LOAD = LOADS.index(0.8)
SQUADS = PRESETS[1:]
RARELY_IDLE = 0.7
CROWDED = 2.0  # of the usual demand, so that utilisation is above .7
OUTCOMES: list[Any] = ["flow_efficiency", "utilisation"]


def since_commitment(facts: Facts) -> float:
    """Touch time over the time from the commitment of its initiative to the release of an item, of all together."""
    released = facts.released_cohort
    items = released[released["initiative_ordinal"] >= 0]
    begun = facts.initiatives_of(items)["committed_at"]
    return float(items["days", TOUCH].sum() / np.sum(items["closed_at"] - begun))


def of_initiatives(facts: Facts) -> float:
    """Flow efficiency of items of initiatives in the area of their own initiative."""
    items = facts.released_cohort[facts.released_cohort["kind"] == OWN]
    return float(items["days", TOUCH].sum() / np.sum(items["closed_at"] - items["created_at"]))


def _checks(effort: Effort, runs: int) -> list[Check]:
    base = {
        name: measured(at_first(name, BUSY), OUTCOMES, runs, 33, workers=effort.workers)[0]
        for name in ("project-based", "product-model", "two-pizza")
    }
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


def _restated(now: dict[str, list[Sample]]) -> list[Check]:
    """now: flow efficiency and utilisation of the presets at the load of the world."""
    busy = {name: shares for name, shares in now.items() if shares[1].mean > RARELY_IDLE}
    most = max(
        (shares[0] for shares in busy.values()), key=lambda sample: sample.mean, default=Sample(np.zeros(2))
    )
    return restated(
        AT_THE_WORLD,
        in_range("project-based", now["project-based"][0], 0.05, 0.20, "5 to 20 %", SWAMPED),
        *(in_range(name, now[name][0], 0.20, 0.45, "20 to 45 %", BUSY_SQUADS) for name in SQUADS),
        in_range(f"the highest of presets whose people are in use more than {RARELY_IDLE:g} ({', '.join(busy) or 'none'})", most, 0.0, 0.85, "at most 85 %"),
    )  # fmt: skip


def s33(effort: Effort) -> Finding:
    """Flow efficiency of projects and of product teams (Kanban practice; weak)."""
    runs = effort.times(30, 10)
    measures = [*OUTCOMES, since_commitment, of_initiatives]
    found: dict[str, list[list[Sample]]] = {
        name: [
            measured(preset(name).at_load(load), measures, runs, 33, workers=effort.workers) for load in LOADS
        ]
        for name in PRESETS
    }
    committed, owned = ([found[name][OWN_LOAD][k].mean for name in PRESETS] for k in (2, 3))
    series = [Series(name, LOADS, [100 * row[0].mean for row in rows]) for name, rows in found.items()]
    return Finding(
        "S33",
        "Flow efficiency",
        "partly an input",
        "practitioners of Kanban; P39 (weak)",
        "items of projects are worked on in 5 to 20 % of their lead time, those of product teams in 20 to 45 %; never in more "
        "than 85 % where utilisation is above .7.",
        f"The presets in the mid-size world, at {BUSY:g} times the demand for which other targets were set, and then at loads of the world, at "
        "which engineers in squads are in use for .70, .80 (its own) and .90 of their time; touch time over lead time, which "
        f"runs from the day on which an item becomes ready (`parallel`) to its release, {runs} seeds.",
        [*_checks(effort, runs), *_restated({name: rows[OWN_LOAD] for name, rows in found.items()})],
        Picture(
            drawn(Chart("S33: flow efficiency", "utilisation of engineers in squads", "touch time, % of lead time", series)),
            "Flow efficiency of the presets by load.",
        ),
        note="When this target was set all items of an initiative were there from its commitment on, and lead times ran from then. "
        "Now items come one after the other, as many at once as their number to a power: judgement, brought in with this target in "
        "view. By default, and in the original list, the power is .5; at that the shares of the first run of the restated list were 19 % in spotify and "
        "18 % in two-pizza, both misses. The world has had .4 since, as real histories have fewer items open (P90). Counted from the commitment of the initiative the shares at the load of the world are "
        + ", ".join(f"{100 * share:.0f} % in {name}" for name, share in zip(PRESETS, committed, strict=True))
        + ": which clock is read decides. Items of initiatives alone, without tickets and what other teams ask for, are touched during "
        + ", ".join(f"{100 * share:.0f} %" for share in owned)
        + " of their lead time.",
    )  # fmt: skip


IDLE = (
    "an item that becomes ready finds people who are free: teams are busy for less of their time than the busiest role of the baseline, "
    "and the product model least, as its research ends half of the ideas."
)
AT_THE_WORLD = (
    "the target was set at a load of the busiest role of a world whose people were mostly idle. Now the presets run in a world in which they are busy, at its "
    "own load of .80, and all three kinds of squads are asked. The pool of ten is left out: by Erlang a large pool hardly waits, so that the "
    "statement cannot hold for every queue; it is asked of the presets whose people are in use more than .7."
)
SWAMPED = "what squads do at .80 is more than projects can: their items queue for most of their lead time."
BUSY_SQUADS = (
    "tickets, and changes that other teams ask for, wait behind a team's own work and are most of its items; items of its own initiatives are touched for "
    "more than a fifth of their lead time (below the figure)."
)
POOL = "a large pool hardly waits even at high load (by Erlang 89 %): the statement cannot hold for every organisation."
