"""Who may begin and what may go out: the twin with its gate, its approval layers and its temporary teams."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import mesa

from simulator.kernel import chance
from simulator.organisation.governance import DuringWorkSpec
from simulator.scenario.scenario import Scenario

from .attention import hours_of_team
from .twin import REVIEW, SITTING, Person, Team, Twin
from .work import NEVER, OPEN, PROPOSAL, REFUSED, Arrival, Item, Task, snap, value_of

START, RELEASE = range(2)
INITIATIVE = 5  # a decision that blocks it
ROUNDING = 1e-9  # days of experience that make no difference


class Layer(mesa.Agent):
    """A board, reviewers or an outside body; for reviewers also the stage that they do."""

    other_eyes = False

    def __init__(self, model: GovernedTwin, ordinal: int, spec: Any) -> None:
        super().__init__(model)
        self.ordinal, self.spec, self.by = ordinal, spec, dict.fromkeys(spec.members, 1.0)
        self.members = [model.people[person] for person in model.plan.organisation.layer_members[ordinal]]
        self.reviews = spec.review_hours is not None and bool(spec.members)
        self.waiting, self.sittings, self.first_sitting = [], 0, spec.phase
        if spec.phase == "random":
            self.first_sitting = (spec.sits_every_days or 0.0) * model.chance(chance.PHASE, ordinal)

    def next_sitting(self) -> float:
        return snap(self.first_sitting + self.spec.sits_every_days * self.sittings)

    def sit(self) -> None:
        """Judge the requests made before, first come, as far as there is room."""
        self.sittings += 1
        made_before = [request for request in self.waiting if request.made_at < self.model.now]
        for request in made_before[: self.spec.capacity_per_sitting]:
            for member in self.members:
                member.owe("deciding", self.spec.hours_per_request / 8.0)
            request.judge()
        self.model.follow_up(together=True)

    def says_yes(self, request: Request) -> bool:
        """One final verdict, however often the request was sent back."""
        arrival, judges = request.arrival, self.spec.judges_by
        verdict, reading = (request.luck(chance.VERDICT, 0, number) for number in range(2))
        if judges is None:
            is_good = arrival.bare or arrival.sign == 1
            return verdict < (self.spec.pass_good if is_good else self.spec.pass_bad)
        noise = arrival.stream.law(lognormal={"median": 1.0, "sigma": judges.estimate_noise})
        return arrival.estimated_value * value_of(noise, reading) >= judges.threshold


class Request(Task):
    """What one layer is asked."""

    exempt, attempt, answered_at = True, 0, NEVER

    def __init__(self, question: Question, position: int) -> None:
        super().__init__(question.item.arrival, question.item.ordinal)
        self.question, self.position = question, position
        self.layer = question.layers[position] if question.layers else None
        self.model.log("request", question.item, team=None)

    def luck(self, point: int, attempt: int, number: int = 0) -> float:
        attempt += self.question.item.decisions * 2**16
        count = attempt * 2**16 + self.question.kind * 2**8 + self.position
        return self.question.item.luck(point, count, number)

    def hand_in(self) -> None:
        """Who worked on the item last prepares it; then it waits to be judged."""
        item, spec, self.made_at = self.question.item, self.layer.spec, self.model.now
        self.model.speaker(item).owe("preparing", spec.prepare_hours / 8.0)
        days = value_of(spec.review_hours, self.luck(chance.REVIEW, self.attempt)) / 8.0
        if self.layer.reviews:
            self.phases, self.team = [("deciding", days)], self.model.review_teams[self.layer]
            self.stage = self.model.stages.index(self.layer)
            self.team.receive(self, None)
        else:
            self.answered_at = NEVER if spec.sits_every_days else snap(self.made_at + days)
            self.layer.waiting.append(self)

    def opened(self) -> None: ...

    def ends(self, person: Person) -> None:
        self.judge()

    def judge(self) -> None:
        if self.layer is None:
            self.question.answer(self, True)
            return
        if self in self.layer.waiting:
            self.layer.waiting.remove(self)
        if self.luck(chance.SENT_BACK, self.attempt) < self.layer.spec.return_probability:
            self.attempt += 1
            self.model.log("return", self.question.item, team=None)
            self.hand_in()
        else:
            self.question.answer(self, self.layer.says_yes(self))

    def consult(self) -> None:
        """Another team answers, from its queue."""
        self.made_at = self.model.now
        self.team, self.stage = self.model.consulted(self.question.item), len(self.model.stages) - 1
        hours = value_of(self.model.consult_hours, self.luck(chance.REVIEW, 0))
        self.phases = [("consulting", hours / 8.0)]
        self.team.receive(self, None)

    def withdraw(self) -> None:
        if self.person:
            reviewer = self.person
            reviewer.stop(self)
            reviewer.look_for_work()
        else:
            (self.team.queue if self.team else self.layer.waiting).remove(self)


class Question:
    """Whether an initiative may begin, or an item with what hangs on it go out; or what an initiative waits for."""

    overdue_at = NEVER

    def __init__(self, item: Item, kind: int, right: Any) -> None:
        self.item, self.kind, self.model = item, kind, item.model
        self.asked, self.open, self.yes, self.no = 0, [], 0, 0
        for fellow in item.fellows:
            fellow.move("decision" if kind == INITIATIVE else "approval")
        if right == "consult":
            self.layers, self.rule, self.needed = [], "all", 1
            self.open.append(Request(self, 0))
            self.open[0].consult()
            return
        self.rule = right.rule
        self.layers = [layer for name in right.ask for layer in self.model.layers if layer.spec.name == name]
        self.needed = {"all": len(self.layers), "any": 1}.get(str(self.rule)) or self.rule.at_least
        if kind == INITIATIVE:
            self.overdue_at = snap(self.model.now + (right.default_after_days or NEVER))
        self.ask()

    def is_overdue(self) -> None:
        """The decision is taken by default."""
        self.overdue_at = NEVER
        self.withdraw()
        self.model.agenda.append(self)

    def ask(self) -> None:
        """All layers say yes one after the other; otherwise they are asked at once."""
        while self.asked < len(self.layers):
            request = Request(self, self.asked)
            self.open.append(request)
            self.asked += 1
            request.hand_in()
            if self.rule == "all":
                break

    def answer(self, request: Request, yes: bool) -> None:
        self.model.log("approve" if yes else "refuse", self.item, team=request.team)
        self.open.remove(request)
        self.yes, self.no = self.yes + yes, self.no + (not yes)
        if self.yes >= self.needed or self.no > len(self.layers) - self.needed:
            self.withdraw()
            self.model.agenda.append(self)
        elif self.rule == "all":
            self.ask()

    def withdraw(self) -> None:
        """What is still asked is no longer needed: the last request first."""
        while self.open:
            self.open.pop().withdraw()


class Project(Team):
    """A team for one initiative: those who sit in the fewest such teams come first, then those who wait longest."""

    tasks_each = 1

    def __init__(self, model: GovernedTwin, product: int, needed: dict[Any, int]) -> None:
        spec = SimpleNamespace(
            wip_limit=None, priorities=None, members=(), group=None, meeting_hours_per_week=None
        )
        super().__init__(model, len(model.teams), spec)
        spec.members = range(sum(needed.values()))
        self.meeting_hours = hours_of_team(model.plan, spec)
        self.group = model.teams[model.plan.organisation.owner[product, model.first_item_stage]].group
        for seats, count in needed.items():
            for _ in range(count):
                free = [person for person in model.free_for(seats) if person not in self.people]
                self.seat(self.next_of(free, product))
        model.note_seats_of(self.people)
        stages = range(model.first_item_stage, len(model.plan.value_stream))
        self.stages = {stage for stage in stages if self.can_do(stage)}
        self.masters = {stage: self.best_at(stage) for stage in self.stages}

    def next_of(self, free: list[Person], area: int) -> Person:
        """Of those with the fewest seats the one who knows the area best; of equals the one who has waited longest."""
        fewest = min(person.temporary_seats() for person in free)
        line = [person for person in free if person.temporary_seats() == fewest]
        line.sort(key=lambda person: self.model.seated_since[person])
        best = line[0]
        for person in line if self.model.knowledge.acts else ():
            person.write_diary()
            if self.model.knowledge.days[person, area] > self.model.knowledge.days[best, area] + ROUNDING:
                best = person
        return best

    def seat(self, person: Person) -> None:
        """A person to whom no team could give anything before is available from now on."""
        if not any(person.may_open_for(team) for team in person.seats):
            person.unchanged_since = next(self.model.turns)
        person.write_diary()
        person.seats[self] = 1.0
        person.go_to_meetings()
        person.split_time()
        self.people.append(person)
        self.model.knowledge.joins(person, self)

    def best_at(self, stage: int) -> list[str]:
        """Roles whose trade a stage is in this team."""
        best = max(person.fit(stage) for person in self.people)
        return [person.role for person in self.people if person.fit(stage) == best]

    def is_ahead(self, arrival: Arrival, stage: int) -> bool:
        """Whether the team has still to do a stage, for the first time or once more."""
        if arrival.created < arrival.size:
            return True
        items = [item for item in arrival.items if item.kind != PROPOSAL]
        again = any(i.team is self and i.stage == stage and i.done_at == NEVER for i in items)
        return again or any(item.furthest < stage for item in items)

    def can_spare(self, person: Person, arrival: Arrival) -> bool:
        """Whether the others can do what is still to be done."""
        if any(task.team is self for task in person.tasks):
            return False
        for stage in self.stages:
            able = sum(other.fit(stage) > 0 for other in self.people if other is not person)
            if self.is_ahead(arrival, stage) and able <= self.model.stages[stage].other_eyes:
                return False
        return True

    def can_do(self, stage: int) -> bool:
        able = [person for person in self.people if person.fit(stage)]
        two_if_needed = len(able) > 1 or not self.model.stages[stage].other_eyes
        best = max(self.model.stages[stage].by.values())
        return any(person.fit(stage) >= best for person in able) and two_if_needed


class GovernedTwin(Twin):
    """The twin, where not everything may begin and go out."""

    def __init__(self, plan: Scenario, seed: int) -> None:
        super().__init__(plan, seed)
        self.rights = plan.governance.decision_rights
        self.layers = [Layer(self, ordinal, spec) for ordinal, spec in enumerate(plan.governance.layers)]
        reviewing = [layer for layer in self.layers if layer.reviews]
        answering = SimpleNamespace(by=dict.fromkeys(plan.workforce, 1.0), other_eyes=False)
        self.stages += [*reviewing, answering]  # each kind of request is a stage of its own
        during_work = self.rights.during_work or DuringWorkSpec()
        self.consult_hours = during_work.consult_hours
        self.review_teams = dict(zip(reviewing, self.teams[len(self.teams) - len(reviewing) :], strict=True))
        for team in self.review_teams.values():
            team.meeting_hours = 0.0
        for person in self.people:
            person.go_to_meetings()
        self.together, self.common = False, None  # deployment of a sitting
        self.agenda, self.unstaffed = [], []  # decided questions, and committed initiatives
        self.staffed = set()  # initiatives that have what seats they need, perhaps none
        self.questions, self.projects, self.seated_since = {}, {}, {}
        self.note_seats_of(self.people)

    def ahead(self) -> Any:
        yield from super().ahead()
        boards = (layer for layer in self.layers if layer.spec.sits_every_days)
        yield from (
            (board.next_sitting(), SITTING, board.ordinal, self.sitting_of(board)) for board in boards
        )
        outside = (request for layer in self.layers for request in layer.waiting)
        yield from ((r.answered_at, REVIEW, (r.ordinal, r.position), r.judge) for r in outside)

    def sitting_of(self, board: Layer) -> Any:
        return board.sit

    # The gate and the questions

    def first_team(self, arrival: Arrival) -> int:
        return self.plan.organisation.owner[arrival.stream.product, 0]

    def takes(self, arrival: Arrival) -> bool:
        gate = self.plan.governance.gate
        backlog = sum(
            other.outcome == OPEN and other.begun_at == NEVER and not other.bare and other is not arrival
            and self.first_team(other) == self.first_team(arrival)
            for other in self.arrivals
        )  # fmt: skip
        worth_it = gate.estimate_above is None or arrival.estimated_value >= gate.estimate_above
        return worth_it and (gate.backlog_limit is None or backlog < gate.backlog_limit)

    def must_ask(self, right: Any) -> bool:
        return bool(right.ask) and self.plan.is_on("approvals")

    def speaker(self, item: Item) -> Person:
        """Who worked on it last, or else the first member of the team that owns its stage."""
        return item.previous_person or self.owner_by_map(item.product, item.stage).people[0]

    def proposal_of(self, arrival: Arrival) -> Item:
        return arrival.items[0] if arrival.items else arrival.proposal()

    def decide_on(self, arrival: Arrival) -> None:
        if self.must_ask(self.rights.start_initiative):
            proposal = self.proposal_of(arrival)
            self.questions[proposal] = Question(proposal, START, self.rights.start_initiative)
        else:
            self.commit(arrival)

    def ready(self, leader: Item) -> None:
        if self.must_ask(self.rights.release):
            self.questions[leader] = Question(leader, RELEASE, self.rights.release)
        else:
            self.go_out(leader)

    def follow_up(self, together: bool = False) -> None:
        """What follows from questions that have been decided, in that order; together: in a sitting."""
        self.together, self.common = together, None
        while self.agenda:
            question = self.agenda.pop(0)
            item, arrival, approved = question.item, question.item.arrival, question.yes >= question.needed
            if question.kind == INITIATIVE:
                self.go_on(question)
            elif question.kind == RELEASE:
                (self.go_out if approved else self.refuse)(item)
            elif approved:
                self.commit(arrival)
            else:
                item.close(OPEN)
                arrival.close(REFUSED)

    def deployment_of_its_own(self) -> int:
        """What a sitting lets out at once is one deployment."""
        if not self.together or self.common is None:
            self.common = self.new_deployment()
        return self.common

    def refuse(self, leader: Item) -> None:
        """An item is dropped with what hangs on it, and its initiative goes on without it."""
        for fellow in leader.fellows:
            self.log("refuse", fellow)
            fellow.close(REFUSED)
        leader.arrival.refused += 1
        leader.arrival.count_out()
        if leader.arrival.finished and leader.arrival.outcome == OPEN:
            self.release_whole(leader.arrival)

    def withdraw(self, item: Item) -> None:
        if item in self.questions:
            self.questions[item].withdraw()
        elif item.arrival in self.unstaffed:
            self.unstaffed.remove(item.arrival)
        elif item.waits_in_queue() or item in self.until_meeting:
            super().withdraw(item)

    # Temporary teams

    def commit(self, arrival: Arrival) -> None:
        arrival.commit()
        if self.plan.organisation.staffing:
            self.unstaffed.append(arrival)

    def begin(self, item: Item) -> None:
        if self.plan.organisation.staffing and not item.arrival.bare and item.arrival not in self.staffed:
            item.move("staffing")
        else:
            super().begin(item)

    def owner(self, item: Item, stage: int) -> Team:
        project = self.projects.get(item.arrival)
        return project if project and stage in project.stages else super().owner(item, stage)

    def free_for(self, seats: Any) -> list[Person]:
        people = [self.people[person] for person in seats.people]
        return [person for person in people if person.temporary_seats() < seats.most_projects]

    def note_seats_of(self, people: list[Person]) -> None:
        self.seated_since |= {person: next(self.turns) for person in people}

    def needed(self, arrival: Arrival) -> dict[Any, int]:
        """Seats by role that an initiative needs."""
        kinds = [seats for seats in self.plan.organisation.staffing if arrival.size >= seats.spec.from_items]
        wanted = {
            seats: seats.spec.seats or math.ceil(arrival.size / seats.spec.items_per) for seats in kinds
        }
        return {seats: min(max(count, 1), len(seats.people)) for seats, count in wanted.items()}

    def lacking(self, arrival: Arrival) -> set[Any]:
        """Roles of which there are not seats enough for an initiative."""
        return {s for s, count in self.needed(arrival).items() if count > len(self.free_for(s))}

    def staff(self) -> None:
        """In order of commitment; none overtakes by a seat of a role that the first still lacks."""
        for arrival in list(self.unstaffed):
            barred = self.lacking(self.unstaffed[0]) & self.needed(arrival).keys()
            if not self.lacking(arrival) and not barred:
                self.unstaffed.remove(arrival)
                self.staffed.add(arrival)
                needed = self.needed(arrival)
                if needed:
                    self.projects[arrival] = Project(self, arrival.stream.product, needed)
                for item in [item for item in arrival.items if item.kind != PROPOSAL]:
                    self.enter(item, self.first_item_stage)
                for person in self.projects[arrival].people if needed else ():
                    person.look_for_work()

    def dissolve_team(self, arrival: Arrival) -> None:
        if project := self.projects.pop(arrival, None):
            self.knowledge.part(project)
            for person in project.people:
                self.leave_seat(person, project)

    def leave_seat(self, person: Person, project: Project) -> None:
        person.write_diary()
        del person.seats[project]
        person.go_to_meetings()
        person.split_time()
        self.note_seats_of([person])

    def give_back_seats(self, arrival: Arrival) -> None:
        """People whose trade no item needs any more leave its team, if the others can do the rest."""
        project = self.projects.get(arrival)
        if project is None or self.plan.structure.seats != "while_needed":
            return
        for role in [list(self.plan.workforce)[seats.role] for seats in self.plan.organisation.staffing]:
            trade = [stage for stage in project.stages if role in project.best_at(stage)]
            if not trade or any(project.is_ahead(arrival, stage) for stage in trade):
                continue
            for person in [person for person in project.people if person.role == role]:
                if project.can_spare(person, arrival):
                    self.knowledge.part_from(person, project)
                    project.people.remove(person)
                    self.leave_seat(person, project)
            left = {person.role for person in project.people}
            project.stages -= {stage for stage in trade if not left & set(project.masters[stage])}
