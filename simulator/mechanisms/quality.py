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

from ..kernel.compiled import compiled
from ..kernel.distributions import Distribution, Exponential, ExponentialLaw, Lognormal, LognormalLaw
from ..metadata import Plausible, Source, Unit
from ..spec import Name, NonNegative, Positive, Spec

Factor = Annotated[float, Field(ge=0, le=100)]
MOST_OF_THE_TIME = 0.5

ROUTE_STEP = np.dtype([("stage", "i8"), ("share", "f8")], align=True)


class RouteStepSpec(Spec):
    """One step of restoring: a stage of the value stream, done by whoever owns it for the product."""

    stage: Name
    """Name of the stage."""
    share: Annotated[Positive, Unit("share")]
    """Part of the incident's effort."""


class QualitySpec(Spec):
    """What goes wrong with work, and what is done about it. `quality: {}` takes the defaults."""

    defects_per_effort_day: Annotated[
        NonNegative,
        Unit("defects per day of work"),
        Plausible(0.01, 0.10),
        Source("P59", "A6", "P60", judgement=True),
    ] = 0.03
    """Defects that a nominal day of work brings in. At the default, a test that finds 60 % of them sends
    back a tenth of items of six days."""
    handoff_factor: Annotated[
        Factor, Unit("share"), Plausible(0, 1), Source("P38", "P61", judgement=True)
    ] = 0.25
    """More defects, as a share, where another team did the stage before."""
    legacy_factor: Annotated[Factor, Unit("share"), Plausible(0, 3), Source("P67", judgement=True)] = 1.0
    """More defects, as a share, in an area that is all legacy."""
    surface_days: Annotated[
        Distribution, Unit("working days"), Plausible(0, 10, of="mean"), Source(judgement=True)
    ] = ExponentialLaw(exponential=Exponential(mean=2.0))
    """Working days from a release until its failure shows."""
    incident_effort_days: Annotated[
        Distribution, Unit("working days"), Plausible(0.25, 3, of="mean"), Source(judgement=True)
    ] = LognormalLaw(lognormal=Lognormal(mean=1.0, sigma=0.8))
    """Nominal days of restoring after a failure."""
    restoring: Annotated[list[RouteStepSpec], Field(min_length=1, max_length=20)] | None = None
    """The way of an incident. Default: 0.3 of the effort in the last stage (the people who run the product
    find out what is wrong), 0.5 in the stage with most of the work, 0.2 in the last one again."""
    fixes_ask_for_release: Annotated[bool, Source("P41", "S25", judgement=True)] = True
    """Whether a fix needs the release approval that any change needs."""
    neglect_per_100_days: Annotated[
        NonNegative, Unit("share"), Plausible(0, 0.2), Source("P67", "P68", judgement=True)
    ] = 0.0
    """Share by which defects grow with every 100 nominal days of work in an area without any upkeep."""
    upkeep_share: Annotated[
        float, Field(ge=0, le=MOST_OF_THE_TIME), Unit("share"), Plausible(0, 0.3), Source("P68")
    ] = 0.0
    """Share of everybody's time for keeping areas in order."""
    enough_upkeep: Annotated[
        float, Field(gt=0, le=MOST_OF_THE_TIME), Unit("share"), Plausible(0.1, 0.2), Source("P68")
    ] = 0.15
    """Share of time at which an area stays as it is; more than that makes up for neglect."""


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
