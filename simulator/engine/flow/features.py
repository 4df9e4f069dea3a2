"""Features: what an initiative has brought to its users, from its first release to the end of its life.

Value flows from each item's release on. When everything is out, tests and usage data say whether
it stays; what fails is taken back when they are over.
"""

from __future__ import annotations

import math

from ...kernel.calendar import cancel, schedule, snapped
from ...kernel.chance import FEEDBACK, USAGE, draw
from ...kernel.compiled import compiled
from ...kernel.units import DAYS_PER_QUARTER, NONE
from ...mechanisms.customers import mood_left, mood_of, please, settle_area
from ...mechanisms.feedback import passes
from ...state.clock import FEATURE_TURNS
from ...state.duties import CONSULTING_DUTY, owe
from ...state.rows import close_item, new_item
from ...state.slots import item_slot
from ...work.records import FEATURE, OPEN, RELEASE


@compiled
def bring_to_users(w, n, wrongs):
    """One more item of initiative n is with its users, with so many wrong decisions in it; the first makes a
    feature."""
    initiative, now = w.initiatives[n], w.clock[0].now
    if w.parameters[0].features == 0 or initiative.life_ends_at <= now:
        return
    if initiative.released == 1:
        initiative.feature = new_feature(w, n)
    if initiative.feature == NONE:
        return
    a = initiative.product
    settle_area(w, a)
    worth = initiative.value / initiative.items / DAYS_PER_QUARTER
    if wrongs > 0:
        worth *= (1.0 - w.parameters[0].wrong_value) ** wrongs
    w.items[initiative.feature].worth += worth
    w.areas[a].value_rate += worth
    points = mood_of(w, initiative.good) / initiative.items
    w.items[initiative.feature].mood = mood_left(w, initiative.feature) + points
    w.items[initiative.feature].since = now
    please(w, a, points)


@compiled
def new_feature(w, n):
    """The row that stands for what initiative n has brought to its users."""
    initiative = w.initiatives[n]
    f = new_item(w)
    item = w.items[f]
    item.kind = FEATURE
    item.ordinal = initiative.ordinal
    item.product = initiative.product
    item.asker = n
    item.state = RELEASE
    item.since = w.clock[0].now
    schedule(w, item_slot(w, f), FEATURE_TURNS, initiative.ordinal, snapped(initiative.life_ends_at))
    return f


@compiled
def judge_feature(w, n):
    """Everything of initiative n is out that ever will be: find out whether it stays."""
    initiative, parameters = w.initiatives[n], w.parameters[0]
    initiative.kept = 1
    u = draw(w.clock[0].seed, USAGE, initiative.owner_key, 0, 0)[0]
    initiative.used = (
        1 if u < (parameters.used_good if initiative.good == 1 else parameters.used_other) else 0
    )
    back = math.inf
    for k in range(parameters.studies, parameters.loops):
        loop = w.loops[k]
        if initiative.last_person != NONE:
            owe(w, initiative.last_person, CONSULTING_DUTY, loop.hours)
        u = draw(w.clock[0].seed, FEEDBACK, initiative.owner_key, k, 0)[0]
        if not passes(u, initiative.good == 1, loop.keeps_good, loop.keeps_other):
            back = min(back, snapped(w.clock[0].now + loop.delay))
    if back < math.inf:
        initiative.kept = -1
        initiative.taken_back_at = back
    follow_feature(w, n, back)


@compiled
def follow_feature(w, n, back):
    """From now on the feature of initiative n, which is over, ends on its own."""
    initiative = w.initiatives[n]
    f = initiative.feature
    if f == NONE:
        return
    item = w.items[f]
    item.asker = NONE
    if back < initiative.life_ends_at:
        item.done_at = w.clock[0].now
        schedule(w, item_slot(w, f), FEATURE_TURNS, initiative.ordinal, back)
    initiative.feature = NONE


@compiled
def on_feature_turns(w, f):
    """A feature is taken back, or its life is over."""
    item = w.items[f]
    a = item.product
    settle_area(w, a)
    w.areas[a].value_rate -= item.worth
    if item.done_at >= 0.0:  # taken back: what is left of what it did to satisfaction goes, too
        please(w, a, -mood_left(w, f))
    if item.asker != NONE:
        w.initiatives[item.asker].feature = NONE
    cancel(w, item_slot(w, f))
    close_item(w, f, OPEN)
