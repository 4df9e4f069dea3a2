"""Expected failures: what stages find and send back, what fails when it is out, who is missing.

Forecasts from means, by the rules of the mechanisms themselves; what depends on who happens to work on
what (newness, handoffs, batches) is left out, so expect a little more.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..kernel.distributions import mean_of
from ..mechanisms.quality import QualitySpec, chance_of_any, defects_of
from ..mechanisms.turnover import DAYS_PER_YEAR, PeopleSpec
from ..scenario.scenario import Scenario


def found_chances(scenario: Scenario, efforts: Sequence[float]) -> list[float]:
    """Chance that each stage finds a defect in an item that comes to it for the first time.

    efforts: nominal days at each stage.
    """
    defects, found = 0.0, []
    for effort, stage in zip(efforts, scenario.value_stream, strict=True):
        defects += _brought_in(scenario, effort)
        found.append(chance_of_any(stage.finds * defects))
        defects *= 1.0 - stage.finds
    return found


def found_in_loops(
    scenario: Scenario, efforts: Sequence[float], back: Sequence[int], product: str | None
) -> list[float]:
    """Chance that each stage finds a defect in an item that it has sent back many times already.

    What it finds is then what comes in on the way: the repeated work of the stages from which the item
    sets out again, without what others find before. back: by stage, where it sends items. Newness,
    handoffs and neglect are left out; legacy is that of the product, or the most of all without one.
    """
    legacy = [p.legacy_share for p in scenario.products if product in (None, p.name)]
    factor = 1.0 + (scenario.quality or QualitySpec()).legacy_factor * max(legacy, default=0.0)
    chances = []
    for i, stage in enumerate(scenario.value_stream):
        defects = 0.0
        for j in range(back[i], i + 1):
            defects += factor * stage.return_share * _brought_in(scenario, efforts[j])
            defects *= 1.0 - scenario.value_stream[j].finds if j < i else 1.0
        chances.append(chance_of_any(defects) if stage.finds > 0 else 0.0)
    return chances


def failing_share(scenario: Scenario, efforts: Sequence[float]) -> float:
    """Share of released items whose release fails."""
    defects = 0.0
    for effort, stage in zip(efforts, scenario.value_stream, strict=True):
        defects = (defects + _brought_in(scenario, effort)) * (1.0 - stage.finds)
    return chance_of_any(defects)


def _brought_in(scenario: Scenario, effort: float) -> float:
    spec = scenario.quality or QualitySpec()
    rate = spec.defects_per_effort_day if scenario.acts("quality") else 0.0
    return defects_of(effort, rate, 1.0)


def filled_share(scenario: Scenario) -> float:
    """Share of the time in which a seat is filled."""
    if not scenario.acts("turnover"):
        return 1.0
    spec = scenario.people or PeopleSpec()
    return 1.0 / (1.0 + spec.turnover_per_year / DAYS_PER_YEAR * mean_of(spec.vacancy_days))
