"""Recipes: from a workforce and a structure as written to teams with people in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..errors import Problem, did_you_mean
from .boards import is_reviewing, seat_layers
from .governance import GovernanceSpec
from .structure import OwnsSpec, SeatSpec, StructureSpec, TeamSpec
from .workforce import MOST_MEMBERSHIPS, RoleSpec, ordinals_of


@dataclass(frozen=True)
class Team:
    """A team as it results from a recipe."""

    name: str
    members: tuple[tuple[int, float], ...]
    """Ordinal of each person and the share of his time, 0 until shares are settled."""
    wip_limit: int | None
    priorities: str | None
    group: str | None = None


@dataclass(frozen=True)
class Organisation:
    """Who sits where, and who owns what."""

    teams: tuple[Team, ...]
    owner: dict[tuple[int, int], int]
    """Team by (product, stage), all as ordinals."""
    layer_members: tuple[tuple[int, ...], ...] = ()
    """Ordinals of the people of each approval layer. Layers that review have a team, too, after
    those of the structure."""


def organise(
    structure: StructureSpec,
    governance: GovernanceSpec,
    workforce: dict[str, RoleSpec],
    products: Sequence[str],
    stages: Sequence[str],
) -> tuple[Organisation, list[Problem]]:
    """Teams with people and ownership, and whatever stands in the way of them."""
    problems = list(_duplicate_names(structure.teams))
    seats, seat_problems = _seat_people(structure.teams, workforce)
    owner, owner_problems = _find_owners(structure.teams, products, stages)
    teams = tuple(
        Team(team.name, tuple(members), team.wip_limit, team.priorities, team.group)
        for team, members in zip(structure.teams, _split_time(seats), strict=True)
    )
    seated = {person for members in seats for person, _ in members}
    layer_members, layer_problems = seat_layers(governance, seated, workforce)
    reviewers = tuple(
        Team(
            layer.name, tuple((person, 1.0) for person in members), None, "first_come", f"layer {layer.name}"
        )
        for layer, members in zip(governance.layers, layer_members, strict=True)
        if is_reviewing(layer)
    )
    organisation = Organisation((*teams, *reviewers), owner, tuple(layer_members))
    return organisation, problems + seat_problems + owner_problems + layer_problems


def _duplicate_names(teams: Sequence[TeamSpec]) -> Iterable[Problem]:
    seen: set[str] = set()
    for i, team in enumerate(teams):
        if team.name in seen:
            yield Problem(
                f"structure.teams.{i}.name",
                f"a second team is named '{team.name}'",
                "give each team its own name",
            )
        seen.add(team.name)


Seats = list[list[tuple[int, float | None]]]


def _seat_people(teams: Sequence[TeamSpec], workforce: dict[str, RoleSpec]) -> tuple[Seats, list[Problem]]:
    """Ordinals of the members of each team, with the share that was written for each."""
    ordinals = ordinals_of(workforce)
    named = _people_named(teams, ordinals)
    free = {role: [p for p in people if p not in named] for role, people in ordinals.items()}
    asked = {role: sum(n for t in teams if isinstance(n := t.members.get(role), int)) for role in workforce}
    seats: Seats = []
    problems: list[Problem] = []
    for i, team in enumerate(teams):
        members: list[tuple[int, float | None]] = []
        for role, wanted in team.members.items():
            path = f"structure.teams.{i}.members.{role}"
            if role not in ordinals:
                problems.append(Problem(path, "no such role", did_you_mean(role, workforce)))
            elif isinstance(wanted, int):
                found, free[role] = free[role][:wanted], free[role][wanted:]
                if len(found) < wanted:
                    problems.append(
                        _too_few(
                            path, role, asked[role], len(ordinals[role]) - len(named & set(ordinals[role]))
                        )
                    )
                members += [(person, None) for person in found]
            else:
                members += _listed(wanted, ordinals[role], path, problems)
        if not team.members:
            problems.append(
                Problem(f"structure.teams.{i}.members", "a team without members", "name at least one role")
            )
        seats.append(members)
    return seats, problems


def _too_few(path: str, role: str, asked: int, there: int) -> Problem:
    return Problem(
        path,
        f"the teams ask for {asked} people of role '{role}', the workforce has {there} to give",
        f"raise workforce.{role}.count or ask for fewer",
    )


def _people_named(teams: Sequence[TeamSpec], ordinals: dict[str, range]) -> set[int]:
    """Everybody who is seated by number, and so is not free for seats given by count."""
    return {
        ordinals[role].start + (seat.person if isinstance(seat, SeatSpec) else seat)
        for team in teams
        for role, wanted in team.members.items()
        if isinstance(wanted, list) and role in ordinals
        for seat in wanted
    }


def _listed(
    wanted: list[int | SeatSpec], people: range, path: str, problems: list[Problem]
) -> list[tuple[int, float | None]]:
    members: list[tuple[int, float | None]] = []
    for k, entry in enumerate(wanted):
        seat = entry if isinstance(entry, SeatSpec) else SeatSpec.model_construct(person=entry, share=None)
        person = people.start + seat.person
        if not 0 <= seat.person < len(people):
            problems.append(
                Problem(
                    f"{path}.{k}",
                    f"there is no person {seat.person}",
                    f"people of a role are numbered 0 to {len(people) - 1}",
                )
            )
        elif any(person == other for other, _ in members):
            problems.append(
                Problem(f"{path}.{k}", f"person {seat.person} is listed twice", "list each person once")
            )
        else:
            members.append((person, seat.share))
    return members


def _split_time(seats: Seats) -> list[list[tuple[int, float]]]:
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


def too_many_memberships(organisation: Organisation) -> dict[int, int]:
    """People with more teams than the model follows, and in how many they sit."""
    counts: dict[int, int] = {}
    for team in organisation.teams:
        for person, _ in team.members:
            counts[person] = counts.get(person, 0) + 1
    return {person: n for person, n in counts.items() if n > MOST_MEMBERSHIPS}


def _find_owners(
    teams: Sequence[TeamSpec], products: Sequence[str], stages: Sequence[str]
) -> tuple[dict[tuple[int, int], int], list[Problem]]:
    """The ownership map, and every pair that has two owners or none."""
    owner: dict[tuple[int, int], int] = {}
    problems: list[Problem] = []
    for i, team in enumerate(teams):
        claims = team.owns if isinstance(team.owns, list) else [team.owns]
        pairs = [
            pair
            for k, claim in enumerate(claims)
            for pair in _claimed(
                claim,
                products,
                stages,
                f"structure.teams.{i}.owns" + (f".{k}" if isinstance(team.owns, list) else ""),
                problems,
            )
        ]
        if not pairs:
            problems.append(
                Problem(
                    f"structure.teams.{i}.owns",
                    f"team '{team.name}' owns nothing",
                    "name products and stages, or remove the team",
                )
            )
        for product, stage in dict.fromkeys(pairs):
            if (product, stage) in owner:
                other = teams[owner[product, stage]].name
                problems.append(
                    Problem(
                        f"structure.teams.{i}.owns",
                        f"stage '{stages[stage]}' of product '{products[product]}' has two owners, '{other}' and '{team.name}'",
                        "leave it to one of them",
                    )
                )
            else:
                owner[product, stage] = i
    problems += _orphans(owner, products, stages)
    return owner, problems


def _orphans(
    owner: dict[tuple[int, int], int], products: Sequence[str], stages: Sequence[str]
) -> list[Problem]:
    missing = [(p, s) for p in range(len(products)) for s in range(len(stages)) if (p, s) not in owner]
    return [
        Problem(
            "structure.teams",
            f"stage '{stages[s]}' of product '{products[p]}' has no owner",
            "let exactly one team own it",
        )
        for p, s in missing
    ]


def _claimed(
    claim: OwnsSpec, products: Sequence[str], stages: Sequence[str], path: str, problems: list[Problem]
) -> list[tuple[int, int]]:
    def positions(names: str | list[str], known: Sequence[str], what: str) -> list[int]:
        if isinstance(names, str):
            return list(range(len(known)))
        for k, name in enumerate(names):
            if name not in known:
                problems.append(
                    Problem(f"{path}.{what}s.{k}", f"no such {what} '{name}'", did_you_mean(name, known))
                )
        return [known.index(name) for name in names if name in known]

    own_stages = positions(claim.stages, stages, "stage")
    return [(p, s) for p in positions(claim.products, products, "product") for s in own_stages]
