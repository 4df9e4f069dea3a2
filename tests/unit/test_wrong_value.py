"""Users, customers, other cost, alignment, funding, harm and value in time: what is said of each key that may be wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator import simulate
from simulator.scenario.loader import scenario_from

from ..kit.busy import busy_organisation
from .examples import changed, complaints
from .test_wrong_mechanisms import ALL, said_of


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("feedback: {ab_test: {users_share: 50}}", "22: feedback.ab_test.users_share: must be at most 1, is 50; write a share between 0 and 1: 0.5 for 50 %"),
        ("feedback: {ab_test: {users_share: -0.1}}", "22: feedback.ab_test.users_share: must be at least 0, is -0.1; write 0 or more"),
        ("feedback: {ab_test: {user_share: 0.5}}", "22: feedback.ab_test.user_share: no such key; did you mean 'users_share'?"),
        ("feedback: {ab_test: {users_needed: 0}}", "22: feedback.ab_test.users_needed: must be greater than 0, is 0; write a number above 0"),
        ("feedback: {ab_test: {users_needed: many}}", "22: feedback.ab_test.users_needed: must be a number, is 'many'; write a number"),
        ("feedback: {ab_test: {users_neded: 1000}}", "22: feedback.ab_test.users_neded: no such key; did you mean 'users_needed'?"),
        ("feedback: {ab_test: {keep: all}}", "22: feedback.ab_test.keep: is 'all'; write 'auto', 'significant_only' or 'all_but_harmful'"),
        ("feedback: {ab_test: {keep: significant}}", "22: feedback.ab_test.keep: is 'significant'; did you mean 'significant_only'?"),
        ("feedback: {ab_test: {keep: true}}", "22: feedback.ab_test.keep: is true; write 'auto', 'significant_only' or 'all_but_harmful'"),
        ("feedback: {ab_test: {traffic: 0}}", "22: feedback.ab_test.traffic: must be greater than 0, is 0; write a number above 0"),
        ("feedback: {ab_test: {traffic: 1e9}}", "22: feedback.ab_test.traffic: must be at most 1,000,000, is 1,000,000,000; write 1,000,000 or less"),
        ("feedback: {ab_test: {false_positive: 0}}", "22: feedback.ab_test.false_positive: must be greater than 0, is 0; write a number above 0"),
        ("feedback: {ab_test: {false_positive: 1}}", "22: feedback.ab_test.false_positive: must be below 1, is 1; write less"),
        ("feedback: {ab_test: {false_positive: 2.5}}", "22: feedback.ab_test.false_positive: must be below 1, is 2.5; write less"),
        ("feedback: {ab_test: {power: 1}}", "22: feedback.ab_test.power: must be below 1, is 1; write less"),
        ("feedback: {ab_test: {false_positive: 0.5, power: 0.4}}", "12: feedback.ab_test: power 0.4 is not above false_positive 0.5: such a test finds nothing; raise power, or lower false_positive"),
        ("feedback: {ab_test: {power: 0.02}}", "12: feedback.ab_test: power 0.02 is not above false_positive 0.025: such a test finds nothing; raise power, or lower false_positive"),
        ("feedback: {research: {accuracy: 0.4}}", "23: feedback.research.accuracy: must be at least 0.5, is 0.4; write 0.5 or more"),
        ("feedback: {stakeholders: {accuracy: 0.49}}", "27: feedback.stakeholders.accuracy: must be at least 0.5, is 0.49; write 0.5 or more"),
        ("feedback: {usage: {accuracy: 65}}", "20: feedback.usage.accuracy: must be at most 1, is 65; write a share between 0 and 1: 0.65 for 65 %"),
        ("feedback: {usage: {accuracy: 0}}", "20: feedback.usage.accuracy: must be at least 0.5, is 0; write 0.5 or more"),
        ("customers: {word_of_mouth: -1}", "13: customers.word_of_mouth: must be at least 0, is -1; write 0 or more"),
        ("customers: {word_of_mouth: 11}", "13: customers.word_of_mouth: must be at most 10, is 11; write 10 or less"),
        ("customers: {word_of_mouths: 0.5}", "13: customers.word_of_mouths: no such key; did you mean 'word_of_mouth'?"),
        ("customers: {return_per_quarter: 1}", "13: customers.return_per_quarter: must be at most 0.999, is 1; write 0.999 or less"),
        ("customers: {return_per_quarter: 2}", "13: customers.return_per_quarter: must be at most 0.999, is 2; write a share between 0 and 1: 0.02 for 2 %"),
        ("customers: {return_per_quarter: -0.1}", "13: customers.return_per_quarter: must be at least 0, is -0.1; write 0 or more"),
        ("customers: {return_per_month: 0.1}", "13: customers.return_per_month: no such key; did you mean 'churn_per_month'?"),
        ("money: {other_cost_share: 60}", "9: money.other_cost_share: must be at most 2, is 60; write 2 or less"),
        ("money: {other_cost_share: -0.1}", "9: money.other_cost_share: must be at least 0, is -0.1; write 0 or more"),
        ("money: {other_cost_fixed: 50}", "9: money.other_cost_fixed: must be at most 1, is 50; write a share between 0 and 1: 0.5 for 50 %"),
        ("money: {other_cost_fixed: 1.5}", "9: money.other_cost_fixed: must be at most 1, is 1.5; write 1 or less"),
        ("money: {other_cost: 0.6}", "9: money.other_cost: no such key; did you mean 'other_cost_share'?"),
        ("alignment: {overlap: 10}", "13: alignment.overlap: must be at most 1, is 10; write a share between 0 and 1: 0.1 for 10 %"),
        ("alignment: {overlap: -0.1}", "13: alignment.overlap: must be at least 0, is -0.1; write 0 or more"),
        ("alignment: {overlap: 1.5}", "13: alignment.overlap: must be at most 1, is 1.5; write 1 or less"),
        ("alignment: {overlaps: 0.1}", "13: alignment.overlaps: no such key; did you mean 'overlap'?"),
        ("alignment: {strategy_clarity: high}", "13: alignment.strategy_clarity: must be a number, is 'high'; write a number"),
        ("alignment: {strategy_clarity: 50}", "13: alignment.strategy_clarity: must be at most 1, is 50; write a share between 0 and 1: 0.5 for 50 %"),
        ("alignment: {strategy_clearness: 0.5}", "13: alignment.strategy_clearness: no such key; did you mean 'strategy_clarity'?"),
        ("alignment: {roadmap: yes}", "13: alignment.roadmap: must be a number, is 'yes'; write a number"),
        ("alignment: {roadmap: 1.1}", "13: alignment.roadmap: must be at most 1, is 1.1; write 1 or less"),
        ("alignment: {share_of_items: -1}", "13: alignment.share_of_items: must be at least 0, is -1; write 0 or more"),
        ("alignment: {share_of_items: 30}", "13: alignment.share_of_items: must be at most 1, is 30; write a share between 0 and 1: 0.3 for 30 %"),
        ("alignment: {contradicting: 2}", "13: alignment.contradicting: must be at most 1, is 2; write 1 or less"),
        ("alignment: {contradict: 0.5}", "13: alignment.contradict: no such key; did you mean 'contradicting'?"),
        ("alignment: 0.1", "1: alignment: must be a map, is 0.1; write its keys: {overlap: …}"),
        ("alignment: []", "1: alignment: must be a map, is a list; write its keys: {overlap: …}"),
        ("alignment:", "1: alignment: has no value; write one ({} for the defaults of a section, null for none), or remove the key"),
        ("aligment: {}", "1: aligment: no such key; did you mean 'alignment'?"),
        ("mechanisms: {aligment: on}", "14: mechanisms.aligment: no such mechanism; did you mean 'alignment'?"),
        ("mechanisms: {fundng: on}", "14: mechanisms.fundng: no such mechanism; did you mean 'funding'?"),
        ("mechanisms: {harms: off}", "14: mechanisms.harms: no such mechanism; did you mean 'harm'?"),
        ("mechanisms: {harm: maybe}", "14: mechanisms.harm: must be 'on' or 'off' or true or false, is 'maybe'; write 'on' or 'off' or true or false"),
        ("funding: {by: initiatives}", "11: funding.by: is 'initiatives'; did you mean 'initiative'?"),
        ("funding: {by: company}", "11: funding.by: is 'company'; write 'initiative' or 'team'"),
        ("funding: {by: 1}", "11: funding.by: is 1; write 'initiative' or 'team'"),
        ("funding: {every_quarters: 0}", "11: funding.every_quarters: must be at least 0.01, is 0; write 0.01 or more"),
        ("funding: {every_quarters: -4}", "11: funding.every_quarters: must be at least 0.01, is -4; write 0.01 or more"),
        ("funding: {every_quarters: 1e9}", "11: funding.every_quarters: must be at most 400, is 1,000,000,000; write 400 or less"),
        ("funding: {every_quarter: 4}", "11: funding.every_quarter: no such key; did you mean 'every_quarters'?"),
        ("funding: {every_quarters: yearly}", "11: funding.every_quarters: must be a number, is 'yearly'; write a number"),
        ("funding: {days_per_quarter: 0}", "11: funding.days_per_quarter: must be greater than 0, is 0; write a number above 0"),
        ("funding: {days_per_quarter: -10}", "11: funding.days_per_quarter: must be greater than 0, is -10; write a number above 0"),
        ("funding: {days_per_quarter: 100 d}", "11: funding.days_per_quarter: must be a number, is '100 d'; write the number alone: 100"),
        ("funding: {days: 100}", "11: funding.days: no such key; known: by, days_per_quarter, every_quarters"),
        ("funding: team", "1: funding: must be a map, is 'team'; write its keys: {by: …}"),
        ("fundng: {by: team}", "1: fundng: no such key; did you mean 'funding'?"),
    ],
)  # fmt: skip
def test_every_key_says_what_it_must_be_and_what_to_write(tmp_path: Path, line: str, message: str) -> None:
    assert said_of(tmp_path, line) == [message]


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("harm: {share_of_good: 30}", "87: ….harm.share_of_good: must be at most 1, is 30; write a share between 0 and 1: 0.3 for 30 %"),
        ("harm: {share_of_good: -0.3}", "87: ….harm.share_of_good: must be at least 0, is -0.3; write 0 or more"),
        ("harm: {share_of_good: 1.2}", "87: ….harm.share_of_good: must be at most 1, is 1.2; write 1 or less"),
        ("harm: {share: 0.3}", "87: ….harm.share: no such key; known: noticed_after_days, share_of_good"),
        ("harm: 0.3", "80: ….harm: must be a map, is 0.3; write its keys: {share_of_good: …}"),
        ("harm: {noticed_after_days: -1}", "87: ….harm.noticed_after_days: must be at least 0, is -1; write 0 or more"),
        ("harm: {noticed_after_days: soon}", "87: ….harm.noticed_after_days: must be a number or a distribution, is 'soon'; write a number or a distribution, such as {exponential: {mean: 2}}"),
        ("harm: {noticed_after_days: .inf}", "87: ….harm.noticed_after_days: is infinite; write a finite number"),
        ("harm: {noticed_after_days: {exponental: {mean: 40}}}", "87: ….harm.noticed_after_days: 'exponental' is not a distribution; did you mean 'exponential'?"),
        ("harm: {noticed_after_days: {exponential: {mean: 0}}}", "122: ….harm.noticed_after_days.exponential.mean: must be greater than 0, is 0; write a number above 0"),
        ("harm: {noticed_after_days: {exponential: {mean: 1e9}}}", "108: ….harm.noticed_after_days.exponential: must be at most 10,000,000, has the mean 1,000,000,000; write 10,000,000 or less"),
        ("harm: {noticed_days: 40}", "87: ….harm.noticed_days: no such key; did you mean 'noticed_after_days'?"),
        ("value_in_time: windw", "80: ….value_in_time: must be 'constant' or a map, is 'windw'; write 'constant' or a map"),
        ("value_in_time: 130", "80: ….value_in_time: must be 'constant' or a map, is 130; write 'constant' or a map"),
        ("value_in_time: {}", "80: ….value_in_time: takes either window or due; keep one of them, or write constant"),
        ("value_in_time: window", "80: ….value_in_time: must be 'constant' or a map, is 'window'; write 'constant' or a map"),
        ("value_in_time: {window: 130}", "96: ….value_in_time.window: must be a map, is 130; write its keys: {half_life_days: …}"),
        ("value_in_time: {window: {half_life: 130}}", "105: ….value_in_time.window.half_life: no such key; did you mean 'half_life_days'?"),
        ("value_in_time: {window: {half_life_days: 0}}", "105: ….value_in_time.window.half_life_days: must be greater than 0, is 0; write a number above 0"),
        ("value_in_time: {window: {half_life_days: -5}}", "105: ….value_in_time.window.half_life_days: must be greater than 0, is -5; write a number above 0"),
        ("value_in_time: {window: {half_life_days: long}}", "105: ….value_in_time.window.half_life_days: must be a number, is 'long'; write a number"),
        ("value_in_time: {due: {days: -1}}", "102: ….value_in_time.due.days: must be at least 0, is -1; write 0 or more"),
        ("value_in_time: {due: {day: 130}}", "102: ….value_in_time.due.day: no such key; did you mean 'days'?"),
        ("value_in_time: {due: {penalty: 50}}", "102: ….value_in_time.due.penalty: must be at most 1, is 50; write a share between 0 and 1: 0.5 for 50 %"),
        ("value_in_time: {due: {penalty: -0.5}}", "102: ….value_in_time.due.penalty: must be at least 0, is -0.5; write 0 or more"),
        ("value_in_time: {due: {penalty: 1.5}}", "102: ….value_in_time.due.penalty: must be at most 1, is 1.5; write 1 or less"),
        ("value_in_time: {due: 130}", "96: ….value_in_time.due: must be a map, is 130; write its keys: {days: …}"),
        ("value_in_time: {window: {}, due: {}}", "80: ….value_in_time: takes either window or due; keep one of them, or write constant"),
        ("value_in_time: {windw: {half_life_days: 3}}", "96: ….value_in_time.windw: no such key; did you mean 'window'?"),
        ("value_in_tim: constant", "80: ….value_in_tim: no such key; did you mean 'value_in_time'?"),
    ],
)  # fmt: skip
def test_so_does_every_key_of_an_opportunity(tmp_path: Path, key: str, message: str) -> None:
    text = changed(("effort_days: 1.5}", f"effort_days: 1.5, {key}}}"))
    where = "demand.opportunities.checkout"
    assert complaints(tmp_path, text) == [f"s.yaml:18:{message.replace('…', where, 1)}"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("decision_quality: {strategy_clarity: 0.5}", "20: decision_quality.strategy_clarity: no such key here; write alignment.strategy_clarity"),
        ("strategy_clarity: 0.5", "1: strategy_clarity: no such key here; write alignment.strategy_clarity"),
        ("harm: {noticed_after_days: 40}", "1: harm: no such key here; write demand.opportunities[].harm"),
        ("value_in_time: constant", "1: value_in_time: no such key here; write demand.opportunities[].value_in_time"),
    ],
)  # fmt: skip
def test_keys_that_stand_elsewhere_are_named(tmp_path: Path, line: str, message: str) -> None:
    assert said_of(tmp_path, line) == [message]


ALL_WRONG = """\
feedback: {ab_test: {keep: al, users_needed: -5}}
customers: {word_of_mouth: 20}
money: {other_cost_fixed: 50}
alignment: {overlap: 10, roadmp: 0.5}
funding: {by: teams, every_quarters: 0}
"""


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = changed(
        ("presence: 0.9\n", ALL_WRONG), ("effort_days: 1.5}", "effort_days: 1.5, harm: {share: 1}}")
    )
    found = complaints(tmp_path, text)
    places = [line.split(": ")[1] for line in found]
    assert sorted(places) == sorted([
        "feedback.ab_test.keep", "feedback.ab_test.users_needed", "customers.word_of_mouth", "money.other_cost_fixed",
        "alignment.overlap", "alignment.roadmp", "funding.by", "funding.every_quarters",
        "demand.opportunities.checkout.harm.share",
    ])  # fmt: skip


def test_an_override_is_checked_like_the_file(tmp_path: Path) -> None:
    text = changed(("presence: 0.9", "alignment: {}"))
    (line,) = complaints(tmp_path, text, {"alignment.roadmap": 2})
    assert line.endswith("alignment.roadmap: must be at most 1, is 2; write 1 or less")
    (line,) = complaints(tmp_path, text, {"demand.opportunities.checkout.harm.share_of_good": 3})
    assert line.endswith("harm.share_of_good: must be at most 1, is 3; write 1 or less")


EXTREMES: list[Any] = [
    {"feedback": {"ab_test": {"false_positive": 1e-300, "power": 0.999999}}},
    {"feedback": {"ab_test": {"false_positive": 0.999, "power": 0.9999, "keep": "all_but_harmful"}}},
    {"feedback": {"ab_test": {"users_needed": 1e-6}, "usage": {"accuracy": 1.0}}},
    {"feedback": {"ab_test": {"users_needed": 1e15, "users_share": 1e-300}, "usage": {"accuracy": 0.5}}},
    {"feedback": {"ab_test": {"users_share": 0}, "research": {"accuracy": 1.0}, "stakeholders": {"accuracy": 1.0}}},
    {"customers": {"word_of_mouth": 10, "good_feature": 10.0, "memory_days": 1e7}},
    {"customers": {"word_of_mouth": 10, "harmful_feature": 10.0, "return_per_quarter": 0.999, "churn_per_month": 0.999}},
    {"customers": {"return_per_quarter": 1e-300, "churn_per_month": 1e-300, "years_on_market": 1000.0}},
    {"money": {"other_cost_share": 2, "other_cost_fixed": 1, "revenue_per_customer_per_year": 1e9}},
    {"alignment": {"overlap": 1, "strategy_clarity": 0, "share_of_items": 1}},
    {"alignment": {"overlap": 1, "strategy_clarity": 0, "share_of_items": 0, "contradicting": 1}},
    {"alignment": {"overlap": 1, "strategy_clarity": 0, "share_of_items": 1, "contradicting": 1}},
    {"funding": {"by": "initiative", "every_quarters": 0.01, "days_per_quarter": 1e-6}},
    {"funding": {"by": "team", "every_quarters": 400, "days_per_quarter": 1e-6}},
    {"funding": {"by": "team", "every_quarters": 0.01, "days_per_quarter": 1e15}},
]  # fmt: skip
OF_IDEAS: list[Any] = [
    {"harm": {"share_of_good": 1, "noticed_after_days": 0}},
    {"harm": {"share_of_good": 0, "noticed_after_days": 1e7}},
    {"harmful_share": 1, "good_share": 0, "harm": {"noticed_after_days": {"exponential": {"mean": 0.001}}}},
    {"value_in_time": {"window": {"half_life_days": 1e-6}}},
    {"value_in_time": {"due": {"days": 0, "penalty": 1}}},
]


@pytest.mark.parametrize("sections", [*EXTREMES, *OF_IDEAS])
def test_what_passes_the_checks_gives_finite_outcomes(sections: dict[str, Any]) -> None:
    short = {"horizon": {"days": 65, "warmup_days": 0, "run_off_days": 20}}
    values = busy_organisation(1) | short | ALL
    if sections in OF_IDEAS:
        for stream in values["demand"]["opportunities"]:
            stream.update(sections)
    else:
        values |= sections
        values["governance"]["decision_rights"]["start_initiative"]["ask"] = []  # teams decide alone
    outcome = simulate(scenario_from(values), seed=1)
    found = outcome.run.to_pylist()[0].values()
    assert all(abs(value) < float("inf") for value in found if isinstance(value, float))
    assert outcome.quarters.num_rows > 0
