"""The ensemble, simulated: organisations of docs/ensemble_design.py and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from ensemble_design import CHOICES, WORLD, Organisation, organisations, scenario_of
from measuring import studied

from simulator.studies.analysis.regressions import dummies

COUNT = 512
FIRST_SEED = 1000
MARGIN, TO_MARKET, VALUE = "operating_margin", "time_to_market_days_mean", "value_delivered"
REVENUE, COST_SHARE = "revenue", "rd_cost_share"
"""Cost is that of development, its share of revenue; what firms spend to sell is not in it."""
DORA = {
    "deployments_per_week": ("deployments per week and area", True),
    "lead_time_for_changes_days_p50": ("lead time for changes, days", False),
    "change_failure_rate": ("change failure rate", False),
    "time_to_restore_days_p50": ("time to restore, days", False),
}
"""Outcome: what it is called, and whether more is better."""
OUTCOMES = (MARGIN, TO_MARKET, VALUE, REVENUE, COST_SHARE, "unfinished_share", *DORA)


@dataclass(frozen=True)
class Ensemble:
    """Organisations, and what became of them in each history.

    found: shape (outcomes, organisations, histories); NaN where there was nothing to measure, or a time lies beyond the
    run-off: such an organisation has no lead time, and shows in `unfinished_share`.
    """

    drawn: Sequence[Organisation]
    found: Any

    def of(self, outcome: str) -> Any:
        """An outcome by organisation and history."""
        return self.found[OUTCOMES.index(outcome)]

    def first(self, outcome: str) -> Any:
        """What regressions look at: the first history of each organisation; times as logarithms."""
        values = self.of(outcome)[:, 0]
        return np.log(values) if outcome == TO_MARKET else values

    @cached_property
    def maturity(self) -> Any:
        """The index."""
        return np.array([one.maturity for one in self.drawn])

    @cached_property
    def choices(self) -> Any:
        """All choices as categories."""
        return np.column_stack([dummies([one.choices[name] for one in self.drawn]) for name in CHOICES])

    @cached_property
    def world(self) -> Any:
        """What they are and where they stand."""
        return np.array([[one.world[name] for name in WORLD] for one in self.drawn])

    @cached_property
    def per_cost(self) -> Any:
        """Value delivered over cost of development, of the first history."""
        return self.value_over_cost[:, 0]

    @property
    def value_over_cost(self) -> Any:
        """The same, by organisation and history."""
        return self.of(VALUE) / (self.of(COST_SHARE) * self.of(REVENUE))


def simulated(count: int, histories: int, together: float, design: int | None = None) -> Ensemble:
    """Draw and simulate an ensemble; every organisation has histories of its own.

    design: points of the design, of which the first are simulated; default: all.
    """
    drawn = organisations(design or count, together)[:count]
    scenarios = [{"organisation": scenario_of(k, one)} for k, one in enumerate(drawn)]
    name = f"ensemble-{'together' if together else 'apart'}{'-first' if design else ''}"
    found = studied(name, scenarios, histories, OUTCOMES, seed=FIRST_SEED, shares_seeds=False)[:, :, 0]
    found[OUTCOMES.index("deployments_per_week")] /= np.array([one.world["areas"] for one in drawn])[:, None]
    return Ensemble(drawn, np.where(np.isinf(found), np.nan, found))
