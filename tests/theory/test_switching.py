"""Switching: what is lost with several tasks open, or several areas touched within five days (P16)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.scenario.loader import scenario_from

from .queueing import organisation

LOST = [0.0, 0.1, 0.25, 0.4]
ON = {"switching": "on", "others": "off"}
WEEK = 5.0


def clerk(items: Sequence[tuple[float, str, float]], open_tasks: int = 1, **more: Any) -> Any:
    """One person for several areas; items: day of arrival, area, effort."""
    scenario = organisation(
        horizon={"days": 400, "warmup_days": 0},
        workforce={"clerk": 1},
        stages=[{"stage": "serve", "by": {"clerk": 1.0}}],
        products=[{"name": name} for name in sorted({area for _, area, _ in items})],
        streams=[{"product": area, "at": [day], "effort_days": effort} for day, area, effort in items],
        teams=[{"name": "counter", "members": {"clerk": 1}}],
        switching={"lost_share": LOST},
        **more,
    ) | {"mechanisms": ON}  # fmt: skip
    scenario["workforce"]["clerk"]["open_tasks"] = open_tasks
    return scenario_from(scenario)


def days_open(scenario: Any) -> Any:
    """Days from the start to the end of each item, in the order of the streams."""
    items = simulate(scenario, seed=1).items.to_pandas().sort_values("stream")
    return (items["done_day"] - items["started_day"]).to_numpy()


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_switching_takes_its_share_with_every_open_task(count: int) -> None:
    scenario = clerk([(0.0, "a", 4.0)] * count, open_tasks=count)
    assert days_open(scenario).max() == pytest.approx(count * 4.0 / (1 - LOST[count - 1]), abs=1e-6)


def test_one_area_and_one_task_lose_nothing() -> None:
    scenario = clerk([(0.0, "a", 1.5)] * 10)
    assert days_open(scenario) == pytest.approx([1.5] * 10, abs=1e-9)


@pytest.mark.parametrize("areas", [2, 3, 4])
def test_areas_touched_within_five_days_cost_as_much_as_tasks(areas: int) -> None:
    """Half a day for each area in turn: after the first round all are touched, and each start finds them so."""
    rounds = 6
    items = [(0.0, f"area {k % areas}", 0.5) for k in range(rounds * areas)]
    found = days_open(clerk(items))
    begun = np.minimum(np.arange(rounds * areas), areas - 1)
    assert found == pytest.approx(0.5 / (1 - np.array(LOST)[begun]), abs=1e-6)


def test_an_area_is_forgotten_five_days_after_the_last_work_on_it() -> None:
    """Read when a task starts, and at the turn of the week."""
    item = ("a", 1.0)
    after = [(0.0, *item), (5.75, "b", 1.0)]  # a ends on day 1: 4.75 days ago, then 5.25
    late = [(0.0, *item), (6.25, "b", 1.0)]
    assert days_open(clerk(after)) == pytest.approx([1.0, 1.0 / (1 - LOST[1])], abs=1e-6)
    assert days_open(clerk(late)) == pytest.approx([1.0, 1.0], abs=1e-6)
    exactly = [(0.0, *item), (6.0, "b", 1.0)]
    assert days_open(clerk(exactly)) == pytest.approx([1.0, 1.0 / (1 - LOST[1])], abs=1e-6)


def test_the_turn_of_the_week_forgets_areas_for_a_task_that_goes_on() -> None:
    """Area a ends on day 1; the task of area b costs until day 10, the first turn of a week more than five days later."""
    found = days_open(clerk([(0.0, "a", 1.0), (0.0, "b", 12.0)]))
    done = 9.0 * (1 - LOST[1])
    assert found[1] == pytest.approx(9.0 + 12.0 - done, abs=1e-6)


def test_a_task_counts_its_area_for_as_long_as_it_is_open() -> None:
    """A task of twelve days belongs to the areas touched when the next begins, though it began long before."""
    found = days_open(clerk([(0.0, "a", 12.0), (1.0, "b", 1.0)]))
    assert found == pytest.approx([12.0, 1.0 / (1 - LOST[1])], abs=1e-6)


def test_tasks_and_areas_count_by_whichever_are_more() -> None:
    """Two tasks of one area and one touched before: three tasks' worth is never lost."""
    both = days_open(clerk([(0.0, "a", 4.0), (0.0, "b", 4.0)], open_tasks=2))
    assert both == pytest.approx([8.0 / (1 - LOST[1])] * 2, abs=1e-6)


def test_reviews_belong_to_no_area() -> None:
    """A clerk of area a, who reviews what another has made of area b in between, has touched one area only."""
    layer = {"name": "layer", "review_hours": 8.0, "members": {"clerk": 1}, "prepare_hours": 0}
    values = organisation(
        horizon={"days": 40, "warmup_days": 0},
        workforce={"clerk": 1, "maker": 1},
        stages=[{"stage": "serve", "by": {"clerk": 1.0, "maker": 1.0}}],
        products=[{"name": "a"}, {"name": "b"}],
        streams=[
            {"product": "a", "at": [0.0, 5.0], "effort_days": 2.0},
            {"product": "b", "at": [0.0], "effort_days": 1.0},
        ],
        teams=[
            {"name": "of a", "members": {"clerk": 1}, "owns": {"products": ["a"]}},
            {"name": "of b", "members": {"maker": 1}, "owns": {"products": ["b"]}},
        ],
        switching={"lost_share": LOST},
        governance={"layers": [layer], "decision_rights": {"release": {"ask": ["layer"]}}},
    ) | {"mechanisms": ON | {"approvals": "on"}}
    hours = simulate(scenario_from(values), seed=1).hours.to_pandas().groupby("account", observed=True)
    assert hours["hours"].sum().get("switching", 0.0) == 0.0
    assert hours["hours"].sum()["deciding"] == 3 * 8.0


def test_a_second_area_a_week_costs_the_share_of_two_until_it_is_forgotten() -> None:
    """The measure is the person's: what a ticket of another area costs is paid on the work that follows it."""
    scenario = clerk([(0.0, "a", 3.0), (0.0, "b", 0.5), (0.0, "a", 3.0)])
    two = 1 - LOST[1]
    assert days_open(scenario) == pytest.approx([3.0, 0.5 / two, 3.0 / two], abs=1e-6)


def test_nothing_lost_at_any_number_is_nothing_changed_to_the_last_bit() -> None:
    items = [(0.5 * k, f"area {k % 3}", 1.0) for k in range(20)]

    def tables(scenario: Any) -> list[Any]:
        run = simulate(scenario, seed=2)
        return [run.run, run.items, run.hours]

    free = clerk(items, 2).model_dump(mode="json", exclude_unset=True)
    assert tables(scenario_from(free | {"switching": {"lost_share": [0.0]}})) == tables(
        scenario_from(free | {"mechanisms": "none"})
    )
