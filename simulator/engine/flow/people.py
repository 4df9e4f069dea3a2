"""People leave and are hired: what that means for their work, their teams and the books."""

from __future__ import annotations

from ...kernel.compiled import compiled
from ...kernel.units import NONE
from ...mechanisms.money import pay_for_hiring, settle_costs
from ...mechanisms.turnover import (
    begin_ramp_up,
    empty_seat,
    end_mentoring,
    fill_seat,
    plan_leaving,
    seek_successor,
)
from ...organisation.workforce import MOST_MEMBERSHIPS
from ...state.log import log_person
from ...state.seats import most_open, offer_seat
from ...state.time import reschedule, settle
from ...work.records import HIRE
from .dispatch import take_work
from .returned_tasks import give_back


@compiled
def on_leaves(w, p):
    """Person p leaves: the person's open tasks go back to their teams, and the seat is empty."""
    settle(w, p)
    settle_costs(w)  # up to now at the payroll with p
    empty_seat(w, p)  # first, or p would be offered the tasks that p gives back
    for m in range(p * MOST_MEMBERSHIPS, p * MOST_MEMBERSHIPS + w.people[p].memberships):
        if w.memberships[m].team != NONE:
            give_back(w, p, m)
    reschedule(w, p)
    end_mentoring(w, p)
    seek_successor(w, p)


@compiled
def on_hired(w, p):
    """The empty seat p is filled by a new person, who takes up work at once."""
    settle(w, p)
    settle_costs(w)
    fill_seat(w, p)
    pay_for_hiring(w)
    begin_ramp_up(w, p)
    w.people[p].open_limit = most_open(w.people[p])
    offer_seat(w, p)
    if w.people[p].most_seats > 0:
        w.clock[0].seats_freed = 1
    log_person(w, HIRE, p)
    plan_leaving(w, p)
    take_work(w, p)
