"""Expected failures: defects that stages find and send back, releases that fail, seats that are empty.

Forecasts from means, by the rules of the mechanisms themselves. Effects that depend on who works on what
(newness, handoffs, batches) are left out, so expect slightly more failures.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..kernel.compiled import plain
from ..kernel.distributions import mean_of
from ..kernel.units import DAYS_PER_YEAR
from ..mechanisms.delivery import DeliverySpec, by_hand, failures_of
from ..mechanisms.quality import chance_of_any
from ..mechanisms.turnover import PeopleSpec
from ..scenario.scenario import Scenario
from ..scenario.visits import defects_brought_in


def failing_share(scenario: Scenario, efforts: Sequence[float], product: int) -> float:
    """Share of released items of a product whose release fails."""
    defects = 0.0
    for effort, stage in zip(efforts, scenario.value_stream, strict=True):
        defects = (defects + defects_brought_in(scenario, effort)) * (1.0 - stage.finds)
    if scenario.acts("delivery"):
        hand: float = plain(by_hand)(scenario.products[product].automation)
        defects += failures_of(scenario.of(DeliverySpec)) * hand
    return plain(chance_of_any)(defects)


def filled_share(scenario: Scenario) -> float:
    """Share of the time in which a seat is filled."""
    if not scenario.acts("turnover"):
        return 1.0
    spec = scenario.of(PeopleSpec)
    return 1.0 / (1.0 + spec.turnover_per_year / DAYS_PER_YEAR * mean_of(spec.vacancy_days))
