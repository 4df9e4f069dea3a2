"""Time does not move on: is this a very busy instant, or an endless loop?"""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..errors import RunError
from ..kernel.calendar import FIRST
from ..kernel.world import World
from ..scenario.scenario import Scenario
from ..state.clock import AT_ONCE, EVENT_NAMES, EVENTS_AT_ONCE, HIRED, LEAVES, PAUSED, TASK_DONE
from .loop import run_until

EVENTS_PER_ROW = 1_000
"""This many more are allowed for every person and every item present at that instant."""
EVENTS_WATCHED = 1_000
"""Events that are looked at, one by one, to see which of them repeat."""


def look_round(w: World, scenario: Scenario) -> None:
    """Allow more events at this instant where there are many people and items, else name those that repeat.

    Raises
    ------
    RunError that names the events which follow each other.
    """
    clock = w.clock[0]
    in_use = len(w.items) - int(clock.free_items)
    enough = EVENTS_AT_ONCE + EVENTS_PER_ROW * (len(w.people) + in_use)
    if clock.most_at_once < enough:
        clock.most_at_once = enough
        return
    events = int(clock.at_once)
    going_round = _watched(w)
    if not going_round:
        return  # that was the last of a very busy instant
    most = ", ".join(
        f"{_in_words(w, scenario, *event)} ({count:,} of {EVENTS_WATCHED:,})"
        for event, count in going_round.most_common(3)
    )
    raise RunError(
        f"day {clock.now:.3f}: {events:,} events at one instant: the run would never end; these repeat: "
        f"{most}. This is a fault of orgsim: please report it with the scenario and seed {int(clock.seed)}"
    )


def _watched(w: World) -> Counter[tuple[int, int]]:
    """What happens next, by kind of event and slot; nothing where time moves on."""
    clock, now, seen = w.clock[0], float(w.clock[0].now), Counter[tuple[int, int]]()
    for _ in range(EVENTS_WATCHED):
        entry = w.calendar[FIRST]
        seen[int(entry.kind), int(entry.slot)] += 1
        clock.pause_at, clock.most_at_once = clock.events + 1, clock.at_once + 2
        status = run_until(w, now)
        if status not in (PAUSED, AT_ONCE) or w.calendar[FIRST].time > now:
            clock.pause_at = clock.events
            return Counter()
    return seen


def _in_words(w: World, scenario: Scenario, kind: int, slot: int) -> str:
    """An event, and whose it is."""
    parameters, name = w.parameters[0], EVENT_NAMES[kind]
    if kind not in (TASK_DONE, LEAVES, HIRED):
        return name
    first = parameters.first_person_slot if kind == TASK_DONE else parameters.first_career_slot
    person = int(slot - first)
    return f"{name}, person {person}, {_role(w, scenario, person)}"


def _role(w: World, scenario: Scenario, person: int) -> Any:
    return list(scenario.workforce)[int(w.people[person].role)]
