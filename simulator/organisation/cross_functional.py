"""Cross-functional teams: each has people of several roles and owns its products end to end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ..errors import Problem, no_such
from .departments import departments
from .owners import listing
from .plans import Plan
from .structure import OwnsSpec, StructureSpec, TeamSpec
from .trades import master_of, trade_of
from .workforce import MOST_MEMBERSHIPS

Members = dict[str, list[int]]
Teams = Sequence[tuple[str, Sequence[str]]]
"""Name and products of each team."""


def cross_functional(plan: Plan) -> tuple[list[TeamSpec], list[Problem]]:
    """Teams of one composition, and departments for what they cannot do themselves."""
    problems = [*_unsound(plan), *_misassigned(plan)]
    if problems:
        return [], problems
    wanted = _assigned(plan)
    seats, problems = _seated(plan, len(wanted))
    rest = _fill_up(seats, _left_over(plan, seats), plan.structure)
    teams = [
        _team(plan, name, products, members) for (name, products), members in zip(wanted, seats, strict=True)
    ]
    problems = problems or _useless(teams, plan)
    undone = _undone(plan, wanted, teams)
    if plan.structure.leftovers == "error":
        problems += _left_behind(plan, rest)
    if problems or not undone:
        return teams, problems
    if plan.structure.leftovers != "department":
        return teams, _left_undone(plan, undone)
    others, problems = departments(plan, rest, undone, ", or let the teams do it")
    return [*teams, *(_renamed(team, teams) for team in others)], problems


def _unsound(plan: Plan) -> list[Problem]:
    """Whether composition and end_to_end name known roles and stages, within the largest team size."""
    structure, most = plan.structure, plan.structure.max_team_size
    composition = structure.composition or {}
    problems = [
        no_such(f"structure.composition.{role}", "role", role, plan.people, shown=False)
        for role in composition
        if role not in plan.people
    ]
    total = sum(composition.values())
    if most is not None and total > most:
        what = f"adds up to {total:,} people, max_team_size is {most:,}"
        problems.append(Problem("structure.composition", what, "ask for fewer, or raise max_team_size"))
    stages = [stage.name for stage in plan.stages]
    return problems + [
        no_such(f"structure.end_to_end.{k}", "stage", name, stages)
        for k, name in enumerate([] if structure.end_to_end == "all" else structure.end_to_end)
        if name not in stages
    ]


def _misassigned(plan: Plan) -> list[Problem]:
    """Products that a map of teams leaves without a team, gives to two teams, or that do not exist."""
    assign = plan.structure.assign
    if assign == "auto":
        return []
    problems: list[Problem] = []
    owner: dict[str, str] = {}
    for team, products in assign.items():
        for k, product in enumerate(products):
            path = f"structure.assign.{team}.{k}"
            wrong = _not_to_give(plan, product, team, owner)
            if wrong is not None:
                problems.append(replace(wrong, path=path))
            owner.setdefault(product, team)
    missing = [product for product in plan.products if product not in owner]
    if missing and all(product in plan.products for product in owner):
        what = f"no team gets {listing('product', missing)}"
        problems.append(Problem("structure.assign", what, "give each product to one team"))
    return problems


def _not_to_give(plan: Plan, product: str, team: str, owner: Mapping[str, str]) -> Problem | None:
    """Why a team cannot have a product, without a path; None where it can."""
    if any(product in platform.products for platform in plan.structure.platforms):
        remedy = "remove it here, or from structure.platform.products"
        return Problem("", f"'{product}' belongs to the platform", remedy)
    if product not in plan.products:
        return no_such("", "product", product, plan.products)
    if product in owner and owner[product] == team:
        return Problem("", f"'{product}' is listed twice", "remove it")
    if product in owner:
        what = f"'{product}' has two owners, '{owner[product]}' and '{team}'"
        return Problem("", what, "leave it to one of them")
    return None


def _assigned(plan: Plan) -> Teams:
    """Which team gets which products."""
    assign = plan.structure.assign
    return _shared_out(plan.products, _how_many(plan)) if assign == "auto" else list(assign.items())


def _how_many(plan: Plan) -> int:
    """As many teams as the people allow, at most one for each product."""
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
            for t in range(teams):  # with empty seats, every team gets one person before any gets two
                mine = (
                    [t + k * teams for k in range(each)]
                    if len(people) < needed
                    else range(t * each, (t + 1) * each)
                )
                seats[t][role] = [people[j] for j in mine if j < len(people)]
    return seats, problems


def _short(structure: StructureSpec, role: str, there: int, needed: int) -> list[Problem]:
    """The problem of too few people of a role, where the scenario does not allow for it."""
    if there > 0 and structure.on_shortage == "share":
        if needed <= MOST_MEMBERSHIPS * there:
            return []
        what = f"a person of role '{role}' would sit in more than {MOST_MEMBERSHIPS} teams"
        other = "empty_seat"
    else:
        free = "no one is" if there == 0 else f"only {there:,} {'is' if there == 1 else 'are'}"
        what = f"the teams need {needed:,} of role '{role}', {free} free"
        other = "share or empty_seat" if there > 0 else "empty_seat"
    remedy = f"raise workforce.{role}.count, or write on_shortage: {other}"
    return [Problem(f"structure.composition.{role}", what, remedy)]


def _left_over(plan: Plan, seats: Sequence[Members]) -> dict[str, list[int]]:
    """People of each role who are not in a team."""
    taken = {(role, p) for members in seats for role, people in members.items() for p in people}
    return {role: [p for p in people if (role, p) not in taken] for role, people in plan.people.items()}


def _fill_up(
    seats: Sequence[Members], rest: Mapping[str, list[int]], structure: StructureSpec
) -> dict[str, list[int]]:
    """Teams below their largest size take remaining people of their roles, in turns; returns the rest."""
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


def _left_behind(plan: Plan, rest: Mapping[str, Sequence[int]]) -> list[Problem]:
    """People who could do a stage and are not in a team."""
    composition = plan.structure.composition or {}
    return [
        Problem(
            f"structure.composition.{role}" if role in composition else "structure.leftovers",
            f"{len(people):,} of role '{role}' {'is' if len(people) == 1 else 'are'} left over",
            "ask for more in a team, or write leftovers: department or idle",
        )
        for role, people in rest.items()
        if people and trade_of(role, plan.stages) is not None
    ]


def _useless(teams: Sequence[TeamSpec], plan: Plan) -> list[Problem]:
    """Teams without people, or whose people cannot do any stage of the team."""
    empty = [team.name for team in teams if not team.members]
    if empty:
        remedy = "form fewer teams, or raise the counts in workforce"
        return [Problem("structure.assign", f"no one is left for {listing('team', empty)}", remedy)]
    idle = [team.name for team in teams if isinstance(team.owns, OwnsSpec) and not team.owns.stages]
    kept = plan.structure.end_to_end
    stages = listing("stage", [stage.name for stage in plan.stages if kept == "all" or stage.name in kept])
    what = f"no one in {listing('team', idle)} can do {stages}" if idle else ""
    return [Problem("structure.composition", what, "add a role that can")] if idle else []


def _left_undone(plan: Plan, undone: Sequence[tuple[str, int]]) -> list[Problem]:
    """Stages that the teams do not do, if there are no departments to do them."""
    kept, mode = plan.structure.end_to_end, plan.structure.leftovers
    problems = []
    for s in dict.fromkeys(s for _, s in undone):
        stage = plan.stages[s]
        what = f"no team does stage '{stage.name}', and leftovers: {mode} makes no departments"
        if kept == "all" or stage.name in kept:
            path, remedy = "structure.composition", f"add {' or '.join(stage.by)}"
        else:
            path, remedy = "structure.end_to_end", "add it"
        problems.append(Problem(path, what, f"{remedy}, or write leftovers: department"))
    return problems


def _team(plan: Plan, name: str, products: Sequence[str], members: Members) -> TeamSpec:
    """A team that owns the stages of its products that it may and can do."""
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
    """The pairs (product, stage) that the teams do not own."""
    own = [team.owns.stages if isinstance(team.owns, OwnsSpec) else [] for team in teams]
    return [
        (product, s)
        for (_, products), mine in zip(wanted, own, strict=True)
        for product in products
        for s, stage in enumerate(plan.stages)
        if stage.name not in mine
    ]


def _renamed(department: TeamSpec, teams: Sequence[TeamSpec]) -> TeamSpec:
    """A department with a name that differs from those of the teams."""
    names = {team.name for team in teams}
    name = department.name
    while name in names:
        name += " department"
    return department.model_copy(update={"name": name})
