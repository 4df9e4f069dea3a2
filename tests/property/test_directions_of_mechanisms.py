"""Each lever of a mechanism moves what it is about; those of value, alignment and funding: `test_directions_of_value`.

As in `test_directions_of_levers`: random organisations with and without a change, with the same arrivals,
ideas, efforts and people. A direction is true in expectation, not of every path, so that the paired mean
difference is nowhere on the wrong side by more than four standard errors, and clearly on the right side
in most organisations in which the lever changes anything.
"""

from __future__ import annotations

from collections.abc import Set
from functools import cache
from typing import Any

import numpy as np
import pytest

from simulator.outcomes.facts import Facts
from simulator.scenario.loader import scenario_from
from simulator.scenario.overrides import Overrides, as_written
from simulator.state.accounts import CEREMONIES, CONSULTING, MENTORING
from simulator.studies.replications import replicate, seeds_of

from ..kit.busy import busy_organisation
from ..kit.measures import (
    Measure,
    balance,
    broken,
    changes_wait,
    customers,
    failed,
    good_of_committed,
    good_of_kept,
    hours,
    kept,
    moved,
    outcome,
    own_waits,
    proposed,
    released,
    restored,
    returned,
    taken_back,
    tickets_wait,
    worth,
    wrong,
)
from ..kit.organisations import Values

ORGANISATIONS = (0, 1, 5, 7)
"""Of which some have a team for each area, some a department for each kind of work."""
REPLICATIONS = 8
ROUNDING = 1e-9
NEVER, CLEARLY = -4.0, 2.0  # standard errors
CLEAR_MAJORITY = 1 / 2

SECTIONS: Values = {
    "people": {"turnover_per_year": 2.0, "vacancy_days": 10, "ramp_up": {"days": 20, "start": 0.4}},
    "learning": {"kept_per_month": 0.75, "reference_days": 60.0, "familiar_days": 120.0},
    "decision_quality": {"value_lost": 0.05},
    "alignment": {"overlap": 0.0},
    "quality": {"defects_per_effort_day": 0.15, "surface_days": 1.0, "neglect_per_100_days": 0.3},
    "delivery": {"hours_per_change": 1, "hours_per_deployment": 1, "fail_probability": 0.1},
    "feedback": {
        "research": {"accuracy": 0.8, "delay_days": 2, "hours": 4},
        "stakeholders": {"accuracy": 0.9, "every_days": 5, "hours": 1},
        "ab_test": {"false_positive": 0.2, "power": 0.7, "duration_days": 10, "hours": 1, "users_needed": 2_000},
        "usage": {"accuracy": 0.8, "delay_days": 15, "hours": 1},
        "retrospectives": {"hours": 1.0, "every_days": 5, "closes": 0.05},
    },
    "customers": {"memory_days": 60.0, "satisfaction": 8.2},
    "money": {"hiring_cost": 10_000, "reporting": {"metrics_per_team": 8}},
}  # fmt: skip
REVIEWED = {"governance.decision_rights.release.ask": ["second board"]}

Changes = dict[str, Any]


NEWCOMERS = {"learning.progress_ratio": 0.8, "people.turnover_per_year": 4.0, "people.ramp_up.days": 0}
"""All are new after a while, and work by what they have learned."""
UNSEEN = {"feedback.research.accuracy": 0.5, "feedback.stakeholders.accuracy": 0.5}
"""Before anyone commits to them, good ideas cannot be told from others."""
TEST_ALONE = {**UNSEEN, "feedback.usage.accuracy": 0.5, "feedback.ab_test.keep": "significant_only"}
"""Nor do usage data say anything: what a test finds is all there is."""
UNSEEN_WORK = {"dependencies.work_visible": False, "dependencies.meets_every_days": 2.0}
CONTRACTS = {"structure.contracts": "all", "dependencies.misfit": {"team": 0.5, "group": 0.5, "across": 0.5}}
TICKETS = {
    "demand.items": [
        {"product": area, "arrivals_per_day": 0.3, "effort_days": 1.0, "class": "support"}
        for area in ("area 0", "area 1")
    ]
}
AT_ONCE, IN_TURN = ({f"demand.opportunities.{k}.parallel": p for k in (0, 1)} for p in (1.0, 0.0))
FIRST, SHARE = "support.first", "support.share"
BLOCKING = "governance.decision_rights.for_initiative"
BY_BOARD = {"by": {"ask": ["second board"]}}
PLACES = {"limits": {"initiatives": 3, "per": "company"}, "people.turnover_per_year": 0.0}
FILLED = {
    **PLACES,
    "limits": {"initiatives": 50, "per": "company"},
    "governance.layers.second board.fills_places": True,
}
MORE: dict[str, tuple[Changes, Changes, Measure]] = {
    "people who leave more": ({}, {"people.turnover_per_year": 4.0}, outcome("turnover_per_year")),
    "people who leave more, and time": ({"people.turnover_per_year": 0.5}, {"people.turnover_per_year": 4.0}, released),
    "seats that stay empty": ({}, {"people.vacancy_days": 40}, released),
    "a longer ramp": ({}, {"people.ramp_up.days": 90, "people.ramp_up.start": 0.1}, released),
    "a lower start": ({}, {"people.ramp_up.start": 0.05}, released),
    "more mentoring": ({}, {"people.mentoring": 0.4}, hours(MENTORING)),
    "a steeper curve for those who forget": ({}, {"learning.progress_ratio": 0.7}, released),
    "a curve that begins earlier": (NEWCOMERS, {"learning.first_days": 5.0}, released),
    "work for those who know more": ({}, {"learning.reference_days": 400.0, "learning.first_days": 5.0}, released),
    "experience that fades": ({"learning.kept_per_month": 1.0}, {"learning.kept_per_month": 0.3}, released),
    "teams that take longer to know each other": ({**NEWCOMERS, "learning.familiarity_speed": 0.4}, {"learning.familiar_days": 1000.0}, released),
    "strangers who know nothing": ({**NEWCOMERS, "learning.familiarity_speed": 0.4}, {"learning.familiarity_first_days": 1.0}, released),
    "speed that needs a team": (NEWCOMERS, {"learning.familiarity_speed": 0.8}, released),
    "mistakes that need a team": (NEWCOMERS, {"learning.familiarity_defects": 1.5}, failed),
    "decisions that miss the strategy": ({}, {"decision_quality.misaligned": 0.6}, wrong),
    "a strategy that is vague": ({}, {"alignment.strategy_clarity": 0.0}, wrong),
    "layers that know little": ({}, {"decision_quality.lost_per_layer": 0.6}, wrong),
    "wrong decisions that come back": ({}, {"decision_quality.return_probability": 0.9}, returned),
    "more defects": ({}, {"quality.defects_per_effort_day": 0.4}, failed),
    "handoffs that bring defects": ({}, {"quality.handoff_factor": 3.0}, failed),
    "legacy that brings defects": ({"products": "legacy"}, {"quality.legacy_factor": 5.0}, failed),
    "failures that show later": ({}, {"quality.surface_days": 6.0}, broken),
    "failures that take more": ({}, {"quality.incident_effort_days": 3.0}, restored),
    "fixes that ask": ({**REVIEWED, "quality.fixes_ask_for_release": False}, {"quality.fixes_ask_for_release": True}, restored),
    "restoring that passes everybody": ({"quality.restoring": [{"stage": "test", "share": 1}]}, {"quality.restoring": [{"stage": s, "share": 1} for s in ("test", "analyse", "build", "test")], "handoffs.take_hours": 6}, restored),
    "neglect": ({}, {"quality.neglect_per_100_days": 3.0}, failed),
    "upkeep, and time": ({}, {"quality.upkeep_share": 0.3}, released),
    "areas that need more upkeep": ({"quality.upkeep_share": 0.1, "quality.neglect_per_100_days": 2.0, "quality.enough_upkeep": 0.1}, {"quality.enough_upkeep": 0.5}, failed),
    "a test that finds, and sends back": ({}, {"value_stream.test.finds": 0.8}, returned),
    "changes that are brought out by hand": ({}, {"delivery.hours_per_change": 8}, released),
    "deployments by hand": ({}, {"delivery.hours_per_deployment": 12}, released),
    "deployments that fail": ({}, {"delivery.fail_probability": 0.5}, failed),
    "less automation": ({"products": "automated"}, {"products": "by hand"}, failed),
    "research that is right": ({}, {"feedback.research.accuracy": 1.0}, good_of_committed),
    "research that takes time": ({}, {"feedback.research.delay_days": 12}, proposed),
    "research that takes work": ({}, {"feedback.research.hours": 24}, hours(CONSULTING)),
    "stakeholders who are right": ({"feedback.stakeholders.accuracy": 0.5}, {"feedback.stakeholders.accuracy": 1.0}, good_of_committed),
    "stakeholders who meet seldom": ({}, {"feedback.stakeholders.every_days": 20}, proposed),
    "stakeholders who take work": ({}, {"feedback.stakeholders.hours": 24}, hours(CONSULTING)),
    "tests that let more pass": (TEST_ALONE, {"feedback.ab_test.false_positive": 0.6}, kept),
    "tests with power": (TEST_ALONE, {"feedback.ab_test.power": 0.99}, good_of_kept),
    "tests with traffic": (TEST_ALONE, {"feedback.ab_test.traffic": 9.0}, good_of_kept),
    "tests that more users meet": ({**TEST_ALONE, "feedback.ab_test.users_share": 0.05}, {"feedback.ab_test.users_share": 1.0}, good_of_kept),
    "tests that take back only what harms": (TEST_ALONE, {"feedback.ab_test.keep": "all_but_harmful"}, kept),
    "tests that run longer": ({}, {"feedback.ab_test.duration_days": 60}, taken_back),
    "tests that take work": ({}, {"feedback.ab_test.hours": 24}, hours(CONSULTING)),
    "usage that tells": (UNSEEN, {"feedback.usage.accuracy": 1.0}, good_of_kept),
    "usage that takes longer to tell": ({}, {"feedback.usage.delay_days": 60}, taken_back),
    "usage that takes work": ({}, {"feedback.usage.hours": 24}, hours(CONSULTING)),
    "longer retrospectives": ({}, {"feedback.retrospectives.hours": 5}, hours(CEREMONIES)),
    "retrospectives that come seldom, which take less": ({"feedback.retrospectives.every_days": 20}, {"feedback.retrospectives.every_days": 5}, hours(CEREMONIES)),
    "feedback that makes ideas better": ({}, {"feedback.good_share_lift": 0.2}, good_of_committed),
    "a larger market": ({}, {"customers.market": 50_000}, customers),
    "more innovators": ({}, {"customers.innovation_per_year": 0.1}, outcome("adoption")),
    "more imitators": ({}, {"customers.imitation_per_year": 0.8}, outcome("adoption")),
    "older areas": ({}, {"customers.years_on_market": 9}, outcome("adoption")),
    "customers who are satisfied": ({}, {"customers.satisfaction": 9.0}, outcome("nps")),
    "good features that please": ({}, {"customers.good_feature": 1.0}, outcome("satisfaction")),
    "memory": ({}, {"customers.memory_days": 400}, moved),
    "good features that are used": ({}, {"customers.used_good": 1.0}, outcome("feature_usage")),
    "other features that are used": (UNSEEN, {"customers.used_other": 0.5}, outcome("feature_usage")),
    "overhead": ({}, {"money.overhead_share": 0.6}, outcome("cost")),
    "running cost": ({}, {"money.running_cost_per_year": 500_000}, outcome("cost")),
    "hiring cost": ({}, {"money.hiring_cost": 50_000}, outcome("cost")),
    "pay": ({}, {"workforce.engineer.pay": 150_000}, outcome("cost")),
    "customers who pay": ({}, {"money.revenue_per_customer_per_year": 900.0}, outcome("revenue")),
    "money at the start": ({}, {"money.opening_balance": 1e6}, balance),
    "estimates that spread": ({}, {"money.budget.estimate_sigma": 1.2}, outcome("budget_deviation_mean")),
    "optimism": ({}, {"money.budget.optimism": 0.5}, outcome("budget_deviation_mean")),
    "items that are ready one after the other": (AT_ONCE, IN_TURN, outcome("initiative_lead_time_days_mean")),
    "more decisions that block": ({BLOCKING: {"per_initiative": 1, **BY_BOARD}}, {f"{BLOCKING}.per_initiative": 3}, outcome("initiative_lead_time_days_mean")),
    "decisions that block, taken by a board": ({BLOCKING: {"by": "decide"}}, {BLOCKING: BY_BOARD}, outcome("initiative_lead_time_days_mean")),
    "fewer places": (PLACES, {"limits.initiatives": 1}, proposed),
    "a board that fills places seldom": (FILLED, {"governance.layers.second board.sits_every_days": 20}, proposed),
    "a board that fills few places at a time": (FILLED, {"governance.layers.second board.capacity_per_sitting": 1}, proposed),
    "meetings that come seldom": (UNSEEN_WORK, {"dependencies.meets_every_days": 20.0}, changes_wait),
    "own work first, for those who ask": ({"dependencies.own_first": False}, {"dependencies.own_first": True}, changes_wait),
    "contracts that do not help work to fit": ({**CONTRACTS, "dependencies.misfit.contract_factor": 0.0}, {"dependencies.misfit.contract_factor": 1.0}, returned),
    "tickets after all": (TICKETS, {FIRST: "after"}, tickets_wait),
    "tickets before all, for other work": ({**TICKETS, FIRST: "after"}, {FIRST: "before"}, own_waits),
    "a share for tickets, for other work": ({**TICKETS, SHARE: 0.0}, {SHARE: 0.9}, own_waits),
    "metrics": ({}, {"money.reporting.metrics_per_team": 20}, hours(CEREMONIES)),
    "metrics that take longer": ({}, {"money.reporting.hours_per_metric_per_month": 4.0}, hours(CEREMONIES)),
}  # fmt: skip
"""By lever: what holds before and after, what is changed, and what grows by it."""
LESS: dict[str, tuple[Changes, Changes, Measure]] = {
    "decisions that take value": ({}, {"decision_quality.value_lost": 0.5}, worth),
    "a test that finds": ({}, {"value_stream.test.finds": 0.8}, failed),
    "upkeep": ({"quality.neglect_per_100_days": 2.0}, {"quality.upkeep_share": 0.15}, failed),
    "tests that let more pass, and are worth less": (TEST_ALONE, {"feedback.ab_test.false_positive": 0.6}, good_of_kept),
    "tests that need more users": (TEST_ALONE, {"feedback.ab_test.users_needed": 200_000}, good_of_kept),
    "retrospectives that gain": ({}, {"feedback.retrospectives.most_gain": 0.8}, released),
    "retrospectives that close much": ({"feedback.retrospectives.most_gain": 0.5}, {"feedback.retrospectives.closes": 0.5}, released),
    "scores that spread": ({}, {"customers.satisfaction_spread": 3.0}, outcome("nps")),
    "customers who leave": ({}, {"customers.churn_per_month": 0.08}, outcome("retention_per_quarter")),
    "customers who answer to failures": ({"customers.good_feature": 0.0, "customers.harmful_feature": 0.5}, {"customers.churn_response": 0.8}, outcome("retention_per_quarter")),
    "harmful features that hurt": (UNSEEN, {"customers.harmful_feature": 1.0}, outcome("satisfaction")),
    "failures that hurt": ({}, {"customers.broken_feature": 0.5}, outcome("satisfaction")),
    "customers who leave, and their money": ({}, {"customers.churn_per_month": 0.08}, outcome("revenue")),
    "a share for tickets": ({**TICKETS, SHARE: 0.0}, {SHARE: 0.9}, tickets_wait),
    "tickets without a class, which come last": ({"priorities": "value", "mechanisms": {"support": "off"}, **TICKETS}, {"mechanisms": "all"}, tickets_wait),
    "what was learned elsewhere counts": ({**NEWCOMERS, "learning.transfer": 0.0, "learning.transfer_coupled": 0.0}, {"learning.transfer": 1.0, "learning.transfer_coupled": 1.0}, released),
    "areas that are coupled help each other": ({**NEWCOMERS, "learning.transfer": 0.0, "learning.transfer_coupled": 0.0}, {"learning.transfer_coupled": 1.0}, released),
    "chapters that spread what their members know": ({**NEWCOMERS, "learning.progress_ratio": 0.7, "learning.spread_per_hour_met": 0.0}, {"learning.spread_per_hour_met": 0.5}, released),
    "metrics that are automated": ({}, {"money.reporting.automated": 1.0}, hours(CEREMONIES)),
    "a discount of what comes late": ({"products": "costless"}, {"money.discount_rate_per_year": 0.5}, outcome("net_present_value")),
}  # fmt: skip
"""The same, and what shrinks by it."""
NOT_EVERYWHERE = {
    "what was learned elsewhere counts",
    "areas that are coupled help each other",
    "chapters that spread what their members know",
    "meetings that come seldom",
    "own work first, for those who ask",
    "handoffs that bring defects",
    "restoring that passes everybody",
}
"""Some organisations have no handoffs, no chapters, or people who work in one area only."""
PRODUCTS = {
    "legacy": {"legacy_share": 0.6},
    "automated": {"automation": 1.0},
    "by hand": {"automation": 0.0},
    "costless": {},
}


def settled(values: Values, root: Any, path: str, value: Any) -> None:
    """Write one change; products by what is to hold of all of them."""
    if path != "products":
        Overrides(root).set(path, value)
        return
    Overrides(root).set(path, [product | PRODUCTS[value] for product in values["products"]])
    if value == "costless":
        free = {role: spec | {"pay": 0.0} for role, spec in values["workforce"].items()}
        Overrides(root).set("workforce", free)
        Overrides(root).set("money.running_cost_per_year", 0.0)
        Overrides(root).set("money.hiring_cost", 0.0)
        for k in range(len(values["products"])):  # all ideas are good
            for key, share in (("good_share", 1.0), ("harmful_share", 0.0)):
                Overrides(root).set(f"demand.opportunities.{k}.{key}", share)


def changed(number: int, *changes: Changes) -> Any:
    values = busy_organisation(number) | SECTIONS
    root = as_written(values, "test")
    for each in changes:
        for path, value in each.items():
            settled(values, root, path, value)
    return scenario_from(root.plain())


@cache
def runs(number: int, changes: str) -> list[Facts]:
    """Replications of an organisation with changes, which are kept as they are written."""
    written = CHANGES[changes]
    return [run.facts for run in replicate([("", changed(number, *written))], seeds_of(number, REPLICATIONS))]


CHANGES: dict[str, tuple[Changes, ...]] = {}


def facts_of(number: int, *changes: Changes) -> list[Facts]:
    key = repr([each for each in changes if each])
    CHANGES[key] = changes
    return runs(number, key)


def scores(before: Changes, change: Changes, measure: Measure) -> Any:
    """By organisation: how many standard errors the change adds to what is measured."""
    found = []
    for number in ORGANISATIONS:
        with_it, without = (
            np.array([measure(f) for f in facts_of(number, *each)]) for each in ((before, change), (before,))
        )
        difference = with_it - without
        if np.all(np.abs(difference) < ROUNDING * np.abs(without)):
            found.append(0.0)
        else:
            error = difference.std(ddof=1) / REPLICATIONS**0.5
            found.append(float(difference.mean() / max(error, ROUNDING * abs(difference.mean()))))
    return np.array(found)


def assert_direction(lever: str, found: Any, not_everywhere: Set[str] = NOT_EVERYWHERE) -> None:
    binding = found[found != 0]
    print(f"{lever:50s} {len(binding):2d} bind, {np.array2string(found, precision=1, max_line_width=200)}")
    assert found.min() > NEVER, found
    assert len(binding) >= (1 if lever in not_everywhere else len(ORGANISATIONS)), found
    assert np.mean(binding > CLEARLY) >= CLEAR_MAJORITY, found


@pytest.mark.parametrize("lever", list(MORE))
def test_a_lever_makes_what_it_is_about_grow(lever: str) -> None:
    assert_direction(lever, scores(*MORE[lever]))


@pytest.mark.parametrize("lever", list(LESS))
def test_a_lever_makes_what_it_is_about_shrink(lever: str) -> None:
    assert_direction(lever, -scores(*LESS[lever]))
