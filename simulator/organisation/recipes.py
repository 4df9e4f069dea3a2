"""Recipes: from a workforce and a structure as written to teams with people in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from ..errors import Problem, did_you_mean
from .boards import is_reviewing, seat_layers
from .governance import GovernanceSpec
from .structure import OwnsSpec, SeatSpec, StructureSpec, TeamSpec
from .workforce import MOST_MEMBERSHIPS, RoleSpec, ordinals_of

MOST_NAMED = 3  # of many things of the same kind in one message


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
    free = {role: iter([p for p in people if p not in named]) for role, people in ordinals.items()}
    seats: Seats = []
    problems: list[Problem] = []
    for i, team in enumerate(teams):
        members: list[tuple[int, float | None]] = []
        for role, wanted in team.members.items():
            path = f"structure.teams.{i}.members.{role}"
            if role not in ordinals:
                problems.append(Problem(path, "no such role", did_you_mean(role, workforce)))
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
    asked = sum(n for team in teams if isinstance(n := team.members.get(role), int))
    what = f"the teams ask for {asked:,} people of role '{role}', the workforce has {there:,} to give"
    return Problem(path, what, f"raise workforce.{role}.count or ask for fewer")


def _people_named(teams: Sequence[TeamSpec], ordinals: dict[str, range]) -> set[int]:
    """Everybody who is seated by number, and so is not free for seats given by count."""
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


Pairs = list[tuple[int, int]]
"""(product, stage), both as ordinals."""


def _find_owners(
    teams: Sequence[TeamSpec], products: Sequence[str], stages: Sequence[str]
) -> tuple[dict[tuple[int, int], int], list[Problem]]:
    """The ownership map, and every pair that has two owners or none."""
    owner: dict[tuple[int, int], int] = {}
    unknown: list[Problem] = []
    problems: list[Problem] = []
    for i, team in enumerate(teams):
        path, known_before = f"structure.teams.{i}.owns", len(unknown)
        pairs = _pairs_of(team, path, products, stages, unknown)
        if not pairs and len(unknown) == known_before:
            what = f"team '{team.name}' owns nothing"
            problems.append(Problem(path, what, "name products and stages, or remove the team"))
        taken: dict[int, Pairs] = {}
        for pair in pairs:
            if owner.setdefault(pair, i) != i:
                taken.setdefault(owner[pair], []).append(pair)
        for other, both in taken.items():
            whose = f"two owners, '{teams[other].name}' and '{team.name}'"
            problems += [
                Problem(path, f"{which} {whose}", "leave it to one of them")
                for which in _in_words(both, products, stages)
            ]
    if unknown:
        return owner, unknown + problems  # who is meant to own the rest, nobody can say
    return owner, problems + _orphans(owner, products, stages)


def _pairs_of(
    team: TeamSpec, path: str, products: Sequence[str], stages: Sequence[str], problems: list[Problem]
) -> Pairs:
    """What a team claims, each pair once."""
    if isinstance(team.owns, OwnsSpec):
        return list(dict.fromkeys(_claimed(team.owns, products, stages, path, problems)))
    claims = [
        pair
        for k, claim in enumerate(team.owns)
        for pair in _claimed(claim, products, stages, f"{path}.{k}", problems)
    ]
    return list(dict.fromkeys(claims))


def _orphans(
    owner: dict[tuple[int, int], int], products: Sequence[str], stages: Sequence[str]
) -> list[Problem]:
    missing = [(p, s) for p in range(len(products)) for s in range(len(stages)) if (p, s) not in owner]
    remedy = "let exactly one team own it, under its key 'owns'"
    return [
        Problem("structure.teams", f"{which} no owner", remedy)
        for which in _in_words(missing, products, stages)
    ]


def _in_words(pairs: Pairs, products: Sequence[str], stages: Sequence[str]) -> list[str]:
    """Subjects of sentences, with their verb: products are named together where their stages are the same."""
    stages_of: dict[int, list[int]] = {}
    for product, stage in pairs:
        stages_of.setdefault(product, []).append(stage)
    together: dict[tuple[int, ...], list[int]] = {}
    for product, theirs in stages_of.items():
        together.setdefault(tuple(theirs), []).append(product)
    return [
        f"{_listing('stage', [stages[s] for s in group])} of {_listing('product', [products[p] for p in members])}"
        f" {'has' if len(group) * len(members) == 1 else 'have'}"
        for group, members in together.items()
    ]


def _listing(what: str, names: Sequence[str]) -> str:
    """Things of one kind by name, and the number of those that are too many to name."""
    said = [f"'{name}'" for name in names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        said.append(f"{len(names) - MOST_NAMED} more")
    last = said.pop()
    return f"{what}s {', '.join(said)} and {last}" if said else f"{what} {last}"


def _claimed(
    claim: OwnsSpec, products: Sequence[str], stages: Sequence[str], path: str, problems: list[Problem]
) -> Pairs:
    """The pairs of one claim; names that nobody knows become problems."""
    own_products = _positions(claim.products, products, "product", path, problems)
    own_stages = _positions(claim.stages, stages, "stage", path, problems)
    return [(p, s) for p in own_products for s in own_stages]


def _positions(
    names: str | list[str], known: Sequence[str], what: str, path: str, problems: list[Problem]
) -> list[int]:
    if isinstance(names, str):
        return list(range(len(known)))
    position = {name: k for k, name in reversed(list(enumerate(known)))}
    problems += [
        Problem(f"{path}.{what}s.{k}", f"no such {what} '{name}'", did_you_mean(name, known))
        for k, name in enumerate(names)
        if name not in position
    ]
    return [position[name] for name in names if name in position]
