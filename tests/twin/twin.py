"""The twin: the rules of docs/explanation/odd.md a second time, as plain Mesa agents that act.

It exists to disagree with the engine. Nothing in it is fast: all are asked for their next event
before each one, queues are lists, and a bare item is an opportunity without value and with one item.
Here work flows through teams; work.py says what the work is, and governance.py who has to be asked for
it and who gets a team of its own.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from types import SimpleNamespace
from typing import Any

import mesa

from simulator.kernel import chance
from simulator.scenario.scenario import Scenario

from . import attention, joining, queues
from .attention import Attention, Engagements, focus
from .knowledge import Knowledge
from .work import (
    DEPENDENT,
    NEVER,
    OPEN,
    PROPOSAL,
    RELEASED,
    Arrival,
    Item,
    Stream,
    Task,
    snap,
    streams_of,
    value_of,
)

BOOKS, WEEK, TRAIN, SITTING, FUNDING, ARRIVAL, EXPIRY, REVIEW, ANSWER_OVERDUE = range(9)
STUDY_DONE, FEATURE, MEETING, TASK_DONE = range(9, 13)


class Team(mesa.Agent):
    """People who share a queue."""

    tasks_each = NEVER  # that a member may have open for it

    def __init__(self, model: Twin, ordinal: int, spec: Any) -> None:
        super().__init__(model)
        self.ordinal, self.limit = ordinal, spec.wip_limit or NEVER
        self.policy, self.group = spec.priorities or model.plan.priorities, spec.group or self
        self.begun_days, self.begun_on_tickets = 0.0, 0.0  # fading
        self.meeting_hours = attention.hours_of_team(model.plan, spec)
        self.people = [model.people[person] for person, _ in spec.members]
        self.queue, self.in_progress = [], set()  # what waits, and what holds a place
        for person, share in spec.members:
            model.people[person].seats[self] = share

    def may_start(self, item: Task) -> bool:
        return item.exempt or item in self.in_progress or len(self.in_progress) < self.limit

    def helper(self, item: Task) -> Person | None:
        able = [p for p in self.people if p.may_do(item) and not p.absorbed and p.may_open_for(self)]
        return min(able, key=lambda p: (len(p.tasks), -p.fit(item.stage), p.unchanged_since), default=None)

    def receive(self, item: Task, finisher: Person | None) -> None:
        if self.model.is_held(item):
            return
        goes_on = finisher in self.people and not self.model.stages[item.stage].other_eyes
        goes_on = goes_on and finisher.fit(item.stage) and finisher.may_open_for(self)
        person = finisher if goes_on else self.helper(item)
        if person and self.may_start(item):
            item.heads_queue = False
            person.start(item)
        else:
            item.queued_at = self.model.now
            item.move("queue")
            self.queue.append(item)

    def nominate(self, person: Person) -> Task | None:
        fitting = [item for item in self.queue if self.may_start(item) and person.may_do(item)]
        return min(fitting, key=lambda i: (not person.is_primary(i), queues.rank(self, i)), default=None)

    def free_place_of(self, item: Task) -> None:
        """An item leaves or is done: if it held a place, others may start."""
        if item in self.in_progress:
            self.in_progress.remove(item)
            while len(self.in_progress) < self.limit:
                waiting = [i for i in self.queue if not i.exempt and i not in self.in_progress]
                if not (startable := [i for i in waiting if self.helper(i)]):
                    break
                best = min(startable, key=lambda item: queues.rank(self, item))
                helper = self.helper(best)
                self.leaves_queue(best)
                helper.start(best)

    def begins(self, item: Item) -> None:
        """A pass of a stage begins: what tickets may take grows with it, and fades by the week."""
        self.begun_days += item.effort_here()
        self.begun_on_tickets += item.effort_here() * item.is_ticket()

    def leaves_queue(self, item: Task) -> None:
        self.queue.remove(item)
        item.heads_queue = False


class Person(Attention, mesa.Agent):
    """One who starts, shares their time, finishes, and takes work."""

    absorbed = False  # between a task and the search for the next
    written_until = free_at = 0.0  # free: of duties, which they work off before any task

    def __init__(self, model: Twin, ordinal: int, role: str, number: int) -> None:
        super().__init__(model)
        spec = model.plan.workforce[role]
        self.ordinal, self.role, self.own_limit = ordinal, role, spec.open_tasks
        luck = model.chance(chance.SKILL, list(model.plan.workforce).index(role), number)
        self.skill = value_of(spec.skill, luck)
        fte = spec.fte[number] if isinstance(spec.fte, list) else spec.fte
        self.presence = model.plan.presence * fte
        self.seats, self.tasks = {}, []  # shares by team, and items in the order in which they took them
        self.owed = {"preparing": 0.0, "deciding": 0.0, "consulting": 0.0}  # days
        self.unchanged_since, self.lost, self.touched = next(model.turns), 0.0, {}

    def fit(self, stage: int) -> float:
        return float(self.model.stages[stage].by.get(self.role, 0.0))

    def is_primary(self, item: Task) -> bool:
        return self.fit(item.stage) >= max(other.fit(item.stage) for other in item.team.people)

    def may_do(self, item: Task) -> bool:
        same_eyes = self.model.stages[item.stage].other_eyes and item.previous_person is self
        return self.fit(item.stage) > 0 and not same_eyes

    def may_open_for(self, team: Team) -> bool:
        most = max(self.own_limit, self.temporary_seats())
        return len(self.tasks) < most and sum(task.team is team for task in self.tasks) < team.tasks_each

    def temporary_seats(self) -> int:
        return sum(team.tasks_each == 1 for team in self.seats)

    def presence_for(self, item: Task) -> float:
        teams = [other.team for other in self.tasks]
        share = self.seats[item.team] / math.fsum(self.seats[team] for team in set(teams))
        return share / teams.count(item.team) * self.working

    def rate(self, item: Task) -> float:
        return self.attention(item) if self.model.now >= self.free_at else 0.0

    def write_diary(self) -> None:
        days, self.written_until = self.model.now - self.written_until, self.model.now
        home = next((team.ordinal for team in self.seats if team in self.model.teams), -1)
        self.model.hours[self.ordinal, home, "ceremonies"] += days * self.presence * self.meetings
        for duty, owed in self.owed.items():
            paid = min(owed, days * self.working)
            self.owed[duty] -= paid
            self.model.hours[self.ordinal, home, duty] += paid
            days -= paid / self.working
        for item in self.tasks:
            spent = days * self.attention(item)
            item.days_done += spent * item.speed
            item.worked += spent
            self.model.knowledge.work(self, item, spent)
            for account, share in self.where_time_goes(item):
                hours = days * self.presence_for(item) * share
                self.model.hours[self.ordinal, item.team.ordinal, account] += hours
        if not self.tasks:
            self.model.hours[self.ordinal, home, "idle"] += days * self.working

    def split_time(self) -> None:
        duty = math.fsum(self.owed.values()) / self.working
        self.free_at = self.model.now + duty
        for item in self.tasks:
            left = max(0.0, item.nominal_days - item.days_done)
            item.due = snap(self.model.now + duty + left / (self.attention(item) * item.speed))

    def owe(self, duty: str, days: float) -> None:
        self.write_diary()
        self.owed[duty] += days
        self.split_time()

    def start(self, item: Task) -> None:
        self.write_diary()
        item.opened()
        item.move("shared")
        item.person = self
        self.tasks.append(item)
        self.model.engagements.begin(self, item)
        item.focus = focus(self, item)
        self.attend()
        if item.paused:
            item.paused = False
            self.rate_speed(item)
            self.split_time()
        else:
            self.begin_phase(item)
        self.unchanged_since = next(self.model.turns)
        if not item.exempt:
            item.team.in_progress.add(item)
        self.model.log("start", item, self)

    def begin_phase(self, item: Task) -> None:
        (item.account, item.nominal_days), item.days_done = item.phases.pop(0), 0.0
        self.rate_speed(item)
        self.split_time()

    def rate_speed(self, item: Task) -> None:
        """At the beginning of a phase and once a week; passing on takes everyone the same time."""
        learned = self.model.knowledge.speed(self, item)
        item.speed = 1.0 if item.account == "handoff" else self.skill * self.fit(item.stage) * learned

    def stop(self, item: Task) -> None:
        self.write_diary()
        self.tasks.remove(item)
        item.person = None
        self.model.engagements.end(self, item)
        self.put_out_of_mind(item)
        self.split_time()
        self.model.log("stop", item, self)

    def finish(self) -> None:
        """A phase of the task that is due ends, of several the one they opened first."""
        done = min(self.tasks, key=lambda item: item.due)
        if not done.phases:
            done.plan_giving()
        if done.phases:
            self.write_diary()
            self.begin_phase(done)
        else:
            self.absorbed = True
            self.stop(done)
            done.ends(self)
            self.model.follow_up()
            self.look_for_work()

    def look_for_work(self) -> None:
        self.absorbed = True
        while item := self.choose():
            item.team.leaves_queue(item)
            self.start(item)
        self.absorbed, self.unchanged_since = False, next(self.model.turns)

    def choose(self) -> Task | None:
        found = [i for team in self.seats if self.may_open_for(team) and (i := team.nominate(self))]
        return min(found, key=lambda i: (not self.is_primary(i), i.queued_at, i.ordinal), default=None)


class Twin(mesa.Model):
    """An organisation at work; an event is (time, activity, item, initiative, stage, person, team)."""

    now, deployments, trains = 0.0, 0, 0

    def __init__(self, plan: Scenario, seed: int) -> None:
        super().__init__(rng=seed)
        self.plan, self.seed = plan, seed
        self.stages, self.products = list(plan.value_stream), plan.product_names
        self.first_item_stage = sum(stage.per == "initiative" for stage in self.stages)
        free = plan.handoffs.model_copy(update=dict.fromkeys(type(plan.handoffs).model_fields, 0.0))
        self.costs = plan.handoffs if plan.is_on("handoffs") else free
        self.until = snap(NEVER if plan.demand.until_day is None else plan.demand.until_day)
        ends = plan.horizon.window_start, plan.horizon.window_end, plan.horizon.last_day
        self.window_start, self.window_end, self.last_day = map(snap, ends)
        self.turns, self.weeks = itertools.count(), 0  # who waits longest; weeks that are over
        self.knowledge = Knowledge(self)
        self.engagements, self.until_meeting = Engagements(), []  # the latter: requests not seen yet
        self.events, self.hours = [], Counter()  # days by person, team (-1: the bench) and account
        self.items, self.arrivals, self.on_platform = [], [], []  # on platform: waits for the train
        nothing = SimpleNamespace(scale=1.0, limits=None, expires_days=None)
        self.mode = plan.demand.modes[plan.demand.mode] if plan.demand.mode else nothing
        self.streams = [Stream(self, ordinal, *stream) for ordinal, stream in enumerate(streams_of(plan))]
        roles = ((role, k) for role, spec in plan.workforce.items() for k in range(spec.count))
        self.people = [Person(self, ordinal, role, k) for ordinal, (role, k) in enumerate(roles)]
        self.teams = [Team(self, ordinal, spec) for ordinal, spec in enumerate(plan.organisation.teams)]
        self.knowledge.begin()
        self.communities = attention.communities(self)
        for person in self.people:
            person.go_to_meetings()

    def chance(self, point: int, owner: int, part: int = 0, count: int = 0, number: int = 0) -> float:
        return chance.draw(self.seed, point, owner, part, count)[number]

    def log(self, activity: str, item: Task, person: Person | None = None, team: Any = "its own") -> None:
        ordinal = -1 if isinstance(item, Item) and item.kind == PROPOSAL else item.ordinal
        initiative = -1 if item.arrival.bare else item.arrival.ordinal
        team = item.team if team == "its own" else team
        who, where = person.ordinal if person else -1, team.ordinal if team else -1
        self.events.append((self.now, activity, ordinal, initiative, item.stage, who, where))

    def run(self) -> Twin:
        while not self.over():
            day, _, _, happen = min(self.ahead(), key=lambda event: event[:3])
            for initiative in self.arrivals:
                if initiative.outcome == OPEN and day > self.now:
                    initiative.write_diary(day - self.now)
            self.now = day
            happen()
            self.follow_up()
            self.fill_places()
            self.staff()
        for person in self.people:
            person.write_diary()
        return self

    def ahead(self) -> Any:
        days = [day for day in (self.window_end, self.last_day) if day > self.now]
        days += [person.free_at for person in self.people if person.tasks and person.free_at > self.now]
        yield from ((day, BOOKS, 0, lambda: None) for day in days)
        yield (self.weeks + 1) * 5.0, WEEK, 0, self.week_turns
        yield from ((item.seen_at, MEETING, item.ordinal, item.is_seen) for item in self.until_meeting)
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

    def owner(self, item: Item, stage: int) -> Team:
        """What an item needs from a self-service platform, the team of the item that needs it does."""
        product = item.fellows[0].product if item.serves_itself() else item.product
        return self.owner_by_map(product, stage)

    def owner_by_map(self, product: int, stage: int) -> Team:
        return self.teams[self.plan.organisation.owner[product, stage]]

    def enter(self, item: Item, stage: int, finisher: Person | None = None) -> None:
        """An item comes to the team that owns the stage."""
        item.stage, giver, team = stage, item.team, self.owner(item, stage)
        item.pass_begun = False
        item.handed = giver not in (None, team)
        if item.handed:
            item.handoffs += 1
            self.log("handoff", item)
            giver.free_place_of(item)
        if giver is not team:
            item.team, item.exempt = team, item.kind == DEPENDENT or item.repeated() or item.is_ticket()
        is_news = joining.is_news(item)
        item.plan_phases()
        if is_news:
            item.seen_at = joining.next_meeting(item)
            item.move("dependency")
            self.until_meeting.append(item)
        else:
            team.receive(item, finisher)

    def stage_ends(self, item: Item, person: Person) -> None:
        """An item is sent back, moves on or is done."""
        stage, after, returned = self.stages[item.stage], item.next_stage(), item.is_returned()
        item.furthest, item.previous_person = max(item.furthest, item.stage), person
        item.did[item.stage] = item.team
        if returned:
            item.returns, item.return_share = item.returns + 1, stage.return_share
            self.log("return", item, person)
        if after is None:
            self.done(item)
        else:
            self.enter(item, after, None if returned else person)
        self.give_back_seats(item.arrival)

    def done(self, item: Item) -> None:
        """A proposal is decided on; an item joins its fellows, and may go out with them."""
        item.done_at = self.now
        if item.kind != PROPOSAL:
            self.log("done", item, item.previous_person)
        item.move("dependency")
        item.team.free_place_of(item)
        if item.kind == PROPOSAL:
            item.arrival.estimate(item.arrival.stream.spec.discovery_narrows)
            self.decide_on(item.arrival)
            return
        together = all(fellow.done_at < NEVER for fellow in item.fellows)
        if together and joining.something_goes_back(item.fellows):
            return
        if item.arrival.through():
            self.dissolve_team(item.arrival)
        if together:
            if len(item.fellows) > 1:
                self.log("join", item.fellows[0])
            item.arrival.done += 1
            self.may_raise_decision(item.arrival)
            item.arrival.create_next()
            self.ready(item.fellows[0])

    def go_out(self, leader: Item) -> None:
        """Release an item with what hangs on it: at once, with the train, or with its initiative."""
        for fellow in leader.fellows:
            fellow.move("release")
        if self.plan.release.mode == "train":
            self.on_platform += leader.fellows
        elif self.plan.release.mode == "continuous" or leader.arrival.bare:
            self.release(leader.fellows, self.deployment_of_its_own())
        else:
            leader.arrival.finished = leader.fellows + leader.arrival.finished
            self.release_whole(leader.arrival)

    def release_whole(self, arrival: Arrival) -> None:
        """Release what waits for its initiative once none of its own items is missing."""
        if sum(i.kind != DEPENDENT for i in arrival.finished) + arrival.refused == arrival.size:
            self.release(arrival.finished, self.new_deployment())

    def leave(self) -> None:
        if self.on_platform:
            self.release(self.on_platform, self.new_deployment())
        self.on_platform, self.trains = [], self.trains + 1

    def new_deployment(self) -> int:
        self.deployments += 1
        return self.deployments - 1

    def release(self, items: list[Item], deployment: int) -> None:
        for item in items:
            item.deployment, arrival = deployment, item.arrival
            self.log("release", item)
            item.close(RELEASED)
            arrival.first_release_at = min(arrival.first_release_at, self.now)
            arrival.released += item.kind != DEPENDENT
            arrival.count_out()

    def week_turns(self) -> None:
        self.weeks += 1
        for team in self.teams:
            queues.fade(team)
        for person in self.people:
            person.write_diary()
        self.knowledge.fade()
        self.knowledge.meet()
        for person in self.people:
            if person.tasks:
                for task in person.tasks:
                    task.focus = focus(person, task)
                    person.rate_speed(task)
                person.attend()
                person.split_time()

    # What governance.py decides otherwise: everything may begin, in the teams there are, and go out.

    def take_up(self, arrival: Arrival) -> None:
        if self.first_item_stage:
            self.enter(arrival.proposal(), 0)
        else:
            self.decide_on(arrival)

    def fill_places(self) -> None: ...

    def may_raise_decision(self, arrival: Arrival) -> None: ...

    def is_held(self, item: Task) -> bool:
        return False

    def takes(self, arrival: Arrival) -> bool:
        return True

    def decide_on(self, arrival: Arrival) -> None:
        arrival.commit()

    def begin(self, item: Item) -> None:
        self.enter(item, self.first_item_stage)

    def withdraw(self, item: Item) -> None:
        (self.until_meeting if item in self.until_meeting else item.team.queue).remove(item)

    def ready(self, leader: Item) -> None:
        self.go_out(leader)

    def deployment_of_its_own(self) -> int:
        return self.new_deployment()

    def dissolve_team(self, arrival: Arrival) -> None: ...

    def give_back_seats(self, arrival: Arrival) -> None: ...

    def follow_up(self) -> None: ...

    def staff(self) -> None: ...
