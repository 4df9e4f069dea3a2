"""External approval of changes (S25): late, few and large, and not safer?"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..outcomes.facts import Facts
from ..studies.statistics import estimate
from .findings import Effort, Finding, above, change, in_range, percent
from .midsize import SECTIONS, midsize, with_tests
from .queues import Values
from .samples import Sample, replicated_all

BOARD = {"name": "advisory board", "prepare_hours": 2, "return_probability": 0.15}
CONTINUOUS: Values = {"mode": "continuous"}
WEEKLY_TRAIN: Values = {"mode": "train", "every_days": 5}
LEAD, CHANGES, DEPLOYMENTS = "lead_time_days_mean", "lead_time_for_changes_days_p50", "deployments_per_week"
RESTORE, FAILURES = "time_to_restore_days_p50", "deployment_failure_rate"
CHANGE_FAILURES = "change_failure_rate"
AT_LEAST = 0.10


def batch(facts: Facts) -> float:
    """Items per deployment."""
    released = facts.released_in_window
    return float(len(released) / max(1, len(np.unique(released["deployment"]))))


def with_and_without(period: float, release: Values) -> tuple[Values, Values]:
    """The organisation without and with an external board that sits before releases with this period."""
    without = with_tests(midsize(release=release, **SECTIONS))
    rights = without["governance"]["decision_rights"] | {"release": {"ask": ["advisory board"]}}
    layers = [*without["governance"]["layers"], BOARD | {"sits_every_days": period}]
    return without, without | {"governance": {"layers": layers, "decision_rights": rights}}


def changes_made(effort: Effort, period: float, release: Values, outcomes: list[Any]) -> list[Sample]:
    """Relative change of outcomes caused by the board."""
    before, after = (
        replicated_all(scenario, outcomes, effort.times(60, 24), 3, workers=effort.workers)
        for scenario in with_and_without(period, release)
    )
    return [change(b, a) for a, b in zip(before, after, strict=True)]


def s25(effort: Effort) -> Finding:
    """An external board before releases (DORA 2019)."""
    outcomes = [CHANGES, DEPLOYMENTS, RESTORE, batch, FAILURES, CHANGE_FAILURES, LEAD]
    changes, deployments, restore, size, failures, per_change, lead = changes_made(
        effort, 5.0, CONTINUOUS, outcomes
    )
    train = changes_made(effort, 5.0, WEEKLY_TRAIN, [CHANGES, DEPLOYMENTS, RESTORE, FAILURES])
    return Finding(
        "S25",
        "An external board before releases",
        "emergent",
        "DORA 2019; Forsgren, Humble & Kim 2018; P41, P42",
        "external approval goes with longer lead times, fewer deployments and slower restoring (taken as 10 % or "
        "more each), with larger batches, and with no lower change failure rate (taken as within 10 %).",
        "Three cross-functional teams with 28 people, all mechanisms at their defaults, continuous release; then the "
        "same with an outside board that sits every 5 days, sends 15 % back and must pass every change and every fix.",
        [
            in_range("lead time for changes, median", changes, AT_LEAST, np.inf, "+10 % or more"),
            in_range("deployments a week", deployments, -1.0, -AT_LEAST, "−10 % or more"),
            in_range("time to restore, median", restore, AT_LEAST, np.inf, "+10 % or more"),
            above("items per deployment", size, 0.0, "more"),
            in_range("failure rate of deployments", failures, -0.1, 0.1, "within 10 %", BATCHES),
            in_range("change failure rate, of items", per_change, -0.1, 0.1, "within 10 %", BY_HAND),
            in_range("with a weekly train before and after, failure rate of deployments", train[3], -0.1, 0.1, "within 10 %"),
        ],
        note="From creation, and not only from the first start, an item takes "
        f"{_text(lead)} longer. Where releases left by a weekly train already, a weekly board changes lead times for "
        f"changes by {_text(train[0])}, restoring by {_text(train[2])} and deployments by {_text(train[1])}.",
    )  # fmt: skip


def _text(sample: Sample) -> str:
    return percent(estimate(sample.values))


BATCHES = (
    "items passed in one sitting are deployed together, and a deployment of five items fails if any of them does: the rate "
    "by deployment multiplies, although items are not worse. Surveys ask for the share of changes that fail and "
    "do not define a change."
)
BY_HAND = (
    "a change fails with a chance of its own, whatever goes out with it, so that a board cannot move this rate by the size "
    "of batches alone: a check of the implementation."
)
