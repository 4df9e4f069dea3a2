"""How often and how safely organisations deploy (S28), over configurations fixed in advance."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..studies.statistics import NORMAL_QUANTILE
from .boards import BOARD, CHANGE_FAILURES, DEPLOYMENTS, FAILURES
from .figures import Chart, Series, drawn
from .findings import Check, Effort, Finding, Picture, above, change, written
from .midsize import FINDS, SECTIONS, midsize, with_tests
from .queues import Values
from .samples import Sample, replicated_all

RELEASES: tuple[Values, ...] = (
    {"mode": "continuous"},
    {"mode": "train", "every_days": 5},
    {"mode": "train", "every_days": 10},
    {"mode": "train", "every_days": 20},
    {"mode": "whole_initiative"},
)
BOARDS = (None, None, None, 5.0, 10.0, 20.0)
OFTEN, SELDOM = 3.0, 1.5  # deployments a week
SEED = 28
WORST_CLUSTER = 0.64  # change failure rate of low performers in 2023 (A6)
LAWS = {
    "defects_per_effort_day": (0.01, 0.10),  # logarithmic: the plausible range of `quality`
    "finds": (0.4, 0.85),
    "automation": (0.0, 1.0),
    "legacy_share": (0.0, 0.8),
    "scale": (0.6, 1.4),
}
"""Plausible ranges, as the specs give them; releases and boards are drawn from the lists above."""


def configuration(rng: Any) -> Values:
    """One organisation of the ensemble."""
    u = dict(zip(LAWS, rng.random(len(LAWS)), strict=True))
    at = {name: low + u[name] * (high - low) for name, (low, high) in LAWS.items()}
    low, high = LAWS["defects_per_effort_day"]
    rate = float(low * (high / low) ** u["defects_per_effort_day"])
    release, board = RELEASES[rng.integers(len(RELEASES))], BOARDS[rng.integers(len(BOARDS))]
    scenario = with_tests(
        midsize(release=release, **(SECTIONS | {"quality": {"defects_per_effort_day": rate}}))
    )
    scenario["products"] = [p | {"automation": at["automation"], "legacy_share": at["legacy_share"]} for p in scenario["products"]]  # fmt: skip
    scenario["demand"] = scenario["demand"] | {"scale": at["scale"]}
    _finding(scenario, at["finds"])
    return scenario if board is None else _with_board(scenario, board)


def _finding(scenario: Values, finds: float, share: float | None = None) -> None:
    for stage in scenario["value_stream"]:
        if "finds" in stage:
            stage["finds"] = finds
            stage["share"] = stage["share"] if share is None else share


def _with_board(scenario: Values, period: float) -> Values:
    governance = scenario["governance"]
    layers = [*governance["layers"], BOARD | {"sits_every_days": period}]
    rights = governance["decision_rights"] | {"release": {"ask": [BOARD["name"]]}}
    return scenario | {"governance": {"layers": layers, "decision_rights": rights}}


def ensemble(effort: Effort) -> np.ndarray:
    """Deployments a week, failure rate by deployment and by item; shape (organisations, 3)."""
    rng = np.random.default_rng(SEED)
    outcomes: list[Any] = [DEPLOYMENTS, FAILURES, CHANGE_FAILURES]
    rows = []
    for _ in range(effort.times(160, 80)):
        samples = replicated_all(configuration(rng), outcomes, 2, 5, workers=effort.workers)
        rows.append([s.mean for s in samples])
    return np.array(rows)


def testing_less(effort: Effort) -> tuple[Sample, Sample]:
    """Deployments a week and failure rate with and without tests, at high load."""
    found = []
    for finds, share in ((FINDS, 0.14), (0.0, 0.001)):
        scenario = with_tests(midsize(release={"mode": "continuous"}, **SECTIONS))
        scenario["demand"] = scenario["demand"] | {"scale": 1.5}
        _finding(scenario, finds, share)
        outcomes: list[Any] = [DEPLOYMENTS, FAILURES]
        found.append(replicated_all(scenario, outcomes, effort.times(60, 24), 5, workers=effort.workers))
    (frequent, failing), (more, worse) = found
    return change(more, frequent), change(worse, failing)


def _checks(effort: Effort, table: np.ndarray) -> list[Check]:
    from scipy.stats import spearmanr

    rank, by_item = (float(spearmanr(table[:, 0], table[:, k]).statistic) for k in (1, 2))
    worst = float(table[table[:, 0] >= OFTEN, 1].max())
    best = float(table[table[:, 0] <= SELDOM, 1].min())
    more, worse = testing_less(effort)
    return [
        Check("rank correlation with failures by deployment", _with_interval(rank, len(table)), "0 or less", rank <= 0, "larger batches should fail more often."),
        Check("rank correlation with failures by item", _with_interval(by_item, len(table)), "0 or less", by_item <= 0, BY_ITEM),
        Check(
            f"highest failure rate at {OFTEN:g} deployments a week and more",
            f"{100 * worst:.0f} % (lowest at up to {SELDOM:g}: {100 * best:.0f} %)",
            "above the lowest of those who deploy rarely", worst > best, "such an organisation was not drawn.",
        ),
        above("a positive sign is reachable: leaving out tests, deployments", more, 0.0, "more"),
        above("and failures", worse, 0.0, "more"),
    ]  # fmt: skip


def s28(effort: Effort) -> Finding:
    """Throughput and stability go together, but need not (DORA 2024)."""
    table = ensemble(effort)
    high = float(np.mean(table[:, 1] > WORST_CLUSTER))
    return Finding(
        "S28",
        "Throughput and stability go together, but need not",
        "emergent",
        "DORA 2024; A6",
        "across organisations the rank correlation of deployment frequency and change failure rate is not positive; "
        "single organisations deploy often and fail often.",
        f"{len(table)} organisations of 28 people: five ways to release, half of them with an external board every 5, 10 or 20 days, "
        "rates of defects of .01 to .10 a day, tests that find .4 to .85, automation 0 to 1, legacy 0 to .8, demand .6 to "
        "1.4; drawn independently over the plausible ranges of the parameters.",
        _checks(effort, table),
        Picture(
            drawn(Chart("S28: how often, how safely", "deployments a week", "change failure rate, %", [Series("an organisation", table[:, 0].tolist(), (100 * table[:, 1]).tolist(), joined=False)])),
            "Each point is an organisation of the ensemble.",
        ),
        note="The negative sign by deployment comes from counting: rare deployments are large, and fail if anything in "
        "them does. By item, frequency and failures are almost unrelated, as organisations that deploy often do not work "
        "with more care in the model. Failure rates by deployment are high where deployments are large: "
        f"{100 * high:.0f} % of these organisations are above the 64 % of the worst cluster of any year (A6).",
    )  # fmt: skip


def _with_interval(rank: float, count: int) -> str:
    """A rank correlation with its 95 % interval by Fisher's transformation."""
    half = NORMAL_QUANTILE * (1.06 / (count - 3)) ** 0.5
    low, high = (float(np.tanh(np.arctanh(rank) + sign * half)) for sign in (-1, 1))
    return f"{written(rank, 2)} ({written(low, 2)} to {written(high, 2)})"


BY_ITEM = (
    "the model has no effect by which an organisation that deploys often is more careful, and every deployment by hand can fail "
    "by itself."
)
