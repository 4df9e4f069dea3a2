"""What arrives: bare items, and opportunities that become initiatives."""

from __future__ import annotations

import math

from ...kernel.calendar import cancel, schedule, snapped
from ...kernel.chance import ARRIVAL as ARRIVAL_DRAW
from ...kernel.chance import draw
from ...kernel.compiled import compiled
from ...kernel.quantiles import quantile
from ...kernel.units import NONE
from ...mechanisms.feedback import begin_study, end_study, has_studies_ahead, speaks_for_it
from ...organisation.governance import START
from ...state.clock import ARRIVAL, EXPIRY
from ...state.log import log
from ...state.portfolio import is_limited, stop_waiting_for_place, wait_for_place
from ...state.rows import close_item, new_initiative
from ...state.slots import initiative_slot, item_slot
from ...state.team_queues import leave_queue
from ...work.records import (
    APPROVAL,
    BARE,
    DECISION,
    DEPENDENCY,
    ENDED,
    EXPIRE,
    EXPIRED,
    ITEM_BITS,
    QUEUE,
    REFUSED,
    STAFFING,
    STREAM_BITS,
)  # fmt: skip
from .closure import close_initiative
from .commitment import commit_when_funded, end_proposal
from .items import (
    attach_dependencies,
    begin_item,
    create_item,
    in_window,
    new_proposal,
)
from .opportunities import draw_opportunity, narrow_estimates
from .requests import ask, must_ask, withdraw
from .staffing import give_up_waiting
from .stages import enter_stage


@compiled
def plan_arrival(w, s):
    """Put the next arrival of stream s on the calendar, if there is one."""
    stream, clock = w.streams[s], w.clock[0]
    slot = w.parameters[0].first_stream_slot + s
    if stream.interval_law >= 0:
        u = draw(clock.seed, ARRIVAL_DRAW, s, 0, stream.count)[0]
        stream.next_at = snapped(stream.next_at + quantile(w, stream.interval_law, u))
    elif stream.count < stream.given:
        stream.next_at = snapped(w.given[stream.first_given + stream.count].time)
    else:
        cancel(w, slot)
        return
    if stream.next_at < stream.until:
        schedule(w, slot, ARRIVAL, s, stream.next_at)
    else:
        cancel(w, slot)


@compiled
def on_arrival(w, s):
    """The next item or opportunity of stream s arrives."""
    stream, clock = w.streams[s], w.clock[0]
    number = stream.count
    stream.count += 1
    ordinal = clock.arrivals
    clock.arrivals += 1
    if stream.opportunities == 1:
        propose(w, s, ordinal, number)
    else:
        product, effort = stream.product, math.nan
        if stream.interval_law < 0:
            product = w.given[stream.first_given + number].product
            effort = w.given[stream.first_given + number].effort
        i = create_item(w, BARE, ordinal << ITEM_BITS, s, (s << STREAM_BITS) | number, 0, product, NONE)
        if not math.isnan(effort):
            w.items[i].effort = effort
        begin_item(w, i)
        attach_dependencies(w, i, 1)
    plan_arrival(w, s)


@compiled
def propose(w, s, ordinal, number):
    """An opportunity becomes a proposed initiative."""
    stream, clock = w.streams[s], w.clock[0]
    n = new_initiative(w)
    initiative = w.initiatives[n]
    initiative.ordinal = ordinal
    initiative.stream = s
    initiative.owner_key = (s << STREAM_BITS) | number
    initiative.product = stream.product
    if stream.interval_law < 0:
        initiative.product = w.given[stream.first_given + number].product
    initiative.arrived_at = clock.now
    initiative.since = clock.now
    initiative.in_cohort = in_window(w)
    clock.cohort_open += initiative.in_cohort
    clock.open_initiatives += 1
    draw_opportunity(w, initiative)
    if not pass_gate(w, initiative):
        close_initiative(w, n, REFUSED)
        return
    if stream.expires_days < math.inf:
        schedule(w, initiative_slot(w, n), EXPIRY, ordinal, snapped(clock.now + stream.expires_days))
    if is_limited(w):
        initiative.proposal = new_proposal(w, n, 0)
        wait_for_place(w, n)
    else:
        go_ahead(w, n)


@compiled
def go_ahead(w, n):
    """Initiative n enters the stages done once for it, or is asked for, or is committed at once."""
    initiative = w.initiatives[n]
    asks = must_ask(w, START) or has_studies_ahead(w, n)
    if initiative.proposal == NONE and (asks or w.parameters[0].first_item_stage > 0):
        initiative.proposal = new_proposal(w, n, 0)
    if w.parameters[0].first_item_stage > 0:
        enter_stage(w, initiative.proposal, 0, NONE)
    elif asks:
        begin_or_ask(w, n)
    else:
        commit_when_funded(w, n)


@compiled
def pass_gate(w, initiative):
    """Whether an opportunity is taken into the backlog of the team that would begin it."""
    parameters = w.parameters[0]
    if initiative.estimated_value < parameters.estimate_above:
        return False
    team = w.owner[initiative.product * parameters.stages]  # its department, where teams are temporary
    if 0 <= parameters.backlog_limit <= w.teams[team].backlog:
        return False
    w.teams[team].backlog += 1
    initiative.backlog_team = team
    return True


@compiled
def begin_or_ask(w, n):
    """The stages done once per initiative are over: commit it, or find out first whether to."""
    if w.initiatives[n].is_narrowed == 0 and w.parameters[0].first_item_stage > 0:
        w.initiatives[n].is_narrowed = 1
        narrow_estimates(w, w.initiatives[n])
    if has_studies_ahead(w, n):
        begin_study(w, n)
    elif must_ask(w, START):
        ask(w, w.initiatives[n].proposal, START)
    else:
        commit_when_funded(w, n)


@compiled
def on_study_done(w, n):
    """Research or stakeholders have had their say on initiative n; after the last of them it goes on, or is ended."""
    end_study(w, n)
    if has_studies_ahead(w, n) or speaks_for_it(w.initiatives[n]):
        begin_or_ask(w, n)
        return
    end_proposal(w, n)
    close_initiative(w, n, ENDED)


@compiled
def on_expiry(w, n):
    """No one has begun initiative n in time: it is dropped with all its items."""
    i = w.initiatives[n].first_item
    waits_for_place = w.initiatives[n].is_waiting == 1
    if waits_for_place:
        stop_waiting_for_place(w, n)
    if w.items[i].state == STAFFING:
        give_up_waiting(w, n)
    while i != NONE:
        item = w.items[i]
        after = item.next_of_initiative
        if item.state == APPROVAL:
            withdraw(w, i)
        elif item.state == QUEUE and not waits_for_place:
            leave_queue(w, i)
        elif item.state in (DECISION, DEPENDENCY):
            cancel(w, item_slot(w, i))
            withdraw(w, i)
        log(w, EXPIRE, item, NONE, item.team)
        close_item(w, i, EXPIRED)
        i = after
    close_initiative(w, n, EXPIRED)
