"""Rules that hold after every event, checked where a run is asked to debug itself."""

from __future__ import annotations

from ..kernel.compiled import compiled
from ..kernel.units import NONE
from ..state.rows import is_work
from ..work.records import PARTS
from .flow.dispatch import choose_for
from .flow.interruptions import waiting_incident

STATES = len(PARTS)

RULES = (
    "",
    "no startable item waits beside an available person",
    "no team has more items in progress than its limit",
    "the states of an initiative's items are counted right",
    "the items in the organisation are counted right",
    "the work remaining on an open task is not negative",
    "no incident waits beside a person who could be interrupted for it",
    "each person on an initiative is in its list",
    "a table has room for what an event brings",
    "as many initiatives are begun as have a place",
)
"""What each number returned by `broken_rule` says; 0: all is well."""

NEXT_TO_NOTHING = 1e-6  # days; what rounding may take from remaining work


@compiled
def broken_rule(w):
    """Number of the first rule that does not hold, and the row concerned; (0, 0) if all do."""
    for p in range(w.parameters[0].people):
        if w.people[p].open_count < w.people[p].open_limit and choose_for(w, p)[0] != NONE:
            return 1, p
        if waiting_incident(w, p)[0] != NONE:
            return 6, p
    for t in range(len(w.teams)):
        if 0 <= w.teams[t].limit < w.teams[t].in_progress:
            return 2, t
    for n in range(len(w.initiatives)):
        if w.initiatives[n].ordinal != NONE and not states_add_up(w, n):
            return 3, n
        if w.initiatives[n].ordinal != NONE and not is_list_of(w, n):
            return 7, n
    if listed(w) != len(w.contributions) - w.clock[0].free_contributions:
        return 7, NONE  # a row is lost, or in two lists
    for s in range(len(w.scopes)):
        if w.scopes[s].begun != places_taken(w, s):
            return 9, s
    return broken_item_rule(w)


@compiled
def places_taken(w, s):
    """How many open initiatives have a place of scope s."""
    count = 0
    for n in range(len(w.initiatives)):
        initiative = w.initiatives[n]
        count += initiative.ordinal != NONE and initiative.scope == s and initiative.is_waiting == 0
    return count


@compiled
def is_list_of(w, n):
    """Whether the list of people on an initiative holds rows of that initiative only, and ends."""
    row, count = w.initiatives[n].first_contribution, 0
    while row != NONE:
        count += 1
        if w.contributions[row].unit != n or count > len(w.contributions):
            return False
        row = w.contributions[row].next_of_unit
    row = w.initiatives[n].first_engaged
    while row != NONE:  # each team counts those of its people
        count -= w.contributions[row].count
        row = w.contributions[row].next_of_unit
    return count == 0


@compiled
def listed(w):
    """How many rows stand in the lists of people, and of teams on initiatives and on bare items."""
    count = 0
    for p in range(w.parameters[0].people):
        row = w.people[p].first_contribution
        while row != NONE:
            count += 1
            row = w.contributions[row].next_of_person
    for n in range(len(w.initiatives)):
        if w.initiatives[n].ordinal != NONE:
            count += length(w, w.initiatives[n].first_engaged)
    for i in range(len(w.items)):
        if w.items[i].kind != NONE:
            count += length(w, w.items[i].first_engaged)
    return count


@compiled
def length(w, row):
    """Rows of a list of contributions from a row on."""
    count = 0
    while row != NONE:
        count += 1
        row = w.contributions[row].next_of_unit
    return count


@compiled
def states_add_up(w, n):
    """Whether the counts of an initiative's items by state equal a recount."""
    for state in range(STATES):
        count = 0
        for i in range(len(w.items)):
            item = w.items[i]
            if item.kind != NONE and item.initiative == n and item.state == state:
                count += 1
        if count != w.initiatives[n].counts[state]:
            return False
    return True


@compiled
def broken_item_rule(w):
    """Number of the first rule about items that does not hold, and the row concerned."""
    count = 0
    for i in range(len(w.items)):
        item = w.items[i]
        if item.kind == NONE:
            continue
        if is_work(item):
            count += 1
        if item.person != NONE and item.remaining < -NEXT_TO_NOTHING:
            return 5, i
    if count != w.clock[0].open_items:
        return 4, 0
    return 0, 0
