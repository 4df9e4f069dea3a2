"""Defects: what fails, what a test finds, what a batch risks (S08; Quality on the ODD page).

Numbers of defects are Poisson, so that everything follows from their means: finding each with a
probability f leaves a Poisson number with the mean times 1 - f, whatever was found.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simulator.mechanisms.registry import ACCOUNTS
from simulator.outcomes.facts import Facts

from .queueing import (
    TOLERANCE,
    Values,
    assert_agrees,
    exponential,
    organisation,
    replicated,
    replicated_all,
)

PEOPLE, RATE = 60, 8.0
FAILURES = "change_failure_rate"


def plenty(
    effort: Any, defects: float, items: int = 15_000, finds: float | None = None, **more: Any
) -> Values:
    """More people than work: nobody waits. With `finds`, a test that takes no time and sends back."""
    stages: list[Values] = [{"stage": "build", "by": {"maker": 1.0}, "share": 1.0}]
    if finds is not None:
        stages.append(
            {"stage": "test", "by": {"maker": 1.0}, "effort_days": 0.0, "finds": finds, "return_to": "build"}
        )
    return organisation(
        horizon={"days": items / RATE, "warmup_days": 30},
        workforce={"maker": PEOPLE},
        stages=stages,
        streams=[{"product": "counter", "arrivals_per_day": RATE, "effort_days": effort}],
        teams=[{"name": "makers", "members": {"maker": PEOPLE}}],
        quality={"defects_per_effort_day": defects, "incident_effort_days": 0.0},
        **more,
    ) | {"mechanisms": {"quality": "on", "others": "off"}}  # fmt: skip


@pytest.mark.parametrize(("rate", "days"), [(0.1, 1.0), (0.1, 4.0), (0.5, 2.0)])
def test_a_change_fails_if_any_of_its_defects_is_left(rate: float, days: float) -> None:
    assert_agrees(replicated(plenty(days, rate), FAILURES, 12), 1 - math.exp(-rate * days))


def test_where_efforts_vary_the_mean_is_over_efforts() -> None:
    """E[1 - exp(-rX)] of an exponential time with mean m is 1 - 1/(1 + rm): less than at the mean."""
    failed = replicated(plenty(exponential(2.0), 0.3), FAILURES, 12)
    assert_agrees(failed, 1 - 1 / 1.6)
    assert failed.mean < 1 - math.exp(-0.6)


def mean_of(column: str, returns: int | None = None) -> Any:
    def measure(facts: Facts) -> float:
        items = facts.released_cohort
        return float(
            np.mean(items[column] if returns is None else items[column][items["returns"] == returns])
        )

    return measure


def ever_returned(facts: Facts) -> float:
    return float(np.mean(facts.released_cohort["returns"] > 0))


@pytest.mark.parametrize("finds", [0.3, 0.6, 0.85])
def test_what_a_test_finds_comes_back_and_the_rest_escapes(finds: float) -> None:
    """Poisson thinning: that nothing was found says nothing of what is left."""
    defects = 0.8
    scenario = plenty(4.0, defects / 4.0, finds=finds)
    scenario["value_stream"][1]["return_share"] = 0.0  # a repetition that takes no time adds no defects
    returned, failed, unseen = replicated_all(
        scenario, [ever_returned, FAILURES, mean_of("failed", returns=0)], 12
    )
    assert_agrees(returned, 1 - math.exp(-finds * defects))
    again, escaped, left = 1.0, 0.0, defects
    for _ in range(60):  # one pass after the other
        found = 1 - math.exp(-finds * left)
        left *= 1 - finds
        escaped += again * (1 - found) * (1 - math.exp(-left))
        again *= found
    for sample, exact in ((failed, escaped), (unseen, 1 - math.exp(-(1 - finds) * defects))):
        assert sample.standard_error < 0.02 * exact
        assert abs(sample.mean - exact) < TOLERANCE * sample.standard_error


def test_a_repetition_brings_defects_of_its_own() -> None:
    """A test that finds all sends back with 1 - exp(-d) every time: geometric, and nothing escapes."""
    defects = 0.4
    returns, failed = replicated_all(
        plenty(2.0, defects / 2.0, finds=1.0), [mean_of("returns"), FAILURES], 12
    )
    assert_agrees(returns, math.exp(defects) - 1)
    assert failed.values.max() == 0


@pytest.mark.parametrize("period", [0.25, 1.0])
def test_a_batch_fails_if_any_of_its_changes_does(period: float) -> None:
    """1 - product of (1 - p) over a train: a Poisson number of changes, of trains that carry any."""
    p, mean = 1 - math.exp(-0.1), RATE * period
    scenario = plenty(1.0, 0.1, items=30_000, release={"mode": "train", "every_days": period})
    exact = 1 - (math.exp(-mean * p) - math.exp(-mean)) / (1 - math.exp(-mean))
    failed, changes = replicated_all(scenario, ["deployment_failure_rate", FAILURES], 20)
    assert_agrees(failed, exact)
    assert_agrees(changes, p)


def failing(facts: Facts, **columns: int) -> float:
    items = facts.released_in_window
    chosen = np.logical_and.reduce([items[name] == value for name, value in columns.items()])
    return -math.log1p(-float(np.mean(items["failed"][chosen])))


def test_legacy_brings_more_defects() -> None:
    """A factor of 1.5 in an area that is half legacy multiplies them by 1.75."""
    scenario = plenty(2.0, 0.1)
    scenario["products"] = [{"name": "counter"}, {"name": "old", "legacy_share": 0.5}]
    stream = scenario["demand"]["items"][0]
    scenario["demand"]["items"] = [stream, stream | {"product": "old"}]
    scenario["workforce"]["maker"]["count"] = 2 * PEOPLE
    scenario["structure"]["teams"][0]["members"]["maker"] = 2 * PEOPLE
    scenario["quality"]["legacy_factor"] = 1.5
    new, old = (replicated(scenario, lambda f, k=k: failing(f, product=k), 12) for k in (0, 1))
    assert_agrees(old.over(new), 1.75)


def test_what_was_handed_over_brings_more_defects() -> None:
    """Two stages of as much work, the second by another team: 1 + 1.4 parts of defects instead of 2."""

    def two_stages(teams: list[Values]) -> Values:
        scenario = plenty(2.0, 0.15)
        scenario["value_stream"] = [{"stage": s, "by": {"maker": 1.0}, "share": 0.5} for s in ("a", "b")]
        scenario["quality"]["handoff_factor"] = 0.4
        scenario["structure"]["teams"] = teams
        return scenario

    def members(count: int) -> Values:
        return {"maker": count}

    together = two_stages([{"name": "all", "members": members(PEOPLE)}])
    apart = two_stages([
        {"name": stage, "members": members(PEOPLE // 2), "owns": {"stages": [stage]}} for stage in ("a", "b")
    ])  # fmt: skip
    one, two = (replicated(scenario, failing, 12) for scenario in (together, apart))
    assert_agrees(one, 0.3)
    assert_agrees(two, 0.3 * 1.2)


@pytest.mark.parametrize(("upkeep", "growth"), [(0.0, 1.0), (0.05, 2 / 3), (0.15, 0.0), (0.3, 0.0)])
def test_neglect_grows_with_work_as_far_as_upkeep_does_not_make_up_for_it(
    upkeep: float, growth: float
) -> None:
    """After x days of work defects are 1 + g x times what they were; the last tenth of items shows it."""
    scenario = plenty(1.0, 0.05, items=20_000)
    scenario["horizon"] |= {"warmup_days": 0}
    scenario["quality"] |= {"neglect_per_100_days": 0.02, "upkeep_share": upkeep}

    def late(facts: Facts) -> float:
        days = facts.items["closed_at"]
        end = 20_000 / RATE
        chosen = (days > 0.9 * end) & (days <= end)
        return -math.log1p(-float(np.mean(facts.items["failed"][chosen])))

    found = replicated(scenario, late, 16)
    exact = 0.05 * (1 + growth * 0.0002 * 0.95 * 20_000)
    assert abs(found.mean - exact) < TOLERANCE * found.standard_error + 0.002 * exact
    assert found.standard_error < 0.03 * exact


def test_upkeep_takes_its_share_of_the_time_of_those_who_do_most_of_the_work() -> None:
    scenario = plenty(1.0, 0.0, items=2_000)
    scenario["quality"]["upkeep_share"] = 0.2

    def share(facts: Facts) -> float:
        booked = facts.window_days_worked.sum(axis=0)
        return float(booked[ACCOUNTS.index("upkeep")] / booked.sum())

    assert replicated(scenario, share, 3).values == pytest.approx([0.2] * 3, abs=1e-9)
