"""Lines: which queue is whose, and who stands first in it for a person."""

from __future__ import annotations

from ..kernel.compiled import compiled
from ..kernel.queues import push, remove

NONE = -1


@compiled
def queue_of(w, team, stage, needs_place):
    """Number of the queue of items that wait in a team for a stage."""
    return (team * w.parameters[0].stages + stage) * 2 + needs_place


@compiled
def first_for(w, q, other_eyes, p):
    """First item of queue q that person p may take, -1 for none.

    Where a stage asks for other eyes, items that he finished himself are put aside and back.
    """
    root = w.queues[q]
    if not other_eyes:
        return root
    aside = NONE
    while root != NONE and w.items[root].last_person == p:
        rest = remove(w, root, root)
        w.items[root].sibling = aside
        aside = root
        root = rest
    found = root
    while aside != NONE:
        after = w.items[aside].sibling
        root = push(w, root, aside)
        aside = after
    w.queues[q] = root
    return found
