"""The event loop: one handler per kind of event."""

from __future__ import annotations

from ..kernel.calendar import FIRST, cancel, schedule
from ..kernel.chance import SKILL, draw
from ..kernel.compiled import compiled, compiled_entry
from ..kernel.quantiles import quantile
from ..kernel.units import NONE
from ..mechanisms.turnover import plan_leaving
from ..organisation.governance import FIRST_CLASS, INITIATIVE_QUESTION, RELEASE_QUESTION
from ..state.availability import become_available, become_unavailable
from ..state.boards import plan_sitting
from ..state.clock import (
    ANSWER_OVERDUE,
    ARRIVAL,
    AT_ONCE,
    BOARD_SITS,
    BROKEN,
    CONTRIBUTIONS,
    EXPIRY,
    FEATURES,
    FINISHED,
    FLUSH,
    FUNDING,
    HELD_TOO_LONG,
    HIRED,
    INCIDENT_SHOWS,
    INITIATIVES,
    ITEMS,
    LEAVES,
    MEETING,
    NEED_ROOM,
    PAUSED,
    PERIOD_ENDS,
    PERIOD_SLOT,
    REASSIGNING,
    REQUESTS,
    REVIEW_DONE,
    STUDY_DONE,
    TASK_DONE,
    TEAM_TURNS,
    TRAIN_LEAVES,
    WEEK_TURNS,
)  # fmt: skip
from ..state.decided import next_on_agenda
from ..state.seats import offer_seat
from ..state.slots import row_of
from ..state.time import reschedule, settle
from ..work.records import ANSWER, INCIDENT, REFUSED, REVIEW
from ..work.release import TRAIN
from .flow.arrivals import (
    begin_or_ask,
    on_arrival,
    on_expiry,
    on_study_done,
    plan_arrival,
)
from .flow.blocking import go_on
from .flow.boards import on_board_sits
from .flow.closure import close_initiative
from .flow.commitment import commit_when_funded, end_proposal, on_funding, plan_funding
from .flow.decisions import on_answer_overdue, on_decision, on_held_too_long, resume
from .flow.dispatch import take_work
from .flow.endings import end_initiative
from .flow.features import end_feature
from .flow.incidents import on_incident_shows
from .flow.leaving import leave_stage
from .flow.people import on_hired, on_leaves
from .flow.periods import end_of_time, on_period_ends
from .flow.portfolio import fill_portfolio
from .flow.reassigning import on_reassigning, plan_reassigning
from .flow.release import go_out, on_train_leaves, plan_train, refuse_release
from .flow.requests import judge
from .flow.staffing import staff_waiting
from .flow.stages import next_phase, on_meeting
from .flow.tasks import leave_unit, speed_of, stop_task
from .flow.team_calendars import on_team_turns, plan_turn
from .flow.weeks import on_week_turns, plan_week
from .rules import broken_rule

EVENTS_PER_ITEM = 7  # most rows of the log that one event writes per item it concerns
SPARE_LOG_ROWS = 64


@compiled_entry
def begin(w):
    """Day 0: every person is available, nothing has arrived."""
    parameters, seed = w.parameters[0], w.clock[0].seed
    number = 0
    for p in range(parameters.people):
        person = w.people[p]
        number = number + 1 if p > 0 and w.people[p - 1].role == person.role else 0
        u = draw(seed, SKILL, person.role, number, 0)[0]
        person.number = number
        person.skill = quantile(w, w.roles[person.role].skill_law, u)
        plan_leaving(w, p)
        become_available(w, p)
        offer_seat(w, p)
    for s in range(parameters.streams):
        plan_arrival(w, s)
    for t in range(parameters.first_career_slot - parameters.first_team_slot):
        plan_turn(w, t)
    for layer in range(parameters.layers):
        plan_sitting(w, layer)
    if parameters.release_mode == TRAIN:
        plan_train(w)
    plan_week(w)
    plan_reassigning(w)
    plan_funding(w)
    schedule(w, PERIOD_SLOT, PERIOD_ENDS, 0, w.period_ends[0])


@compiled_entry
def run_until(w, until):
    """Let everything happen up to and including day `until`.

    Returns FINISHED; NEED_ROOM or FLUSH when Python has to make room or empty the books and call
    again; PAUSED after as many events as Python asked for; AT_ONCE when the number at one instant suggests
    an endless loop; BROKEN when a rule does not hold. Stopping in between changes nothing.
    """
    clock = w.clock[0]
    while clock.over == 0 and w.calendar[FIRST].time <= until:
        if clock.broken != 0:
            return BROKEN
        if clock.events >= clock.pause_at:
            return PAUSED
        if clock.at_once >= clock.most_at_once:
            return AT_ONCE
        if lacks_room(w):
            return NEED_ROOM
        if must_flush(w):
            return FLUSH
        happen(w)
        if w.parameters[0].debug == 1 and clock.broken == 0:
            clock.broken, clock.broken_at = broken_rule(w)
    if clock.broken != 0:
        return BROKEN
    if clock.over == 0:
        clock.now = until
    return FINISHED


@compiled
def lacks_room(w):
    """Whether the next event could need more rows than are free, and of which table."""
    clock = w.clock[0]
    clock.lacking = ITEMS
    if w.calendar[FIRST].kind == TRAIN_LEAVES and clock.free_items <= clock.open_items:
        return True  # every item that goes out may leave something behind it
    if clock.free_items < w.parameters[0].room_per_event * decisions_ahead(w):
        return True
    clock.lacking = INITIATIVES
    if clock.free_initiatives < 1:
        return True
    clock.lacking = REQUESTS
    if clock.free_requests < w.parameters[0].room_per_event * decisions_ahead(w):
        return True
    clock.lacking = FEATURES
    if clock.free_features <= clock.open_initiatives:
        return True  # each initiative has one feature at most that is new
    clock.lacking = CONTRIBUTIONS
    return clock.free_contributions <= contributions_ahead(w)


@compiled
def contributions_ahead(w):
    """Rows of contributions that the next event could take: for each task that it starts one of a person, and one of a team.

    People start as many tasks as they may have open, and once more those that they put down before in this
    event; no item is started twice.
    """
    parameters = w.parameters[0]
    return 2 * min(2 * parameters.people * parameters.tiers, len(w.items))


@compiled
def decisions_ahead(w):
    """How many times over the next event could create the items of an initiative."""
    entry, clock = w.calendar[FIRST], w.clock[0]
    kind = entry.kind
    # an initiative that is over gives its place to an idea that waits; with a stage of its own that creates no item
    begins = clock.ideas_waiting if w.parameters[0].first_item_stage == 0 else 0
    if kind == TRAIN_LEAVES:
        return 1 + begins
    if kind == FUNDING:
        return 1 + begins + clock.ideas_unfunded
    if kind != BOARD_SITS:
        return 2 + min(begins, 1)
    begins += 1
    layer = w.layers[entry.slot - w.parameters[0].first_layer_slot]
    return begins + (layer.waiting if layer.room < 0 else min(layer.waiting, layer.room))


@compiled
def must_flush(w):
    """Whether the books are full, or a period's books wait to be emptied."""
    clock = w.clock[0]
    if clock.kept_periods + 1 >= len(w.kept_periods):
        return True
    in_use = len(w.items) - clock.free_items
    if clock.closed_items + in_use >= len(w.closed_items):
        return True
    if clock.closed_initiatives + in_use + 1 >= len(w.closed_initiatives):
        return True
    if w.parameters[0].log == 0:
        return False
    concerned = in_use + w.parameters[0].room_per_event * decisions_ahead(w)
    return clock.logged + EVENTS_PER_ITEM * concerned + SPARE_LOG_ROWS >= len(w.log)


@compiled
def happen(w):
    """The next event of the calendar."""
    clock, entry = w.clock[0], w.calendar[FIRST]
    kind = entry.kind
    slot = entry.slot
    clock.at_once = 0 if entry.time > clock.now else clock.at_once + 1
    clock.now = entry.time
    clock.events += 1
    clock.sitting = 1 if kind == BOARD_SITS else 0
    clock.common = NONE
    if kind == TASK_DONE:
        on_task_done(w, slot - w.parameters[0].first_person_slot)
    elif kind == ARRIVAL:
        on_arrival(w, slot - w.parameters[0].first_stream_slot)
    elif kind == TRAIN_LEAVES:
        on_train_leaves(w)
    elif kind == EXPIRY:
        on_expiry(w, row_of(w, slot))
    elif kind == TEAM_TURNS:
        on_team_turns(w, slot - w.parameters[0].first_team_slot)
    elif kind == BOARD_SITS:
        on_board_sits(w, slot - w.parameters[0].first_layer_slot)
    elif kind == REVIEW_DONE:
        cancel(w, slot)
        judge(w, row_of(w, slot))
    elif kind == ANSWER_OVERDUE:
        on_answer_overdue(w, row_of(w, slot))
    elif kind == HELD_TOO_LONG:
        on_held_too_long(w, row_of(w, slot))
    else:
        happen_now_and_then(w, kind, slot)
    work_off_agenda(w)
    follow_up(w)
    if clock.cohort_open == 0 and clock.now >= w.parameters[0].window_end and clock.over == 0:
        end_of_time(w)


@compiled
def follow_up(w):
    """What every event ends with: places that are free are given to ideas, seats to initiatives."""
    if w.clock[0].first_scope != NONE:
        fill_portfolio(w)
    if w.clock[0].seats_freed == 1:
        staff_waiting(w)


@compiled
def happen_now_and_then(w, kind, slot):
    """Events of the calendar year, of people who come and go, of feedback, failures and features."""
    if kind == PERIOD_ENDS:
        on_period_ends(w)
    elif kind == WEEK_TURNS:
        on_week_turns(w)
    elif kind == REASSIGNING:
        on_reassigning(w)
    elif kind == FUNDING:
        on_funding(w)
    elif kind == LEAVES:
        on_leaves(w, slot - w.parameters[0].first_career_slot)
    elif kind == HIRED:
        on_hired(w, slot - w.parameters[0].first_career_slot)
    elif kind == STUDY_DONE:
        on_study_done(w, w.items[row_of(w, slot)].initiative)
    elif kind == INCIDENT_SHOWS:
        on_incident_shows(w, row_of(w, slot))
    elif kind == MEETING:
        on_meeting(w, row_of(w, slot))
    else:
        on_feature_turns(w, row_of(w, slot))


@compiled
def on_feature_turns(w, f):
    """A feature is taken back, or its life is over; if harm was noticed, the rest of its initiative ends."""
    n = end_feature(w, f)
    if n != NONE:
        end_initiative(w, n)


@compiled
def work_off_agenda(w):
    """Do what follows from the questions that have been decided."""
    i = next_on_agenda(w)
    while i != NONE:
        follow(w, i)
        i = next_on_agenda(w)


@compiled
def follow(w, i):
    """Do what follows from the decision on item i's question."""
    item = w.items[i]
    approved, n = item.verdict == 1, item.initiative
    if item.question == INITIATIVE_QUESTION:
        go_on(w, i)
        return
    if item.question >= FIRST_CLASS:
        resume(w, i)
        return
    if item.question == RELEASE_QUESTION:
        if approved or item.kind == INCIDENT:  # a fix goes out regardless of the verdict
            go_out(w, i)
        else:
            refuse_release(w, i)
        return
    if approved:
        commit_when_funded(w, n)
    else:
        end_proposal(w, n)
        close_initiative(w, n, REFUSED)


@compiled
def on_task_done(w, p):
    """Person p finishes the task that was due first, and looks for the next."""
    i = w.people[p].next_item
    settle(w, p)
    if i == NONE:  # the duties are worked off, and p turns to open tasks
        reschedule(w, p)
        return
    if w.items[i].pause_at > 0.0:
        if on_decision(w, p, i):
            work_off_agenda(w)
            take_work(w, p)
        return
    if next_phase(w, p, w.items[i]):
        w.items[i].speed = speed_of(w, p, w.items[i])
        reschedule(w, p)
        return
    become_unavailable(w, p)
    stop_task(w, p, i)
    if w.people[p].open_count > 0:
        reschedule(w, p)
    leave_unit(w, w.items[i])
    w.clock[0].finisher = p
    n = w.items[i].initiative
    if REVIEW <= w.items[i].kind <= ANSWER:
        judge(w, w.items[i].request)
    elif leave_stage(w, i, p):
        begin_or_ask(w, n)
    work_off_agenda(w)  # first: p may take what it begins
    w.clock[0].finisher = NONE
    take_work(w, p)
    if w.people[p].open_count == 0:
        reschedule(w, p)
