"""Ideas that do harm: the whole twin, where that is noticed, and what is not released yet ends."""

from __future__ import annotations

from typing import Any

from simulator.kernel import chance

from .funding import Funding
from .twin import FEATURE, Person
from .work import ENDED, NEVER, OPEN, Arrival, Item, snap, value_of


class WholeTwin(Funding):
    """The twin with all its rules."""

    def __init__(self, *plan_and_seed: Any) -> None:
        super().__init__(*plan_and_seed)
        self.doing_harm: dict[Arrival, float] = {}  # and when that is noticed

    def ahead(self) -> Any:
        yield from super().ahead()
        for arrival, day in self.doing_harm.items():
            yield day, FEATURE, arrival.ordinal, lambda noticed=arrival: self.is_noticed(noticed)

    def release(self, items: list[Item], deployment: int) -> None:
        before = {item.arrival for item in items if item.arrival.first_release_at == NEVER}
        super().release(items, deployment)
        for arrival in dict.fromkeys(item.arrival for item in items):
            if arrival in before and arrival.sign == -1 and self.plan.is_on("harm"):
                spec = arrival.stream.spec
                days = value_of(spec.harm.noticed_after_days, self.chance(chance.HARM, arrival.key))
                if snap(self.now + days) < snap(arrival.arrived_at + 65.0 * spec.life_quarters):
                    self.doing_harm[arrival] = snap(self.now + days)

    def is_noticed(self, arrival: Arrival) -> None:
        del self.doing_harm[arrival]
        arrival.taken_back_at = self.now
        if arrival.outcome == OPEN:
            self.end(arrival)

    def end(self, arrival: Arrival) -> None:
        """Nothing of it waits, is asked or is worked on any more; then places are free, and people look for work."""
        items = list(arrival.items)
        for item in items:
            for place in (item.team.queue if item.team else [], self.until_meeting, self.on_platform):
                if item in place:
                    place.remove(item)
        for item in items:
            self.no_longer_ask(item)
        self.blocked.pop(arrival, None)
        people = [self.put_down(item) for item in items if item.person]
        for item in items:
            if item.team:
                item.team.free_place_of(item)
            self.log("expire", item)
            item.close(ENDED)
        arrival.close(ENDED)
        for person in sorted(set(people), key=lambda person: person.ordinal):
            person.look_for_work()

    def no_longer_ask(self, item: Item) -> None:
        blocking = self.blocked.get(item.arrival)
        question = blocking if blocking and blocking.item is item else self.questions.get(item)
        if question:
            question.withdraw()

    def put_down(self, item: Item) -> Person:
        person = item.person
        person.absorbed = True
        person.stop(item)
        return person
