"""The twin: the rules of docs/explanation/odd.md a second time, as plain Mesa agents that act.

It exists to disagree with the engine. Nothing in it is fast: everybody is asked for his next event
before each one, queues are lists, and a bare item is an opportunity without value and with one item.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from typing import Any

import mesa

from simulator.kernel import chance
from simulator.kernel.quantiles import quantile_function
from simulator.scenario.scenario import Scenario

NEVER = math.inf
BOOKS, TRAIN, ARRIVAL, EXPIRY, TASK_DONE = range(5)
BARE, OWN, DEPENDENT, PROPOSAL = range(4)
OPEN, RELEASED, EXPIRED = 0, 1, 4
LAWS: dict[str, Any] = {}  # their quantile functions, by what was written


def snap(day: float) -> float:
    return math.floor(day * 2.0**32 + 0.5) / 2.0**32 if day < NEVER else NEVER


def value_of(law: Any, u: float) -> float:
    if repr(law) not in LAWS:
        LAWS[repr(law)] = quantile_function(law or 0.0)
    return LAWS[repr(law)](u)


class Item:
    """A piece of work; a proposal stands for its initiative in the stages done once for it."""

    team = previous_person = None
    exempt = False  # from the limit of the team where it is
    furthest = deployment = -1
    stage, returns, handoffs, outcome, return_share = 0, 0, 0, OPEN, 1.0
    queued_at = started_at = done_at = closed_at = NEVER

    def __init__(self, arrival: Arrival, kind: int, number: int, part: int, product: int) -> None:
        self.arrival, self.kind, self.part, self.product = arrival, kind, part, product
        self.ordinal = arrival.ordinal * 2**24 + number
        self.created_at, self.effort = arrival.model.now, self.drawn_effort(0)
        self.fellows = [self]  # released together: an item and its dependencies
        self.worked, self.moves = 0.0, []  # when it came into which part of its lead time
        arrival.model.items.append(self)
        arrival.model.log("arrive", self)

    def repeated(self) -> bool:
        return self.stage <= self.furthest

    def luck(self, point: int, count: int) -> float:
        return self.arrival.model.chance(point, self.arrival.key, self.part, count)

    def drawn_effort(self, returns: int) -> float:
        return value_of(self.arrival.stream.spec.effort_days, self.luck(chance.EFFORT, returns))


class Stream(mesa.Agent):
    """A source of bare items or of opportunities."""

    def __init__(self, model: Twin, ordinal: int, spec: Any) -> None:
        super().__init__(model)
        self.ordinal, self.spec, self.count = ordinal, spec, 0
        self.bare, self.product = not hasattr(spec, "items"), model.products.index(spec.product)
        law = spec.effort_days or 0.0
        by_name = None if isinstance(law, float) else getattr(law, next(iter(type(law).model_fields)))
        self.expected_effort = by_name.expectation() if by_name else law
        self.plan_next()

    def law(self, **written: Any) -> Any:
        return self.spec.model_validate({"product": "any", "at": [0.0], "effort_days": written}).effort_days

    def plan_next(self) -> None:
        spec, day = self.spec, NEVER
        if spec.at is None:
            rate = spec.arrivals_per_day or (spec.arrivals_per_quarter or 0.0) / 65.0
            between = spec.interarrival_days or self.law(exponential={"mean": 1.0 / rate})
            u = self.model.chance(chance.ARRIVAL, self.ordinal, 0, self.count)
            day = snap(self.model.now + value_of(between, u))
        elif self.count < len(spec.at):
            day = snap(spec.at[self.count])
        self.next_at = day if day < self.model.until else NEVER

    def arrive(self) -> None:
        arrival = Arrival(self, self.ordinal * 2**40 + self.count, len(self.model.arrivals))
        self.model.arrivals.append(arrival)
        self.count += 1
        self.plan_next()
        if self.model.first_item_stage and not self.bare:
            self.model.enter(Item(arrival, PROPOSAL, 2**24 - 1, 2**24 - 1, self.product), 0)
        else:
            arrival.commit()


class Arrival(mesa.Agent):
    """A bare item, or an opportunity that becomes an initiative, with all items that come of it."""

    committed_at = begun_at = first_release_at = closed_at = expires_at = NEVER
    size, released, outcome, sign, value, estimated_value = 1, 0, OPEN, 0, 0.0, 0.0

    def __init__(self, stream: Stream, key: int, ordinal: int) -> None:
        super().__init__(stream.model)
        self.stream, self.key, self.ordinal, self.bare = stream, key, ordinal, stream.bare
        self.arrived_at, self.finished, spec = self.model.now, [], stream.spec
        if self.bare:
            return
        idea, value, estimate = (self.model.chance(chance.OPPORTUNITY, self.key, number=k) for k in range(3))
        self.sign = 1 if idea < spec.good_share else -1 if idea >= 1.0 - spec.harmful_share else 0
        noise = self.stream.law(lognormal={"median": 1.0, "sigma": spec.estimate_sigma})
        worth = value_of(spec.value, value)
        self.value, self.estimated_value = self.sign * worth, worth * value_of(noise, estimate)
        self.size = max(1, math.floor(value_of(spec.items, self.model.chance(chance.ITEMS, self.key)) + 0.5))
        self.expires_at = snap(self.arrived_at + (spec.expires_days or NEVER))

    def commit(self) -> None:
        """Create the items in order, each followed by its dependencies."""
        model, numbers = self.model, itertools.count(self.size)
        self.committed_at = model.now
        for number in range(self.size):
            item = Item(self, BARE if self.bare else OWN, number, number, self.stream.product)
            model.enter(item, model.first_item_stage)
            for other, name in enumerate(model.products):
                coupling = model.plan.products[item.product].coupling.get(name, 0.0)
                if model.plan.is_on("dependencies") and item.luck(chance.COUPLING, other) < coupling:
                    part = (other + 1) * 2**24 + number
                    dependency = Item(self, DEPENDENT, next(numbers), part, other)
                    item.fellows.append(dependency)
                    dependency.fellows = item.fellows
                    model.enter(dependency, model.first_item_stage)

    def expire(self) -> None:
        self.closed_at, self.outcome = self.model.now, EXPIRED
        for item in reversed([item for item in self.model.items if item.arrival is self]):
            item.team.queue.remove(item)
            item.closed_at, item.outcome = self.model.now, EXPIRED
            self.model.log("expire", item)


class Team(mesa.Agent):
    """People who share a queue."""

    def __init__(self, model: Twin, ordinal: int, spec: Any) -> None:
        super().__init__(model)
        self.ordinal, self.limit = ordinal, spec.wip_limit or NEVER
        self.policy = spec.priorities or model.plan.priorities
        self.people = [model.people[person] for person, _ in spec.members]
        self.queue, self.in_progress = [], set()  # what waits, and what holds a place
        for person, share in spec.members:
            model.people[person].seats[self] = share

    def rank(self, item: Item) -> tuple[float, float, int]:
        value, effort = item.arrival.estimated_value, item.arrival.stream.expected_effort
        ranks = {"first_come": 0.0, "value": -value, "items_shipped": effort}
        ranks["value_over_effort"] = -value / effort if effort else 0.0
        ranks["oldest_initiative"] = item.arrival.arrived_at
        return ranks[self.policy], item.queued_at, item.ordinal

    def may_start(self, item: Item) -> bool:
        return item.exempt or item in self.in_progress or len(self.in_progress) < self.limit

    def helper(self, item: Item) -> Person | None:
        able = [p for p in self.people if p.may_do(item) and not p.absorbed and len(p.tasks) < p.most_tasks]
        return min(able, key=lambda p: (len(p.tasks), -p.fit(item.stage), p.unchanged_since), default=None)

    def receive(self, item: Item, finisher: Person | None) -> None:
        goes_on = finisher in self.people and not self.model.stages[item.stage].other_eyes
        person = finisher if goes_on and finisher.fit(item.stage) else self.helper(item)
        if person and self.may_start(item):
            person.start(item)
        else:
            item.queued_at = self.model.now
            item.moves.append((self.model.now, "queue"))
            self.queue.append(item)

    def nominate(self, person: Person) -> Item | None:
        fitting = [item for item in self.queue if self.may_start(item) and person.may_do(item)]
        return min(fitting, key=lambda i: (not person.is_primary(i), self.rank(i)), default=None)

    def free_place_of(self, item: Item) -> None:
        """An item leaves or is done: if it held a place, others may start."""
        if item in self.in_progress:
            self.in_progress.remove(item)
            while len(self.in_progress) < self.limit:
                waiting = [i for i in self.queue if not i.exempt and i not in self.in_progress]
                if not (startable := [i for i in waiting if self.helper(i)]):
                    break
                best = min(startable, key=self.rank)
                self.queue.remove(best)
                self.helper(best).start(best)


class Person(mesa.Agent):
    """Somebody who starts, shares his time, finishes, and takes work."""

    absorbed, written_until = False, 0.0  # absorbed: between a task and the search for the next

    def __init__(self, model: Twin, ordinal: int, role: str, number: int) -> None:
        super().__init__(model)
        spec = model.plan.workforce[role]
        self.ordinal, self.role, self.most_tasks = ordinal, role, spec.open_tasks
        self.skill = value_of(
            spec.skill, model.chance(chance.SKILL, list(model.plan.workforce).index(role), number)
        )
        self.seats, self.tasks = {}, []  # shares by team, and items in the order in which he took them
        self.unchanged_since = next(model.turns)

    def fit(self, stage: int) -> float:
        return float(self.model.stages[stage].by.get(self.role, 0.0))

    def is_primary(self, item: Item) -> bool:
        return self.fit(item.stage) >= max(other.fit(item.stage) for other in item.team.people)

    def may_do(self, item: Item) -> bool:
        same_eyes = self.model.stages[item.stage].other_eyes and item.previous_person is self
        return self.fit(item.stage) > 0 and not same_eyes

    def presence_for(self, item: Item) -> float:
        teams = [other.team for other in self.tasks]
        share = self.seats[item.team] / math.fsum(self.seats[team] for team in set(teams))
        return share / teams.count(item.team) * self.model.plan.presence

    def write_diary(self) -> None:
        days, self.written_until = self.model.now - self.written_until, self.model.now
        for item in self.tasks:
            spent = days * self.presence_for(item)
            item.days_done += spent * item.speed
            item.worked += spent
            account = self.ordinal, item.team.ordinal, "rework" if item.repeated() else "value"
            self.model.hours[account] += spent
        if not self.tasks:
            team = next((team.ordinal for team in self.seats), -1)
            self.model.hours[self.ordinal, team, "idle"] += days * self.model.plan.presence

    def split_time(self) -> None:
        self.unchanged_since = next(self.model.turns)
        for item in self.tasks:
            left = max(0.0, item.nominal_days - item.days_done)
            item.due = snap(self.model.now + left / (self.presence_for(item) * item.speed))

    def start(self, item: Item) -> None:
        self.write_diary()
        item.nominal_days, item.days_done = self.model.nominal_days(item), 0.0
        item.speed = self.skill * self.fit(item.stage)
        item.moves.append((self.model.now, "shared"))
        item.started_at = min(item.started_at, self.model.now)
        item.arrival.begun_at = min(item.arrival.begun_at, self.model.now)
        self.tasks.append(item)
        self.split_time()
        if not item.exempt:
            item.team.in_progress.add(item)
        self.model.log("start", item, self)

    def finish(self) -> None:
        """The task that is due ends, of several the one he opened first; then he takes work."""
        self.write_diary()
        self.absorbed, done = True, min(self.tasks, key=lambda item: item.due)
        self.tasks.remove(done)
        self.split_time()
        self.model.log("stop", done, self)
        self.model.stage_ends(done, self)
        while len(self.tasks) < self.most_tasks and (item := self.choose()):
            item.team.queue.remove(item)
            self.start(item)
        self.absorbed, self.unchanged_since = False, next(self.model.turns)

    def choose(self) -> Item | None:
        found = [item for team in self.seats if (item := team.nominate(self))]
        return min(found, key=lambda i: (not self.is_primary(i), i.queued_at, i.ordinal), default=None)


class Twin(mesa.Model):
    """An organisation at work; an event is (time, activity, item, initiative, stage, person, team)."""

    now, deployments, trains = 0.0, 0, 0

    def __init__(self, plan: Scenario, seed: int) -> None:
        super().__init__(rng=seed)
        self.plan, self.seed = plan, seed
        self.stages, self.products = plan.value_stream, plan.product_names
        self.first_item_stage = sum(stage.per == "initiative" for stage in self.stages)
        self.until = snap(NEVER if plan.demand.until_day is None else plan.demand.until_day)
        ends = plan.horizon.window_start, plan.horizon.window_end, plan.horizon.last_day
        self.window_start, self.window_end, self.last_day = map(snap, ends)
        self.turns = itertools.count()  # who waits longest
        self.events, self.hours = [], Counter()  # days by person, team (-1: the bench) and account
        self.items, self.arrivals, self.on_platform = [], [], []  # on platform: waits for the train
        streams = enumerate([*plan.demand.items, *plan.demand.opportunities])
        self.streams = [Stream(self, ordinal, spec) for ordinal, spec in streams]
        roles = ((role, k) for role, spec in plan.workforce.items() for k in range(spec.count))
        self.people = [Person(self, ordinal, role, k) for ordinal, (role, k) in enumerate(roles)]
        self.teams = [Team(self, ordinal, spec) for ordinal, spec in enumerate(plan.organisation.teams)]

    def chance(self, point: int, owner: int, part: int = 0, count: int = 0, number: int = 0) -> float:
        return chance.draw(self.seed, point, owner, part, count)[number]

    def log(self, activity: str, item: Item, person: Person | None = None) -> None:
        ordinal = -1 if item.kind == PROPOSAL else item.ordinal
        initiative = -1 if item.arrival.bare else item.arrival.ordinal
        who, where = person.ordinal if person else -1, item.team.ordinal if item.team else -1
        self.events.append((self.now, activity, ordinal, initiative, item.stage, who, where))

    def run(self) -> Twin:
        while not self.over():
            self.now, _, _, happen = min(self.ahead(), key=lambda event: event[:3])
            happen()
        for person in self.people:
            person.write_diary()
        return self

    def ahead(self) -> Any:
        days = [day for day in (self.window_end, self.last_day) if day > self.now]
        yield from ((day, BOOKS, 0, lambda: None) for day in days)
        if self.plan.release.every_days:
            yield snap((self.trains + 1) * self.plan.release.every_days), TRAIN, 0, self.leave
        yield from ((s.next_at, ARRIVAL, s.ordinal, s.arrive) for s in self.streams)
        waiting = (a for a in self.arrivals if a.begun_at == NEVER and a.outcome == OPEN)
        yield from ((a.expires_at, EXPIRY, a.ordinal, a.expire) for a in waiting)
        yield from ((item.due, TASK_DONE, p.ordinal, p.finish) for p in self.people for item in p.tasks)

    def over(self) -> bool:
        days = [item.created_at for item in self.items if item.kind != PROPOSAL and item.outcome == OPEN]
        days += [arrival.arrived_at for arrival in self.arrivals if arrival.outcome == OPEN]
        cohort_is_open = any(self.window_start <= day < self.window_end for day in days)
        return self.now >= (self.last_day if cohort_is_open else self.window_end)

    def nominal_days(self, item: Item) -> float:
        stage, passes = self.stages[item.stage], item.returns if item.repeated() else 0
        if stage.effort_days is not None:
            nominal = value_of(stage.effort_days, item.luck(chance.STAGE, item.stage * 2**32 + passes))
        else:
            sharing = [s.share for s in self.stages if s.per == "item" and s.effort_days is None]
            left = max(0.0, 1.0 - sum(share or 0.0 for share in sharing))
            nominal = (stage.share or left / sharing.count(None)) * item.drawn_effort(passes)
        return nominal * (item.return_share if item.repeated() else 1.0)

    def enter(self, item: Item, stage: int, finisher: Person | None = None) -> None:
        """An item comes to the team that owns the stage."""
        item.stage, giver = stage, item.team
        team = self.teams[self.plan.organisation.owner[item.product, stage]]
        if giver not in (None, team):
            item.handoffs += 1
            self.log("handoff", item)
            giver.free_place_of(item)
        if giver is not team:
            item.team, item.exempt = team, item.kind == DEPENDENT or item.repeated()
        team.receive(item, finisher)

    def stage_ends(self, item: Item, person: Person) -> None:
        """An item is sent back, moves on or is done."""
        stage, count = self.stages[item.stage], item.stage * 2**32 + item.returns
        item.furthest, item.previous_person = max(item.furthest, item.stage), person
        if item.luck(chance.RETURNS, count) < stage.return_probability:
            item.returns, item.return_share = item.returns + 1, stage.return_share
            self.log("return", item, person)
            self.enter(item, self.plan.stage_names.index(stage.return_to or stage.stage))
        elif item.stage + 1 == (self.first_item_stage if item.kind == PROPOSAL else len(self.stages)):
            self.done(item)
        else:
            self.enter(item, item.stage + 1, person)

    def done(self, item: Item) -> None:
        """A proposal is committed; an item joins its fellows, and is released with them."""
        item.done_at = self.now
        item.moves.append((self.now, "dependency"))
        item.team.free_place_of(item)
        if item.kind == PROPOSAL:
            item.arrival.commit()
        elif all(fellow.done_at < NEVER for fellow in item.fellows):
            if len(item.fellows) > 1:
                self.log("join", item.fellows[0])
            for fellow in item.fellows:
                fellow.moves.append((self.now, "release"))
            if self.plan.release.mode == "continuous":
                self.release(item.fellows)
            elif self.plan.release.mode == "train":
                self.on_platform += item.fellows
            else:
                item.arrival.finished = item.fellows + item.arrival.finished
                if sum(i.kind != DEPENDENT for i in item.arrival.finished) == item.arrival.size:
                    self.release(item.arrival.finished)

    def leave(self) -> None:
        self.release(self.on_platform)
        self.on_platform, self.trains = [], self.trains + 1

    def release(self, items: list[Item]) -> None:
        for item in items:
            item.deployment, arrival = self.deployments, item.arrival
            item.closed_at, item.outcome = self.now, RELEASED
            self.log("release", item)
            arrival.first_release_at = min(arrival.first_release_at, self.now)
            arrival.released += item.kind != DEPENDENT
            if arrival.released == arrival.size:
                arrival.closed_at, arrival.outcome = self.now, RELEASED
        self.deployments += bool(items)
