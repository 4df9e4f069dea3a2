"""Calendars of teams: when a team starts work, and when it only finishes what it has begun."""

from __future__ import annotations

import math

from ...kernel.calendar import schedule, snapped
from ...kernel.compiled import compiled
from ...state.clock import TEAM_TURNS
from .dispatch import start_waiting


@compiled
def plan_turn(w, t):
    """Put the next opening or closing of team t on the calendar, if it keeps one."""
    team = w.teams[t]
    if team.every_days == math.inf:
        return
    day = team.first_day + (team.turns // 2) * team.every_days
    if team.turns % 2 == 1:
        day += team.open_days
    schedule(w, w.parameters[0].first_team_slot + t, TEAM_TURNS, t, snapped(day))


@compiled
def on_team_turns(w, t):
    """Team t opens and starts what waits, or closes."""
    team = w.teams[t]
    team.turns += 1
    team.closed = 1 - team.turns % 2
    plan_turn(w, t)
    if team.closed == 0:
        start_waiting(w, t)
