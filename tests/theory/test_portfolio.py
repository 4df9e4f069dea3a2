"""Initiatives from the day they are begun, ideas in the backlog, time for tickets: exact where nothing is left to chance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.engine.run import Simulation
from simulator.outcomes.facts import Facts, facts_of
from simulator.outcomes.registry import measure
from simulator.outcomes.stationarity import steadiness_of
from simulator.scenario.loader import scenario_from

from .queueing import Values, assert_agrees, exponential, replicated, replicated_all

EFFORT = 4.0


def one_engineer(arrivals: Values, days: float, effort: Any = EFFORT, **changes: Any) -> Values:
    """Ideas of one item each, for one person who does one after the other."""
    return {
        "name": "one engineer",
        "horizon": {"days": days, "warmup_days": 0, "run_off_days": 0},
        "workforce": {"engineer": {"count": 1}},
        "products": [{"name": "shop"}],
        "value_stream": [{"stage": "build", "by": {"engineer": 1.0}}],
        "demand": {"opportunities": [{"product": "shop", "effort_days": effort} | arrivals]},
        "structure": {"teams": [{"name": "squad", "members": {"engineer": 1}}]},
        "mechanisms": "none",
    } | changes


def facts(values: Values) -> Facts:
    return facts_of(Simulation(scenario_from(values), seed=1).run_until())


def outcomes(values: Values) -> dict[str, float | None]:
    return measure(facts(values))


def test_three_ideas_at_once_are_begun_one_after_the_other() -> None:
    """Begun on days 1, 5 and 9, each done four days later; 12 of 20 days have one begun."""
    found = outcomes(one_engineer({"at": [1.0, 1.0, 1.0]}, days=20))
    for statistic in ("mean", "p50", "p85"):
        assert found[f"time_from_start_to_market_days_{statistic}"] == EFFORT
        assert found[f"initiative_cycle_time_days_{statistic}"] == EFFORT
    assert found["time_to_market_days_mean"] == 8.0
    assert found["initiatives_begun_mean"] == pytest.approx(12 / 20)
    assert found["backlog_age_days_mean"] == pytest.approx((4**2 + 8**2) / 2 / (4 + 8))


def test_what_is_not_over_counts_as_longer_than_its_time_so_far() -> None:
    """On day 7 the second has been worked on for two days, and the third waits since day 1."""
    found = outcomes(one_engineer({"at": [1.0, 1.0, 1.0]}, days=7))
    assert found["initiative_cycle_time_days_p50"] == EFFORT
    assert found["initiative_cycle_time_days_mean"] == EFFORT
    assert found["initiatives_begun_mean"] == pytest.approx(6 / 7)
    assert found["backlog_age_days_mean"] == pytest.approx((4**2 + 6**2) / 2 / (4 + 6))


def test_where_nothing_is_begun_nothing_is_measured() -> None:
    found = outcomes(one_engineer({"at": [8.0]}, days=7))
    names = (
        "time_from_start_to_market_days_mean",
        "initiative_cycle_time_days_p50",
        "backlog_age_days_mean",
        "support_share",
    )
    assert [found[name] for name in names] == [None] * 4  # fmt: skip


def test_a_backlog_without_waits_has_no_age() -> None:
    found = outcomes(one_engineer({"at": [1.0]}, days=7))
    assert found["initiatives_begun_mean"] == pytest.approx(4 / 7)
    assert found["backlog_age_days_mean"] is None


def test_ideas_that_expire_have_an_age_too() -> None:
    """The first is begun at once, the second two days later is too old: it waited those two days."""
    found = outcomes(one_engineer({"at": [1.0, 1.0], "expires_days": 2.0}, days=20))
    assert found["backlog_age_days_mean"] == pytest.approx(1.0)


def test_the_age_of_the_backlog_is_that_of_ideas_found_at_a_random_moment() -> None:
    rows = facts(one_engineer({"arrivals_per_day": 0.22}, days=2_000, effort=exponential(EFFORT)))
    ideas = rows.initiatives
    moments = np.linspace(0.0, rows.end, 200_001)[:, None]
    waits = np.fmin(ideas["begun_at"], rows.end)
    there = (moments >= ideas["arrived_at"]) & (moments < waits)
    ages = np.where(there, moments - ideas["arrived_at"], 0.0)
    assert measure(rows)["backlog_age_days_mean"] == pytest.approx(ages.sum() / there.sum(), rel=1e-3)


def test_begun_is_rate_times_time_from_start_to_end() -> None:
    """Little's law for initiatives from the day they are begun: here one at a time, so the share of time in use."""
    scenario = one_engineer(
        {"arrivals_per_day": 0.2}, days=20_000, effort=exponential(EFFORT),
        horizon={"days": 20_000, "warmup_days": 500},
    )  # fmt: skip
    begun, time = replicated_all(scenario, ["initiatives_begun_mean", "initiative_cycle_time_days_mean"], 16)
    assert_agrees(begun, 0.2 * EFFORT)
    assert_agrees(time, EFFORT)


@pytest.mark.parametrize(("limits", "unfinished"), [(None, 2 / 3), ({"initiatives": 1}, 1 / 2)])
def test_ideas_that_wait_for_a_place_are_not_open_work(limits: Any, unfinished: float) -> None:
    """One of three is done, one begun; the third waits, with limits for its place."""
    rows = facts(one_engineer({"at": [1.0, 1.0, 1.0]}, days=7, limits=limits))
    assert measure(rows)["unfinished_share"] == pytest.approx(unfinished)
    assert steadiness_of(rows).unfinished == pytest.approx(unfinished)


def with_tickets(**changes: Any) -> Values:
    """Tickets that take three tenths of the time of one person, and nothing else."""
    tickets = {
        "product": "shop",
        "class": "support",
        "arrivals_per_day": 0.3,
        "effort_days": exponential(1.0),
    }
    return one_engineer({"at": [1.0]}, days=0) | {
        "horizon": {"days": 10_000, "warmup_days": 200},
        "demand": {"items": [tickets]},
        "mechanisms": {"support": "on", "others": "off"},
    } | changes  # fmt: skip


def test_tickets_take_the_time_that_they_need() -> None:
    assert_agrees(replicated(with_tickets(), "support_share"), 0.3)


def test_without_tickets_there_is_no_share_of_them() -> None:
    for changes in (
        {"mechanisms": "none"},
        {"demand": {"items": [{"product": "shop", "at": [1.0], "effort_days": 1}]}},
    ):
        short = with_tickets(horizon={"days": 50, "warmup_days": 0}, **changes)
        assert simulate(scenario_from(short), seed=1).run.to_pylist()[0]["support_share"] is None
