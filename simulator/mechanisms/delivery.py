"""Delivery: bringing a change to its users takes work, and can itself go wrong.

Claim. What is not automated is done by hand: once for every change, and once for every deployment,
whatever its size. Rare large deployments save the second part, and put more changes at risk together: each
change that goes out by hand may fail, so that a batch fails with probability 1 - product of (1 - p).
Automation belongs to the product area and is the same in every structure. After a failure, restoring goes through the incident queue (`quality`), with all
its handoffs.

Source. Deployment frequency, failure and restore times vary together with automation and approvals (A6,
S25, S28); hours and the chance that a change brought out by hand fails are judgement, swept.

Off value. Deployments cost nothing and add no failures.
"""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import Field

from ..kernel.compiled import compiled
from ..kernel.quantiles import LawBook
from ..kernel.units import HOURS_PER_DAY, NONE
from ..metadata import Plausible, Source, Unit
from ..spec import Spec
from ..state.duties import DEPLOYING_DUTY, owe
from .entry import Mechanism, Parameter, Setting

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
    """Chance that a change brought out by hand fails, whatever else goes out with it."""


def failures_of(spec: DeliverySpec) -> float:
    """Expected failures of one change brought out by hand."""
    return -math.log1p(-spec.fail_probability)


@compiled
def by_hand(automation: float) -> float:
    """Share of a deployment that people do."""
    return 1.0 - automation


@compiled
def deploy(w, item):
    """An item goes out: what people do of it may fail; the first of a deployment bears the deployment's work."""
    clock, parameters = w.clock[0], w.parameters[0]
    hand = by_hand(w.areas[item.product].automation)
    item.defects += parameters.change_failures * hand
    if clock.fresh_deployment == 0:
        return
    clock.fresh_deployment = 0
    if item.last_person != NONE:
        owe(w, item.last_person, DEPLOYING_DUTY, parameters.deployment_days * hand)


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters."""
    spec = setting.of(DeliverySpec)
    return {
        "change_days": spec.hours_per_change / HOURS_PER_DAY,
        "deployment_days": spec.hours_per_deployment / HOURS_PER_DAY,
        "change_failures": failures_of(spec),
    }


MECHANISM = Mechanism(
    name="delivery",
    claim="Bringing a change to its users takes work where it is not automated, and can itself go wrong.",
    sources=("S25", "S28", "A6"),
    keys=("products.*.automation",),
    section="delivery",
    spec=DeliverySpec,
    says="What a deployment takes; without it nothing.",
    needs_section=True,
    parameters=(
        Parameter("change_days", "f8", 0.0, "work on a change where nothing is automated"),
        Parameter("deployment_days", "f8", 0.0, "work on a deployment where nothing is automated"),
        Parameter("change_failures", "f8", 0.0, "expected failures of a change brought out by hand"),
    ),
    values=values,
)
