"""What a recipe starts from: people who are free for its teams, and the work that the teams will own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .structure import GroupsSpec, StructureSpec, TeamSpec
from .trades import Stage
from .workforce import RoleSpec


@dataclass(frozen=True)
class Plan:
    """The world as a recipe sees it, without what a platform has taken."""

    structure: StructureSpec
    people: Mapping[str, Sequence[int]]
    """Numbers of the people of each role who are free."""
    products: Sequence[str]
    stages: Sequence[Stage]
    overdrawn: bool = False
    """Whether a platform asks for more people than there are, so that it is unknown who is left."""


def plan_of(
    structure: StructureSpec,
    workforce: Mapping[str, RoleSpec],
    products: Sequence[str],
    stages: Sequence[Stage],
) -> Plan:
    """What is left to a recipe. A platform takes the last people of each role."""
    owned = {name for platform in structure.platforms for name in platform.products}
    wanted: dict[str, list[object]] = {role: [] for role in workforce}
    for platform in structure.platforms:
        for role, seats in platform.members.items():
            wanted.setdefault(role, []).append(seats)
    people = {role: _left(spec.count, wanted[role]) for role, spec in workforce.items()}
    overdrawn = any(_counted(wanted[role]) > spec.count for role, spec in workforce.items())
    return Plan(structure, people, [name for name in products if name not in owned], stages, overdrawn)


def _counted(wanted: Sequence[object]) -> int:
    """How many people are asked for by number alone."""
    return sum(seats for seats in wanted if isinstance(seats, int))


def _left(count: int, wanted: Sequence[object]) -> list[int]:
    """People of a role by number, without listed people, and without this many at the end."""
    listed = {getattr(seat, "person", seat) for seats in wanted if isinstance(seats, list) for seat in seats}
    free = [number for number in range(count) if number not in listed]
    return free[: max(0, len(free) - _counted(wanted))]


def grouped(teams: Sequence[TeamSpec], groups: GroupsSpec | None) -> list[TeamSpec]:
    """Teams in groups of at most this many people, in order; a team with a group of its own keeps it."""
    if groups is None:
        return list(teams)
    found: list[TeamSpec] = []
    number, here = 1, set[object]()
    for team in teams:
        if team.group is not None:
            found.append(team)
            continue
        members = _members(team)
        if here and len(here | members) > groups.max_people:
            number, here = number + 1, set()
        here |= members
        found.append(team.model_copy(update={"group": f"{groups.name} {number}"}))
    return found


def _members(team: TeamSpec) -> set[object]:
    """A key for every member of a team; a listed person has the same key in all their teams."""
    listed = {
        (role, getattr(seat, "person", seat))
        for role, seats in team.members.items()
        if isinstance(seats, list)
        for seat in seats
    }
    counted = {
        (team.name, role, k) for role, n in team.members.items() if isinstance(n, int) for k in range(n)
    }
    return listed | counted
