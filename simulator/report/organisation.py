"""From a scenario to what is shown of its organisation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from ..kernel.units import DAYS_PER_QUARTER
from ..mechanisms.coordination import CoordinationSpec
from ..organisation.boards import is_reviewing
from ..organisation.recipes import Team
from ..organisation.staffing import Seats as TemporarySeats
from ..organisation.workforce import ordinals_of
from ..scenario.scenario import Scenario
from .customs import customs_of
from .description import (
    Community,
    Description,
    Flow,
    GroupShown,
    Holding,
    Place,
    RoleShown,
    Seats,
    TeamShown,
    Temporary,
    strains_of,
    verdict_on,
)
from .governance import gate_of, layers_of, loops_shown, places_of, questions_of, release_of
from .utilisation import utilisation_of_people
from .workload import Workload, workload_of


def describe(scenario: Scenario) -> Description:
    """The organisation that results from a scenario."""
    load = workload_of(scenario)
    busy = utilisation_of_people(scenario, load)
    teams, reviewers = _teams(scenario, busy)
    rights, raised = scenario.organisation.governance.decision_rights, scenario.is_on("decisions")
    roles, layers = _roles(scenario, busy), layers_of(scenario, load, reviewers)
    return Description(
        name=scenario.name,
        people=sum(role.people for role in roles),
        flow=_flow(load),
        initiative_stages=_stages(scenario, "initiative"),
        item_stages=_stages(scenario, "item"),
        roles=roles,
        groups=_groups(teams),
        reviewers=reviewers,
        gate=gate_of(scenario),
        loops=loops_shown(scenario),
        layers=layers,
        questions=questions_of(scenario),
        decisions_per_effort_day=rights.during_work.per_effort_day if rights.during_work and raised else None,
        decisions_per_initiative=rights.for_initiative.per_initiative
        if rights.for_initiative and raised
        else None,
        release=release_of(scenario),
        communities=_communities(scenario),
        strains=strains_of(_places(scenario, teams, busy), layers),
        temporary=_temporary(scenario),
        contracts=tuple(scenario.product_names[p] for p in sorted(scenario.organisation.contracts)),
        left_out=_left_out(scenario),
        places=places_of(scenario),
        customs=tuple(customs_of(scenario)),
    )


def _flow(load: Workload) -> Flow:
    per_day = (load.opportunities, load.past_gate, load.begun, load.items)
    return Flow(*(rate * DAYS_PER_QUARTER for rate in per_day))


def _role_of(scenario: Scenario) -> list[str]:
    return [role for role, spec in scenario.workforce.items() for _ in range(spec.count)]


def _teams(scenario: Scenario, busy: Sequence[float]) -> tuple[tuple[TeamShown, ...], tuple[TeamShown, ...]]:
    """The teams of the structure, and those of layers that review."""
    teams = scenario.organisation.teams
    lasting = len(teams) - sum(map(is_reviewing, scenario.organisation.governance.layers))
    memberships = Counter(person for team in teams[:lasting] for person, _ in team.members)
    owned: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for product, stage in sorted(scenario.organisation.owner):
        owned[scenario.organisation.owner[product, stage]][product].append(stage)
    roles, modes = _role_of(scenario), [platform.mode for platform in scenario.structure.platforms]
    shown = [
        TeamShown(
            name=team.name,
            group=team.group if t < lasting else None,
            platform=modes[t - lasting] if lasting - len(modes) <= t < lasting else "",
            seats=_seats(team, roles, busy, memberships),
            owns=_holdings(scenario, owned[t]),
            wip_limit=team.wip_limit,
            priorities=team.priorities or scenario.priorities,
            calendar=_calendar(team),
        )
        for t, team in enumerate(teams)
    ]
    return tuple(shown[:lasting]), tuple(shown[lasting:])


def _calendar(team: Team) -> str:
    calendar = team.calendar
    return f"starts work {calendar.open_days:g} of every {calendar.every_days:g} days" if calendar else ""


def _seats(
    team: Team, roles: Sequence[str], busy: Sequence[float], memberships: Mapping[int, int]
) -> tuple[Seats, ...]:
    by_role: dict[str, list[tuple[int, float]]] = {}
    for person, share in team.members:
        by_role.setdefault(roles[person], []).append((person, share))
    return tuple(
        Seats(
            role=role,
            people=round(sum(share for _, share in members), 9),
            heads=len(members),
            shared=sum(memberships.get(person, 0) > 1 for person, _ in members),
            utilisation=sum(busy[person] for person, _ in members) / len(members),
            highest=max(busy[person] for person, _ in members),
        )
        for role, members in by_role.items()
    )


def _holdings(scenario: Scenario, owned: Mapping[int, Sequence[int]]) -> tuple[Holding, ...]:
    """What a team owns; products with the same stages together."""
    together: dict[tuple[int, ...], list[int]] = {}
    for product, stages in owned.items():
        together.setdefault(tuple(stages), []).append(product)
    return tuple(
        Holding(
            products=tuple(scenario.products[p].name for p in products),
            stages=tuple(scenario.stage_names[s] for s in stages),
            all_products=len(products) == len(scenario.products),
            all_stages=len(stages) == len(scenario.value_stream),
        )
        for stages, products in together.items()
    )


def _groups(teams: Sequence[TeamShown]) -> tuple[GroupShown, ...]:
    """Teams by group, in the order in which groups are first named; those of no group come last."""
    by_group: dict[str | None, list[TeamShown]] = {}
    for team in teams:
        by_group.setdefault(team.group, []).append(team)
    names = sorted(by_group, key=lambda name: name is None)
    return tuple(GroupShown(name, tuple(by_group[name])) for name in names)


def _benched(scenario: Scenario) -> set[int]:
    """People without a team, whether or not they sit in approval layers."""
    organisation = scenario.organisation
    lasting = len(organisation.teams) - sum(map(is_reviewing, scenario.organisation.governance.layers))
    seated = {person for team in organisation.teams[:lasting] for person, _ in team.members}
    return set(range(sum(role.count for role in scenario.workforce.values()))) - seated


def _roles(scenario: Scenario, busy: Sequence[float]) -> tuple[RoleShown, ...]:
    bench = _benched(scenario)
    in_layers = {person for members in scenario.organisation.layer_members for person in members}
    return tuple(
        RoleShown(
            role=role,
            people=len(people),
            bench=sum(person in bench for person in people),
            bench_in_layers=sum(person in bench & in_layers for person in people),
            utilisation=sum(busy[person] for person in people) / len(people),
        )
        for role, people in ordinals_of(scenario.workforce).items()
    )


def _places(scenario: Scenario, teams: Sequence[TeamShown], busy: Sequence[float]) -> list[Place]:
    """Who may be under strain: roles in teams, and people without a team by how busy they are."""
    places = [(team.name, seats.role, seats.heads, seats.highest) for team in teams for seats in team.seats]
    roles = _role_of(scenario)
    alike: dict[tuple[str, str], list[float]] = defaultdict(list)
    for person in sorted(_benched(scenario)):
        alike[roles[person], verdict_on(busy[person])].append(busy[person])
    return places + [("", role, len(shares), max(shares)) for (role, _), shares in alike.items()]


def _stages(scenario: Scenario, per: str) -> tuple[str, ...]:
    return tuple(stage.stage for stage in scenario.value_stream if stage.per == per)


def _communities(scenario: Scenario) -> tuple[Community, ...]:
    roles, structure = _role_of(scenario), scenario.structure
    found = []
    if structure.chapters is not None:
        seats = {
            (team.group, roles[person], team.name)
            for team in scenario.organisation.teams
            for person, _ in team.members
        }
        count = sum(n > 1 for n in Counter((group, role) for group, role, _ in seats).values())
        found.append(
            Community("chapters", f"{count} by {structure.chapters.by}", 0, structure.chapters.hours_per_week)
        )
    for guild in structure.guilds:
        people = len(roles) if guild.roles == "all" else sum(role in guild.roles for role in roles)
        found.append(Community("guild", guild.name, people, guild.hours_per_week))
    return tuple(found)


def _temporary(scenario: Scenario) -> Temporary | None:
    """Temporary teams, as the staffing of the organisation rules them."""
    names = list(scenario.workforce)
    rules = tuple((names[seats.role], _rule(seats)) for seats in scenario.organisation.staffing)
    return Temporary(rules, scenario.structure.seats == "while_needed") if rules else None


def _rule(seats: TemporarySeats) -> str:
    """Seats of one role in a temporary team, in words."""
    spec, most = seats.spec, seats.most_projects
    count = f"{spec.seats}" if spec.seats is not None else f"1 for every {spec.items_per:g} items"
    least = f", from {spec.from_items} items on" if spec.from_items > 1 else ""
    return f"{count}{least}" + (f" (each in up to {most} teams at once)" if most > 1 else "")


def _left_out(scenario: Scenario) -> str:
    """What raises utilisation beyond what is expected here, because it depends on who works on what."""
    parts = []
    if scenario.is_on("coordination"):
        two, five = (_lost_together(scenario.of(CoordinationSpec), people) for people in (2, 5))
        parts.append(
            f"coordination (two people on one initiative lose {two:.0%} of their day to each other, five {five:.0%})"
        )
    several = len(scenario.products) > 1 or any(role.open_tasks > 1 for role in scenario.workforce.values())
    if scenario.is_on("switching") and several:
        parts.append("switching between tasks and areas")
    if scenario.is_on("decisions") and scenario.organisation.governance.decision_rights.during_work:
        parts.append("answering those who consult")
    if scenario.organisation.staffing:
        parts.append("meetings of temporary teams, and who waits for a seat in them")
    if scenario.governance.gate.backlog_limit is not None:
        parts.append("what the limit on the backlog keeps away")
    if scenario.acts("learning"):
        parts.append("what newcomers and strangers to an area have yet to learn, and who helps them")
    if scenario.acts("feedback") or scenario.acts("delivery"):
        parts.append("hours of feedback and deployments")
    if scenario.acts("alignment"):
        parts.append("what has to be done again because it contradicts another team's work")
    return ", ".join(parts)


def _lost_together(spec: CoordinationSpec, people: int) -> float:
    """Share of a day that coordination takes when this many people of a team contribute to one initiative."""
    mates = people - 1
    lost = spec.interdependence * mates * (spec.pair_cost + spec.size_cost * people)
    return 1.0 - 1.0 / (1.0 + lost)
