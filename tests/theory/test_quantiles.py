"""Quantile tables against the laws they stand for."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter
from scipy import stats

from simulator.kernel.distributions import Distribution, mean_of
from simulator.kernel.quantiles import OCTAVES, STEPS, quantile_function

from .queueing import Values, exponential, gamma, lognormal


def lognormal_law(mean: float, sigma: float) -> Any:
    return stats.lognorm(sigma, scale=mean * math.exp(-(sigma**2) / 2))


def gamma_law(mean: float, cv: float) -> Any:
    return stats.gamma(cv**-2, scale=mean * cv**2)


CURVES: dict[str, tuple[Values, Any]] = {
    "exponential": (exponential(3.0), stats.expon(scale=3.0)),
    "lognormal 0.25": (lognormal(2.0, 0.25), lognormal_law(2.0, 0.25)),
    "lognormal 0.5": (lognormal(6.0, 0.5), lognormal_law(6.0, 0.5)),
    "lognormal 1": (lognormal(1.0, 1.0), lognormal_law(1.0, 1.0)),
    "lognormal 1.5": (lognormal(1.0, 1.5), lognormal_law(1.0, 1.5)),
    "lognormal by median": ({"lognormal": {"median": 5.0, "sigma": 1.0}}, stats.lognorm(1.0, scale=5.0)),
    "gamma 0.3": (gamma(4.0, 0.3), gamma_law(4.0, 0.3)),
    "gamma 1": (gamma(2.0, 1.0), stats.expon(scale=2.0)),
    "gamma 1.5": (gamma(1.0, 1.5), gamma_law(1.0, 1.5)),
    "beta, hump": ({"beta": {"mean": 0.3, "concentration": 10.0}}, stats.beta(3.0, 7.0)),
    "beta, bathtub": ({"beta": {"mean": 0.5, "concentration": 1.0}}, stats.beta(0.5, 0.5)),
    "triangular": (
        {"triangular": {"low": 1.0, "mode": 2.0, "high": 6.0}},
        stats.triang(0.2, loc=1.0, scale=5.0),
    ),
    "triangular, from its mode": (
        {"triangular": {"low": 0.0, "mode": 0.0, "high": 2.0}},
        stats.triang(0.0, scale=2.0),
    ),
    "uniform": ({"uniform": {"low": 2.0, "high": 5.0}}, stats.uniform(2.0, 3.0)),
}

TAILS = 2.0 ** -np.linspace(1.001, 40.0, 2_000)
BELOW_HALF = 0.5 * (1.0 - 2.0**-52)  # simulations draw odd multiples of 2^-53: never one half itself
curve = pytest.mark.parametrize("name", CURVES)


def parsed(values: Any) -> Any:
    return TypeAdapter(Distribution).validate_python(values)


def table_of(values: Any) -> Callable[[Any], Any]:
    return np.vectorize(quantile_function(parsed(values)), otypes=[float])


@curve
def test_a_table_follows_the_law_on_both_sides_far_into_the_tails(name: str) -> None:
    values, law = CURVES[name]
    table = table_of(values)
    assert table(TAILS) == pytest.approx(law.ppf(TAILS), rel=1e-4)
    assert table(1.0 - TAILS) == pytest.approx(law.isf(1.0 - (1.0 - TAILS)), rel=1e-4)


def test_the_median_is_where_both_sides_meet() -> None:
    medians = {name: quantile_function(parsed(values))(0.5) for name, (values, _) in CURVES.items()}
    assert medians == pytest.approx({name: law.median() for name, (_, law) in CURVES.items()}, rel=1e-10)


@curve
def test_a_table_rises_everywhere(name: str) -> None:
    u = np.concatenate([TAILS[::-1], 1.0 - TAILS])
    assert (np.diff(table_of(CURVES[name][0])(u)) >= 0).all()


def moments(table: Callable[[Any], Any]) -> tuple[float, float]:
    """Mean and second moment of what is drawn: Simpson's rule is exact between nodes."""
    octaves = 2.0 ** -(np.arange(OCTAVES) + 2.0)
    steps = 1.0 + np.arange(2 * STEPS + 1) / (2 * STEPS)
    first = second = 0.0
    for octave in octaves:
        tails = np.minimum(octave * steps, BELOW_HALF)
        for q in (table(tails), table(1.0 - tails)):
            weights = octave / STEPS / 6
            low, middle, high = q[:-1:2], q[1::2], q[2::2]
            first += weights * float(np.sum(low + 4 * middle + high))
            second += weights * float(np.sum(low**2 + 4 * middle**2 + high**2))
    return first, second


@curve
def test_mean_and_second_moment_of_what_is_drawn_are_those_of_the_law(name: str) -> None:
    """A wait grows with the second moment, so a lost tail would shorten every queue."""
    values, law = CURVES[name]
    first, second = moments(table_of(values))
    assert mean_of(parsed(values)) == pytest.approx(law.mean(), rel=1e-12)
    assert first == pytest.approx(law.mean(), rel=1e-4)
    assert second == pytest.approx(law.var() + law.mean() ** 2, rel=1e-3)


def test_a_discrete_law_gives_its_values_as_often_as_their_weights_say() -> None:
    table = quantile_function(parsed({"discrete": {"values": [3, 8, 16], "weights": [5, 3, 2]}}))
    given = [table(u) for u in (1e-12, 0.25, 0.4999, 0.5001, 0.7999, 0.8001, 1 - 1e-12)]
    assert given == [3, 3, 3, 8, 8, 16, 16]


def test_a_value_without_weight_never_comes() -> None:
    table = quantile_function(parsed({"discrete": {"values": [1, 2, 3, 4], "weights": [0, 1, 0, 1]}}))
    assert {table(u) for u in np.linspace(0.001, 0.999, 999)} == {2.0, 4.0}


def test_a_number_is_itself() -> None:
    table = quantile_function(parsed(2.5))
    assert [table(u) for u in (1e-9, 0.5, 1 - 1e-9)] == [2.5] * 3
