"""Expected utilisation of people: the share of their time present that is not idle.

Meetings, upkeep and boards come first. Work that several people can do is split as if they
levelled it out among themselves, the more proficient taking more, as they do in the simulation, where
work goes to the person who is free and fits best.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..engine.builder.meetings import meeting_shares
from ..forecast.failures import filled_share
from ..kernel.distributions import mean_of
from ..kernel.units import HOURS_PER_DAY
from ..mechanisms.ceremonies import MOST_OF_THE_WEEK
from ..mechanisms.quality import upkeep_of_people
from ..organisation.boards import is_reviewing
from ..organisation.workforce import fte_of_people
from ..scenario.scenario import Scenario
from .routes import temporary_team
from .workload import Workload

MOST_ROUNDS = 200
CLOSE_ENOUGH = 1e-6


@dataclass(frozen=True)
class Crowd:
    """People of a role who sit in the same teams and have the same duties."""

    role: int
    teams: tuple[int, ...]
    people: tuple[int, ...]
    """Their ordinals."""
    duties: float
    """Share of their time present that meetings, upkeep and boards take."""
    days: float
    """Nominal days of work that all of them together can do per day, without duties."""


def utilisation_of_people(scenario: Scenario, load: Workload) -> list[float]:
    """Expected utilisation of each person, by ordinal. 1 and more: the work grows without end."""
    crowds = _crowds(scenario, load)
    busy = level(_pourings(crowds, load), [c.duties for c in crowds], [c.days for c in crowds])
    found = [0.0] * sum(role.count for role in scenario.workforce.values())
    for crowd, share in zip(crowds, busy, strict=True):
        for person in crowd.people:
            found[person] = share
    return found


def _crowds(scenario: Scenario, load: Workload) -> list[Crowd]:
    teams: dict[int, list[int]] = defaultdict(list)
    for t, team in enumerate(scenario.organisation.teams):
        for person, _ in team.members:
            teams[person].append(t)
    for seats in scenario.organisation.staffing:
        for person in seats.people:
            teams[person].append(temporary_team(scenario))
    duties = duties_of_people(scenario, load)
    alike: dict[tuple[int, tuple[int, ...], float], list[int]] = defaultdict(list)
    person = 0
    for r, spec in enumerate(scenario.workforce.values()):
        for _ in range(spec.count):
            alike[r, tuple(teams[person]), duties[person]].append(person)
            person += 1
    skills = [mean_of(spec.skill) for spec in scenario.workforce.values()]
    present = scenario.presence * filled_share(scenario)
    fte = fte_of_people(scenario.workforce)
    return [
        Crowd(r, sits, tuple(people), share, sum(fte[p] for p in people) * present * skills[r])
        for (r, sits, share), people in alike.items()
    ]


def duties_of_people(scenario: Scenario, load: Workload) -> list[float]:
    """Share of each person's time present that goes into meetings, upkeep and the sittings of boards."""
    fte = fte_of_people(scenario.workforce)
    met = np.minimum(MOST_OF_THE_WEEK, meeting_shares(scenario))
    shares = [float(share) for share in met + (1.0 - met) * upkeep_of_people(scenario)]
    for i, layer in enumerate(scenario.organisation.governance.layers):
        if not is_reviewing(layer):
            days = load.requests[i] * layer.hours_per_request / HOURS_PER_DAY
            for person in scenario.organisation.layer_members[i]:
                shares[person] += days / (scenario.presence * fte[person])
    return [round(share, 12) for share in shares]


Pouring = tuple[float, tuple[tuple[int, float], ...]]
"""Nominal days of work per day, and the crowds that can do it with their proficiency."""


def _pourings(crowds: Sequence[Crowd], load: Workload) -> list[Pouring]:
    """Work by who can do it."""
    here: dict[tuple[int, int], list[int]] = defaultdict(list)
    for c, crowd in enumerate(crowds):
        for t in crowd.teams:
            here[t, crowd.role].append(c)
    total: dict[tuple[tuple[int, float], ...], float] = defaultdict(float)
    for (team, fits), days in load.work.items():
        able = tuple((c, fit) for role, fit in fits for c in here[team, role])
        if able and days > 0:
            total[able] += days
    return [(days, able) for able, days in total.items()]


def level(pourings: Sequence[Pouring], before: Sequence[float], capacity: Sequence[float]) -> list[float]:
    """How full each vessel gets when everything is poured so that the levels are as even as can be.

    One pouring after the other is taken back and poured anew until nothing moves any more; what is
    minimised is the sum of capacity times the square of the level.
    """
    full = list(before)
    shares = [[0.0] * len(able) for _, able in pourings]
    for _ in range(MOST_ROUNDS):
        moved = 0.0
        for n, (days, able) in enumerate(pourings):
            for k, (c, _) in enumerate(able):
                full[c] -= shares[n][k]
            new = _pour(days, able, full, capacity)
            for k, (c, _) in enumerate(able):
                full[c] += new[k]
            moved = max(moved, *(abs(a - b) for a, b in zip(new, shares[n], strict=True)))
            shares[n] = new
        if moved < CLOSE_ENOUGH:
            break
    return full


def _pour(
    days: float, able: Sequence[tuple[int, float]], full: Sequence[float], capacity: Sequence[float]
) -> list[float]:
    """What one pouring adds to the level of each vessel that may take it.

    A vessel with proficiency f takes work as long as its level over f is the lowest.
    """
    order = sorted(range(len(able)), key=lambda k: full[able[k][0]] / able[k][1])
    room = filled = 0.0
    surface = 0.0
    for place, k in enumerate(order):
        c, fit = able[k]
        room += fit * fit * capacity[c]
        filled += fit * full[c] * capacity[c]
        surface = (days + filled) / room
        if place + 1 < len(order):
            after, its_fit = able[order[place + 1]]
            if surface <= full[after] / its_fit:
                break
    return [max(0.0, fit * surface - full[c]) for c, fit in able]
