"""People who come and go: what happens at the edges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.engine.interventions import checked as changes
from simulator.engine.run import Simulation
from simulator.errors import InputError
from simulator.mechanisms.registry import ACCOUNTS
from simulator.outcomes.facts import facts_of
from simulator.scenario.loader import scenario_from


def clerks(people: dict[str, Any] | None, **changes: Any) -> Any:
    values = {
        "name": "clerks",
        "horizon": {"days": 500, "warmup_days": 0},
        "workforce": {"clerk": {"count": 3}},
        "products": [{"name": "counter"}],
        "value_stream": [{"stage": "serve", "by": {"clerk": 1.0}}],
        "demand": {"items": [{"product": "counter", "arrivals_per_day": 0.5, "effort_days": 2.0}]},
        "structure": {"teams": [{"name": "counter", "members": {"clerk": 3}}]},
        "mechanisms": {"turnover": "on", "others": "off"},
    }
    return scenario_from(values | ({} if people is None else {"people": people}) | changes)


@pytest.mark.parametrize("rate", [1e-6, 1e-9, 1e-300])
def test_whoever_leaves_once_in_a_million_years_does_not_leave(rate: float) -> None:
    """Such a day lies beyond the calendar; it used to wrap around, and everybody left before the first day."""
    rare = simulate(clerks({"turnover_per_year": rate}), seed=1)
    never = simulate(clerks({"turnover_per_year": 0}), seed=1)
    assert rare.items == never.items
    assert rare.run.to_pylist()[0]["turnover_per_year"] == 0.0


RAMPING: dict[str, Any] = {
    "turnover_per_year": 1e-9,
    "ramp_up": {"days": 100, "start": 0.2},
    "mentoring": 0.3,
}
ON = {"turnover": "on", "learning": "on", "others": "off"}
FLAT = {"progress_ratio": 1, "familiarity_speed": 0, "familiarity_defects": 0}
BUSY = {"items": [{"product": "counter", "arrivals_per_day": 10, "effort_days": 2.0}]}


def hours_of(simulation: Simulation) -> dict[str, float]:
    """Days booked by account of everybody."""
    days = sum(period.booked for period in simulation.books.periods).sum(axis=0)
    return dict(zip(ACCOUNTS, days.tolist(), strict=True))


def test_an_empty_seat_costs_no_hours_and_whoever_fills_it_ramps_up_with_help() -> None:
    scenario = clerks(RAMPING, mechanisms=ON, demand=BUSY, horizon={"days": 300, "warmup_days": 0, "run_off_days": 0}, learning=FLAT)  # fmt: skip
    simulation = Simulation(scenario, 1, debug=True).run_until(0.0)
    changes.empty_seat(simulation, 2)
    simulation.run_until(100.0)
    changes.fill_seat(simulation, 2)
    hours = hours_of(simulation.run_until())
    assert sum(hours.values()) == pytest.approx(2 * 300 + 200)
    assert hours["learning"] == pytest.approx(100 * 0.8 / 2, rel=1e-6)  # the mean of a linear ramp from .2
    assert hours["mentoring"] == pytest.approx(100 * 0.3, rel=1e-6)


def test_an_emptied_seat_gives_back_what_was_in_hand() -> None:
    scenario = clerks(RAMPING, mechanisms=ON, demand={"items": [{"product": "counter", "at": [1.0], "effort_days": 10.0}]}, learning=FLAT)  # fmt: skip
    simulation = Simulation(scenario, 1, debug=True).run_until(3.0)
    busy = int(np.flatnonzero(simulation.world.people["open_count"])[0])
    changes.empty_seat(simulation, busy)
    (item,) = facts_of(simulation.run_until()).items
    assert item["closed_at"] == pytest.approx(11.0)  # somebody else goes on at once with what was left


def test_seats_that_cannot_be_filled_or_emptied_are_refused_in_words() -> None:
    simulation = Simulation(clerks(RAMPING, mechanisms=ON), 1).run_until(0.0)
    with pytest.raises(InputError, match=r"person 1: the seat is not empty; empty it first"):
        changes.fill_seat(simulation, 1)
    changes.empty_seat(simulation, 1)
    with pytest.raises(InputError, match=r"person 1: has left already; empty a seat that somebody sits in"):
        changes.empty_seat(simulation, 1)
    with pytest.raises(InputError, match=r"person: 7 is not possible; write 0 to 2"):
        changes.fill_seat(simulation, 7)
    still = Simulation(clerks(None, mechanisms="none"), 1).run_until(0.0)
    with pytest.raises(
        InputError, match=r"nobody comes or goes in this scenario; add people.turnover_per_year"
    ):
        changes.empty_seat(still, 0)
