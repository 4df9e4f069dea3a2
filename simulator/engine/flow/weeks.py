"""What happens once a week: people have learned and forgotten, teams look back, areas are reckoned up."""

from __future__ import annotations

from ...kernel.calendar import schedule
from ...kernel.compiled import compiled
from ...kernel.units import DAYS_PER_WEEK
from ...mechanisms.feedback import look_back
from ...mechanisms.turnover import go_on_ramping_up
from ...organisation.workforce import MOST_OPEN_TASKS
from ...state.clock import WEEK_SLOT, WEEK_TURNS
from ...state.time import reschedule, settle
from .periods import settle_market
from .tasks import speed_of


@compiled
def plan_week(w):
    """Put the end of this week on the calendar, if anything hangs on it."""
    if w.parameters[0].weekly == 1:
        day = (w.clock[0].week + 1.0) * DAYS_PER_WEEK
        schedule(w, WEEK_SLOT, WEEK_TURNS, 0, day)


@compiled
def on_week_turns(w):
    """A week is over."""
    clock, parameters = w.clock[0], w.parameters[0]
    clock.week += 1
    settle_market(w)
    if parameters.retro_weeks > 0.0:
        look_back(w)
    if people_change(parameters):
        for p in range(parameters.people):
            go_on_ramping_up(w, p)
            if w.people[p].open_count > 0:
                rate_anew(w, p)
    plan_week(w)


@compiled
def people_change(parameters):
    """Whether anybody may be faster or slower than a week ago; to count customers and money changes nobody."""
    return parameters.learning == 1 or parameters.ramp_days > 0.0 or parameters.retro_weeks > 0.0


@compiled
def rate_anew(w, p):
    """Person p goes on with his tasks as fast as he is by now."""
    settle(w, p)
    for k in range(w.people[p].open_count):
        i = w.open_tasks[p * MOST_OPEN_TASKS + k]
        w.items[i].speed = speed_of(w, p, w.items[i])
    reschedule(w, p)
