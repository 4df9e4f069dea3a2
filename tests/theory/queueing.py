"""Closed forms of queueing theory, the organisations they speak of, and how the two are compared.

A tolerance is four standard errors over replications, and the standard error itself has to be
below one per cent of the value, so that no test passes for want of precision.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.experiments.replications import replicate, seeds_of
from simulator.outcomes.facts import Facts
from simulator.outcomes.registry import BY_NAME
from simulator.scenario.loading import scenario_from

Values = dict[str, Any]
Measure = Callable[[Facts], float | None]

TOLERANCE = 4.0  # standard errors
PRECISION = 0.01  # largest standard error, relative to the value
ROUNDING = 1e-9  # relative, where nothing is left to chance
RELAXATIONS = 20.0  # length of a warm-up, in relaxation times of the queue
REPLICATIONS = 40


# Samples: one value per replication.


@dataclass(frozen=True)
class Sample:
    """Values of one outcome over replications."""

    values: np.ndarray

    @property
    def mean(self) -> float:
        return float(self.values.mean())

    @property
    def standard_error(self) -> float:
        return float(self.values.std(ddof=1) / math.sqrt(len(self.values)))

    def __sub__(self, other: Sample) -> Sample:
        """Differences seed by seed."""
        return Sample(self.values - other.values)

    def times(self, factor: float) -> Sample:
        return Sample(self.values * factor)

    def over(self, other: Sample) -> Sample:
        """Ratio of the two means, with values whose spread is that of the ratio (delta method)."""
        ratio = self.mean / other.mean
        return Sample(ratio + (self.values - ratio * other.values) / other.mean)


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


def replicated(
    scenario: Mapping[str, Any], outcome: str | Measure, replications: int = REPLICATIONS, seed: int = 1
) -> Sample:
    """One outcome of the registry, or a measure of one's own, over replications."""
    return replicated_all(scenario, [outcome], replications, seed)[0]


def replicated_all(
    scenario: Mapping[str, Any],
    outcomes: Sequence[str | Measure],
    replications: int = REPLICATIONS,
    seed: int = 1,
) -> list[Sample]:
    """Several outcomes of the same replications."""
    measures = [BY_NAME[o].measure if isinstance(o, str) else o for o in outcomes]
    runs = replicate([("", scenario_from(scenario))], seeds_of(seed, replications))
    rows = [[measure(run.facts) for measure in measures] for run in runs]
    return [Sample(column) for column in np.array(rows, np.float64).T]


# Organisations.


def exponential(mean: float) -> Values:
    return {"exponential": {"mean": mean}}


def lognormal(mean: float, sigma: float) -> Values:
    return {"lognormal": {"mean": mean, "sigma": sigma}}


def gamma(mean: float, cv: float) -> Values:
    return {"gamma": {"mean": mean, "cv": cv}}


def warm_up_days(load: float, service_days: float, servers: int = 1, variability: float = 1.0) -> float:
    """Twenty relaxation times of a queue: a start without work is then forgotten.

    The relaxation time of an M/M/1 queue is service / (1 - sqrt(load))^2 [Cohen1982]_, that of c
    servers a c-th of it but at least one service; it grows with (ca^2 + cs^2) / 2.
    """
    queue = service_days * variability / (servers * (1.0 - math.sqrt(load)) ** 2)
    return RELAXATIONS * max(service_days, queue)


def horizon(arrivals_per_day: float, items: float, warmup_days: float) -> Values:
    """A window in which so many items arrive; the run-off lasts until all of them are done."""
    return {"days": items / arrivals_per_day, "warmup_days": warmup_days}


def organisation(
    *,
    horizon: Values,
    workforce: Mapping[str, int],
    stages: Sequence[Values],
    streams: Sequence[Values],
    teams: Sequence[Values],
    products: Sequence[Values] = ({"name": "counter"},),
    **more: Any,
) -> Values:
    """A scenario without frictions."""
    return {
        "name": "theory",
        "horizon": horizon,
        "workforce": {role: {"count": count} for role, count in workforce.items()},
        "products": list(products),
        "value_stream": list(stages),
        "demand": {"items": list(streams)},
        "structure": {"teams": list(teams)},
        "dependencies": {"negotiation_hours": 0},
        "mechanisms": "none",
        **more,
    }


def queue(
    servers: int = 1,
    load: float = 0.8,
    effort: float | Values | None = None,
    mean: float = 1.0,
    interval: Callable[[float], Any] | None = None,
    items: int = 50_000,
    variability: float = 1.0,
    **more: Any,
) -> Values:
    """One team with one queue: M/M/c, M/G/c, or G/G/c where intervals between arrivals have a law.

    effort: exponential with the mean, unless it is given; interval: from the mean interval to its
    law; items: how many arrive in the window of one replication.
    """
    rate = load * servers / mean
    arrivals = {"arrivals_per_day": rate} if interval is None else {"interarrival_days": interval(1 / rate)}
    return organisation(
        horizon=horizon(rate, items, warm_up_days(load, mean, servers, variability)),
        workforce={"clerk": servers},
        stages=[{"stage": "serve", "by": {"clerk": 1.0}}],
        streams=[{"product": "counter", **arrivals, "effort_days": effort or exponential(mean)}],
        teams=[{"name": "counter", "members": {"clerk": servers}}],
        **more,
    )


def chain(loads: Sequence[float], rate: float, items: int, servers: Sequence[int] | None = None) -> Values:
    """Exponential stages in series, each with people, a team and a queue of its own."""
    people = servers or [1] * len(loads)
    roles = {f"role {k}": n for k, n in enumerate(people)}
    means = [load * n / rate for load, n in zip(loads, people, strict=True)]
    slowest = max(warm_up_days(*station) for station in zip(loads, means, people, strict=True))
    return organisation(
        horizon=horizon(rate, items, len(loads) * slowest),
        workforce=roles,
        stages=[
            {"stage": f"stage {k}", "by": {role: 1.0}, "effort_days": exponential(mean)}
            for k, (role, mean) in enumerate(zip(roles, means, strict=True))
        ],
        streams=[{"product": "counter", "arrivals_per_day": rate}],
        teams=[
            {"name": role, "members": {role: n}, "owns": {"stages": [f"stage {k}"]}}
            for k, (role, n) in enumerate(roles.items())
        ],
    )


# Closed forms. Loads are per person, in (0, 1); times are in the unit of the service time.


def erlang_c(servers: int, load: float) -> float:
    """Probability that one who arrives has to wait [Erlang1917]_ (S02)."""
    offered = servers * load
    waiting = offered**servers / math.factorial(servers) / (1.0 - load)
    return waiting / (sum(offered**k / math.factorial(k) for k in range(servers)) + waiting)


def erlang_wait(servers: int, load: float, service: float = 1.0) -> float:
    """Mean wait in the queue of M/M/c (S02)."""
    return erlang_c(servers, load) * service / (servers * (1.0 - load))


def erlang_time(servers: int, load: float, service: float = 1.0) -> float:
    """Mean time in M/M/c, wait and service (S02)."""
    return erlang_wait(servers, load, service) + service


def pollaczek_khinchine_wait(load: float, scv: float, service: float = 1.0) -> float:
    """Mean wait in M/G/1; scv: squared coefficient of variation of service (S03)."""
    return load * service * (1.0 + scv) / (2.0 * (1.0 - load))


def kingman_approximation(load: float, arrival_scv: float, service_scv: float, service: float = 1.0) -> float:
    """Mean wait in G/G/1, approximately; exact where arrivals are Poisson [Kingman1961]_ (S04)."""
    return load / (1.0 - load) * (arrival_scv + service_scv) / 2.0 * service


def kingman_bound(load: float, arrival_scv: float, service_scv: float, service: float = 1.0) -> float:
    """No mean wait in a G/G/1 queue is longer [Kingman1962]_ (S04)."""
    return service * (arrival_scv / load + load * service_scv) / (2.0 * (1.0 - load))


def daley_bound(load: float, arrival_scv: float, service_scv: float, service: float = 1.0) -> float:
    """A sharper upper bound of the mean wait in G/G/1 [Daley1977]_."""
    return service * ((2.0 - load) * arrival_scv + load * service_scv) / (2.0 * (1.0 - load))


def marshall_bound(load: float, arrival_scv: float, service_scv: float, service: float = 1.0) -> float:
    """A bound of the mean wait in G/G/1: a lower one where the mean residual interval between
    arrivals falls with its age, an upper one where it rises; exact in M/G/1 [Marshall1968]_."""
    idle = service * (load + arrival_scv) / (2.0 * load)
    return kingman_bound(load, arrival_scv, service_scv, service) - idle


def memoryless_server_wait(transform: Callable[[float], float], service: float = 1.0) -> float:
    """Mean wait in GI/M/1, exactly; transform: Laplace transform of the interval between arrivals.

    The share of those who wait is the root in (0, 1) of x = transform((1 - x) / service).
    """
    share = 0.5
    for _ in range(10_000):
        share = transform((1.0 - share) / service)
    return service * share / (1.0 - share)


def rework_time(visit: float, load: float, again: float) -> float:
    """Mean time in an M/M/1 queue that sends a share `again` back; load: counted once (S08)."""
    return visit / ((1.0 - again) * (1.0 - load / (1.0 - again)))


def harmonic(n: int) -> float:
    """Mean of the largest of n exponential times with mean 1 (S09)."""
    return sum(1.0 / k for k in range(1, n + 1))


def processor_sharing_finishes(sizes: Sequence[float]) -> list[float]:
    """When tasks that begin together are finished if all get equal parts of one person (S10)."""
    finishes, now, done = [0.0] * len(sizes), 0.0, 0.0
    order = sorted(range(len(sizes)), key=lambda k: sizes[k])
    for position, k in enumerate(order):
        now += (len(sizes) - position) * (sizes[k] - done)
        done = sizes[k]
        finishes[k] = now
    return finishes
