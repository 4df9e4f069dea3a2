"""Turnover: people leave, seats stay empty, newcomers begin from nothing.

Claim. People leave at a constant rate. Their open tasks go back to their team, and what they knew goes
with them. The seat is empty for a hiring time. The successor is another person, with another skill, and
ramps up (`learning`): in a steady state hR(1-s)/2 of all output is lost to that, for a rate h, a linear
ramp of length R and a start at the share s (S19).

Source. Rate P22 (0.13 a year, 0.06-0.24); ramp-up P18-P20; mentors P21; time to hire is judgement.

Off value. No one leaves: rate 0.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..kernel.calendar import schedule, snapped
from ..kernel.chance import LEAVING, SKILL, VACANCY, draw
from ..kernel.compiled import compiled
from ..kernel.distributions import Distribution, Lognormal, LognormalLaw
from ..kernel.quantiles import LawBook, quantile
from ..kernel.units import DAYS_PER_WEEK, DAYS_PER_YEAR, NONE
from ..metadata import Plausible, Source, Unit
from ..organisation.workforce import MOST_MEMBERSHIPS
from ..spec import Days, Probability, Spec
from ..state.availability import become_unavailable
from ..state.clock import HIRED, LEAVES
from ..state.experience import forget_everything
from ..state.log import log_person
from ..state.pairs import know_no_one
from ..state.seats import withdraw_seat
from ..state.time import reschedule, settle
from ..work.records import LEAVE
from .entry import Column, Mechanism, Parameter, Setting

MOST_PER_YEAR = 52.0
NEVER = 1e9
"""Days after which an event effectively never happens; the calendar holds no later ones."""


class RampUpSpec(Spec):
    """How a newcomer becomes productive; belongs to the mechanism `learning`."""

    days: Annotated[Days, Plausible(40, 200), Source("P18", "P19")] = 80.0
    """Working days until the newcomer is fully productive."""
    start: Annotated[
        float, Field(gt=0, le=1), Unit("share"), Plausible(0.1, 0.4), Source("P20", judgement=True)
    ] = 0.25
    """Share of the newcomer's time that is productive on the first day."""


class PeopleSpec(Spec):
    """How people come and go. `people: {}` takes the defaults; without it no one does."""

    turnover_per_year: Annotated[
        float, Field(ge=0, le=MOST_PER_YEAR), Unit("per year"), Plausible(0.06, 0.24), Source("P22")
    ] = 0.13
    """Rate at which each person leaves."""
    vacancy_days: Annotated[
        Distribution, Unit("working days"), Plausible(20, 90, of="mean"), Source(judgement=True)
    ] = LognormalLaw(lognormal=Lognormal(mean=45.0, sigma=0.5))
    """Working days until a seat is filled again."""
    ramp_up: RampUpSpec = RampUpSpec()
    mentoring: Annotated[Probability, Unit("share"), Plausible(0.1, 0.3), Source("P21")] = 0.2
    """Share of a colleague's time that each newcomer takes, on average over the ramp-up: twice that at first, nothing at
    its end."""


@compiled
def is_ramping_up(w, person):
    """Whether a person is a newcomer: ramp-up stands for all that they have not learned yet."""
    return person.generation > 0 and w.clock[0].now < person.hired_at + w.parameters[0].ramp_days


@compiled
def mean_ramp(since, until, hired_at, days, start):
    """Mean share of a newcomer's time that is productive between two days.

    It rises linearly from `start` on the day of hiring to 1 after `days`.
    """
    if days <= 0.0 or since >= hired_at + days:
        return 1.0
    end = min(until, hired_at + days)
    if until <= since:
        return start + (1.0 - start) * (since - hired_at) / days
    middle = start + (1.0 - start) * (0.5 * (since + end) - hired_at) / days
    return (middle * (end - since) + (until - end)) / (until - since)


AT_FIRST = 2.0
"""A newcomer takes this many times the mean share at first; it falls to nothing in a straight line."""
MOST_MENTORING = 0.8
"""No one gives more of their time than this to newcomers."""


@compiled
def career_slot(w, p):
    """Slot of the next turn in a person's career."""
    return w.parameters[0].first_career_slot + p


@compiled
def plan_leaving(w, p):
    """Draw when person p will leave."""
    parameters, clock = w.parameters[0], w.clock[0]
    if parameters.leaving_law < 0:
        return
    u = draw(clock.seed, LEAVING, p, 0, w.people[p].generation)[0]
    day = snapped(clock.now + min(quantile(w, parameters.leaving_law, u), NEVER))
    schedule(w, career_slot(w, p), LEAVES, p, day)


@compiled
def empty_seat(w, p):
    """Person p is gone: in no list, and owing no time to any duty."""
    become_unavailable(w, p)
    withdraw_seat(w, p)
    person = w.people[p]
    person.away = 1
    person.open_limit = 0
    for duty in range(len(person.owed)):
        person.owed[duty] = 0.0


@compiled
def seek_successor(w, p):
    """The seat of person p costs nothing until it is filled; draw when that will be."""
    person, clock = w.people[p], w.clock[0]
    log_person(w, LEAVE, p)
    clock.payroll -= person.pay
    clock.leavers += 1
    u = draw(clock.seed, VACANCY, p, 0, person.generation)[0]
    schedule(w, career_slot(w, p), HIRED, p, snapped(clock.now + quantile(w, w.parameters[0].vacancy_law, u)))


@compiled
def fill_seat(w, p):
    """The empty seat p is filled by another person, with a skill of their own and no experience yet."""
    person, clock = w.people[p], w.clock[0]
    person.away = 0
    person.generation += 1
    person.hired_at = clock.now
    u = draw(clock.seed, SKILL, person.role, person.number, person.generation)[0]
    person.skill = quantile(w, w.roles[person.role].skill_law, u)
    forget_everything(w, p)
    know_no_one(w, p)
    for m in range(p * MOST_MEMBERSHIPS, p * MOST_MEMBERSHIPS + person.memberships):
        w.memberships[m].since = clock.now
    clock.payroll += person.pay


@compiled
def begin_ramp_up(w, p):
    """Person p learns on the job, and a colleague helps."""
    person = w.people[p]
    if w.parameters[0].ramp_days <= 0.0:
        return
    rate_ramp(w, p)
    q = mentor_for(w, p)
    person.mentor = q
    take_time(w, p)


@compiled
def rate_ramp(w, p):
    """Set the share of newcomer p's time on tasks that is productive, until the week is over."""
    person, clock, parameters = w.people[p], w.clock[0], w.parameters[0]
    week_ends = (clock.week + 1.0) * DAYS_PER_WEEK
    person.ramp = mean_ramp(
        clock.now, week_ends, person.hired_at, parameters.ramp_days, parameters.ramp_start
    )


@compiled
def mentor_for(w, p):
    """Mentor for newcomer p, of p's first team: p's role first, then who mentors least; -1 for none."""
    t = w.memberships[p * MOST_MEMBERSHIPS].team
    if t == NONE or w.parameters[0].mentoring <= 0.0:
        return NONE
    best, best_rank = NONE, 0.0
    m = w.teams[t].first_member
    while m != NONE:
        q = m // MOST_MEMBERSHIPS
        other = w.people[q]
        if q != p and other.away == 0 and not is_ramping_up(w, other):
            # mentoring is below 1, so that the same role comes first
            rank = other.mentoring + (0.0 if other.role == w.people[p].role else 1.0)
            helps = other.mentoring + AT_FIRST * w.parameters[0].mentoring <= MOST_MENTORING
            if helps and (best == NONE or rank < best_rank):
                best, best_rank = q, rank
        m = w.memberships[m].next_member
    return best


@compiled
def change_mentoring(w, q, share):
    """Newcomers take more or less of person q's time."""
    settle(w, q)
    w.people[q].mentoring = max(0.0, w.people[q].mentoring + share)
    if w.people[q].open_count > 0:
        reschedule(w, q)


@compiled
def take_time(w, p):
    """Newcomer p takes as much of a mentor's time as they need until the week is over, on average."""
    person, clock, parameters = w.people[p], w.clock[0], w.parameters[0]
    if person.mentor == NONE:
        return
    week_ends = (clock.week + 1.0) * DAYS_PER_WEEK
    learned = mean_ramp(clock.now, week_ends, person.hired_at, parameters.ramp_days, 0.0)
    share = AT_FIRST * parameters.mentoring * (1.0 - learned)
    change_mentoring(w, person.mentor, share - person.time_taken)
    person.time_taken = share


@compiled
def release_mentor(w, p):
    """Person p has no mentor any more."""
    person = w.people[p]
    if person.mentor != NONE:
        change_mentoring(w, person.mentor, -person.time_taken)
        person.mentor = NONE
        person.time_taken = 0.0


@compiled
def end_mentoring(w, p):
    """Person p, who leaves, mentors no one and has no mentor."""
    release_mentor(w, p)
    if w.people[p].mentoring > 0.0:
        for q in range(w.parameters[0].people):
            if w.people[q].mentor == p:
                w.people[q].mentor = NONE
                w.people[q].time_taken = 0.0
        w.people[p].mentoring = 0.0
    w.people[p].ramp = 1.0


@compiled
def go_on_ramping_up(w, p):
    """A week is over: the ramp-up of newcomer p progresses, or ends."""
    person = w.people[p]
    if person.ramp >= 1.0 and person.mentor == NONE:
        return
    settle(w, p)
    if is_ramping_up(w, person):
        rate_ramp(w, p)
        take_time(w, p)
    else:
        person.ramp = 1.0
        release_mentor(w, p)


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters; newcomers ramp up where `learning` is not switched off."""
    spec = setting.of(PeopleSpec)
    leaving = setting.acts("turnover") and spec.turnover_per_year > 0
    ramping = leaving and setting.is_on("learning")
    return {
        "leaving_law": laws.exponential(min(DAYS_PER_YEAR / spec.turnover_per_year, NEVER))
        if leaving
        else -1,
        "vacancy_law": laws.number(spec.vacancy_days) if leaving else -1,
        "ramp_days": spec.ramp_up.days * ramping,
        "ramp_start": spec.ramp_up.start,
        "mentoring": spec.mentoring * ramping,
    }


MECHANISM = Mechanism(
    name="turnover",
    claim="People leave at a constant rate; seats stay empty until they are filled, and newcomers ramp up.",
    sources=("S19", "P18", "P19", "P20", "P21", "P22"),
    section="people",
    spec=PeopleSpec,
    says="How people come and go; without it no one does.",
    needs_section=True,
    parameters=(
        Parameter("leaving_law", "i8", -1, "working days until a person leaves"),
        Parameter("vacancy_law", "i8", -1, "working days until a seat is filled again"),
        Parameter("ramp_days", "f8", 0.0, "working days until a newcomer is fully productive"),
        Parameter("ramp_start", "f8", None, "productive share of time on the first day"),
        Parameter("mentoring", "f8", 0.0, "share of a colleague's time that a newcomer takes"),
    ),
    values=values,
    every_week=("ramp_days",),
    accounts=("learning", "mentoring"),
    columns={
        "people": (
            Column("hired_at", "f8", 0, "working day"),
            Column("mentor", "i8", -1, "who helps the person to ramp up"),
            Column("time_taken", "f8", 0, "share of the mentor's time that the person takes"),
        )
    },
)
