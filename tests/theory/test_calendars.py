"""Teams that start work only on some days."""

from __future__ import annotations

import pytest

from simulator import simulate
from simulator.scenario.loader import scenario_from

from .queueing import Values, assert_agrees, replicated


def finance(calendar: Values | None, people: int = 60) -> Values:
    """More people than work: only the calendar makes anybody wait."""
    return {
        "name": "calendar",
        "horizon": {"quarters": 60, "warmup_quarters": 1},
        "workforce": {"clerk": {"count": people}},
        "products": [{"name": "books"}],
        "value_stream": [{"stage": "book", "by": {"clerk": 1.0}}],
        "demand": {"items": [{"product": "books", "arrivals_per_day": 1.0, "effort_days": 0.25}]},
        "structure": {"teams": [{"name": "finance", "members": {"clerk": people}, "calendar": calendar}]},
        "mechanisms": "none",
    }


@pytest.mark.parametrize(("every", "opened"), [(5.0, 1.0), (65.0, 5.0), (2.0, 1.5)])
def test_work_waits_for_the_next_opening(every: float, opened: float) -> None:
    """Arrivals at random fall into the closed part in proportion, and wait for half of it."""
    waits = replicated(
        finance({"every_days": every, "open_days": opened, "first_day": 0.5}), "queue_time_days_mean"
    )
    assert_agrees(waits, (every - opened) ** 2 / (2 * every))


def test_what_has_begun_is_finished_outside_the_calendar() -> None:
    values = finance({"every_days": 5.0, "open_days": 1.0}, people=1)
    values["demand"] = {"items": [{"product": "books", "at": [0.9, 0.95], "effort_days": 3.0}]}
    values["horizon"] = {"days": 10, "warmup_days": 0}
    items = simulate(scenario_from(values), seed=1).items.to_pandas()
    assert list(items["started_day"].round(9)) == [0.9, 5.0]
    assert list(items["closed_day"].round(9)) == [3.9, 8.0]


def test_a_team_without_a_calendar_is_always_open() -> None:
    assert replicated(finance(None), "queue_time_days_mean").mean == 0.0
