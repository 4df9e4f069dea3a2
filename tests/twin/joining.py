"""How what teams do for each other comes to them, and what happens when the halves come together."""

from __future__ import annotations

import math

from simulator.kernel import chance

from .work import NEVER, Item, snap


def is_news(item: Item) -> bool:
    """Whether a team does not see yet what another asks of it."""
    sees = item.model.plan.dependencies.work_visible
    return not sees and not item.negotiated and item.is_request()


def next_meeting(item: Item) -> float:
    every = item.model.plan.dependencies.meets_every_days
    phase = item.model.chance(chance.MEETING, item.product)
    return snap((math.floor(item.model.now / every - phase) + 1 + phase) * every)


def something_goes_back(fellows: list[Item]) -> bool:
    """Whether halves do not fit each other, or the whole does not fit what another team does."""
    return send_misfits_back(fellows) or send_back_in_conflict(fellows[0])


def send_back_in_conflict(leader: Item) -> bool:
    """As many items as contradict what another initiative does are done anew in part."""
    if leader.arrival.conflicts == 0:
        return False
    leader.arrival.conflicts -= 1
    send_back(leader)
    return True


def send_misfits_back(fellows: list[Item]) -> bool:
    """Whether a half that does not fit another goes back; each pair is looked at once."""
    leader, *others = fellows
    back = set()
    for other in others:
        if not other.joined:
            other.joined = True
            luck = [other.luck(chance.MISFIT, 0, number) for number in range(2)]
            if luck[0] < chance_of_misfit(leader, other):
                back.add(leader if luck[1] < 0.5 else other)
    for item in fellows:
        if item in back:
            send_back(item)
    return bool(back)


def chance_of_misfit(leader: Item, other: Item) -> float:
    plan, stage = leader.model.plan, leader.model.plan.stage_of_most_work
    misfit, ours, theirs = plan.dependencies.misfit, leader.did[stage], other.did[stage]
    tie = "team" if ours is theirs else "group" if ours.group == theirs.group else "across"
    by_contract = other.product in plan.organisation.contracts
    return getattr(misfit, tie) * (misfit.contract_factor if by_contract else 1.0)


def send_back(item: Item) -> None:
    stage = item.model.plan.stage_of_most_work
    item.returns, item.return_share = item.returns + 1, item.model.stages[stage].return_share
    item.done_at, item.exempt = NEVER, True
    item.model.log("return", item, item.previous_person)
    item.model.enter(item, stage)
