"""Expected utilisation is what the simulation comes to: flows alone decide who is busy, not queues (S05)."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.outcomes.facts import Facts, utilisation_of
from simulator.report.organisation import describe
from simulator.scenario.loader import scenario_from

from .queueing import assert_agrees, exponential, replicated_all

ROLES = ("owner", "engineer", "tester", "runner", "boss", "critic")


def chain() -> dict[str, Any]:
    """Three departments with boards, reviewers, handoffs, returns, meetings and absence."""
    board = {
        "name": "board",
        "sits_every_days": 10,
        "members": {"boss": 2},
        "pass_good": 0.9,
        "pass_bad": 0.5,
    }
    critics = {
        "name": "critics",
        "review_hours": exponential(3),
        "members": {"critic": 1},
        "return_probability": 0.2,
    }
    counts = dict(zip(ROLES, (2, 9, 3, 2, 2, 1), strict=True))
    return {
        "name": "chain",
        "horizon": {"days": 10_000, "warmup_days": 500, "run_off_days": 0},
        "presence": 0.9,
        "workforce": {role: {"count": count} for role, count in counts.items()},
        "products": [{"name": "a", "coupling": {"b": 0.2}}, {"name": "b"}],
        "value_stream": [
            {"stage": "think", "per": "initiative", "by": {"owner": 1.0}, "effort_days": exponential(4)},
            {"stage": "build", "by": {"engineer": 1.0}, "share": 0.8},
            {"stage": "test", "by": {"tester": 0.8}, "share": 0.2, "return_probability": 0.2, "return_to": "build", "return_share": 0.5},
            {"stage": "run", "by": {"runner": 1.0}, "effort_days": 0.4},
        ],
        "demand": {"opportunities": [{"product": p, "arrivals_per_quarter": 7, "items": 4, "effort_days": exponential(5)} for p in "ab"]},
        "structure": {"teams": [
            {"name": "owners", "members": {"owner": 2}, "owns": {"stages": ["think"]}},
            {"name": "builders", "members": {"engineer": 9}, "owns": {"stages": ["build"]}},
            {"name": "testers", "members": {"tester": 3}, "owns": {"stages": ["test"]}},
            {"name": "runners", "members": {"runner": 2}, "owns": {"stages": ["run"]}},
        ]},
        "governance": {
            "layers": [board, critics],
            "decision_rights": {"start_initiative": {"ask": ["board"]}, "release": {"ask": ["critics"]}},
        },
        "handoffs": {"lost_return": 0.0},
    }  # fmt: skip


def used(role: str) -> Any:
    def measure(facts: Facts) -> float:
        rows = [i for i, name in enumerate(facts.role_names) if name == role]
        return utilisation_of(facts.window_days_worked[rows]) or 0.0

    return measure


@pytest.mark.parametrize(
    "mechanisms",
    [
        {"coordination": "off", "switching": "off", "handoffs": "off"},
        {"coordination": "off", "switching": "off", "approvals": "off"},
        "none",
    ],
    ids=["approvals", "handoffs", "nothing"],
)
def test_every_role_is_as_busy_as_expected(mechanisms: Any) -> None:
    scenario = {**chain(), "mechanisms": mechanisms}
    scenario["horizon"] = {**scenario["horizon"], "days": 20_000}
    agrees(scenario)


@pytest.mark.parametrize("mode", ["ticket", "self_service"])
def test_every_role_is_as_busy_as_expected_with_a_platform(mode: str) -> None:
    scenario = {**chain(), "mechanisms": {"dependencies": "on", "handoffs": "on", "others": "off"}}
    platform = {"products": ["b"], "mode": mode, "members": {"critic": 1}}
    for stage in scenario["value_stream"]:
        stage["by"]["critic"] = 1.0
    scenario["horizon"]["days"] = 30_000
    scenario["demand"]["opportunities"] = scenario["demand"]["opportunities"][:1]
    agrees({**scenario, "structure": {**scenario["structure"], "platform": platform, "contracts": "all"}})


def test_every_role_is_as_busy_as_expected_in_temporary_teams() -> None:
    """Engineers and testers hand nothing over to each other within their team."""
    scenario = {**chain(), "mechanisms": {"dependencies": "on", "handoffs": "on", "others": "off"}}
    staffing = {"engineer": {"items_per": 2}, "tester": 1}
    agrees({**scenario, "structure": {**scenario["structure"], "staffing": staffing, "max_projects": 3}})


def test_every_role_is_as_busy_as_expected_with_upkeep_and_meetings() -> None:
    """Engineers, who do most of the work, keep areas in order in a sixth of the time that meetings leave."""
    scenario = {**chain(), "quality": {"defects_per_effort_day": 0.0, "upkeep_share": 1 / 6}}
    scenario["mechanisms"] = {"quality": "on", "ceremonies": "on", "others": "off"}
    scenario["horizon"] = {**scenario["horizon"], "days": 20_000}
    agrees(scenario)


def agrees(scenario: dict[str, Any]) -> None:
    expected = {role.role: role.utilisation for role in describe(scenario_from(scenario)).roles}
    simulated = replicated_all(scenario, [used(role) for role in ROLES], replications=10)
    for role, sample in zip(ROLES, simulated, strict=True):
        if expected[role] > 0:
            assert_agrees(sample, expected[role])
        else:
            assert (sample.values == 0).all()
