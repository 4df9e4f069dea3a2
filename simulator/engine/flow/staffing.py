"""Staffing: a committed initiative waits for a temporary team, then its items begin.

All seats at once or none, in order of commitment. A later initiative may be first only if it takes
no seat of a role that the head of the queue still lacks. So no initiative holds seats in vain, and
none waits for ever.
"""

from __future__ import annotations

import math

from ...kernel.compiled import compiled
from ...kernel.units import NONE
from ...organisation.workforce import MOST_MEMBERSHIPS
from ...state.rows import oldest_of
from ...state.seats import next_for_a_seat, offer_seat
from ...state.time import change_state
from ...work.records import PROPOSAL, QUEUE
from .dispatch import take_work
from .seats_given_back import count_to_do
from .stages import enter_stage
from .temporary_teams import take_seat


@compiled
def seats_needed(w, n, k):
    """Seats of kind k that initiative n needs."""
    kind, items = w.staffing[k], w.initiatives[n].items
    if items < kind.from_items:
        return 0
    wanted = kind.seats if kind.items_per <= 0.0 else math.ceil(items / kind.items_per)
    return int(min(max(wanted, 1), kind.people))


@compiled
def lacking(w, n):
    """Bit k: there are too few seats of kind k for initiative n."""
    bits = 0
    for k in range(w.parameters[0].staff_roles):
        if seats_needed(w, n, k) > w.free_people[w.staffing[k].role]:
            bits |= 1 << k
    return bits


@compiled
def takes_any(w, n, bits):
    """Whether initiative n needs a seat of one of the kinds."""
    for k in range(w.parameters[0].staff_roles):  # noqa: SIM110 - numba knows no generators
        if (bits >> k) & 1 == 1 and seats_needed(w, n, k) > 0:
            return True
    return False


@compiled
def wait_for_staff(w, n):
    """Initiative n, just committed, waits behind the others for its team."""
    clock = w.clock[0]
    w.initiatives[n].next_unstaffed = NONE
    if clock.last_unstaffed == NONE:
        clock.first_unstaffed = n
    else:
        w.initiatives[clock.last_unstaffed].next_unstaffed = n
    clock.last_unstaffed = n
    clock.seats_freed = 1  # after this event it is staffed, if there are seats


@compiled
def stop_waiting(w, n, before):
    """Initiative n, which stands behind `before`, waits for staff no longer."""
    clock, after = w.clock[0], w.initiatives[n].next_unstaffed
    if before == NONE:
        clock.first_unstaffed = after
    else:
        w.initiatives[before].next_unstaffed = after
    if clock.last_unstaffed == n:
        clock.last_unstaffed = before
    w.initiatives[n].next_unstaffed = NONE


@compiled
def give_up_waiting(w, n):
    """Initiative n is over before it was staffed."""
    before, here = NONE, w.clock[0].first_unstaffed
    while here != n:
        before, here = here, w.initiatives[here].next_unstaffed
    stop_waiting(w, n, before)
    w.clock[0].seats_freed = 1  # it may have stood in the way of others


@compiled
def staff_waiting(w):
    """Staff every initiative whose turn it is and for which there are seats."""
    clock = w.clock[0]
    clock.seats_freed = 0
    before, n, barred = NONE, clock.first_unstaffed, 0
    while n != NONE:
        after, missing = w.initiatives[n].next_unstaffed, lacking(w, n)
        if missing == 0 and not takes_any(w, n, barred):
            stop_waiting(w, n, before)
            staff(w, n)
            barred = 0 if clock.first_unstaffed == NONE else lacking(w, clock.first_unstaffed)
        else:
            if before == NONE:  # only the head of the queue reserves what it lacks
                barred = missing
            before = n
        n = after


@compiled
def staff(w, n):
    """Let the items of initiative n begin, with a team if it needs any seats."""
    total = 0
    for k in range(w.parameters[0].staff_roles):
        total += seats_needed(w, n, k)
    if total > 0:
        look_for_work(w, seat_team(w, n, total))
    else:
        begin_items(w, n)


@compiled
def seat_team(w, n, total):
    """Seat a team of `total` people for initiative n and let its items begin; returns its row."""
    clock, initiative = w.clock[0], w.initiatives[n]
    t = clock.free_team
    team = w.teams[t]
    clock.free_team = team.next_free
    team.initiative = n
    department = w.owner[initiative.product * w.parameters[0].stages + w.parameters[0].first_item_stage]
    team.group = w.teams[department].group
    team.seats = total
    team.gained = 0.0
    initiative.team = t
    initiative.team_stages = stages_of_team(w, n)
    initiative.stages_at_first = initiative.team_stages
    count_to_do(w, n)
    for k in range(w.parameters[0].staff_roles):
        for _ in range(seats_needed(w, n, k)):
            take_seat(w, next_for_a_seat(w, w.staffing[k].role, initiative.product), t, team.seats)
    m = team.first_seat
    while m != NONE:  # only now, or a person could be seated twice
        offer_seat(w, m // MOST_MEMBERSHIPS)
        m = w.memberships[m].next_seat
    share_trades(w, n, t)
    begin_items(w, n)
    return t


@compiled
def share_trades(w, n, t):
    """In the new team t of initiative n a stage is the trade of those who do it best there."""
    parameters = w.parameters[0]
    for k in range(parameters.staff_roles):
        role, bits = w.staffing[k].role, 0
        for s in range(parameters.work_stages):
            if w.fit[role * parameters.stages + s] > 0.0 and is_best(w, n, role, s):
                bits |= 1 << s
        w.trades[t * parameters.roles + role] = bits


@compiled
def is_best(w, n, role, s):
    """Whether no role with a seat in the team of initiative n does stage s better."""
    parameters = w.parameters[0]
    for k in range(parameters.staff_roles):
        other = w.staffing[k].role
        better = w.fit[other * parameters.stages + s] > w.fit[role * parameters.stages + s]
        if better and seats_needed(w, n, k) > 0:
            return False
    return True


@compiled
def stages_of_team(w, n):
    """Bit s: the team of initiative n can do stage s, by a person whose trade it is, and by two
    people where the stage asks for other eyes."""
    bits = 0
    for s in range(w.parameters[0].first_item_stage, w.parameters[0].work_stages):
        able, masters = 0, 0
        for k in range(w.parameters[0].staff_roles):
            kind, count = w.staffing[k], seats_needed(w, n, k)
            able += count if w.fit[kind.role * w.parameters[0].stages + s] > 0.0 else 0
            masters += count if (kind.stages >> s) & 1 == 1 else 0
        if masters > 0 and (able > 1 or w.stages[s].other_eyes == 0):
            bits |= 1 << s
    return bits


@compiled
def begin_items(w, n):
    """Let the items of initiative n begin, in the order in which they were created."""
    w.initiatives[n].staffed = 1
    i = oldest_of(w, n)
    while i != NONE:
        if w.items[i].kind != PROPOSAL:  # which stands for the initiative in a decision about it
            change_state(w, w.items[i], QUEUE)
            enter_stage(w, i, w.parameters[0].first_item_stage, NONE)
        i = w.items[i].previous_of_initiative


@compiled
def look_for_work(w, t):
    """Members of a new team who have room for another task look for work in all their teams."""
    m = w.teams[t].first_seat
    while m != NONE:
        p = m // MOST_MEMBERSHIPS
        if w.people[p].open_count < w.people[p].open_limit:
            take_work(w, p)
        m = w.memberships[m].next_seat
