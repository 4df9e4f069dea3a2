"""What a comparison says: fifteen lines at most, the answer first, never surer than the figures, and what it rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator.outcomes.registry import BY_NAME, METRICS
from simulator.report.figures import number
from simulator.report.verdict import MOST_LINES, verdict_lines
from simulator.scenario.comparison import Comparison
from simulator.scenario.loader import scenario_from
from simulator.studies.comparison import Result

WIDTH = 110
TINY: dict[str, Any] = {
    "name": "tiny",
    "horizon": {"days": 20, "warmup_days": 0},
    "workforce": {"clerk": {"count": 2}},
    "products": [{"name": "counter"}],
    "value_stream": [{"stage": "serve", "by": {"clerk": 1.0}}],
    "demand": {"items": [{"product": "counter", "arrivals_per_day": 0.8, "effort_days": 1}]},
    "structure": {"teams": [{"name": "counter", "members": {"clerk": 2}}]},
}
SPREAD = np.linspace(-1.0, 1.0, 20)


def result(
    levels: dict[str, list[Any]],
    *,
    names: tuple[str, ...] = ("old", "new"),
    used: Any = (),
    replications: int = 20,
) -> Result:
    """A comparison with given values: an outcome's list has a mean, or twenty values, for each variant."""
    scenario = scenario_from(TINY)
    values = {outcome.name: np.full((len(names), replications), np.nan) for outcome in METRICS}
    for name, each in levels.items():
        for v, mean in enumerate(each):
            noise = SPREAD[:replications] * (1 + 0.3 * v) * 0.01 * (abs(mean) if np.isscalar(mean) else 1.0)
            values[name][v] = mean + noise if np.isscalar(mean) else mean
    comparison = Comparison(
        "x", "Is new better?", tuple((name, scenario) for name in names), tuple(levels), {}
    )
    return Result(comparison, values, {}, used)


def said(*arguments: Any, **keywords: Any) -> str:
    return "\n".join(verdict_lines(result(*arguments, **keywords), WIDTH))


def test_the_answer_stands_in_the_first_sentence() -> None:
    lines = verdict_lines(result({"time_to_market_days_mean": [147.0, 30.0]}), WIDTH)
    assert lines[0] == "Is new better?"
    assert lines[1] == "Answer: against old, new is better in 1 of 1 outcome; none is worse in any."
    assert "time to market mean      147 days  30.0 days: 80 % shorter (80)" in lines


def test_what_is_worse_is_named() -> None:
    text = said({"time_to_market_days_mean": [147.0, 30.0], "change_failure_rate": [0.1, 0.4]})
    assert "new is better in 1 of 2 outcomes and worse in 1 (change failure rate)." in text
    assert "30 pts higher" in text


def test_what_is_equal_is_said_to_be_undecided_and_no_number_is_named() -> None:
    rng = np.random.default_rng(2)
    text = said({"lead_time_days_mean": [rng.normal(50, 9, 20), rng.normal(50, 9, 20)]})
    assert "Answer: no difference from old was detected in 1 outcome." in text
    assert "Undecided: lead time mean, smaller than chance so far." in text


def test_two_replications_say_nothing() -> None:
    text = said({"lead_time_days_mean": [50.0, 20.0]}, replications=2)
    assert (
        "Answer: nothing can be said of the differences after 2 replications; 5 replications or more are needed."
        in text
    )
    assert "%" not in text


def test_a_refusing_board_is_named_where_it_explains_the_verdict() -> None:
    text = said({"time_to_market_days_mean": [147.0, 328.0], "initiatives_approved": [100.0, 158.0]})
    assert "Verdicts rest on other work: new begins 58 % more ideas than old." in text


def test_a_structure_that_begins_nothing_is_said_to_do_so() -> None:
    for levels, words in (
        ([100.0, 0.0], "new begins no ideas at all"),
        ([0.0, 100.0], "new begins ideas, old none at all"),
    ):
        text = said({"wip_items_mean": [143.0, 20.0], "initiatives_approved": levels})
        assert f"Verdicts rest on other work: {words}." in text


def test_two_that_lie_beyond_the_run_off_are_not_called_the_same() -> None:
    text = said(
        {
            "time_to_market_days_p85": [np.full(20, np.inf), np.full(20, np.inf)],
            "lead_time_days_mean": [50.0, 40.0],
        }
    )
    assert (
        "Cannot be compared, as nothing was measured or all is beyond the run-off: time to market p85 of new."
        in text
    )
    assert "No difference that matters: time to market p85" not in text


def test_few_pairs_do_not_decide_where_most_lie_beyond_the_run_off() -> None:
    old, new = np.full(20, np.inf), np.full(20, np.inf)
    old[:9], new[:9] = 40.0, np.linspace(49.0, 51.0, 9)
    assert "Answer: no difference from old was detected" in said({"time_to_market_days_p85": [old, new]})


def test_pairs_that_were_measured_in_a_part_of_the_replications_are_counted() -> None:
    new = np.linspace(19.0, 21.0, 20)
    new[8:] = np.nan
    assert "Measured in few replications, on which verdicts rest: lead time mean of new in 8 of 20." in said(
        {"lead_time_days_mean": [50.0, new]}
    )


def test_what_only_differs_is_not_called_no_difference() -> None:
    assert "Answer: what differs from old is neither better nor worse: utilisation." in said(
        {"utilisation": [0.81, 0.61]}
    )
    assert "Answer: no difference from old that matters, in 1 outcome." in said(
        {"lead_time_days_mean": [50.0, 50.1]}
    )


def test_outcomes_that_were_not_measured_are_named() -> None:
    found = result({"lead_time_days_mean": [np.full(20, np.nan), np.full(20, np.nan)]})
    text = "\n".join(verdict_lines(found, WIDTH))
    assert "Answer: nothing can be said: none of the outcomes asked for was measured." in text
    assert "Cannot be compared, as nothing was measured or all is beyond the run-off: lead time mean." in text


def test_long_names_leave_the_figures() -> None:
    names = (
        "departments with every board that there is",
        "squads that are permanent and decide, release when they like",
    )
    text = said({"time_to_market_days_mean": [147.0, 30.0]}, names=names)
    assert "30.0 days: 80 % shorter (80)" in text


def test_people_who_are_never_free_or_hardly_used_are_named() -> None:
    used = [{"clerk": 0.97, "judge": 0.6}, {"clerk": 0.8, "judge": 0.12}]
    text = said({"lead_time_days_mean": [50.0, 20.0]}, used=used)
    assert "Work piles up in old (clerk used above .95): times there grow with the length of the run." in text
    assert "Verdicts rest on use of time, below .40: judge in new." in text


def test_what_is_decided_ranks_before_what_is_probable() -> None:
    """The third is better in one and perhaps in one more, the second in two."""
    rng = np.random.default_rng(5)
    noise = rng.normal(0.0, 1.0, 20)
    base = 100.0 + rng.normal(0.0, 1.0, 20)
    sure, probable = base - 50.0 + noise, base - 6.0 + 6.0 * noise
    levels: dict[str, list[Any]] = {
        "lead_time_days_mean": [base, sure, sure - 1.0],
        "lead_time_days_p85": [base, sure, probable],
    }
    text = said(levels, names=("old", "two", "three"))
    assert "two is better in 2 of 2 outcomes, three in 1, perhaps in 1 more; none is worse in any." in text
    assert "Ranking: 1. two, 2. three, 3. old" in text


def test_what_is_probably_worse_is_not_said_to_be_worse_in_nothing() -> None:
    rng = np.random.default_rng(5)
    noise, base = rng.normal(0.0, 1.0, 20), 100.0 + rng.normal(0.0, 1.0, 20)
    worse = base + 6.0 - 6.0 * noise
    text = said({"lead_time_days_mean": [base, base - 50.0 + noise], "lead_time_days_p85": [base, worse]})
    assert "perhaps 7.2 % longer" in text
    assert "Answer: against old, new is better in 1 of 2 outcomes and perhaps worse in 1." in text
    alone = said({"lead_time_days_p85": [base, worse]})
    assert "Answer: against old, nothing is decided of new." in alone


def test_of_two_replications_nothing_is_ranked() -> None:
    assert "Ranking" not in said(
        {"lead_time_days_mean": [50.0, 20.0, 30.0]}, names=("a", "b", "c"), replications=2
    )


def test_worlds_that_differ_are_said_to_do_so() -> None:
    found = result({"lead_time_days_mean": [50.0, 20.0]})
    other = Result(found.comparison, found.values, {"workforce.clerk.count": ["2", "9"]})
    text = "\n".join(verdict_lines(other, WIDTH))
    assert "The worlds differ (workforce.clerk.count): what comes out is not due to structure alone." in text


def test_replications_that_would_settle_it_do_not_move_along_with_those_that_are_there() -> None:
    """Among twenty differences one is not sure until it is so at a twentieth of .05: more than just one replication more."""
    rng = np.random.default_rng(9)
    outcomes = [o.name for o in METRICS if o.direction == "lower"][:18]
    levels: dict[str, list[Any]] = {name: [rng.normal(50, 5, 8), rng.normal(50, 5, 8)] for name in outcomes}
    levels[outcomes[0]] = [np.full(8, 50.0), 50.0 - 4.0 + rng.normal(0, 4.0, 8)]
    found = result(levels, replications=8)
    (first,) = found.contrasts(BY_NAME[outcomes[0]])
    assert first.verdict == "not settled"
    assert first.to_settle is None or first.to_settle[0] > 9


def test_an_overloaded_variant_is_said_to_be_so() -> None:
    text = said({"lead_time_days_mean": [50.0, 20.0], "unfinished_share": [0.57, 0.01]})
    assert "Overloaded: unfinished at the end of old 57 %; times there are lower bounds." in text


def test_what_is_beyond_the_run_off_is_said() -> None:
    slow = np.where(np.arange(20) < 14, np.inf, 300.0)
    text = said({"time_to_market_days_p85": [slow, 100.0]})
    assert "time to market p85       beyond the run-off  100 days: shorter" in text
    assert "Beyond the run-off, and so longer than all others: time to market p85 of old in 14 of 20" in text


@pytest.mark.parametrize("variants", [2, 3, 4, 5, 9, 30])
@pytest.mark.parametrize("outcomes", [1, 6, 18])
@pytest.mark.parametrize("width", [1, 60, 80, 110, 200])
def test_it_never_takes_more_than_fifteen_lines(variants: int, outcomes: int, width: int) -> None:
    names = tuple(f"variant {k} with a long name" for k in range(variants))
    rng = np.random.default_rng(variants)
    chosen = [o.name for o in METRICS if o.direction != "neither" and o.name != "unfinished_share"][:outcomes]
    levels = {name: [rng.normal(rng.uniform(0.1, 0.9), 0.03, 20) for _ in names] for name in chosen}
    levels |= {
        "initiatives_approved": [100.0 * (1 + 0.3 * v) for v in range(variants)],
        "unfinished_share": [0.5] * variants,
    }
    used = [{f"role {k}": 0.99 if k % 2 else 0.01 for k in range(12)}] * variants
    lines = verdict_lines(result(levels, names=names, used=used), width)
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= max(width, 60)
    assert lines[1].startswith("Answer: against variant 0 with a long name,")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (147.2, "147"), (30.38, "30.4"), (7.4149, "7.41"), (0.11749, "0.117"), (0.0, "0"), (1234.5, "1,230"), (-0.0312, "-0.0312"),
        (9.999, "10.0"), (99.95, "100"), (1_234_567.0, "1.23 M"), (None, "–"), (float("inf"), "beyond"),
    ],
)  # fmt: skip
def test_numbers_have_three_significant_digits(value: float | None, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize("outcome", METRICS, ids=lambda outcome: outcome.name)
def test_every_outcome_has_bounds_that_hold_what_it_can_be(outcome: Any) -> None:
    low, high = outcome.possible
    assert low < high
    assert BY_NAME[outcome.name] is outcome


def test_where_a_line_would_be_too_wide_the_longest_change_goes_without_its_interval() -> None:
    rng = np.random.default_rng(4)
    names = ("old", "first", "second", "third")
    shorter = [rng.normal(mean, 3, 20) for mean in (70, 30, 25, 28)]
    safer = [rng.normal(mean, 0.02, 20) for mean in (0.4, 0.31, 0.3, 0.29)]
    levels = {"initiative_lead_time_days_mean": shorter, "change_failure_rate": safer}
    wide, narrow = (verdict_lines(result(levels, names=names), width) for width in (200, 95))
    assert max(map(len, narrow)) <= 95
    assert not any(line.endswith("…") for line in narrow)
    (all_said,) = [line for line in wide if line.startswith("change failure rate")]
    (some_said,) = [line for line in narrow if line.startswith("change failure rate")]
    assert all_said.count("(") == 3 > some_said.count("(")
    assert some_said.count("pts lower") == 3


def ranked(outcome: str, values: list[Any]) -> str:
    found = result({outcome: values}, names=("a", "b", "c", "d"))
    named = Result(replace(found.comparison, rank_by=outcome), found.values, {})
    return next(line for line in verdict_lines(named, WIDTH) if line.startswith("Ranking"))


def test_variants_are_ranked_by_the_outcome_that_is_named() -> None:
    noise = np.resize([-3.0, 3.0], 20)  # b and c differ by chance alone
    money = [5.0, 9.0 + SPREAD, 9.1 + noise, 1.0]
    assert ranked("net_present_value", money) == "Ranking by net present value: 1-2. c and b, 3. a, 4. d"
    times = [50.0, 20.0, 30.0, 80.0]
    assert ranked("lead_time_days_mean", times) == "Ranking by lead time mean: 1. b, 2. c, 3. a, 4. d"
