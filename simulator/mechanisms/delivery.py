"""Delivery: bringing a change to its users takes work, and can itself go wrong.

Claim. What is not automated is done by hand: for every change, and once more for every deployment, however
much is in it. Rare large deployments save the latter and put more changes at risk together: a batch fails
as 1 - product of (1 - p). Automation belongs to the product area and is the same in every structure. After a
failure, restoring goes through the incident queue (`quality`), with all its handoffs.

Source. Deployment frequency, failure and restore times vary together with automation and approvals (A6,
S25, S28); hours and the chance that a deployment by hand fails are judgement, swept.

Off value. Deployments cost nothing and add no failures.
"""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import Field

from ..kernel.compiled import compiled
from ..metadata import Plausible, Source, Unit
from ..spec import Spec

Hours = Annotated[float, Field(ge=0, le=10_000)]


class DeliverySpec(Spec):
    """What a deployment takes where nothing is automated. `delivery: {}` takes the defaults."""

    hours_per_change: Annotated[Hours, Unit("hours"), Plausible(0, 8), Source(judgement=True)] = 1.0
    """Work on each item in its last stage."""
    hours_per_deployment: Annotated[Hours, Unit("hours"), Plausible(0, 40), Source(judgement=True)] = 4.0
    """Work on each deployment, of the person who did the last stage of its first item."""
    fail_probability: Annotated[
        float, Field(ge=0, le=0.99), Unit("probability"), Plausible(0, 0.15), Source("A6", judgement=True)
    ] = 0.05
    """Chance that a deployment by hand fails, whatever is in it."""


def failures_of(spec: DeliverySpec) -> float:
    """Expected failures of one deployment by hand."""
    return -math.log1p(-spec.fail_probability)


@compiled
def by_hand(automation):
    """Share of a deployment that people do."""
    return 1.0 - automation
