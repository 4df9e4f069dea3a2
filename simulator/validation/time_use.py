"""What engineers do with their time (S43), in squads and in both modes of demand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..outcomes.facts import Facts
from ..state.accounts import (
    CEREMONIES,
    CONSULTING,
    COORDINATION,
    DECIDING,
    HANDOFF,
    IDLE,
    INCIDENTS,
    LEARNING,
    MENTORING,
    PREPARING,
    REWORK,
    SUPPORT,
    SWITCHING,
    UPKEEP,
    VALUE,
)
from ..work.records import RELEASED
from .findings import Effort, Finding, in_range, new
from .presets import preset
from .samples import Measure, Sample, measured

MODES = {"equal_load": "equal load", "backlog": "backlog"}
ENGINEERS, SQUADS = "engineer", "spotify"


def share_of(*accounts: int) -> Measure:
    """Share of the present time of engineers in the window that goes into some accounts."""

    def share(facts: Facts) -> float:
        booked = facts.window_days_worked[np.array(facts.role_names) == ENGINEERS]
        return float(booked[..., list(accounts)].sum() / booked.sum())

    return share


def used(facts: Facts) -> float:
    """Share of the present time of engineers that is not idle."""
    return 1.0 - float(share_of(IDLE)(facts) or 0.0)


def finished(facts: Facts) -> float:
    """Initiatives wholly released in the window, per team with an area and quarter."""
    rows = facts.initiatives
    done = np.sum((rows["fate"] == RELEASED) & facts.within(rows["closed_at"]))
    teams = sum(not product.internal for product in facts.scenario.products)
    return float(done / teams / facts.window_quarters)


Row = tuple[str, Callable[[Facts], Any], tuple[float, float] | None]
TALK: Row = (
    "meetings, coordination and decisions",
    share_of(CEREMONIES, COORDINATION, PREPARING, DECIDING, CONSULTING),
    (0.20, 0.32),
)
TICKETS: Row = ("tickets", share_of(SUPPORT), (0.10, 0.20))
OTHERS: tuple[Row, ...] = (
    ("in use", used, (0.75, 0.90)),
    ("work on initiatives, tickets and upkeep", share_of(VALUE, SUPPORT, UPKEEP), (0.45, 0.65)),
    ("of it upkeep", share_of(UPKEEP), None),
    ("rework", share_of(REWORK), (0.02, 0.08)),
    ("handing over and switching", share_of(HANDOFF, SWITCHING), None),
    ("incidents", share_of(INCIDENTS), None),
    ("learning and mentoring", share_of(LEARNING, MENTORING), None),
    ("idle", share_of(IDLE), (0.10, 0.25)),
    ("initiatives finished per team and quarter", finished, (1.0, 3.0)),
)  # fmt: skip
"""Rows without a source: what we ask of a world, by judgement. They are shown and not counted."""


def s43(effort: Effort) -> Finding:
    """Engineers in squads meet, talk and do tickets as much as real ones."""
    rows = (TALK, TICKETS, *OTHERS)
    outcomes: list[Any] = [measure for _, measure, _ in rows]
    runs = effort.times(20, 8)
    found = [
        measured(preset(SQUADS, {"demand.mode": mode}), outcomes, runs, 43, workers=effort.workers)
        for mode in MODES
    ]
    return Finding(
        "S43",
        "What engineers do with their time",
        "check of the implementation",
        "calendars of 80,000 engineers (P10, P91); practitioners (P87, weak)",
        "engineers spend .20 to .32 of their time in meetings and with each other, and .10 to .20 on what no one planned.",
        f"Engineers in squads of the mid-size world, at equal load and with more ideas than are done: shares of their present time, {runs} seeds.",
        new(*(
            check
            for mode, samples in zip(MODES.values(), found, strict=True)
            for check in (
                in_range(f"{TALK[0]}, {mode}", samples[0], *_range(TALK), "20 to 32 %", LITTLE_TALK, places=1),
                in_range(f"{TICKETS[0]}, {mode}", samples[1], *_range(TICKETS), "10 to 20 %", OFF, places=1),
            )
        )),
        table=_table(rows, found),
        note="Meetings, tickets and upkeep are inputs of the world, set so that this comes out: a hit says that the engine books what the files ask for, and "
        "that people may recognise the world; it is not evidence for the model. What follows from the rules is coordination, rework, handing over and how much is left. "
        "Rows of the table other than those two are judgement of ours and are not counted.",
    )  # fmt: skip


LITTLE_TALK = "six hours of meetings a week and what coordination takes add up to a little less than the lower end; rounded as in the table they reach it."
OFF = "the world has more or less of it than the source says."


def _range(row: Row) -> tuple[float, float]:
    assert row[2] is not None
    return row[2]


def _table(rows: tuple[Row, ...], found: list[list[Sample]]) -> str:
    lines = ["| engineers in squads | " + " | ".join(MODES.values()) + " | a world should show |", "| --- | ---: | ---: | --- |"]  # fmt: skip
    for k, (name, _, bounds) in enumerate(rows):
        values = " | ".join(f"{samples[k].mean:.2f}" for samples in found)
        wanted = "–" if bounds is None else f"{bounds[0]:.2f}-{bounds[1]:.2f}"
        lines.append(f"| {name} | {values} | {wanted} |")
    return "\n".join(lines)
