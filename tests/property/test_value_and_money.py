"""What holds of value, money and customers in every organisation, with all that moves them at once.

Busy organisations in which ideas do harm that is noticed, lose worth with time, overlap, wait for money, are tested and
taken back.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.scenario.loader import scenario_from
from simulator.studies.runs import Run
from simulator.work.records import ENDED, RELEASED

from ..kit.busy import busy_organisation
from ..kit.organisations import Values

ORGANISATIONS = range(6)
OF_IDEAS: Values = {
    "harm": {"share_of_good": 0.5, "noticed_after_days": {"exponential": {"mean": 8.0}}},
    "value_in_time": {"window": {"half_life_days": 30.0}},
    "life_quarters": 1.0,
}
SECTIONS: Values = {
    "horizon": {"days": 260, "warmup_days": 65, "run_off_days": 0},
    "people": {"turnover_per_year": 1.0},
    "decision_quality": {"value_lost": 0.05},
    "quality": {"defects_per_effort_day": 0.1},
    "delivery": {},
    "feedback": {
        "research": {"accuracy": 0.5, "delay_days": 1, "hours": 1},
        "ab_test": {"users_needed": 2_000, "duration_days": 5},
        "usage": {"delay_days": 10},
    },
    "alignment": {"overlap": 1.0, "strategy_clarity": 0.0},
    "funding": {"by": "team", "every_quarters": 0.25, "days_per_quarter": 300},
    "money": {"other_cost_share": 0.6},
}


def company(number: int, **more: Any) -> Values:
    values = busy_organisation(number) | SECTIONS | more
    values["governance"]["decision_rights"]["start_initiative"]["ask"] = []  # teams decide alone
    values["demand"]["until_day"] = None
    for stream in values["demand"]["opportunities"]:
        stream.update(OF_IDEAS)
    return values


@cache
def lived(number: int, customers: bool) -> Run:
    more = (
        {"customers": {"memory_days": 60.0, "churn_per_month": 0.05, "return_per_quarter": 0.2}}
        if customers
        else {}
    )
    return simulate(scenario_from(company(number, **more)), seed=number)


def test_all_that_may_happen_to_an_idea_happens() -> None:
    """So that what follows is about it."""
    rows = np.concatenate([lived(number, False).facts.initiatives for number in ORGANISATIONS])
    assert {RELEASED, ENDED} <= set(rows["fate"])
    assert np.sum((rows["fate"] == ENDED) & (rows["taken_back_at"] >= 0)) > 20
    assert np.sum((rows["fate"] == RELEASED) & (rows["taken_back_at"] >= 0)) > 100
    assert np.sum(rows["duplicates"]) > 50
    assert np.nanmax(rows["money_wait"]) > 10


@pytest.mark.parametrize("number", ORGANISATIONS)
def test_what_features_bring_in_the_window_is_the_value_delivered(number: int) -> None:
    """Booked as it flows, and added up from the items that were released and the days until they end."""
    run = lived(number, False)
    table = run.quarters.to_pandas().query("level == 'organisation' and phase == 'window'")
    row = run.run.to_pylist()[0]
    assert row["value_delivered"] == pytest.approx(table["feature_revenue_flow"].sum(), rel=1e-9)
    assert row["revenue"] == pytest.approx(row["value_delivered"], rel=1e-9)


@pytest.mark.parametrize("number", ORGANISATIONS)
def test_what_is_taken_back_or_ended_after_its_release_is_not_kept(number: int) -> None:
    rows = lived(number, False).facts.initiatives
    back = rows["taken_back_at"] >= 0
    assert np.all(rows["kept"][back] == -1)
    assert np.all(back[rows["kept"] == -1])
    noticed = (rows["fate"] == ENDED) & (rows["first_release_at"] >= 0)
    assert np.all(rows["good"][noticed] == -1)
    assert rows["taken_back_at"][noticed] == pytest.approx(rows["closed_at"][noticed])
    assert np.all(rows["released"][noticed] < rows["items"][noticed])


@pytest.mark.parametrize("number", ORGANISATIONS)
def test_no_item_is_worth_more_than_its_part_of_the_idea(number: int) -> None:
    """Duplicates nothing, late ones less; harm is never larger than half of what a good idea would bring."""
    facts = lived(number, False).facts
    items = facts.items[(facts.items["initiative_ordinal"] >= 0) & (facts.items["fate"] == RELEASED)]
    ideas = facts.initiatives_of(items)
    part = ideas["worth"] / ideas["items"]
    assert np.all(items["worth"] <= part * (ideas["good"] == 1) + 1e-12)
    assert np.all(items["worth"] >= -0.5 * part * (ideas["good"] == -1) - 1e-12)
    assert np.all(items["worth"][ideas["good"] == 0] == 0)


@pytest.mark.parametrize("number", ORGANISATIONS)
def test_customers_change_by_who_joins_leaves_and_comes_back(number: int) -> None:
    """Area by area, through warm-up and window."""
    table = lived(number, True).quarters.to_pandas().query("level == 'area'")
    for _, area in table.groupby("name"):
        rows = area.sort_values("start_day")
        change = (rows["customers_joined"] + rows["customers_returned"] - rows["customers_lost"]).to_numpy()
        assert np.diff(rows["customers"].to_numpy()) == pytest.approx(change[1:], rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("number", ORGANISATIONS)
@pytest.mark.parametrize("customers", [False, True])
def test_the_balance_is_all_that_came_in_less_all_that_went_out(number: int, customers: bool) -> None:
    table = (
        lived(number, customers)
        .quarters.to_pandas()
        .query("level == 'organisation'")
        .sort_values("start_day")
    )
    flows = table[[name for name in table.columns if name.endswith("_flow")]].sum(axis=1)
    assert np.diff(table["balance"].to_numpy(), prepend=0.0) == pytest.approx(
        flows.to_numpy(), rel=1e-9, abs=0.01
    )
    assert np.any(table["other_cost_flow"] != 0)
