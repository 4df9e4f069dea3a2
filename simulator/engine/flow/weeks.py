"""What happens once a week: people learn and forget, teams look back, areas and costs are settled."""

from __future__ import annotations

from ...kernel.calendar import schedule
from ...kernel.compiled import compiled
from ...kernel.units import DAYS_PER_WEEK
from ...mechanisms.coordination import focus_of
from ...mechanisms.feedback import look_back
from ...mechanisms.learning import learn_from_each_other
from ...mechanisms.support import fade_what_was_begun
from ...mechanisms.switching import rate_switching
from ...mechanisms.turnover import go_on_ramping_up
from ...organisation.workforce import MOST_OPEN_TASKS
from ...state.clock import WEEK_SLOT, WEEK_TURNS
from ...state.time import reschedule, settle
from .periods import settle_market
from .tasks import speed_of


@compiled
def plan_week(w):
    """Put the end of this week on the calendar, if any mechanism needs it."""
    if w.parameters[0].weekly == 1:
        day = (w.clock[0].week + 1.0) * DAYS_PER_WEEK  # a whole number needs no snapping
        schedule(w, WEEK_SLOT, WEEK_TURNS, 0, day)


@compiled
def on_week_turns(w):
    """A week is over."""
    clock, parameters = w.clock[0], w.parameters[0]
    if parameters.learning == 1:  # first: what was worked before the turn fades with it
        for p in range(parameters.people):
            if w.people[p].open_count > 0:
                settle(w, p)
    clock.week += 1
    settle_market(w)
    fade_what_was_begun(w)
    if parameters.retro_weeks > 0.0:
        look_back(w)  # before people are rated, whose speed it changes
    if parameters.learning == 1:
        learn_from_each_other(w)
    if people_change(parameters):
        for p in range(parameters.people):
            go_on_ramping_up(w, p)
            if w.people[p].open_count > 0:
                rate_anew(w, p)
    plan_week(w)


@compiled
def people_change(parameters):
    """Whether people may be faster or slower than a week ago; counting customers or money changes no one."""
    if parameters.learning == 1 or parameters.ramp_days > 0.0 or parameters.retro_weeks > 0.0:
        return True
    return parameters.switching == 1 or parameters.pair_cost > 0.0 or parameters.size_cost > 0.0


@compiled
def rate_anew(w, p):
    """Person p goes on with their tasks at the speed that they have by now."""
    settle(w, p)
    for k in range(w.people[p].open_count):
        i = w.open_tasks[p * MOST_OPEN_TASKS + k]
        w.items[i].speed = speed_of(w, p, w.items[i])
        w.items[i].focus = focus_of(w, p, w.items[i])
    rate_switching(w, p)
    reschedule(w, p)
