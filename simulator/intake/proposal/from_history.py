"""People without a list of people: those whom a history shows at work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ...errors import InputError, Problem
from ..notes import Notes
from ..people.persons import Person
from ..work.history import NO_AREA, History
from ..work.measures import LEAST_ITEMS, LEAST_SHARE

TITLE = "member"
PER_TEAM = 4


def people_of(history: History, notes: Notes) -> list[Person]:
    """All people who did something, in the teams for which they did it; otherwise a fixed number for each team."""
    if any(team for teams in history.resources.values() for team in teams) or len(history.resources) > 1:
        notes.assume(f"no list of people: the {len(history.resources)} people in {history.name} are all people, all of "
                     f"role '{TITLE}', their time split by what they did for each team", "give a list of people as first file")  # fmt: skip
        return [_of_resource(teams) for teams in history.resources.values()]
    teams = Counter(item.team for item in history.items if item.team) or _of_areas(history, notes)
    if not teams and history.resources:
        notes.assume(
            f"no list of people: the people in {history.name} are all people",
            "give a list of people as first file",
        )
        return [_of_resource(each) for each in history.resources.values()]
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


def _of_areas(history: History, notes: Notes) -> Counter[str]:
    """Items by area, each of which gets a team of its own; empty if there are no areas."""
    least = max(LEAST_ITEMS, LEAST_SHARE * len(history.items))
    counts = Counter(item.area for item in history.items)
    kept = Counter({area: n for area, n in counts.items() if n >= least and area != NO_AREA})
    if kept:
        notes.assume(
            f"{history.name} does not name teams: each area has a team of its own",
            "give a list of people as first file",
        )
    return kept


def _of_resource(teams: Mapping[str, int]) -> Person:
    known = {team.replace(";", ","): n for team, n in teams.items() if team}  # ';' stands between teams
    total = sum(known.values())
    return Person(0, TITLE, "", {team: n / total for team, n in known.items()} or {"everybody": None})
