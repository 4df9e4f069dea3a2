"""Teams follow the work: at intervals people, or areas, move from where little waits to where much does, or back.

What it costs is what was known: people come to areas they have not worked in and to colleagues they have not
worked with, and areas come to teams that do not know them.
"""

from __future__ import annotations

from ...kernel.calendar import schedule, snapped
from ...kernel.compiled import compiled
from ...kernel.units import NONE
from ...organisation.workforce import MOST_MEMBERSHIPS
from ...state.clock import REASSIGNING, REASSIGNING_SLOT
from ...state.experience import experience_in
from ...state.portfolio import move_ideas
from ...state.time import settle
from ...work.records import QUEUE, REVIEW, TAKE
from .moves import move_member

AT_LEAST = 1.0  # days of waiting work per head, below which no one is moved
KEPT = 2  # people of their role whom those who leave a team leave behind
TIMES_MORE = 2.0  # one team has so many times as much of it as another


@compiled
def plan_reassigning(w):
    """Put the next turn on the calendar, if there is one."""
    clock, every = w.clock[0], w.parameters[0].reassign_days
    if every > 0.0:
        clock.reassigned += 1
        schedule(w, REASSIGNING_SLOT, REASSIGNING, 0, snapped(clock.reassigned * every))


@compiled
def on_reassigning(w):
    """Move people or areas, a few at a time, as long as one team has much more waiting than another."""
    count_waiting(w)
    for _ in range(w.parameters[0].most_moves):
        if not (move_area(w) if w.parameters[0].reassign_areas == 1 else move_person(w)):
            break
    plan_reassigning(w)


@compiled
def count_waiting(w):
    """Count the nominal days of work that wait in each team."""
    for t in range(len(w.waiting_days)):
        w.waiting_days[t] = 0.0
    for i in range(len(w.items)):
        item = w.items[i]
        if NONE < item.kind < REVIEW and item.state == QUEUE and item.team != NONE:
            w.waiting_days[item.team] += days_waiting(item)


@compiled
def days_waiting(item):
    """Nominal days of the stage for which an item waits."""
    return item.stage_effort if item.phase == TAKE else item.remaining


@compiled
def per_head(w, t):
    """Waiting work of a team for each of its members, in nominal days."""
    members = count_members(w, t, -1)
    return w.waiting_days[t] / members if members > 0 else 0.0


@compiled
def count_members(w, t, trade):
    """Members of a team whose trade a stage is; of all trades for stage -1."""
    count, m = 0, w.teams[t].first_member
    while m != NONE:
        if trade == NONE or is_trade(w, t, m, trade):
            count += 1
        m = w.memberships[m].next_member
    return count


@compiled
def is_trade(w, t, m, stage):
    """Whether a stage is the trade of the person of membership m in team t, and the person is there."""
    person = w.people[m // MOST_MEMBERSHIPS]
    return person.away == 0 and (w.trades[t * w.parameters[0].roles + person.role] >> stage) & 1 == 1


@compiled
def move_person(w):
    """Move a person who does most of the work from the team with least waiting to that with most; False if no one moves."""
    most = w.parameters[0].stage_of_most_work
    giver, taker = NONE, NONE
    for t in range(len(w.may_reassign)):
        if w.may_reassign[t] == 0 or areas_of(w, t) == 0:
            continue
        if count_members(w, t, most) > KEPT and (giver == NONE or per_head(w, t) < per_head(w, giver)):
            giver = t
        if taker == NONE or per_head(w, t) > per_head(w, taker):
            taker = t
    if not is_worth_it(w, giver, taker):
        return False
    m = most_experienced_member(w, giver, taker)
    if m == NONE:
        return False
    role = w.people[m // MOST_MEMBERSHIPS].role
    move_member(w, m, taker, w.team_accounts[taker * w.parameters[0].roles + role])
    return True


@compiled
def is_worth_it(w, giver, taker):
    """Whether enough more waits in one team than in another for something to move."""
    if NONE in (giver, taker):
        return False
    return per_head(w, taker) > AT_LEAST and per_head(w, taker) > TIMES_MORE * per_head(w, giver)


@compiled
def most_experienced_member(w, giver, taker):
    """Membership of the person of a team who could help another best, -1 for none: the other has the same role, and
    they know most of its areas."""
    stage, best, most = w.parameters[0].stage_of_most_work, NONE, -1.0
    m = w.teams[giver].first_member
    while m != NONE:
        p = m // MOST_MEMBERSHIPS
        comes = is_trade(w, giver, m, stage) and has_role(w, taker, w.people[p].role)
        if comes and not is_member(w, taker, p) and can_be_spared(w, giver, m):
            settle(w, p)  # what they have worked up to now counts
            days = 0.0
            for area in range(w.parameters[0].areas):
                if w.owner[area * w.parameters[0].stages + stage] == taker:
                    days += experience_in(w, p, area)
            if days > most:
                best, most = m, days
        m = w.memberships[m].next_member
    return best


@compiled
def is_member(w, t, p):
    """Whether person p belongs to a team."""
    for m in range(p * MOST_MEMBERSHIPS, p * MOST_MEMBERSHIPS + w.people[p].memberships):
        if w.memberships[m].team == t:
            return True
    return False


@compiled
def can_be_spared(w, t, m):
    """Whether a team keeps two of the role of a member who leaves, and enough people for each stage that it does."""
    role, kept, here = w.people[m // MOST_MEMBERSHIPS].role, 0, w.teams[t].first_member
    while here != NONE:
        kept += here != m and w.people[here // MOST_MEMBERSHIPS].role == role
        here = w.memberships[here].next_member
    if kept < KEPT:
        return False
    for stage in range(w.parameters[0].work_stages):
        if does_stage(w, t, stage) and able_members(w, t, stage, m) <= w.stages[stage].other_eyes:
            return False
    return True


@compiled
def does_stage(w, t, stage):
    """Whether a team does a stage in any area."""
    for area in range(w.parameters[0].areas):  # noqa: SIM110 - numba knows no generators
        if w.owner[area * w.parameters[0].stages + stage] == t:
            return True
    return False


@compiled
def able_members(w, t, stage, but):
    """How many members of a team can do a stage, without one membership."""
    able, m = 0, w.teams[t].first_member
    while m != NONE:
        role = w.people[m // MOST_MEMBERSHIPS].role
        able += m != but and w.fit[role * w.parameters[0].stages + stage] > 0.0
        m = w.memberships[m].next_member
    return able


@compiled
def has_role(w, t, role):
    """Whether a team has a member of a role."""
    m = w.teams[t].first_member
    while m != NONE:
        if w.people[m // MOST_MEMBERSHIPS].role == role:
            return True
        m = w.memberships[m].next_member
    return False


@compiled
def move_area(w):
    """Move an area from the team with most waiting to that with least that can do its stages; False if none moves."""
    giver, taker = NONE, NONE
    for t in range(len(w.may_reassign)):
        if w.may_reassign[t] == 0 or areas_of(w, t) < 2:
            continue
        if giver == NONE or per_head(w, t) > per_head(w, giver):
            giver = t
    for t in range(len(w.may_reassign)):
        if giver == NONE or w.may_reassign[t] == 0 or t == giver or not can_do_stages_of(w, t, giver):
            continue
        if taker == NONE or per_head(w, t) < per_head(w, taker):
            taker = t
    if not is_worth_it(w, taker, giver):
        return False
    area = busiest_area_of(w, giver)
    for stage in range(w.parameters[0].work_stages):
        k = area * w.parameters[0].stages + stage
        if w.owner[k] == giver:
            w.owner[k] = taker
    move_ideas(w, area, giver, taker)
    return True


@compiled
def areas_of(w, t):
    """How many areas have their stage of most work done by a team."""
    count, stage = 0, w.parameters[0].stage_of_most_work
    for area in range(w.parameters[0].areas):
        count += w.owner[area * w.parameters[0].stages + stage] == t
    return count


@compiled
def can_do_stages_of(w, t, other):
    """Whether a team has members for all stages that another does in its areas."""
    for stage in range(w.parameters[0].work_stages):
        if does_stage(w, other, stage) and able_members(w, t, stage, NONE) <= w.stages[stage].other_eyes:
            return False
    return True


@compiled
def busiest_area_of(w, t):
    """The area of a team in which most work waits; the last of those in which as much does."""
    stage, best, most = w.parameters[0].stage_of_most_work, NONE, -1.0
    for area in range(w.parameters[0].areas):
        if w.owner[area * w.parameters[0].stages + stage] == t:
            days = 0.0
            for i in range(len(w.items)):
                item = w.items[i]
                waits = NONE < item.kind < REVIEW and item.state == QUEUE and item.team == t
                if waits and item.product == area:
                    days += days_waiting(item)
            if days >= most:
                best, most = area, days
    return best
