"""Temporary teams: which seats an initiative needs, and who may take them."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from ..errors import Problem, no_such
from .structure import MOST_PROJECTS, SeatsSpec, StructureSpec
from .workforce import MOST_MEMBERSHIPS, RoleSpec, ordinals_of

SEAT = np.dtype(
    [
        ("role", "i8"),
        ("seats", "i8"),  # number of seats, where items_per is 0
        ("items_per", "f8"),  # or one seat per this many items of the initiative
        ("from_items", "i8"),  # smaller initiatives get none
        ("people", "i8"),  # who could take one; the upper limit of seats
        ("stages", "i8"),  # bit s: it is the trade of the role to do stage s
    ],
    align=True,
)


@dataclass(frozen=True)
class Seats:
    """Seats of one role in a temporary team."""

    role: int
    """Ordinal of the role."""
    spec: SeatsSpec
    people: tuple[int, ...]
    """Ordinals of those who may take one."""
    most_projects: int
    """In how many temporary teams one of them may sit."""


def seats_of(
    structure: StructureSpec,
    workforce: dict[str, RoleSpec],
    elsewhere: Set[int],
    memberships: dict[int, int],
) -> tuple[tuple[Seats, ...], list[Problem]]:
    """Seats of temporary teams, and the problems found.

    elsewhere: people who are wholly in teams of another kind, like a platform; memberships: in how
    many permanent teams each person sits.
    """
    if structure.staffing is None:
        return (), _most_projects_alone(structure)
    problems = list(_unknown_roles(structure, workforce))
    ordinals, names = ordinals_of(workforce), list(workforce)
    found: list[Seats] = []
    for role, wanted in structure.staffing.items():
        if role not in ordinals:
            continue
        people = tuple(p for p in ordinals[role] if p not in elsewhere)
        spec = wanted if isinstance(wanted, SeatsSpec) else SeatsSpec(seats=wanted)
        seats = Seats(names.index(role), spec, people, _most_projects(structure, role))
        problems += _too_many(seats, role, memberships, ordinals[role])
        found.append(seats)
    return tuple(found), problems


def _most_projects(structure: StructureSpec, role: str) -> int:
    most = structure.max_projects
    return most if isinstance(most, int) else most.get(role, 1)


def _most_projects_alone(structure: StructureSpec) -> list[Problem]:
    if structure.max_projects != 1 and structure.recipe != "project":
        what = "limits temporary teams, of which there are none"
        return [Problem("structure.max_projects", what, "add staffing, or remove it")]
    if structure.seats != "throughout" and structure.recipe != "project":
        what = "is about temporary teams, of which there are none"
        return [Problem("structure.seats", what, "add staffing, or remove it")]
    return []


def _unknown_roles(structure: StructureSpec, workforce: dict[str, RoleSpec]) -> list[Problem]:
    limited = list(structure.max_projects) if isinstance(structure.max_projects, dict) else []
    staffed = list(structure.staffing or {})
    named = [("staffing", role) for role in staffed] + [("max_projects", role) for role in limited]
    problems = [
        no_such(f"structure.{key}.{role}", "role", role, workforce, shown=False)
        for key, role in named
        if role not in workforce
    ]
    what, remedy = "temporary teams have no seat of this role", "add it to staffing, or remove it"
    return problems or [
        Problem(f"structure.max_projects.{role}", what, remedy) for role in limited if role not in staffed
    ]


def _too_many(seats: Seats, role: str, memberships: dict[int, int], there: Sequence[int]) -> list[Problem]:
    path = f"structure.staffing.{role}"
    if not seats.people:
        what = f"no one of role '{role}' is left for temporary teams"
        return [Problem(path, what, "leave some of them out of the platform")]
    if seats.spec.seats is not None and seats.spec.seats > len(seats.people):
        what = (
            f"asks for {seats.spec.seats:,} people of role '{role}', {len(seats.people):,} could take a seat"
        )
        return [Problem(path, what, f"ask for fewer, or raise workforce.{role}.count")]
    most = max(max(1, memberships.get(p, 0)) for p in seats.people) + seats.most_projects
    if most > MOST_MEMBERSHIPS:
        what = f"a person of role '{role}' would sit in {most} teams, {MOST_MEMBERSHIPS} are possible"
        return [Problem(f"structure.max_projects.{role}", what, f"lower it (at most {MOST_PROJECTS})")]
    return []


def most_teams(staffing: Sequence[Seats], while_needed: bool) -> int:
    """Most temporary teams that there can be at once: each takes at least one seat, and keeps one.

    while_needed: whether a team may give back its seats of one role and live on with those of another.
    """
    each = [(len(s.people) * s.most_projects, s.spec) for s in staffing]
    if while_needed:
        return sum(total for total, _ in each)
    always = [total // (spec.seats or 1) for total, spec in each if spec.from_items == 1]
    return min(always) if always else sum(total for total, _ in each)
