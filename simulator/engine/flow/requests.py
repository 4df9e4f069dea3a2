"""Requests: they are made, wait, are judged; when a question is decided, it goes on the agenda.

A board sits in `flow/boards.py`; `state/boards.py` holds what waits for it and when it sits next.

What follows from a decision is done from the agenda after the event, so that requests do not depend on what
they are made for.
"""

from __future__ import annotations

from ...kernel.calendar import cancel, schedule, snapped
from ...kernel.chance import REVIEW as REVIEW_DRAW
from ...kernel.chance import SENT_BACK, VERDICT, draw
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
from ...state.boards import leave_sitting, wait_for_sitting
from ...state.clock import REVIEW_DONE
from ...state.decided import put_on_agenda
from ...state.duties import PREPARING_DUTY, owe
from ...state.log import log
from ...state.owners import speaker
from ...state.rows import close_item, free_request, new_item, new_request
from ...state.slots import request_slot
from ...state.team_queues import leave_queue
from ...state.time import change_state
from ...work.records import (
    ANSWER,
    APPROVAL,
    APPROVE,
    ASK,
    DECISION,
    EXEMPT,
    OPEN,
    QUEUE,
    REFUSE,
    RETURN,
    REVIEW,
    TOUCH,
    WORK,
)  # fmt: skip
from .dispatch import offer, take_work
from .tasks import put_down

POSITION_BITS, QUESTION_BITS, ATTEMPT_BITS = 8, 16, 16


@compiled
def must_ask(w, question):
    """Whether a layer has to be asked."""
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
    item.first_request = NONE
    item.verdict = 0
    if right.mode == CONSULT:
        consult(w, i)
        return
    if question == START and item.initiative != NONE:
        w.initiatives[item.initiative].asked_at = w.clock[0].now
    ask_next_layer(w, i)
    while right.rule == ANY and item.asked < right.layers:
        ask_next_layer(w, i)


@compiled
def consult(w, i):
    """Item i asks another team, which answers from its queue."""
    r = make_request(w, i, NONE)
    days = quantile(w, w.parameters[0].consult_law, review_draw(w, w.requests[r]))
    work_on(w, r, ANSWER, consulted_team(w, w.items[i]), w.parameters[0].consult_stage, days)


@compiled
def ask_next_layer(w, i):
    """Item i makes its next request to a layer."""
    item = w.items[i]
    layer = w.asked_layers[w.rights[item.question].first_layer + item.asked]
    submit(w, make_request(w, i, layer))


@compiled
def make_request(w, i, layer):
    """A request of item i to a layer, -1 for a team; returns its row."""
    item = w.items[i]
    r = new_request(w)
    request = w.requests[r]
    request.asker = i
    request.layer = layer
    request.position = item.asked
    request.attempt = 0
    request.review = NONE
    request.asked_at = w.clock[0].now
    request.next_of_asker = item.first_request
    item.first_request = r
    item.asked += 1
    log(w, ASK, item, NONE, NONE)
    return r


@compiled
def submit(w, r):
    """Request r is prepared and handed in."""
    request = w.requests[r]
    layer, asker = w.layers[request.layer], w.items[request.asker]
    person = speaker(w, asker)
    if person != NONE:
        owe(w, person, PREPARING_DUTY, layer.preparing)
    if layer.form == BOARD:
        wait_for_sitting(w, r)
        return
    days = quantile(w, layer.review_law, review_draw(w, request))
    if layer.form == OUTSIDE:
        order = asker.ordinal * MOST_LAYERS + request.position  # of one item's, the first asked
        schedule(w, request_slot(w, r), REVIEW_DONE, order, snapped(w.clock[0].now + days))
    else:
        work_on(w, r, REVIEW, layer.team, layer.stage, days)


@compiled
def work_on(w, r, kind, team, stage, days):
    """Request r becomes work for a team: a new item, or the same once more where it was sent back."""
    if w.requests[r].review == NONE:
        w.requests[r].review = new_review(w, r, kind)  # a request that is sent back keeps its review
    i = w.requests[r].review
    review = w.items[i]
    review.stage = stage
    review.team = team
    review.phase = WORK
    review.remaining = days
    offer(w, i)


@compiled
def new_review(w, r, kind):
    """A new item that stands for the work on request r; returns its row."""
    i, now = new_item(w), w.clock[0].now
    review, asker = w.items[i], w.items[w.requests[r].asker]
    review.kind = kind
    review.request = r
    review.ordinal = asker.ordinal
    review.stream = asker.stream
    review.owner_key = asker.owner_key
    review.part_key = asker.part_key
    review.product = asker.product
    review.initiative_ordinal = asker.initiative_ordinal
    review.created_at = now
    review.since = now
    review.place = EXEMPT
    review.state = QUEUE
    return i


@compiled
def count_of(w, request):
    """What distinguishes the draws of one request from those of others of the same owner."""
    item = w.items[request.asker]
    kind = (item.question << POSITION_BITS) | request.position
    # a verdict on a start or a release has nothing to do with how many decisions work has raised
    decisions = item.decisions if item.question >= FIRST_CLASS else 0
    return (((decisions << ATTEMPT_BITS) | request.attempt) << QUESTION_BITS) | kind


@compiled
def review_draw(w, request):
    """Uniform number for the effort of a review."""
    asker = w.items[request.asker]
    return draw(w.clock[0].seed, REVIEW_DRAW, asker.owner_key, asker.part_key, count_of(w, request))[0]


@compiled
def judge(w, r):
    """Request r is sent back to be prepared anew, or gets its one final verdict."""
    request = w.requests[r]
    if request.layer == NONE:
        answer(w, r, True)
        return
    layer, asker, seed = w.layers[request.layer], w.items[request.asker], w.clock[0].seed
    u = draw(seed, SENT_BACK, asker.owner_key, asker.part_key, count_of(w, request))[0]
    if u < layer.return_probability:
        request.attempt += 1
        log(w, RETURN, asker, NONE, NONE)
        submit(w, r)
        return
    is_good, estimate = True, 0.0
    if asker.initiative != NONE:
        is_good = w.initiatives[asker.initiative].good == 1
        estimate = w.initiatives[asker.initiative].estimated_value
    request.attempt = 0  # the verdict does not depend on how often it was sent back
    u, v, _, _ = draw(seed, VERDICT, asker.owner_key, asker.part_key, count_of(w, request))
    answer(w, r, says_yes(layer, u, is_good, estimate, quantile(w, layer.noise_law, v)))


@compiled
def answer(w, r, yes):
    """Request r is answered; its question is decided, or the next layer is asked."""
    i, review = w.requests[r].asker, w.requests[r].review
    item, right = w.items[i], w.rights[w.items[i].question]
    log(w, APPROVE if yes else REFUSE, item, NONE, NONE if review == NONE else w.items[review].team)
    note_answer(w, item, w.requests[r].asked_at)
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
            ask_next_layer(w, i)
        return
    withdraw(w, i)  # answers still due no longer count
    put_on_agenda(w, i)


@compiled
def note_answer(w, item, asked_at):
    """Keep what an initiative's requests cost in time."""
    if item.initiative == NONE:
        return
    initiative, now = w.initiatives[item.initiative], w.clock[0].now
    initiative.requests += 1
    initiative.request_days += now - asked_at
    if item.question == START:
        initiative.answered_at = now


@compiled
def drop_request(w, i, r):
    """Request r of item i is over, and the work on it."""
    item = w.items[i]
    if item.first_request == r:
        item.first_request = w.requests[r].next_of_asker
    else:
        before = item.first_request
        while w.requests[before].next_of_asker != r:
            before = w.requests[before].next_of_asker
        w.requests[before].next_of_asker = w.requests[r].next_of_asker
    if w.requests[r].review != NONE:
        close_item(w, w.requests[r].review, OPEN)
    free_request(w, r)


@compiled
def withdraw(w, i):
    """The requests of item i that are not answered are no longer needed."""
    while w.items[i].first_request != NONE:
        r = w.items[i].first_request
        request = w.requests[r]
        form = REVIEWERS if request.layer == NONE else w.layers[request.layer].form
        if form == BOARD:
            leave_sitting(w, r)
        elif form == OUTSIDE:
            cancel(w, request_slot(w, r))
        elif w.items[request.review].state == TOUCH:
            reviewer = w.items[request.review].person
            put_down(w, request.review)
            take_work(w, reviewer)
        else:
            leave_queue(w, request.review)
        drop_request(w, i, r)
