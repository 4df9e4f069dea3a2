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

import math
from statistics import NormalDist
from typing import Annotated

import numpy as np
from pydantic import Field

from ..kernel.calendar import cancel, schedule, snapped
from ..kernel.chance import FEEDBACK, draw
from ..kernel.compiled import compiled
from ..kernel.units import NONE
from ..spec import LAST_DAY, Days, Probability, Spec
from ..state.clock import STUDY_DONE
from ..state.duties import CONSULTING_DUTY, owe
from ..state.owners import speaker
from ..state.slots import item_slot
from ..state.time import change_state
from ..work.records import DECISION

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

    hours: Hours = 24.0
    """Of whoever did the discovery. Range 8-80. Judgement; swept."""
    delay_days: Days = 5.0
    """Working days until it is over. Range 2-20. Judgement; swept."""
    accuracy: Probability = 0.7
    """Chance that it is right, of good ideas and of others. Range 0.5-0.9. Judgement; swept."""


class StakeholdersSpec(Spec):
    """Sales, support and finance say what they think of an idea, before commitment."""

    hours: Hours = 4.0
    """Of whoever did the discovery. Range 1-16. Judgement; swept."""
    every_days: BetweenMeetings = 10.0
    """Working days between their meetings. Range 5-65. Judgement; swept."""
    accuracy: Probability = 0.6
    """Chance that they are right. Range 0.5-0.8. Judgement; swept."""


class AbTestSpec(Spec):
    """A controlled experiment once everything of an initiative is out."""

    false_positive: Probability = 0.025
    """Chance that a feature without merit passes (S18)."""
    power: Annotated[float, Field(gt=0, lt=1)] = 0.8
    """Chance that a good one passes at traffic 1 (S18). Range 0.5-0.95."""
    duration_days: Days = 10.0
    """Working days that it runs. Range 5-20 (P65)."""
    traffic: Annotated[float, Field(gt=0, le=MOST_TRAFFIC)] = 1.0
    """Users it reaches, as a share of what the power is planned for. Range 0.05-2 (P65)."""
    hours: Hours = 8.0
    """Of whoever worked on it last. Range 2-40. Judgement; swept."""


class UsageSpec(Spec):
    """What usage data say once everything of an initiative is out."""

    hours: Hours = 4.0
    """Of whoever worked on it last. Range 1-16. Judgement; swept."""
    delay_days: Days = 20.0
    """Working days until one can tell. Range 5-65. Judgement; swept."""
    accuracy: Probability = 0.65
    """Chance that they are right. Range 0.5-0.8. Judgement; swept."""


class RetrospectivesSpec(Spec):
    """Teams look back and improve how they work."""

    hours: Hours = 1.5
    """Of each member, each time. Range 1-3. Judgement; swept."""
    every_days: BetweenMeetings = 10.0
    """Working days between two. Range 5-65. Judgement; swept."""
    most_gain: Annotated[float, Field(ge=0, le=1)] = 0.10
    """Most that a team can gain in speed, as a share. Range 0-0.25 (P31). Judgement; swept."""
    closes: Probability = 0.05
    """Share of what is still to gain that each one closes. Range 0-0.2. Judgement; swept."""


class FeedbackSpec(Spec):
    """Feedback loops; those that are not named do not run."""

    research: ResearchSpec | None = None
    stakeholders: StakeholdersSpec | None = None
    ab_test: AbTestSpec | None = None
    usage: UsageSpec | None = None
    retrospectives: RetrospectivesSpec | None = None
    good_share_lift: Annotated[float, Field(ge=0, le=1)] = 0.0
    """By how much each loop before commitment raises the bound below which an idea is good. Range 0-0.1.
    Judgement; swept."""


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


@compiled
def settle_goodness(w, initiative):
    """An idea is good if its draw lies below a bound that may rise with feedback, harmful if far above."""
    stream = w.streams[initiative.stream]
    initiative.good = 0
    if initiative.idea < stream.good_share + w.parameters[0].idea_lift * initiative.studied:
        initiative.good = 1
    elif initiative.idea >= 1.0 - stream.harmful_share:
        initiative.good = -1
    initiative.value = initiative.worth * initiative.good


@compiled
def has_studies_ahead(w, n):
    """Whether a loop of feedback is still to be run before initiative n is decided on."""
    return w.initiatives[n].studied < w.parameters[0].studies


@compiled
def begin_study(w, n):
    """The next loop of feedback on initiative n begins; its proposal waits for it."""
    initiative, now = w.initiatives[n], w.clock[0].now
    i, loop = initiative.proposal, w.loops[initiative.studied]
    change_state(w, w.items[i], DECISION)
    person = speaker(w, w.items[i])
    if person != NONE:
        owe(w, person, CONSULTING_DUTY, loop.hours)
    day = now + loop.delay
    if loop.every > 0.0:
        day = math.floor(day / loop.every + 1.0) * loop.every
    schedule(w, item_slot(w, i), STUDY_DONE, initiative.ordinal, snapped(day))


@compiled
def study_passes(w, n):
    """A loop of feedback on initiative n is over: it may have made it better, and says yes or no."""
    initiative = w.initiatives[n]
    k = initiative.studied
    loop = w.loops[k]
    cancel(w, item_slot(w, initiative.proposal))
    initiative.studied += 1
    settle_goodness(w, initiative)
    u = draw(w.clock[0].seed, FEEDBACK, initiative.owner_key, k, 0)[0]
    return passes(u, initiative.good == 1, loop.keeps_good, loop.keeps_other)


@compiled
def look_back(w):
    """Teams hold those retrospectives that fall into the week that is over."""
    parameters, week = w.parameters[0], w.clock[0].week
    held = int(week / parameters.retro_weeks) - int((week - 1) / parameters.retro_weeks)
    for t in range(len(w.teams)):
        if w.teams[t].first_seat < 0 and w.teams[t].initiative >= 0:
            continue  # nobody sits in it now
        for _ in range(held):
            w.teams[t].gained = improved(w.teams[t].gained, parameters.most_gain, parameters.closes)
