"""What happens once a week: people have learned and forgotten, teams look back, areas are reckoned up."""

from __future__ import annotations

from ...kernel.calendar import schedule
from ...kernel.compiled import compiled
from ...mechanisms.feedback import improved
from ...mechanisms.learning import DAYS_PER_WEEK
from ...organisation.workforce import MOST_OPEN_TASKS
from ...state.clock import WEEK_SLOT, WEEK_TURNS
from ...state.time import reschedule, settle
from .market import settle_market
from .people import go_on_ramping_up
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
def look_back(w):
    """Teams hold those retrospectives that fall into the week that is over."""
    parameters, week = w.parameters[0], w.clock[0].week
    held = int(week / parameters.retro_weeks) - int((week - 1) / parameters.retro_weeks)
    for t in range(len(w.teams)):
        if w.teams[t].first_seat < 0 and w.teams[t].initiative >= 0:
            continue  # nobody sits in it now
        for _ in range(held):
            w.teams[t].gained = improved(w.teams[t].gained, parameters.most_gain, parameters.closes)


@compiled
def rate_anew(w, p):
    """Person p goes on with his tasks as fast as he is by now."""
    settle(w, p)
    for k in range(w.people[p].open_count):
        i = w.open_tasks[p * MOST_OPEN_TASKS + k]
        w.items[i].speed = speed_of(w, p, w.items[i])
    reschedule(w, p)
