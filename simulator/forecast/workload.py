"""Expected load: will the people who can do the work have the time for it?

A necessary condition, from flows alone: for every set of roles, the work that only these roles can do
must fit into their time. Where it does not, the queue grows without end.

Where limits on initiatives are in force, ideas that do not fit wait for a place, and the queues of teams hold what has one.
How many are begun then depends on how long each takes, which means do not say; so only bare items can be too many.

An item and a change that do not fit together cause rework, of one of the two, by the teams that do most of both. Left
out: that this rework may be sent back in its turn, and that one item goes back once where several changes do not fit.
That a team does its own work first moves waits, not work. Work that ends early because its harm is noticed counts in
full, so that a load just above one may be a false alarm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..kernel.distributions import mean_count_of, mean_of
from ..mechanisms.dependencies import DependenciesSpec
from ..organisation.workforce import fte_of_people
from ..scenario.histories import read_arrivals
from ..scenario.scenario import Scenario
from ..scenario.visits import (
    bounded,
    return_chances,
    stages_to_return_to,
)
from ..work.demand import OpportunitySpec, Stream
from .approvals import passage_of
from .failures import filled_share

ENOUGH_ARRIVALS = 20  # of a history, to speak of a rate
MOST_ROLE_SETS = 512


@dataclass(frozen=True)
class Load:
    """How much of the time of some roles is taken by work that only they can do."""

    team: str | None
    """Name of the team, None for the whole organisation."""
    roles: tuple[str, ...]
    stages: tuple[str, ...]
    utilisation: float

    def __str__(self) -> str:
        where = f"team '{self.team}'" if self.team else "the organisation"
        stages, roles = ", ".join(self.stages), " and ".join(self.roles)
        return f"in {where}, stage {stages} would take {self.utilisation:.2f} of the time of role {roles}"


def overloads(scenario: Scenario) -> list[Load]:
    """Loads of 1 and more, the highest first, one for each team at most."""
    worst: dict[str | None, Load] = {}
    limited = scenario.limits_in_force is not None
    for load in loads(
        scenario, [s for s in scenario.streams if not (limited and isinstance(s, OpportunitySpec))]
    ):
        if load.utilisation >= 1.0 - 1e-9 and (
            load.team not in worst or load.utilisation > worst[load.team].utilisation
        ):
            worst[load.team] = load
    if len(worst) > 1:
        worst.pop(None, None)  # the loads of teams are more precise
    return sorted(worst.values(), key=lambda load: -load.utilisation)


def loads(scenario: Scenario, streams: Sequence[Stream] | None = None) -> Iterator[Load]:
    """Load of every set of roles in every team, and in the organisation as a whole; streams: default, all."""
    work = _work_by_team_and_stage(scenario, scenario.streams if streams is None else streams)
    capacity = _capacity(scenario)
    by_team: dict[int, dict[tuple[int, frozenset[int]], float]] = {}
    for (owner, s, roles), days in work.items():
        by_team.setdefault(owner, {})[s, roles] = days
    for t, team in enumerate(scenario.organisation.teams):
        here = by_team.get(t, {})
        people = {person for person, _ in team.members}
        yield from _loads_of(scenario, team.name, here, people, capacity)
    everywhere: dict[tuple[int, frozenset[int]], float] = {}
    for (_, s, roles), days in work.items():
        everywhere[s, roles] = everywhere.get((s, roles), 0.0) + days
    yield from _loads_of(scenario, None, everywhere, set(range(len(capacity))), capacity)


def _loads_of(
    scenario: Scenario,
    team: str | None,
    work: dict[tuple[int, frozenset[int]], float],
    people: set[int],
    capacity: list[tuple[int, float]],
) -> Iterator[Load]:
    names, stages = list(scenario.workforce), scenario.stage_names
    for roles in _unions({roles for _, roles in work}):
        inside = {s: days for (s, able), days in work.items() if able <= roles and days > 0}
        days_there = sum(capacity[p][1] for p in people if capacity[p][0] in roles)
        if inside and days_there > 0:
            needed = sum(days for (_, able), days in work.items() if able <= roles)
            yield Load(
                team, tuple(names[r] for r in sorted(roles)), tuple(stages[s] for s in sorted(inside)),
                needed / days_there,
            )  # fmt: skip


def _unions(sets: set[frozenset[int]]) -> set[frozenset[int]]:
    """All unions of some sets; it stops early where there are too many."""
    unions: set[frozenset[int]] = set()
    for one in sorted(sets, key=sorted):
        unions |= {one} | {one | other for other in unions}
        if len(unions) > MOST_ROLE_SETS:
            break
    return unions


def _capacity(scenario: Scenario) -> list[tuple[int, float]]:
    """Role of each person, and the nominal days of work that the person does per day."""
    present = scenario.presence * filled_share(scenario)
    specs = list(scenario.workforce.values())
    roles = [r for r, spec in enumerate(specs) for _ in range(spec.count)]
    fte = fte_of_people(scenario.workforce)
    return [(r, present * share * mean_of(specs[r].skill)) for r, share in zip(roles, fte, strict=True)]


def _work_by_team_and_stage(
    scenario: Scenario, streams: Sequence[Stream]
) -> dict[tuple[int, int, frozenset[int]], float]:
    """Days of work per day by owning team, stage and the team's roles that can do it."""
    organisation, names = scenario.organisation, list(scenario.workforce)
    roles_of = [r for r, spec in enumerate(scenario.workforce.values()) for _ in range(spec.count)]
    present = [{roles_of[p] for p, _ in team.members} for team in organisation.teams]
    work: dict[tuple[int, int, frozenset[int]], float] = {}
    for (product, s), days in _work_by_product_and_stage(scenario, streams).items():
        t = organisation.owner[product, s]
        by = scenario.value_stream[s].by
        able = frozenset(r for r in present[t] if names[r] in by)
        if able:
            best = max(by[names[r]] for r in able)
            work[t, s, able] = work.get((t, s, able), 0.0) + days / best
    return work


def _work_by_product_and_stage(scenario: Scenario, streams: Sequence[Stream]) -> dict[tuple[int, int], float]:
    work: dict[tuple[int, int], float] = {}
    repetitions = repetition_factors(scenario)
    for stream in streams:
        efforts = [
            once * factor for once, factor in zip(scenario.efforts_of(stream), repetitions, strict=True)
        ]
        items = mean_count_of(stream.items) if isinstance(stream, OpportunitySpec) else 1.0
        passage = passage_of(scenario, stream)
        for product, rate in arrival_rates(scenario, stream).items():
            for s, stage in enumerate(scenario.value_stream):
                if stage.per == "initiative":
                    places = {product: passage.past_gate} if isinstance(stream, OpportunitySpec) else {}
                else:
                    places = places_of(scenario, product, items * passage.begun)
                for place, count in places.items():
                    done_at, part = served(scenario, product, place)
                    again = done_again(scenario, stream, product, place, s)
                    for where, share in ((done_at, part * (1.0 + again)), (product, again)):
                        work[where, s] = work.get((where, s), 0.0) + rate * count * efforts[s] * share
    return work


def places_of(scenario: Scenario, product: int, items: float) -> dict[int, float]:
    """Items per arrival by product: its own, and those it needs elsewhere."""
    places = {product: items}
    if scenario.is_on("dependencies"):
        for other, chance in scenario.products[product].coupling.items():
            place = scenario.product_names.index(other)
            places[place] = places.get(place, 0.0) + items * chance
    return places


def served(scenario: Scenario, product: int, place: int) -> tuple[int, float]:
    """Where what a product needs in a place is done, and the part of the effort that it takes there.

    A team that needs a change in a self-service platform makes it itself.
    """
    if place != product and place in scenario.organisation.self_service:
        return product, scenario.of(DependenciesSpec).self_service_effort
    return place, 1.0


def done_again(scenario: Scenario, stream: Stream, product: int, place: int, s: int) -> float:
    """Share of the effort of stage s that an item does again on average, as a change that it needs in a place does
    not fit; the change does as much of its own again."""
    most = scenario.stage_of_most_work
    if place == product or s < most or not scenario.is_on("dependencies"):
        return 0.0
    spec, organisation = scenario.of(DependenciesSpec).misfit, scenario.organisation
    here, there = (organisation.owner[p, most] for p in (product, served(scenario, product, place)[0]))
    in_one_team = here == there or (bool(organisation.staffing) and isinstance(stream, OpportunitySpec))
    groups = [organisation.teams[t].group for t in (here, there)]
    in_one_group = groups[0] is not None and groups[0] == groups[1]
    chance = spec.team if in_one_team else spec.group if in_one_group else spec.across
    chance *= spec.contract_factor if place in organisation.contracts else 1.0
    return 0.5 * chance * scenario.value_stream[most].return_share


def arrival_rates(scenario: Scenario, stream: Stream) -> dict[int, float]:
    """Arrivals of a stream per working day, by product; given times count where they are many."""
    if stream.csv is not None:
        history = read_arrivals(stream.csv, scenario.folder, stream.product, scenario.product_names, "")
        return _observed_rates(history.times, history.products)
    assert stream.product is not None
    product = scenario.product_names.index(stream.product)
    if stream.at is not None:
        return _observed_rates(np.array(stream.at), np.full(len(stream.at), product))
    if stream.interarrival_days is not None:
        return {product: 1.0 / mean_of(stream.interarrival_days)}
    return {product: scenario.demand.per_day(stream)}


def _observed_rates(times: Any, products: Any) -> dict[int, float]:
    if len(times) < ENOUGH_ARRIVALS or times[-1] <= times[0]:
        return {}
    span = float(times[-1] - times[0]) * len(times) / (len(times) - 1)
    found, counts = np.unique(products, return_counts=True)
    return {int(p): float(n) / span for p, n in zip(found, counts, strict=True)}


def repetition_factors(scenario: Scenario, chances: Sequence[float] | None = None) -> list[float]:
    """By how much returns multiply the effort of each stage.

    Visits follow the chain of (stage, stage that sent the item back last); the first visit takes the
    whole effort, each later one the return share of the stage that caused it. chances: as for `visits`.
    """
    stages, back = scenario.value_stream, stages_to_return_to(scenario)
    chances = bounded(chances or return_chances(scenario), back)
    n, returning = len(stages), [i for i, chance in enumerate(chances) if chance > 0]
    width = 1 + len(returning)  # state: stage i, last returner returning[c - 1] (c = 0: none)
    moves = np.zeros((n * width, n * width))
    for i, chance in enumerate(chances):
        for c in range(width):
            if i + 1 < n:
                moves[i * width + c, (i + 1) * width + c] += 1 - chance
            if i in returning:
                moves[i * width + c, back[i] * width + returning.index(i) + 1] += chance
    chain = np.linalg.solve(np.eye(n * width) - moves.T, np.eye(n * width)[0]).reshape(n, width)
    again = np.array([stages[i].return_share for i in returning])
    repeats = chain[:, 1:].sum(axis=1)
    mean_share = np.where(repeats > 0, chain[:, 1:] @ again / np.where(repeats > 0, repeats, 1), 0)
    factors = 1 + (chain.sum(axis=1) - 1) * mean_share
    return [float(factor) for factor in factors]
