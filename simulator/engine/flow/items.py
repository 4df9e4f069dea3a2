"""Items come into being: bare ones, those of an initiative when they are ready, and the changes they need elsewhere."""

from __future__ import annotations

from ...kernel.chance import COUPLING, EFFORT, draw
from ...kernel.compiled import compiled
from ...kernel.quantiles import quantile
from ...kernel.units import NONE
from ...mechanisms.dependencies import needs_change
from ...state.log import log
from ...state.rows import enter_state, join_initiative, new_item
from ...state.time import book_open_items, change_state
from ...work.records import (
    ARRIVE,
    BARE,
    DEPENDENT,
    EXEMPT,
    ITEM_BITS,
    NEEDS_PLACE,
    OWN,
    PROPOSAL,
    QUEUE,
    STAFFING,
)
from .seats_given_back import expect_one_more
from .stages import enter_stage


@compiled
def in_window(w):
    """1 if now is inside the window of observation, else 0."""
    parameters, now = w.parameters[0], w.clock[0].now
    return 1 if parameters.window_start <= now < parameters.window_end else 0


@compiled
def new_proposal(w, n, number):
    """The item that stands for initiative n: in the stages done once for it (number 0), or in a decision about it."""
    initiative = w.initiatives[n]
    part = (1 << ITEM_BITS) - 1 - number  # behind those of its items
    return create_item(
        w, PROPOSAL, (initiative.ordinal << ITEM_BITS) | part, initiative.stream, initiative.owner_key,
        part, initiative.product, n,
    )  # fmt: skip


@compiled
def create_item(w, kind, ordinal, stream, owner_key, part_key, product, n):
    """A new item, with its effort drawn, in no stage yet."""
    clock = w.clock[0]
    i = new_item(w)
    item = w.items[i]
    item.kind = kind
    item.ordinal = ordinal
    item.stream = stream
    item.owner_key = owner_key
    item.part_key = part_key
    item.product = product
    item.initiative = n
    item.initiative_ordinal = w.initiatives[n].ordinal if n != NONE else NONE
    item.leader = i
    item.created_at = clock.now
    item.place = EXEMPT if kind == DEPENDENT else NEEDS_PLACE
    law = w.streams[stream].effort_law
    if law >= 0 and kind != PROPOSAL:
        item.effort = quantile(w, law, draw(clock.seed, EFFORT, owner_key, part_key, 0)[0])
    if kind != PROPOSAL:
        book_open_items(w)
        clock.open_items += 1
        item.in_cohort = in_window(w)
        clock.cohort_open += item.in_cohort
    if kind == BARE and w.streams[stream].support == 1:
        item.ticket = 1
        item.place = EXEMPT
    if n != NONE:
        join_initiative(w, i, n)
        w.initiatives[n].unfinished += kind == DEPENDENT
    enter_state(w, i, QUEUE)
    log(w, ARRIVE, item, NONE, NONE)
    return i


@compiled
def begin_item(w, i):
    """Let a new item enter its first stage, or wait until its initiative is staffed."""
    n = w.items[i].initiative
    if n != NONE and w.parameters[0].staff_roles > 0 and w.initiatives[n].staffed == 0:
        change_state(w, w.items[i], STAFFING)
    else:
        enter_stage(w, i, w.parameters[0].first_item_stage, NONE)


@compiled
def add_up_efforts(w, initiative):
    """What all items of an initiative will take, also those that are created later, and the changes they will need."""
    seed, key = w.clock[0].seed, initiative.owner_key
    law = w.streams[initiative.stream].effort_law
    product = initiative.product
    for k in range(initiative.items):
        effort = quantile(w, law, draw(seed, EFFORT, key, k, 0)[0]) if law >= 0 else 0.0
        initiative.items_effort += effort
        initiative.budget_days += effort
        if w.parameters[0].coupled == 0 or law < 0:
            continue
        for c in range(w.coupling_first[product], w.coupling_first[product + 1]):
            coupling = w.couplings[c]
            if needs_change(draw(seed, COUPLING, key, k, coupling.product)[0], coupling.probability):
                part = ((coupling.product + 1) << ITEM_BITS) | k
                initiative.budget_days += quantile(w, law, draw(seed, EFFORT, key, part, 0)[0])


@compiled
def create_next(w, n):
    """Create the next item of initiative n, with the changes it needs elsewhere."""
    initiative = w.initiatives[n]
    k = initiative.created
    initiative.created += 1
    ordinal = (initiative.ordinal << ITEM_BITS) | k
    i = create_item(w, OWN, ordinal, initiative.stream, initiative.owner_key, k, initiative.product, n)
    w.items[i].duplicate = 1 if k < initiative.duplicates else 0
    begin_item(w, i)
    initiative.numbered += attach_dependencies(w, i, initiative.numbered)


@compiled
def attach_dependencies(w, i, first_number):
    """Draw the changes that item i needs in coupled areas; they run beside it. Returns how many."""
    item = w.items[i]
    k = item.part_key
    last, count = i, 0
    if w.parameters[0].coupled == 0:
        return count
    for c in range(w.coupling_first[item.product], w.coupling_first[item.product + 1]):
        coupling = w.couplings[c]
        u = draw(w.clock[0].seed, COUPLING, item.owner_key, k, coupling.product)[0]
        if not needs_change(u, coupling.probability):
            continue
        base = item.ordinal >> ITEM_BITS << ITEM_BITS
        part = ((coupling.product + 1) << ITEM_BITS) | k
        d = create_item(
            w, DEPENDENT, base | (first_number + count), item.stream, item.owner_key, part,
            coupling.product, item.initiative,
        )  # fmt: skip
        w.items[d].leader = i
        w.items[d].duplicate = item.duplicate
        w.items[last].follower = d
        item.unfinished += 1
        item.dependencies += 1
        last = d
        count += 1
        expect_one_more(w, item.initiative)
        begin_item(w, d)
    return count
