"""What the twin's people have learned of areas and of each other, in days, with what has faded taken off."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from simulator.mechanisms.learning import LearningSpec

from .work import Item, Task

if TYPE_CHECKING:
    from .twin import Person, Team, Twin
    from .work import Arrival


class Knowledge:
    """Experience by person and area, and how long two people have worked together by pair."""

    def __init__(self, model: Twin) -> None:
        self.model, self.rules, self.acts = model, model.plan.of(LearningSpec), model.plan.acts("learning")
        self.days: Any = Counter()  # by person and area
        self.together: Any = Counter()  # by pair, before they sat in the team where they are
        self.since: Any = {}  # by person and team
        self.kept = self.rules.kept_per_month ** (5.0 / (260.0 / 12.0))

    def begin(self) -> None:
        """As if each person had long worked for the areas of their teams."""
        owner = self.model.plan.organisation.owner
        areas = range(len(self.model.products))
        for person in self.model.people:
            stock: Any = Counter()
            for team, share in person.seats.items():
                owned = {area for (area, _), number in owner.items() if number == team.ordinal}
                for area in owned:
                    stock[area] += share / len(owned)
                self.since[person, team] = -self.rules.familiar_days
            total = sum(stock.values())
            for area in areas:
                share = stock[area] / total if total else 1.0 / len(areas)
                self.days[person, area] = share * self.rules.reference_days
        pool = list(dict.fromkeys(p for seats in self.model.plan.organisation.staffing for p in seats.people))
        for pair in itertools.combinations(pool, 2):
            founders = frozenset(self.model.people[person] for person in pair)
            self.together[founders] = self.of_founders(len(pool))

    def of_founders(self, pool: int) -> float:
        """What is gained in .8 of the time, with partners who change, is what fades."""
        plan, rules = self.model.plan, self.rules
        if rules.kept_per_month == 1.0:
            return float(rules.familiar_days)
        sizes = [stream.expected_items for stream in self.model.streams if not stream.bare]
        items = sum(sizes) / len(sizes) if sizes else 1.0
        staffing = plan.organisation.staffing
        size = sum(
            min(seats.spec.seats or math.ceil(items / seats.spec.items_per), len(seats.people))
            for seats in staffing
        )
        places = sum(seats.most_projects * len(seats.people) for seats in staffing) / pool
        gained = 0.8 * places * max(0.0, size - 1.0) / (pool - 1.0)
        return min(rules.familiar_days, gained / (-math.log(rules.kept_per_month) / (260.0 / 12.0)))

    def meet(self) -> None:
        """Members of chapters and guilds gain from what the others know more than they do, on average."""
        for people, hours in self.model.communities:
            share = self.rules.spread_per_hour_met * hours
            for area in range(len(self.model.products)):
                held = {person: self.days[person, area] for person in people}
                for person in people if len(people) > 1 else ():
                    others = (math.fsum(held.values()) - held[person]) / (len(people) - 1)
                    self.days[person, area] += share * max(0.0, others - held[person])

    def work(self, person: Person, task: Task, days: float) -> None:
        if isinstance(task, Item):
            self.days[person, task.product] += days

    def fade(self) -> None:
        """A week is over."""
        for key in self.days:
            self.days[key] *= self.kept
        for pair in self.together:
            self.together[pair] *= self.kept

    def experience(self, person: Person, area: int) -> float:
        """Relative to what nominal effort assumes; other areas count for a part, coupled ones for more."""
        rules, held = self.rules, self.days[person, area]
        for other in range(len(self.model.products)):
            if other != area:
                part = rules.transfer_coupled if self.coupled(area, other) else rules.transfer
                held += part * self.days[person, other]
        return (rules.first_days + held) / (rules.first_days + rules.reference_days)

    def coupled(self, area: int, other: int) -> bool:
        one, two = self.model.plan.products[area], self.model.plan.products[other]
        return one.coupling.get(two.name, 0.0) > 0.0 or two.coupling.get(one.name, 0.0) > 0.0

    def familiarity(self, person: Person, unit: Arrival) -> float:
        """With those of the same team who are engaged on the same initiative."""
        rules, mine = self.rules, self.model.engagements.team_of(person, unit)
        mates = [q for q, team in self.model.engagements.others(person, unit) if team is mine]
        if unit.bare or not mates:
            return 1.0
        days = math.fsum(self.days_together(person, mate, mine) for mate in mates) / len(mates)
        first, familiar = rules.familiarity_first_days, rules.familiar_days
        return min(1.0, (first + days) / (first + familiar))

    def days_together(self, person: Person, mate: Person, team: Team) -> float:
        here = self.model.now - max(self.since[person, team], self.since[mate, team])
        return min(self.together[frozenset((person, mate))] + here, self.rules.familiar_days)

    def joins(self, person: Person, team: Team) -> None:
        self.since[person, team] = self.model.now

    def part(self, team: Team) -> None:
        """A temporary team is dissolved: what its members know of each other stays, and fades."""
        for k, person in enumerate(team.people):
            for mate in team.people[:k]:
                self.together[frozenset((person, mate))] = self.days_together(person, mate, team)

    def part_from(self, person: Person, team: Team) -> None:
        """A person leaves the others of a team."""
        for mate in team.people:
            if mate is not person:
                self.together[frozenset((person, mate))] = self.days_together(person, mate, team)

    def speed(self, person: Person, task: Task) -> float:
        """What a person's speed is multiplied by for what they have learned."""
        if not self.acts or not isinstance(task, Item):
            return 1.0
        by_area = self.experience(person, task.product) ** -math.log2(self.rules.progress_ratio)
        return by_area * self.familiarity(person, task.arrival) ** self.rules.familiarity_speed
