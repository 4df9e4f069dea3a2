"""What is asked about an idea before anyone commits to it: the twin where all loops of feedback run first."""

from __future__ import annotations

import math
from typing import Any

from simulator.kernel import chance

from .portfolio import Portfolio
from .twin import STUDY_DONE
from .work import ENDED, OPEN, Arrival, Item, snap

NO_DIFFERENCE = 1e-9  # of logarithms
CERTAIN = 1e-300  # two who are certain of the opposite say nothing


class Study:
    """Research, then stakeholders, on one idea; and what they have said so far."""

    def __init__(self, proposal: Item) -> None:
        self.proposal, self.model = proposal, proposal.model
        self.number, self.said = 0, 0.0  # the latter: logarithm of the odds that the idea is good
        self.proposal.move("decision")
        self.begin()

    @property
    def loop(self) -> Any:
        return self.model.loops[self.number]

    def begin(self) -> None:
        self.model.speaker(self.proposal).owe("consulting", self.loop.hours / 8.0)
        every = getattr(self.loop, "every_days", None)
        day = self.model.now if every else self.model.now + self.loop.delay_days
        self.ends_at = snap(math.floor(day / every + 1.0) * every if every else day)

    def is_over(self) -> None:
        """A loop says yes or no; after the last one the idea goes on, or it has ended."""
        arrival, accuracy = self.proposal.arrival, self.loop.accuracy
        arrival.settle(raised=self.model.plan.feedback.good_share_lift * (self.number + 1))
        right = accuracy if arrival.sign == 1 else 1.0 - accuracy
        says_yes = self.model.chance(chance.FEEDBACK, arrival.key, self.number) < right
        odds = math.log(accuracy / max(1.0 - accuracy, CERTAIN))
        self.said += odds if says_yes else -odds
        self.number += 1
        if self.number < len(self.model.loops):
            self.begin()
        else:
            self.model.end_of_study(self)


class Studies(Portfolio):
    """The twin, where customers and stakeholders say what they think of an idea."""

    def __init__(self, *plan_and_seed: Any) -> None:
        super().__init__(*plan_and_seed)
        asks = self.plan.feedback if self.plan.acts("feedback") else None
        self.loops = [loop for loop in (asks.research, asks.stakeholders) if loop] if asks else []
        self.studies: dict[Arrival, Study] = {}

    def ahead(self) -> Any:
        yield from super().ahead()
        for arrival, study in self.studies.items():
            yield study.ends_at, STUDY_DONE, arrival.ordinal, study.is_over

    def decide_on(self, arrival: Arrival) -> None:
        if self.loops:
            self.studies[arrival] = Study(self.proposal_of(arrival))
        else:
            super().decide_on(arrival)

    def end_of_study(self, study: Study) -> None:
        arrival = study.proposal.arrival
        del self.studies[arrival]
        if study.said >= -NO_DIFFERENCE:
            super().decide_on(arrival)
        else:
            study.proposal.close(OPEN)
            arrival.close(ENDED)

    def withdraw(self, item: Item) -> None:
        if item.arrival in self.studies:
            del self.studies[item.arrival]
        else:
            super().withdraw(item)
