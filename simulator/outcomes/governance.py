"""Measures of governance and coordination: approvals, decisions, congruence, overload."""

from __future__ import annotations

import numpy as np

from ..state.accounts import IDLE
from ..work.records import DEPENDENT, ITEM_BITS
from .facts import Facts
from .rows import Rows, mean_of

OVERLOADED = 0.95  # utilisation from which people count as overloaded


def approval_wait(f: Facts) -> float | None:
    """Days from the first request on an initiative's start to the last answer."""
    rows = f.arrived_initiatives
    waits = rows["answered_at"] - rows["asked_at"]
    return mean_of(waits[~np.isnan(waits)])


def wait_per_layer(f: Facts) -> float | None:
    """Days from a request to its answer."""
    rows = f.arrived_initiatives
    requests = int(rows["requests"].sum()) if len(rows) else 0
    return float(rows["request_days"].sum()) / requests if requests else None


def approvals_per_initiative(f: Facts) -> float | None:
    """Answered requests per initiative of the cohort."""
    return mean_of(f.arrived_initiatives["requests"])


def decision_latency(f: Facts) -> float | None:
    """Days from a decision that had to be waited for to its answer."""
    waits = int(f.cohort["waits"].sum()) if len(f.cohort) else 0
    return float(f.cohort["decision_wait"].sum()) / waits if waits else None


def congruence(f: Facts) -> float | None:
    """Share of the needs to coordinate that lie inside a team.

    Needs are the steps of released items from stage to stage, and their dependencies.
    """
    items = f.released_cohort
    stages = sum(stage.per == "item" for stage in f.scenario.value_stream)
    dependent = items["kind"] == DEPENDENT
    needs = len(items) * (stages - 1) + int(items["returns"].sum()) + int(dependent.sum())
    if needs <= 0:
        return None
    met_outside = int(items["handoffs"].sum()) + _across(f, items[dependent])
    return 1.0 - min(met_outside, needs) / needs


def _across(f: Facts, dependent: Rows) -> int:
    """How many dependencies lie with another team than the item that needs them."""
    organisation = f.scenario.organisation
    if not len(dependent) or organisation.staffing:
        return 0  # the team of an initiative makes all its changes itself
    first = sum(stage.per == "initiative" for stage in f.scenario.value_stream)
    owner = np.array([organisation.owner[p, first] for p in range(len(f.scenario.products))])
    asks_a_team = np.full(len(f.scenario.products), True)
    asks_a_team[list(organisation.self_service)] = False
    dependent = dependent[asks_a_team[dependent["product"]]]
    own = f.items[f.items["kind"] != DEPENDENT]
    home = own["product"][np.searchsorted(own["ordinal"] >> ITEM_BITS, dependent["ordinal"] >> ITEM_BITS)]
    return int(np.sum(owner[dependent["product"]] != owner[home]))


def overload(f: Facts) -> float | None:
    """Share of present time, by quarter, team and role, of people who are busy at least 95 %."""
    present = f.window_books.sum(axis=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        busy = 1.0 - f.window_books[:, :, IDLE] / present
    total = float(present.sum())
    return float(present[busy >= OVERLOADED].sum()) / total if total > 0 else None
