"""Tickets get their share: exactly what is promised where both wait, and all that is left where one does not."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import simulate
from simulator.scenario.loader import scenario_from

from .queueing import Values, organisation

DAYS = 650.0
KEPT_PER_WEEK = 0.84
WEEKS = 1 / (1 - KEPT_PER_WEEK)
"""Of work that is as much in every week, as many weeks are counted."""


def desk(
    share: float, tickets: float, own: float, people: int = 3, effort: float = 0.25, **more: Any
) -> Values:
    """A desk that gets, from day 0 on, so much work on tickets and on items of its own, in days per day of its people.

    More than 1 of either is waiting for ever.
    """
    streams = [
        {
            "product": "counter",
            "interarrival_days": effort / (part * people),
            "effort_days": effort,
            "class": kind,
        }
        for kind, part in (("support", tickets), ("none", own))
        if part > 0
    ]
    return organisation(
        horizon={"days": DAYS, "warmup_days": 65.0, "run_off_days": 0},
        workforce={"clerk": people},
        stages=[{"stage": "serve", "by": {"clerk": 1.0}}],
        streams=streams,
        teams=[{"name": "counter", "members": {"clerk": people}}],
        support={"share": share},
        mechanisms={"support": "on", "others": "off"},
    ) | more  # fmt: skip


def shares(values: Values) -> dict[str, float]:
    """Parts of the hours of the window."""
    run = simulate(scenario_from(values), seed=1)
    table = run.hours.to_pandas()
    window = table[table["phase"] == "window"].groupby("account", observed=True)["hours"].sum()
    return {str(account): float(h) for account, h in (window / window.sum()).items()}


@pytest.mark.parametrize("share", [0.0, 0.15, 0.3, 0.5, 0.85, 1.0])
@pytest.mark.parametrize("effort", [0.25, 0.5])
def test_where_both_wait_tickets_get_their_share_in_the_long_run(share: float, effort: float) -> None:
    """What has been begun of late is never farther from the share than one item, of all that is counted."""
    found = shares(desk(share, 3.0, 3.0, effort=effort))
    assert found.get("idle", 0.0) == 0.0
    counted = 3 * 5 * WEEKS
    assert found.get("support", 0.0) == pytest.approx(share, abs=effort / counted + 0.002)
    if share in (0.0, 1.0):
        assert found.get("support", 0.0) == share


def test_the_share_counts_work_and_not_items() -> None:
    """Tickets of a day beside items of a quarter of a day."""
    values = desk(0.4, 3.0, 3.0)
    values["demand"]["items"][0] |= {"effort_days": 1.0}
    assert shares(values)["support"] == pytest.approx(0.4, abs=1.0 / (3 * 5 * WEEKS) + 0.002)


@pytest.mark.parametrize(
    ("tickets", "own", "support"),
    [(0.1, 3.0, 0.1), (0.4, 0.4, 0.4), (3.0, 0.4, 0.6), (0.5, 3.0, 0.3), (3.0, 0.0, 1.0)],
)
def test_what_one_of_the_two_does_not_need_the_other_gets(tickets: float, own: float, support: float) -> None:
    """The share is .3: no one is idle while there is work, and what is there gets at least its share."""
    found = shares(desk(0.3, tickets, own))
    work = min(1.0, tickets + own)
    assert found["support"] == pytest.approx(support, abs=0.006)
    assert found["support"] + found.get("value", 0.0) == pytest.approx(work, abs=0.006)


@pytest.mark.parametrize(("rule", "support"), [("before", 1.0), ("after", 0.0)])
def test_tickets_may_come_before_all_or_after_all(rule: str, support: float) -> None:
    found = shares(desk(0.3, 3.0, 3.0, support={"first": rule}))
    assert found.get("support", 0.0) == support


def test_the_share_is_each_teams_own() -> None:
    """A team without items of its own does tickets; that gives another team none of them."""
    values = desk(0.3, 3.0, 3.0)
    values["products"] = [{"name": "counter"}, {"name": "desk"}]
    values["workforce"] = {"clerk": {"count": 6}}
    values["structure"] = {
        "teams": [
            {"name": name, "members": {"clerk": 3}, "owns": {"products": [name]}} for name in ("counter", "desk")
        ]
    }  # fmt: skip
    values["demand"]["items"].append(values["demand"]["items"][0] | {"product": "desk"})
    table = simulate(scenario_from(values), seed=1).hours.to_pandas()
    window = table[table["phase"] == "window"].groupby(["team", "account"], observed=True)["hours"].sum()
    assert window["desk", "support"] == pytest.approx(3 * 8 * DAYS)
    assert window["counter", "support"] == pytest.approx(0.3 * 3 * 8 * DAYS, rel=0.02)


def test_tickets_are_taken_by_age() -> None:
    items = simulate(scenario_from(desk(0.3, 3.0, 3.0, priorities="value")), seed=1).items.to_pandas()
    tickets = items[(items["stream"] == 0) & items["started_day"].notna()].sort_values("created_day")
    assert len(tickets) > 500
    assert tickets["started_day"].is_monotonic_increasing


def test_tickets_need_no_place_under_a_limit_on_work_in_progress() -> None:
    """Items of the team's own fill its limit of one; two other people answer tickets beside."""
    values = desk(0.3, 3.0, 3.0)
    values["structure"]["teams"][0]["wip_limit"] = 1
    assert shares(values) == {
        "support": pytest.approx(2 / 3, abs=0.01),
        "value": pytest.approx(1 / 3, abs=0.01),
    }


def tables(values: Values) -> list[Any]:
    run = simulate(scenario_from(values), seed=3)
    return [run.run, run.items, run.hours]


def test_switched_off_a_ticket_is_like_any_other_item_to_the_last_bit() -> None:
    with_class = desk(0.3, 0.6, 0.6, mechanisms="none")
    without = desk(0.3, 0.6, 0.6)
    for stream in without["demand"]["items"]:
        del stream["class"]
    assert tables(with_class) == tables(without | {"mechanisms": "none"})
    assert tables(without) == tables(without | {"mechanisms": "none"})  # no tickets, nothing to share
