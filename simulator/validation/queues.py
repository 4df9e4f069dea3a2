"""Organisations that are queues: the subjects of closed forms, as scenarios without frictions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Values = dict[str, Any]
RELAXATIONS = 20.0  # length of a warm-up, in relaxation times of the queue


def exponential(mean: float) -> Values:
    """An exponential law as a scenario writes it."""
    return {"exponential": {"mean": mean}}


def lognormal(mean: float, sigma: float) -> Values:
    """A lognormal law; sigma: of its logarithm."""
    return {"lognormal": {"mean": mean, "sigma": sigma}}


def gamma(mean: float, cv: float) -> Values:
    """A gamma law; cv: its coefficient of variation."""
    return {"gamma": {"mean": mean, "cv": cv}}


def warm_up_days(load: float, service_days: float, servers: int = 1, variability: float = 1.0) -> float:
    """Twenty relaxation times of a queue: a start without work is then forgotten.

    The relaxation time of an M/M/1 queue is service / (1 - sqrt(load))^2 [Cohen1982]_, that of c
    servers a c-th of it but at least one service; it grows with (ca^2 + cs^2) / 2.
    """
    queue = service_days * variability / (servers * (1.0 - math.sqrt(load)) ** 2)
    return RELAXATIONS * max(service_days, queue)


def horizon(arrivals_per_day: float, items: float, warmup_days: float) -> Values:
    """A window in which this many items arrive; the run-off lasts until all of them are done."""
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


# Organisations of single closed forms.

LONG_SHARE = 30.0  # between arrivals, in durations of an item, so that items never wait for people
CONTENT, PEOPLE = 20.0, 5  # working days of an item, people (S12)


def largest_of(n: int, mean: float) -> Values:
    """Initiatives of n items, n people who are free, release of the whole at once (S09)."""
    interval = LONG_SHARE * mean
    scenario = organisation(
        horizon=horizon(1 / interval, 800, 0.0),
        workforce={"engineer": n},
        stages=[{"stage": "build", "by": {"engineer": 1.0}}],
        streams=[],
        teams=[{"name": "team", "members": {"engineer": n}}],
        release={"mode": "whole_initiative"},
    )
    stream = {
        "product": "counter",
        "interarrival_days": interval,
        "items": n,
        "effort_days": exponential(mean),
    }
    return scenario | {"demand": {"opportunities": [stream]}}


def four_desks(teams: list[Values]) -> Values:
    """Four products with a stream each, load .8; the teams decide who serves them (S06)."""
    desks = [f"desk {k}" for k in range(4)]
    return organisation(
        horizon=horizon(3.2, 80_000, warm_up_days(0.8, 1.0)),
        workforce={"clerk": 4},
        stages=[{"stage": "serve", "by": {"clerk": 1.0}}],
        products=[{"name": desk} for desk in desks],
        streams=[
            {"product": desk, "arrivals_per_day": 0.8, "effort_days": exponential(1.0)} for desk in desks
        ],
        teams=teams,
    )


def tasks_of_one_person(
    sizes: Sequence[float], open_tasks: int, at: Sequence[float] | None = None, **more: Any
) -> Values:
    """Tasks of given sizes for one person, all at once unless times are given (S10)."""
    times = at or [0.0] * len(sizes)
    scenario = organisation(
        horizon={"days": 1_000, "warmup_days": 0},
        workforce={"clerk": 1},
        stages=[{"stage": "do", "by": {"clerk": 1.0}}],
        streams=[
            {"product": "counter", "at": [time], "effort_days": size}
            for time, size in zip(times, sizes, strict=True)
        ],
        teams=[{"name": "counter", "members": {"clerk": 1}}],
        **more,
    )
    scenario["workforce"]["clerk"]["open_tasks"] = open_tasks
    return scenario


def specialists(load: float, items: int) -> Values:
    """Five stages, each with a specialist, a team and a queue of its own (S12)."""
    return chain([load] * PEOPLE, rate=load * PEOPLE / CONTENT, items=items)


def generalists(load: float, items: int, penalty: float = 1.0) -> Values:
    """The same people in one team: each does an item from end to end, in one draw (S12)."""
    scenario = specialists(load, items)
    roles = scenario["workforce"]
    rate, content = load * PEOPLE / CONTENT, CONTENT * penalty
    return scenario | {
        "horizon": horizon(rate, items, warm_up_days(load * penalty, content, PEOPLE)),
        "value_stream": [
            {"stage": "all", "by": dict.fromkeys(roles, 1 / penalty), "effort_days": exponential(CONTENT)}
        ],
        "structure": {"teams": [{"name": "team", "members": dict.fromkeys(roles, 1)}]},
    }


def screens(layers: Sequence[Values], rule: Any, **changes: Any) -> Values:
    """Many opportunities, more people than work: waits come only from the layers (S11, S13)."""
    stream = {
        "product": "product",
        "arrivals_per_quarter": 60,
        "good_share": 0.4,
        "harmful_share": 0.3,
        "value": 1.0,
        "effort_days": 1.0,
    }
    rights = {"start_initiative": {"ask": [layer["name"] for layer in layers], "rule": rule}}
    return {
        "name": "screens",
        "horizon": {"quarters": 120, "warmup_quarters": 0},
        "workforce": {"engineer": {"count": 60}, "manager": {"count": 8}},
        "products": [{"name": "product"}],
        "value_stream": [{"stage": "build", "by": {"engineer": 1.0}}],
        "demand": {"opportunities": [stream]},
        "structure": {"teams": [{"name": "team", "members": {"engineer": 60}}]},
        "governance": {"layers": list(layers), "decision_rights": rights},
        "mechanisms": {"approvals": "on", "others": "off"},
    } | changes
