"""People without a list of people: those whom a history shows at work, for as much of their time as they were there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import numpy as np

from ...errors import InputError, Problem
from ...kernel.units import DAYS_PER_WEEK
from ..meaning.reading import Reading
from ..notes import several
from ..people.employment import LEAST_FTE
from ..people.persons import Person
from ..work.history import NO_AREA, History, Worker
from ..work.measures import LEAST_ITEMS, LEAST_SHARE

TITLE = "member"
PER_TEAM = 4
LEAST_WEEKS = 8
"""Weeks of a history from which it shows in how many of them a person was at work."""
NUMBERED = re.compile(r"^(?P<title>[^\W\d_][^\d]{2,}?)[-_ #.]*\d+$")
"""A resource that is named by what it does, such as `Clerk-000003`."""
NO_TITLE = re.compile(
    r"^(user|person|people|employee|emp|resource|res|worker|agent|member|login|id|name|team|dev|assignee|author|participant)s?$",
    re.I,
)
FEWEST_OF_A_TITLE = 2


def people_of(history: History, reading: Reading) -> list[Person]:
    """All people who did something, in the teams for which they did it; otherwise a fixed number for each team."""
    workers = history.workers
    if any(team for worker in workers.values() for team in worker.teams) or len(workers) > 1:
        return _of_workers(history, reading)
    return _of_teams(history, reading)


def _of_workers(history: History, reading: Reading) -> list[Person]:
    """Those who did something, for the share of the weeks in which they did."""
    workers, notes = history.workers, reading.notes
    titles = _titles(workers, reading)
    by_area = not any(team for worker in workers.values() for team in worker.teams if team)
    several_areas = len({area for worker in workers.values() for area in worker.areas} - {NO_AREA}) > 1
    weeks = _weeks(history)
    people = [
        _of_worker(name, worker, titles, weeks, by_area and several_areas) for name, worker in workers.items()
    ]
    how = "their time split by what they did for each team"
    if by_area:
        how = "in the team of the area in which they did most" if several_areas else "all in one team"
    roles = f"of role '{TITLE}'" if not titles else "of the roles that their names state"
    notes.assume(
        f"no list of people: the {several(len(people), 'person', 'people')} in {history.name} are all people, {roles}, {how}",
        "give a list of people as first file",
    )
    if weeks >= LEAST_WEEKS:
        total = sum(person.fte for person in people)
        notes.assume(
            f"each of them is there for the share of the {weeks} weeks in which they did something: {total:.0f} full-time people in all",
            "people.csv: fte",
        )
    return people


def _of_teams(history: History, reading: Reading) -> list[Person]:
    """A fixed number of people for each team, or the only person named."""
    workers, notes = history.workers, reading.notes
    teams = Counter(item.team for item in history.items if item.team) or _of_areas(history, reading)
    if not teams and workers:
        notes.assume(
            f"no list of people: the people in {history.name} are all people",
            "give a list of people as first file",
        )
        return [_of_worker(name, worker, {}, 0, False) for name, worker in workers.items()]
    if not teams:
        what = "is a history of work that names neither people nor teams"
        raise InputError([Problem("", what, "give a list of people as first file", history.name)])
    notes.assume(f"no list of people: each of the {len(teams)} teams of {history.name} has {PER_TEAM} people on average, more where more "
                 "is done", "give a list of people as first file, or edit people.csv")  # fmt: skip
    mean = sum(teams.values()) / len(teams)
    return [
        Person(0, TITLE, "", {team: None})
        for team, n in teams.items()
        for _ in range(max(1, round(PER_TEAM * n / mean)))
    ]


def _titles(workers: Mapping[str, Worker], reading: Reading) -> dict[str, str]:
    """What people do, by person, where they are named by it and a number; empty if most are not."""
    found = {name: match["title"].strip() for name in workers if (match := NUMBERED.match(name))}
    found = {
        name: title
        for name, title in found.items()
        if not NO_TITLE.match(title) and not reading.private.bears(title)
    }
    counts = Counter(found.values())
    sound = {name: title for name, title in found.items() if counts[title] >= FEWEST_OF_A_TITLE}
    return found if len(sound) > 0.5 * len(workers) else {}


def _weeks(history: History) -> int:
    """Weeks of the history in which anyone did something; 0 where all items came within a few weeks: presence then says nothing."""
    created = [item.created for item in history.items if not item.before]
    if not created or np.ptp(created) < LEAST_WEEKS * DAYS_PER_WEEK:
        return 0
    return len({int(day // DAYS_PER_WEEK) for worker in history.workers.values() for day in worker.days})


def _of_worker(name: str, worker: Worker, titles: Mapping[str, str], weeks: int, by_area: bool) -> Person:
    known = {
        team.replace(";", ","): n for team, n in worker.teams.items() if team
    }  # ';' stands between teams
    if by_area:
        areas = {area: n for area, n in worker.areas.items() if area != NO_AREA}
        known = {max(areas, key=lambda area: areas[area]): 1} if areas else {}
    total = sum(known.values())
    fte = 1.0
    if weeks >= LEAST_WEEKS and worker.days:
        active = len({int(day // DAYS_PER_WEEK) for day in worker.days})
        fte = float(np.clip(active / weeks, LEAST_FTE, 1.0))
    teams: dict[str, float | None] = {team: n / total for team, n in known.items()} or {"everybody": None}
    return Person(0, titles.get(name, TITLE), "", teams, fte=fte, words=frozenset({name.casefold()}))


def _of_areas(history: History, reading: Reading) -> Counter[str]:
    """Items by area, each of which gets a team of its own; empty if there are no areas."""
    least = max(LEAST_ITEMS, LEAST_SHARE * len(history.items))
    counts = Counter(item.area for item in history.items)
    kept = Counter({area: n for area, n in counts.items() if n >= least and area != NO_AREA})
    if kept:
        reading.notes.assume(
            f"{history.name} does not name teams: each area has a team of its own",
            "give a list of people as first file",
        )
    return kept
