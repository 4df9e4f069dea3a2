"""Dependencies: a change here needs a change there.

Claim. Work in one product area needs changes in others as often as the areas are coupled, whoever
is organised how. Where another team owns the other area, the change stands in that team's queue
and the item waits for it; where the same team owns both, nobody waits for another team. Coupling
belongs to the products (the world); what it costs follows from ownership (the structure).

Source. MacCormack, Baldwin & Rusnak 2012 and Colfer & Baldwin 2016 for coupling (P70); the wait is
the maximum of parallel times, as in fork-join (S09), and is not configured.

Parameters. `products[].coupling`: chance per item, 0 to 1, judgement: 0.05 to 0.3 is plausible.

Off value. Chance 0: items need no other area.
"""

from __future__ import annotations

from ..kernel.compiled import compiled

OFF_PROBABILITY = 0.0


@compiled
def needs_change(u, probability):
    """Whether an item needs a change in a coupled area, given its uniform draw u in (0, 1)."""
    return u < probability
