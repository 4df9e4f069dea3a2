"""Platform teams (S34): a queue for all teams, or a service that teams can use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..outcomes.facts import Facts
from ..scenario.scenario import Scenario
from ..work.records import OWN, TOUCH
from .findings import Check, Effort, Finding, below, change, in_range, restated, written
from .presets import at_first, preset
from .samples import Sample, measured

CHANGES, FAILURES = "lead_time_for_changes_days_p50", "change_failure_rate"
DONE = "throughput_items_per_quarter"
ARMS: dict[str, dict[str, Any]] = {
    "none": {"structure.platform.members": {"product_manager": 1, "engineer": 2}, "dependencies.self_service_effort": 1.0},
    "ticket": {"structure.platform.mode": "ticket"},
    "self-service": {},
}  # fmt: skip
"""Without a platform each team does all its work itself, and most platform people sit in other teams."""


def items_per_day(facts: Facts) -> float:
    """Items of product areas per day of work on them, with all that they needed elsewhere."""
    released = facts.released_cohort
    return float(np.sum(released["kind"] == OWN) / released["days"][:, TOUCH].sum())


def arms(
    effort: Effort, made: Callable[[dict[str, Any]], Scenario], outcomes: list[Any]
) -> list[list[Sample]]:
    """Relative changes of outcomes by self-service, and by ticket; made: from changes to the scenario."""
    found = {
        name: measured(made(changes), outcomes, effort.times(80, 60), 34, workers=effort.workers)
        for name, changes in ARMS.items()
    }
    return [
        [change(a, b) for a, b in zip(found[arm], found["none"], strict=True)]
        for arm in ("self-service", "ticket")
    ]


def _checks(own: list[Sample], queue: list[Sample]) -> list[Check]:
    speed = [Sample(-sample.values) for sample in (own[1], queue[1])]
    return [
        in_range("items per day of work, self-service", own[0], 0.03, 0.15, "+3 to +15 %", INPUT),
        below("speed of changes, by ticket", speed[1], 0.0, "lower", NO_QUEUE),
        in_range("speed of changes, self-service", speed[0], 0.0, np.inf, "not lower", SLOWER),
        in_range("change failure rate, by ticket", queue[2], 0.02, np.inf, "higher", SAME),
        in_range("change failure rate, self-service", own[2], -1.0, 0.02, "not higher", SAME),
    ]  # fmt: skip


def s34(effort: Effort) -> Finding:
    """A platform helps people, and may slow delivery (DORA 2024)."""
    outcomes: list[Any] = [items_per_day, CHANGES, FAILURES]
    own, queue = arms(effort, lambda changes: at_first("product-model", changes=changes), outcomes)
    now = arms(effort, lambda changes: preset("product-model", changes), outcomes)
    more = arms(effort, lambda changes: preset("product-model", {"demand.mode": "backlog"} | changes), [DONE])
    return Finding(
        "S34",
        "Platform teams",
        "partly an input",
        "DORA 2024; P69",
        "with a platform, people and teams do 6 to 10 % more (taken as 3 to 15 %), while throughput is 8 % "
        "and stability 14 % lower; read here as: lower where the platform is one more handoff, and not lower with self-service.",
        "The mid-size world as product model, each item needing a change in the platform with .10: each team makes it itself, "
        "a platform team by ticket, and by self-service; at the demand for which the target was set, and then at that of the world. "
        f"{effort.times(80, 60)} seeds.",
        [
            *_checks(own, queue),
            *restated(
                AT_THE_WORLD,
                *_checks(*now),
                below("items done a quarter where ideas are waiting, by ticket", more[1][0], 0.0, "lower", NO_QUEUE),
                in_range("items done a quarter where ideas are waiting, self-service", more[0][0], 0.0, np.inf, "not lower", SLOWER),
            ),
        ],
        note=f"By ticket items per day of work change by {written(100 * queue[0].mean, 0)} %, at the load of the world by {written(100 * now[1][0].mean, 0)} %. The saving by self-service is an input "
        "(`dependencies.self_service_effort`, judgement); the cost of a queue is not. Misfits at the join (`dependencies.misfit`) came with "
        "this target in view; they send work back before its release, and so far make no change fail. Speed is minus the change of the median "
        "lead time for changes; at a given demand deployments per week follow it and stay as they are.",
    )  # fmt: skip


AT_THE_WORLD = (
    "the target was set in a world in which people were mostly idle, so that a queue for the platform could not form. The statement is the same, in the world at "
    "its own load; and since throughput follows demand there, it is also read where ideas are waiting (backlog), as items done a quarter."
)
INPUT = "the saving by self-service (`dependencies.self_service_effort`, judgement) is too large or too small for it."
SLOWER = "engineers of the platform team are missing in the teams, and what a service saves does not make up for it."
NO_QUEUE = (
    "a tie to another group costs little, and a ticket meets a platform team that knows its area and whose engineers are less busy than those of other "
    "teams, so that it takes no longer than a change that a team makes itself. This contradicts the source."
)
SAME = (
    "in the model a change by the platform team is not worse than a team's own change once both parts have been made to fit, only one "
    "item in ten needs one, and a platform does not break many changes at once."
)
