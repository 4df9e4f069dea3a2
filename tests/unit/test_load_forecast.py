"""Will the people who can do the work have the time for it? A warning names role, stage and figure."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.forecast.workload import loads, overloads, repetition_factors
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario
from simulator.scenario.visits import visits


def counter(**changes: Any) -> Scenario:
    """Three clerks who are there half of the time, and work of 2 days that arrives once in 2 days."""
    return scenario_from(
        {
            "name": "counter",
            "horizon": {"days": 100},
            "presence": 0.5,
            "workforce": {"clerk": {"count": 3}, "expert": {"count": 1}},
            "products": [{"name": "permits"}, {"name": "complaints"}],
            "value_stream": [{"stage": "serve", "by": {"clerk": 1.0, "expert": 1.0}}],
            "demand": {"items": [{"product": "permits", "arrivals_per_day": 0.5, "effort_days": 2}]},
            "structure": {"teams": [{"name": "desk", "members": {"clerk": 3}}]},
            **changes,
        }
    )


FITS = {"misfit": {"team": 0.0, "group": 0.0, "across": 0.0}}


def utilisation(scenario: Scenario) -> float:
    return max(load.utilisation for load in loads(scenario) if load.team == "desk")


def test_the_load_is_work_over_time_present() -> None:
    assert utilisation(counter()) == pytest.approx(0.5 * 2 / (3 * 0.5))


@pytest.mark.parametrize(
    ("stream", "rate"),
    [
        ({"arrivals_per_quarter": 65}, 1.0),
        ({"interarrival_days": {"exponential": {"mean": 4}}}, 0.25),
        ({"at": [float(day) for day in range(0, 80, 2)]}, 0.5),
        ({"at": [1.0, 2.0]}, 0.0),
    ],
)
def test_every_way_to_arrive_has_a_rate_unless_there_is_too_little_to_tell(
    stream: dict[str, Any], rate: float
) -> None:
    scenario = counter(demand={"items": [{"product": "permits", "effort_days": 2, **stream}]})
    assert max((load.utilisation for load in loads(scenario)), default=0.0) == pytest.approx(
        rate * 2 / 1.5, rel=0.03
    )


def test_efforts_of_a_history_count(tmp_path: Any) -> None:
    rows = "".join(f"{day},3\n" for day in range(0, 100, 2))
    (tmp_path / "x.csv").write_text("created,effort\n" + rows, encoding="utf-8")
    values = counter().model_dump(exclude_none=True)
    history = {"file": "x.csv", "effort_days": "effort"}
    values["demand"] = {"items": [{"product": "permits", "from_csv": history}]}
    assert utilisation(scenario_from(values, tmp_path)) == pytest.approx(0.5 * 3 / 1.5, rel=0.03)


def test_skill_and_proficiency_make_the_work_shorter() -> None:
    people = {"clerk": {"count": 3, "skill": {"uniform": {"low": 1, "high": 3}}}, "expert": {"count": 1}}
    skilled = counter(workforce=people)
    stage = {"stage": "serve", "by": {"clerk": 0.8}}
    assert utilisation(skilled) == pytest.approx(utilisation(counter()) / 2)
    assert utilisation(counter(value_stream=[stage])) == pytest.approx(utilisation(counter()) / 0.8)


def test_work_that_only_one_role_can_do_must_fit_into_its_time_whoever_else_is_idle() -> None:
    stages = [
        {"stage": "serve", "by": {"clerk": 1.0}, "share": 0.5},
        {"stage": "check", "by": {"expert": 1.0}, "share": 0.5},
    ]
    scenario = counter(
        value_stream=stages, structure={"teams": [{"name": "desk", "members": {"clerk": 3, "expert": 1}}]}
    )
    found = {load.roles: load.utilisation for load in loads(scenario) if load.team == "desk"}
    assert found[("expert",)] == pytest.approx(0.5 / 0.5)
    assert found[("clerk",)] == pytest.approx(0.5 / 1.5)
    assert found[("clerk", "expert")] == pytest.approx(1.0 / 2.0)
    assert [str(load) for load in overloads(scenario)] == [
        "in team 'desk', stage check would take 1.00 of the time of role expert"
    ]


def test_a_warning_names_team_stage_role_and_figure() -> None:
    busy = counter(demand={"items": [{"product": "permits", "arrivals_per_day": 0.9, "effort_days": 2}]})
    assert [str(load) for load in overloads(busy)] == [
        "in team 'desk', stage serve would take 1.20 of the time of role clerk"
    ]


def test_nobody_is_warned_below_1() -> None:
    assert overloads(counter()) == []


def test_work_that_depends_on_other_products_counts_where_it_is_done() -> None:
    products = [{"name": "permits", "coupling": {"complaints": 0.5}}, {"name": "complaints"}]
    teams = [
        {"name": "desk", "members": {"clerk": 2}, "owns": {"products": ["permits"]}},
        {"name": "other", "members": {"clerk": 1}, "owns": {"products": ["complaints"]}},
    ]
    scenario = counter(products=products, structure={"teams": teams}, dependencies=FITS)
    found = {load.team: load.utilisation for load in loads(scenario)}
    assert found["desk"] == pytest.approx(0.5 * 2 / 1.0)
    assert found["other"] == pytest.approx(0.5 * 0.5 * 2 / 0.5)
    assert found[None] == pytest.approx((1 + 0.5) * 0.5 * 2 / (4 * 0.5), rel=0.4)


def test_who_needs_something_of_a_self_service_platform_does_it_himself_with_less_effort() -> None:
    products = [{"name": "permits", "coupling": {"complaints": 0.5}}, {"name": "complaints"}]
    structure = {
        "teams": [{"name": "desk", "members": {"clerk": 2}}],
        "platform": {"products": ["complaints"], "mode": "self_service", "members": {"clerk": 1}},
    }
    scenario = counter(products=products, structure=structure, dependencies=FITS)
    found = {load.team: load.utilisation for load in loads(scenario)}
    assert found["desk"] == pytest.approx((1 + 0.5 * 0.3) * 0.5 * 2 / 1.0)
    assert "platform" not in found


@pytest.mark.parametrize(
    ("groups", "contracts", "chance"),
    [
        ((None, None), [], 0.2),
        (("g", "g"), [], 0.1),
        (("g", "h"), [], 0.2),
        (("g", "g"), ["complaints"], 0.05),
    ],
)
def test_what_does_not_fit_is_done_again_by_either_of_both_teams(
    groups: tuple[str | None, str | None], contracts: list[str], chance: float
) -> None:
    products = [{"name": "permits", "coupling": {"complaints": 0.5}}, {"name": "complaints"}]
    teams = [
        {"name": "desk", "members": {"clerk": 2}, "owns": {"products": ["permits"]}, "group": groups[0]},
        {"name": "other", "members": {"clerk": 1}, "owns": {"products": ["complaints"]}, "group": groups[1]},
    ]
    scenario = counter(products=products, structure={"teams": teams, "contracts": contracts})
    found = {load.team: load.utilisation for load in loads(scenario)}
    assert found["desk"] == pytest.approx((1 + 0.5 * chance / 2) * 0.5 * 2 / 1.0)
    assert found["other"] == pytest.approx(0.5 * (1 + chance / 2) * 0.5 * 2 / 0.5)


def test_one_team_may_misfit_with_itself() -> None:
    products = [{"name": "permits", "coupling": {"complaints": 0.5}}, {"name": "complaints"}]
    expected = (1.5 + 2 * 0.5 * 0.05 / 2) * 0.5 * 2 / 1.5
    assert utilisation(counter(products=products)) == pytest.approx(expected)


def test_streams_of_several_products_count_for_each() -> None:
    stream = {"arrivals_per_day": 0.25, "effort_days": 2}
    block = counter(demand={"items": [{"products": "all", **stream}]})
    written = counter(demand={"items": [{"product": p, **stream} for p in ("permits", "complaints")]})
    assert utilisation(block) == utilisation(written) == pytest.approx(0.5 * 2 / 1.5)


@pytest.mark.parametrize(("tickets", "warnings"), [(0.5, []), (0.9, ["1.20 of the time of role clerk"])])
def test_under_limits_only_what_needs_no_place_can_be_too_much(tickets: float, warnings: list[str]) -> None:
    """Ideas that do not fit wait for a place; what they would take is shown, and is no warning."""
    demand = {
        "items": [{"product": "permits", "arrivals_per_day": tickets, "effort_days": 2}],
        "opportunities": [{"product": "permits", "arrivals_per_day": 3, "effort_days": 2}],
    }
    assert len(overloads(counter(demand=demand))) == 1
    limited = counter(demand=demand, limits={"initiatives": 2, "per": "company"})
    assert [load.partition("take ")[2] for load in map(str, overloads(limited))] == warnings
    assert utilisation(limited) == utilisation(counter(demand=demand)) > 1


def test_a_stage_that_repeats_half_of_the_time_is_done_twice() -> None:
    again = counter(value_stream=[{"stage": "serve", "by": {"clerk": 1.0}, "return_probability": 0.5}])
    assert visits(again).tolist() == pytest.approx([2.0])
    assert repetition_factors(again) == pytest.approx([2.0])
    assert utilisation(again) == pytest.approx(2 * utilisation(counter()))


def test_a_return_repeats_all_stages_from_there_for_a_share_of_the_effort() -> None:
    by = {"clerk": 1.0}
    back = {"return_probability": 0.2, "return_to": "a", "return_share": 0.5}
    scenario = counter(value_stream=[{"stage": "a", "by": by}, {"stage": "b", "by": by, **back}])
    assert visits(scenario).tolist() == pytest.approx([1.25, 1.25])
    assert repetition_factors(scenario) == pytest.approx([1 + 0.25 * 0.5] * 2)


def test_initiatives_bring_their_items_and_their_own_stages() -> None:
    stages = [
        {"stage": "plan", "per": "initiative", "by": {"clerk": 1.0}, "effort_days": 3},
        {"stage": "serve", "by": {"clerk": 1.0}},
    ]
    ideas = {"product": "permits", "arrivals_per_quarter": 6.5, "items": 4, "effort_days": 2}
    scenario = counter(value_stream=stages, demand={"opportunities": [ideas]})
    assert utilisation(scenario) == pytest.approx(0.1 * (3 + 4 * 2) / 1.5)
