"""How simulations are compared with closed forms; the forms and organisations are the validation suite's.

A tolerance is four standard errors over replications, and the standard error itself has to be
below one per cent of the value, so that no test passes for want of precision.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy as np

from simulator.validation.formulas import (
    daley_bound,
    erlang_c,
    erlang_time,
    erlang_wait,
    harmonic,
    kingman_approximation,
    kingman_bound,
    marshall_bound,
    memoryless_server_wait,
    pollaczek_khinchine_wait,
    processor_sharing_finishes,
    rework_time,
)
from simulator.validation.queues import (
    Values,
    chain,
    exponential,
    gamma,
    horizon,
    lognormal,
    organisation,
    queue,
    warm_up_days,
)
from simulator.validation.samples import Measure, Sample, replicated, replicated_all

TOLERANCE = 4.0  # standard errors
PRECISION = 0.01  # largest standard error, relative to the value
ROUNDING = 1e-9  # relative, where nothing is left to chance
FITS = {"team": 0.0, "group": 0.0, "across": 0.0}
"""Chances of misfits where all that is put together fits."""

__all__ = [
    "FITS",
    "PRECISION",
    "ROUNDING",
    "TOLERANCE",
    "Measure",
    "Sample",
    "Values",
    "after_bulk_service",
    "assert_agrees",
    "assert_less",
    "assert_positive",
    "assert_precise",
    "chain",
    "closed_network",
    "cobham_waits",
    "daley_bound",
    "erlang_c",
    "erlang_time",
    "erlang_wait",
    "exponential",
    "gamma",
    "harmonic",
    "horizon",
    "kingman_approximation",
    "kingman_bound",
    "lognormal",
    "marshall_bound",
    "memoryless_server_wait",
    "organisation",
    "pollaczek_khinchine_wait",
    "processor_sharing_finishes",
    "queue",
    "replicated",
    "replicated_all",
    "rework_time",
    "warm_up_days",
]


def assert_precise(sample: Sample, value: float) -> None:
    """The standard error is below one per cent of a value."""
    assert sample.standard_error < PRECISION * abs(value), (sample.standard_error, value)


def assert_agrees(sample: Sample, exact: float) -> None:
    """A sample is as near to an exact value as it should be, and precise enough to tell."""
    assert_precise(sample, exact)
    assert abs(sample.mean - exact) <= TOLERANCE * sample.standard_error + ROUNDING * abs(exact), (
        f"simulated {sample.mean:.5g}, exact {exact:.5g}, standard error {sample.standard_error:.2g}"
    )


def assert_positive(sample: Sample) -> None:
    """A mean is above 0 by more than chance would have it."""
    assert sample.mean > TOLERANCE * sample.standard_error, (
        f"simulated {sample.mean:.5g}, standard error {sample.standard_error:.2g}"
    )


def assert_less(smaller: Sample, larger: Sample) -> None:
    """With the same seeds, one mean is smaller than another by more than chance would have it."""
    difference = larger - smaller
    assert_precise(difference, larger.mean)
    assert_positive(difference)


def cobham_waits(rates: Sequence[float], means: Sequence[float], scvs: Sequence[float]) -> list[float]:
    """Mean waits of the classes of M/G/1 that are served in this order, without interruption [Cobham1954]_."""
    residual = sum(r * m * m * (1 + scv) / 2 for r, m, scv in zip(rates, means, scvs, strict=True))
    waits, above = [], 0.0
    for rate, mean in zip(rates, means, strict=True):
        below = above + rate * mean
        waits.append(residual / ((1 - above) * (1 - below)))
        above = below
    return waits


def closed_network(customers: int, demands: Sequence[float], servers: Sequence[int] | None = None) -> float:
    """Throughput of a closed network of exponential stations, first come first served, exactly.

    demands: visits x mean service of each station; servers: how many each has. Mean-value analysis with the
    distribution of the number at each station [ReiserLavenberg1980]_.
    """
    people = servers or [1] * len(demands)
    at: list[list[float]] = [[1.0] + [0.0] * customers for _ in demands]  # chance of j at a station
    throughput = 0.0
    for n in range(1, customers + 1):
        times = [
            sum(j * d / min(j, c) * p[j - 1] for j in range(1, n + 1))
            for d, c, p in zip(demands, people, at, strict=True)
        ]
        throughput = n / sum(times)
        for d, c, p in zip(demands, people, at, strict=True):
            new = [throughput * d / min(j, c) * p[j - 1] for j in range(1, n + 1)]
            p[0] = 1.0 - sum(new)
            p[1 : n + 1] = new
    return throughput


@cache
def after_bulk_service(arrivals: float, capacity: int) -> float:
    """Mean number left waiting after a service that takes up to `capacity` at regular times, where so many arrive
    between two services on average, as Poisson arrivals do [Bailey1954]_: the fixed point of
    q = max(0, q + arrivals - capacity)."""
    size = 64 * capacity
    number = np.arange(size)
    logs = number * math.log(arrivals) - arrivals - np.array([math.lgamma(n + 1) for n in number])
    law = np.exp(logs)
    left = np.zeros(size)
    left[0] = 1.0
    for _ in range(100_000):
        met = np.convolve(left, law)
        new = met[capacity : capacity + size].copy()
        new[0] += met[:capacity].sum()
        if np.abs(new - left).sum() < 1e-13:
            break
        left = new
    assert left[-capacity:].sum() < 1e-12
    return float(left @ number)
