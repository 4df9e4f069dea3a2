"""What another team has to do first: negotiation, contracts, platforms by ticket and by self-service (S34)."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import simulate
from simulator.scenario.loader import scenario_from

from .queueing import FITS, Values, assert_positive, replicated

HOURS = 3.0


def organisation(mode: str = "ticket", **changes: Any) -> Values:
    """A product whose items often need the platform, which has work of its own."""
    return {
        "name": "platform",
        "horizon": {"quarters": 80, "warmup_quarters": 4},
        "workforce": {"engineer": {"count": 5}},
        "products": [{"name": "shop", "coupling": {"identity": 0.4}}, {"name": "identity"}],
        "value_stream": [{"stage": "build", "by": {"engineer": 1.0}}],
        "demand": {
            "opportunities": [
                {"product": "shop", "arrivals_per_quarter": 15, "items": 3, "effort_days": {"exponential": {"mean": 1.5}}},
                {"product": "identity", "arrivals_per_quarter": 10, "effort_days": {"exponential": {"mean": 1.5}}},
            ]
        },
        "structure": {
            "teams": [{"name": "shop", "members": {"engineer": 4}}],
            "platform": {"products": ["identity"], "mode": mode, "members": {"engineer": 1}},
        },
        "dependencies": {"negotiation_hours": HOURS, "misfit": FITS},
        "mechanisms": {"dependencies": "on", "others": "off"},
    } | changes  # fmt: skip


def measured(values: Values) -> tuple[Any, float]:
    """Items of a drained run, and all hours of handing over."""
    values["demand"]["until_day"] = 700
    values["horizon"] = {"days": 700, "warmup_days": 0, "run_off_days": 3000}
    run = simulate(scenario_from(values), seed=3)
    hours = run.hours.to_pandas()
    return run.items.to_pandas(), float(hours.loc[hours["account"] == "handoff", "hours"].sum())


@pytest.mark.parametrize(
    ("contracts", "left"), [([], 1.0), (["identity"], 0.25), ("all", 0.25), (["shop"], 1.0)]
)
def test_every_change_for_another_team_is_negotiated_once_less_with_a_contract(
    contracts: Any, left: float
) -> None:
    values = organisation()
    values["structure"]["contracts"] = contracts
    items, hours = measured(values)
    assert hours == pytest.approx(HOURS * left * (items["kind"] == "dependency").sum())


def test_who_serves_himself_negotiates_with_nobody_and_works_less() -> None:
    items, hours = measured(organisation("self_service"))
    changes = items[items["kind"] == "dependency"]
    assert hours == 0.0
    assert changes["touch_days"].sum() == pytest.approx(0.3 * changes["effort_days"].sum())


def test_the_same_changes_are_needed_whoever_makes_them() -> None:
    columns = ["item", "product", "effort_days"]
    ticket, own = (
        measured(organisation(mode))[0][columns].sort_values("item") for mode in ("ticket", "self_service")
    )
    assert ticket.reset_index(drop=True).equals(own.reset_index(drop=True))


def test_a_platform_by_ticket_is_a_queue_and_self_service_removes_it() -> None:
    ticket, own = (
        replicated(
            organisation(mode, mechanisms={"dependencies": "on", "others": "off"}),
            "dependency_wait_days_mean",
        )
        for mode in ("ticket", "self_service")
    )
    assert_positive(ticket - own)


def test_a_platform_owns_its_products_and_all_means_the_rest() -> None:
    scenario = scenario_from(organisation())
    assert scenario.organisation.owner == {(0, 0): 0, (1, 0): 1}
    assert [team.name for team in scenario.organisation.teams] == ["shop", "platform"]


@pytest.mark.parametrize(("own", "hours"), [(None, 6.0), (0.0, 0.0), (2.0, 2.0), (20.0, 20.0)])
def test_a_platform_meets_as_long_as_it_says_and_else_as_other_teams_do(
    own: float | None, hours: float
) -> None:
    """Hours of a member and week, whether there is work or not; the others meet for 6."""
    values = organisation(
        horizon={"days": 200, "warmup_days": 0, "run_off_days": 0},
        ceremonies={"hours_per_week": 6, "minutes_per_member_per_week": 0},
        mechanisms={"ceremonies": "on", "others": "off"},
    )
    values["structure"]["platform"]["meeting_hours_per_week"] = own
    table = simulate(scenario_from(values), seed=1).hours.to_pandas()
    met = table[table["account"] == "ceremonies"].groupby("team", observed=True)["hours"].sum()
    weeks = 40
    assert met.get("shop") == pytest.approx(4 * 6.0 * weeks)
    assert met.get("platform", 0.0) == pytest.approx(1 * hours * weeks)


def test_each_of_several_platforms_has_its_own_meetings() -> None:
    values = organisation()
    values["workforce"]["engineer"]["count"] = 6
    values["products"].append({"name": "login"})
    values["structure"]["platform"] = [
        {"name": "a", "products": ["identity"], "members": {"engineer": 1}, "meeting_hours_per_week": 5},
        {"name": "b", "products": ["login"], "members": {"engineer": 1}},
    ]
    found = {team.name: team.meeting_hours_per_week for team in scenario_from(values).organisation.teams}
    assert found == {"shop": None, "a": 5.0, "b": None}
