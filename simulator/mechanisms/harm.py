"""Harm: what a harmful feature does is noticed by those who answer customers, whether or not there is a test.

Claim. A harmful idea takes less than a good one of its size brings, and not for the whole of its life: some weeks
after its first release complaints make clear that it harms. Then it is taken back, and what is left of the
work on it ends. A structure that releases early learns of harm before all of the work is done; one that releases an
initiative as a whole learns of it when all is paid for.

Source. A third of ideas do harm (P63), in small changes measured one by one; that no one leaves a feature in place which
harms for years is judgement, as are both sizes: a tenth to all of what a good idea brings, and a month to a quarter.

Off value. Harm is never noticed. How large it is belongs to the ideas and stays.
"""

from __future__ import annotations

import math

from ..kernel.calendar import snapped
from ..kernel.chance import HARM, draw
from ..kernel.compiled import compiled
from ..kernel.quantiles import quantile
from .entry import Mechanism


@compiled
def noticed_on(w, initiative):
    """Working day on which the harm of an idea whose first item is released now is noticed; infinite if there is none."""
    law = w.streams[initiative.stream].harm_law
    if initiative.good >= 0 or law < 0:
        return math.inf
    u = draw(w.clock[0].seed, HARM, initiative.owner_key, 0, 0)[0]
    return snapped(w.clock[0].now + quantile(w, law, u))


MECHANISM = Mechanism(
    name="harm",
    claim="Harm that no test finds is noticed by those who answer customers; what harms is taken back, and its work ends.",
    sources=("P63",),
    keys=("demand.opportunities.*.harm",),
    follows_features=True,
)
