"""people.csv: all people by number, without names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ...csv_text import csv_of
from ..people.persons import Person

COLUMNS = ("person", "role", "team", "group", "manager", "memberships", "fte", "assumed")


def in_order(people: Sequence[Person], roles: Sequence[str]) -> tuple[list[Person], list[str]]:
    """People role by role, as the model numbers them; larger roles first."""
    counts = Counter(roles)
    place = {role: k for k, role in enumerate(sorted(counts, key=lambda role: -counts[role]))}
    order = sorted(range(len(people)), key=lambda n: (place[roles[n]], n))
    number = {n: k for k, n in enumerate(order)}
    for person in people:
        person.manager = None if person.manager is None else number[person.manager]
    return [people[n] for n in order], [roles[n] for n in order]


def people_csv(people: Sequence[Person], roles: Sequence[str]) -> str:
    """The file that `workforce: {from_csv: people.csv}` reads."""
    return csv_of(
        COLUMNS, (_row(n, person, role) for n, (person, role) in enumerate(zip(people, roles, strict=True)))
    )


def _row(number: int, person: Person, role: str) -> dict[str, object]:
    """One person, without a name."""
    shares = person.shares()
    several = "; ".join(f"{team}={share:.4f}" for team, share in shares.items()) if len(shares) > 1 else ""
    return {
        "person": number, "role": role, "team": next(iter(shares), ""), "group": person.group,
        "manager": person.manager, "memberships": several,
        "fte": "" if person.fte == 1.0 else f"{person.fte:.4g}", "assumed": "assumed" if person.added else "",
    }  # fmt: skip
