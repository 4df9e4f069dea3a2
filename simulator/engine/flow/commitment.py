"""Commitment: an initiative is funded, and its first items come into being."""

from __future__ import annotations

from ...kernel.calendar import schedule, snapped
from ...kernel.compiled import compiled
from ...kernel.units import NONE
from ...mechanisms.alignment import meet_another
from ...mechanisms.funding import (
    ask_for_money,
    is_paid_at_once,
    next_to_pay,
    pay_for,
    renew,
    stop_asking_for_money,
)
from ...mechanisms.money import estimate_effort
from ...mechanisms.precedence import ready_at_once
from ...state.clock import FUNDING, FUNDING_SLOT
from ...state.rows import close_item
from ...state.time import change_state
from ...work.records import APPROVAL, OPEN
from .blocking import raise_decision
from .items import add_up_efforts, create_next, new_proposal
from .staffing import wait_for_staff


@compiled
def commit_when_funded(w, n):
    """Initiative n, which nothing else keeps from it, is committed, at once or when there is money for it."""
    initiative = w.initiatives[n]
    if is_paid_at_once(w, initiative):
        pay_and_commit(w, n)
        return
    if initiative.proposal == NONE:
        initiative.proposal = new_proposal(w, n, 0)
    change_state(w, w.items[initiative.proposal], APPROVAL)
    ask_for_money(w, initiative)


@compiled
def pay_and_commit(w, n):
    """Initiative n is paid for and committed."""
    initiative = w.initiatives[n]
    pay_for(w, initiative)
    stop_asking_for_money(w, initiative)
    if initiative.proposal != NONE:
        end_proposal(w, n)
    commit(w, n)


@compiled
def plan_funding(w):
    """Put the next round of funding on the calendar, if there is one."""
    clock = w.clock[0]
    if w.parameters[0].funding > 0:
        clock.rounds += 1
        schedule(w, FUNDING_SLOT, FUNDING, 0, snapped(clock.rounds * w.parameters[0].funding_days))


@compiled
def on_funding(w):
    """A round of funding: envelopes are renewed, and initiatives that wait are funded in the order in which they asked."""
    renew(w)
    n = next_to_pay(w)
    while n != NONE:
        pay_and_commit(w, n)
        n = next_to_pay(w)
    plan_funding(w)


@compiled
def end_proposal(w, n):
    """Close the item that stands for initiative n; no one works on the initiative as such any more."""
    close_item(w, w.initiatives[n].proposal, OPEN)
    w.initiatives[n].proposal = NONE


@compiled
def commit(w, n):
    """Create the items of initiative n that are ready, each with the changes it needs elsewhere."""
    initiative = w.initiatives[n]
    initiative.committed_at = w.clock[0].now
    initiative.numbered = initiative.items  # dependent changes are numbered after its own items
    initiative.unfinished = initiative.items
    add_up_efforts(w, initiative)
    estimate_effort(w, initiative)
    meet_another(w, n)
    raise_decision(w, n)  # first: what is created rests as well
    for _ in range(ready_at_once(initiative.items, w.streams[initiative.stream].parallel)):
        create_next(w, n)
    if w.parameters[0].staff_roles > 0:
        wait_for_staff(w, n)
