"""In what order a team does what waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .work import Item

if TYPE_CHECKING:
    from .twin import Team
    from .work import Arrival, Task

FADES = 0.84  # a week


def worth(policy: str, arrival: Arrival) -> float:
    """Place in a policy: the lowest first."""
    value, effort = arrival.estimated_value, arrival.estimated_effort
    ranks = {"first_come": 0.0, "value": -value, "items_shipped": arrival.stream.expected_effort}
    ranks["value_over_effort"] = -value / effort if effort else 0.0
    ranks["oldest_initiative"] = arrival.arrived_at
    return ranks[policy]


def rank(team: Team, item: Task) -> Any:
    """What the team asks of itself, and tickets in turns with it; then what others ask."""
    entry = item.queued_at, item.ordinal
    if item.heads_queue:
        return -1, 0.0, *entry
    if item.model.plan.dependencies.own_first and item.is_request():
        return 2, 0.0, *entry
    if item.is_ticket():
        return 0 if tickets_first(team) else 1, item.arrival.arrived_at, *entry
    best = worth(team.policy, item.arrival) if isinstance(item, Item) else without_value(team.policy, item)
    return 1 if tickets_first(team) else 0, best, *entry


def without_value(policy: str, answer: Task) -> float:
    """Place of a question that another team has asked, which has no value of its own."""
    ranks = {"oldest_initiative": answer.made_at, "items_shipped": answer.arrival.stream.expected_effort}
    return ranks.get(policy, 0.0)


def tickets_first(team: Team) -> bool:
    support = team.model.plan.support
    due = team.begun_days == 0.0 or team.begun_on_tickets < support.share * team.begun_days
    return {"before": True, "after": False, "share": due}[support.first]


def fade(team: Team) -> None:
    team.begun_days *= FADES
    team.begun_on_tickets *= FADES
