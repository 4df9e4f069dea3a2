"""Tasks are opened and put down: the only place where a person and an item come together."""

from __future__ import annotations

from ...kernel.calendar import cancel
from ...kernel.compiled import compiled
from ...kernel.units import NONE
from ...mechanisms.coordination import disengage, engage, focus_of, unit_of
from ...mechanisms.learning import learned_speed
from ...mechanisms.support import count_begun
from ...mechanisms.switching import rate_switching, touch_area
from ...organisation.workforce import MOST_OPEN_TASKS
from ...state.availability import become_unavailable
from ...state.log import log
from ...state.rows import leave_backlog
from ...state.slots import initiative_slot
from ...state.time import change_state, pay_attention, reschedule, settle
from ...work.records import HOLDS_PLACE, INCIDENT, NEEDS_PLACE, START, STOP, TOUCH, WORK


@compiled
def start_task(w, p, membership, i):
    """Person p, who is in no list of available people, opens item i for one of their teams."""
    person, item = w.people[p], w.items[i]
    team = w.teams[item.team]
    settle(w, p)  # first: time up to now was worked at the old shares
    change_state(w, item, TOUCH)
    if item.place == NEEDS_PLACE:
        item.place = HOLDS_PLACE
        team.in_progress += 1
    if not item.started_at >= 0.0:  # not a number before the first start
        item.started_at = w.clock[0].now
        begin_initiative(w, item.initiative)
    count_begun(w, team, item)
    item.person = p
    item.raised_by = NONE
    item.membership = membership
    item.share = 0.0
    w.memberships[membership].open += 1
    w.open_tasks[p * MOST_OPEN_TASKS + person.open_count] = i
    person.open_count += 1
    person.incidents += item.kind == INCIDENT
    contribute(w, p, item)  # first: p counts among those who are engaged
    item.speed = speed_of(w, p, item)
    item.focus = focus_of(w, p, item)
    rate_switching(w, p)
    log(w, START, item, p, item.team)
    reschedule(w, p)


@compiled
def contribute(w, p, item):
    """Person p is engaged on the unit of an item, in place of the person who had it before."""
    if item.contributor == p:
        return
    leave_unit(w, item)
    engage(w, p, unit_of(w, item), item.team, w.memberships[item.membership].since)
    item.contributor = p


@compiled
def leave_unit(w, item):
    """Because of this item no one is engaged on its unit any more."""
    if item.contributor != NONE:
        disengage(w, item.contributor, unit_of(w, item))
        item.contributor = NONE


@compiled
def speed_of(w, p, item):
    """Nominal days done per day worked; transfer work takes everyone the same time."""
    if item.phase != WORK:
        return 1.0
    person = w.people[p]
    speed = person.skill * w.fit[person.role * w.parameters[0].stages + item.stage]
    return speed * learned_speed(w, p, item) * (1.0 + w.teams[item.team].gained)


@compiled
def begin_initiative(w, n):
    """A person works on initiative n: it can no longer expire."""
    if n != NONE and w.initiatives[n].begun == 0:
        w.initiatives[n].begun = 1
        w.initiatives[n].begun_at = w.clock[0].now
        cancel(w, initiative_slot(w, n))
        leave_backlog(w, w.initiatives[n])


@compiled
def stop_task(w, p, i):
    """Person p, whose time is settled, no longer has item i open."""
    person, item = w.people[p], w.items[i]
    last = p * MOST_OPEN_TASKS + person.open_count - 1
    k = p * MOST_OPEN_TASKS
    while w.open_tasks[k] != i:
        k += 1
    while k < last:  # the order of the others stays: it decides ties
        w.open_tasks[k] = w.open_tasks[k + 1]
        k += 1
    person.open_count -= 1
    person.incidents -= item.kind == INCIDENT
    w.memberships[item.membership].open -= 1
    pay_attention(w, item, 0.0)
    touch_area(w, p, item)
    rate_switching(w, p)
    item.share = 0.0
    item.person = NONE
    log(w, STOP, item, p, item.team)


@compiled
def put_down(w, i):
    """The person who has item i open puts it down, with time settled, and takes nothing else yet."""
    p = w.items[i].person
    settle(w, p)
    become_unavailable(w, p)
    stop_task(w, p, i)
    reschedule(w, p)
