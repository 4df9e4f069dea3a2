"""Precedence: the items of an initiative cannot all be worked on at once.

Claim. Some of the work only becomes clear, or possible, when other work is done. Of an initiative with n items at most
n to the power `parallel`, rounded up, are ready at a time; the next becomes ready when one is done, with the changes it
needs elsewhere. So an initiative finds no use for ever more people, whatever they cost each other in talk: this, not
coordination alone, gives output per initiative a peak in the number of people (S22), and keeps an item from lying in
queues from its initiative's first day (S33).

Source. Judgement; the square root is offered for sensitivity analysis over .3 to 1. A user can read it off the tickets:
most items open at once, by the size of the initiative. A compressed schedule costs more effort than it saves time
(P84), which no rule about talking alone explains.

Off value. Power 1: all items are ready at commitment.
"""

from __future__ import annotations

import math

from ..kernel.compiled import compiled
from .entry import Mechanism

ROUNDING = 1e-9


@compiled
def ready_at_once(items, power):
    """How many items of an initiative are ready at a time."""
    return items if power >= 1.0 else math.ceil(items**power - ROUNDING)


MECHANISM = Mechanism(
    name="precedence",
    claim="The items of an initiative cannot all be worked on at once: the next becomes ready when one is done.",
    sources=("S22", "S33"),
    keys=("demand.opportunities.*.parallel",),
)
