"""Learning: who knows an area and his team is faster and makes fewer mistakes; both are forgotten.

Claim. Time per unit of work falls by a constant share with every doubling of experience in a product area
(the learning curve); experience fades when it is not used. People who have been together in a team
for longer make fewer mistakes and lose less time. A newcomer has neither: while he ramps up, a share of
his time goes into learning instead, and a colleague gives a share of his own to help him.

Source. Power form S19 and P31 (Wright 1936; Argote & Epple 1990; in software Boh, Slaughter & Espinosa
2007): 0.90 per doubling for software is judgement inside 0.75-0.95. Fading P32. Familiarity with the
team: defects fall by 19 % when it grows by half, an elasticity of -0.52 (P27, Huckman & Staats);
clients' ratings rise by 10 % (P29), which bounds what it may do to speed. Ramp-up P18-P20, mentors P21.

Off value. Everybody works at his skill: factor 1, no ramp-up, no mentors.
"""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
from pydantic import Field

from ..kernel.compiled import compiled
from ..metadata import Plausible, Source, Unit
from ..spec import PositiveDays, Spec

DAYS_PER_MONTH = 260.0 / 12.0
DAYS_PER_WEEK = 5.0
FADING_WEEKS = 2048
"""After so many weeks nothing is left of any experience."""

EXPERIENCE = np.dtype(
    [
        ("days", "f4"),  # of work in the area, what has faded taken off
        ("week", "i4"),  # up to which it has been let fade
    ],
    align=True,
)


class LearningSpec(Spec):
    """What people learn of product areas and of each other. `learning: {}` takes the defaults."""

    progress_ratio: Annotated[
        float, Field(gt=0.5, le=1), Unit("ratio"), Plausible(0.75, 0.95), Source("P31", judgement=True)
    ] = 0.90
    """Time per unit after a doubling of experience over that before it; at 1 people do not learn."""
    first_days: Annotated[PositiveDays, Plausible(5, 65), Source(judgement=True)] = 20.0
    """Experience on which the curve begins: a person without any is as fast as (this over this + reference)
    to the power of the curve."""
    reference_days: Annotated[PositiveDays, Plausible(60, 250), Source(judgement=True)] = 125.0
    """Experience in an area at which work takes its nominal effort: about what is left after fading to a
    person who works on items of one area for 30 % of the time."""
    kept_per_month: Annotated[
        float, Field(gt=0, le=1), Unit("ratio"), Plausible(0.75, 0.98), Source("P32")
    ] = 0.95
    """Share of experience that is left after a month without use."""
    familiar_days: Annotated[PositiveDays, Plausible(65, 260), Source(judgement=True)] = 195.0
    """Time in a team from which people know each other."""
    familiarity_first_days: Annotated[PositiveDays, Plausible(20, 130), Source(judgement=True)] = 65.0
    """What strangers know of each other, in the same unit."""
    familiarity_speed: Annotated[
        float, Field(ge=0, le=1), Unit("elasticity"), Plausible(0, 0.235), Source("P29", judgement=True)
    ] = 0.10
    """Elasticity of speed in familiarity."""
    familiarity_defects: Annotated[
        float, Field(ge=0, le=2), Unit("elasticity"), Plausible(0.2, 0.7), Source("P27")
    ] = 0.52
    """Elasticity of defects in familiarity, taken negative."""


def exponent_of(spec: LearningSpec) -> float:
    """Power of experience by which speed grows: 0.152 for a progress ratio of 0.90 (P31)."""
    return -math.log2(spec.progress_ratio)


def fades_of(spec: LearningSpec) -> np.ndarray:
    """Share of experience that is left after 0, 1, 2, … weeks without use."""
    weekly = spec.kept_per_month ** (DAYS_PER_WEEK / DAYS_PER_MONTH)
    return np.asarray(weekly ** np.arange(FADING_WEEKS))


@compiled
def relative_experience(days, first, reference):
    """Experience as a share of what nominal effort assumes, both counted from where the curve begins."""
    return (first + days) / (first + reference)


@compiled
def relative_familiarity(days, first, familiar):
    """Time in the team as a share of that from which people know each other, at most 1."""
    return min(1.0, (first + days) / (first + familiar))


@compiled
def power(base, exponent):
    """`base ** exponent`, and exactly 1 for an exponent of 0."""
    return 1.0 if exponent == 0.0 else base**exponent


@compiled
def mean_ramp(since, until, hired_at, days, start):
    """Mean share of a newcomer's time that is productive between two days.

    It rises linearly from `start` on the day he is hired to 1 after so many days.
    """
    if days <= 0.0 or since >= hired_at + days:
        return 1.0
    end = min(until, hired_at + days)
    if until <= since:
        return start + (1.0 - start) * (since - hired_at) / days
    middle = start + (1.0 - start) * (0.5 * (since + end) - hired_at) / days
    return (middle * (end - since) + (until - end)) / (until - since)
