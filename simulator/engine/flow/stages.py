"""How an item moves: from stage to stage, from team to team, back, and on to its release."""

from __future__ import annotations

from ...kernel.calendar import cancel, schedule, snapped
from ...kernel.chance import MEETING as MEETING_PHASE
from ...kernel.chance import RETURNS, STAGE, draw
from ...kernel.compiled import compiled
from ...kernel.quantiles import quantile
from ...kernel.units import NONE
from ...mechanisms.decisions import plan_decision
from ...mechanisms.delivery import by_hand
from ...mechanisms.dependencies import next_meeting
from ...mechanisms.handoffs import bounded, return_chance
from ...mechanisms.quality import bring_in_defects
from ...organisation.workforce import MOST_MEMBERSHIPS
from ...state.availability import may_open
from ...state.clock import MEETING
from ...state.log import log
from ...state.owners import is_asked_for, owner_of
from ...state.slots import item_slot
from ...state.team_queues import may_start
from ...state.time import change_state
from ...work.records import (
    ANSWER,
    DEPENDENCY,
    DEPENDENT,
    EXEMPT,
    GIVE,
    HANDOFF,
    INCIDENT,
    NEEDS_PLACE,
    PROPOSAL,
    REVIEW,
    TAKE,
    WORK,
)  # fmt: skip
from .dispatch import is_blocked, leave_place, offer
from .tasks import start_task

COUNT_BITS = 32  # a stage's draw is counted by the stage, shifted by this, plus the returns so far


@compiled
def enter_stage(w, i, stage, p):
    """Item i comes to a stage from person p, -1 for none.

    If p may do this stage as well, p goes on without queueing.
    """
    item = w.items[i]
    item.stage = stage
    item.handed = 0
    item.wrong = 0
    item.found = 0.0
    item.is_counted = 0
    change_team(w, item, owner_of(w, item, stage))
    item.stage_effort = stage_effort(w, item)
    begin_phase(w, item, TAKE if taking_days(w, item) > 0.0 else WORK)
    if must_be_announced(w, item):
        wait_for_meeting(w, i)
        return
    membership = may_go_on(w, item, p)
    if membership != NONE:
        start_task(w, p, membership, i)
    else:
        offer(w, i)


@compiled
def change_team(w, item, team):
    """Hand an item to a team, if it is not there already. Returned and dependent work is exempt
    from limits on work in progress."""
    if item.team == team:
        return
    left = item.team
    if left != NONE:
        item.handoffs += 1
        item.handed = 1
        log(w, HANDOFF, item, NONE, left)
        leave_place(w, item)
    item.team = team
    exempt = item.stage <= item.furthest or item.kind in (DEPENDENT, INCIDENT) or item.ticket == 1
    item.place = EXEMPT if exempt else NEEDS_PLACE


@compiled
def may_go_on(w, item, p):
    """Membership for which person p may go on with an item at its stage, -1 if p may not."""
    if p == NONE or w.stages[item.stage].other_eyes == 1 or is_blocked(w, item):
        return NONE
    if not may_start(w.teams[item.team], item.place == NEEDS_PLACE):
        return NONE
    person = w.people[p]
    if person.open_count >= person.open_limit and item.kind != INCIDENT:
        return NONE  # p has left a temporary team, which lowered p's limit
    if w.fit[person.role * w.parameters[0].stages + item.stage] <= 0.0:
        return NONE
    for m in range(p * MOST_MEMBERSHIPS, p * MOST_MEMBERSHIPS + person.memberships):
        if w.memberships[m].team == item.team and may_open(w.memberships[m]):
            return m
    return NONE


@compiled
def stage_effort(w, item):
    """Nominal days that an item takes at its stage; a repetition draws anew."""
    stage = w.stages[item.stage]
    repeated = item.stage <= item.furthest
    if item.kind == INCIDENT:
        return with_losses(w, item, item.effort * w.route[item.step].share)
    if stage.law >= 0:
        count = (item.stage << COUNT_BITS) | (item.returns if repeated else 0)
        u = draw(w.clock[0].seed, STAGE, item.owner_key, item.part_key, count)[0]
        effort = quantile(w, stage.law, u)
    else:
        effort = stage.share * (item.repeat_effort if repeated else item.effort)
    if repeated:
        effort *= item.repeat_share
    if item.kind == DEPENDENT and w.self_service[item.product] == 1:
        effort *= w.parameters[0].self_service_effort
    if item.stage == w.parameters[0].work_stages - 1 and w.parameters[0].change_days > 0.0:
        effort += w.parameters[0].change_days * by_hand(w.areas[item.product].automation)
    return with_losses(w, item, effort)


@compiled
def with_losses(w, item, effort):
    """Effort with what has been lost on the way from another team."""
    return effort * (1.0 + w.parameters[0].lost_effort) if item.handed == 1 else effort


@compiled
def begin_phase(w, item, phase):
    """What is to be done next on a task: taking over, the work itself, or giving it on."""
    item.phase = phase
    item.pause_at = 0.0
    if phase == WORK:
        item.remaining = item.stage_effort
        plan_decision(w, item)
    else:
        item.remaining = taking_days(w, item) if phase == TAKE else giving_days(w, item)


@compiled
def taking_days(w, item):
    """Days of taking an item over: what a handoff asks, and agreeing on what another team needs."""
    parameters = w.parameters[0]
    days = bounded(parameters.take_days, item.stage_effort, parameters) if item.handed == 1 else 0.0
    if not must_negotiate(w, item):
        return days
    return days + w.parameters[0].negotiating_days * w.contracts[item.product]


@compiled
def giving_days(w, item):
    """Days of giving an item on after its stage."""
    return bounded(w.parameters[0].give_days, item.stage_effort, w.parameters[0])


@compiled
def must_negotiate(w, item):
    """Whether a team has yet to agree to a change that another team needs."""
    return item.negotiated == 0 and is_asked_for(w, item)


@compiled
def must_be_announced(w, item):
    """Whether a team has yet to hear of a change that another team needs."""
    return w.parameters[0].meets_every > 0.0 and item.announced == 0 and must_negotiate(w, item)


@compiled
def wait_for_meeting(w, i):
    """The team to which item i has come hears of it when it meets next."""
    item, clock = w.items[i], w.clock[0]
    item.announced = 1
    change_state(w, item, DEPENDENCY)
    phase = draw(clock.seed, MEETING_PHASE, item.product, 0, 0)[0]
    day = snapped(next_meeting(clock.now, w.parameters[0].meets_every, phase))
    schedule(w, item_slot(w, i), MEETING, item.ordinal, day)


@compiled
def on_meeting(w, i):
    """The team to which item i has come hears of it."""
    cancel(w, item_slot(w, i))
    offer(w, i)


@compiled
def next_phase(w, p, item):
    """Let a task that person p has open pass into its next phase; False if it has none."""
    if item.phase == WORK and not REVIEW <= item.kind <= ANSWER:
        bring_in_defects(w, p, item)  # first: what is found decides where the item goes
    if item.phase == TAKE:
        if must_negotiate(w, item):
            item.negotiated = 1
        begin_phase(w, item, WORK)
        return True
    if item.phase == WORK and giving_days(w, item) > 0.0 and will_be_handed_on(w, item):
        begin_phase(w, item, GIVE)
        return True
    return False


@compiled
def will_be_handed_on(w, item):
    """Whether another team does what comes after this stage; a request goes nowhere."""
    if REVIEW <= item.kind <= ANSWER:
        return False
    if item.kind == INCIDENT:
        step = item.step + 1
        return step < w.parameters[0].route_steps and owner_of(w, item, w.route[step].stage) != item.team
    after = item.stage + 1
    if is_returned(w, item):  # the same draw as when it leaves the stage
        after = w.stages[item.stage].return_to
    elif after == w.parameters[0].work_stages or (
        item.kind == PROPOSAL and after == w.parameters[0].first_item_stage
    ):
        return False
    return owner_of(w, item, after) != item.team


@compiled
def is_returned(w, item):
    """Whether the stage that an item has just been through sends it back."""
    own = w.stages[item.stage].return_probability
    probability = return_chance(own, w.parameters[0].lost_return, item.handed == 1)
    if item.found > 0.0:
        probability = 1.0 - (1.0 - probability) * (1.0 - item.found)
    if item.wrong > 0:
        probability = 1.0 - (1.0 - probability) * (1.0 - w.parameters[0].wrong_return) ** item.wrong
    if probability <= 0.0:
        return False
    count = (item.stage << COUNT_BITS) | item.returns
    return draw(w.clock[0].seed, RETURNS, item.owner_key, item.part_key, count)[0] < probability
