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
from collections.abc import Sequence
from statistics import NormalDist
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from ..kernel.calendar import cancel, schedule, snapped
from ..kernel.chance import FEEDBACK, draw
from ..kernel.compiled import compiled
from ..kernel.quantiles import LawBook
from ..kernel.units import DAYS_PER_WEEK, HOURS_PER_DAY, NONE
from ..kernel.world import table
from ..metadata import Plausible, Source, Unit
from ..organisation.recipes import Team
from ..spec import LAST_DAY, Days, Probability, Spec
from ..state.clock import STUDY_DONE
from ..state.duties import CONSULTING_DUTY, owe
from ..state.owners import speaker
from ..state.slots import item_slot
from ..state.time import change_state
from ..work.records import DECISION
from .entry import Column, Mechanism, Parameter, Setting

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


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters."""
    spec = setting.of(FeedbackSpec)
    loops, retros = loops_of(spec), spec.retrospectives
    return {
        "studies": sum(before for before, *_ in loops),
        "loops": len(loops),
        "idea_lift": spec.good_share_lift,
        "retro_weeks": retros.every_days / DAYS_PER_WEEK if retros else 0.0,
        "most_gain": retros.most_gain if retros else 0.0,
        "closes": retros.closes if retros else 0.0,
    }


def loops_of(spec: FeedbackSpec) -> list[tuple[int, float, float, float, float, float]]:
    """Loops of feedback as rows of LOOP: those before commitment, then those after release."""
    rows: list[tuple[int, float, float, float, float, float]] = []
    if (research := spec.research) is not None:
        hours = research.hours / HOURS_PER_DAY
        rows.append((1, research.delay_days, 0.0, hours, research.accuracy, 1.0 - research.accuracy))
    if (asked := spec.stakeholders) is not None:
        hours = asked.hours / HOURS_PER_DAY
        rows.append((1, 0.0, asked.every_days, hours, asked.accuracy, 1.0 - asked.accuracy))
    if (test := spec.ab_test) is not None:
        hours = test.hours / HOURS_PER_DAY
        rows.append((0, test.duration_days, 0.0, hours, power_at(test), test.false_positive))
    if (usage := spec.usage) is not None:
        hours = usage.hours / HOURS_PER_DAY
        rows.append((0, usage.delay_days, 0.0, hours, usage.accuracy, 1.0 - usage.accuracy))
    return rows


def tables(setting: Setting, people: int, periods: int) -> dict[str, Any]:
    """The loops of feedback."""
    loops = loops_of(setting.of(FeedbackSpec)) if setting.acts("feedback") else []
    rows = table(LOOP, max(1, len(loops)))
    for k, row in enumerate(loops):
        rows[k] = row
    return {"loops": rows}


def retrospective_hours(setting: Setting, teams: Sequence[Team]) -> list[tuple[int, float]]:
    """Members of teams that look back, with their hours per week; once for each person."""
    spec = setting.of(FeedbackSpec).retrospectives if setting.acts("feedback") else None
    if spec is None:
        return []
    people = {person for team in teams for person, _ in team.members}
    return [(person, spec.hours * DAYS_PER_WEEK / spec.every_days) for person in sorted(people)]


MECHANISM = Mechanism(
    name="feedback",
    claim="Research, stakeholders, tests and usage data keep out some ideas that do not help; teams that look back improve.",
    sources=("S18", "S32", "P31", "P62", "P63", "P64", "P65"),
    section="feedback",
    spec=FeedbackSpec,
    says="What customers and data say of ideas; without it they are not asked.",
    needs_section=True,
    parameters=(
        Parameter("studies", "i8", 0, "loops before commitment; the others come after release"),
        Parameter("loops", "i8", 0, "loops of feedback"),
        Parameter("idea_lift", "f8", 0.0, "by how much each loop raises the share of good ideas"),
        Parameter("retro_weeks", "f8", 0.0, "weeks between retrospectives, 0 for none"),
        Parameter("most_gain", "f8", 0.0, "most that a team can gain in speed, as a share"),
        Parameter("closes", "f8", 0.0, "share of what is left to gain that each retrospective closes"),
    ),
    values=values,
    every_week=("retro_weeks",),
    follows_features=True,
    columns={
        "initiatives": (
            Column("studied", "i8", 0, "loops of feedback that it has been through before commitment"),
            Column("kept", "i8", 0, "1 kept, -1 taken back, 0 not all released"),
            Column("taken_back_at", "f8", math.nan, "working day"),
        ),
        "teams": (Column("gained", "f8", 0, "what retrospectives have added to its speed, as a share"),),
    },
    tables=tables,
)
