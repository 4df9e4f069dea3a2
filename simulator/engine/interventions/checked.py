"""What Python may change in a simulation between two events: interventions, each checked first.

A change has the effect that the same value in the scenario would have had from that moment on. Time is
settled before it, and what it makes possible begins at once, so that all accounts stay balanced.
"""

from __future__ import annotations

import math

import numpy as np

from ...errors import InputError, Problem, did_you_mean
from ...kernel.units import NONE
from ...kernel.world import World
from ...organisation.governance import BOARD, SHORTEST_PERIOD
from ...organisation.workforce import MOST_MEMBERSHIPS
from ...scenario.scenario import LEAST_PRESENCE
from ...state.portfolio import PER_TEAM
from ...work.priorities import POLICIES
from ...work.records import QUEUE
from ..run import Simulation, doubled
from . import compiled as interventions

MOST_DAYS = 1e6


def refuse(what: str, wrong: str, remedy: str) -> InputError:
    """An intervention that cannot be made: of what, what is wrong with it, what to do."""
    return InputError([Problem(what, wrong, remedy, file="intervention")])


def known_name(what: str, name: str, known: list[str]) -> int:
    """Place of a name among those known. Raises InputError with the nearest where there is none."""
    if name not in known:
        raise refuse(what, f"no such name '{name}'", did_you_mean(name, known))
    return known.index(name)


def within(what: str, value: float, low: float, high: float) -> float:
    """A value inside its bounds. Raises InputError outside."""
    if not low <= value <= high:
        bounds = f"{low:g} to {high:g}" if high < math.inf else f"{low:g} or more"
        raise refuse(what, f"{value:g} is not possible", f"write {bounds}")
    return float(value)


def prepare(simulation: Simulation) -> None:
    """See to it that an intervention finds room for what it closes and begins."""
    if simulation.over:
        raise refuse("", "the simulation is over", "intervene before its last day")
    simulation.empty_books()
    w, clock = simulation.world, simulation.world.clock[0]
    parameters = w.parameters[0]
    while clock.free_contributions <= parameters.seats + parameters.people * parameters.tiers:
        clock.free_contribution, clock.free_contributions = doubled(
            w, "contributions", int(clock.free_contribution), int(clock.free_contributions)
        )


def set_presence(simulation: Simulation, person: int, share: float) -> None:
    """Person `person` is there for another share of working time."""
    share = within(f"person {person}.presence", share, LEAST_PRESENCE, 1.0)
    prepare(simulation)
    interventions.change_time(simulation.world, person, share, float(simulation.world.people[person].called))


def set_meetings(simulation: Simulation, person: int, called: float) -> None:
    """Meetings call person `person` for another share of the time when the person is there."""
    w = simulation.world
    if called != w.people[person].called:
        interventions.change_time(w, person, float(w.people[person].presence), float(called))


def limit_work(simulation: Simulation, team: int, limit: int | None) -> None:
    """Team `team` may have `limit` items in progress, None for any number; blocks starts only."""
    w, what = simulation.world, f"team {team}.wip_limit"
    row = permanent(simulation, team)
    if limit is not None:
        limit = int(within(what, limit, 1, math.inf))
        if w.parameters[0].debug and limit < row.in_progress:
            wrong = (
                f"{int(row.in_progress)} items are in progress, and debug checks that no limit is exceeded"
            )
            raise refuse(what, wrong, "lower it later, or leave debug out")
    prepare(simulation)
    row.limit = NONE if limit is None else limit
    interventions.start(w, team)


def prioritise(simulation: Simulation, team: int, policy: str) -> None:
    """Team `team` orders its queue, and what waits in it already, by another policy."""
    if policy not in POLICIES:
        raise refuse(f"team {team}.priorities", f"no such policy '{policy}'", did_you_mean(policy, POLICIES))
    prepare(simulation)
    permanent(simulation, team).policy = POLICIES.index(policy)
    interventions.reorder(simulation.world, team)
    if simulation.world.parameters[0].limit_per == PER_TEAM:
        simulation.world.scopes[team].policy = POLICIES.index(policy)
        _reorder_ideas(simulation.world, team)


def _reorder_ideas(w: World, scope: int) -> None:
    """Order the ideas that wait for a place of a scope anew."""
    board = int(w.parameters[0].board_of_places)
    policy = w.scopes[scope].policy if board == NONE else w.layers[board].ranks_by
    interventions.reorder_ideas(w, scope, int(policy))


def close_team(simulation: Simulation, team: int, closed: bool) -> None:
    """Team `team` starts nothing, or starts again; it finishes what it has begun.

    A team with a calendar opens and closes by it afterwards.
    """
    prepare(simulation)
    permanent(simulation, team).closed = int(closed)
    interventions.start(simulation.world, team)


def change_rhythm(simulation: Simulation, layer: int, period: float) -> None:
    """A board sits every `period` days. The sitting that is called already takes place, at most one
    new period from now; before the first event it is called anew, as the scenario would have done."""
    w, what = simulation.world, f"layer {layer}.sits_every_days"
    row = w.layers[layer]
    if row.form != BOARD:
        raise refuse(what, "reviewers do not sit", "change review capacity by moving people")
    period = within(what, period, SHORTEST_PERIOD, MOST_DAYS)
    prepare(simulation)
    first = min(next_sitting(simulation, layer), simulation.now + period)
    if w.clock[0].events == 0:
        phase = simulation.scenario.organisation.governance.layers[layer].phase
        first = -1.0 if phase == "random" else float(phase)
    interventions.change_rhythm(w, layer, period, first)


def next_sitting(simulation: Simulation, layer: int) -> float:
    """Day on which a board sits next; infinite for a layer that never sits."""
    row = simulation.world.layers[layer]
    return float(row.phase + row.period * (row.sittings - 1)) if row.form == BOARD else math.inf


def revalue(simulation: Simulation, initiative: int, estimated_value: float) -> None:
    """The initiative in row `initiative` gets another estimate of its value; queues are ordered by it."""
    w = simulation.world
    value = within("initiative.estimated_value", estimated_value, 0.0, math.inf)
    prepare(simulation)
    w.initiatives[initiative].estimated_value = value
    if w.initiatives[initiative].is_waiting:
        _reorder_ideas(w, int(w.initiatives[initiative].scope))
        return
    items = np.asarray(w.items)
    mine = (items["initiative"] == initiative) & (items["kind"] != NONE) & (items["state"] == QUEUE)
    for team in np.unique(items["team"][mine]):
        interventions.reorder(w, int(team))


def end_initiative(simulation: Simulation, initiative: int) -> None:
    """The initiative in row `initiative` is ended with all its items that are not released.

    People who worked on it look for other work; its temporary team dissolves.
    """
    prepare(simulation)
    interventions.end(simulation.world, initiative)


def empty_seat(simulation: Simulation, person: int) -> None:
    """Person `person` leaves, and no successor is sought; needs `people` in the scenario.

    The person's open tasks go back to their teams.
    """
    careers_needed(simulation, person)
    if simulation.world.people[person].away == 1:
        raise refuse(f"person {person}", "has left already", "empty a seat that is filled")
    prepare(simulation)
    interventions.empty_seat(simulation.world, person)


def fill_seat(simulation: Simulation, person: int) -> None:
    """A new person comes to the empty seat `person` today, without experience, and ramps up."""
    careers_needed(simulation, person)
    if simulation.world.people[person].away == 0:
        raise refuse(f"person {person}", "the seat is not empty", "empty it first")
    prepare(simulation)
    interventions.fill_seat(simulation.world, person)


def careers_needed(simulation: Simulation, person: int) -> None:
    """Raises InputError where people cannot come and go."""
    within("person", person, 0, len(simulation.world.people) - 1)
    if simulation.world.parameters[0].leaving_law < 0:
        wrong = "no one comes or goes in this scenario"
        raise refuse(f"person {person}", wrong, "add people.turnover_per_year, as small as you like")


def permanent(simulation: Simulation, team: int) -> np.record:
    """Row of a team of the structure. Raises InputError for a temporary one, whose row others use later."""
    if team >= len(simulation.scenario.organisation.teams):
        raise refuse(f"team {team}", "a temporary team is not changed", "change the teams of the structure")
    row: np.record = simulation.world.teams[team]
    return row


def first_membership(person: int) -> int:
    """Row of a person's first membership, the person's home."""
    return person * MOST_MEMBERSHIPS
