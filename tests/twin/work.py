"""What the twin's people work on: streams, what arrives, and the items that come of it."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from typing import TYPE_CHECKING, Any

import mesa

from simulator.kernel import chance
from simulator.kernel.quantiles import quantile_function

if TYPE_CHECKING:
    from .twin import Person, Twin

NEVER = math.inf
BARE, OWN, DEPENDENT, PROPOSAL = range(4)
OPEN, RELEASED, ENDED, REFUSED, EXPIRED = range(5)
STATES = ("shared", "queue", "dependency", "decision", "approval", "staffing", "release")
LAWS: dict[str, Any] = {}  # their quantile functions, by what was written


def snap(day: float) -> float:
    return math.floor(day * 2.0**32 + 0.5) / 2.0**32 if day < NEVER else NEVER


def value_of(law: Any, u: float) -> float:
    if repr(law) not in LAWS:
        LAWS[repr(law)] = quantile_function(law or 0.0)
    return LAWS[repr(law)](u)


def expectation_of(law: Any) -> float:
    by_name = None if isinstance(law, float) else getattr(law, next(iter(type(law).model_fields)))
    return float(by_name.expectation() if by_name else law)


def count_of(number: float) -> int:
    return max(1, math.floor(number + 0.5))


def mean_count_of(law: Any) -> float:
    """Mean number of items: of those that are always so many, or of some numbers by their weights."""
    if isinstance(law, float):
        return float(count_of(law))
    counts = [
        count_of(value) * weight
        for value, weight in zip(law.discrete.values, law.discrete.weights, strict=True)
    ]
    return sum(counts) / sum(law.discrete.weights)


class Task:
    """Something that a person opens and works off in phases: of each the account and the nominal days."""

    team = person = previous_person = None
    exempt = False  # from the limit of the team where it is
    heads_queue = paused = False  # paused: it goes on where it was put down
    decisions = 0  # about its initiative, before this one
    stage, queued_at, started_at, worked, focus = 0, NEVER, NEVER, 0.0, 1.0

    def __init__(self, arrival: Arrival, ordinal: int) -> None:
        self.model, self.arrival, self.ordinal = arrival.model, arrival, ordinal
        self.phases, self.moves = [], []  # moves: when it came into which part of its lead time

    def move(self, state: str) -> None:
        self.moves.append((self.model.now, state))

    def plan_giving(self) -> None: ...

    def is_ticket(self) -> bool:
        return False

    def is_request(self) -> bool:
        return False


class Item(Task):
    """A piece of work; a proposal stands for its initiative in the stages done once for it."""

    handed = negotiated = joined = False  # handed: it has just come from another team
    rests = rests_first = False  # until a decision about its initiative is taken; first: then before others
    pass_begun = False  # a person has begun on it since it came to its stage
    furthest = deployment = -1
    returns, handoffs, outcome, return_share = 0, 0, OPEN, 1.0
    done_at = closed_at = NEVER

    def __init__(self, arrival: Arrival, kind: int, number: int, part: int, product: int) -> None:
        super().__init__(arrival, arrival.ordinal * 2**24 + number)
        self.kind, self.part, self.product = kind, part, product
        self.created_at, self.effort = arrival.model.now, self.drawn_effort(0)
        self.exempt = self.is_ticket()
        self.fellows, self.did = [self], {}  # released together; teams that did its stages
        arrival.items.append(self)
        arrival.model.items.append(self)
        arrival.model.log("arrive", self)

    def close(self, outcome: int) -> None:
        self.closed_at, self.outcome = self.model.now, outcome
        self.arrival.items.remove(self)

    def repeated(self) -> bool:
        return self.stage <= self.furthest

    def is_ticket(self) -> bool:
        """Support, where it is a class of its own."""
        return self.kind == BARE and self.arrival.stream.tickets and self.model.plan.is_on("support")

    def is_request(self) -> bool:
        """What another team asks of the one where it is, which its own work comes before."""
        return self.kind == DEPENDENT and self.model.owner(self.fellows[0], self.stage) is not self.team

    def is_duplicate(self) -> bool:
        """Another team does the same, or this is for such an item."""
        return self.kind in (OWN, DEPENDENT) and self.fellows[0].part < self.arrival.duplicates

    def serves_itself(self) -> bool:
        return self.kind == DEPENDENT and self.product in self.model.plan.organisation.self_service

    def luck(self, point: int, count: int, number: int = 0) -> float:
        return self.model.chance(point, self.arrival.key, self.part, count, number)

    def drawn_effort(self, returns: int) -> float:
        return value_of(self.arrival.stream.spec.effort_days, self.luck(chance.EFFORT, returns))

    def effort_here(self) -> float:
        stage, stages = self.model.plan.value_stream[self.stage], self.model.plan.value_stream
        passes, lost = self.returns if self.repeated() else 0, self.model.costs.lost_effort * self.handed
        if stage.effort_days is not None:
            nominal = value_of(stage.effort_days, self.luck(chance.STAGE, self.stage * 2**32 + passes))
        else:
            sharing = [s.share for s in stages if s.per == "item" and s.effort_days is None]
            left = max(0.0, 1.0 - sum(share or 0.0 for share in sharing))
            nominal = (stage.share or left / sharing.count(None)) * self.drawn_effort(passes)
        by_itself = self.model.plan.dependencies.self_service_effort if self.serves_itself() else 1.0
        return nominal * (self.return_share if self.repeated() else 1.0) * by_itself * (1.0 + lost)

    def is_returned(self) -> bool:
        kept = 1.0 - self.model.costs.lost_return if self.handed else 1.0
        chance_of_it = 1.0 - (1.0 - self.model.stages[self.stage].return_probability) * kept
        return self.luck(chance.RETURNS, self.stage * 2**32 + self.returns) < chance_of_it

    def next_stage(self) -> int | None:
        """Where it goes after its stage; None: nowhere, it is done."""
        stage = self.model.stages[self.stage]
        if self.is_returned():
            return self.model.plan.stage_names.index(stage.return_to or stage.stage)
        end = self.model.first_item_stage if self.kind == PROPOSAL else len(self.model.plan.value_stream)
        return self.stage + 1 if self.stage + 1 < end else None

    def negotiation(self) -> float:
        """Hours of agreeing, once, on what another team than that of its leader is to do."""
        if self.negotiated or not self.is_request():
            return 0.0
        self.negotiated, rules = True, self.model.plan.dependencies
        by_contract = self.product in self.model.plan.organisation.contracts
        return rules.negotiation_hours * (rules.contract_share if by_contract else 1.0)

    def plan_phases(self) -> None:
        """It is taken over and worked on."""
        costs, effort = self.model.costs, self.effort_here()
        # what passing on takes is bounded, what agreeing takes is not
        taking = min(costs.take_hours / 8.0, costs.most_share * effort) * self.handed
        taking += self.negotiation() / 8.0
        account = "rework" if self.repeated() else "support" if self.is_ticket() else "value"
        if self.is_duplicate():
            account = "duplicated"
        self.phases = [*([("handoff", taking)] if taking > 0.0 else []), (account, effort)]
        self.given = False

    def plan_giving(self) -> None:
        """After the work it is given on, where another team comes next."""
        after, costs = self.next_stage(), self.model.costs
        giving = min(costs.give_hours / 8.0, costs.most_share * self.effort_here())
        leaves = after is not None and self.model.owner(self, after) is not self.team
        if leaves and giving > 0.0 and not self.given:
            self.phases = [("handoff", giving)]
        self.given = True

    def waits_in_queue(self) -> bool:
        return self.team is not None and self in self.team.queue

    def is_seen(self) -> None:
        """The meeting is there at which the team hears of it."""
        self.model.until_meeting.remove(self)
        self.team.receive(self, None)

    def opened(self) -> None:
        if not self.pass_begun:
            self.pass_begun = True
            self.team.begins(self)
        self.started_at = min(self.started_at, self.model.now)
        self.arrival.begun_at = min(self.arrival.begun_at, self.model.now)

    def ends(self, person: Person) -> None:
        self.model.stage_ends(self, person)


def streams_of(plan: Any) -> list[tuple[Any, str, float]]:
    """Streams of one product each, with the product and its part of the rate: a block may name several."""
    found: list[Any] = []
    for spec in (*plan.demand.items, *plan.demand.opportunities):
        names = [spec.product] if spec.products is None else spec.products
        if names == "all":
            names = [product.name for product in plan.products if not product.internal]
        power = spec.evenness.rank_power if spec.evenness else 0.0
        parts = [1.0 / (k + 1) ** power for k in range(len(names))]
        found += [
            (spec, name, len(names) * part / sum(parts)) for name, part in zip(names, parts, strict=True)
        ]
    return found


class Stream(mesa.Agent):
    """A source of bare items or of opportunities of one product."""

    def __init__(self, model: Twin, ordinal: int, spec: Any, name: str, part: float) -> None:
        super().__init__(model)
        self.ordinal, self.spec, self.part, self.count = ordinal, spec, part, 0
        self.bare, self.product = not hasattr(spec, "items"), model.products.index(name)
        self.expected_effort = expectation_of(spec.effort_days or 0.0)
        self.expected_items = 1.0 if self.bare else mean_count_of(spec.items)
        self.value_factor = 1.0 if self.bare else spec.value_factor.get(name, 1.0)
        self.tickets = self.bare and getattr(spec, "class") == "support"
        self.plan_next()

    def law(self, **written: Any) -> Any:
        return self.spec.model_validate({"product": "any", "at": [0.0], "effort_days": written}).effort_days

    def plan_next(self) -> None:
        spec, day = self.spec, NEVER
        if spec.at is None:
            rate = spec.arrivals_per_day or (spec.arrivals_per_quarter or 0.0) / 65.0
            rate *= self.part * self.model.plan.demand.scale * self.model.mode.scale
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
        if self.bare:
            arrival.commit()
        elif not self.model.takes(arrival):
            arrival.close(REFUSED)
        else:
            self.model.take_up(arrival)


class Arrival(mesa.Agent):
    """A bare item, or an opportunity that becomes an initiative, with all items that come of it."""

    committed_at = begun_at = first_release_at = closed_at = expires_at = NEVER
    size, released, refused, outcome = 1, 0, 0, OPEN
    raised = done = 0  # decisions about it; own items that are done, with what hangs on them
    conflicts = duplicates = 0  # items to be done anew in part, and the first that another team does as well
    noticed_at = taken_back_at = (
        NEVER  # when its harm is noticed, and so taken back, which counts once it is over
    )
    money_wait = NEVER  # until it is funded
    sign, value, estimated_value, estimated_effort = 0, 0.0, 0.0, 0.0

    def __init__(self, stream: Stream, key: int, ordinal: int) -> None:
        super().__init__(stream.model)
        self.stream, self.key, self.ordinal, self.bare = stream, key, ordinal, stream.bare
        self.arrived_at, self.spent, spec = self.model.now, Counter(), stream.spec  # days by part
        self.items, self.finished = [], []  # those that are open, and those that wait for the others
        if self.bare:
            return
        self.idea, value, *errors = (
            self.model.chance(chance.OPPORTUNITY, self.key, number=k) for k in range(4)
        )
        self.size = count_of(value_of(spec.items, self.model.chance(chance.ITEMS, self.key)))
        noise = self.stream.law(lognormal={"median": 1.0, "sigma": spec.estimate_sigma})
        self.errors = [value_of(noise, error) for error in errors]
        grown = (self.size / self.stream.expected_items) ** spec.value_grows_with_size
        self.worth = value_of(spec.value, value) * self.stream.value_factor * grown
        self.effort = self.size * self.stream.expected_effort
        self.settle()
        self.estimate()
        days = self.model.mode.expires_days or spec.expires_days or NEVER
        self.expires_at = snap(self.arrived_at + days)

    def settle(self, raised: float = 0.0) -> None:
        """It is good if its draw lies below a bound, which feedback may raise; harmful if far above."""
        spec = self.stream.spec
        harmful = self.idea >= 1.0 - spec.harmful_share
        self.sign = 1 if self.idea < spec.good_share + raised else -harmful
        self.value = self.worth * (-spec.harm.share_of_good if self.sign == -1 else self.sign)

    def estimate(self, narrowed: float = 0.0) -> None:
        """What is thought of the idea; discovery makes both errors smaller."""
        value, effort = (error ** (1.0 - narrowed) for error in self.errors)
        self.estimated_value, self.estimated_effort = self.worth * value, self.effort * effort

    def proposal(self) -> Item:
        return Item(self, PROPOSAL, 2**24 - 1, 2**24 - 1, self.stream.product)

    def commit(self) -> None:
        """Create its first items; each that is through creates the next."""
        self.committed_at = self.model.now
        for proposal in list(self.items):
            proposal.close(OPEN)
        self.numbers, self.created = itertools.count(self.size), 0  # of dependencies; of its own items
        self.model.may_raise_decision(self)
        for _ in range(self.most_at_once()):
            self.create_next()

    def most_at_once(self) -> int:
        in_order = not self.bare and self.model.plan.is_on("precedence")
        return math.ceil(self.size**self.stream.spec.parallel - 1e-9) if in_order else self.size

    def create_next(self) -> None:
        """An item, followed by its dependencies."""
        if self.created == self.size:
            return
        model, number = self.model, self.created
        self.created += 1
        item = Item(self, BARE if self.bare else OWN, number, number, self.stream.product)
        model.begin(item)
        for other, name in enumerate(model.products):
            coupling = model.plan.products[item.product].coupling.get(name, 0.0)
            if model.plan.is_on("dependencies") and item.luck(chance.COUPLING, other) < coupling:
                part = (other + 1) * 2**24 + number
                dependency = Item(self, DEPENDENT, next(self.numbers), part, other)
                item.fellows.append(dependency)
                dependency.fellows = item.fellows
                model.begin(dependency)

    def through(self) -> bool:
        """All its items are done."""
        return self.created == self.size and all(item.done_at < NEVER for item in self.items)

    def expire(self) -> None:
        for item in reversed(list(self.items)):
            self.model.withdraw(item)
            self.model.log("expire", item)
            item.close(EXPIRED)
        self.close(EXPIRED)

    def close(self, outcome: int) -> None:
        self.closed_at, self.outcome, self.taken_back_at = self.model.now, outcome, self.noticed_at
        self.model.dissolve_team(self)

    def count_out(self) -> None:
        """It is over once all its own items are released or refused."""
        if self.released + self.refused == self.size:
            self.close(RELEASED if self.released else REFUSED)

    def write_diary(self, days: float) -> None:
        """It is in the first state that holds for any of its items; people work on it, at most one day a day."""
        state = min((item.moves[-1][1] for item in self.items), key=STATES.index)
        worked = days * min(1.0, sum(item.person.rate(item) for item in self.items if item.person))
        self.spent["touch"] += worked
        self.spent[state] += days - worked
