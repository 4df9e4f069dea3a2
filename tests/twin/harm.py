"""Ideas that do harm: the whole twin, where that is noticed, and what is not released yet ends."""

from __future__ import annotations

import functools
from typing import Any

from simulator.kernel import chance

from .funding import Funding
from .twin import FEATURE, Person
from .work import ENDED, NEVER, OPEN, Arrival, Item, snap, value_of


class WholeTwin(Funding):
    """The twin with all its rules."""

    def ahead(self) -> Any:
        yield from super().ahead()
        for arrival in self.arrivals:
            if arrival.outcome == OPEN and arrival.noticed_at < NEVER:
                yield arrival.noticed_at, FEATURE, arrival.ordinal, functools.partial(self.end, arrival)

    def release(self, items: list[Item], deployment: int) -> None:
        for arrival in dict.fromkeys(item.arrival for item in items):
            if arrival.first_release_at == NEVER and arrival.sign == -1 and self.plan.is_on("harm"):
                arrival.noticed_at = self.day_of_notice(arrival)
        super().release(items, deployment)

    def day_of_notice(self, arrival: Arrival) -> float:
        """When harm that begins now is noticed, if the idea lives that long."""
        spec, luck = arrival.stream.spec, self.chance(chance.HARM, arrival.key)
        day = snap(self.now + value_of(spec.harm.noticed_after_days, luck))
        return day if day < snap(arrival.arrived_at + 65.0 * spec.life_quarters) else NEVER

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
