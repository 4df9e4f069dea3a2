"""Ownership: which team does which stage of which product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..errors import Code, Problem, no_such
from .structure import OwnsSpec, TeamSpec

MOST_NAMED = 3  # of many things of the same kind in one message

Pairs = list[tuple[int, int]]
"""(product, stage), both as ordinals."""


Places = Mapping[str, int]
"""Position of each name; of names given twice, of the first."""


def _places(names: Sequence[str]) -> Places:
    places: dict[str, int] = {}
    for k, name in enumerate(names):
        places.setdefault(name, k)
    return places


def find_owners(
    teams: Sequence[TeamSpec], products: Sequence[str], stages: Sequence[str], idle: bool = False
) -> tuple[dict[tuple[int, int], int], list[Problem]]:
    """The ownership map, and every pair that has two owners or none.

    idle: whether a team may own nothing.
    """
    places = _places(products), _places(stages)
    owner: dict[tuple[int, int], int] = {}
    unknown: list[Problem] = []
    problems: list[Problem] = []
    for i, team in enumerate(teams):
        path, known_before = f"structure.teams.{i}.owns", len(unknown)
        pairs = _pairs_of(team, path, *places, unknown)
        if not pairs and not idle and len(unknown) == known_before:
            what = f"team '{team.name}' owns nothing"
            remedy = "name products and stages, or remove the team"
            problems.append(Problem(path, what, remedy, code=Code.OWNS_NOTHING))
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
        return owner, unknown + problems  # it is unknown who should own the rest
    return owner, problems + _orphans(owner, products, stages)


def _pairs_of(team: TeamSpec, path: str, products: Places, stages: Places, problems: list[Problem]) -> Pairs:
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
        Problem("structure.teams", f"{which} no owner", remedy, code=Code.NO_OWNER)
        for which in _in_words(missing, products, stages)
    ]


def _in_words(pairs: Pairs, products: Sequence[str], stages: Sequence[str]) -> list[str]:
    """Subjects of sentences with their verb; products with the same stages are named together."""
    stages_of: dict[int, list[int]] = {}
    for product, stage in pairs:
        stages_of.setdefault(product, []).append(stage)
    together: dict[tuple[int, ...], list[int]] = {}
    for product, theirs in stages_of.items():
        together.setdefault(tuple(theirs), []).append(product)
    return [
        f"{listing('stage', [stages[s] for s in group])} of {listing('product', [products[p] for p in members])}"
        f" {'has' if len(group) == 1 else 'have'}"
        for group, members in together.items()
    ]


def listing(what: str, names: Sequence[str]) -> str:
    """Things of one kind by name, and the number of those beyond the most named."""
    said = [f"'{name}'" for name in names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        said.append(f"{len(names) - MOST_NAMED} more")
    last = said.pop()
    return f"{what}s {', '.join(said)} and {last}" if said else f"{what} {last}"


def _claimed(claim: OwnsSpec, products: Places, stages: Places, path: str, problems: list[Problem]) -> Pairs:
    """The pairs of one claim; unknown names become problems."""
    own_products = _positions(claim.products, products, "product", path, problems)
    own_stages = _positions(claim.stages, stages, "stage", path, problems)
    return [(p, s) for p in own_products for s in own_stages]


def _positions(
    names: str | list[str], known: Places, what: str, path: str, problems: list[Problem]
) -> list[int]:
    if isinstance(names, str):
        return list(known.values())
    problems += [
        no_such(f"{path}.{what}s.{k}", what, name, known) for k, name in enumerate(names) if name not in known
    ]
    return [known[name] for name in names if name in known]
