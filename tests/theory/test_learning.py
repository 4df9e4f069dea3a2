"""What people learn and forget: the learning curve (S19, P31), fading (P32), time in the team (P27)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.scenario.loader import scenario_from
from simulator.work.records import TOUCH

from .queueing import Values, organisation

DAYS_PER_MONTH = 260.0 / 12.0
WEEK = 5.0
FIRST, REFERENCE = 2.0, 6.0
ALONE = {"familiarity_speed": 0.0, "familiarity_defects": 0.0}
"""Only experience of the area counts."""


def clerk(at: Sequence[float], effort: float, products: int = 1, **learning: Any) -> Values:
    """One person; items of the first product at given times."""
    names = [f"area {k}" for k in range(products)]
    curve = {"first_days": FIRST, "reference_days": REFERENCE, "kept_per_month": 1.0} | ALONE | learning
    return organisation(
        horizon={"days": 3_000, "warmup_days": 0},
        workforce={"clerk": 1},
        products=[{"name": name} for name in names],
        stages=[{"stage": "serve", "by": {"clerk": 1.0}}],
        streams=[{"product": names[0], "at": list(at), "effort_days": effort}],
        teams=[{"name": "counter", "members": {"clerk": 1}}],
        learning=curve,
    ) | {"mechanisms": {"learning": "on", "others": "off"}}


def days_worked(scenario: Values) -> tuple[Any, Any]:
    """Days worked on each item, in order, and the day on which it was begun."""
    items = simulate(scenario_from(scenario), seed=1).facts.items
    return items["days"][:, TOUCH], items["started_at"]


@pytest.mark.parametrize("ratio", [0.75, 0.9, 0.95])
def test_time_per_item_falls_by_the_progress_ratio_with_every_doubling(ratio: float) -> None:
    """Experience is counted from where the curve begins; a speed is read when an item is begun, and weekly."""
    days, begun = days_worked(clerk([0.0] * 1500, 0.05, progress_ratio=ratio))
    experience = FIRST + REFERENCE + np.concatenate([[0.0], np.cumsum(days)[:-1]])
    in_one_week = np.floor(begun / WEEK) == np.floor((begun + days) / WEEK)
    doublings = np.log2(experience / experience[0])
    assert doublings[-1] > 2 and in_one_week.sum() > 1400
    assert days[0] == pytest.approx(0.05, rel=1e-6)
    assert days[in_one_week] / days[0] == pytest.approx(ratio ** doublings[in_one_week], rel=1e-6)


@pytest.mark.parametrize("kept", [0.75, 0.95])
def test_experience_that_is_not_used_fades_by_the_month(kept: float) -> None:
    """Sixty-five days are three months: what is left makes the next item so much slower."""
    months = np.array([0, 3, 6, 24])
    days, _ = days_worked(
        clerk(list(months * DAYS_PER_MONTH + 1.0), 1e-4, progress_ratio=0.8, kept_per_month=kept)
    )
    left = (FIRST + REFERENCE * kept**months) / (FIRST + REFERENCE)
    assert days / 1e-4 == pytest.approx(0.8 ** np.log2(left), rel=1e-4)


@pytest.mark.parametrize("areas", [1, 2, 3, 5])
@pytest.mark.parametrize(("transfer", "transfer_coupled"), [(0.0, 0.0), (0.4, 0.6), (1.0, 1.0)])
def test_what_was_learned_elsewhere_counts_in_part_and_more_where_areas_are_coupled(
    areas: int, transfer: float, transfer_coupled: float
) -> None:
    """Who knows several areas has split the same time among them; area 1 needs changes of area 0, or the other way."""
    shares = {"transfer": transfer, "transfer_coupled": transfer_coupled}
    found = []
    for pair in ((0, 1), (1, 0), ()):
        values = clerk([1.0], 1e-3, areas, progress_ratio=0.9, **shares)
        if pair and areas > 1:
            values["products"][pair[0]]["coupling"] = {f"area {pair[1]}": 0.5}
        found.append(days_worked(values)[0][0] / 1e-3)
    each = REFERENCE / areas
    coupled, others = (each, each * (areas - 2)) if areas > 1 else (0.0, 0.0)
    held = [each + transfer_coupled * coupled + transfer * others] * 2 + [
        each + transfer * (coupled + others)
    ]
    relative = (FIRST + np.array(held)) / (FIRST + REFERENCE)
    assert found == pytest.approx(0.9 ** np.log2(relative), rel=1e-6)


def test_work_in_one_area_helps_in_another_at_once() -> None:
    """Two days in area 1, then an item of area 0, with three areas that are not coupled."""
    values = clerk([3.0], 1e-3, 3, progress_ratio=0.8, transfer=0.4)
    stream = values["demand"]["items"][0]
    values["demand"]["items"] = [stream, stream | {"product": "area 1", "at": [0.0], "effort_days": 2.0}]
    days, _ = days_worked(values)
    start = (REFERENCE / 3) * (1 + 0.4 * 2)
    begun, later = ((FIRST + held) / (FIRST + REFERENCE) for held in (start, start + 0.4 * days.max()))
    assert days.max() / 2.0 == pytest.approx(0.8 ** math.log2(begun), rel=1e-6)
    assert days.min() / 1e-3 == pytest.approx(0.8 ** math.log2(later), rel=1e-6)


def test_of_a_hundred_areas_the_sum_is_kept_whole() -> None:
    """A person keeps 64 areas; all that was learned in others still counts as learned elsewhere."""
    areas, each = 100, 1.0
    values = clerk([], each, areas, progress_ratio=0.9, first_days=1e-6, transfer=1.0, transfer_coupled=1.0)
    streams = [{"product": f"area {k}", "at": [2.0 * k], "effort_days": each} for k in range(areas)]
    values["demand"]["items"] = streams
    days, begun = days_worked(values)
    held = REFERENCE + np.concatenate([[0.0], np.cumsum(days)[:-1]])
    in_one_week = np.floor(begun / WEEK) == np.floor((begun + days) / WEEK)
    assert in_one_week.sum() > 40
    assert days[in_one_week] == pytest.approx(0.9 ** np.log2(held / REFERENCE)[in_one_week], rel=1e-4)


def test_a_progress_ratio_of_1_and_no_elasticity_is_nobody_learning() -> None:
    days, _ = days_worked(clerk([0.0] * 100, 0.25, progress_ratio=1.0, kept_per_month=0.8))
    assert days == pytest.approx([0.25] * 100, abs=1e-8)
