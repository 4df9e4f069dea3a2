"""Values that cannot be: each says what it must be, what it is, and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from .examples import changed, complaints

RATE = "demand.items.tickets.arrivals_per_day"
EFFORT = "demand.items.tickets.effort_days"
AT_RATE = f"s.yaml:16:41: {RATE}:"
AT_EFFORT = f"s.yaml:16:64: {EFFORT}:"
COUNT = "s.yaml:5:14: workforce.engineer.count:"
DAYS = "s.yaml:2:11: horizon.days:"
PRESENCE = "s.yaml:3:1: presence:"
NAME = "s.yaml:1:1: name:"
EXAMPLE = "such as {exponential: {mean: 2}}"


def one_complaint(folder: Path, old: str, new: str) -> str:
    (line,) = complaints(folder, changed((old, new)))
    return line


@pytest.mark.parametrize(
    ("rate", "message"),
    [
        ("-0.3", "must be greater than 0, is -0.3; write a number above 0"),
        ("0", "must be greater than 0, is 0; write a number above 0"),
        (".inf", "is infinite; write a finite number"),
        ("-.inf", "is infinite; write a finite number"),
        ("1e400", "is infinite; write a finite number"),
        (".nan", "is not a number; write a finite number"),
        ("1e300", "must be at most 1,000,000,000,000,000, is 1e+300; write 1,000,000,000,000,000 or less"),
        ("9" * 250, "must be at most 1,000,000,000,000,000, is a number of 250 digits; write 1,000,000,000,000,000 or less"),
        ("1e-320", "is 9.99989e-321, too small to compute with; write 0.000001 or more"),
        ("true", "must be a number, is true; write a number"),
        ("NO", "must be a number, is 'NO'; write a number"),
        ("12:30", "must be a number, is '12:30'; write a number"),
        ("often", "must be a number, is 'often'; write a number"),
        ("'0.3'", "must be a number, is '0.3'; write 0.3 without quotes"),
        ("'0,3'", "must be a number, is '0,3'; write 0.3, with a point"),
        ("'1,000'", "must be a number, is '1,000'; write 1000"),
        ("3 per day", "must be a number, is '3 per day'; write the number alone: 3"),
        ("[1, 2]", "must be a number, is a list; write a number"),
        ("{mean: 2}", "must be a number, is a map; write a number"),
        ("", "has no value; write one ({} for the defaults of a section, null for none), or remove the key"),
    ],
)  # fmt: skip
def test_a_rate_is_a_positive_finite_number(tmp_path: Path, rate: str, message: str) -> None:
    assert (
        one_complaint(tmp_path, "arrivals_per_day: 0.3", f"arrivals_per_day: {rate}")
        == f"{AT_RATE} {message}"
    )


@pytest.mark.parametrize(
    ("count", "message"),
    [
        ("0", "must be at least 1, is 0; write 1 or more"),
        ("-3", "must be at least 1, is -3; write 1 or more"),
        ("true", "must be a whole number, is true; write a whole number"),
        ("3.0", "must be a whole number, is 3.0; write 3"),
        ("3.5", "must be a whole number, is 3.5; round it"),
        ("'4'", "must be a whole number, is '4'; write 4 without quotes"),
        ("four", "must be a whole number, is 'four'; write a whole number"),
        ("null", "has no value; write a value after the colon, or remove the key"),
        ("1_000_000_000", "must be at most 100,000, is 1,000,000,000; write 100,000 or less"),
    ],
)  # fmt: skip
def test_people_are_counted_in_whole_numbers_from_1(tmp_path: Path, count: str, message: str) -> None:
    assert one_complaint(tmp_path, "count: 4", f"count: {count}") == f"{COUNT} {message}"


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ("-1", f"{DAYS} must be greater than 0, is -1; write a number above 0"),
        ("1e300", f"{DAYS} must be at most 10,000,000, is 1e+300; write 10,000,000 or less"),
        ("100_000_000", f"{DAYS} must be at most 10,000,000, is 100,000,000; write 10,000,000 or less"),
        ("6_000_000", "s.yaml:2:1: horizon: lasts 12,000,010 working days with warm-up and run-off; 10,000,000 are possible: write less, or set run_off"),
        ("3, quarters: 1", "s.yaml:2:1: horizon: has both days and quarters; keep one of them"),
        ("3, warmup_quarters: 1", "s.yaml:2:1: horizon: has both warmup_days and warmup_quarters; keep one of them"),
        ("null", "s.yaml:2:1: horizon: does not say how long is simulated; add days or quarters"),
    ],
)  # fmt: skip
def test_a_horizon_has_one_length_that_the_clock_can_tell(tmp_path: Path, days: str, message: str) -> None:
    assert one_complaint(tmp_path, "days: 100", f"days: {days}") == message


@pytest.mark.parametrize(
    ("presence", "message"),
    [
        ("90", "must be at most 1, is 90; write a share between 0 and 1: 0.9 for 90 %"),
        ("90 %", "must be a number, is '90 %'; write 0.9"),
        ("1.2", "must be at most 1, is 1.2; write 1 or less"),
        ("0", "must be at least 0.01, is 0; write 0.01 or more"),
    ],
)
def test_a_share_lies_between_0_and_1(tmp_path: Path, presence: str, message: str) -> None:
    assert one_complaint(tmp_path, "presence: 0.9", f"presence: {presence}") == f"{PRESENCE} {message}"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("2024", "must be a word, is 2024; put it in quotes: '2024'"),
        ("true", "must be a word, is true; put it in quotes: 'true'"),
        ("''", "is an empty name; write a name"),
        ("'  '", "is an empty name; write a name"),
        ("x" * 300, "has 300 letters, too many for a name; shorten it"),
        ("[a]", "must be a word, is a list; write a word"),
        ('"a\\tb"', "holds a character that cannot be printed; remove it"),
    ],
)
def test_a_name_is_a_short_word_that_can_be_printed(tmp_path: Path, name: str, message: str) -> None:
    assert one_complaint(tmp_path, "name: two-teams", f"name: {name}") == f"{NAME} {message}"


@pytest.mark.parametrize(
    ("effort", "message"),
    [
        ("{exponentail: {mean: 1}}", f"{AT_EFFORT} 'exponentail' is not a distribution; did you mean 'exponential'?"),
        ("{mean: 1}", f"{AT_EFFORT} names no distribution for 'mean'; name one around it, as in {{exponential: {{mean: 2}}}}"),
        ("{}", f"{AT_EFFORT} is an empty map; write a number, or a distribution {EXAMPLE}"),
        ("exponential", f"{AT_EFFORT} must be a number or a distribution, is 'exponential'; write a number or a distribution, {EXAMPLE}"),
        ("[1, 2]", f"{AT_EFFORT} must be a number or a distribution, is a list; write a number or a distribution, {EXAMPLE}"),
        ("true", f"{AT_EFFORT} must be a number or a distribution, is true; write a number or a distribution, {EXAMPLE}"),
        ("3 days", f"{AT_EFFORT} must be a number or a distribution, is '3 days'; write the number alone: 3"),
        ("-1", f"{AT_EFFORT} must be at least 0, is -1; write 0 or more"),
        ("1e9", f"{AT_EFFORT} must be at most 1,000,000, is 1,000,000,000; write 1,000,000 or less"),
        ("{exponential: 1}", f"s.yaml:16:78: {EFFORT}.exponential: must be a map, is 1; write its keys: {{mean: …}}"),
        ("{exponential: {mean: -1}}", f"s.yaml:16:92: {EFFORT}.exponential.mean: must be greater than 0, is -1; write a number above 0"),
        ("{exponential: {mean: 1e9}}", f"s.yaml:16:78: {EFFORT}.exponential: must be at most 1,000,000, has the mean 1,000,000,000; write 1,000,000 or less"),
        ("{exponential: {}}", f"s.yaml:16:78: {EFFORT}.exponential.mean: is missing; add it"),
        ("{exponential: {mean: 1}, gamma: {mean: 1, cv: 1}}", f"s.yaml:16:102: {EFFORT}.gamma: cannot be used together with the key before it; keep one of them"),
        ("{lognormal: {sigma: 1}}", f"s.yaml:16:78: {EFFORT}.lognormal: needs exactly one of mean and median; write one of them"),
        ("{lognormal: {mean: 1, sigma: 1e9}}", f"s.yaml:16:99: {EFFORT}.lognormal.sigma: must be at most 5, is 1,000,000,000; write 5 or less"),
        ("{gamma: {mean: 1, cv: 20}}", f"s.yaml:16:95: {EFFORT}.gamma.cv: must be at most 10, is 20; write 10 or less"),
        ("{beta: {mean: 1, concentration: 2}}", f"s.yaml:16:85: {EFFORT}.beta.mean: must be below 1, is 1; write less"),
        ("{beta: {mean: 0.5, concentration: 1e-3}}", f"s.yaml:16:96: {EFFORT}.beta.concentration: must be at least 0.01, is 0.001; write 0.01 or more"),
        ("{triangular: {low: 3, mode: 2, high: 5}}", f"s.yaml:16:78: {EFFORT}.triangular: needs low <= mode <= high; put the three in order"),
        ("{uniform: {low: 3, high: 2}}", f"s.yaml:16:78: {EFFORT}.uniform: needs low <= high; exchange them"),
        ("{discrete: {values: [1, 2], weights: [1]}}", f"s.yaml:16:78: {EFFORT}.discrete: needs as many weights as values; write one weight for each value"),
        ("{discrete: {values: [1, 2], weights: [0, 0]}}", f"s.yaml:16:78: {EFFORT}.discrete: needs at least one weight above 0; raise one"),
        ("{discrete: {values: [1, x], weights: [1, 1]}}", f"s.yaml:16:101: {EFFORT}.discrete.values.1: must be a number, is 'x'; write a number"),
    ],
)  # fmt: skip
def test_a_distribution_is_a_number_or_a_law_that_can_be_drawn(
    tmp_path: Path, effort: str, message: str
) -> None:
    assert one_complaint(tmp_path, "{exponential: {mean: 1}}", effort) == message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("effort_days: 1.5", "effort_days: 1.5, good_share: 0.8, harmful_share: 0.4", "s.yaml:18:7: demand.opportunities.checkout: good_share and harmful_share add up to 1.2; together they are at most 1"),
        ("effort_days: 1.5", "effort_days: 1.5, estimate_sigma: 50", "s.yaml:18:80: demand.opportunities.checkout.estimate_sigma: must be at most 5, is 50; write 5 or less"),
        ("effort_days: 1.5", "effort_days: 1.5, expires_days: .inf", "s.yaml:18:80: demand.opportunities.checkout.expires_days: is infinite; write a finite number"),
        ("return_probability: 0.1", "return_probability: 1", "s.yaml:13:65: value_stream.test.return_probability: must be at most 0.999, is 1; write 0.999 or less"),
        ("tester: 1.0,", "tester: 0,", "s.yaml:13:24: value_stream.test.by.tester: must be at least 0.01, is 0; write 0.01 or more"),
        ("share: 0.8", "share: 0", "s.yaml:12:41: value_stream.build.share: must be greater than 0, is 0; write a number above 0"),
        ("count: 4", "count: 4, open_tasks: 9", "s.yaml:5:24: workforce.engineer.open_tasks: must be at most 8, is 9; write 8 or less"),
        ("skill: {lognormal: {median: 1.0, sigma: 0.25}}", "skill: 0", "s.yaml:5:24: workforce.engineer.skill: must be at least 0.01, is 0; write 0.01 or more"),
        ("skill: {lognormal: {median: 1.0, sigma: 0.25}}", "skill: {discrete: {values: [0, 1], weights: [1, 1]}}", "s.yaml:5:24: workforce.engineer.skill: may be 0: a person without skill never finishes anything; write positive values"),
        ("billing: 0.2", "billing: 20", "s.yaml:8:33: products.checkout.coupling.billing: must be at most 1, is 20; write a share between 0 and 1: 0.2 for 20 %"),
        ("wip_limit: 5", "wip_limit: 0", "s.yaml:22:85: structure.teams.left.wip_limit: must be at least 1, is 0; write 1 or more"),
        ("wip_limit: 5", "wip_limit: 1e3", "s.yaml:22:85: structure.teams.left.wip_limit: must be a whole number, is 1000.0; write 1000"),
        ("share: 0.2,", "share: 0.2, other_eyes: yes,", "s.yaml:13:65: value_stream.test.other_eyes: must be true or false, is 'yes'; write true or false"),
        ("presence: 0.9", "release: {mode: train}", "s.yaml:3:1: release: a train needs a period; add every_days, the working days between trains"),
        ("presence: 0.9", "release: {every_days: 3}", "s.yaml:3:1: release: every_days is for trains; write 'mode: train', or remove every_days"),
        ("presence: 0.9", "release: {mode: train, every_days: 1e-5}", "s.yaml:3:24: release.every_days: must be at least 0.01, is 0.00001; write 0.01 or more"),
        ("presence: 0.9", "priorities: valu", "s.yaml:3:1: priorities: is 'valu'; did you mean 'value'?"),
        ("per: initiative", "per: initative", "s.yaml:11:21: value_stream.design.per: is 'initative'; did you mean 'initiative'?"),
    ],
)  # fmt: skip
def test_every_bound_is_said_with_what_to_write(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert one_complaint(tmp_path, old, new) == message
