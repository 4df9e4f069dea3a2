"""How many initiatives there may be at a time: the twin with limits, and a board that fills the places."""

from __future__ import annotations

import functools
from typing import Any

from .blocking import Blocking
from .governance import Layer
from .queues import worth
from .work import NEVER, OPEN, Arrival


class Portfolio(Blocking):
    """The twin, where an idea waits until its team, group or company has a place for it."""

    @property
    def filling(self) -> Layer | None:
        """The board that fills places, if one does."""
        return next((layer for layer in self.layers if layer.spec.fills_places), None)

    @property
    def limits(self) -> Any:
        """Those of the file before those of the mode; a mode without limits has none."""
        if self.plan.demand.mode and self.mode.limits is None:
            return None
        return self.plan.limits or self.mode.limits

    def take_up(self, arrival: Arrival) -> None:
        if self.limits is None:
            super().take_up(arrival)
            return
        proposal = arrival.proposal()
        proposal.move("queue")
        if self.filling:
            speaker = self.owner(proposal, 0).people[0]
            speaker.owe("preparing", self.filling.spec.prepare_hours / 8.0)

    def begins(self, arrival: Arrival) -> None:
        """It has a place, and can no longer expire."""
        arrival.begun_at = self.now
        if self.first_item_stage:
            self.enter(arrival.items[0], 0)
        else:
            self.decide_on(arrival)

    def scope(self, arrival: Arrival) -> Any:
        """What the places belong to."""
        team = self.teams[self.first_team(arrival)]
        return {"team": team, "group": team.group, "company": None}[self.limits.per]

    def free_places(self, scope: Any) -> int:
        held = sum(
            a.outcome == OPEN and a.begun_at < NEVER and not a.bare and self.scope(a) is scope
            for a in self.arrivals
        )
        return self.limits.initiatives - held

    def waiting(self) -> list[Arrival]:
        return [a for a in self.arrivals if a.outcome == OPEN and a.begun_at == NEVER and not a.bare]

    def rank(self, arrival: Arrival) -> tuple[float, float, int]:
        policy = self.plan.priorities
        if self.filling:
            policy = self.filling.spec.ranks_by or "value_over_effort"
        elif self.limits.per == "team":
            policy = self.scope(arrival).policy
        return worth(policy, arrival), arrival.arrived_at, arrival.ordinal

    def best(self, among: list[Arrival]) -> Arrival | None:
        """The best idea whose scope has a place for it."""
        startable = [arrival for arrival in among if self.free_places(self.scope(arrival)) > 0]
        return min(startable, key=self.rank, default=None)

    def fill_places(self) -> None:
        """In the order of the scopes, each takes the best of what waits for it."""
        if self.limits is None or self.filling:
            return
        for scope in dict.fromkeys(self.scopes()):
            while best := self.best([a for a in self.waiting() if self.scope(a) is scope]):
                self.begins(best)

    def scopes(self) -> list[Any]:
        return [{"team": team, "group": team.group, "company": None}[self.limits.per] for team in self.teams]

    def sitting_of(self, board: Layer) -> Any:
        return functools.partial(self.fill, board) if board is self.filling else super().sitting_of(board)

    def fill(self, board: Layer) -> None:
        """The board fills places with the best of what came before, as far as there is room."""
        board.sittings += 1
        before = [arrival for arrival in self.waiting() if arrival.arrived_at < self.now]
        for _ in range(board.spec.capacity_per_sitting or len(before)):
            if best := self.best([arrival for arrival in before if arrival.begun_at == NEVER]):
                for member in board.members:
                    member.owe("deciding", board.spec.hours_per_request / 8.0)
                self.begins(best)
        self.follow_up(together=True)
