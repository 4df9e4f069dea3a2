"""The registry of outcomes: name, unit, formula, direction, source, and how it is measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ..kernel.units import DAYS_PER_WEEK
from ..scenario.scenario import Scenario
from ..work.records import DEPENDENCY, QUEUE, RELEASE, RELEASED, STAFFING, TOUCH
from . import delivery, governance, ideas, money, portfolio, use
from .censored import Times
from .facts import Facts, once, utilisation_of
from .rows import mean_of

Direction = Literal["lower", "higher", "neither"]
Measure = Callable[[Facts], float | None]


def _never(facts: Facts) -> bool:
    return False


@dataclass(frozen=True)
class Metric:
    """One thing that is measured in every run."""

    name: str
    unit: str
    formula: str
    direction: Direction
    """Preferred direction, if any."""
    smallest_effect: float
    """Smallest difference that matters, relative to the baseline; judgement; users may set their own."""
    source: str
    measure: Measure
    """None where there is nothing to measure, or where it lies beyond the run-off."""
    lies_beyond: Callable[[Facts], bool] = _never
    """Whether there was something to measure, but the run was over before it could be."""

    @property
    def may_lie_beyond(self) -> bool:
        """Whether it is a time that a run may be too short to show."""
        return self.lies_beyond is not _never

    @property
    def in_words(self) -> str:
        """The name in words."""
        return self.name.replace("_days", "").replace("80pct", "80 %").replace("_", " ")

    @property
    def possible(self) -> tuple[float, float]:
        """Lowest and highest value that an outcome can have."""
        return POSSIBLE_OF.get(self.name) or POSSIBLE.get(self.unit, (0.0, math.inf))


POSSIBLE = {
    "share": (0.0, 1.0),
    "points of 10": (0.0, 10.0),
    "points of 100": (-100.0, 100.0),
}
"""Lowest and highest value by unit; for other units zero and infinity."""
POSSIBLE_OF = {
    "operating_margin": (-math.inf, 1.0),
    "budget_deviation_mean": (-1.0, math.inf),
    "value_delivered": (-math.inf, math.inf),
    "net_present_value": (-math.inf, math.inf),
    "cost_per_value": (-math.inf, math.inf),
}
"""The same by name, where the unit does not define it."""
RESTS_ON = {
    "revenue": "money",
    "cost": "money",
    "operating_margin": "money",
    "net_present_value": "money",
    "cost_per_value": "money",
    "rd_cost_share": "money",
    "satisfaction": "customers",
    "nps": "customers",
    "adoption": "customers",
    "retention_per_quarter": "customers",
}
"""Section of the file without which an outcome would rest on defaults alone."""


def is_fed(outcome: Metric, scenario: Scenario) -> bool:
    """Whether a scenario's files have the section that an outcome depends on."""
    section = RESTS_ON.get(outcome.name)
    if section is None:
        return True
    spec = getattr(scenario, section)
    paid = section == "money" and any("pay" in role.model_fields_set for role in scenario.workforce.values())
    return paid or (spec is not None and bool(spec.model_fields_set))


def _ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole > 0 else None


Measured = Callable[[Facts], Times]


def _lead(f: Facts) -> Times:
    over = f.cohort["fate"] == RELEASED
    return Times(f.last_seen(f.cohort) - f.cohort["created_at"], over)


def _cycle(f: Facts) -> Times:
    started = f.started_cohort
    over = started["done_at"] >= 0
    return Times(np.where(over, started["done_at"], f.last_seen(started)) - started["started_at"], over)


def _since_arrival(field: str) -> Measured:
    def times(f: Facts) -> Times:
        day = f.initiative_cohort[field]
        over = day >= 0 if field != "closed_at" else f.initiative_cohort["fate"] == RELEASED
        last = f.last_seen(f.initiative_cohort)
        return Times(np.where(over, day, last) - f.initiative_cohort["arrived_at"], over)

    return times


def _since_begun(field: str) -> Measured:
    return lambda f: portfolio.since_begun(f, field)


def _changes(f: Facts) -> Times:
    started = f.started_cohort
    return Times(f.last_seen(started) - started["started_at"], started["fate"] == RELEASED)


def _family(
    name: str, measured: Measured, statistics: tuple[str, ...], formula: str, source: str
) -> list[Metric]:
    """Mean and percentiles of one kind of time."""
    words = {"mean": "mean", "p50": "median", "p85": "85th percentile", "p95": "95th percentile"}
    times = once(measured)

    def measure(statistic: str) -> Measure:
        if statistic == "mean":
            return lambda f: times(f).mean
        share = int(statistic[1:]) / 100
        return lambda f: times(f).by_which(share)

    return [
        Metric(
            f"{name}_{s}", "working days", f"{words[s]} time from {formula}", "lower", 0.05, source, measure(s),
            lambda f: len(times(f).durations) > 0,
        )
        for s in statistics
    ]  # fmt: skip


def _wait(name: str, part: int, formula: str) -> Metric:
    return Metric(
        name, "working days", formula, "lower", 0.05, "ODD 4, Observation",
        lambda f: mean_of(f.released_cohort["days", part]),
    )  # fmt: skip


def _dependency_wait(f: Facts) -> float | None:
    return mean_of(f.released_cohort["days", DEPENDENCY][f.released_cohort["dependencies"] > 0])


def _deployments(f: Facts) -> float | None:
    start, end = f.window
    return _ratio(delivery.deployments(f), (end - start) / DAYS_PER_WEEK)


def _wip(f: Facts) -> float | None:
    start, end = f.window
    return _ratio(sum(p.item_days for p in f.window_periods), end - start)


def _flow_efficiency(f: Facts) -> float | None:
    items = f.released_cohort
    return _ratio(items["days", TOUCH].sum(), float((items["closed_at"] - items["created_at"]).sum()))


def _good_effort(f: Facts) -> float | None:
    owned = f.owners >= 0
    owned &= f.items["in_cohort"] == 1
    touch = f.items["days", TOUCH][owned]
    return _ratio(float(touch[f.initiatives["good"][f.owners[owned]] == 1].sum()), float(touch.sum()))


def _initiatives(f: Facts, field: str) -> float | None:
    if not len(f.initiatives):
        return None
    days = f.initiatives[field]
    chosen = f.within(days)
    if field == "closed_at":
        chosen &= f.initiatives["fate"] == RELEASED
    return float(np.count_nonzero(chosen))


def _good_committed(f: Facts) -> float | None:
    committed = f.within(f.initiatives["committed_at"])
    return mean_of(f.initiatives["good"][committed] == 1)


def _staffing_wait(f: Facts) -> float | None:
    if not f.scenario.organisation.staffing:
        return None
    cohort = f.initiative_cohort
    return mean_of(cohort["days", STAFFING][cohort["committed_at"] >= 0.0])


def _if_initiatives(measure: Callable[[Facts], float | None]) -> Measure:
    return lambda f: measure(f) if len(f.initiatives) else None


_COHORT = "for arrivals of the window, open ones censored"
_BEGUN = "for those that arrived in the window and were begun, open ones censored"
METRICS: tuple[Metric, ...] = (
    *_family("time_to_market_days", _since_arrival("first_release_at"), ("mean", "p50", "p85"), f"arrival of an initiative to its first release, {_COHORT}", "ODD 4, Observation; S12"),
    *_family("time_to_80pct_value_days", _since_arrival("most_released_at"), ("p50",), f"arrival of an initiative to the release of 80 % of its value, {_COHORT}", "ODD 4, Observation"),
    *_family("initiative_lead_time_days", _since_arrival("closed_at"), ("mean", "p50", "p85"), f"arrival of an initiative to its last release, {_COHORT}", "ODD 4, Observation"),
    *_family("time_from_start_to_market_days", _since_begun("first_release_at"), ("mean", "p50", "p85"), f"the day an initiative is begun to its first release, {_BEGUN}", "ODD 4, Observation"),
    *_family("initiative_cycle_time_days", _since_begun("closed_at"), ("mean", "p50", "p85"), f"the day an initiative is begun to its last release, {_BEGUN}", "ODD 4, Observation"),
    Metric("backlog_age_days_mean", "working days", "age of the ideas in the backlog at a random moment: half the sum of squared waits to be begun, or to be closed before, over their sum; ideas that arrived in the window, waits until the end for those that still wait", "lower", 0.05, "ODD 4, Observation", portfolio.backlog_age),
    *_family("lead_time_days", _lead, ("mean", "p50", "p85", "p95"), f"creation of an item to its release, {_COHORT}", "S01"),
    *_family("cycle_time_days", _cycle, ("mean", "p50", "p85"), f"first start of an item to its completion, {_COHORT}", "S01"),
    *_family("lead_time_for_changes_days", _changes, ("p50",), f"first start of an item to its release, {_COHORT}", "A6"),
    _wait("queue_time_days_mean", QUEUE, "mean time that a released item of the cohort waited in queues"),
    Metric("dependency_wait_days_mean", "working days", "mean time that an item with dependencies and its dependencies waited for each other, over released items of the cohort that have dependencies", "lower", 0.05, "S09", _dependency_wait),
    _wait("release_wait_days_mean", RELEASE, "mean time that a released item of the cohort waited for its release"),
    Metric("staffing_wait_days_mean", "working days", "mean time that an initiative of the cohort waited for its temporary team, from commitment", "lower", 0.05, "ODD 3, Temporary teams", _staffing_wait),
    Metric("funding_wait_days_mean", "working days", "mean time that an initiative of the cohort which was funded had waited for money", "lower", 0.05, "ODD 3, Funding; judgement", portfolio.funding_wait),
    Metric("unfinished_share", "share", "initiatives and bare items of the cohort still open at the end, ideas that wait for a place left out", "lower", 0.05, "ODD 4, Observation", portfolio.unfinished),
    Metric("items_done", "items", "items released in the window", "higher", 0.02, "ODD 4, Observation", lambda f: float(len(f.released_in_window))),
    Metric("initiatives_done", "initiatives", "initiatives wholly released in the window", "higher", 0.02, "ODD 4, Observation", lambda f: _initiatives(f, "closed_at")),
    Metric("initiatives_proposed", "initiatives", "opportunities that arrived in the window", "neither", 0.02, "ODD 3, Arrival of an opportunity", lambda f: _initiatives(f, "arrived_at")),
    Metric("initiatives_begun_mean", "initiatives", "time average of initiatives begun and not yet over, in the window", "neither", 0.05, "ODD 4, Observation", portfolio.begun),
    Metric("initiatives_approved", "initiatives", "initiatives committed in the window", "neither", 0.02, "ODD 3, Arrival of an opportunity", lambda f: _initiatives(f, "committed_at")),
    Metric("good_share_of_approved", "share", "good ideas among initiatives committed in the window", "higher", 0.02, "P62", _if_initiatives(_good_committed)),
    Metric("throughput_items_per_quarter", "items per quarter", "items released in the window over its quarters", "higher", 0.02, "S01", lambda f: _ratio(len(f.released_in_window), f.window_quarters)),
    Metric("wip_items_mean", "items", "time average of items created and not yet closed, in the window", "lower", 0.05, "S01", _wip),
    Metric("utilisation", "share", "1 - idle hours over hours present, of all people in the window", "neither", 0.02, "S05", lambda f: utilisation_of(f.window_days_worked)),
    Metric("support_share", "share", "hours of value work on tickets over hours present, of all people in the window", "neither", 0.05, "P67, judgement", use.support_share),
    Metric("duplicated_share", "share", "hours of work on what another team does as well over hours present, of all people in the window", "lower", 0.05, "ODD 3, Alignment; judgement", use.duplicated_share),
    Metric("flow_efficiency", "share", "touch time over lead time, summed over released items of the cohort", "higher", 0.05, "P39", _flow_efficiency),
    Metric("handoffs_per_item", "handoffs", "mean handoffs of released items of the cohort", "lower", 0.05, "S07", lambda f: mean_of(f.released_cohort["handoffs"])),
    Metric("deployments_per_week", "per week", "deployments in the window over its weeks", "higher", 0.05, "A6", _deployments),
    Metric("value_delivered", "money", "value that flowed in the window from released items, good minus harmful", "higher", 0.05, "P62, P63", _if_initiatives(lambda f: f.value_released)),
    Metric("effort_on_good_ideas_share", "share", "touch time on items of good ideas over that on items of all ideas, cohort", "higher", 0.02, "P62", _if_initiatives(_good_effort)),
    Metric("approval_wait_days_mean", "working days", "mean time from the first request on an initiative's start to the last answer, over initiatives of the cohort that asked", "lower", 0.05, "S11, P43", governance.approval_wait),
    Metric("approval_wait_days_per_layer_mean", "working days", "mean time from request to answer, over answered requests of initiatives of the cohort", "lower", 0.05, "S11, P43", governance.wait_per_layer),
    Metric("approvals_per_initiative", "requests", "answered requests per initiative of the cohort, of its start and of its releases", "neither", 0.05, "S13", governance.approvals_per_initiative),
    Metric("decision_latency_days_mean", "working days", "mean time from a decision to its answer, over decisions of cohort items that had to be waited for", "lower", 0.05, "S38, P40", governance.decision_latency),
    Metric("congruence", "share", "needs to coordinate (steps between stages, dependencies) inside a team, over all needs of released items of the cohort", "neither", 0.02, "S23, P36", governance.congruence),
    Metric("overload_share", "share", "present time, by quarter, team and role in the window, of people who are busy at least 95 %", "lower", 0.05, "P46", governance.overload),
    Metric("change_failure_rate", "share", "changes (items) released in the window that failed, over all changes released in the window", "lower", 0.05, "A6, S25, S28", delivery.change_failure_rate),
    Metric("deployment_failure_rate", "share", "deployments of the window with a change that failed, over all deployments of the window", "lower", 0.05, "A6, S25, S28", delivery.deployment_failure_rate),
    Metric("time_to_restore_days_p50", "working days", "median time from the moment a failure shows, in the window, until it is restored, open ones censored", "lower", 0.05, "A6, S25", delivery.time_to_restore, delivery.any_failure_shown),
    Metric("turnover_per_year", "per year", "people who left in the window over seats and years", "neither", 0.05, "P22", delivery.turnover),
    Metric("satisfaction", "points of 10", "mean satisfaction of customers in the window, over areas", "higher", 0.01, "ODD 3, Customers; judgement", money.satisfaction),
    Metric("nps", "points of 100", "promoters (9-10) less detractors (0-6) of the distribution of satisfaction, mean over areas and window", "higher", 0.05, "P78", money.nps),
    Metric("adoption", "share", "share of the market won by the end of the window, over areas that have one", "neither", 0.02, "P73, S16", money.adoption),
    Metric("retention_per_quarter", "share", "customers still there after a quarter at the mean hazard of the window, mean over areas", "higher", 0.005, "P75, P76", money.retention),
    Metric("feature_usage", "share", "initiatives wholly released in the window that users use", "higher", 0.05, "P66", _if_initiatives(ideas.feature_usage)),
    Metric("kept_share", "share", "initiatives wholly released in the window that were not taken back", "neither", 0.02, "S32", _if_initiatives(ideas.kept_share)),
    Metric("good_share_of_kept", "share", "good ideas among initiatives wholly released in the window that were not taken back", "higher", 0.02, "S18, S32", _if_initiatives(ideas.good_share_of_kept)),
    Metric("budget_deviation_mean", "share", "actual over estimated effort less 1, mean over initiatives of the cohort that are wholly released", "lower", 0.05, "P54, S31", ideas.budget_deviation),
    Metric("revenue", "money", "money from customers and features in the window", "higher", 0.01, "S27", money.revenue),
    Metric("cost", "money", "pay, overhead, running, hiring and other cost in the window", "lower", 0.01, "S27", money.cost),
    Metric("operating_margin", "share", "revenue less cost, over revenue", "higher", 0.02, "S27", money.margin),
    Metric("rd_cost_share", "ratio", "cost of development (pay, overhead, running, hiring) over revenue, in the window", "neither", 0.02, "P83", money.development_share),
    Metric("net_present_value", "money", "value of the releases of the window over their whole life, less the other cost that goes with it, less the cost of development in the window, discounted to its first day", "higher", 0.05, "S27", money.net_present_value),
    Metric("cost_per_value", "ratio", "cost of development (pay, overhead, running, hiring) in the window over value_delivered", "lower", 0.05, "S27", money.cost_per_value),
)  # fmt: skip
"""Every outcome this version measures, in the order of tables."""

BY_NAME = {outcome.name: outcome for outcome in METRICS}


def measure(facts: Facts) -> dict[str, float | None]:
    """All outcomes of one replication by name, None where there is nothing to measure."""
    return {outcome.name: outcome.measure(facts) for outcome in METRICS}


def beyond_run_off(facts: Facts, measured: Mapping[str, float | None]) -> list[str]:
    """Names of unmeasured outcomes whose time is longer than the run could show."""
    return [o.name for o in METRICS if measured[o.name] is None and o.lies_beyond(facts)]


def value_of(row: Mapping[str, Any], outcome: Metric) -> float:
    """An outcome of a row of `runs`: infinite beyond the run-off, NaN where nothing was measured."""
    value = row[outcome.name]
    if value is None or math.isnan(value):
        return math.inf if outcome.name in row["beyond_run_off"] else math.nan
    return float(value)
