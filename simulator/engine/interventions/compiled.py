"""Interventions: what may be changed between two events, each an entry point for Python.

Time is settled before anything changes on which its booking depends, and what the change makes
possible begins at once, so that all accounts and rules hold as if the change were an event.
`checked.py` says what each of them is for, and checks what it is given.
"""

from __future__ import annotations

from ...kernel.calendar import cancel
from ...kernel.compiled import compiled, compiled_entry
from ...kernel.queues import pop, push
from ...kernel.units import NONE
from ...mechanisms.ceremonies import capped
from ...mechanisms.turnover import career_slot
from ...organisation.workforce import MOST_MEMBERSHIPS
from ...state.availability import become_unavailable, is_available, link, may_open
from ...state.boards import plan_sitting
from ...state.team_queues import CLASSES, queue_of, rank_in, rank_of_initiative
from ...state.time import reschedule, settle
from ..flow.dispatch import start_waiting
from ..flow.endings import end_initiative
from ..flow.moves import move_member
from ..flow.people import on_hired, on_leaves
from ..flow.portfolio import fill_portfolio
from ..flow.staffing import staff_waiting
from ..rules import broken_rule


@compiled_entry
def change_time(w, p, presence, called):
    """Person p is present, and called to meetings, for other shares of time than before."""
    person = w.people[p]
    settle(w, p)
    person.presence = presence
    person.called = called
    person.meetings = capped(called)
    if person.open_count > 0:
        reschedule(w, p)


@compiled_entry
def change_team(w, m, t, account):
    """Membership m belongs to team t from now on, -1 for none.

    Its open tasks for the team that it leaves go back there, before other work.
    """
    p = m // MOST_MEMBERSHIPS
    turn = w.people[p].available_since
    move_member(w, m, t, account)
    if w.clock[0].events == 0:
        keep_turn(w, p, turn)
    follow_up(w)


@compiled
def keep_turn(w, p, turn):
    """Before the first event person p stands where p's ordinal says, as if p had always sat there."""
    if not is_available(w, p):
        return
    become_unavailable(w, p)
    w.people[p].available_since = turn
    for m in range(p * MOST_MEMBERSHIPS, p * MOST_MEMBERSHIPS + w.people[p].memberships):
        if may_open(w.memberships[m]):
            link(w, m)


@compiled_entry
def start(w, t):
    """Team t has been opened, or may have more in progress: what can start does."""
    start_waiting(w, t)
    follow_up(w)


@compiled_entry
def reorder(w, t):
    """Order what waits in team t by its policy as it is now."""
    first = queue_of(w, t, 0, 0)
    for q in range(first, first + CLASSES * w.parameters[0].stages):
        root, aside = w.queues[q], NONE
        while root != NONE:
            rest = pop(w, root)
            w.items[root].sibling = aside
            aside, root = root, rest
        while aside != NONE:
            after = w.items[aside].sibling
            w.items[aside].rank = rank_in(w, w.items[aside], w.teams[t].policy)
            root = push(w, root, aside)
            aside = after
        w.queues[q] = root


@compiled_entry
def reorder_ideas(w, s, policy):
    """Order the ideas that wait for a place of scope s by a policy, and by what is thought of them now."""
    root, aside = w.scopes[s].waiting, NONE
    while root != NONE:
        rest = pop(w, root)
        w.items[root].sibling = aside
        aside, root = root, rest
    while aside != NONE:
        after = w.items[aside].sibling
        w.items[aside].rank = rank_of_initiative(w, w.initiatives[w.items[aside].initiative], policy)
        root = push(w, root, aside)
        aside = after
    w.scopes[s].waiting = root


@compiled_entry
def change_rhythm(w, number, period, first):
    """A board sits next on day `first`, drawn anew if negative, and every `period` days from then."""
    layer = w.layers[number]
    layer.period = period
    layer.phase = first
    layer.sittings = 0
    plan_sitting(w, number)


@compiled_entry
def end(w, n):
    """Initiative n is ended before its time."""
    end_initiative(w, n)
    follow_up(w)


@compiled
def follow_up(w):
    """What every event ends with: staffing, and the debug check."""
    clock = w.clock[0]
    if clock.first_scope != NONE:
        fill_portfolio(w)
    if clock.seats_freed == 1:
        staff_waiting(w)
    if w.parameters[0].debug == 1:
        clock.broken, clock.broken_at = broken_rule(w)


@compiled_entry
def empty_seat(w, p):
    """Person p leaves, and no successor is sought."""
    on_leaves(w, p)
    cancel(w, career_slot(w, p))
    follow_up(w)


@compiled_entry
def fill_seat(w, p):
    """The empty seat p is filled by a new person."""
    cancel(w, career_slot(w, p))
    on_hired(w, p)
    follow_up(w)
