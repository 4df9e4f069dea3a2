"""Closed forms. Loads are per person, in (0, 1); times are in the unit of the service time."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence


def erlang_c(servers: int, load: float) -> float:
    """Probability that an arrival has to wait [Erlang1917]_ (S02)."""
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
    """An upper bound of the mean wait in G/G/1 [Kingman1962]_ (S04)."""
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

    The share of arrivals that wait is the root in (0, 1) of x = transform((1 - x) / service).
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
    """Times at which tasks that begin together are finished, if all get equal parts of one person (S10)."""
    finishes, now, done = [0.0] * len(sizes), 0.0, 0.0
    order = sorted(range(len(sizes)), key=lambda k: sizes[k])
    for position, k in enumerate(order):
        now += (len(sizes) - position) * (sizes[k] - done)
        done = sizes[k]
        finishes[k] = now
    return finishes


def committee(p: float, n: int, k: int) -> float:
    """Chance that at least k of n judges, each with chance p, say yes [SahStiglitz1986]_ (S13)."""
    return sum(math.comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(k, n + 1))


def bass(years: float, p: float, q: float) -> float:
    """Share of a market won after a number of years [Bass1969]_ (S16)."""
    spent = math.exp(-(p + q) * years)
    return (1 - spent) / (1 + q / p * spent)


def false_discovery(good_share: float, false_positive: float, power: float) -> float:
    """Share of features without merit among those that pass a test (S18)."""
    wrong = false_positive * (1 - good_share)
    return wrong / (wrong + power * good_share)


def turnover_tax(per_year: float, ramp_years: float, start: float) -> float:
    """Share of output lost to newcomers' linear ramp, exactly: people who leave early have not ramped up.

    To the first order in the rate it is rate x ramp x (1 - start) / 2 (S19).
    """
    x = per_year * ramp_years
    return (1 - start) * (1 - (1 - math.exp(-x)) / x)
