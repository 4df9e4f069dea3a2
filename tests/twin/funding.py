"""Money for initiatives, given out in rounds: the twin where an idea waits until it is funded."""

from __future__ import annotations

import math
from typing import Any

from .alignment import Alignment
from .twin import FUNDING
from .work import Arrival, Item, snap


class Funding(Alignment):
    """The twin, where initiatives or teams are funded every so many quarters."""

    def __init__(self, *plan_and_seed: Any) -> None:
        super().__init__(*plan_and_seed)
        self.funding = self.plan.funding if self.plan.acts("funding") else None
        self.rounds, self.left = 0, {}  # what is left in the envelope of each team, or of the company
        self.asking: list[tuple[float, int, Arrival]] = []

    def ahead(self) -> Any:
        yield from super().ahead()
        if self.funding:
            day = snap(self.rounds * self.funding.every_quarters * 65.0)
            yield day, FUNDING, 0, self.give_out

    def shares(self) -> dict[Any, float]:
        """Of the company's envelope: by members of the teams that do most of the work in some area."""
        if self.funding.by == "initiative":
            return {None: 1.0}
        stage = self.plan.stage_of_most_work
        teams = dict.fromkeys(self.owner_by_map(area, stage) for area in range(len(self.products)))
        members = {team: math.fsum(person.seats[team] for person in team.people) for team in teams}
        return {team: share / math.fsum(members.values()) for team, share in members.items()}

    def purse(self, arrival: Arrival) -> Any:
        if self.funding.by == "initiative":
            return None
        return self.owner_by_map(arrival.stream.product, self.plan.stage_of_most_work)

    def give_out(self) -> None:
        """What was left is gone, what was overdrawn is missing; then come those who wait."""
        per_quarter, quarters = self.funding.days_per_quarter or math.inf, self.funding.every_quarters
        for purse, share in self.shares().items():
            self.left[purse] = per_quarter * quarters * share + min(0.0, self.left.get(purse, 0.0))
        self.rounds += 1
        for asked in sorted(self.asking, key=lambda asked: asked[:2]):
            if self.left[self.purse(asked[2])] > 0.0:
                self.asking.remove(asked)
                self.fund(asked[2], self.now - asked[0])

    def fund(self, arrival: Arrival, wait: float) -> None:
        arrival.money_wait = wait
        self.left[self.purse(arrival)] -= arrival.estimated_effort
        super().commit(arrival)

    def commit(self, arrival: Arrival) -> None:
        """It asks for money; a team that has some does not wait."""
        if not self.funding:
            super().commit(arrival)
        elif self.funding.by == "team" and self.left[self.purse(arrival)] > 0.0:
            self.fund(arrival, 0.0)
        else:
            self.proposal_of(arrival).move("approval")
            self.asking.append((self.now, arrival.ordinal, arrival))

    def withdraw(self, item: Item) -> None:
        waiting = [asked for asked in self.asking if asked[2] is item.arrival]
        if waiting:
            self.asking.remove(waiting[0])
        else:
            super().withdraw(item)
