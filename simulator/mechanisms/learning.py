"""Learning: people who know an area and their team are faster and err less; unused experience fades.

Claim. Time per unit of work falls by a constant share with every doubling of experience in a product area
(the learning curve); experience fades when it is not used. People who have been together in a team for
longer make fewer mistakes and lose less time. A newcomer has neither: during ramp-up a share of the
newcomer's time goes into learning instead, and a colleague gives a share of their own time to help.

Source. Power form S19 and P31 (Wright 1936; Argote & Epple 1990; in software Boh, Slaughter & Espinosa
2007): 0.90 per doubling for software is judgement inside 0.75-0.95. Fading P32. Familiarity with the
team: defects fall by 19 % when it grows by half, an elasticity of -0.52 (P27, Huckman & Staats); clients'
ratings rise by 10 % (P29), which bounds what it may do to speed. Ramp-up P18-P20, mentors P21.

Off value. Everyone works at their skill: factor 1, no ramp-up, no mentors.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from ..kernel.compiled import compiled
from ..kernel.quantiles import LawBook
from ..kernel.units import DAYS_PER_MONTH, DAYS_PER_WEEK
from ..kernel.world import table
from ..metadata import Plausible, Source, Unit
from ..spec import PositiveDays, Spec
from ..state.experience import EXPERIENCE, FADING_WEEKS, experience_in
from ..work.records import ANSWER, REVIEW
from .entry import Mechanism, Parameter, Setting
from .turnover import is_ramping_up


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
    """Time in a team after which people know each other."""
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
def experience_of(w, p, item):
    """Relative experience of the person who has an item open, 1 for what nominal effort assumes."""
    parameters = w.parameters[0]
    held = experience_in(w, p, item.product)
    return relative_experience(held, parameters.first_days, parameters.reference_days)


@compiled
def familiarity_of(w, item):
    """Relative familiarity of the person who has an item open with the team they work for, at most 1."""
    parameters = w.parameters[0]
    together = w.clock[0].now - w.memberships[item.membership].since
    return relative_familiarity(together, parameters.familiarity_first_days, parameters.familiar_days)


@compiled
def learned_speed(w, p, item):
    """What a person's speed on an item is multiplied by for what they have learned."""
    parameters = w.parameters[0]
    if parameters.learning == 0 or REVIEW <= item.kind <= ANSWER or is_ramping_up(w, w.people[p]):
        return 1.0
    return power(experience_of(w, p, item), parameters.learning_power) * power(
        familiarity_of(w, item), parameters.familiarity_speed
    )


@compiled
def newness(w, p, item):
    """What the defects of a person's work are multiplied by for what they have not learned."""
    parameters = w.parameters[0]
    if parameters.learning == 0 or is_ramping_up(w, w.people[p]):
        return 1.0
    return power(experience_of(w, p, item), -parameters.learning_power) * power(
        familiarity_of(w, item), -parameters.familiarity_defects
    )


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters."""
    spec = setting.of(LearningSpec)
    return {
        "learning": 1,
        "learning_power": exponent_of(spec),
        "first_days": spec.first_days,
        "reference_days": spec.reference_days,
        "familiar_days": spec.familiar_days,
        "familiarity_first_days": spec.familiarity_first_days,
        "familiarity_speed": spec.familiarity_speed,
        "familiarity_defects": spec.familiarity_defects,
    }


def tables(setting: Setting, people: int, periods: int) -> dict[str, Any]:
    """What is left of experience by week, and each person's experience in each area."""
    return {
        "fades": fades_of(setting.of(LearningSpec)),
        "experience": _experience(setting, people),
    }


def _experience(setting: Setting, people: int) -> Any:
    """Experience on day 0, as if everyone had long worked for the areas of their teams."""
    if not setting.acts("learning"):
        return table(EXPERIENCE, 1)
    spec, areas = setting.of(LearningSpec), len(setting.products)
    stock = np.zeros((people, areas))
    owned = _areas_of_teams(setting)
    for t, team in enumerate(setting.organisation.teams):
        for person, share in team.members:
            stock[person, owned[t]] += share / len(owned[t]) if owned[t] else 0.0
    total = stock.sum(axis=1, keepdims=True)
    stock = np.where(total > 0, stock / np.where(total > 0, total, 1.0), 1.0 / areas)
    cells = table(EXPERIENCE, people * areas)
    cells["days"] = (stock * spec.reference_days).ravel()
    return cells


def _areas_of_teams(setting: Setting) -> list[list[int]]:
    """By team: the areas of which it owns a stage."""
    owned: list[set[int]] = [set() for _ in setting.organisation.teams]
    for (product, _), t in setting.organisation.owner.items():
        owned[t].add(product)
    return [sorted(areas) for areas in owned]


def know_each_other(setting: Setting, tables: Mapping[str, Any]) -> None:
    """On day 0 the members of each team have known each other for long enough."""
    tables["memberships"]["since"] = -setting.of(LearningSpec).familiar_days


MECHANISM = Mechanism(
    name="learning",
    claim="People who have worked in an area and with their team work faster there and bring in fewer defects.",
    sources=("P18", "P19", "P20", "P21", "P27", "P29", "P31", "P32"),
    keys=(
        "people.ramp_up",
        "people.mentoring",
    ),
    section="learning",
    spec=LearningSpec,
    says="What people learn of areas and of each other; without it everyone works at their skill.",
    needs_section=True,
    parameters=(
        Parameter("learning", "i8", 0, "1: people learn and forget"),
        Parameter("learning_power", "f8", 0.0, "power of experience by which speed grows"),
        Parameter("first_days", "f8", None, "experience on which the curve begins"),
        Parameter("reference_days", "f8", None, "experience at which work takes its nominal effort"),
        Parameter("familiar_days", "f8", None, "days in a team after which people know each other"),
        Parameter("familiarity_first_days", "f8", None, "what strangers know of each other"),
        Parameter("familiarity_speed", "f8", 0.0, "elasticity of speed in familiarity"),
        Parameter("familiarity_defects", "f8", 0.0, "elasticity of defects in familiarity, taken negative"),
    ),
    values=values,
    every_week=("learning",),
    tables=tables,
    prepare=know_each_other,
)
