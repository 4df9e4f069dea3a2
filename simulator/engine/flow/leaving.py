"""How an item leaves a stage: back, on, or done; and how what belongs together is put together."""

from __future__ import annotations

import math

from ...kernel.chance import EFFORT, draw
from ...kernel.compiled import compiled
from ...kernel.quantiles import quantile
from ...kernel.units import NONE
from ...mechanisms.alignment import is_contradicted
from ...mechanisms.dependencies import find_misfits
from ...state.log import log
from ...state.time import change_state
from ...work.records import DEPENDENCY, DONE, INCIDENT, JOIN, OWN, PROPOSAL, RETURN
from .blocking import raise_decision
from .dispatch import leave_place
from .items import create_next
from .release import ready_for_release
from .seats_given_back import give_back_seats, pass_stage
from .stages import enter_stage, is_returned
from .temporary_teams import count_done


@compiled
def leave_stage(w, i, p):
    """Item i, just stopped by person p, is sent back, goes on, or is done.

    Returns True if it was a proposal and its initiative is now committed.
    """
    item = w.items[i]
    if item.kind == INCIDENT:
        go_on_restoring(w, i, p)
        return False
    returned = is_returned(w, item)
    if item.stage == w.parameters[0].stage_of_most_work:
        item.made_by = item.team
    n = item.initiative  # read before the row is freed
    if item.stage > item.furthest:
        pass_stage(w, item)
    item.last_person = p
    item.furthest = max(item.furthest, item.stage)
    after = item.stage + 1
    if returned:
        send_back(w, i)
    elif after == w.parameters[0].work_stages:
        finish(w, i)
    elif item.kind == PROPOSAL and after == w.parameters[0].first_item_stage:
        leave_place(w, item)
        return True
    else:
        enter_stage(w, i, after, p)
    give_back_seats(w, n)
    return False


@compiled
def go_on_restoring(w, i, p):
    """Person p has done one step of restoring incident i."""
    item = w.items[i]
    item.last_person = p
    item.step += 1
    if item.step < w.parameters[0].route_steps:
        enter_stage(w, i, w.route[item.step].stage, p)
    else:
        item.done_at = w.clock[0].now
        ready_for_release(w, i)


@compiled
def send_back(w, i):
    """Item i goes back to the stage that its present one returns to."""
    stage = w.stages[w.items[i].stage]
    repeat_from(w, i, stage.return_to, stage.return_share)


@compiled
def repeat_from(w, i, stage, share):
    """Item i repeats the stages from one on, at the tail of its queue, with a share of a newly drawn effort."""
    item = w.items[i]
    item.returns += 1
    item.repeat_share = share
    law = w.streams[item.stream].effort_law
    if law >= 0:
        u = draw(w.clock[0].seed, EFFORT, item.owner_key, item.part_key, item.returns)[0]
        item.repeat_effort = quantile(w, law, u)
    log(w, RETURN, item, item.last_person, item.team)
    enter_stage(w, i, stage, NONE)  # no one goes on at once: it queues again


@compiled
def finish(w, i):
    """Item i is through its last stage; it is released once the leader and all its changes are done, and fit."""
    item = w.items[i]
    item.done_at = w.clock[0].now
    log(w, DONE, item, item.last_person, item.team)
    leave_place(w, item)
    leader = w.items[item.leader]
    leader.unfinished -= 1
    if leader.unfinished > 0:
        change_state(w, item, DEPENDENCY)
        count_done(w, item)
    elif leader.follower != NONE and find_misfits(w, item.leader):
        send_misfits_back(w, i)
    elif is_contradicted(w, leader):
        leader.goes_back = 1
        send_misfits_back(w, i)
    else:
        if leader.follower != NONE:
            log(w, JOIN, leader, NONE, leader.team)
        count_done(w, item)
        go_on_with_next(w, leader)
        ready_for_release(w, item.leader)


@compiled
def send_misfits_back(w, i):
    """What does not fit, or contradicts another team's work, goes back, now that the last of an item and its changes, i, is done."""
    change_state(w, w.items[i], DEPENDENCY)
    here = w.items[i].leader
    while here != NONE:  # first all of them count as not done, or their temporary team could dissolve
        item = w.items[here]
        if item.goes_back == 1:
            w.items[item.leader].unfinished += 1
            if here != i and item.initiative != NONE:
                w.initiatives[item.initiative].unfinished += 1
        here = item.follower
    if w.items[i].goes_back == 0:
        count_done(w, w.items[i])
    here = w.items[i].leader
    most, share = (
        w.parameters[0].stage_of_most_work,
        w.stages[w.parameters[0].stage_of_most_work].return_share,
    )
    while here != NONE:
        if w.items[here].goes_back == 1:
            w.items[here].goes_back = 0
            w.items[here].done_at = math.nan
            repeat_from(w, here, most, share)
        here = w.items[here].follower


@compiled
def go_on_with_next(w, leader):
    """An item of an initiative is done with all its changes: the next one becomes ready."""
    n = leader.initiative
    if n == NONE or leader.kind != OWN:
        return
    w.initiatives[n].done += 1
    raise_decision(w, n)  # first: what is created next rests as well
    if w.initiatives[n].created < w.initiatives[n].items:
        create_next(w, n)
