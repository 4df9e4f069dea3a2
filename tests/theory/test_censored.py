"""Times of which some still run: Kaplan and Meier's estimator against scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from simulator.outcomes.censored import Times

# A few round numbers beside arbitrary ones, so that ties between ends and censorings are common.
times = st.one_of(st.integers(1, 8).map(float), st.floats(0.01, 100.0))
observations = st.lists(st.tuples(times, st.booleans()), min_size=1, max_size=40)
Observations = list[tuple[float, bool]]


def arrays(observed: Observations) -> tuple[np.ndarray, np.ndarray]:
    durations, over = zip(*observed, strict=True)
    return np.array(durations), np.array(over)


def scipys_survival(durations: np.ndarray, over: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Times at which something ended, and the share that lasts longer."""
    sf = stats.ecdf(stats.CensoredData.right_censored(durations, ~over)).sf
    ended = np.isin(sf.quantiles, durations[over])
    return sf.quantiles[ended], sf.probabilities[ended]


@settings(deadline=None)
@given(observed=observations)
def test_survival_is_the_product_limit_estimate_of_scipy(observed: Observations) -> None:
    durations, over = arrays(observed)
    assume(over.any())
    days, lasting = Times(durations, over).survival
    expected_days, expected_lasting = scipys_survival(durations, over)
    assert days == pytest.approx(expected_days)
    assert lasting == pytest.approx(expected_lasting, abs=1e-12)


@settings(deadline=None)
@given(observed=observations, percent=st.sampled_from([10, 50, 85, 95]))
def test_a_percentile_is_the_first_time_by_which_that_share_has_ended(
    observed: Observations, percent: int
) -> None:
    durations, over = arrays(observed)
    assume(over.any())
    days, lasting = scipys_survival(durations, over)
    reached = days[1.0 - lasting >= percent / 100 - 1e-9]
    assert Times(durations, over).by_which(percent / 100) == (reached[0] if len(reached) else None)


@settings(deadline=None)
@given(observed=observations)
def test_the_mean_is_the_area_under_survival_up_to_the_longest_time_seen(observed: Observations) -> None:
    durations, over = arrays(observed)
    assume(over.any())
    days, lasting = scipys_survival(durations, over)
    ends = np.concatenate([[0.0], days, [durations.max()]])
    area = float(np.sum(np.diff(ends) * np.concatenate([[1.0], lasting])))
    assert Times(durations, over).mean == pytest.approx(area)


@settings(deadline=None)
@given(durations=st.lists(times, min_size=1, max_size=40))
def test_without_censoring_mean_and_median_are_the_ordinary_ones(durations: list[float]) -> None:
    over = np.ones(len(durations), bool)
    assert Times(np.array(durations), over).mean == pytest.approx(np.mean(durations))
    median = np.quantile(durations, 0.5, method="inverted_cdf")
    assert Times(np.array(durations), over).by_which(0.5) == median


def test_nothing_is_said_where_nothing_has_ended() -> None:
    for durations in (np.zeros(0), np.array([3.0, 5.0])):
        over = np.zeros(len(durations), bool)
        assert Times(durations, over).mean is None
        assert Times(durations, over).by_which(0.5) is None


def test_dropping_what_still_runs_would_flatter() -> None:
    durations = np.array([1.0, 2.0, 3.0, 10.0, 10.0, 10.0])
    over = durations < 10
    longer, flattering = Times(durations, over).mean, durations[over].mean()
    assert longer is not None
    assert longer > 2 * flattering
    assert Times(durations, over).by_which(0.85) is None
