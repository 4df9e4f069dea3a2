"""What is built and what is kept: power by a table of the normal test, users, rules of keeping, signals by Bayes."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy import stats

from simulator import simulate
from simulator.outcomes.facts import Facts
from simulator.scenario.loader import scenario_from
from simulator.state.accounts import CONSULTING

from .queueing import TOLERANCE, Measure, Sample, Values, replicated_all
from .test_experiments import begun, ideas

TABLE = {
    (0.05, 1.0): 0.26, (0.05, 1.5): 0.44, (0.05, 2.0): 0.64, (0.05, 2.5): 0.80, (0.05, 3.0): 0.91,
    (0.025, 1.0): 0.17, (0.025, 1.5): 0.32, (0.025, 2.0): 0.52, (0.025, 2.5): 0.71, (0.025, 3.0): 0.85,
    (0.025, 3.5): 0.94,
}  # fmt: skip
"""Power of a one-sided normal test by its level and by how many standard errors there are to be found, as
textbooks print it."""
GOOD, NO_EFFECT, HARMFUL = 1, 0, -1
KINDS = (GOOD, NO_EFFECT, HARMFUL)
SHARE_OF_GOOD = 0.5
SELDOM = 2e-4
"""What happens to fewer ideas than one in so many may not have happened to any of those that are simulated."""


def kept(kind: int) -> Measure:
    """Share of the ideas of a kind that stay."""

    def measure(facts: Facts) -> float:
        judged = facts.initiatives[facts.initiatives["kept"] != 0]
        return float(np.mean(judged["kept"][judged["good"] == kind] == 1))

    return measure


def of_all_kinds(feedback: Values, number: int = 6_000, **more: Any) -> Values:
    """A third of the ideas is good, a third has no effect, a third does half as much harm as good ones do good."""
    scenario = ideas(1 / 3, feedback, number, 1 / 3, **more)
    scenario["demand"]["opportunities"][0]["harm"] = {"share_of_good": SHARE_OF_GOOD}
    return scenario


def ab_test(**more: Any) -> Values:
    return {"ab_test": {"duration_days": 1, "hours": 0} | more}


def effect(a: float, power: float) -> float:
    """Standard errors to be found with enough users."""
    return float(stats.norm.isf(a) + stats.norm.ppf(power))


def chances(a: float, power: float, traffic: float, keep: str) -> dict[int, float]:
    """Chance that an idea of each kind passes: tail of a normal statistic whose mean grows with the root of users."""
    means = {GOOD: 1.0, NO_EFFECT: 0.0, HARMFUL: -SHARE_OF_GOOD}
    found = effect(a, power) * traffic**0.5
    bound = stats.norm.isf(a) if keep == "significant_only" else stats.norm.ppf(a)
    return {kind: float(stats.norm.sf(bound, loc=mean * found)) for kind, mean in means.items()}


def assert_near(sample: Sample, exact: float, absolute: float = 0.0) -> None:
    """Within four standard errors, which are below 2 points in a hundred of all."""
    assert sample.standard_error < 0.02
    assert abs(sample.mean - exact) <= TOLERANCE * sample.standard_error + absolute + SELDOM, (
        sample.mean,
        exact,
    )


def assert_kept(scenario: Values, exact: Mapping[int, float]) -> None:
    for kind, sample in zip(KINDS, replicated_all(scenario, [kept(k) for k in KINDS], 8), strict=True):
        assert_near(sample, exact[kind])


@pytest.mark.parametrize(("a", "found"), list(TABLE))
def test_power_is_that_of_the_table(a: float, found: float) -> None:
    """Of good ideas as many pass as the table says, where users leave so many standard errors to be found."""
    traffic = (found / effect(a, 0.8)) ** 2
    test = ab_test(false_positive=a, power=0.8, traffic=traffic, keep="significant_only")
    good, useless = replicated_all(of_all_kinds(test), [kept(GOOD), kept(NO_EFFECT)], 8)
    assert_near(good, TABLE[a, found], 0.005)
    assert_near(useless, a)


@pytest.mark.parametrize("keep", ["significant_only", "all_but_harmful"])
@pytest.mark.parametrize("traffic", [0.05, 0.3, 1.0, 4.0])
@pytest.mark.parametrize(("a", "power"), [(0.025, 0.8), (0.1, 0.9)])
def test_each_rule_keeps_ideas_of_each_kind_as_a_normal_statistic_falls(
    keep: str, traffic: float, a: float, power: float
) -> None:
    test = ab_test(false_positive=a, power=power, traffic=traffic, keep=keep)
    assert_kept(of_all_kinds(test), chances(a, power, traffic, keep))


def kept_ideas(scenario: Values) -> dict[int, set[int]]:
    """Ordinals of the ideas that stay, by kind."""
    rows = simulate(scenario_from(scenario), seed=3).facts.initiatives
    return {k: set(rows["ordinal"][(rows["good"] == k) & (rows["kept"] == 1)].tolist()) for k in KINDS}


@pytest.mark.parametrize(
    ("traffic", "rule"), [(0.45, "all_but_harmful"), (0.52, "significant_only"), (2.0, "significant_only")]
)
def test_by_itself_a_company_asks_for_proof_where_a_test_could_give_it(traffic: float, rule: str) -> None:
    """Half of the good ideas pass where the effect is as large as the bound: (1.96 / 2.80)^2 = .489 of the users."""
    turn = (stats.norm.isf(0.025) / effect(0.025, 0.8)) ** 2
    assert turn == pytest.approx(0.489, abs=0.001)
    assert (traffic < turn) == (rule == "all_but_harmful")
    auto, named = (of_all_kinds(ab_test(traffic=traffic, **keep), 2_000) for keep in ({}, {"keep": rule}))
    assert kept_ideas(auto) == kept_ideas(named)
    assert kept_ideas(of_all_kinds(ab_test(traffic=traffic, keep="auto"), 2_000)) == kept_ideas(named)


@pytest.mark.parametrize("keep", ["significant_only", "all_but_harmful"])
def test_more_users_never_lose_a_good_idea_and_never_save_a_harmful_one(keep: str) -> None:
    """Idea by idea, as each keeps its own draw; what has no effect stays or goes whatever the users."""
    few, more, many = (
        kept_ideas(of_all_kinds(ab_test(traffic=t, keep=keep), 3_000)) for t in (0.1, 0.5, 3.0)
    )
    assert few[GOOD] < more[GOOD] <= many[GOOD]
    assert few[HARMFUL] > more[HARMFUL] >= many[HARMFUL]
    assert few[NO_EFFECT] == more[NO_EFFECT] == many[NO_EFFECT]


def test_more_users_never_lower_the_good_share_among_what_is_kept() -> None:
    """By the formula at every number of users, for each rule and through the turn from one to the other."""
    for a, power in ((0.025, 0.8), (0.1, 0.9), (0.05, 0.6)):
        for keep in ("significant_only", "all_but_harmful"):
            shares = []
            for traffic in np.geomspace(1e-4, 1e2, 200):
                found = chances(a, power, float(traffic), keep)
                shares.append(found[GOOD] / sum(found.values()))
            assert np.all(np.diff(shares) >= -1e-12)


def users(number: float, market: float, share: float = 0.5, **more: Any) -> Values:
    """Ideas of an area whose market was won long ago; tests need so many users."""
    test = ab_test(users_needed=number, users_share=share, keep="significant_only")
    scenario = of_all_kinds(test, more.pop("ideas", 6_000))
    won = {
        "market": market,
        "years_on_market": 200,
        "churn_per_month": 0,
        "good_feature": 0,
        "harmful_feature": 0,
    }
    scenario["customers"] = won | more.pop("customers", {})
    scenario["mechanisms"] = {"feedback": "on", "customers": "on", "others": "off"}
    return scenario | more


@pytest.mark.parametrize(
    ("needed", "market", "share"), [(200_000, 50_000, 0.5), (1_000, 4_000, 0.25), (10, 2.5, 0.8)]
)
def test_users_of_an_area_make_the_power(needed: float, market: float, share: float) -> None:
    """Customers x the share who meet the test, over the users who are needed."""
    assert_kept(
        users(needed, market, share), chances(0.025, 0.8, market * share / needed, "significant_only")
    )


def test_only_the_ratio_of_users_to_those_needed_counts() -> None:
    """As traffic of an eighth, written as such."""
    direct = of_all_kinds(ab_test(traffic=0.125, keep="significant_only"), 2_000)
    for needed, market, share in ((200_000, 50_000, 0.5), (4_000, 1_000, 0.5), (200_000, 100_000, 0.25)):
        assert kept_ideas(users(needed, market, share, ideas=2_000)) == kept_ideas(direct)


def test_traffic_that_is_written_overrules_users() -> None:
    scenario = users(200_000, 50_000, ideas=2_000)
    scenario["feedback"]["ab_test"]["traffic"] = 2.0
    direct = of_all_kinds(ab_test(traffic=2.0, keep="significant_only"), 2_000)
    assert kept_ideas(scenario) == kept_ideas(direct)


def test_without_customers_users_are_enough() -> None:
    one, enough = (of_all_kinds(ab_test(keep="significant_only", **t), 2_000) for t in ({}, {"traffic": 1.0}))
    assert kept_ideas(one) == kept_ideas(enough)


def test_customers_who_are_not_followed_are_those_of_day_0() -> None:
    """The section says how many there are; with the mechanism off none comes or goes."""
    followed, still = users(200_000, 50_000, ideas=2_000), users(200_000, 50_000, ideas=2_000)
    still["mechanisms"] = {"feedback": "on", "others": "off"}
    assert kept_ideas(followed) == kept_ideas(still)
    young = users(200_000, 4e6, ideas=2_000, customers={"years_on_market": 3})
    young["mechanisms"] = {"feedback": "on", "others": "off"}
    won = (1 - np.exp(-0.41 * 3)) / (1 + 0.38 / 0.03 * np.exp(-0.41 * 3))  # Bass, no one leaves
    direct = of_all_kinds(ab_test(traffic=float(4e6 * won * 0.5 / 200_000), keep="significant_only"), 2_000)
    assert kept_ideas(young) == kept_ideas(direct)


def test_as_customers_come_tests_tell_more() -> None:
    """A market that is won within years: what passes early and late is what the users of the day make of it."""
    scenario = users(20_000, 200_000, ideas=30_000, customers={"years_on_market": 0})
    scenario["horizon"] = {"days": 2_600, "warmup_days": 0}
    scenario["demand"]["opportunities"][0]["arrivals_per_day"] = 10.0

    def early_and_late(first: float, last: float) -> Measure:
        def share(facts: Facts) -> float:
            rows = facts.initiatives[facts.initiatives["good"] == GOOD]
            rows = rows[(rows["closed_at"] >= first) & (rows["closed_at"] < last)]
            return float(np.mean(rows["kept"] == 1))

        return share

    spans = ((260.0, 520.0), (780.0, 1_040.0))
    samples = replicated_all(scenario, [early_and_late(*span) for span in spans], 6)
    for (first, last), sample in zip(spans, samples, strict=True):
        years = np.linspace(first, last, 200) / 260
        won = (1 - np.exp(-0.41 * years)) / (1 + 0.38 / 0.03 * np.exp(-0.41 * years))
        exact = np.mean([chances(0.025, 0.8, 5.0 * f, "significant_only")[GOOD] for f in won])
        assert_near(sample, float(exact), 0.003)


def test_an_area_without_a_customer_holds_no_test() -> None:
    """Nothing is said and no hour spent on it."""
    deserted = users(100, 1_000, ideas=1_000, customers={"innovation_per_year": 0})
    deserted["feedback"]["ab_test"]["hours"] = 5.0
    facts = simulate(scenario_from(deserted), seed=3).facts
    assert sum(period.booked[:, CONSULTING].sum() for period in facts.periods) == 0.0
    assert set(facts.initiatives["kept"]) <= {0, 1}


def test_other_loops_speak_where_no_test_is_held() -> None:
    """The verdict is theirs alone, and falls when they are over."""
    deserted = users(100, 1_000, customers={"innovation_per_year": 0})
    deserted["feedback"]["ab_test"]["duration_days"] = 9.0
    deserted["feedback"]["usage"] = {"accuracy": 0.8, "delay_days": 3, "hours": 0}
    assert_kept(deserted, coin(0.8))
    rows = simulate(scenario_from(deserted), seed=2).facts.initiatives
    back = rows["taken_back_at"] - rows["closed_at"]
    assert back[~np.isnan(back)] == pytest.approx(3.0, abs=1e-6)


Signals = list[dict[int, float]]
"""Chance of a yes by kind of idea, for each loop."""


def passing(loops: Signals) -> dict[int, float]:
    """Chance that an idea of each kind passes, by going through all that the loops may say together: it passes if the
    odds that it is good against without effect are no worse after than before."""
    found = dict.fromkeys(KINDS, 0.0)
    for said in product((True, False), repeat=len(loops)):
        likely = {
            kind: np.prod(
                [loop[kind] if yes else 1 - loop[kind] for loop, yes in zip(loops, said, strict=True)]
            )
            for kind in KINDS
        }
        prior = 1 / 3
        before = prior / prior
        of_good, of_none = likely[GOOD] * prior, likely[NO_EFFECT] * prior
        if of_good >= before * of_none * (1 - 1e-9):
            for kind in KINDS:
                found[kind] += float(likely[kind])
    return found


def coin(accuracy: float) -> dict[int, float]:
    """A loop that is right with this chance of good ideas and of all others alike."""
    return {GOOD: accuracy, NO_EFFECT: 1 - accuracy, HARMFUL: 1 - accuracy}


@pytest.mark.parametrize(
    ("a", "power", "traffic", "accuracy"),
    [
        (0.1, 0.9, 1.0, 0.7),  # the test decides
        (0.1, 0.9, 0.02, 0.95),  # the data decide
        (0.2, 0.6, 1.0, 0.7),  # a no of the test is outweighed by a yes of the data
        (0.3, 0.8, 1.0, 0.74),
    ],
)
@pytest.mark.parametrize("keep", ["significant_only", "all_but_harmful"])
def test_signals_after_release_are_weighed_together(
    a: float, power: float, traffic: float, accuracy: float, keep: str
) -> None:
    loops = ab_test(false_positive=a, power=power, traffic=traffic, keep=keep)
    loops |= {"usage": {"accuracy": accuracy, "delay_days": 2, "hours": 0}}
    exact = passing([chances(a, power, traffic, keep), coin(accuracy)])
    assert_kept(of_all_kinds(loops), exact)


def test_one_loop_after_release_alone_decides() -> None:
    assert_kept(of_all_kinds({"usage": {"accuracy": 0.7, "delay_days": 2, "hours": 0}}), coin(0.7))
    assert_kept(
        of_all_kinds({"usage": {"accuracy": 0.5, "delay_days": 2, "hours": 0}}), dict.fromkeys(KINDS, 1.0)
    )


@pytest.mark.parametrize("delays", [(5.0, 2.0), (3.0, 9.0)])
def test_the_verdict_falls_when_the_longest_is_over(delays: tuple[float, float]) -> None:
    """All of what is taken back goes on the same day after its release, whichever loop spoke against it."""
    loops = ab_test(false_positive=0.1, power=0.9) | {
        "usage": {"accuracy": 0.7, "delay_days": delays[1], "hours": 0}
    }
    loops["ab_test"]["duration_days"] = delays[0]
    rows = simulate(scenario_from(of_all_kinds(loops, 1_000)), seed=2).facts.initiatives
    back = rows["taken_back_at"] - rows["closed_at"]
    assert np.sum(~np.isnan(back)) > 200
    assert back[~np.isnan(back)] == pytest.approx(max(delays), abs=1e-6)


def committed(kind: int) -> Measure:
    """Share of the ideas of a kind that are committed to."""

    def measure(facts: Facts) -> float:
        rows = facts.initiatives[(facts.initiatives["in_cohort"] == 1) & (facts.initiatives["good"] == kind)]
        return float(np.mean(rows["committed_at"] >= 0))

    return measure


@pytest.mark.parametrize(
    ("research", "stakeholders"), [(0.7, 0.6), (0.6, 0.9), (0.7, 0.7), (0.8, 0.5), (0.5, 0.5), (1.0, 0.8)]
)
def test_signals_before_commitment_are_weighed_together(research: float, stakeholders: float) -> None:
    """Two that are alike outvote each other and the idea goes on; of two others the better one decides."""
    loops = {
        "research": {"accuracy": research, "delay_days": 1, "hours": 0},
        "stakeholders": {"accuracy": stakeholders, "every_days": 1, "hours": 0},
    }
    exact = passing([coin(research), coin(stakeholders)])
    if research == stakeholders == 0.7:
        assert exact == pytest.approx({GOOD: 0.91, NO_EFFECT: 0.51, HARMFUL: 0.51})
    if stakeholders in (0.5, 0.6):
        assert exact == pytest.approx(coin(research) if research > 0.5 else dict.fromkeys(KINDS, 1.0))
    samples = replicated_all(of_all_kinds(loops), [committed(k) for k in KINDS], 8)
    for kind, sample in zip(KINDS, samples, strict=True):
        assert_near(sample, exact[kind])


def test_a_second_opinion_of_the_same_worth_stops_fewer_ideas_and_more_of_the_bad_than_of_the_good() -> None:
    alone = {"research": {"accuracy": 0.7, "delay_days": 1, "hours": 0}}
    both = alone | {"stakeholders": {"accuracy": 0.7, "every_days": 1, "hours": 0}}
    one, two = (replicated_all(of_all_kinds(loops), [begun], 4)[0] for loops in (alone, both))
    assert two.mean > one.mean


def test_what_is_ended_has_been_through_all_loops() -> None:
    """A no of research that is always right is not the end: stakeholders meet five days later."""
    loops = {
        "research": {"accuracy": 1.0, "delay_days": 2, "hours": 0.5},
        "stakeholders": {"accuracy": 0.6, "every_days": 5, "hours": 0.25},
    }
    scenario = of_all_kinds(loops, 400)
    stream = scenario["demand"]["opportunities"][0]
    del stream["arrivals_per_day"]
    stream["at"] = [5.0 * k for k in range(10)]
    scenario["horizon"] = {"days": 60, "warmup_days": 0, "run_off_days": 0}
    facts = simulate(scenario_from(scenario), seed=1).facts
    ended = facts.initiatives[facts.initiatives["committed_at"] != facts.initiatives["committed_at"]]
    assert len(ended) > 3
    assert set(ended["good"]) <= {NO_EFFECT, HARMFUL}
    assert ended["closed_at"] - ended["arrived_at"] == pytest.approx(5.0, abs=1e-6)
    spent = 8 * sum(period.booked[:, CONSULTING].sum() for period in facts.periods)
    assert spent == pytest.approx(0.75 * len(facts.initiatives), rel=1e-9)


def good_among_kept(a: float, power: float, traffic: float, usage: float | None) -> float:
    """Share of good ideas among those that stay of a third of each kind, where the company asks for proof by itself."""
    turn = (stats.norm.isf(a) / effect(a, power)) ** 2
    test = chances(a, power, traffic, "significant_only" if traffic >= turn else "all_but_harmful")
    found = passing([test] if usage is None else [test, coin(usage)])
    return found[GOOD] / sum(found.values())


@pytest.mark.parametrize("usage", [None, 0.55, 0.65])
@pytest.mark.parametrize(("a", "power"), [(0.01, 0.9), (0.025, 0.8), (0.025, 0.6)])
def test_more_users_never_lower_the_good_share_through_the_turn_of_the_rule(
    a: float, power: float, usage: float | None
) -> None:
    """With a test alone, and beside usage data as good as they usually are; by going through all signals."""
    shares = [good_among_kept(a, power, float(t), usage) for t in np.geomspace(1e-3, 20, 150)]
    assert np.all(np.diff(shares) >= -1e-9)


def test_where_usage_data_tell_more_than_a_weak_test_asking_for_proof_may_cost_a_little() -> None:
    """Data that are right in .8 of cases decide alone while all but harm is kept; from the turn on, what is significant
    stays whatever they say: the good share falls by less than a point, and rises again with more users."""
    before, after, later = (good_among_kept(0.025, 0.8, t, 0.8) for t in (0.488, 0.490, 0.7))
    assert before - 0.01 < after < before < later
    loops = ab_test(traffic=0.49) | {"usage": {"accuracy": 0.8, "delay_days": 2, "hours": 0}}
    assert_kept(of_all_kinds(loops), passing([chances(0.025, 0.8, 0.49, "significant_only"), coin(0.8)]))
