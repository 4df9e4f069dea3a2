"""Tables of demand: streams of arrivals, with their laws, and arrivals at given times."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...kernel.calendar import snapped
from ...kernel.compiled import plain
from ...kernel.distributions import Lognormal, LognormalLaw, highest_of, mean_count_of, mean_of
from ...kernel.quantiles import LawBook
from ...kernel.units import DAYS_PER_QUARTER
from ...kernel.world import table
from ...scenario.histories import read_arrivals
from ...scenario.scenario import Scenario
from ...work.demand import CONSTANT, DUE, STREAM, WINDOW, DueSpec, OpportunitySpec, Stream

MOST_OF_A_LAW = 100_000

GIVEN = np.dtype([("time", "f8"), ("product", "i8"), ("effort", "f8")], align=True)


def demand_tables(scenario: Scenario, laws: LawBook) -> dict[str, Any]:
    """The tables `streams` and `given`."""
    specs = scenario.streams
    streams = table(STREAM, len(specs))
    given: list[Any] = []
    products, first_given = {name: a for a, name in enumerate(scenario.product_names)}, 0
    for row, spec in zip(streams, specs, strict=True):
        arrivals = _given_arrivals(scenario, spec)
        row.product = products[spec.product] if spec.product else -1
        row.interval_law = _interval_law(spec, scenario.demand.per_day(spec), laws)
        row.until = (
            math.inf if scenario.demand.until_day is None else plain(snapped)(scenario.demand.until_day)
        )
        row.first_given, row.given = first_given, len(arrivals)
        first_given += len(arrivals)
        row.effort_law = -1 if spec.effort_days is None else laws.number(spec.effort_days)
        row.expected_effort = 0.0 if spec.effort_days is None else mean_of(spec.effort_days)
        given.append(arrivals)
        row.parallel = row.value_factor = row.mean_items = 1.0
        row.harm_law = -1
        if isinstance(spec, OpportunitySpec):
            _describe_opportunities(row, scenario, spec, laws)
        else:
            row.support = spec.is_support and scenario.acts("support")
    return {"streams": streams, "given": np.concatenate([*given, table(GIVEN, 1)]).view(np.recarray)}


def _describe_opportunities(row: Any, scenario: Scenario, spec: OpportunitySpec, laws: LawBook) -> None:
    row.opportunities = 1
    row.items_law = laws.number(spec.items)
    row.value_law = laws.number(spec.value)
    noise = Lognormal(median=1.0, sigma=spec.estimate_sigma)
    row.estimate_law = laws.number(LognormalLaw(lognormal=noise) if spec.estimate_sigma else 1.0)
    row.good_share, row.harmful_share = spec.good_share, spec.harmful_share
    row.life_days = spec.life_quarters * DAYS_PER_QUARTER
    expires_days = scenario.expires_days(spec)
    row.expires_days = math.inf if expires_days is None else expires_days
    row.value_factor = spec.value_factor.get(spec.product or "", 1.0)
    row.value_power, row.mean_items = spec.value_grows_with_size, mean_count_of(spec.items)
    row.narrows = spec.discovery_narrows
    row.parallel = spec.parallel if scenario.acts("precedence") else 1.0
    row.harm = spec.harm.share_of_good
    row.harm_law = laws.number(spec.harm.noticed_after_days) if scenario.acts("harm") else -1
    row.timing, row.timing_days, row.penalty = _timing(spec)


def _timing(spec: OpportunitySpec) -> tuple[int, float, float]:
    """How value depends on the time of release: its shape, days, and the share that is lost."""
    if spec.value_in_time == "constant":
        return CONSTANT, 0.0, 0.0
    if spec.value_in_time.window is not None:
        return WINDOW, spec.value_in_time.window.half_life_days, 0.0
    due = spec.value_in_time.due or DueSpec()
    return DUE, due.days, due.penalty


def _interval_law(spec: Stream, rate: float, laws: LawBook) -> int:
    """Law of the days between arrivals, -1 where times are given."""
    if spec.interarrival_days is not None:
        return laws.number(spec.interarrival_days)
    return laws.exponential(1.0 / rate) if rate else -1


def _given_arrivals(scenario: Scenario, spec: Stream) -> Any:
    """Arrivals at given times, in order."""
    if spec.at is not None:
        arrivals = table(GIVEN, len(spec.at))
        arrivals.time = spec.at
        arrivals.product = scenario.product_names.index(spec.product or "")
        arrivals.effort = np.nan
        return arrivals
    if spec.csv is None:
        return table(GIVEN, 0)
    history = read_arrivals(spec.csv, scenario.folder, spec.product, scenario.product_names, "")
    arrivals = table(GIVEN, len(history.times))
    arrivals.time, arrivals.product, arrivals.effort = history.times, history.products, history.efforts
    return arrivals


def most_items_at_once(scenario: Scenario) -> int:
    """Most items that one arrival or one commitment can create."""
    most = max((_most_items(spec) for spec in scenario.streams), default=1)
    coupled = max(len(product.coupling) for product in scenario.products)
    return most * (1 + (coupled if scenario.is_on("dependencies") else 0))


def _most_items(spec: Stream) -> int:
    if not isinstance(spec, OpportunitySpec):
        return 1
    return max(1, int(min(highest_of(spec.items), MOST_OF_A_LAW) + 0.5))  # as they are drawn
