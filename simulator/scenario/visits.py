"""How often items pass each stage, and with how much work, computed from means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..kernel.compiled import plain
from ..mechanisms.quality import QualitySpec, chance_of_any, defects_of
from ..spec import MOST_RETURNS
from .scenario import Scenario

MOST_VISITS = 1 / (1 - MOST_RETURNS) * (1 + 1e-9)
"""Most visits of an item to a stage, on average: as many as a single return with its highest chance causes."""


def expected_visits(chances: Sequence[float], back: Sequence[int]) -> list[float]:
    """Expected visits of an item to each stage, infinite where no item gets past one.

    chances: of being sent back by each stage; back: where to, this stage or an earlier one. An item
    crosses from a stage to the next once, and again for every return across.
    """
    visits = [0.0] * len(chances)
    for i in reversed(range(len(chances))):
        again = sum(visits[j] * chances[j] for j in range(i + 1, len(chances)) if back[j] <= i and chances[j])
        visits[i] = (1.0 + again) / (1.0 - chances[i]) if chances[i] < 1.0 else float("inf")
    return visits


def bounded(chances: Sequence[float], back: Sequence[int]) -> list[float]:
    """The same chances, lowered where an item would pass a stage more often than is possible."""
    result = list(chances)
    for i in reversed(range(len(result))):
        if expected_visits(result[i:], [max(0, b - i) for b in back[i:]])[0] > MOST_VISITS:
            once = expected_visits([0.0, *result[i + 1 :]], [max(0, b - i) for b in back[i:]])[0]
            result[i] = max(0.0, 1.0 - once / MOST_VISITS)
    return result


def found_chances(scenario: Scenario, efforts: Sequence[float]) -> list[float]:
    """Chance that each stage finds a defect in an item that comes to it for the first time.

    efforts: nominal days at each stage.
    """
    defects, found = 0.0, []
    for effort, stage in zip(efforts, scenario.value_stream, strict=True):
        defects += defects_brought_in(scenario, effort)
        found.append(plain(chance_of_any)(stage.finds * defects))
        defects *= 1.0 - stage.finds
    return found


def found_in_loops(
    scenario: Scenario, efforts: Sequence[float], back: Sequence[int], product: str | None
) -> list[float]:
    """Chance that each stage finds a defect in an item that it has sent back many times already.

    It then finds defects that come in on the way: from the repeated work of the stages from which the item
    starts again, without those that other stages find before. back: by stage, where it sends items. Newness,
    handoffs and neglect are left out; legacy is that of the product, or the most of all without one.
    """
    shares = scenario.legacy_shares
    legacy = max(shares.values()) if product is None else shares.get(product, 0.0)
    factor = 1.0 + scenario.of(QualitySpec).legacy_factor * legacy
    chances = []
    for i, stage in enumerate(scenario.value_stream):
        defects = 0.0
        for j in range(back[i], i + 1):
            defects += factor * stage.return_share * defects_brought_in(scenario, efforts[j])
            defects *= 1.0 - scenario.value_stream[j].finds if j < i else 1.0
        chances.append(plain(chance_of_any)(defects) if stage.finds > 0 else 0.0)
    return chances


def defects_brought_in(scenario: Scenario, effort: float) -> float:
    """Expected defects from this many nominal days of work, where the area and the team are known."""
    spec = scenario.of(QualitySpec)
    rate = spec.defects_per_effort_day if scenario.acts("quality") else 0.0
    return plain(defects_of)(effort, rate, 1.0)


def visits(scenario: Scenario, chances: Sequence[float] | None = None) -> Any:
    """Expected visits of an item to each stage, repetitions included.

    chances: of being sent back by each stage; default: those of the value stream.
    """
    back = stages_to_return_to(scenario)
    return np.array(expected_visits(bounded(chances or return_chances(scenario), back), back))


def return_chances(scenario: Scenario) -> list[float]:
    """Chance that each stage sends an item back, without returns caused by handoffs."""
    found = (
        found_chances(scenario, scenario.efforts_of(scenario.demand.blocks[0]))
        if scenario.acts("quality")
        else None
    )
    own = [stage.return_probability for stage in scenario.value_stream]
    return [1 - (1 - o) * (1 - f) for o, f in zip(own, found, strict=True)] if found else own


def stages_to_return_to(scenario: Scenario) -> list[int]:
    """Where each stage sends an item back to."""
    names = scenario.stage_names
    return [
        i if stage.return_to is None else names.index(stage.return_to)
        for i, stage in enumerate(scenario.value_stream)
    ]
