"""Initiatives that are started without a view of the others: the twin where two of them may get in each other's way."""

from __future__ import annotations

import math
from typing import Any

from simulator.kernel import chance

from .studies import Studies
from .work import NEVER, OPEN, Arrival


class Alignment(Studies):
    """The twin, where what is decided alone may contradict or duplicate what another team does."""

    @property
    def decides_alone(self) -> bool:
        """No board sees all that is to be started."""
        right = self.rights.start_initiative
        asked = right.ask if self.must_ask(right) else ()
        boards = [layer for layer in self.layers if layer.spec.name in asked and layer.spec.sits_every_days]
        return not boards and not (self.filling and self.limits)

    def commit(self, arrival: Arrival) -> None:
        if self.plan.acts("alignment") and self.decides_alone:
            self.may_meet_another(arrival)
        super().commit(arrival)

    def may_meet_another(self, arrival: Arrival) -> None:
        rules = self.plan.alignment
        luck = [self.chance(chance.ALIGNMENT, arrival.key, number=number) for number in range(2)]
        if luck[0] >= rules.overlap * (1.0 - rules.strategy_clarity) * (1.0 - rules.roadmap):
            return
        others = [
            other for other in self.arrivals
            if not other.bare and other.committed_at < NEVER and other.outcome == OPEN
            and self.team_of(other) is not self.team_of(arrival)
        ]  # fmt: skip
        met = min(
            others, key=lambda o: self.chance(chance.ALIGNMENT, arrival.key, 1 + o.ordinal), default=None
        )
        if met and luck[1] < rules.contradicting:
            for one in (arrival, met):
                one.conflicts += self.overlapping(one)
        elif met:
            arrival.duplicates = self.overlapping(arrival)

    def overlapping(self, arrival: Arrival) -> int:
        return math.ceil(self.plan.alignment.share_of_items * arrival.size - 1e-9)

    def team_of(self, arrival: Arrival) -> Any:
        """Who does most of the work; a temporary team works for one initiative only."""
        if self.plan.organisation.staffing:
            return arrival
        return self.owner_by_map(arrival.stream.product, self.plan.stage_of_most_work)
