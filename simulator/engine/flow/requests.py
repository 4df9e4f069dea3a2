"""Asking: requests are made, wait, are judged; when a question is decided, it goes on the agenda.

What follows from a decision is done from the agenda after the event, so that asking knows nothing
of what is asked for.
"""

from __future__ import annotations

from ...kernel.calendar import cancel, schedule, snapped
from ...kernel.chance import REVIEW, SENT_BACK, VERDICT, draw
from ...kernel.compiled import compiled
from ...kernel.quantiles import quantile
from ...kernel.units import NONE
from ...mechanisms.approvals import is_decided, says_yes
from ...mechanisms.decisions import consulted_team
from ...organisation.governance import (
    ALL,
    ANY,
    BOARD,
    CONSULT,
    FIRST_CLASS,
    MOST_LAYERS,
    OUTSIDE,
    REVIEWERS,
    START,
)  # fmt: skip
from ...state.availability import become_unavailable
from ...state.boards import leave_sitting, plan_sitting, wait_for_sitting
from ...state.clock import REVIEW_DONE
from ...state.decided import put_on_agenda
from ...state.duties import DECIDING_DUTY, PREPARING_DUTY, owe
from ...state.log import log
from ...state.owners import speaker
from ...state.rows import close_item, new_item
from ...state.slots import item_slot
from ...state.team_queues import leave_queue
from ...state.time import change_state, reschedule, settle
from ...work.records import (
    APPROVAL,
    APPROVE,
    ASKING,
    DECISION,
    EXEMPT,
    OPEN,
    QUEUE,
    REFUSE,
    REQUEST,
    RETURN,
    TOUCH,
    WORK,
)  # fmt: skip
from .dispatch import offer, take_work
from .tasks import stop_task

POSITION_BITS, QUESTION_BITS, ATTEMPT_BITS = 8, 16, 16


@compiled
def must_ask(w, question):
    """Whether anybody has to be asked."""
    return w.rights[question].layers > 0


@compiled
def ask(w, i, question):
    """Item i waits until a question is decided."""
    item, right = w.items[i], w.rights[question]
    change_state(w, item, APPROVAL if question < FIRST_CLASS else DECISION)
    item.question = question
    item.asked = 0
    item.yes = 0
    item.no = 0
    item.first_asking = NONE
    item.verdict = 0
    if right.mode == CONSULT:
        consult(w, i)
        return
    if question == START and item.initiative != NONE:
        w.initiatives[item.initiative].asked_at = w.clock[0].now
    request(w, i)
    while right.rule == ANY and item.asked < right.layers:
        request(w, i)


@compiled
def consult(w, i):
    """Item i asks somebody in another team, who answers from that team's queue."""
    item = w.items[i]
    r = new_request(w, i, NONE)
    asking = w.items[r]
    asking.stage = w.parameters[0].consult_stage
    asking.team = consulted_team(w, item)
    asking.phase = WORK
    asking.remaining = quantile(w, w.parameters[0].consult_law, review_draw(w, asking))
    offer(w, r)


@compiled
def request(w, i):
    """Item i makes its next request to a layer."""
    item = w.items[i]
    layer = w.asked_layers[w.rights[item.question].first_layer + item.asked]
    submit(w, new_request(w, i, layer))


@compiled
def new_request(w, i, layer):
    """A request of item i to a layer, -1 for a team; returns its row."""
    item, clock = w.items[i], w.clock[0]
    r = new_item(w)
    asking = w.items[r]
    asking.kind = ASKING
    asking.ordinal = item.ordinal
    asking.stream = item.stream
    asking.owner_key = item.owner_key
    asking.part_key = item.part_key
    asking.product = item.product
    asking.initiative_ordinal = item.initiative_ordinal
    asking.asker = i
    asking.position = item.asked
    asking.layer = layer
    asking.created_at = clock.now
    asking.since = clock.now
    asking.place = EXEMPT
    asking.state = QUEUE
    asking.next_asking = item.first_asking
    item.first_asking = r
    item.asked += 1
    log(w, REQUEST, item, NONE, NONE)
    return r


@compiled
def submit(w, r):
    """Request r is prepared and handed in."""
    asking = w.items[r]
    layer = w.layers[asking.layer]
    person = speaker(w, w.items[asking.asker])
    if person != NONE:
        owe(w, person, PREPARING_DUTY, layer.preparing)
    if layer.form == BOARD:
        wait_for_sitting(w, r)
    elif layer.form == OUTSIDE:
        days = quantile(w, layer.review_law, review_draw(w, asking))
        order = asking.ordinal * MOST_LAYERS + asking.position  # of one item's, the first asked
        schedule(w, item_slot(w, r), REVIEW_DONE, order, snapped(w.clock[0].now + days))
    else:
        asking.stage = layer.stage
        asking.team = layer.team
        asking.phase = WORK
        asking.remaining = quantile(w, layer.review_law, review_draw(w, asking))
        offer(w, r)


@compiled
def count_of(w, asking):
    """What tells the draws of one request from others of the same owner."""
    item = w.items[asking.asker]
    kind = (item.question << POSITION_BITS) | asking.position
    # a verdict on a start or a release has nothing to do with how many decisions work has raised
    decisions = item.decisions if item.question >= FIRST_CLASS else 0
    return (((decisions << ATTEMPT_BITS) | asking.attempt) << QUESTION_BITS) | kind


@compiled
def review_draw(w, asking):
    """Uniform number for the effort of a review."""
    return draw(w.clock[0].seed, REVIEW, asking.owner_key, asking.part_key, count_of(w, asking))[0]


@compiled
def on_board_sits(w, number):
    """A board judges the requests made before it sits, first come, as far as its room goes."""
    layer, now = w.layers[number], w.clock[0].now
    left = layer.waiting if layer.room < 0 else layer.room
    while left > 0 and layer.first != NONE and w.items[layer.first].queued_at < now:
        r = layer.first
        leave_sitting(w, r)
        for m in range(layer.first_member, layer.first_member + layer.members):
            owe(w, w.board_members[m], DECIDING_DUTY, layer.deciding)
        judge(w, r)
        left -= 1
    plan_sitting(w, number)


@compiled
def judge(w, r):
    """Request r is sent back to be prepared anew, or gets its one final verdict."""
    asking = w.items[r]
    if asking.layer == NONE:
        answer(w, r, True)
        return
    layer, clock = w.layers[asking.layer], w.clock[0]
    count = count_of(w, asking)
    if draw(clock.seed, SENT_BACK, asking.owner_key, asking.part_key, count)[0] < layer.return_probability:
        asking.attempt += 1
        log(w, RETURN, w.items[asking.asker], NONE, NONE)
        submit(w, r)
        return
    is_good, estimate = True, 0.0
    n = w.items[asking.asker].initiative
    if n != NONE:
        is_good = w.initiatives[n].good == 1
        estimate = w.initiatives[n].estimated_value
    asking.attempt = 0  # the verdict does not depend on how often it was sent back
    u, v, _, _ = draw(clock.seed, VERDICT, asking.owner_key, asking.part_key, count_of(w, asking))
    answer(w, r, says_yes(layer, u, is_good, estimate, quantile(w, layer.noise_law, v)))


@compiled
def answer(w, r, yes):
    """Request r is answered; its question is decided, or the next layer is asked."""
    asking = w.items[r]
    i = asking.asker
    item, right = w.items[i], w.rights[w.items[i].question]
    log(w, APPROVE if yes else REFUSE, item, NONE, asking.team)
    note_answer(w, item, asking)
    drop_request(w, i, r)
    if yes:
        item.yes += 1
    else:
        item.no += 1
    if right.mode == CONSULT:
        item.verdict = 1
        put_on_agenda(w, i)
        return
    item.verdict = is_decided(right.rule != ALL, right.needed, right.layers, item.yes, item.no)
    if item.verdict == 0:
        if right.rule == ALL:
            request(w, i)
        return
    withdraw(w, i)
    put_on_agenda(w, i)


@compiled
def note_answer(w, item, asking):
    """Keep what an initiative's requests cost in time."""
    if item.initiative == NONE:
        return
    initiative, now = w.initiatives[item.initiative], w.clock[0].now
    initiative.requests += 1
    initiative.request_days += now - asking.created_at
    if item.question == START:
        initiative.answered_at = now


@compiled
def drop_request(w, i, r):
    """Free the row of request r of item i."""
    item = w.items[i]
    if item.first_asking == r:
        item.first_asking = w.items[r].next_asking
    else:
        before = item.first_asking
        while w.items[before].next_asking != r:
            before = w.items[before].next_asking
        w.items[before].next_asking = w.items[r].next_asking
    close_item(w, r, OPEN)


@compiled
def withdraw(w, i):
    """What item i still asks for is no longer needed."""
    while w.items[i].first_asking != NONE:
        r = w.items[i].first_asking
        asking = w.items[r]
        form = REVIEWERS if asking.layer == NONE else w.layers[asking.layer].form
        if form == BOARD:
            leave_sitting(w, r)
        elif form == OUTSIDE:
            cancel(w, item_slot(w, r))
        elif asking.state == TOUCH:
            put_down(w, r)
        else:
            leave_queue(w, r)
        drop_request(w, i, r)


@compiled
def put_down(w, r):
    """The reviewer of request r stops and looks for other work."""
    p = w.items[r].person
    settle(w, p)
    become_unavailable(w, p)
    stop_task(w, p, r)
    reschedule(w, p)
    take_work(w, p)
