"""What a team takes first. Ties go to the earlier entry into the queue, then to the lower ordinal."""

from __future__ import annotations

from ..kernel.compiled import compiled

POLICIES = ("first_come", "value_over_effort", "value", "oldest_initiative", "items_shipped")
FIRST_COME, VALUE_OVER_EFFORT, VALUE, OLDEST_INITIATIVE, ITEMS_SHIPPED = range(5)


@compiled
def rank_of(policy, estimated_value, estimated_effort, arrived_at):
    """Rank of an item under a policy; the lowest is taken first.

    `items_shipped` counts output: the smallest items first ship the most of them.
    """
    if policy == VALUE_OVER_EFFORT:
        return -estimated_value / estimated_effort if estimated_effort > 0.0 else 0.0
    if policy == VALUE:
        return -estimated_value
    if policy == OLDEST_INITIATIVE:
        return arrived_at
    if policy == ITEMS_SHIPPED:
        return estimated_effort
    return 0.0
