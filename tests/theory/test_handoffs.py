"""Handoffs: transfer work by hand, bounded by a share of the stages on both sides (P37, P38)."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import simulate
from simulator.scenario.loader import scenario_from

EFFORT = 8.0
BUILD, TEST = 0.75, 0.25
ON = {"handoffs": "on", "others": "off"}


def handed_over(effort: float = EFFORT, mechanisms: Any = ON, **handoffs: Any) -> Any:
    """One person builds, another of another team tests."""
    costs = {"lost_effort": 0.0, "lost_return": 0.0, "give_hours": 0, "take_hours": 0} | handoffs
    return scenario_from(
        {
            "name": "handed over",
            "horizon": {"days": 200, "warmup_days": 0},
            "workforce": {"engineer": {"count": 1}, "tester": {"count": 1}},
            "products": [{"name": "product"}],
            "value_stream": [
                {"stage": "build", "by": {"engineer": 1.0}, "share": BUILD},
                {"stage": "test", "by": {"tester": 1.0}, "share": TEST},
            ],
            "demand": {"items": [{"product": "product", "at": [1.0], "effort_days": effort}]},
            "structure": {
                "teams": [
                    {"name": "build", "members": {"engineer": 1}, "owns": {"stages": ["build"]}},
                    {"name": "test", "members": {"tester": 1}, "owns": {"stages": ["test"]}},
                ]
            },
            "handoffs": costs,
            "mechanisms": mechanisms,
        }
    )


def days_taken(scenario: Any) -> float:
    return float(simulate(scenario, seed=1).items.to_pandas()["lead_days"].iloc[0])


def hours_of(scenario: Any) -> dict[tuple[str, str], float]:
    table = simulate(scenario, seed=1).hours.to_pandas()
    return {key: float(h) for key, h in table.groupby(["role", "account"], observed=True)["hours"].sum().items()}  # fmt: skip


def test_a_handoff_costs_the_giver_before_and_the_receiver_after() -> None:
    """Hours that a tenth of the stages would not hold are taken whole where all of the stage may be."""
    scenario = handed_over(give_hours=4, take_hours=8, lost_effort=0.5, most_share=1.0)
    assert days_taken(scenario) == pytest.approx(BUILD * EFFORT + 0.5 + 1.0 + TEST * EFFORT * 1.5, abs=1e-6)


@pytest.mark.parametrize("most_share", [0.0, 0.05, 0.1, 0.3])
def test_transfer_work_is_at_most_a_share_of_the_stage(most_share: float) -> None:
    """Giving, of the stage that is done; taking, of the one that begins, with what was lost on the way."""
    scenario = handed_over(give_hours=40, take_hours=80, lost_effort=0.5, most_share=most_share)
    give, test = most_share * BUILD * EFFORT, TEST * EFFORT * 1.5
    assert days_taken(scenario) == pytest.approx(BUILD * EFFORT + give + most_share * test + test, abs=1e-6)
    hours = hours_of(scenario)
    assert hours.get(("engineer", "handoff"), 0.0) == pytest.approx(8 * give, abs=1e-6)
    assert hours.get(("tester", "handoff"), 0.0) == pytest.approx(8 * most_share * test, abs=1e-6)


@pytest.mark.parametrize("effort", [0.4, 4.0, 40.0])
def test_hours_below_the_bound_are_taken_whole(effort: float) -> None:
    hours = hours_of(handed_over(effort, give_hours=1, take_hours=2, most_share=0.1))
    assert hours["engineer", "handoff"] == pytest.approx(min(1.0, 0.1 * BUILD * effort * 8), abs=1e-6)
    assert hours["tester", "handoff"] == pytest.approx(min(2.0, 0.1 * TEST * effort * 8), abs=1e-6)


def test_agreeing_on_what_another_team_needs_is_not_bounded() -> None:
    """One team needs a change of another: two days of talks about half a day of work."""
    scenario = scenario_from(
        {
            "name": "agreed",
            "horizon": {"days": 50, "warmup_days": 0},
            "workforce": {"engineer": {"count": 2}},
            "products": [{"name": "a", "coupling": {"b": 1.0}}, {"name": "b"}],
            "value_stream": [{"stage": "build", "by": {"engineer": 1.0}}],
            "demand": {"items": [{"product": "a", "at": [0.0], "effort_days": 0.5}]},
            "structure": {
                "teams": [
                    {"name": name, "members": {"engineer": 1}, "owns": {"products": [name]}} for name in "ab"
                ]
            },
            "handoffs": {"give_hours": 4, "take_hours": 4, "lost_effort": 0, "lost_return": 0, "most_share": 0.1},
            "dependencies": {"negotiation_hours": 16},
            "mechanisms": {"handoffs": "on", "dependencies": "on", "others": "off"},
        }
    )  # fmt: skip
    assert days_taken(scenario) == pytest.approx(2.0 + 0.5, abs=1e-6)


def test_a_bound_of_zero_and_nothing_lost_change_nothing_to_the_last_bit() -> None:
    def tables(scenario: Any) -> list[Any]:
        run = simulate(scenario, seed=1)
        return [run.run, run.items, run.hours]

    assert tables(handed_over(give_hours=4, take_hours=8, most_share=0.0)) == tables(
        handed_over(mechanisms="none")
    )
