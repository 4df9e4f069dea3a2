"""Learning, people, quality, delivery, feedback, customers, money: what is said of each thing that may be wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator import simulate
from simulator.engine.builder.world import build
from simulator.scenario.loader import load_scenario, scenario_from

from ..kit.busy import busy_organisation
from .examples import changed, complaints


def said_of(folder: Path, line: str) -> list[str]:
    """What is said where a line stands in the place of `presence`, without file and line."""
    found = complaints(folder, changed(("presence: 0.9", line)))
    assert all(each.startswith("s.yaml:3:") for each in found)
    return [each.removeprefix("s.yaml:3:") for each in found]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("people: {turnover: 0.1}", "10: people.turnover: no such key; did you mean 'turnover_per_year'?"),
        ("people: {turnover_per_year: 13 %}", "10: people.turnover_per_year: must be a number, is '13 %'; write 0.13"),
        ("people: {turnover_per_year: 60}", "10: people.turnover_per_year: must be at most 52, is 60; write 52 or less"),
        ("people: {turnover_per_year: -1}", "10: people.turnover_per_year: must be at least 0, is -1; write 0 or more"),
        ("people: {vacancy_days: {lognorml: {mean: 3}}}", "10: people.vacancy_days: 'lognorml' is not a distribution; did you mean 'lognormal'?"),
        ("people: {vacancy_days: -3}", "10: people.vacancy_days: must be at least 0, is -3; write 0 or more"),
        ("people: {vacancy_days: {exponential: {mean: 1e9}}}", "25: people.vacancy_days.exponential: must be at most 10,000,000, has the mean 1,000,000,000; write 10,000,000 or less"),
        ("people: {ramp_up: {start: 0}}", "20: people.ramp_up.start: must be greater than 0, is 0; write a number above 0"),
        ("people: {ramp_up: {day: 80}}", "20: people.ramp_up.day: no such key; did you mean 'days'?"),
        ("people: {ramp_up: 80}", "10: people.ramp_up: must be a map, is 80; write its keys: {days: …}"),
        ("people: {mentoring: 20}", "10: people.mentoring: must be at most 1, is 20; write a share between 0 and 1: 0.2 for 20 %"),
        ("people: []", "1: people: must be a map, is a list; write its keys: {turnover_per_year: …}"),
        ("learning: {progress_ration: 0.9}", "12: learning.progress_ration: no such key; did you mean 'progress_ratio'?"),
        ("learning: {progress_ratio: 0.4}", "12: learning.progress_ratio: must be greater than 0.5, is 0.4; write a number above 0.5"),
        ("learning: {progress_ratio: 90}", "12: learning.progress_ratio: must be at most 1, is 90; write a share between 0 and 1: 0.9 for 90 %"),
        ("learning: {first_days: 0}", "12: learning.first_days: must be greater than 0, is 0; write a number above 0"),
        ("learning: {reference_days: soon}", "12: learning.reference_days: must be a number, is 'soon'; write a number"),
        ("learning: {kept_per_month: 0}", "12: learning.kept_per_month: must be greater than 0, is 0; write a number above 0"),
        ("learning: {familiar_days: -1}", "12: learning.familiar_days: must be greater than 0, is -1; write a number above 0"),
        ("learning: {familiarity_first_days: .inf}", "12: learning.familiarity_first_days: is infinite; write a finite number"),
        ("learning: {familiarity_speed: 3}", "12: learning.familiarity_speed: must be at most 1, is 3; write 1 or less"),
        ("learning: {familiarity_defects: -0.5}", "12: learning.familiarity_defects: must be at least 0, is -0.5; write 0 or more"),
        ("learning: yes", "1: learning: must be a map, is 'yes'; write its keys: {progress_ratio: …}"),
        ("learning:", "1: learning: has no value; write one ({} for the defaults of a section, null for none), or remove the key"),
        ("decision_qualty: {}", "1: decision_qualty: no such key; did you mean 'decision_quality'?"),
        ("decision_quality: {lost_per_layers: 0.1}", "20: decision_quality.lost_per_layers: no such key; did you mean 'lost_per_layer'?"),
        ("decision_quality: {misaligned: 1.2}", "20: decision_quality.misaligned: must be at most 1, is 1.2; write 1 or less"),
        ("decision_quality: {return_probability: 1}", "20: decision_quality.return_probability: must be at most 0.999, is 1; write 0.999 or less"),
        ("decision_quality: {value_lost: 5}", "20: decision_quality.value_lost: must be at most 1, is 5; write a share between 0 and 1: 0.05 for 5 %"),
        ("quality: {defects_per_day: 1}", "11: quality.defects_per_day: no such key; did you mean 'defects_per_effort_day'?"),
        ("quality: {defects_per_effort_day: -1}", "11: quality.defects_per_effort_day: must be at least 0, is -1; write 0 or more"),
        ("quality: {handoff_factor: 1000}", "11: quality.handoff_factor: must be at most 100, is 1,000; write 100 or less"),
        ("quality: {legacy_factor: -1}", "11: quality.legacy_factor: must be at least 0, is -1; write 0 or more"),
        ("quality: {surface_days: {exponential: {mean: 0}}}", "40: quality.surface_days.exponential.mean: must be greater than 0, is 0; write a number above 0"),
        ("quality: {incident_effort_days: 1e9}", "11: quality.incident_effort_days: must be at most 1,000,000, is 1,000,000,000; write 1,000,000 or less"),
        ("quality: {restoring: build}", "11: quality.restoring: must be a list, is 'build'; write [build]"),
        ("quality: {restoring: [build]}", "23: quality.restoring.0: must be a map, is 'build'; write its keys: {stage: …, share: …}"),
        ("quality: {restoring: []}", "11: quality.restoring: is empty; write at least one entry"),
        ("quality: {restoring: [{stage: biuld, share: 1}]}", "24: quality.restoring.biuld.stage: no such stage 'biuld'; did you mean 'build'?"),
        ("quality: {restoring: [{stage: design, share: 1}]}", "24: quality.restoring.design.stage: 'design' is done once per initiative; name a stage per item"),
        ("quality: {restoring: [{stage: build, share: 0}]}", "38: quality.restoring.build.share: must be greater than 0, is 0; write a number above 0"),
        ("quality: {fixes_ask_for_release: yes}", "11: quality.fixes_ask_for_release: must be true or false, is 'yes'; write true or false"),
        ("quality: {neglect_per_100_days: -1}", "11: quality.neglect_per_100_days: must be at least 0, is -1; write 0 or more"),
        ("quality: {upkeep_share: 15}", "11: quality.upkeep_share: must be at most 0.5, is 15; write a share between 0 and 1: 0.15 for 15 %"),
        ("quality: {upkeep_share: 0.9}", "11: quality.upkeep_share: must be at most 0.5, is 0.9; write 0.5 or less"),
        ("quality: {enough_upkeep: 0}", "11: quality.enough_upkeep: must be greater than 0, is 0; write a number above 0"),
        ("delivery: {hours_per_deploy: 4}", "12: delivery.hours_per_deploy: no such key; did you mean 'hours_per_deployment'?"),
        ("delivery: {hours_per_change: -1}", "12: delivery.hours_per_change: must be at least 0, is -1; write 0 or more"),
        ("delivery: {hours_per_deployment: 1e5}", "12: delivery.hours_per_deployment: must be at most 10,000, is 100,000; write 10,000 or less"),
        ("delivery: {fail_probability: 5}", "12: delivery.fail_probability: must be at most 0.99, is 5; write a share between 0 and 1: 0.05 for 5 %"),
        ("feedback: {abtest: {}}", "12: feedback.abtest: no such key; did you mean 'ab_test'?"),
        ("feedback: ab_test", "1: feedback: must be a map, is 'ab_test'; write its keys: {research: …}"),
        ("feedback: {ab_test: on}", "12: feedback.ab_test: must be a map, is 'on'; write its keys: {false_positive: …}"),
        ("feedback: {ab_test: {power: 80}}", "22: feedback.ab_test.power: must be below 1, is 80; write a share between 0 and 1: 0.8 for 80 %"),
        ("feedback: {ab_test: {false_positive: -1}}", "22: feedback.ab_test.false_positive: must be greater than 0, is -1; write a number above 0"),
        ("feedback: {ab_test: {traffic: 0}}", "22: feedback.ab_test.traffic: must be greater than 0, is 0; write a number above 0"),
        ("feedback: {ab_test: {duration: 9}}", "22: feedback.ab_test.duration: no such key; did you mean 'duration_days'?"),
        ("feedback: {usage: {delay_days: -1}}", "20: feedback.usage.delay_days: must be at least 0, is -1; write 0 or more"),
        ("feedback: {research: {accuracy: 70}}", "23: feedback.research.accuracy: must be at most 1, is 70; write a share between 0 and 1: 0.7 for 70 %"),
        ("feedback: {research: {hours: 8 h}}", "23: feedback.research.hours: must be a number, is '8 h'; write the number alone: 8"),
        ("feedback: {stakeholders: {every_days: 0}}", "27: feedback.stakeholders.every_days: must be at least 0.1, is 0; write 0.1 or more"),
        ("feedback: {retrospectives: {every_days: 1e-6}}", "29: feedback.retrospectives.every_days: must be at least 0.1, is 0.000001; write 0.1 or more"),
        ("feedback: {retrospectives: {most_gain: 10}}", "29: feedback.retrospectives.most_gain: must be at most 1, is 10; write a share between 0 and 1: 0.1 for 10 %"),
        ("feedback: {good_share_lift: -1}", "12: feedback.good_share_lift: must be at least 0, is -1; write 0 or more"),
        ("customers: {market: 0}", "13: customers.market: must be greater than 0, is 0; write a number above 0"),
        ("customers: {innovation_per_year: -1}", "13: customers.innovation_per_year: must be at least 0, is -1; write 0 or more"),
        ("customers: {imitation_per_year: 0}", "13: customers.imitation_per_year: must be greater than 0, is 0; write a number above 0"),
        ("customers: {years_on_market: 1e9}", "13: customers.years_on_market: must be at most 1,000, is 1,000,000,000; write 1,000 or less"),
        ("customers: {churn_per_month: 2}", "13: customers.churn_per_month: must be at most 0.999, is 2; write a share between 0 and 1: 0.02 for 2 %"),
        ("customers: {churn_response: 50}", "13: customers.churn_response: must be at most 10, is 50; write 10 or less"),
        ("customers: {satisfaction: 75}", "13: customers.satisfaction: must be at most 10, is 75; write 10 or less"),
        ("customers: {satisfaction_spread: 0}", "13: customers.satisfaction_spread: must be greater than 0, is 0; write a number above 0"),
        ("customers: {good_feature: 20}", "13: customers.good_feature: must be at most 10, is 20; write 10 or less"),
        ("customers: {memory: 100}", "13: customers.memory: no such key; did you mean 'memory_days'?"),
        ("customers: {used_good: 80}", "13: customers.used_good: must be at most 1, is 80; write a share between 0 and 1: 0.8 for 80 %"),
        ("money: {overhead_share: -0.1}", "9: money.overhead_share: must be at least 0, is -0.1; write 0 or more"),
        ("money: {discount_rate_per_year: 10}", "9: money.discount_rate_per_year: must be at most 1, is 10; write a share between 0 and 1: 0.1 for 10 %"),
        ("money: {opening_balance: -5}", "9: money.opening_balance: must be at least 0, is -5; write 0 or more"),
        ("money: {hiring_costs: 5}", "9: money.hiring_costs: no such key; did you mean 'hiring_cost'?"),
        ("money: {budget: {estimate_sigma: 9}}", "18: money.budget.estimate_sigma: must be at most 5, is 9; write 5 or less"),
        ("money: {budget: {optimsm: 0.1}}", "18: money.budget.optimsm: no such key; did you mean 'optimism'?"),
        ("money: {reporting: {metrics_per_team: 2.5}}", "21: money.reporting.metrics_per_team: must be a whole number, is 2.5; round it"),
        ("money: {reporting: {automated: 50}}", "21: money.reporting.automated: must be at most 1, is 50; write a share between 0 and 1: 0.5 for 50 %"),
        ("mechanisms: {turnovr: on}", "14: mechanisms.turnovr: no such mechanism; did you mean 'turnover'?"),
    ],
)  # fmt: skip
def test_every_key_says_what_it_must_be_and_what_to_write(tmp_path: Path, line: str, message: str) -> None:
    assert said_of(tmp_path, line) == [message]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("tester: {count: 2}", "tester: {count: 2, pay: -5}", "6:22: workforce.tester.pay: must be at least 0, is -5; write 0 or more"),
        ("{name: billing}", "{name: billing, automation: 50}", "9:21: products.billing.automation: must be at most 1, is 50; write a share between 0 and 1: 0.5 for 50 %"),
        ("{name: billing}", "{name: billing, legacy: 0.2}", "9:21: products.billing.legacy: no such key; did you mean 'legacy_share'?"),
        ("{name: billing}", "{name: billing, customers: 0}", "9:21: products.billing.customers: must be greater than 0, is 0; write a number above 0"),
        ("return_to: build", "return_to: build, finds: 60", "13:108: value_stream.test.finds: must be at most 1, is 60; write a share between 0 and 1: 0.6 for 60 %"),
        ("return_to: build", "return_to: build, find: 0.6", "13:108: value_stream.test.find: no such key; did you mean 'finds'?"),
    ],
)  # fmt: skip
def test_so_do_the_new_keys_of_roles_products_and_stages(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert complaints(tmp_path, changed((old, new))) == [f"s.yaml:{message}"]


ALL_WRONG = """\
people: {turnover: 0.1, mentoring: 20}
learning: {kept_per_month: 0}
decision_quality: {misaligned: -1}
quality: {restoring: [{stage: tset, share: 1}]}
delivery: {fail_probability: 5}
feedback: {ab_test: {powr: 0.8}, retrospectives: {hours: two}}
customers: {churn_per_month: 2}
money: {budget: {estimate_sigma: -1}}
"""


def test_all_that_is_wrong_with_all_sections_is_said_at_once(tmp_path: Path) -> None:
    found = complaints(tmp_path, changed(("presence: 0.9\n", ALL_WRONG)))
    places = [line.split(": ")[1] for line in found]
    assert sorted(places) == sorted([
        "people.turnover", "people.mentoring", "learning.kept_per_month", "decision_quality.misaligned",
        "quality.restoring.tset.stage", "delivery.fail_probability", "feedback.ab_test.powr",
        "feedback.retrospectives.hours", "customers.churn_per_month", "money.budget.estimate_sigma",
    ])  # fmt: skip
    rows = [int(line.split(":")[1]) for line in found]
    assert sorted(rows) == [3, 3, 4, 5, 6, 7, 8, 8, 9, 10]


def test_an_override_of_a_new_key_is_checked_like_the_file(tmp_path: Path) -> None:
    text = changed(("presence: 0.9", "quality: {}"))
    (line,) = complaints(tmp_path, text, {"quality.upkep_share": 0.1})
    assert line.endswith("quality.upkep_share: no such key; did you mean 'upkeep_share'?")
    (line,) = complaints(tmp_path, text, {"customers.churn_per_month": 2})
    assert "0.02 for 2 %" in line
    path = tmp_path / "t.yaml"
    path.write_text(text, encoding="utf-8")
    assert load_scenario(path, {"people.turnover_per_year": 0.2}).people.turnover_per_year == 0.2  # type: ignore[union-attr]


ALL: dict[str, Any] = {
    "people": {"turnover_per_year": 2.0},
    "learning": {},
    "decision_quality": {},
    "quality": {"defects_per_effort_day": 0.1},
    "delivery": {},
    "feedback": {"research": {}, "ab_test": {}, "retrospectives": {}},
    "customers": {},
    "money": {},
}
EXTREMES: list[Any] = [
    {"people": {"turnover_per_year": 1e-300}},
    {"people": {"turnover_per_year": 52.0, "vacancy_days": 0.0}},
    {"feedback": {"ab_test": {"false_positive": 1e-300}}},
    {"feedback": {"ab_test": {"false_positive": 1e-300, "power": 1e-299}}},
    {"feedback": {"ab_test": {"traffic": 1e-6}, "retrospectives": {"every_days": 0.1, "hours": 10_000}}},
    {"customers": {"years_on_market": 1000.0, "innovation_per_year": 1e-320, "imitation_per_year": 1e15}},
    {"customers": {"churn_per_month": 0.0, "churn_response": 10.0, "broken_feature": 10.0, "memory_days": 1e7}},
    {"customers": {"churn_per_month": 0.999, "churn_response": 10.0, "harmful_feature": 10.0, "market": 1e15}},
    {"money": {"revenue_per_customer_per_year": 1e-320, "discount_rate_per_year": 1.0}},
    {"quality": {"defects_per_effort_day": 1e15, "neglect_per_100_days": 1e15}},
    {"learning": {"first_days": 1e-6, "progress_ratio": 0.51, "kept_per_month": 1e-9, "familiar_days": 1e7}},
]  # fmt: skip


@pytest.mark.parametrize("sections", EXTREMES)
def test_what_passes_the_checks_gives_finite_outcomes(sections: dict[str, Any]) -> None:
    short = {"horizon": {"days": 65, "warmup_days": 0, "run_off_days": 20}}
    outcome = simulate(scenario_from(busy_organisation(1) | short | ALL | sections), seed=1)
    values = outcome.run.to_pylist()[0].values()
    assert all(abs(value) < float("inf") for value in values if isinstance(value, float))
    assert outcome.quarters.num_rows > 0 and outcome.incidents.num_columns > 0


def test_failures_are_mended_where_items_take_most_work_though_no_stage_has_a_share() -> None:
    """Without a word about restoring: the last stage, the one with most work, the last; never discovery."""
    values = busy_organisation(1)
    efforts = {"discovery": 9.0, "analyse": 0.2, "build": 1.0, "test": 0.3}
    for stage in values["value_stream"]:
        stage.pop("share", None)
        stage["effort_days"] = efforts[stage["stage"]]
    world = build(scenario_from(values | {"quality": {}}))
    names = list(efforts)
    assert [names[step.stage] for step in world.route] == ["test", "build", "test"]
