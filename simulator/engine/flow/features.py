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
from ...state.rows import free_feature, new_feature
from ...state.slots import feature_slot


@compiled
def bring_to_users(w, n, wrongs):
    """One more item of initiative n is with its users, with so many wrong decisions in it; the first makes a
    feature."""
    initiative, now = w.initiatives[n], w.clock[0].now
    if w.parameters[0].features == 0 or initiative.life_ends_at <= now:
        return
    if initiative.released == 1:
        initiative.feature = begin_feature(w, n)
    if initiative.feature == NONE:
        return
    a = initiative.product
    settle_area(w, a)
    worth = initiative.value / initiative.items / DAYS_PER_QUARTER
    if wrongs > 0:
        worth *= (1.0 - w.parameters[0].wrong_value) ** wrongs
    feature = w.features[initiative.feature]
    feature.worth += worth
    w.areas[a].value_rate += worth
    points = mood_of(w, initiative.good) / initiative.items
    feature.mood = mood_left(w, initiative.feature) + points
    feature.mood_at = now
    please(w, a, points)


@compiled
def begin_feature(w, n):
    """A feature stands for what initiative n has brought to its users; returns its row."""
    initiative, now = w.initiatives[n], w.clock[0].now
    f = new_feature(w)
    feature = w.features[f]
    feature.ordinal = initiative.ordinal
    feature.initiative = n
    feature.product = initiative.product
    feature.worth = 0.0
    feature.mood = 0.0
    feature.mood_at = now
    feature.is_taken_back = 0
    schedule(w, feature_slot(w, f), FEATURE_TURNS, initiative.ordinal, snapped(initiative.life_ends_at))
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
    w.features[f].initiative = NONE
    if back < initiative.life_ends_at:
        w.features[f].is_taken_back = 1
        schedule(w, feature_slot(w, f), FEATURE_TURNS, initiative.ordinal, back)
    initiative.feature = NONE


@compiled
def on_feature_turns(w, f):
    """A feature is taken back, or its life is over."""
    feature = w.features[f]
    a = feature.product
    settle_area(w, a)
    w.areas[a].value_rate -= feature.worth
    if feature.is_taken_back == 1:  # what is left of what it did to satisfaction goes as well
        please(w, a, -mood_left(w, f))
    if feature.initiative != NONE:
        w.initiatives[feature.initiative].feature = NONE
    cancel(w, feature_slot(w, f))
    free_feature(w, f)
