"""M/G/1: Pollaczek and Khinchine (S03); G/G/1: Kingman and others (S04); two classes: Cobham."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simulator.outcomes.facts import Facts
from simulator.work.records import QUEUE

from .queueing import (
    TOLERANCE,
    Measure,
    Values,
    assert_agrees,
    assert_precise,
    daley_bound,
    exponential,
    gamma,
    horizon,
    kingman_approximation,
    kingman_bound,
    lognormal,
    marshall_bound,
    memoryless_server_wait,
    organisation,
    pollaczek_khinchine_wait,
    queue,
    replicated,
    replicated_all,
    warm_up_days,
)

LAWS = {
    # law of service with mean 1: (as written, squared coefficient of variation, items, published wait)
    "deterministic": (1.0, 0.0, 20_000, 2.000),
    "lognormal 0.5": (lognormal(1.0, 0.5), math.exp(0.25) - 1, 30_000, 2.568),
    "lognormal 1": (lognormal(1.0, 1.0), math.exp(1.0) - 1, 100_000, 5.437),
    "gamma, even": (gamma(1.0, 0.5), 0.25, 25_000, 2.500),
    "gamma, uneven": (gamma(1.0, 1.5), 2.25, 70_000, 6.500),
    "two sizes": ({"discrete": {"values": [0.5, 3.0], "weights": [4, 1]}}, 1.0, 50_000, 4.000),
}


@pytest.mark.parametrize("law", LAWS)
def test_wait_in_an_m_g_1_queue_is_pollaczeks_and_khinchines(law: str) -> None:
    effort, scv, items, published = LAWS[law]
    exact = pollaczek_khinchine_wait(0.8, scv)
    assert exact == pytest.approx(published, abs=1e-3)
    assert kingman_approximation(0.8, 1.0, scv) == pytest.approx(exact)
    assert marshall_bound(0.8, 1.0, scv) == pytest.approx(exact)
    scenario = queue(1, 0.8, effort, items=items, variability=(1 + scv) / 2)
    assert_agrees(replicated(scenario, "queue_time_days_mean"), exact)


def gamma_transform(mean: float, cv: float) -> Any:
    """Laplace transform of a gamma law; of a constant where cv is 0."""
    if cv == 0:
        return lambda s: math.exp(-s * mean)
    return lambda s: (1 + s * mean * cv**2) ** (-1 / cv**2)


def interval_law(cv: float) -> Any:
    return (lambda mean: gamma(mean, cv)) if cv else (lambda mean: mean)


@pytest.mark.parametrize("cv", [0.0, 0.5, 1.5])
def test_wait_in_a_queue_with_regular_or_bursty_arrivals_is_that_of_gi_m_1(cv: float) -> None:
    scenario = queue(1, 0.8, interval=interval_law(cv), items=50_000, variability=(1 + cv**2) / 2)
    exact = memoryless_server_wait(gamma_transform(1.25, cv))
    assert_agrees(replicated(scenario, "queue_time_days_mean"), exact)


@pytest.mark.parametrize("service_cv", [0.5, 1.5])
@pytest.mark.parametrize("arrival_cv", [0.5, 1.5])
def test_wait_in_a_g_g_1_queue_lies_within_the_known_bounds(arrival_cv: float, service_cv: float) -> None:
    variations = (0.8, arrival_cv**2, service_cv**2)
    scenario = queue(
        1, 0.8, gamma(1.0, service_cv), interval=interval_law(arrival_cv), items=80_000,
        variability=(arrival_cv**2 + service_cv**2) / 2,
    )  # fmt: skip
    wait = replicated(scenario, "queue_time_days_mean")
    assert_precise(wait, wait.mean)
    margin = TOLERANCE * wait.standard_error
    assert wait.mean + margin < daley_bound(*variations) < kingman_bound(*variations)
    if arrival_cv < 1:
        assert wait.mean + margin > marshall_bound(*variations)
    else:
        assert wait.mean - margin < marshall_bound(*variations)


def wait_of_stream(stream: int) -> Measure:
    def measure(facts: Facts) -> float:
        items = facts.released_cohort
        return float(np.mean(items["days"][items["stream"] == stream, QUEUE]))

    return measure


def two_classes(policy: str) -> Values:
    """Large and small items, .2 and .8 a day, load .4 each, at one person."""
    sizes = [
        {"arrivals_per_day": 0.2, "effort_days": exponential(2.0)},
        {"arrivals_per_day": 0.8, "effort_days": exponential(0.5)},
    ]
    return organisation(
        horizon=horizon(1.0, 80_000, warm_up_days(0.8, 2.0)),
        workforce={"clerk": 1},
        stages=[{"stage": "serve", "by": {"clerk": 1.0}}],
        streams=[{"product": "counter", **size} for size in sizes],
        teams=[{"name": "counter", "members": {"clerk": 1}, "priorities": policy}],
    )


def test_small_items_first_wait_as_cobham_says() -> None:
    """Priority without interruption [Cobham1954]_: R / (1 - a) and R / ((1 - a) (1 - a - b)),
    where R is the mean of what remains of the task in hand."""
    remains = (0.2 * 2 * 2.0**2 + 0.8 * 2 * 0.5**2) / 2
    small, large = remains / (1 - 0.4), remains / ((1 - 0.4) * (1 - 0.8))
    waits = replicated_all(two_classes("items_shipped"), [wait_of_stream(1), wait_of_stream(0)])
    assert_agrees(waits[0], small)
    assert_agrees(waits[1], large)


def test_first_come_first_served_makes_all_sizes_wait_alike() -> None:
    remains = (0.2 * 2 * 2.0**2 + 0.8 * 2 * 0.5**2) / 2
    for wait in replicated_all(two_classes("first_come"), [wait_of_stream(1), wait_of_stream(0)]):
        assert_agrees(wait, remains / (1 - 0.8))
