"""Requests to layers and to other teams are no work items: what must not happen to them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.scenario.loader import scenario_from


def small(layer: dict[str, Any], rights: dict[str, Any], **changes: Any) -> Any:
    """One engineer, one manager, four opportunities of two items each."""
    opportunity = {
        "product": "product",
        "at": [0.0, 1.0, 1.1, 1.2],
        "items": 2,
        "effort_days": 5.0,
        "value": 1,
    }
    return scenario_from(
        {
            "name": "requests",
            "horizon": {"days": 100, "warmup_days": 0},
            "workforce": {"engineer": {"count": 1}, "manager": {"count": 1}},
            "products": [{"name": "product"}],
            "value_stream": [{"stage": "build", "by": {"engineer": 1.0}}],
            "demand": {"opportunities": [opportunity | changes]},
            "structure": {"teams": [{"name": "team", "members": {"engineer": 1}}]},
            "governance": {"layers": [{"name": "layer", "prepare_hours": 0} | layer], "decision_rights": rights},
            "coordination": {"pair_cost": 0, "size_cost": 0},
            "ceremonies": {"hours_per_week": 0, "minutes_per_member_per_week": 0},
        }
    )  # fmt: skip


def test_who_has_reviewed_a_request_has_nothing_to_hand_over() -> None:
    """One team and one product: no handoffs. Eight reviews of 4 hours are 32 hours of deciding."""
    layer = {"review_hours": 4.0, "members": {"manager": 1}}
    outcome = simulate(small(layer, {"release": {"ask": ["layer"]}}), seed=1)
    hours = outcome.hours.to_pandas().groupby("account", observed=True)["hours"].sum()
    assert hours["deciding"] == pytest.approx(8 * 4.0)
    assert hours.get("handoff", 0.0) == 0.0


def test_an_opportunity_that_was_approved_may_expire_before_anybody_begins_it() -> None:
    layer = {"review_hours": 4.0}
    outcome = simulate(small(layer, {"start_initiative": {"ask": ["layer"]}}, expires_days=2.0), seed=1)
    outcomes = outcome.initiatives.to_pandas()["outcome"].tolist()
    assert outcomes == ["released", "expired", "expired", "expired"]
    assert np.all(outcome.items.to_pandas()["outcome"].isin(["released", "expired"]))
