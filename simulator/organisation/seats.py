"""Seating: who sits in which team, and how each person splits their time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from ..errors import Problem, no_such
from .structure import SeatSpec, TeamSpec
from .workforce import RoleSpec, ordinals_of

Seated = list[list[tuple[int, float | None]]]
"""For each team its members by ordinal, with the share that was written for each."""


def seat_people(teams: Sequence[TeamSpec], workforce: dict[str, RoleSpec]) -> tuple[Seated, list[Problem]]:
    """Ordinals of the members of each team, with the share that was written for each."""
    ordinals = ordinals_of(workforce)
    named = _people_named(teams, ordinals)
    free = {role: iter([p for p in people if p not in named]) for role, people in ordinals.items()}
    seats: Seated = []
    problems: list[Problem] = []
    for i, team in enumerate(teams):
        members: list[tuple[int, float | None]] = []
        for role, wanted in team.members.items():
            path = f"structure.teams.{i}.members.{role}"
            if role not in ordinals:
                problems.append(no_such(path, "role", role, workforce, shown=False))
            elif isinstance(wanted, int):
                found = list(islice(free[role], wanted))
                if len(found) < wanted:
                    problems.append(_too_few(path, role, teams, sum(p not in named for p in ordinals[role])))
                members += [(person, None) for person in found]
            else:
                members += _listed(wanted, ordinals[role], path, problems)
        if not any(team.members.values()):
            what = f"team '{team.name}' has no members"
            problems.append(Problem(f"structure.teams.{i}.members", what, "name at least one role"))
        seats.append(members)
    return seats, problems


def _too_few(path: str, role: str, teams: Sequence[TeamSpec], there: int) -> Problem:
    asks = [n for team in teams if isinstance(n := team.members.get(role), int)]
    who = f"the teams ask for {sum(asks):,}" if len(asks) > 1 else f"asks for {asks[0]:,}"
    what = f"{who} people of role '{role}', the workforce has {there:,} to give"
    return Problem(path, what, f"raise workforce.{role}.count or ask for fewer")


def _people_named(teams: Sequence[TeamSpec], ordinals: dict[str, range]) -> set[int]:
    """All people who are seated by number, and so are not free for seats given by count."""
    numbers = (
        (role, seat.person if isinstance(seat, SeatSpec) else seat)
        for team in teams
        for role, wanted in team.members.items()
        if isinstance(wanted, list) and role in ordinals
        for seat in wanted
    )
    return {ordinals[role][number] for role, number in numbers if number < len(ordinals[role])}


def _listed(
    wanted: list[int | SeatSpec], people: range, path: str, problems: list[Problem]
) -> list[tuple[int, float | None]]:
    members: dict[int, float | None] = {}
    for k, entry in enumerate(wanted):
        seat = entry if isinstance(entry, SeatSpec) else SeatSpec.model_construct(person=entry, share=None)
        person = people.start + seat.person
        if not 0 <= seat.person < len(people):
            problems.append(
                Problem(
                    f"{path}.{k}",
                    f"there is no person {seat.person}",
                    f"people of this role are numbered 0 to {len(people) - 1}",
                )
            )
        elif person in members:
            problems.append(
                Problem(f"{path}.{k}", f"person {seat.person} is listed twice", "list each person once")
            )
        else:
            members[person] = seat.share
    return list(members.items())


def split_time(seats: Seated) -> list[list[tuple[int, float]]]:
    """Shares that add up to 1 for each person: those written, and the rest split equally."""
    written: dict[int, list[float | None]] = {}
    for members in seats:
        for person, share in members:
            written.setdefault(person, []).append(share)
    rest = {p: _equal_rest(shares) for p, shares in written.items()}
    total = {p: sum(rest[p] if s is None else s for s in shares) for p, shares in written.items()}
    return [[(p, (rest[p] if s is None else s) / total[p]) for p, s in members] for members in seats]


def _equal_rest(shares: list[float | None]) -> float:
    open_seats = sum(share is None for share in shares)
    left = max(0.0, 1.0 - sum(share for share in shares if share is not None))
    return (left or 1.0) / open_seats if open_seats else 0.0
