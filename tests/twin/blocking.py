"""Decisions that block an initiative: the twin where all of its work rests until they are taken."""

from __future__ import annotations

import itertools
from typing import Any

from simulator.kernel import chance

from .governance import INITIATIVE, GovernedTwin, Question
from .twin import ANSWER_OVERDUE, Team
from .work import DEPENDENT, NEVER, OPEN, OWN, PROPOSAL, Arrival, Item


class Blocking(GovernedTwin):
    """The twin, where some decisions are about an initiative as a whole."""

    def __init__(self, *plan_and_seed: Any) -> None:
        super().__init__(*plan_and_seed)
        self.blocked: dict[Arrival, Question] = {}

    def ahead(self) -> Any:
        yield from super().ahead()
        for question in self.blocked.values():
            yield question.overdue_at, ANSWER_OVERDUE, question.item.ordinal, question.is_overdue

    def right(self) -> Any:
        """Who decides about an initiative; None: the team itself."""
        right = self.rights.for_initiative
        if right is None or right.by == "decide" or not self.plan.is_on("decisions"):
            return None
        return right.by if right.by == "consult" or self.must_ask(right.by) else None

    def is_due(self, arrival: Arrival) -> bool:
        raised, size = arrival.raised, arrival.size
        if raised >= self.rights.for_initiative.per_initiative:
            return False
        return raised == 0 or (3 * arrival.done >= raised * size and arrival.done < size)

    def may_raise_decision(self, arrival: Arrival) -> None:
        right = self.right()
        if arrival.bare or right is None or arrival in self.blocked or not self.is_due(arrival):
            return
        number, arrival.raised = 2**24 - 2 - arrival.raised, arrival.raised + 1
        carrier = Item(arrival, PROPOSAL, number, number, arrival.stream.product)
        carrier.stage = self.first_item_stage
        carrier.decisions = arrival.raised - 1
        carrier.team = self.owner_by_map(carrier.product, carrier.stage)
        if right == "consult" and self.consulted(carrier) is carrier.team:
            carrier.close(OPEN)
            return
        self.blocked[arrival] = NEVER  # before anything else is started
        self.rest(arrival)
        self.blocked[arrival] = Question(carrier, INITIATIVE, right)

    def rest(self, arrival: Arrival) -> None:
        """First all is put down or leaves its queue, then places are free, then people look for other work."""
        items = [i for i in arrival.items if i.kind in (OWN, DEPENDENT) and (i.person or i.waits_in_queue())]
        people = [item.person for item in items if item.person]
        free = {person: not person.absorbed for person in people}
        for item in items:
            item.rests_first = item.heads_queue or item.person is not None
            if item.person:
                item.person.absorbed, item.paused = True, True
                item.person.stop(item)
            else:
                item.team.queue.remove(item)
            self.hold(item)
        for item in items:
            self.leave_place(item)
        for person in dict.fromkeys(people):
            if free[person]:
                person.look_for_work()

    def hold(self, item: Item) -> None:
        item.rests, item.heads_queue = True, False
        item.move("decision")

    def leave_place(self, item: Item) -> None:
        item.exempt = item.exempt or item in item.team.in_progress
        item.team.free_place_of(item)

    def is_held(self, item: Any) -> bool:
        """Work that comes to a stage while its initiative rests does so, too."""
        if not isinstance(item, Item) or item.arrival not in self.blocked or item.kind == PROPOSAL:
            return False
        item.rests_first = item.heads_queue
        self.hold(item)
        self.leave_place(item)
        return True

    def withdraw(self, item: Item) -> None:
        question = self.blocked.get(item.arrival)
        if question and question.item is item:
            question.withdraw()
            del self.blocked[item.arrival]
        else:
            super().withdraw(item)

    def go_on(self, question: Question) -> None:
        """In order of creation all is offered again; what was open before goes to the head of its queue."""
        arrival = question.item.arrival
        question.item.close(OPEN)
        del self.blocked[arrival]
        for item in list(arrival.items):
            if item.rests:
                item.rests, item.heads_queue = False, item.rests_first
                item.team.receive(item, None)
        self.may_raise_decision(arrival)

    def consulted(self, carrier: Item) -> Team:
        """The owner of the same stage in a coupled product, by their chances, or in any other."""
        u, own = carrier.luck(chance.CONSULTED, carrier.decisions), carrier.product
        coupling = self.plan.products[own].coupling
        others = [p for p in range(len(self.products)) if p != own]
        weights = [coupling.get(self.products[p], 0.0) for p in others]
        if not others:
            return carrier.team
        if not any(weights):
            return self.owner_by_map(others[int(u * len(others))], carrier.stage)
        sums = itertools.accumulate(weight / sum(weights) for weight in weights)
        found = next((p for p, until in zip(others, sums, strict=True) if u < until), others[-1])
        return self.owner_by_map(found, carrier.stage)
