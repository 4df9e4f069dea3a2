"""What has to wait for the slowest of several (S09)."""

from __future__ import annotations

import pytest
from scipy import stats
from scipy.integrate import quad

from simulator.validation.queues import largest_of

from .queueing import (
    FITS,
    Values,
    assert_agrees,
    exponential,
    harmonic,
    organisation,
    replicated,
    replicated_all,
    warm_up_days,
)

PUBLISHED_MEANS = {1: 1.0, 2: 1.5, 3: 1.833, 5: 2.283, 8: 2.718}  # of the largest of n (S09)
MEAN = 3.0
LONG = 30 * MEAN  # between arrivals, so that nothing ever waits for people


@pytest.mark.parametrize("n", PUBLISHED_MEANS)
def test_an_initiative_takes_as_long_as_the_longest_of_its_items(n: int) -> None:
    assert harmonic(n) == pytest.approx(PUBLISHED_MEANS[n], abs=5e-4)
    market, lead, items, waiting = replicated_all(
        largest_of(n, MEAN),
        [
            "time_to_market_days_mean",
            "initiative_lead_time_days_mean",
            "lead_time_days_mean",
            "release_wait_days_mean",
        ],
    )
    for sample in (market, lead, items):
        assert_agrees(sample, MEAN * harmonic(n))
    if n > 1:
        assert_agrees(waiting, MEAN * (harmonic(n) - 1))


def coupled(n: int, arrivals: Values, effort: Values, days: float, warmup_days: float = 0.0) -> Values:
    """Items that need a change in each of n - 1 other areas, every area with a person of its own."""
    areas: list[Values] = [{"name": f"area {k}"} for k in range(n)]
    areas[0]["coupling"] = {f"area {k}": 1.0 for k in range(1, n)}
    return organisation(
        horizon={"days": days, "warmup_days": warmup_days},
        workforce={"engineer": n},
        stages=[{"stage": "build", "by": {"engineer": 1.0}}],
        products=areas,
        streams=[{"product": "area 0", **arrivals, "effort_days": effort}],
        teams=[
            {"name": f"team {k}", "members": {"engineer": 1}, "owns": {"products": [f"area {k}"]}}
            for k in range(n)
        ],
    ) | {
        "dependencies": {"negotiation_hours": 0, "misfit": FITS},
        "mechanisms": {"dependencies": "on", "others": "off"},
    }


@pytest.mark.parametrize("n", [2, 3, 5, 8])
def test_an_item_waits_for_the_slowest_of_the_changes_it_needs_elsewhere(n: int) -> None:
    scenario = coupled(n, {"interarrival_days": LONG}, exponential(MEAN), 1_200 * LONG)
    lead, waiting = replicated_all(scenario, ["lead_time_days_mean", "dependency_wait_days_mean"])
    assert_agrees(lead, MEAN * harmonic(n))
    assert_agrees(waiting, MEAN * (harmonic(n) - 1))


@pytest.mark.parametrize("load", [0.5, 0.7])
def test_two_teams_that_need_each_other_queue_as_flatto_and_hahn_say(load: float) -> None:
    """Two M/M/1 queues with common arrivals: (12 - load) / 8 times the time in one of them
    [FlattoHahn1984]_, [NelsonTantawi1988]_."""
    days = {0.5: 25_000, 0.7: 60_000}[load]
    scenario = coupled(2, {"arrivals_per_day": load}, exponential(1.0), days, warm_up_days(load, 1.0))
    lead, waiting = replicated_all(scenario, ["lead_time_days_mean", "dependency_wait_days_mean"])
    exact = (12 - load) / 8 / (1 - load)
    assert_agrees(lead, exact)
    assert_agrees(waiting, exact - 1 / (1 - load))


def test_a_plan_of_mean_durations_is_too_short() -> None:
    """Merge bias: the mean of the largest is larger than the largest of the means (S09)."""
    law = {"triangular": {"low": 1.0, "mode": 2.0, "high": 6.0}}
    one = stats.triang(0.2, loc=1.0, scale=5.0)
    exact = 1.0 + quad(lambda t: 1 - one.cdf(t) ** 3, 1.0, 6.0)[0]
    assert exact > 1.25 * one.mean()
    scenario = coupled(3, {"interarrival_days": 10.0}, law, 5_000.0)
    assert_agrees(replicated(scenario, "lead_time_days_mean"), exact)
