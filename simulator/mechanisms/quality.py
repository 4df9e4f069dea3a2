"""Quality: work brings defects; some are found and sent back, the rest escape and become incidents.

Claim. Defects come with effort, and more of them where an item was handed over, where whoever works does not
know the area or his team, in legacy and in neglected areas. A stage finds each with some probability and
sends the item back; what nobody finds goes out with it. Numbers of defects are Poisson, so that finding
some says nothing of the others, and a change fails with probability 1 - exp(-defects left). A failure
surfaces later as an incident: urgent work in the queue of whoever owns running the product, which
interrupts people and goes the way that ownership prescribes. How long restoring takes comes out of that;
it is no parameter. Upkeep costs a share of everybody's time; without enough of it defects grow with the
work that is done.

Source. Share found by review 0.60 (P59), removed before release 0.85 in all (P60); structure predicts
failures (P61); a tenth of experiments is aborted for bugs (P64); debt P67, P68. The rate of defects is judgement,
chosen so that changes fail like those of middling organisations (A6: 5-20 %). Swept.

Off value. No defects: rate 0.
"""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
from pydantic import Field

from ..kernel.calendar import schedule, snapped
from ..kernel.chance import FAILURE, draw
from ..kernel.chance import INCIDENT as INCIDENT_DRAW
from ..kernel.compiled import compiled
from ..kernel.distributions import Distribution, Exponential, ExponentialLaw, Lognormal, LognormalLaw
from ..kernel.quantiles import quantile
from ..spec import Name, NonNegative, Positive, Spec
from ..state.clock import INCIDENT_SHOWS
from ..state.rows import new_item
from ..state.slots import item_slot
from ..work.records import EXEMPT, INCIDENT, OPEN, QUEUE
from .learning import newness

Factor = Annotated[float, Field(ge=0, le=100)]
MOST_OF_THE_TIME = 0.5

ROUTE_STEP = np.dtype([("stage", "i8"), ("share", "f8")], align=True)


class RouteStepSpec(Spec):
    """One step of restoring: a stage of the value stream, done by whoever owns it for the product."""

    stage: Name
    """Name of the stage."""
    share: Positive
    """Part of the incident's effort."""


class QualitySpec(Spec):
    """What goes wrong with work, and what is done about it. `quality: {}` takes the defaults."""

    defects_per_effort_day: NonNegative = 0.03
    """Defects that a nominal day of work brings in: a test that finds 60 % of them (P59) then sends back a tenth of
    items of six days. Range 0.01-0.10. Judgement; swept (A6, P60)."""
    handoff_factor: Factor = 0.25
    """More of them, as a share, where another team did the stage before. Range 0-1 (P38, P61). Judgement; swept."""
    legacy_factor: Factor = 1.0
    """More of them, as a share, in an area that is all legacy. Range 0-3 (P67). Judgement; swept."""
    surface_days: Distribution = ExponentialLaw(exponential=Exponential(mean=2.0))
    """Working days from a release until its failure shows. Range 0-10. Judgement; swept."""
    incident_effort_days: Distribution = LognormalLaw(lognormal=Lognormal(mean=1.0, sigma=0.8))
    """Nominal days of restoring after a failure. Range 0.25-3. Judgement; swept."""
    restoring: Annotated[list[RouteStepSpec], Field(min_length=1, max_length=20)] | None = None
    """The way of an incident. Default: 0.3 of the effort in the last stage (whoever runs the product finds out
    what is wrong), 0.5 in the stage with most of the work, 0.2 in the last one again."""
    fixes_ask_for_release: bool = True
    """Whether a fix needs the release approval that any change needs (P41, S25). Judgement; swept."""
    neglect_per_100_days: NonNegative = 0.0
    """By how much, as a share, defects grow with every 100 nominal days of work in an area without any upkeep.
    Range 0-0.2 (P67, P68). Judgement; swept."""
    upkeep_share: Annotated[float, Field(ge=0, le=MOST_OF_THE_TIME)] = 0.0
    """Share of everybody's time for keeping areas in order. Range 0-0.3 (P68)."""
    enough_upkeep: Annotated[float, Field(gt=0, le=MOST_OF_THE_TIME)] = 0.15
    """Share of time at which an area stays as it is; more than that makes up for neglect. Range 0.1-0.2 (P68)."""


@compiled
def defects_of(effort: float, rate: float, factors: float) -> float:
    """Expected defects that so many nominal days of work bring in."""
    return rate * effort * factors


@compiled
def chance_of_any(expected: float) -> float:
    """Chance of at least one, of a Poisson number with this mean."""
    return 1.0 - math.exp(-expected) if expected > 0.0 else 0.0


@compiled
def debt_after(debt, effort, neglect, upkeep, enough):
    """Neglect of an area after so many nominal days of work in it; never below none."""
    return max(0.0, debt + neglect * effort * (1.0 - upkeep / enough))


@compiled
def bring_in_defects(w, p, item):
    """Person p has finished the work of a stage: defects have come with it, and some are found."""
    parameters = w.parameters[0]
    item.found = 0.0
    if parameters.defect_rate <= 0.0 or item.kind == INCIDENT:
        return
    area = w.areas[item.product]
    factors = newness(w, p, item) * (1.0 + parameters.legacy_defects * area.legacy) * (1.0 + area.debt)
    if item.handed == 1:
        factors *= 1.0 + parameters.handoff_defects
    item.defects += defects_of(item.stage_effort, parameters.defect_rate, factors)
    area.debt = debt_after(
        area.debt, item.stage_effort, parameters.neglect, parameters.upkeep, parameters.enough_upkeep
    )
    finds = w.stages[item.stage].finds
    item.found = chance_of_any(finds * item.defects)
    item.defects *= 1.0 - finds


@compiled
def fails(w, item):
    """Whether the release of an item fails: any of what nobody has found shows."""
    if item.defects <= 0.0:
        return False
    u = draw(w.clock[0].seed, FAILURE, item.owner_key, item.part_key, 0)[0]
    return u < chance_of_any(item.defects)


@compiled
def raise_incident(w, source):
    """What has gone out with an item, whose row is free again, will show as an incident."""
    clock = w.clock[0]
    owner_key, part_key, product = source.owner_key, source.part_key, source.product
    ordinal, stream, initiative = source.ordinal, source.stream, source.initiative_ordinal
    i = new_item(w)
    item = w.items[i]
    item.kind = INCIDENT
    item.ordinal = ordinal
    item.stream = stream
    item.owner_key = owner_key
    item.part_key = part_key
    item.product = product
    item.initiative_ordinal = initiative
    item.leader = i
    item.place = EXEMPT
    item.state = QUEUE
    u, v, _, _ = draw(clock.seed, INCIDENT_DRAW, owner_key, part_key, 0)
    item.effort = quantile(w, w.parameters[0].incident_law, v)
    item.created_at = math.nan
    shows = snapped(clock.now + quantile(w, w.parameters[0].surface_law, u))
    item.since = shows
    schedule(w, item_slot(w, i), INCIDENT_SHOWS, ordinal, shows)


@compiled
def shows(item):
    """Whether an incident has shown itself yet."""
    return item.kind == INCIDENT and item.created_at >= 0.0 and item.outcome == OPEN
