"""Feedback: what customers and data say of an idea, before it is built and after it is out.

Claim. Most ideas do not help (P62). Research and stakeholders can say so before an idea is built; a test
or usage data can say so afterwards, and a feature that fails is taken back. Each takes hours and days,
and errs. No loop has a veto: what several of them say is combined by likelihood [Good1950]_, and an idea goes on, or
stays, if all signals together are at least as likely for a good idea as for another. A test sees more the more
users an area has (P65): its statistic is normal with standard deviation 1, and has the mean that a good idea's effect
has with that many users; 0 without effect; below 0 for harm. Where it has power, only what it finds
significant is kept; where it has not, all but what it finds harmful. Of a share `s` of good ideas and a share `1 - s`
without effect, a(1-s)/(a(1-s) + power s) of what is significant has no merit, with the false-positive rate `a` (S18).
Retrospectives make a team work a little better each time, with falling returns. An idea is good if its fixed draw
lies below a bound. The bound may rise with the feedback on the idea; by default it does not.

Source. Kohavi (P62-P65, S18, S32); retrospectives P31 and judgement. Accuracy of research and of
stakeholders is judgement, swept.

Off value. No loop runs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from ..kernel.calendar import cancel, schedule, snapped
from ..kernel.chance import FEEDBACK, draw
from ..kernel.compiled import compiled, plain
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
from .experiment import (
    KEEPS,
    AbTestSpec,
    Hours,
    chance_to_stay,
    effect_of,
    rule_in_force,
    traffic_in,
    traffic_of,
)

BetweenMeetings = Annotated[float, Field(ge=0.1, le=LAST_DAY)]
Accuracy = Annotated[float, Field(ge=0.5, le=1), Unit("probability")]

LEAST_CHANCE = 1e-300
ALMOST_SURE = 1.0 - 1e-12
ROUNDING = 1e-9

LOOP = np.dtype(
    [
        ("before", "i8"),  # 1: before commitment; 0: after everything is released
        ("is_test", "i8"),  # 1: a controlled experiment, whose power depends on the number of users
        ("delay", "f8"),  # working days until it is over
        ("every", "f8"),  # it then ends at the next multiple of these days; 0: at once
        ("hours", "f8"),  # days of work, of the person who worked on the idea last
        ("accuracy", "f8"),  # of any other loop: chance that it is right
    ],
    align=True,
)


class ResearchSpec(Spec):
    """Customer research, after discovery and before commitment."""

    hours: Annotated[Hours, Unit("hours"), Plausible(8, 80), Source(judgement=True)] = 24.0
    """Of the person who did the discovery."""
    delay_days: Annotated[Days, Plausible(2, 20), Source(judgement=True)] = 5.0
    """Working days until the research is over."""
    accuracy: Annotated[Accuracy, Plausible(0.5, 0.9), Source(judgement=True)] = 0.7
    """Chance that the research is right, of good ideas and of others."""


class StakeholdersSpec(Spec):
    """Sales, support and finance say what they think of an idea, before commitment."""

    hours: Annotated[Hours, Unit("hours"), Plausible(1, 16), Source(judgement=True)] = 4.0
    """Of the person who did the discovery."""
    every_days: Annotated[BetweenMeetings, Unit("working days"), Plausible(5, 65), Source(judgement=True)] = (
        10.0
    )
    """Working days between their meetings."""
    accuracy: Annotated[Accuracy, Plausible(0.5, 0.8), Source(judgement=True)] = 0.6
    """Chance that they are right."""


class UsageSpec(Spec):
    """What usage data say once everything of an initiative is out."""

    hours: Annotated[Hours, Unit("hours"), Plausible(1, 16), Source(judgement=True)] = 4.0
    """Of the person who worked on it last."""
    delay_days: Annotated[Days, Plausible(5, 65), Source(judgement=True)] = 20.0
    """Working days until the data can tell."""
    accuracy: Annotated[Accuracy, Plausible(0.5, 0.8), Source(judgement=True)] = 0.65
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


@compiled
def weight(yes, if_good, if_other):
    """Logarithm of the likelihood ratio of a signal, given the chances of a yes of good ideas and of others."""
    if not yes:
        if_good, if_other = 1.0 - if_good, 1.0 - if_other
    return math.log(max(if_good, LEAST_CHANCE) / max(if_other, LEAST_CHANCE))


@compiled
def what_a_loop_says(w, initiative, k):
    """Weight of what loop k says of an initiative: above 0 in its favour."""
    accuracy = min(w.loops[k].accuracy, ALMOST_SURE)
    u = draw(w.clock[0].seed, FEEDBACK, initiative.owner_key, k, 0)[0]
    yes = u < (accuracy if initiative.good == 1 else 1.0 - accuracy)
    return weight(yes, accuracy, 1.0 - accuracy)


@compiled
def what_a_test_says(w, initiative, k, traffic):
    """Weight of what a test with some traffic, loop k, says of an initiative."""
    parameters = w.parameters[0]
    bar, effect = parameters.test_bar, parameters.test_effect
    keep = rule_in_force(parameters.test_keeps, effect, bar, traffic)
    of_good = chance_to_stay(effect, bar, traffic, keep)
    of_none = chance_to_stay(0.0, bar, traffic, keep)
    chance = of_good if initiative.good == 1 else of_none
    if initiative.good == -1:
        chance = chance_to_stay(-w.streams[initiative.stream].harm * effect, bar, traffic, keep)
    u = draw(w.clock[0].seed, FEEDBACK, initiative.owner_key, k, 0)[0]
    return weight(u < chance, of_good, of_none)


@compiled
def judge_by_use(w, initiative):
    """Working day on which the loops after release have an initiative taken back; infinite if it stays."""
    parameters, now = w.parameters[0], w.clock[0].now
    says, day = 0.0, now
    for k in range(parameters.studies, parameters.loops):
        loop = w.loops[k]
        if loop.is_test == 1:
            traffic = traffic_in(w, initiative.product)
            if traffic <= 0.0:
                continue  # no one to test it on
            says += what_a_test_says(w, initiative, k, traffic)
        else:
            says += what_a_loop_says(w, initiative, k)
        if initiative.last_person != NONE:
            owe(w, initiative.last_person, CONSULTING_DUTY, loop.hours)
        day = max(day, snapped(now + loop.delay))
    return day if says < -ROUNDING else math.inf


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
    initiative.value = initiative.worth * (-stream.harm if initiative.good == -1 else initiative.good)


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
def end_study(w, n):
    """A loop of feedback on initiative n is over: it may have made the idea good, and has its say."""
    initiative = w.initiatives[n]
    cancel(w, item_slot(w, initiative.proposal))
    initiative.studied += 1
    settle_goodness(w, initiative)
    initiative.says += what_a_loop_says(w, initiative, initiative.studied - 1)


@compiled
def speaks_for_it(initiative):
    """Whether all that the loops before commitment have said is at least as likely for a good idea as for another."""
    return initiative.says >= -ROUNDING


@compiled
def look_back(w):
    """Teams hold those retrospectives that fall into the week that is over."""
    parameters, week = w.parameters[0], w.clock[0].week
    held = int(week / parameters.retro_weeks) - int((week - 1) / parameters.retro_weeks)
    for t in range(len(w.teams)):
        if w.teams[t].first_seat < 0 and w.teams[t].initiative >= 0:
            continue  # a temporary team that is not in use
        for _ in range(held):
            w.teams[t].gained = improved(w.teams[t].gained, parameters.most_gain, parameters.closes)


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters."""
    spec = setting.of(FeedbackSpec)
    loops, retros, test = loops_of(spec), spec.retrospectives, spec.ab_test or AbTestSpec()
    bar, effect = effect_of(test)
    return {
        "studies": sum(before for before, *_ in loops),
        "loops": len(loops),
        "test_bar": bar,
        "test_effect": effect,
        "test_keeps": KEEPS.index(test.keep),
        "test_traffic": traffic_of(setting, test),
        "test_users": test.users_share / test.users_needed,
        "idea_lift": spec.good_share_lift,
        "retro_weeks": retros.every_days / DAYS_PER_WEEK if retros else 0.0,
        "most_gain": retros.most_gain if retros else 0.0,
        "closes": retros.closes if retros else 0.0,
    }


def loops_of(spec: FeedbackSpec) -> list[tuple[int, int, float, float, float, float]]:
    """Loops of feedback as rows of LOOP: those before commitment, then those after release."""
    rows: list[tuple[int, int, float, float, float, float]] = []
    if (research := spec.research) is not None:
        hours = research.hours / HOURS_PER_DAY
        rows.append((1, 0, research.delay_days, 0.0, hours, research.accuracy))
    if (asked := spec.stakeholders) is not None:
        hours = asked.hours / HOURS_PER_DAY
        rows.append((1, 0, 0.0, asked.every_days, hours, asked.accuracy))
    if (test := spec.ab_test) is not None:
        rows.append((0, 1, test.duration_days, 0.0, test.hours / HOURS_PER_DAY, 0.0))
    if (usage := spec.usage) is not None:
        hours = usage.hours / HOURS_PER_DAY
        rows.append((0, 0, usage.delay_days, 0.0, hours, usage.accuracy))
    return rows


def chance_to_go_on(spec: FeedbackSpec, good: bool) -> float:
    """Chance that what the loops before commitment say, all together, speaks for an idea."""
    right = [
        min(loop.accuracy, ALMOST_SURE) for loop in (spec.research, spec.stakeholders) if loop is not None
    ]
    chance, weigh = 0.0, plain(weight)
    for answers in product((True, False), repeat=len(right)):
        says = sum(weigh(yes, a, 1.0 - a) for yes, a in zip(answers, right, strict=True))
        if says >= -ROUNDING:
            chance += math.prod(a if yes == good else 1.0 - a for yes, a in zip(answers, right, strict=True))
    return chance


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
        Parameter("test_bar", "f8", None, "standard errors above which a test finds an effect significant"),
        Parameter(
            "test_effect", "f8", None, "standard errors by which a good idea shows with all users needed"
        ),
        Parameter("test_keeps", "i8", None, "which features a test keeps: place in KEEPS"),
        Parameter("test_traffic", "f8", None, "users over those needed, below 0 where customers say it"),
        Parameter("test_users", "f8", None, "users whom a test reaches for each customer, over those needed"),
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
            Column("says", "f8", 0, "what those loops have said: sum of logarithms of likelihood ratios"),
            Column("kept", "i8", 0, "1 kept, -1 taken back, 0 not all released"),
            Column("taken_back_at", "f8", math.nan, "working day"),
        ),
        "teams": (Column("gained", "f8", 0, "what retrospectives have added to its speed, as a share"),),
    },
    tables=tables,
)
