"""Cross-functional teams: each has people of several roles and owns its products end to end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from ..errors import Problem, did_you_mean
from .departments import departments
from .planning import Plan
from .structure import OwnsSpec, StructureSpec, TeamSpec
from .trades import master_of
from .workforce import MOST_MEMBERSHIPS

Members = dict[str, list[int]]
Teams = Sequence[tuple[str, Sequence[str]]]
"""Name and products of each team."""


def cross_functional(plan: Plan) -> tuple[list[TeamSpec], list[Problem]]:
    """Teams of one composition, and departments for what they cannot do themselves."""
    structure = plan.structure
    problems = list(_unsound(plan))
    if problems:
        return [], problems
    wanted, problems = _assigned(plan)
    if problems:
        return [], problems
    seats, problems = _seated(plan, len(wanted))
    rest = _fill_up(seats, _left_over(plan, seats), structure)
    if structure.leftovers == "error":
        problems += _left_behind(rest, structure)
    teams = [
        _team(plan, name, products, members) for (name, products), members in zip(wanted, seats, strict=True)
    ]
    undone = _undone(plan, wanted, teams)
    if structure.leftovers == "idle" or not undone:
        return teams, problems
    others, more = departments(rest, undone, plan.stages, structure.department_hours_per_week)
    return [*teams, *(_renamed(team, teams) for team in others)], problems + more


def _unsound(plan: Plan) -> list[Problem]:
    """A composition of roles that are there, within the size of a team."""
    structure, most = plan.structure, plan.structure.max_team_size
    if not structure.composition:
        return [Problem("structure", "says nothing of who makes up a team", "add composition")]
    problems = [
        Problem(f"structure.composition.{role}", "no such role", did_you_mean(role, plan.people))
        for role in structure.composition
        if role not in plan.people
    ]
    total = sum(structure.composition.values())
    if most is not None and total > most:
        what = f"adds up to {total} people, max_team_size is {most}"
        problems.append(Problem("structure.composition", what, "ask for fewer, or raise max_team_size"))
    return problems


def _assigned(plan: Plan) -> tuple[Teams, list[Problem]]:
    """Which team gets which products."""
    assign = plan.structure.assign
    if assign == "auto":
        return _shared_out(plan.products, _how_many(plan)), []
    problems: list[Problem] = []
    owner: dict[str, str] = {}
    for team, products in assign.items():
        for k, product in enumerate(products):
            path = f"structure.assign.{team}.{k}"
            if product not in plan.products:
                what = f"no such product '{product}' to give to a team"
                problems.append(Problem(path, what, did_you_mean(product, plan.products)))
            elif owner.setdefault(product, team) != team:
                what = f"'{product}' has two owners, '{owner[product]}' and '{team}'"
                problems.append(Problem(path, what, "leave it to one of them"))
    missing = [product for product in plan.products if product not in owner]
    if missing and not problems:
        what = f"nobody gets {', '.join(map(repr, missing[:3]))}"
        problems.append(Problem("structure.assign", what, "give each product to a team"))
    return list(assign.items()), problems


def _how_many(plan: Plan) -> int:
    """As many teams as there are people for, one for each product at most."""
    composition = plan.structure.composition or {}
    if plan.structure.on_shortage == "share":
        total = sum(len(plan.people[role]) for role in composition)
        whole = total // sum(composition.values())
    else:
        whole = min(len(plan.people[role]) // n for role, n in composition.items())
    return max(1, min(len(plan.products), whole))


def _shared_out(products: Sequence[str], teams: int) -> Teams:
    """Products in order, as evenly as possible; a team with one is named after it."""
    cuts = [k * len(products) // teams for k in range(teams + 1)]
    parts = [products[first:last] for first, last in pairwise(cuts)]
    return [(part[0] if len(part) == 1 else f"{part[0]} and {len(part) - 1} more", part) for part in parts]


def _seated(plan: Plan, teams: int) -> tuple[list[Members], list[Problem]]:
    """People of each role for each team."""
    structure, seats = plan.structure, [Members() for _ in range(teams)]
    problems: list[Problem] = []
    for role, each in (structure.composition or {}).items():
        people, needed = plan.people[role], each * teams
        if len(people) < needed and structure.on_shortage != "empty_seat":
            problems += _short(structure, role, len(people), needed)
        if len(people) < needed and structure.on_shortage == "share" and people:
            chosen = [people[j * len(people) // needed] for j in range(needed)]
            for t in range(teams):
                seats[t][role] = list(dict.fromkeys(chosen[t * each : (t + 1) * each]))
        else:
            for t in range(teams):  # where seats stay empty, every team has one before any has two
                mine = (
                    [t + k * teams for k in range(each)]
                    if len(people) < needed
                    else range(t * each, (t + 1) * each)
                )
                seats[t][role] = [people[j] for j in mine if j < len(people)]
    return seats, problems


def _short(structure: StructureSpec, role: str, there: int, needed: int) -> list[Problem]:
    """Too few people of a role, where that is not to be mended."""
    path = f"structure.composition.{role}"
    if structure.on_shortage == "error" or there == 0:
        what = f"the teams need {needed} people of role '{role}', {there} are free"
        return [Problem(path, what, f"raise workforce.{role}.count, or on_shortage: share or empty_seat")]
    if needed / there > MOST_MEMBERSHIPS:
        what = f"a person of role '{role}' would sit in more than {MOST_MEMBERSHIPS} teams"
        return [Problem(path, what, f"raise workforce.{role}.count, or on_shortage: empty_seat")]
    return []


def _left_over(plan: Plan, seats: Sequence[Members]) -> dict[str, list[int]]:
    """People of each role who sit in no team."""
    taken = {(role, p) for members in seats for role, people in members.items() for p in people}
    return {role: [p for p in people if (role, p) not in taken] for role, people in plan.people.items()}


def _fill_up(
    seats: Sequence[Members], rest: Mapping[str, list[int]], structure: StructureSpec
) -> dict[str, list[int]]:
    """Teams below their largest size take who is left of their roles, in turns; the rest comes back."""
    left = {role: list(people) for role, people in rest.items()}
    if structure.max_team_size is None:
        return left
    for role in structure.composition or {}:
        room = [m for m in seats if sum(map(len, m.values())) < structure.max_team_size]
        while left[role] and room:
            for members in room:
                if left[role]:
                    members[role].append(left[role].pop(0))
            room = [m for m in seats if sum(map(len, m.values())) < structure.max_team_size]
    return left


def _left_behind(rest: Mapping[str, Sequence[int]], structure: StructureSpec) -> list[Problem]:
    return [
        Problem(
            f"structure.composition.{role}",
            f"{len(rest[role])} people of role '{role}' are left over",
            "ask for more in a team, or leftovers: department or idle",
        )
        for role in structure.composition or {}
        if rest[role]
    ]


def _team(plan: Plan, name: str, products: Sequence[str], members: Members) -> TeamSpec:
    """A team that owns of its products what it may and can do."""
    kept = plan.structure.end_to_end
    here = [role for role, people in members.items() if people]
    stages = [
        stage.name
        for stage in plan.stages
        if (kept == "all" or stage.name in kept) and master_of(stage, here) is not None
    ]
    return TeamSpec.model_construct(
        name=name,
        members={role: [*people] for role, people in members.items() if people},
        owns=OwnsSpec(products=list(products), stages=stages),
        wip_limit=plan.structure.wip_limit,
    )


def _undone(plan: Plan, wanted: Teams, teams: Sequence[TeamSpec]) -> list[tuple[str, int]]:
    """What the teams do not own, as (product, stage)."""
    own = [team.owns.stages if isinstance(team.owns, OwnsSpec) else [] for team in teams]
    return [
        (product, s)
        for (_, products), mine in zip(wanted, own, strict=True)
        for product in products
        for s, stage in enumerate(plan.stages)
        if stage.name not in mine
    ]


def _renamed(department: TeamSpec, teams: Sequence[TeamSpec]) -> TeamSpec:
    """A department whose name no team bears."""
    names = {team.name for team in teams}
    name = department.name
    while name in names:
        name += " department"
    return department.model_copy(update={"name": name})
