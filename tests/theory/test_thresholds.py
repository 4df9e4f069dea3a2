"""Where one structure overtakes another: lines and parabolas whose zeros are known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from simulator.studies.analysis.thresholds import Threshold, thresholds

REPETITIONS = 500
EXPECTED = 0.95 - 3 * (0.05 * 0.95 / REPETITIONS) ** 0.5


def found(
    curve: Callable[[np.ndarray], np.ndarray], points: int, factors: int, noise: float = 1.0
) -> list[list[Threshold]]:
    """Thresholds of the first factor, repetition by repetition."""
    rng = np.random.default_rng(points + factors)
    every = []
    for _ in range(REPETITIONS):
        x = pd.DataFrame(rng.random((points, factors)), columns=[f"f{k}" for k in range(factors)])
        here = thresholds(x, curve(x["f0"].to_numpy()) + noise * rng.normal(size=points))
        every.append([t for t in here if t.factor == "f0"])
    return every


@pytest.mark.parametrize(
    ("points", "factors", "slope", "at"), [(12, 1, 6.0, 0.3), (60, 2, 4.0, 0.3), (40, 10, 3.0, 0.2)]
)
def test_the_zero_of_a_line_is_covered(points: int, factors: int, slope: float, at: float) -> None:
    crossings = [t for one in found(lambda u: slope * (u - at), points, factors) for t in one]
    assert len(crossings) > 0.85 * REPETITIONS
    assert np.mean([t.low <= at <= t.high and t.above for t in crossings]) > EXPECTED


def test_a_difference_that_turns_twice_has_two_thresholds() -> None:
    every = found(lambda u: 8 * (u - 0.3) * (u - 0.7), 80, 3, noise=0.3)
    both = [one for one in every if len(one) == 2]
    assert len(both) > 0.95 * REPETITIONS
    for k, (at, above) in enumerate(((0.3, False), (0.7, True))):
        assert np.mean([one[k].low <= at <= one[k].high and one[k].above == above for one in both]) > EXPECTED


def test_a_bent_difference_is_not_taken_for_a_line() -> None:
    every = found(lambda u: 8 * (u - 0.3) * (u + 0.5), 60, 2, noise=0.3)
    crossings = [t for one in every for t in one]
    assert len(crossings) > 0.95 * REPETITIONS
    assert np.mean([t.low <= 0.3 <= t.high for t in crossings]) > EXPECTED


def test_a_few_levels_will_do_and_points_in_units_of_their_own() -> None:
    rng = np.random.default_rng(6)
    size = np.repeat([1e6, 2e6, 3e6], 10)
    x = pd.DataFrame({"size": size, "way": ["p", "q", "r"] * 10})
    (only,) = thresholds(x, size / 1e6 - 1.5 + 0.2 * rng.normal(size=30))
    assert only.low < 1.5e6 < only.high
    assert only.share_above == pytest.approx(2 / 3)


def test_gaps_and_times_beyond_the_run_off_are_left_out() -> None:
    rng = np.random.default_rng(7)
    x = pd.DataFrame({"cost": rng.random(40)})
    y = (x["cost"] - 0.5 + 0.05 * rng.normal(size=40)).to_numpy().copy()
    y[:3] = np.nan, np.inf, -np.inf
    (only,) = thresholds(x, y)
    assert only.low < 0.5 < only.high
    assert thresholds(x[:9], y[:9]) == []
    assert thresholds(x, np.zeros(40)) == []
