"""Who fills places, and who decides about initiatives, has that much less time: as expected, and as simulated."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import simulate
from simulator.kernel.units import DAYS_PER_QUARTER, HOURS_PER_DAY
from simulator.report.utilisation import duties_of_people
from simulator.report.workload import consulted_teams, workload_of
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario

BOARD = {
    "name": "board", "sits_every_days": 5, "members": {"boss": 2}, "hours_per_request": 2, "prepare_hours": 3, "fills_places": True,
}  # fmt: skip
EXPERTS = {"name": "experts", "review_hours": 4, "members": {"boss": 2}, "prepare_hours": 1}
QUARTERS, RATE = 40, 6.5  # ideas of each product a quarter


def offices(**changes: Any) -> Scenario:
    """Two teams, each with a product that may need the other; ideas of one, two or five items."""
    ideas = {"products": "all", "arrivals_per_quarter": RATE, "items": {"discrete": {"values": [1, 2, 5], "weights": [1, 1, 2]}}, "effort_days": 1}  # fmt: skip
    return scenario_from(
        {
            "name": "offices",
            "horizon": {"quarters": QUARTERS, "warmup_quarters": 1},
            "workforce": {"clerk": {"count": 8}, "boss": {"count": 2}},
            "products": [{"name": "permits", "coupling": {"fines": 0.2}}, {"name": "fines"}],
            "value_stream": [{"stage": "serve", "by": {"clerk": 1.0}}],
            "demand": {"opportunities": [ideas]},
            "structure": {
                "teams": [
                    {"name": "permits", "members": {"clerk": 4}, "owns": {"products": ["permits"]}},
                    {"name": "fines", "members": {"clerk": 4}, "owns": {"products": ["fines"]}},
                ]
            },
            **changes,
        }
    )


def with_decisions(by: Any, most: int = 3, **changes: Any) -> Scenario:
    rights = {"for_initiative": {"per_initiative": most, "by": by}}
    return offices(governance={"layers": [EXPERTS], "decision_rights": rights}, **changes)


def booked(scenario: Scenario, account: str) -> float:
    """Hours per working day that all people spend on something in the window."""
    hours = simulate(scenario, seed=1).hours
    total = sum(h for name, h in zip(hours["account"].to_pylist(), hours["hours"].to_pylist(), strict=True) if name == account)  # fmt: skip
    return total / (QUARTERS * DAYS_PER_QUARTER)


def days_of(scenario: Scenario) -> float:
    return sum(workload_of(scenario).work.values())


def test_a_board_looks_at_every_idea_that_is_begun() -> None:
    scenario = offices(limits={"initiatives": 50}, governance={"layers": [BOARD]})
    rate = 2 * RATE / DAYS_PER_QUARTER
    load = workload_of(scenario)
    assert load.requests[0] == pytest.approx(rate)
    assert days_of(scenario) - days_of(offices()) == pytest.approx(rate * 3 / HOURS_PER_DAY)
    duties = duties_of_people(scenario, load)
    meetings = duties_of_people(scenario, workload_of(offices()))
    assert duties[8] - meetings[8] == pytest.approx(rate * 2 / HOURS_PER_DAY / scenario.presence)
    assert booked(scenario, "deciding") == pytest.approx(rate * 2 * 2, rel=0.1)
    assert booked(scenario, "preparing") == pytest.approx(rate * 3, rel=0.1)


def test_a_board_without_limits_looks_at_nothing() -> None:
    modes = {"free": {}, "limited": {"limits": {"initiatives": 2}}}
    ideas = {"product": "permits", "arrivals_per_quarter": RATE, "effort_days": 1}
    demand = {"modes": modes, "mode": "free", "opportunities": [ideas]}
    scenario = offices(demand=demand, governance={"layers": [BOARD]})
    assert workload_of(scenario).requests[0] == 0.0


@pytest.mark.parametrize(("most", "each"), [(1, 1.0), (2, 1.75), (3, 2.25)])
def test_decisions_about_initiatives_go_to_layers_and_small_initiatives_have_fewer(
    most: int, each: float
) -> None:
    scenario = with_decisions({"ask": ["experts"]}, most)
    rate = 2 * RATE / DAYS_PER_QUARTER * each
    assert workload_of(scenario).requests[0] == pytest.approx(rate)
    assert days_of(scenario) - days_of(offices()) == pytest.approx(rate * (4 + 1) / HOURS_PER_DAY)
    assert booked(scenario, "deciding") == pytest.approx(rate * 4, rel=0.1)


def test_those_who_are_consulted_about_initiatives_answer_in_their_time() -> None:
    scenario = with_decisions("consult", mechanisms={"decisions": "on", "others": "off"})
    assert consulted_teams(scenario, 0, 0) == {1: 1.0} and consulted_teams(scenario, 1, 0) == {0: 1.0}
    rate = 2 * RATE / DAYS_PER_QUARTER * 2.25
    alone = days_of(offices(mechanisms="none"))
    assert days_of(scenario) - alone == pytest.approx(rate * 0.5 / HOURS_PER_DAY)
    assert booked(scenario, "consulting") == pytest.approx(rate * 0.5, rel=0.1)


@pytest.mark.parametrize(
    "changes", [{"by": "decide"}, {"by": {"ask": ["experts"]}, "mechanisms": {"decisions": "off"}}]
)
def test_what_the_team_decides_alone_is_no_request(changes: dict[str, Any]) -> None:
    assert workload_of(with_decisions(**changes)).requests[0] == 0.0
