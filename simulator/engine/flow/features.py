"""Features: what an initiative has brought to its users, from its first release to the end of its life.

Value flows from each item's release on. When everything is out, tests and usage data say whether
it stays; a feature that fails is taken back when they are over. Harm that no test finds is noticed
some time after the first release; then the feature is taken back, and what is left of its initiative ends.
"""

from __future__ import annotations

import math

from ...kernel.calendar import cancel, schedule, snapped
from ...kernel.chance import USAGE, draw
from ...kernel.compiled import compiled
from ...kernel.units import DAYS_PER_QUARTER, NONE
from ...mechanisms.customers import mood_left, mood_of, please, settle_area
from ...mechanisms.feedback import judge_by_use
from ...mechanisms.harm import noticed_on
from ...state.clock import FEATURE_TURNS
from ...state.rows import free_feature, new_feature
from ...state.slots import feature_slot


@compiled
def bring_to_users(w, n, worth, is_new):
    """An item of initiative n reaches users and brings `worth` per quarter; the first makes a feature.

    is_new: whether it moves satisfaction; what another team does as well moves it once.
    """
    initiative, now = w.initiatives[n], w.clock[0].now
    if w.parameters[0].features == 0 or initiative.life_ends_at <= now:
        return
    if initiative.released == 1:
        initiative.feature = begin_feature(w, n)
    if initiative.feature == NONE:
        return
    a = initiative.product
    settle_area(w, a)
    feature = w.features[initiative.feature]
    feature.worth += worth / DAYS_PER_QUARTER
    w.areas[a].value_rate += worth / DAYS_PER_QUARTER
    points = mood_of(w, initiative.good) / initiative.items if is_new else 0.0
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
    feature.turns_at = snapped(initiative.life_ends_at)
    schedule(w, feature_slot(w, f), FEATURE_TURNS, initiative.ordinal, feature.turns_at)
    take_back_on(w, f, noticed_on(w, initiative))
    return f


@compiled
def take_back_on(w, f, day):
    """Feature f is taken back on a day, if nothing ends it before."""
    feature = w.features[f]
    if day < feature.turns_at:
        feature.turns_at = day
        feature.is_taken_back = 1
        schedule(w, feature_slot(w, f), FEATURE_TURNS, feature.ordinal, day)


@compiled
def judge_feature(w, n):
    """Everything of initiative n is out that ever will be: find out whether it stays."""
    initiative, parameters = w.initiatives[n], w.parameters[0]
    initiative.kept = 1
    u = draw(w.clock[0].seed, USAGE, initiative.owner_key, 0, 0)[0]
    initiative.used = (
        1 if u < (parameters.used_good if initiative.good == 1 else parameters.used_other) else 0
    )
    back = min(judge_by_use(w, initiative), harm_shows_at(w, initiative))
    if back < math.inf:
        initiative.kept = -1
        initiative.taken_back_at = back
    follow_feature(w, n, back)


@compiled
def harm_shows_at(w, initiative):
    """Working day on which the harm of what an initiative has brought is noticed; infinite for never."""
    f = initiative.feature
    return w.features[f].turns_at if f != NONE and w.features[f].is_taken_back == 1 else math.inf


@compiled
def follow_feature(w, n, back):
    """From now on the feature of initiative n, which is over, ends on its own."""
    initiative = w.initiatives[n]
    f = initiative.feature
    if f == NONE:
        return
    w.features[f].initiative = NONE
    take_back_on(w, f, back)
    initiative.feature = NONE


@compiled
def end_feature(w, f):
    """A feature is taken back, or its life is over. Returns the open initiative that ends with it, -1 for none."""
    feature = w.features[f]
    a, n, harmed = feature.product, feature.initiative, feature.is_taken_back == 1
    settle_area(w, a)
    w.areas[a].value_rate -= feature.worth
    if harmed:  # what is left of what it did to satisfaction goes as well
        please(w, a, -mood_left(w, f))
    cancel(w, feature_slot(w, f))
    free_feature(w, f)
    if n == NONE:
        return NONE
    w.initiatives[n].feature = NONE
    if not harmed:
        return NONE
    w.initiatives[n].kept = -1
    w.initiatives[n].taken_back_at = w.clock[0].now
    return n
