"""The path of an item of a product through the stages: whose hands, and how often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..forecast.workload import repetition_factors
from ..mechanisms.handoffs import HandoffsSpec
from ..scenario.scenario import Scenario
from ..scenario.visits import return_chances, stages_to_return_to, visits

Fits = tuple[tuple[int, float], ...]
"""Roles that can do something, as ordinals, each with its proficiency."""


@dataclass(frozen=True)
class Route:
    """What happens to an item of a product at each stage."""

    owners: tuple[int, ...]
    """Team by stage."""
    fits: tuple[Fits, ...]
    """Who does it, by stage: roles of the owning team."""
    chances: tuple[float, ...]
    """Chance of being sent back by each stage, with what handoffs add."""
    visits: tuple[float, ...]
    """Expected visits to each stage."""
    factors: tuple[float, ...]
    """What returns and handoffs multiply the effort of each stage by."""
    again: tuple[float, ...]
    """Share of the effort of a stage that a repetition takes, on average."""
    lost: tuple[float, ...]
    """Share of the effort of each stage that is added where an item comes from another team."""


def temporary_team(scenario: Scenario) -> int:
    """The number under which all temporary teams together stand behind the permanent ones."""
    return len(scenario.organisation.teams)


def routes_of(scenario: Scenario, of_initiatives: bool) -> list[Route]:
    """The route of each product. Handoffs cost and lose what the scenario says, if they are on.

    of_initiatives: whether items belong to initiatives, which may have temporary teams.
    """
    temporary = _stages_of_temporary_teams(scenario) if of_initiatives else set()
    handoffs = scenario.of(HandoffsSpec) if scenario.is_on("handoffs") else None
    roles_in = _roles_in_teams(scenario)
    known: dict[tuple[float, ...], tuple[tuple[float, ...], tuple[float, ...]]] = {}
    routes = []
    for p in range(len(scenario.products)):
        owners = tuple(
            temporary_team(scenario) if s in temporary else scenario.organisation.owner[p, s]
            for s in range(len(scenario.value_stream))
        )
        handed = _handed(scenario, owners)
        chances = _chances(scenario, handed, handoffs)
        if chances not in known:
            known[chances] = (
                tuple(map(float, visits(scenario, chances))),
                tuple(repetition_factors(scenario, chances)),
            )
        often, again = known[chances]
        lost = tuple((handoffs.lost_effort if handoffs else 0.0) * h for h in handed)
        factors = tuple(f * (1.0 + more) for f, more in zip(again, lost, strict=True))
        repeated = tuple((f - 1.0) / (v - 1.0) if v > 1.0 else 0.0 for f, v in zip(again, often, strict=True))
        fits = _fits(scenario, owners, roles_in)
        routes.append(Route(owners, fits, chances, often, factors, repeated, lost))
    return routes


Transfer = tuple[int, str, float, float]
"""What a handoff asks at a stage: `give` or `take`, how often after or before its first pass, and its repetitions."""


def transfers_of(scenario: Scenario, route: Route) -> list[Transfer]:
    """What the handoffs of one item ask at each stage, and how often.

    An item comes on to a stage for the first time once; all else that moves to it is for repetitions.
    """
    back, first_item = stages_to_return_to(scenario), _first_item_stage(scenario)
    found: list[Transfer] = []
    for s, (often, chance) in enumerate(zip(route.visits, route.chances, strict=True)):
        if s + 1 < len(route.owners) and s + 1 != first_item and route.owners[s + 1] != route.owners[s]:
            found.append((s, "give", 1 - chance, (often - 1) * (1 - chance)))
            found.append((s + 1, "take", 1.0, often * (1 - chance) - 1.0))
        if chance > 0 and route.owners[back[s]] != route.owners[s]:
            found.append((s, "give", chance, (often - 1) * chance))
            found.append((back[s], "take", 0.0, often * chance))
    return found


def _first_item_stage(scenario: Scenario) -> int:
    return sum(stage.per == "initiative" for stage in scenario.value_stream)


def _handed(scenario: Scenario, owners: Sequence[int]) -> list[bool]:
    """Whether an item comes to each stage from another team; items of an initiative begin afresh."""
    first_item = _first_item_stage(scenario)
    return [s not in (0, first_item) and owners[s] != owners[s - 1] for s in range(len(owners))]


def _chances(scenario: Scenario, handed: Sequence[bool], handoffs: HandoffsSpec | None) -> tuple[float, ...]:
    lost = handoffs.lost_return if handoffs else 0.0
    own = return_chances(scenario)
    return tuple(1.0 - (1.0 - c) * (1.0 - lost * h) for c, h in zip(own, handed, strict=True))


def _roles_in_teams(scenario: Scenario) -> list[set[int]]:
    role_of = [r for r, spec in enumerate(scenario.workforce.values()) for _ in range(spec.count)]
    roles = [{role_of[person] for person, _ in team.members} for team in scenario.organisation.teams]
    return [*roles, {seats.role for seats in scenario.organisation.staffing}]


def _stages_of_temporary_teams(scenario: Scenario) -> set[int]:
    """Stages that temporary teams do: those that one of its members does best, with other eyes where asked."""
    names = list(scenario.workforce)
    kinds = [(names[seats.role], seats.spec.seats or 2) for seats in scenario.organisation.staffing]
    found = set()
    for s, stage in enumerate(scenario.value_stream):
        able = sum(count for role, count in kinds if role in stage.by)
        best = any(stage.by.get(role, 0.0) >= max(stage.by.values()) for role, _ in kinds)
        if stage.per == "item" and best and (able > 1 or not stage.other_eyes):
            found.add(s)
    return found


def _fits(scenario: Scenario, owners: Sequence[int], roles_in: Sequence[set[int]]) -> tuple[Fits, ...]:
    """Who does each stage. The person who did the stage before goes on where that is possible, so that no other
    member of the team gets the item."""
    names, first_item = list(scenario.workforce), _first_item_stage(scenario)
    found: list[Fits] = []
    for s, stage in enumerate(scenario.value_stream):
        able = {r: stage.by[names[r]] for r in sorted(roles_in[owners[s]]) if names[r] in stage.by}
        goes_on = s not in (0, first_item) and owners[s] == owners[s - 1] and not stage.other_eyes
        before = {role for role, _ in found[-1]} if goes_on else set()
        if before and before <= able.keys():
            able = {role: able[role] for role in able if role in before}
        found.append(tuple(able.items()))
    return tuple(found)
