"""Recipes: from a workforce and a structure as written to teams with people in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..errors import Problem, no_such
from .boards import is_reviewing, problems_of_names, seat_layers
from .cross_functional import cross_functional
from .departments import functional
from .governance import GovernanceSpec
from .keys import keys_of_others, missing_key
from .management import Expanded, managers_of, roles_among
from .owners import find_owners
from .plans import Plan, grouped, plan_of
from .seats import Seated, seat_people, split_time
from .staffing import Seats, seats_of
from .structure import CalendarSpec, OwnsSpec, StructureSpec, TeamSpec
from .trades import Stage
from .workforce import MOST_MEMBERSHIPS, RoleSpec


@dataclass(frozen=True)
class Team:
    """A team as it results from a recipe."""

    name: str
    members: tuple[tuple[int, float], ...]
    """Ordinal of each person and the share of their time, 0 until shares are settled."""
    wip_limit: int | None
    priorities: str | None
    group: str | None = None
    calendar: CalendarSpec | None = None
    meeting_hours_per_week: float | None = None
    """Of each member; None: by the scenario's ceremonies."""
    place: str = ""
    """Path in the file of the keys that made the team."""


@dataclass(frozen=True)
class Organisation:
    """Who sits where, and who owns what."""

    teams: tuple[Team, ...]
    owner: dict[tuple[int, int], int]
    """Team by (product, stage), all as ordinals."""
    layer_members: tuple[tuple[int, ...], ...] = ()
    """Ordinals of the people of each approval layer. Layers that review also have a team, after
    those of the structure."""
    staffing: tuple[Seats, ...] = ()
    """Seats of the temporary teams that initiatives get; none where teams are permanent."""
    self_service: frozenset[int] = frozenset()
    """Products of a platform where a team that needs a change makes it itself."""
    contracts: frozenset[int] = frozenset()
    """Products with a contract between their owner and the teams that need something of it."""
    accounts: frozenset[tuple[int, int]] = frozenset()
    """(team, role) whose hours are booked although the team no longer has a person of the role; team -1: no team."""
    governance: GovernanceSpec = field(default_factory=GovernanceSpec)
    """As written, with the layers of management resolved."""


def organise(
    structure: StructureSpec,
    governance: GovernanceSpec,
    workforce: dict[str, RoleSpec],
    products: Sequence[str],
    stages: Sequence[Stage],
) -> tuple[Organisation, list[Problem]]:
    """Teams with people and ownership, and the problems found."""
    plan = plan_of(structure, workforce, products, stages)
    specs, problems = teams_of(structure, plan)
    seats, seat_problems = seat_people(specs, workforce)
    idle = structure.recipe == "as_is"  # a file of people holds teams that have no part in this work
    owner, owner_problems = find_owners(specs, products, [stage.name for stage in stages], idle)
    if problems or (plan.overdrawn and structure.recipe not in LISTED):
        owner_problems = []  # there are no teams that could own anything
    places = _places(structure, len(specs))
    teams = _seated(specs, seats, places)
    counts = Counter(person for members in seats for person, _ in members)
    levels, layer_problems = managers_of(structure.management, workforce, set(counts))
    made = Expanded(governance, [roles_among(level, workforce) for level in levels], levels)
    layer_problems += [] if layer_problems else made.problems
    layer_problems += problems_of_names(governance, made)
    layer_members, more_problems = seat_layers(made, set(counts), workforce)
    layer_problems += more_problems
    elsewhere = {person for team in seats[len(seats) - len(structure.platforms) :] for person, _ in team}
    reviewers = _reviewers(made.governance, layer_members)
    memberships = Counter(person for team in (*teams, *reviewers) for person, _ in team.members)
    staffing, staffing_problems = seats_of(structure, workforce, elsewhere, memberships)
    organisation = Organisation(
        (*teams, *reviewers),
        owner,
        tuple(layer_members),
        staffing,
        *_offers(structure, products),
        governance=made.governance,
    )
    problems += [*keys_of_others(structure), *_duplicate_names(specs)]
    problems += [*seat_problems, *owner_problems, *layer_problems, *staffing_problems]
    problems += _unknown_products(structure, products)
    return organisation, [_as_written(problem, places) for problem in problems]


def teams_of(structure: StructureSpec, plan: Plan) -> tuple[list[TeamSpec], list[Problem]]:
    """The teams that a recipe makes; platforms are the last of them."""
    teams, problems = _made(plan)
    platforms = [
        TeamSpec(
            name=platform.name,
            members=platform.members,
            owns=OwnsSpec(products=platform.products),
            group=platform.group,
            meeting_hours_per_week=platform.meeting_hours_per_week,
        )
        for platform in structure.platforms
    ]
    if platforms:
        teams = [_leaving_out(team, list(plan.products)) for team in teams]
    return grouped([*teams, *platforms], structure.groups), problems


def _made(plan: Plan) -> tuple[list[TeamSpec], list[Problem]]:
    """The teams besides a platform, if there is anything left to make them of."""
    structure = plan.structure
    problems = missing_key(structure)
    if structure.recipe not in LISTED and not plan.products:
        what = "leaves no product to the other teams"
        problems.append(Problem("structure.platform.products", what, "name fewer"))
    if problems or (plan.overdrawn and structure.recipe not in LISTED):
        return [], problems
    return RECIPES[structure.recipe](plan)


def _explicit(plan: Plan) -> tuple[list[TeamSpec], list[Problem]]:
    """The teams as they are listed."""
    return list(plan.structure.teams), []


LISTED = ("explicit", "as_is")
"""Recipes whose teams are listed."""

RECIPES: Mapping[str, Callable[[Plan], tuple[list[TeamSpec], list[Problem]]]] = {
    "explicit": _explicit,
    "as_is": _explicit,
    "functional": functional,
    "cross_functional": cross_functional,
    "project": functional,  # temporary teams are made during the run
}


def _leaving_out(team: TeamSpec, rest: list[str]) -> TeamSpec:
    """A team that does not claim what belongs to the platform when it claims all."""
    claims = team.owns if isinstance(team.owns, list) else [team.owns]
    owns = [c.model_copy(update={"products": rest}) if c.products == "all" else c for c in claims]
    return team.model_copy(update={"owns": owns if isinstance(team.owns, list) else owns[0]})


def _seated(specs: Sequence[TeamSpec], seats: Seated, places: Sequence[str]) -> tuple[Team, ...]:
    """Teams with the people in them, whose time is split among their teams."""
    return tuple(
        Team(
            team.name,
            tuple(members),
            team.wip_limit,
            team.priorities,
            team.group,
            team.calendar,
            team.meeting_hours_per_week,
            place,
        )
        for team, members, place in zip(specs, split_time(seats), places, strict=True)
    )


def _places(structure: StructureSpec, teams: int) -> list[str]:
    """Where in the file each team comes from."""
    listed = structure.recipe in LISTED
    places = [f"structure.teams.{i}" if listed else "structure.recipe" for i in range(teams)]
    own = structure.platform_places
    return [*places[: teams - len(own)], *own]


def _as_written(problem: Problem, places: Sequence[str]) -> Problem:
    """A problem of a team, at its place in the file."""
    if not problem.path.startswith("structure.teams."):
        return problem
    number, _, below = problem.path.removeprefix("structure.teams.").partition(".")
    place = places[int(number)]
    if place.startswith("structure.platform"):
        below = below.removeprefix("owns").removeprefix(".")  # a platform says what it owns without this key
    elif place == "structure.recipe":
        below = ""  # a team that a recipe made has no key of its own
    return replace(problem, path=f"{place}.{below}".removesuffix("."))


def _reviewers(governance: GovernanceSpec, members: Sequence[tuple[int, ...]]) -> list[Team]:
    """Layers whose members review on demand have a queue, and so are teams."""
    return [
        Team(layer.name, tuple((person, 1.0) for person in people), None, "first_come", f"layer {layer.name}")
        for layer, people in zip(governance.layers, members, strict=True)
        if is_reviewing(layer)
    ]


def _offers(structure: StructureSpec, products: Sequence[str]) -> tuple[frozenset[int], frozenset[int]]:
    """Products with self-service, and products with a contract."""
    contracts = structure.contracts
    own = {name for one in structure.platforms if one.mode == "self_service" for name in one.products}
    return (
        frozenset(k for k, name in enumerate(products) if name in own),
        frozenset(k for k, name in enumerate(products) if contracts == "all" or name in contracts),
    )


def _unknown_products(structure: StructureSpec, products: Sequence[str]) -> list[Problem]:
    contracts = structure.contracts if isinstance(structure.contracts, list) else []
    places = [f"{place}.products" for place in structure.platform_places]
    named = {"structure.contracts": contracts}
    named |= {place: one.products for place, one in zip(places, structure.platforms, strict=True)}
    return [
        no_such(f"{key}.{k}", "product", name, products)
        for key, names in named.items()
        for k, name in enumerate(names)
        if name not in products
    ]


def _duplicate_names(teams: Sequence[TeamSpec]) -> Iterable[Problem]:
    seen: set[str] = set()
    for i, team in enumerate(teams):
        if team.name in seen:
            yield Problem(
                f"structure.teams.{i}.name",
                f"two teams are named '{team.name}'",
                "give each team its own name",
            )
        seen.add(team.name)


def too_many_memberships(organisation: Organisation) -> dict[int, int]:
    """People with more teams than the model follows, and in how many they sit."""
    counts: dict[int, int] = {}
    for team in organisation.teams:
        for person, _ in team.members:
            counts[person] = counts.get(person, 0) + 1
    return {person: n for person, n in counts.items() if n > MOST_MEMBERSHIPS}
