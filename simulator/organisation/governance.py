"""Governance: who must be asked for what, and how those who are asked decide."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from ..kernel.distributions import Distribution
from ..spec import (
    Days,
    Name,
    NonNegative,
    PositiveCount,
    PositiveDays,
    Probability,
    ProperProbability,
    Spec,
)

BOARD, REVIEWERS, OUTSIDE = range(3)
START, RELEASE_QUESTION = range(2)
FIRST_CLASS = 2  # questions from here on: decisions during work, by class
ASK, DECIDE, CONSULT = range(3)
ALL, ANY = 0, 1  # rules; ANY stands for "at least k", with k beside it

MOST_LAYERS = 30
SHORTEST_PERIOD = 0.01  # working days between sittings
WIDEST_NOISE = 5.0
MOST_HOURS = 10_000.0
MOST_DECISIONS = 100.0  # per day of work

Hours = Annotated[float, Field(ge=0, le=MOST_HOURS)]

LAYER = np.dtype(
    [
        ("form", "i8"),  # BOARD; REVIEWERS with members; OUTSIDE: reviewers nobody here knows
        ("period", "f8"),  # working days between sittings
        ("phase", "f8"),  # day of the first sitting; negative: drawn, random in a period
        ("room", "i8"),  # requests that fit into a sitting, -1 for all
        ("review_law", "i8"),  # working days of a review, -1 for a board
        ("deciding", "f8"),  # days that each member of a board spends on a request
        ("preparing", "f8"),  # days that whoever asks spends on each request
        ("first_member", "i8"),  # first of its rows in board_members
        ("members", "i8"),
        ("team", "i8"),  # team of its reviewers, -1 for others
        ("stage", "i8"),  # stage that stands for its reviews
        ("judges", "i8"),  # 1: by the estimate; 0: by chances for good and for other ideas
        ("pass_good", "f8"),
        ("pass_bad", "f8"),
        ("noise_law", "i8"),  # multiplier on the estimate
        ("threshold", "f8"),
        ("return_probability", "f8"),
        ("first", "i8"),  # first and last request that wait for a sitting
        ("last", "i8"),
        ("waiting", "i8"),
        ("sittings", "i8"),  # how many there have been
    ],
    align=True,
)

RIGHT = np.dtype(
    [
        ("first_layer", "i8"),  # first of its rows in asked_layers
        ("layers", "i8"),
        ("rule", "i8"),  # ALL: one after the other; ANY: at once
        ("needed", "i8"),  # of ANY: how many must say yes
        ("mode", "i8"),  # ASK, DECIDE or CONSULT
        ("default_days", "f8"),  # after which the answer is taken by default, infinite for never
    ],
    align=True,
)


class JudgesBySpec(Spec):
    """A layer that judges the estimate of value, as it sees it."""

    estimate_noise: Annotated[float, Field(ge=0, le=WIDEST_NOISE)] = 0.4
    """Spread of the layer's own reading: sigma of the logarithm. Range 0-1. Judgement; swept."""
    threshold: NonNegative
    """Value per quarter from which it says yes."""


class LayerSpec(Spec):
    """An approval layer: a board that sits now and then, or reviewers who are asked when needed."""

    name: Name
    sits_every_days: Annotated[PositiveDays, Field(ge=SHORTEST_PERIOD)] | None = None
    """Working days between the sittings of a board (P43). It sees requests made before it sits."""
    phase: Literal["random"] | Days = "random"
    """Day of the first sitting; random: anywhere in the first period."""
    capacity_per_sitting: PositiveCount | None = None
    """Requests that fit into a sitting, first come; default: all."""
    review_hours: Distribution | None = None
    """Working hours that one reviewer spends on a request; makes the layer reviewers (P44)."""
    members: dict[Name, PositiveCount] = {}
    """People by role. Without them it is an outside body that costs nobody's hours here."""
    level: Literal["each", "top"] | PositiveCount | None = None
    """Instead of members: the managers of that level of `structure.management`, 1 for the lowest. `each`: a
    layer of every level; who asks it asks them one after the other, from the lowest up."""
    hours_per_request: Hours = 0.5
    """Hours that each member of a board spends on a request. Range 0.1-2. Judgement; swept."""
    prepare_hours: Hours = 2.0
    """Hours of whoever asks, for each request. Range 0-8. Judgement; swept."""
    pass_good: Probability = 1.0
    """Chance that a good idea passes (S13). Range 0.5-1. Judgement; swept."""
    pass_bad: Probability = 1.0
    """Chance that any other idea passes (S13). Range 0.2-1. Judgement; swept."""
    judges_by: JudgesBySpec | None = None
    """Judge by the estimate instead of by chances."""
    return_probability: ProperProbability = 0.0
    """Chance that a request is sent back to be prepared anew; delays the verdict. Range 0-0.30 (P45)."""

    @model_validator(mode="after")
    def _board_or_reviewers(self) -> LayerSpec:
        if self.sits_every_days is None and self.review_hours is None:
            raise ValueError(
                "says nothing of when it answers; add sits_every_days (a board) or review_hours (reviewers)"
            )
        if self.sits_every_days is not None and self.review_hours is not None:
            raise ValueError("is a board and reviewers at once; keep sits_every_days or review_hours")
        of_a_board = {"phase", "capacity_per_sitting", "hours_per_request"} & self.told()
        if self.sits_every_days is None and of_a_board:
            raise ValueError(f"has {min(of_a_board)}, and never sits; add sits_every_days, or remove it")
        if self.level is not None and self.members:
            raise ValueError("has members and a level, whose managers are its members; keep one of them")
        if self.judges_by is not None and {"pass_good", "pass_bad"} & self.told():
            raise ValueError(
                "judges by an estimate and by chances; keep judges_by, or pass_good and pass_bad"
            )
        return self


class AtLeastSpec(Spec):
    """A committee: so many must say yes."""

    at_least: PositiveCount


class AskSpec(Spec):
    """Who must be asked."""

    ask: list[Name] = []
    """Names of layers; none: the team decides."""
    rule: Literal["all", "any"] | AtLeastSpec = "all"
    """all: one after the other, the first no ends it; any, at_least: at once, until it is decided."""

    @model_validator(mode="after")
    def _enough_layers(self) -> AskSpec:
        if isinstance(self.rule, AtLeastSpec) and self.rule.at_least > len(self.ask):
            what = f"at least {self.rule.at_least} of {len(self.ask)} layers cannot say yes"
            raise ValueError(f"{what}; lower at_least, or ask more")
        if len(set(self.ask)) < len(self.ask):
            raise ValueError("asks the same layer twice; name each once")
        return self


def _asked(value: Any) -> Any:
    """`decide` in place of a map: no layer is asked."""
    if value == "decide":
        return {}
    if isinstance(value, str):
        raise ValueError(f"is '{value[:40]}'; write decide, or {{ask: [name of a layer]}}")
    return value


Right = Annotated[AskSpec, BeforeValidator(_asked, json_schema_input_type=Literal["decide"] | AskSpec)]


class ClassAskSpec(AskSpec):
    """Who must be asked during work."""

    default_after_days: PositiveDays | None = None
    """Working days after which an answer that is overdue is taken by default (S38)."""


class ClassSharesSpec(Spec):
    """Of what class decisions are, relative to each other. Range 0-1 each. Judgement; swept."""

    local: NonNegative = 0.6
    cross_team: NonNegative = 0.3
    organisation: NonNegative = 0.1

    @model_validator(mode="after")
    def _something(self) -> ClassSharesSpec:
        if self.local + self.cross_team + self.organisation <= 0:
            raise ValueError("all shares are 0; raise one")
        return self


ClassRight = Literal["decide", "consult"] | ClassAskSpec


class DuringWorkSpec(Spec):
    """Decisions that work raises: how often, of what class, and whose they are."""

    per_effort_day: Annotated[float, Field(ge=0, le=MOST_DECISIONS)] = 0.1
    """Decisions per nominal day of work. Range 0.05-0.3. Judgement; swept."""
    shares: ClassSharesSpec = ClassSharesSpec()
    local: ClassRight = "decide"
    """Decisions that concern the team only."""
    cross_team: ClassRight = "consult"
    """Decisions that concern another team; consult: somebody there answers, from his queue."""
    organisation: ClassRight = "decide"
    """Decisions that concern everybody."""
    consult_hours: Distribution = 0.5
    """Working hours that an answer takes whoever is consulted. Range 0.2-2. Judgement; swept."""
    anyone_after_days: PositiveDays = 5.0
    """Working days after which anyone may go on with an answered task (P40). Range 1-10. Judgement; swept."""


class DecisionRightsSpec(Spec):
    """What the team may decide itself, and what needs others."""

    start_initiative: Right = AskSpec()
    """Before the items of an initiative are begun, after the stages done once per initiative. `decide`: the team
    decides."""
    release: Right = AskSpec()
    """Before a finished item, with what hangs on it, is released. `decide`: the team decides."""
    during_work: DuringWorkSpec | None = None
    """Decisions that tasks raise; none where nothing is written."""


class GateSpec(Spec):
    """What is taken into the backlog at all."""

    estimate_above: NonNegative | None = None
    """Opportunities with a lower estimate of value per quarter are refused."""
    backlog_limit: PositiveCount | None = None
    """Opportunities are refused while the owning team has so many that nobody has begun."""


class GovernanceSpec(Spec):
    """Gate, layers of approval, decision rights."""

    gate: GateSpec = GateSpec()
    layers: Annotated[list[LayerSpec], Field(max_length=MOST_LAYERS)] = []
    """Boards and reviewers."""
    decision_rights: DecisionRightsSpec = DecisionRightsSpec()
