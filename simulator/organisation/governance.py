"""Governance: who must be asked for what, and how those who are asked decide."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from ..kernel.distributions import Distribution
from ..metadata import Plausible, Source, Unit
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
from .policies import Policy

BOARD, REVIEWERS, OUTSIDE = range(3)
START, RELEASE_QUESTION = range(2)
FIRST_CLASS = 2  # questions from here on: decisions during work, by class
INITIATIVE_QUESTION = 5  # a decision that blocks an initiative
ASK, DECIDE, CONSULT = range(3)
ALL, ANY = 0, 1  # rules; ANY means "at least k", with k in `needed`

MOST_LAYERS = 30
SHORTEST_PERIOD = 0.01  # working days between sittings
WIDEST_NOISE = 5.0
MOST_HOURS = 10_000.0
MOST_DECISIONS = 100.0  # per day of work

Hours = Annotated[float, Field(ge=0, le=MOST_HOURS)]

LAYER = np.dtype(
    [
        ("form", "i8"),  # BOARD; REVIEWERS with members; OUTSIDE: reviewers from elsewhere
        ("period", "f8"),  # working days between sittings
        ("phase", "f8"),  # day of the first sitting; negative: drawn, random in a period
        ("room", "i8"),  # requests that fit into a sitting, -1 for all
        ("review_law", "i8"),  # working days of a review, -1 for a board
        ("deciding", "f8"),  # days that each member of a board spends on a request
        ("preparing", "f8"),  # days that the person who asks spends on each request
        ("first_member", "i8"),  # first of its rows in board_members
        ("members", "i8"),
        ("team", "i8"),  # team of its reviewers, -1 for others
        ("stage", "i8"),  # stage of its reviews
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
        ("ranks_by", "i8"),  # of a board that fills places: the policy by which it ranks ideas
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
    """A layer that judges by its own reading of the estimated value."""

    estimate_noise: Annotated[
        float,
        Field(ge=0, le=WIDEST_NOISE),
        Unit("sigma of the logarithm"),
        Plausible(0, 1),
        Source(judgement=True),
    ] = 0.4
    """Spread of the layer's own reading: sigma of the logarithm."""
    threshold: Annotated[NonNegative, Unit("money per quarter")]
    """Value per quarter from which it says yes."""


class LayerSpec(Spec):
    """An approval layer: a board that sits at intervals, or reviewers who are asked when needed."""

    name: Name
    sits_every_days: Annotated[PositiveDays, Field(ge=SHORTEST_PERIOD), Source("P43")] | None = None
    """Working days between the sittings of a board. It sees requests made before it sits."""
    phase: Annotated[Literal["random"] | Days, Source(yours=True)] = "random"
    """Day of the first sitting; random: anywhere in the first period."""
    capacity_per_sitting: Annotated[PositiveCount, Unit("requests")] | None = None
    """Requests that fit into a sitting, in order of arrival; default: all."""
    review_hours: Annotated[Distribution, Unit("hours"), Source("P44")] | None = None
    """Working hours that one reviewer spends on a request; with this key the layer consists of reviewers."""
    members: Annotated[dict[Name, PositiveCount], Unit("people")] = {}
    """People by role. Without them it is an outside body, which takes no hours from this organisation."""
    level: Annotated[Literal["each", "top"] | PositiveCount | None, Unit("level")] = None
    """Instead of members: the managers of this level of `structure.management`, 1 for the lowest. `each`: a
    layer of every level; a request goes to them one after the other, from the lowest up."""
    hours_per_request: Annotated[Hours, Unit("hours"), Plausible(0.1, 2), Source(judgement=True)] = 0.5
    """Hours that each member of a board spends on a request."""
    prepare_hours: Annotated[Hours, Unit("hours"), Plausible(0, 8), Source(judgement=True)] = 2.0
    """Hours that the person who asks spends on each request."""
    pass_good: Annotated[Probability, Plausible(0.5, 1), Source("S13", judgement=True)] = 1.0
    """Chance that a good idea passes."""
    pass_bad: Annotated[Probability, Plausible(0.2, 1), Source("S13", judgement=True)] = 1.0
    """Chance that any other idea passes."""
    judges_by: JudgesBySpec | None = None
    """Judge by the estimate instead of by chances."""
    return_probability: Annotated[ProperProbability, Plausible(0, 0.30), Source("P45", judgement=True)] = 0.0
    """Chance that a request is sent back to be prepared anew; this delays the verdict."""
    fills_places: bool = False
    """Whether it is the board that fills the places of `limits`: at each sitting it begins the best ideas that wait, as
    many as there are places."""
    ranks_by: Policy | None = None
    """What such a board ranks ideas by; default: value_over_effort."""

    @model_validator(mode="after")
    def _board_or_reviewers(self) -> LayerSpec:
        if self.sits_every_days is None and self.review_hours is None:
            raise ValueError(
                "does not say when it answers; add sits_every_days (a board) or review_hours (reviewers)"
            )
        if self.sits_every_days is not None and self.review_hours is not None:
            raise ValueError("is both a board and reviewers; keep sits_every_days or review_hours")
        of_a_board = {"phase", "capacity_per_sitting", "hours_per_request"} & self.explicit_keys()
        if self.sits_every_days is None and of_a_board:
            raise ValueError(f"has {min(of_a_board)} but never sits; add sits_every_days, or remove it")
        if self.fills_places and self.sits_every_days is None:
            raise ValueError("fills places but never sits; add sits_every_days, or remove fills_places")
        if self.fills_places and self.level == "each":
            raise ValueError("fills places at each level; name one level, or members")
        if self.ranks_by is not None and not self.fills_places:
            raise ValueError(
                "ranks_by is for a board that fills places; add fills_places: true, or remove it"
            )
        judging = {"pass_good", "pass_bad", "judges_by", "return_probability"} & self.explicit_keys()
        if self.fills_places and judging:
            raise ValueError(
                f"fills places and does not judge; remove {min(judging)}, or add a layer that judges"
            )
        if self.level is not None and self.members:
            raise ValueError("has members and a level, whose managers are its members; keep one of them")
        if self.judges_by is not None and {"pass_good", "pass_bad"} & self.explicit_keys():
            raise ValueError(
                "judges by an estimate and by chances; keep judges_by, or pass_good and pass_bad"
            )
        return self


class AtLeastSpec(Spec):
    """A committee: a minimum number of layers must say yes."""

    at_least: Annotated[PositiveCount, Unit("layers")]
    """Minimum number of approvals."""


class AskSpec(Spec):
    """Who must be asked."""

    ask: list[Name] = []
    """Names of layers; none: the team decides."""
    rule: Literal["all", "any"] | AtLeastSpec = "all"
    """all: the layers are asked in turn, and the first no ends it; any, at_least: all at once, until it is decided."""

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

    default_after_days: Annotated[PositiveDays, Source("S38")] | None = None
    """Working days after which an overdue answer is taken by default."""


class ClassSharesSpec(Spec):
    """Shares of the classes of decisions, relative to each other."""

    local: Annotated[NonNegative, Unit("share"), Plausible(0, 1), Source(judgement=True)] = 0.6
    """Decisions that concern the team only."""
    cross_team: Annotated[NonNegative, Unit("share"), Plausible(0, 1), Source(judgement=True)] = 0.3
    """Decisions that concern another team."""
    organisation: Annotated[NonNegative, Unit("share"), Plausible(0, 1), Source(judgement=True)] = 0.1
    """Decisions that concern the whole organisation."""

    @model_validator(mode="after")
    def _something(self) -> ClassSharesSpec:
        if self.local + self.cross_team + self.organisation <= 0:
            raise ValueError("all shares are 0; raise one")
        return self


ClassRight = Literal["decide", "consult"] | ClassAskSpec


class DuringWorkSpec(Spec):
    """Decisions that work raises: how often, of what class, and whose they are."""

    per_effort_day: Annotated[
        float,
        Field(ge=0, le=MOST_DECISIONS),
        Unit("per day of work"),
        Plausible(0.05, 0.3),
        Source(judgement=True),
    ] = 0.1
    """Decisions per nominal day of work."""
    shares: ClassSharesSpec = ClassSharesSpec()
    local: ClassRight = "decide"
    """Decisions that concern the team only."""
    cross_team: ClassRight = "consult"
    """Decisions that concern another team; consult: a person there answers, from their queue."""
    organisation: ClassRight = "decide"
    """Decisions that concern the whole organisation."""
    consult_hours: Annotated[
        Distribution, Unit("hours"), Plausible(0.2, 2, of="mean"), Source(judgement=True)
    ] = 0.5
    """Working hours that an answer takes the person who is consulted."""
    anyone_after_days: Annotated[PositiveDays, Plausible(1, 10), Source("P40", judgement=True)] = 5.0
    """Working days after which anyone may go on with an answered task."""


class ForInitiativeSpec(Spec):
    """Decisions about an initiative as a whole, for which all of its work rests."""

    per_initiative: Annotated[
        int, Field(ge=1, le=3), Unit("decisions"), Plausible(1, 3), Source(judgement=True)
    ] = 2
    """How many: the first when its items are created, the others when a third and two thirds of them are done."""
    by: ClassRight = "decide"
    """Who takes them; `decide`: the team does, and nothing rests."""


class DecisionRightsSpec(Spec):
    """Decisions that the team may take itself, and decisions that need others."""

    start_initiative: Right = AskSpec()
    """Before the items of an initiative are begun, after the stages done once per initiative. `decide`: the team
    decides."""
    release: Right = AskSpec()
    """Before a finished item, with its dependent changes, is released. `decide`: the team decides."""
    during_work: DuringWorkSpec | None = None
    """Decisions that tasks raise; default: none."""
    for_initiative: ForInitiativeSpec | None = None
    """Decisions that block an initiative; default: none."""


class GateSpec(Spec):
    """Which opportunities are taken into the backlog."""

    estimate_above: Annotated[NonNegative, Unit("money per quarter")] | None = None
    """Opportunities with a lower estimate of value per quarter are refused."""
    backlog_limit: Annotated[PositiveCount, Unit("initiatives")] | None = None
    """Opportunities are refused while the owning team has this many that are not begun."""


class GovernanceSpec(Spec):
    """Gate, layers of approval, decision rights."""

    gate: GateSpec = GateSpec()
    layers: Annotated[list[LayerSpec], Field(max_length=MOST_LAYERS)] = []
    """Boards and reviewers."""
    decision_rights: DecisionRightsSpec = DecisionRightsSpec()

    @property
    def board_of_places(self) -> int | None:
        """Which layer fills the places of the portfolio, if any."""
        return next((i for i, layer in enumerate(self.layers) if layer.fills_places), None)

    @model_validator(mode="after")
    def _one_board_of_places(self) -> GovernanceSpec:
        filling = [layer.name for layer in self.layers if layer.fills_places]
        if len(filling) > 1:
            raise ValueError(f"layers {' and '.join(filling[:2])} both fill places; one of them can")
        return self
