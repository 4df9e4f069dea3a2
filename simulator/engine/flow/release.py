"""Release: at once, with the next train, or with the whole initiative."""

from __future__ import annotations

from ...kernel.calendar import schedule, snapped
from ...kernel.compiled import compiled
from ...kernel.units import NONE
from ...mechanisms.delivery import by_hand, deploy
from ...mechanisms.quality import fails, raise_incident
from ...organisation.governance import RELEASE_QUESTION
from ...state.clock import TRAIN_LEAVES, TRAIN_SLOT
from ...state.duties import DEPLOYING_DUTY, owe
from ...state.log import log
from ...state.rows import close_item
from ...state.time import change_state
from ...work.records import (
    APPROVAL,
    INCIDENT,
    MOST_VALUE,
    REFUSE,
    REFUSED,
    RELEASE,
    RELEASED,
    RELEASED_EVENT,
    RESTORE,
)  # fmt: skip
from ...work.release import CONTINUOUS, TRAIN
from .closure import close_initiative
from .features import bring_to_users, judge_feature
from .opportunities import worth_of
from .requests import ask, must_ask

ROUNDING = 1e-9


@compiled
def ready_for_release(w, i):
    """Item i and its dependent changes are done: release them, or ask for approval."""
    item = w.items[i]
    if not must_ask(w, RELEASE_QUESTION) or (item.kind == INCIDENT and w.parameters[0].fixes_ask == 0):
        go_out(w, i)
        return
    follower = w.items[i].follower
    while follower != NONE:
        change_state(w, w.items[follower], APPROVAL)
        follower = w.items[follower].follower
    ask(w, i, RELEASE_QUESTION)


@compiled
def refuse_release(w, i):
    """Item i and its dependent changes will never be released."""
    n = w.items[i].initiative
    while i != NONE:
        after = w.items[i].follower
        log(w, REFUSE, w.items[i], NONE, w.items[i].team)
        close_item(w, i, REFUSED)
        i = after
    if n != NONE:
        initiative = w.initiatives[n]
        initiative.refused += 1
        finish_initiative(w, n)
        if initiative.ordinal != NONE and complete(initiative) and initiative.waiting != NONE:
            release_chain(w, initiative.waiting)  # the others waited only for this one


@compiled
def complete(initiative):
    """Whether all items of an initiative are finished or refused."""
    return initiative.finished + initiative.refused == initiative.items


@compiled
def go_out(w, i):
    """Item i and its dependent changes may be released."""
    item = w.items[i]
    if item.kind == INCIDENT:
        restored(w, i)
        return
    mode = w.parameters[0].release_mode
    if mode == CONTINUOUS or (item.initiative == NONE and mode != TRAIN):
        release_together(w, i, deployment_of_event(w))
        return
    wait_for_release(w, i)
    if mode == TRAIN:
        board_train(w, i)
        return
    initiative = w.initiatives[item.initiative]
    item.sibling = initiative.waiting
    initiative.waiting = i
    initiative.finished += 1
    if complete(initiative):
        release_chain(w, initiative.waiting)


@compiled
def deployment_of_event(w):
    """Deployment of what is released at once: one for each, but one for all that a sitting approves."""
    clock = w.clock[0]
    if clock.sitting == 0:
        return new_deployment(w)
    if clock.common == NONE:
        clock.common = new_deployment(w)
    return clock.common


@compiled
def new_deployment(w):
    """Ordinal of a new deployment."""
    clock = w.clock[0]
    clock.deployments += 1
    clock.fresh_deployment = 1
    return clock.deployments - 1


@compiled
def wait_for_release(w, i):
    """Item i and its dependencies wait for their release."""
    while i != NONE:
        change_state(w, w.items[i], RELEASE)
        i = w.items[i].follower


@compiled
def board_train(w, i):
    """Item i waits behind the others for the next train."""
    clock = w.clock[0]
    w.items[i].sibling = NONE
    if clock.train_last == NONE:
        clock.train_first = i
    else:
        w.items[clock.train_last].sibling = i
    clock.train_last = i


@compiled
def on_train_leaves(w):
    """Everything that was finished before now is released."""
    clock = w.clock[0]
    first = clock.train_first
    clock.train_first = NONE
    clock.train_last = NONE
    if first != NONE:
        release_chain(w, first)
    plan_train(w)


@compiled
def plan_train(w):
    """Put the next train on the calendar."""
    clock = w.clock[0]
    clock.trains += 1
    schedule(w, TRAIN_SLOT, TRAIN_LEAVES, 0, snapped(clock.trains * w.parameters[0].train_days))


@compiled
def release_chain(w, i):
    """Release a chain of items in one deployment."""
    deployment = new_deployment(w)
    while i != NONE:
        after = w.items[i].sibling
        release_together(w, i, deployment)
        i = after


@compiled
def release_together(w, i, deployment):
    """Release item i and its dependent changes."""
    n, worth, is_new = w.items[i].initiative, 0.0, w.items[i].duplicate == 0  # read before the row is freed
    if n != NONE:
        w.initiatives[n].last_person = w.items[i].last_person
        worth = worth_of(w, w.initiatives[n], w.items[i])
        w.items[i].worth = worth
    while i != NONE:
        item = w.items[i]
        after = item.follower
        item.deployment = deployment
        deploy(w, item)
        item.failed = 1 if fails(w, item) else 0
        log(w, RELEASED_EVENT, item, NONE, item.team)
        close_item(w, i, RELEASED)
        if item.failed == 1:
            raise_incident(w, item)
        i = after
    if n != NONE:
        count_release(w, n, worth, is_new)


@compiled
def count_release(w, n, worth, is_new):
    """One more item of initiative n has been released, which brings `worth` per quarter; is_new: no other team brings it."""
    initiative, now = w.initiatives[n], w.clock[0].now
    initiative.released += 1
    if initiative.released == 1:
        initiative.first_release_at = now
    share = initiative.released / initiative.items
    if share >= MOST_VALUE - ROUNDING and not initiative.most_released_at >= 0.0:
        initiative.most_released_at = now
    bring_to_users(w, n, worth, is_new)
    finish_initiative(w, n)


@compiled
def finish_initiative(w, n):
    """Close initiative n once every item has been released or refused."""
    initiative = w.initiatives[n]
    if initiative.released + initiative.refused == initiative.items:
        if initiative.released > 0:
            judge_feature(w, n)
        close_initiative(w, n, RELEASED if initiative.released > 0 else REFUSED)


@compiled
def restored(w, i):
    """What has failed works again."""
    item = w.items[i]
    if item.last_person != NONE:
        hand = by_hand(w.areas[item.product].automation)
        owe(w, item.last_person, DEPLOYING_DUTY, w.parameters[0].deployment_days * hand)
    log(w, RESTORE, item, item.last_person, item.team)
    close_item(w, i, RELEASED)
