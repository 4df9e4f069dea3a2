"""Careers: people leave, seats stay empty, newcomers ramp up with somebody's help."""

from __future__ import annotations

from ...kernel.calendar import schedule, snapped
from ...kernel.chance import SKILL, VACANCY, draw
from ...kernel.compiled import compiled
from ...kernel.quantiles import quantile
from ...kernel.units import NONE
from ...mechanisms.coordination import join_initiative, leave_initiative
from ...mechanisms.money import pay_for_hiring, settle_costs
from ...mechanisms.turnover import (
    begin_ramp_up,
    career_slot,
    end_mentoring,
    plan_leaving,
)
from ...organisation.workforce import MOST_MEMBERSHIPS
from ...state.availability import become_unavailable
from ...state.clock import HIRED
from ...state.experience import forget_everything
from ...state.log import log_person
from ...state.seats import most_open, offer_seat, withdraw_seat
from ...state.time import reschedule, settle
from ...work.records import HIRE, LEAVE
from .dispatch import take_work
from .returned_tasks import give_back


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
