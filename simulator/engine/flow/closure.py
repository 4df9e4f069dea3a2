"""Closure: an initiative is over, and what it held is given back."""

from __future__ import annotations

from ...kernel.calendar import cancel
from ...kernel.compiled import compiled
from ...kernel.units import NONE
from ...mechanisms.coordination import disband
from ...mechanisms.funding import stop_asking_for_money
from ...state.portfolio import free_place
from ...state.rows import leave_backlog
from ...state.slots import initiative_slot
from ...state.time import book_initiative
from .temporary_teams import dissolve


@compiled
def close_initiative(w, n, fate):
    """Initiative n is over: keep what became of it, and free its row."""
    initiative, clock = w.initiatives[n], w.clock[0]
    dissolve(w, initiative)
    disband(w, n)
    book_initiative(w, n)
    initiative.closed_at = clock.now
    initiative.fate = fate
    cancel(w, initiative_slot(w, n))
    leave_backlog(w, initiative)
    stop_asking_for_money(w, initiative)
    free_place(w, initiative)
    if initiative.feature != NONE:
        let_feature_go(w, initiative)
    w.closed_initiatives[clock.closed_initiatives] = initiative
    clock.closed_initiatives += 1
    clock.open_initiatives -= 1
    clock.cohort_open -= initiative.in_cohort
    initiative.ordinal = NONE
    initiative.next_free = clock.free_initiative
    clock.free_initiative = n
    clock.free_initiatives += 1


@compiled
def let_feature_go(w, initiative):
    """What users have of an initiative that was ended stays, until its life is over or its harm is noticed."""
    feature = w.features[initiative.feature]
    feature.initiative = NONE
    if feature.is_taken_back == 1:
        initiative.kept = -1
        initiative.taken_back_at = feature.turns_at
