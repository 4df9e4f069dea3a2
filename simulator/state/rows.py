"""Rows of items and initiatives: taken when something arrives, recycled when it is closed."""

from __future__ import annotations

from ..kernel.compiled import compiled
from ..kernel.units import NONE
from ..work.records import INCIDENT, PROPOSAL
from .clock import NO_ROOM
from .time import book_initiative, book_item, book_open_items


@compiled
def new_item(w):
    """A free row of items, blank."""
    clock = w.clock[0]
    if clock.free_items < 1:
        clock.broken = NO_ROOM
    i = clock.free_item
    clock.free_item = w.items[i].sibling
    clock.free_items -= 1
    w.items[i] = w.blank_item[0]
    return i


@compiled
def new_initiative(w):
    """A free row of initiatives, blank."""
    clock = w.clock[0]
    n = clock.free_initiative
    clock.free_initiative = w.initiatives[n].next_free
    clock.free_initiatives -= 1
    w.initiatives[n] = w.blank_initiative[0]
    return n


@compiled
def new_request(w):
    """A free row of requests."""
    clock = w.clock[0]
    if clock.free_requests < 1:
        clock.broken = NO_ROOM
    r = clock.free_request
    clock.free_request = w.requests[r].next
    clock.free_requests -= 1
    return r


@compiled
def free_request(w, r):
    """Request r is over."""
    clock = w.clock[0]
    w.requests[r].asker = NONE
    w.requests[r].next = clock.free_request
    clock.free_request = r
    clock.free_requests += 1


@compiled
def new_feature(w):
    """A free row of features."""
    clock = w.clock[0]
    if clock.free_features < 1:
        clock.broken = NO_ROOM
    f = clock.free_feature
    clock.free_feature = w.features[f].next_free
    clock.free_features -= 1
    return f


@compiled
def free_feature(w, f):
    """Feature f is over."""
    clock = w.clock[0]
    w.features[f].ordinal = NONE
    w.features[f].next_free = clock.free_feature
    clock.free_feature = f
    clock.free_features += 1


@compiled
def is_work(item):
    """Whether an item is work that counts, and not a proposal or a request."""
    return NONE < item.kind < PROPOSAL


@compiled
def close_item(w, i, fate):
    """Item i leaves the organisation: keep what became of it, and free its row."""
    item, clock = w.items[i], w.clock[0]
    book_item(w, item)
    if item.initiative != NONE:
        book_initiative(w, item.initiative)
        w.initiatives[item.initiative].counts[item.state] -= 1
        leave_initiative(w, item)
    item.closed_at = clock.now
    item.fate = fate
    if is_work(item):
        book_open_items(w)
        clock.open_items -= 1
        clock.cohort_open -= item.in_cohort
        keep_item(w, item)
    elif item.kind == INCIDENT:
        keep_item(w, item)
    item.kind = NONE
    item.sibling = clock.free_item
    clock.free_item = i
    clock.free_items += 1


@compiled
def join_initiative(w, i, n):
    """Item i is the newest of the open items of initiative n."""
    item, first = w.items[i], w.initiatives[n].first_item
    item.next_of_initiative = first
    item.previous_of_initiative = NONE
    if first != NONE:
        w.items[first].previous_of_initiative = i
    w.initiatives[n].first_item = i


@compiled
def leave_initiative(w, item):
    """An item is no longer among the open items of its initiative."""
    before, after = item.previous_of_initiative, item.next_of_initiative
    if before == NONE:
        w.initiatives[item.initiative].first_item = after
    else:
        w.items[before].next_of_initiative = after
    if after != NONE:
        w.items[after].previous_of_initiative = before


@compiled
def oldest_of(w, n):
    """The oldest of the open items of initiative n, -1 for none; `previous_of_initiative` leads to younger ones."""
    i = w.initiatives[n].first_item
    while i != NONE and w.items[i].next_of_initiative != NONE:
        i = w.items[i].next_of_initiative
    return i


@compiled
def keep_item(w, item):
    """Write down what became of an item."""
    if w.clock[0].closed_items >= len(w.closed_items):
        w.clock[0].broken = NO_ROOM
        return
    kept = w.closed_items[w.clock[0].closed_items]
    w.clock[0].closed_items += 1
    kept.ordinal = item.ordinal
    kept.initiative_ordinal = item.initiative_ordinal
    kept.stream = item.stream
    kept.kind = item.kind
    kept.product = item.product
    kept.effort = item.effort
    kept.returns = item.returns
    kept.handoffs = item.handoffs
    kept.dependencies = item.dependencies
    kept.waits = item.waits
    kept.decision_wait = item.decision_wait
    kept.wrongs = item.wrongs
    kept.failed = item.failed
    kept.worth = item.worth
    kept.created_at = item.created_at
    kept.started_at = item.started_at
    kept.done_at = item.done_at
    kept.closed_at = item.closed_at
    kept.fate = item.fate
    kept.deployment = item.deployment
    kept.in_cohort = item.in_cohort
    for part in range(len(item.days)):
        kept.days[part] = item.days[part]


@compiled
def leave_backlog(w, initiative):
    """An initiative no longer waits to be begun."""
    if initiative.backlog_team != NONE:
        w.teams[initiative.backlog_team].backlog -= 1
        initiative.backlog_team = NONE


@compiled
def enter_state(w, i, state):
    """First state of a new item."""
    item = w.items[i]
    item.state = state
    item.since = w.clock[0].now
    if item.initiative != NONE:
        book_initiative(w, item.initiative)
        w.initiatives[item.initiative].counts[state] += 1
