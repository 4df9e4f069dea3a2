"""Studies: what research and stakeholders say of an idea, before anybody commits to it."""

from __future__ import annotations

import math

from ...kernel.calendar import cancel, schedule, snapped
from ...kernel.chance import FEEDBACK, draw
from ...kernel.compiled import compiled
from ...mechanisms.feedback import passes
from ...state.clock import STUDY_DONE
from ...state.duties import CONSULTING_DUTY, owe
from ...state.slots import item_slot
from ...state.time import change_state
from ...work.records import DECISION
from .opportunities import settle_goodness
from .requests import speaker

NONE = -1


@compiled
def has_studies_ahead(w, n):
    """Whether a loop of feedback is still to be run before initiative n is decided on."""
    return w.initiatives[n].studied < w.parameters[0].studies


@compiled
def begin_study(w, n):
    """The next loop of feedback on initiative n begins; its proposal waits for it."""
    initiative, now = w.initiatives[n], w.clock[0].now
    i, loop = initiative.proposal, w.loops[initiative.studied]
    change_state(w, w.items[i], DECISION)
    person = speaker(w, w.items[i])
    if person != NONE:
        owe(w, person, CONSULTING_DUTY, loop.hours)
    day = now + loop.delay
    if loop.every > 0.0:
        day = math.floor(day / loop.every + 1.0) * loop.every
    schedule(w, item_slot(w, i), STUDY_DONE, initiative.ordinal, snapped(day))


@compiled
def study_passes(w, n):
    """A loop of feedback on initiative n is over: it may have made it better, and says yes or no."""
    initiative = w.initiatives[n]
    k = initiative.studied
    loop = w.loops[k]
    cancel(w, item_slot(w, initiative.proposal))
    initiative.studied += 1
    settle_goodness(w, initiative)
    u = draw(w.clock[0].seed, FEEDBACK, initiative.owner_key, k, 0)[0]
    return passes(u, initiative.good == 1, loop.keeps_good, loop.keeps_other)
