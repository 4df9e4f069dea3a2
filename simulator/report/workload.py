"""Work that is to be expected, by team and by who can do it: stages, handoffs, requests, reviews."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..forecast.approvals import passage_of
from ..forecast.draws import equally_likely, spread_of
from ..forecast.failures import failing_share
from ..forecast.workload import arrival_rates, done_again, places_of, served
from ..kernel.distributions import mean_count_of, mean_of
from ..kernel.units import HOURS_PER_DAY
from ..mechanisms.dependencies import DependenciesSpec
from ..mechanisms.handoffs import HandoffsSpec
from ..mechanisms.quality import QualitySpec, restoring_route
from ..organisation.boards import is_reviewing
from ..organisation.governance import AskSpec, DuringWorkSpec
from ..scenario.scenario import Scenario
from ..work.demand import OpportunitySpec, Stream
from .routes import Fits, Route, routes_of, transfers_of

Place = tuple[int, Fits]
"""Where work is done: a team, and its roles that can do it."""


@dataclass
class Workload:
    """What arrives per working day, and what it takes."""

    work: dict[Place, float] = field(default_factory=lambda: defaultdict(float))
    """Nominal days of work per day."""
    requests: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    """Requests per day to each approval layer."""
    opportunities: float = 0.0
    """Per day."""
    past_gate: float = 0.0
    begun: float = 0.0
    items: float = 0.0
    """Items per day, with those that others need."""


class _Sum:
    """Adds up what the streams of a scenario bring."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.load = scenario, Workload()
        self.of_items, self.of_initiatives = (routes_of(scenario, kind) for kind in (False, True))
        self.layers = scenario.organisation.governance.layers if scenario.is_on("approvals") else []
        self.number = {layer.name: i for i, layer in enumerate(scenario.organisation.governance.layers)}
        self.rights = scenario.organisation.governance.decision_rights
        self.spreads: list[Any] = []
        """Of the stream that is added: by stage, efforts over their mean, equally likely."""

    def add_stream(self, stream: Stream) -> None:
        """Work of a stream, from the gate to the release."""
        passage, efforts = passage_of(self.scenario, stream), self.scenario.efforts_of(stream)
        self.spreads = [
            spread_of(stream.effort_days if stage.effort_days is None else stage.effort_days)
            for stage in self.scenario.value_stream
        ]
        opportunities = isinstance(stream, OpportunitySpec)
        items = mean_count_of(stream.items) if isinstance(stream, OpportunitySpec) else 1.0
        for product, rate in arrival_rates(self.scenario, stream).items():
            routes = self.of_initiatives if opportunities else self.of_items
            route = routes[product]
            if opportunities:
                self.load.opportunities += rate
                self.load.past_gate += rate * passage.past_gate
                self.load.begun += rate * passage.begun
                self._fill_places(route, rate * passage.past_gate)
                self._stages(route, rate * passage.past_gate, efforts, "initiative")
                self._ask_to_start(route, [rate * share for share in passage.asked])
            if isinstance(stream, OpportunitySpec):
                self._decide_about(stream, product, route, rate * passage.begun)
            for place, count in places_of(self.scenario, product, items * passage.begun).items():
                self.load.items += rate * count
                self._at(routes, product, place, rate * count, efforts)
                self._misfits(routes, stream, (product, place), rate * count, efforts)
            released = rate * items * passage.begun
            self._ask(self.rights.release, released, (route.owners[-1], route.fits[-1]))

    def _at(self, routes: list[Route], product: int, place: int, rate: float, efforts: list[float]) -> None:
        """Items of a product at the place where they need something: their own, or a coupled product.

        What another team does is agreed upon first; on a self-service platform each team serves itself.
        """
        spec, organisation = self.scenario.of(DependenciesSpec), self.scenario.organisation
        place, part = served(self.scenario, product, place)
        self._stages(routes[place], rate, [effort * part for effort in efforts], "item")
        self._restore(routes[place], rate * failing_share(self.scenario, efforts, place))
        own, other = routes[product], routes[place]
        for s, stage in enumerate(self.scenario.value_stream):
            if stage.per == "item" and own.owners[s] != other.owners[s]:
                left = spec.contract_share if place in organisation.contracts else 1.0
                asked = other.owners[s], _by_the_hour(other.fits[s])
                self.load.work[asked] += rate * left * spec.negotiation_hours / HOURS_PER_DAY
                return

    def _misfits(
        self, routes: list[Route], stream: Stream, places: tuple[int, int], rate: float, efforts: list[float]
    ) -> None:
        """What an item of the first product and its change in the second do again where they do not fit."""
        product, place = places
        done_at, part = served(self.scenario, product, place)
        for s, effort in enumerate(efforts):
            again = done_again(self.scenario, stream, product, place, s)
            for route, share in ((routes[product], 1.0), (routes[done_at], part)):
                if again:
                    self.load.work[route.owners[s], route.fits[s]] += (
                        rate * again * effort * share * route.factors[s]
                    )

    def _stages(self, route: Route, rate: float, efforts: list[float], per: str) -> None:
        """Stages done once per initiative, or per item, and handing over between them."""
        for s, stage in enumerate(self.scenario.value_stream):
            if stage.per == per:
                place, days = (route.owners[s], route.fits[s]), rate * efforts[s] * route.factors[s]
                self.load.work[place] += days
                self._ask_during_work(days, place)
        if self.scenario.is_on("handoffs"):
            for s, kind, first, repeated in transfers_of(self.scenario, route):
                if self.scenario.value_stream[s].per == per:
                    effort = efforts[s] * (1.0 + route.lost[s])
                    days = first * self._transfer_days(kind, s, effort)
                    days += repeated * self._transfer_days(kind, s, effort * route.again[s])
                    self.load.work[route.owners[s], _by_the_hour(route.fits[s])] += rate * days

    def _transfer_days(self, kind: str, s: int, effort: float) -> float:
        """Expected days of giving or taking at a stage of some mean effort: at most a share of what it happens to be."""
        hours = self.scenario.of(HandoffsSpec)
        days = (hours.give_hours if kind == "give" else hours.take_hours) / HOURS_PER_DAY
        return float(np.minimum(days, hours.most_share * effort * self.spreads[s]).mean())

    def _restore(self, route: Route, rate: float) -> None:
        """Failures pass the stages that put them right."""
        spec = self.scenario.of(QualitySpec)
        for stage, share in restoring_route(self.scenario):
            place = route.owners[stage], route.fits[stage]
            self.load.work[place] += rate * share * mean_of(spec.incident_effort_days)

    def _ask_to_start(self, route: Route, rates: list[float]) -> None:
        """Requests of proposals are prepared by the person who worked on them last, or by the first team."""
        last = max(0, sum(stage.per == "initiative" for stage in self.scenario.value_stream) - 1)
        for name, rate in zip(self.rights.start_initiative.ask, rates, strict=False):
            self._request(self.number[name], rate, (route.owners[last], route.fits[last]))

    def _fill_places(self, route: Route, rate: float) -> None:
        """A board that fills places looks at every idea that is begun; the first team prepares it."""
        i = board_in_force(self.scenario)
        if i is not None:
            self.load.requests[i] += rate
            hours = self.scenario.organisation.governance.layers[i].prepare_hours
            self.load.work[route.owners[0], _by_the_hour(route.fits[0])] += rate * hours / HOURS_PER_DAY

    def _decide_about(self, stream: OpportunitySpec, product: int, route: Route, rate: float) -> None:
        """Decisions for which an initiative rests are prepared by its people, and answered by layers or other teams."""
        spec = self.rights.for_initiative
        if spec is None or not self.scenario.is_on("decisions"):
            return
        sizes = np.maximum(1, np.floor(equally_likely(stream.items, SIZES) + 0.5))
        rate *= float(np.minimum(spec.per_initiative, sizes).mean())  # of few items not all are raised
        first = sum(stage.per == "initiative" for stage in self.scenario.value_stream)
        if isinstance(spec.by, AskSpec):
            self._ask(spec.by, rate, (route.owners[first], route.fits[first]))
        elif spec.by == "consult":
            hours = mean_of((self.rights.during_work or DuringWorkSpec()).consult_hours)
            for team, share in consulted_teams(self.scenario, product, first).items():
                self.load.work[team, _everyone(self.scenario, team)] += rate * share * hours / HOURS_PER_DAY

    def _ask_during_work(self, days: float, place: Place) -> None:
        work = self.rights.during_work
        if work is None or not self.scenario.is_on("decisions"):
            return
        shares = {kind: getattr(work.shares, kind) for kind in ("local", "cross_team", "organisation")}
        for kind, share in shares.items():
            right = getattr(work, kind)
            if isinstance(right, AskSpec):
                self._ask(right, days * work.per_effort_day * share / sum(shares.values()), place)

    def _ask(self, right: AskSpec, rate: float, place: Place) -> None:
        """Every layer of a right is asked; that the first no ends it is left out."""
        for name in right.ask if self.layers else ():
            self._request(self.number[name], rate, place)

    def _request(self, i: int, rate: float, place: Place) -> None:
        """Requests to a layer: prepared at a place, again when sent back, and reviewed."""
        layer = self.layers[i]
        rate /= 1.0 - layer.return_probability
        self.load.requests[i] += rate
        team, fits = place
        self.load.work[team, _by_the_hour(fits)] += rate * layer.prepare_hours / HOURS_PER_DAY
        if is_reviewing(layer):
            reviewing = [k for k, other in enumerate(self.layers) if is_reviewing(other)]
            team = len(self.scenario.organisation.teams) - len(reviewing) + reviewing.index(i)
            roles = list(self.scenario.workforce)
            fits = tuple((roles.index(role), 1.0) for role in layer.members)
            self.load.work[team, fits] += rate * mean_of(layer.review_hours) / HOURS_PER_DAY


SIZES = 64
"""Sizes of initiatives that are equally likely."""


def board_in_force(scenario: Scenario) -> int | None:
    """Which layer fills the places of the limits, if any does."""
    return None if scenario.limits_in_force is None else scenario.organisation.governance.board_of_places


def consulted_teams(scenario: Scenario, product: int, stage: int) -> dict[int, float]:
    """Teams that are consulted about an initiative of a product, with their shares; its own team asks no one."""
    chances = {
        scenario.product_names.index(name): chance
        for name, chance in scenario.products[product].coupling.items()
    }
    if sum(chances.values()) <= 0:
        chances = {p: 1.0 for p in range(len(scenario.products)) if p != product}
    own, found = scenario.organisation.owner[product, stage], dict[int, float]()
    for other, chance in chances.items():
        team = scenario.organisation.owner[other, stage]
        if team != own:
            found[team] = found.get(team, 0.0) + chance / sum(chances.values())
    return found


def _everyone(scenario: Scenario, team: int) -> Fits:
    """All roles of a team: any member answers."""
    roles = [role for role, spec in enumerate(scenario.workforce.values()) for _ in range(spec.count)]
    return tuple(
        (role, 1.0) for role in sorted({roles[p] for p, _ in scenario.organisation.teams[team].members})
    )


def _by_the_hour(fits: Fits) -> Fits:
    """The same roles, where each takes the same time: handing over, preparing a request."""
    return tuple((role, 1.0) for role, _ in fits)


def workload_of(scenario: Scenario) -> Workload:
    """What the streams of a scenario bring per working day.

    Consulting, coordination and switching are left out: they depend on who happens to work on what.
    """
    total = _Sum(scenario)
    for stream in scenario.streams:
        total.add_stream(stream)
    return total.load
