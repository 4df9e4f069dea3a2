"""Careers: people leave, seats stay empty, newcomers ramp up with somebody's help."""

from __future__ import annotations

from ...kernel.calendar import schedule, snapped
from ...kernel.chance import LEAVING, SKILL, VACANCY, draw
from ...kernel.compiled import compiled
from ...kernel.quantiles import quantile
from ...mechanisms.contributors import join_initiative, leave_initiative
from ...mechanisms.learning import DAYS_PER_WEEK, mean_ramp
from ...mechanisms.turnover import NEVER
from ...organisation.workforce import MOST_MEMBERSHIPS
from ...state.availability import become_unavailable
from ...state.clock import HIRED, LEAVES
from ...state.experience import forget_everything, is_ramping_up
from ...state.log import log_person
from ...state.seats import most_open, offer_seat, withdraw_seat
from ...state.time import reschedule, settle
from ...work.records import HIRE, LEAVE
from .dispatch import take_work
from .market import pay_for_hiring, settle_costs
from .returned_tasks import give_back

NONE = -1
MOST_MENTORING = 0.8
"""Nobody gives more of his time than this to newcomers."""


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
def on_leaves(w, p):
    """Person p leaves: his team gets back what he has in hand, and his seat is empty."""
    person, clock = w.people[p], w.clock[0]
    settle(w, p)
    settle_costs(w)
    become_unavailable(w, p)
    withdraw_seat(w, p)
    person.away = 1
    person.open_limit = 0
    for duty in range(len(person.owed)):
        person.owed[duty] = 0.0
    for m in range(p * MOST_MEMBERSHIPS, p * MOST_MEMBERSHIPS + person.memberships):
        if w.memberships[m].team != NONE:
            give_back(w, p, m)
    reschedule(w, p)
    change_seat_lives(w, p, False)
    end_mentoring(w, p)
    log_person(w, LEAVE, p)
    clock.payroll -= person.pay
    clock.leavers += 1
    u = draw(clock.seed, VACANCY, p, 0, person.generation)[0]
    schedule(w, career_slot(w, p), HIRED, p, snapped(clock.now + quantile(w, w.parameters[0].vacancy_law, u)))


@compiled
def change_seat_lives(w, p, come):
    """Person p lives on the initiatives of his temporary teams, or does so no longer."""
    for m in range(p * MOST_MEMBERSHIPS + 1, p * MOST_MEMBERSHIPS + w.people[p].memberships):
        t = w.memberships[m].team
        if t == NONE or w.teams[t].first_seat == NONE:
            continue
        if come:
            join_initiative(w, p, w.teams[t].initiative, t)
        else:
            leave_initiative(w, p, w.teams[t].initiative)


@compiled
def on_hired(w, p):
    """The empty seat p is filled by somebody new, who knows nothing yet."""
    person, clock = w.people[p], w.clock[0]
    settle(w, p)
    settle_costs(w)
    person.away = 0
    person.generation += 1
    person.hired_at = clock.now
    u = draw(clock.seed, SKILL, person.role, person.number, person.generation)[0]
    person.skill = quantile(w, w.roles[person.role].skill_law, u)
    forget_everything(w, p)
    for m in range(p * MOST_MEMBERSHIPS, p * MOST_MEMBERSHIPS + person.memberships):
        w.memberships[m].since = clock.now
    clock.payroll += person.pay
    pay_for_hiring(w)
    begin_ramp_up(w, p)
    person.open_limit = most_open(person)
    change_seat_lives(w, p, True)
    offer_seat(w, p)
    if person.most_seats > 0:
        clock.seats_freed = 1
    log_person(w, HIRE, p)
    plan_leaving(w, p)
    take_work(w, p)


@compiled
def begin_ramp_up(w, p):
    """Person p learns on the job, and a colleague helps him."""
    person = w.people[p]
    if w.parameters[0].ramp_days <= 0.0:
        return
    rate_ramp(w, p)
    q = mentor_for(w, p)
    person.mentor = q
    if q != NONE:
        change_mentoring(w, q, w.parameters[0].mentoring)


@compiled
def rate_ramp(w, p):
    """Share of his time on tasks that is productive, of newcomer p until the week is over."""
    person, clock, parameters = w.people[p], w.clock[0], w.parameters[0]
    week_ends = (clock.week + 1.0) * DAYS_PER_WEEK
    person.ramp = mean_ramp(
        clock.now, week_ends, person.hired_at, parameters.ramp_days, parameters.ramp_start
    )


@compiled
def mentor_for(w, p):
    """Who helps newcomer p: of his first team, of his role first, whoever helps the fewest; -1 for nobody."""
    t = w.memberships[p * MOST_MEMBERSHIPS].team
    if t == NONE or w.parameters[0].mentoring <= 0.0:
        return NONE
    best, best_rank = NONE, 0.0
    m = w.teams[t].first_member
    while m != NONE:
        q = m // MOST_MEMBERSHIPS
        other = w.people[q]
        if q != p and other.away == 0 and not is_ramping_up(w, other):
            rank = other.mentoring + (0.0 if other.role == w.people[p].role else 1.0)
            helps = other.mentoring + w.parameters[0].mentoring <= MOST_MENTORING
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
def release_mentor(w, p):
    """Nobody helps person p any more."""
    person = w.people[p]
    if person.mentor != NONE:
        change_mentoring(w, person.mentor, -w.parameters[0].mentoring)
        person.mentor = NONE


@compiled
def end_mentoring(w, p):
    """Person p, who leaves, helps nobody and is helped by nobody."""
    release_mentor(w, p)
    if w.people[p].mentoring > 0.0:
        for q in range(w.parameters[0].people):
            if w.people[q].mentor == p:
                w.people[q].mentor = NONE
        w.people[p].mentoring = 0.0
    w.people[p].ramp = 1.0


@compiled
def go_on_ramping_up(w, p):
    """A week is over: newcomer p is nearer to being as good as anybody."""
    person = w.people[p]
    if person.ramp >= 1.0 and person.mentor == NONE:
        return
    settle(w, p)
    if is_ramping_up(w, person):
        rate_ramp(w, p)
    else:
        person.ramp = 1.0
        release_mentor(w, p)
