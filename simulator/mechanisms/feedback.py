"""Feedback: what customers and data say of an idea, before it is built and after it is out.

Claim. Most ideas do not help (P62). Research and stakeholders can say so before anybody builds them; a test or
usage data can say so afterwards, and a feature that fails is taken back. Each takes hours and time and errs: a
test lets a useless feature pass with its false-positive rate, a good one with its power, and power falls
with traffic. So of what is kept, a(1-s)/(a(1-s) + power s) is no good (S18). Retrospectives make a team work a
little better each time, with falling returns. An idea is good if its fixed draw lies below a bound
that may rise with the feedback it has had; by default it does not.

Source. Kohavi (P62-P65, S18, S32); retrospectives P31 and judgement. Accuracy of research and of stakeholders
is judgement, swept.

Off value. No loop.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Annotated

import numpy as np
from pydantic import Field

from ..kernel.compiled import compiled
from ..metadata import Plausible, Source, Unit
from ..spec import LAST_DAY, Days, Probability, Spec

Hours = Annotated[float, Field(ge=0, le=10_000)]
BetweenMeetings = Annotated[float, Field(ge=0.1, le=LAST_DAY)]
MOST_TRAFFIC = 1e6
HALF = 0.5

LOOP = np.dtype(
    [
        ("before", "i8"),  # 1: before commitment; 0: after everything is released
        ("delay", "f8"),  # working days until it is over
        ("every", "f8"),  # ends at the next multiple of so many days; 0: at once
        ("hours", "f8"),  # days that it takes of whoever worked on it last
        ("keeps_good", "f8"),  # chance that a good idea stays
        ("keeps_other", "f8"),  # chance that any other stays
    ],
    align=True,
)


class ResearchSpec(Spec):
    """Customer research, after discovery and before commitment."""

    hours: Annotated[Hours, Unit("hours"), Plausible(8, 80), Source(judgement=True)] = 24.0
    """Of the person who did the discovery."""
    delay_days: Annotated[Days, Plausible(2, 20), Source(judgement=True)] = 5.0
    """Working days until the research is over."""
    accuracy: Annotated[Probability, Plausible(0.5, 0.9), Source(judgement=True)] = 0.7
    """Chance that the research is right, of good ideas and of others."""


class StakeholdersSpec(Spec):
    """Sales, support and finance say what they think of an idea, before commitment."""

    hours: Annotated[Hours, Unit("hours"), Plausible(1, 16), Source(judgement=True)] = 4.0
    """Of the person who did the discovery."""
    every_days: Annotated[BetweenMeetings, Unit("working days"), Plausible(5, 65), Source(judgement=True)] = (
        10.0
    )
    """Working days between their meetings."""
    accuracy: Annotated[Probability, Plausible(0.5, 0.8), Source(judgement=True)] = 0.6
    """Chance that they are right."""


class AbTestSpec(Spec):
    """A controlled experiment once everything of an initiative is out."""

    false_positive: Annotated[Probability, Source("S18")] = 0.025
    """Chance that a feature without merit passes."""
    power: Annotated[float, Field(gt=0, lt=1), Unit("probability"), Plausible(0.5, 0.95), Source("S18")] = 0.8
    """Chance that a good feature passes at traffic 1."""
    duration_days: Annotated[Days, Plausible(5, 20), Source("P65")] = 10.0
    """Working days that the test runs."""
    traffic: Annotated[
        float, Field(gt=0, le=MOST_TRAFFIC), Unit("multiplier"), Plausible(0.05, 2), Source("P65")
    ] = 1.0
    """Users whom the test reaches, as a share of what the power is planned for."""
    hours: Annotated[Hours, Unit("hours"), Plausible(2, 40), Source(judgement=True)] = 8.0
    """Of the person who worked on it last."""


class UsageSpec(Spec):
    """What usage data say once everything of an initiative is out."""

    hours: Annotated[Hours, Unit("hours"), Plausible(1, 16), Source(judgement=True)] = 4.0
    """Of the person who worked on it last."""
    delay_days: Annotated[Days, Plausible(5, 65), Source(judgement=True)] = 20.0
    """Working days until the data can tell."""
    accuracy: Annotated[Probability, Plausible(0.5, 0.8), Source(judgement=True)] = 0.65
    """Chance that the data are right."""


class RetrospectivesSpec(Spec):
    """Teams look back and improve how they work."""

    hours: Annotated[Hours, Unit("hours"), Plausible(1, 3), Source(judgement=True)] = 1.5
    """Of each member, each time."""
    every_days: Annotated[BetweenMeetings, Unit("working days"), Plausible(5, 65), Source(judgement=True)] = (
        10.0
    )
    """Working days between two retrospectives."""
    most_gain: Annotated[
        float, Field(ge=0, le=1), Unit("share"), Plausible(0, 0.25), Source("P31", judgement=True)
    ] = 0.10
    """Most that a team can gain in speed, as a share."""
    closes: Annotated[Probability, Unit("share"), Plausible(0, 0.2), Source(judgement=True)] = 0.05
    """Share of what is still to gain that each retrospective closes."""


class FeedbackSpec(Spec):
    """Feedback loops; those that are not named do not run."""

    research: ResearchSpec | None = None
    stakeholders: StakeholdersSpec | None = None
    ab_test: AbTestSpec | None = None
    usage: UsageSpec | None = None
    retrospectives: RetrospectivesSpec | None = None
    good_share_lift: Annotated[
        float, Field(ge=0, le=1), Unit("probability"), Plausible(0, 0.1), Source(judgement=True)
    ] = 0.0
    """By how much each loop before commitment raises the bound below which an idea is good."""


def power_at(spec: AbTestSpec) -> float:
    """Chance that a good feature passes with the traffic that there is.

    A one-sided test of fixed length: what it can see grows with the root of the number of users.
    """
    if spec.false_positive in (0.0, 1.0):
        return spec.power if spec.false_positive == 0.0 else 1.0
    normal = NormalDist()
    needed = -normal.inv_cdf(spec.false_positive)
    effect = needed + normal.inv_cdf(spec.power)
    return 1.0 - normal.cdf(needed - effect * spec.traffic**HALF)


@compiled
def passes(u, is_good, keeps_good, keeps_other):
    """Whether a loop lets an idea pass, given its uniform draw in (0, 1)."""
    return u < (keeps_good if is_good else keeps_other)


@compiled
def improved(gained, most, closes):
    """Gain in speed after one more retrospective: a share of what is left to gain."""
    return gained + closes * (most - gained)
