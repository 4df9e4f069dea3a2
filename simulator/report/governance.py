"""Gate, approval layers, questions and release, as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

from ..kernel.distributions import mean_of
from ..kernel.units import DAYS_PER_QUARTER
from ..mechanisms.customers import CustomersSpec, held_and_lost, market_of
from ..mechanisms.experiment import COMPUTED, AbTestSpec, chances_of, traffic_of
from ..mechanisms.feedback import FeedbackSpec, loops_of
from ..organisation.boards import is_reviewing
from ..organisation.governance import AskSpec, AtLeastSpec, ClassAskSpec, LayerSpec
from ..scenario.scenario import Scenario
from ..work.demand import OpportunitySpec
from .description import LayerShown, LoopShown, Places, Question, TeamShown
from .workload import Workload, board_in_force


def places_of(scenario: Scenario) -> Places | None:
    """Limits on initiatives with who has places, and who fills them; none where nothing limits them."""
    limits, number = scenario.limits_in_force, board_in_force(scenario)
    if limits is None:
        return None
    board = None if number is None else scenario.organisation.governance.layers[number]
    beginners = {
        scenario.organisation.owner[scenario.product_names.index(product), 0]: None
        for product in sorted(
            {s.product for s in scenario.streams if isinstance(s, OpportunitySpec) and s.product},
            key=scenario.product_names.index,
        )
    }
    teams = [scenario.organisation.teams[t] for t in beginners]
    ranked_by: list[str]
    if board is not None:
        ranked_by = [board.ranks_by or "value_over_effort"]
    elif limits.per == "team":
        ranked_by = [team.priorities or scenario.priorities for team in teams]
    else:
        ranked_by = [scenario.priorities]
    names = [team.name if limits.per == "team" else team.group or team.name for team in teams]
    return Places(
        initiatives=limits.initiatives,
        per=limits.per,
        holders=() if limits.per == "company" else tuple(dict.fromkeys(names)),
        ranked_by=tuple(dict.fromkeys(ranked_by)),
        board="" if board is None else board.name,
        every_days=None if board is None else board.sits_every_days,
    )


def gate_of(scenario: Scenario) -> tuple[str, ...]:
    """Conditions on what is taken into the backlog, in words."""
    gate, found = scenario.governance.gate, []
    if gate.estimate_above is not None:
        found.append(f"estimate from {gate.estimate_above:,.0f}")
    if gate.backlog_limit is not None:
        found.append(f"backlog under {gate.backlog_limit}")
    return tuple(found)


LOOPS = ("research", "stakeholders", "ab_test", "usage")
"""In the order in which they run."""


def loops_shown(scenario: Scenario) -> tuple[LoopShown, ...]:
    """Feedback loops that let ideas pass or not."""
    feedback = scenario.of(FeedbackSpec) if scenario.acts("feedback") else None
    if feedback is None:
        return ()
    names = [name for name in LOOPS if getattr(feedback, name) is not None]
    return tuple(
        LoopShown(
            name.replace("_", " "), bool(before), _when(delay, every), *_chances(scenario, feedback, accuracy)
        )
        for name, (before, _, delay, every, _, accuracy) in zip(names, loops_of(feedback), strict=True)
    )


def _chances(scenario: Scenario, feedback: FeedbackSpec, accuracy: float) -> tuple[float, float]:
    """Chances that a loop alone has a good idea pass, and one without effect; of a test, in the area in the middle."""
    if accuracy > 0.0:
        return accuracy, 1.0 - accuracy
    test = feedback.ab_test or AbTestSpec()
    traffic = traffic_of(scenario, test)
    if traffic == COMPUTED:
        traffic = _customers_in_the_middle(scenario) * test.users_share / test.users_needed
    return chances_of(scenario, test, traffic) if traffic > 0.0 else (1.0, 1.0)


def _customers_in_the_middle(scenario: Scenario) -> float:
    """Customers on day 0 of the area in the middle of those that have any."""
    spec = scenario.of(CustomersSpec)
    markets = sorted(filter(None, (market_of(spec, product) for product in scenario.products)))
    return markets[len(markets) // 2] * held_and_lost(spec)[0] if markets else 0.0


def _when(delay: float, every: float) -> str:
    return f"every {every:g} days" if every else f"after {delay:g} days"


def release_of(scenario: Scenario) -> str:
    """When what is finished goes out, in words."""
    mode, days = scenario.release.mode, scenario.release.every_days
    return f"train every {days:g} days" if days is not None else mode.replace("_", " ")


def layers_of(scenario: Scenario, load: Workload, reviewers: Sequence[TeamShown]) -> tuple[LayerShown, ...]:
    """Approval layers with what is asked of them."""
    teams = iter(reviewers)
    found, filling = [], board_in_force(scenario)
    for i, layer in enumerate(scenario.organisation.governance.layers):
        team = next(teams) if is_reviewing(layer) else None
        per_day = load.requests[i]
        found.append(
            LayerShown(
                name=layer.name,
                form=_form_of(layer),
                every_days=layer.sits_every_days,
                review_hours=None if layer.review_hours is None else mean_of(layer.review_hours),
                room=layer.capacity_per_sitting,
                members=tuple(layer.members.items()),
                requests_per_quarter=per_day * DAYS_PER_QUARTER,
                utilisation=team.busiest.highest
                if team
                else None
                if i == filling
                else _fullness(layer, per_day),
                ranks_by=layer.ranks_by or "value_over_effort" if i == filling else "",
            )
        )
    return tuple(found)


def _form_of(layer: LayerSpec) -> str:
    if layer.sits_every_days is not None:
        return "board"
    return "reviewers" if is_reviewing(layer) else "outside"


def _fullness(layer: LayerSpec, requests_per_day: float) -> float | None:
    """Requests over room, of a board whose sittings have limited room."""
    if layer.sits_every_days is None or layer.capacity_per_sitting is None:
        return None
    return requests_per_day * layer.sits_every_days / layer.capacity_per_sitting


def questions_of(scenario: Scenario) -> tuple[Question, ...]:
    """Everything that has to be decided, and who decides it, with approvals and decisions as switched."""
    rights, found = scenario.organisation.governance.decision_rights, []
    for name in ("start_initiative", "release"):
        found.append(_question(scenario, name, getattr(rights, name)))
    if rights.during_work is not None and scenario.is_on("decisions"):
        for kind in ("local", "cross_team", "organisation"):
            found.append(_question(scenario, f"during_work.{kind}", getattr(rights.during_work, kind)))
    if rights.for_initiative is not None and scenario.is_on("decisions"):
        found.append(_question(scenario, "for_initiative", rights.for_initiative.by))
    return tuple(found)


def _question(scenario: Scenario, name: str, right: AskSpec | str) -> Question:
    if isinstance(right, str):
        return Question(name, right, (), "", None)
    asked = tuple(right.ask) if scenario.is_on("approvals") else ()
    default = right.default_after_days if isinstance(right, ClassAskSpec) else None
    if not asked:
        return Question(name, "decide", (), "", None)
    rule = f"at least {right.rule.at_least}" if isinstance(right.rule, AtLeastSpec) else right.rule
    return Question(name, "ask", asked, rule, default)
