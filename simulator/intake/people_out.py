"""people.csv: everybody by a number, without names."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from .persons import Person


def in_order(people: Sequence[Person], roles: Sequence[str]) -> tuple[list[Person], list[str]]:
    """People role by role, as the model numbers them; larger roles first."""
    frequent = sorted(dict.fromkeys(roles), key=lambda role: -roles.count(role))
    order = sorted(range(len(people)), key=lambda n: (frequent.index(roles[n]), n))
    number = {n: k for k, n in enumerate(order)}
    for person in people:
        person.manager = None if person.manager is None else number[person.manager]
    return [people[n] for n in order], [roles[n] for n in order]


def people_csv(people: Sequence[Person], roles: Sequence[str]) -> str:
    """The file that `workforce: {from_csv: people.csv}` reads."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["person", "role", "team", "group", "manager", "memberships"])
    for n, (person, role) in enumerate(zip(people, roles, strict=True)):
        shares = person.shares()
        several = (
            "; ".join(f"{team}={share:.4f}" for team, share in shares.items()) if len(shares) > 1 else ""
        )
        manager = "" if person.manager is None else str(person.manager)
        writer.writerow([n, role, next(iter(shares), ""), person.group, manager, several])
    return text.getvalue()
