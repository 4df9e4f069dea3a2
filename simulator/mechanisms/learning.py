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
from ..kernel.units import DAYS_PER_MONTH, DAYS_PER_WEEK
from ..spec import PositiveDays, Spec
from ..state.experience import FADING_WEEKS, experience_in
from ..work.records import ASKING
from .turnover import is_ramping_up


class LearningSpec(Spec):
    """What people learn of product areas and of each other. `learning: {}` takes the defaults."""

    progress_ratio: Annotated[float, Field(gt=0.5, le=1)] = 0.90
    """Time per unit after a doubling of experience over that before it; 1: nobody learns.
    Range 0.75-0.95 (P31). Judgement; swept."""
    first_days: PositiveDays = 20.0
    """Experience on which the curve begins: who has none is as fast as (this over this + reference) to the
    power of the curve. Range 5-65. Judgement; swept."""
    reference_days: PositiveDays = 125.0
    """Experience in an area at which work takes its nominal effort: about what is left after fading to whoever
    works on items of one area for 30 % of his time. Range 60-250. Judgement; swept."""
    kept_per_month: Annotated[float, Field(gt=0, le=1)] = 0.95
    """Share of experience that is left after a month without use. Range 0.75-0.98 (P32)."""
    familiar_days: PositiveDays = 195.0
    """Time in a team from which people know each other. Range 65-260. Judgement; swept."""
    familiarity_first_days: PositiveDays = 65.0
    """What strangers know of each other, in the same unit. Range 20-130. Judgement; swept."""
    familiarity_speed: Annotated[float, Field(ge=0, le=1)] = 0.10
    """Elasticity of speed in familiarity. Range 0-0.235 (P29). Judgement; swept."""
    familiarity_defects: Annotated[float, Field(ge=0, le=2)] = 0.52
    """Elasticity of defects in familiarity, taken negative. Range 0.2-0.7 (P27)."""


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
def experience_of(w, p, item):
    """Relative experience of whoever has an item open, 1 for what nominal effort assumes."""
    parameters = w.parameters[0]
    held = experience_in(w, p, item.product)
    return relative_experience(held, parameters.first_days, parameters.reference_days)


@compiled
def familiarity_of(w, item):
    """Relative familiarity of whoever has an item open with the team for which he has, at most 1."""
    parameters = w.parameters[0]
    together = w.clock[0].now - w.memberships[item.membership].since
    return relative_familiarity(together, parameters.familiarity_first_days, parameters.familiar_days)


@compiled
def learned_speed(w, p, item):
    """What a person's speed on an item is multiplied by for what he has learned."""
    parameters = w.parameters[0]
    if parameters.learning == 0 or item.kind == ASKING or is_ramping_up(w, w.people[p]):
        return 1.0
    return power(experience_of(w, p, item), parameters.learning_power) * power(
        familiarity_of(w, item), parameters.familiarity_speed
    )


@compiled
def newness(w, p, item):
    """What the defects of a person's work are multiplied by for what he has not learned."""
    parameters = w.parameters[0]
    if parameters.learning == 0 or is_ramping_up(w, w.people[p]):
        return 1.0
    return power(experience_of(w, p, item), -parameters.learning_power) * power(
        familiarity_of(w, item), -parameters.familiarity_defects
    )
