"""How simulations are compared with closed forms; the forms and organisations are the validation suite's.

A tolerance is four standard errors over replications, and the standard error itself has to be
below one per cent of the value, so that no test passes for want of precision.
"""

from __future__ import annotations

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

__all__ = [
    "PRECISION",
    "ROUNDING",
    "TOLERANCE",
    "Measure",
    "Sample",
    "Values",
    "assert_agrees",
    "assert_less",
    "assert_positive",
    "assert_precise",
    "chain",
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
