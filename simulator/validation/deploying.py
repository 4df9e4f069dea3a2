"""How often and how safely organisations deploy (S28), over configurations written down beforehand."""

from __future__ import annotations

from typing import Any

import numpy as np

from .boards import BOARD, DEPLOYMENTS, FAILURES, failed_changes
from .figures import Chart, Series, drawn
from .findings import Check, Effort, Finding, Picture, above, change, written
from .midsize import FINDS, REASONS, midsize, with_tests
from .queues import Values
from .samples import Sample, replicated_all

RELEASES: tuple[Values, ...] = (
    {"mode": "continuous"},
    {"mode": "train", "every_days": 5},
    {"mode": "train", "every_days": 10},
    {"mode": "train", "every_days": 20},
    {"mode": "whole_initiative"},
)
BOARDS = (None, 5.0, 10.0, 20.0)
SEED = 28
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
        midsize(release=release, **(REASONS | {"quality": {"defects_per_effort_day": rate}}))
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
    outcomes: list[Any] = [DEPLOYMENTS, FAILURES, failed_changes]
    rows = []
    for _ in range(effort.times(160, 48)):
        samples = replicated_all(configuration(rng), outcomes, 2, 5, workers=effort.workers)
        rows.append([s.mean for s in samples])
    return np.array(rows)


def testing_less(effort: Effort) -> tuple[Sample, Sample]:
    """What leaving out tests makes of deployments a week and of the failure rate, at high load."""
    found = []
    for finds, share in ((FINDS, 0.14), (0.0, 0.001)):
        scenario = with_tests(midsize(release={"mode": "continuous"}, **REASONS))
        scenario["demand"] = scenario["demand"] | {"scale": 1.5}
        _finding(scenario, finds, share)
        outcomes: list[Any] = [DEPLOYMENTS, FAILURES]
        found.append(replicated_all(scenario, outcomes, effort.times(60, 24), 5, workers=effort.workers))
    (frequent, failing), (more, worse) = found
    return change(more, frequent), change(worse, failing)


def s28(effort: Effort) -> Finding:
    """Throughput and stability go together, but need not (DORA 2024)."""
    from scipy.stats import spearmanr

    table = ensemble(effort)
    by_deployment = spearmanr(table[:, 0], table[:, 1])
    by_item = float(spearmanr(table[:, 0], table[:, 2]).statistic)
    frequent = table[table[:, 0] >= np.quantile(table[:, 0], 0.75)]
    worst, usual = float(frequent[:, 1].max()), float(np.median(table[:, 1]))
    more, worse = testing_less(effort)
    rank = float(by_deployment.statistic)
    return Finding(
        "S28",
        "Throughput and stability go together, but need not",
        "emergent",
        "DORA 2024; A6",
        "across organisations the rank correlation of deployment frequency and change failure rate is not positive; "
        "single organisations deploy often and fail often.",
        f"{len(table)} organisations of 28 people: five ways to release, no external board or one every 5, 10 or 20 days, "
        "rates of defects of .01 to .10 a day, tests that find .4 to .85, automation 0 to 1, legacy 0 to .8, demand .6 to "
        "1.4; drawn independently, ranges written down before.",
        [
            Check("rank correlation with failures by deployment", written(rank, 2), "0 or less", rank <= 0, "larger batches ought to fail more often."),
            Check("rank correlation with failures by item", written(by_item, 2), "0 or less", by_item <= 0, BY_ITEM),
            Check("worst failure rate in the upper quarter of frequency", f"{100 * worst:.0f} % (median of all: {100 * usual:.0f} %)", "above the median", worst > usual, "no such organisation was drawn."),
            above("a positive sign is reachable: leaving out tests, deployments", more, 0.0, "more"),
            above("and failures", worse, 0.0, "more"),
        ],
        Picture(
            drawn(Chart("S28: how often, how safely", "deployments a week", "change failure rate, %", [Series("an organisation", table[:, 0].tolist(), (100 * table[:, 1]).tolist(), joined=False)])),
            "Each point is an organisation of the ensemble.",
        ),
        note="The negative sign by deployment is a matter of counting: rare deployments are large, and fail if anything in "
        "them does. By item frequency and failures have next to nothing to do with each other, as nothing in the model makes "
        "who deploys often work with more care.",
    )  # fmt: skip


BY_ITEM = (
    "nothing in the model makes an organisation that deploys often more careful, and every deployment by hand can fail "
    "by itself."
)
