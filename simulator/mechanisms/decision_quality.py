"""Decision quality: a team that decides alone may miss the strategy, layers that decide may miss the facts.

Claim. A local decision is sometimes out of line with the strategy, less often the clearer the strategy. A
decision of layers loses local knowledge at each layer that it passes. Either way a wrong decision sends
work back or takes some of its value. A team that consults knows both sides, and pays in time. A decision
taken by default is a local one.

Source. Galbraith 1973, Thompson 1967 (S40); Sah & Stiglitz 1986 for screens in series (S13); speed
against quality of decisions P47, share of decision time wasted P46. All sizes are judgement. The two
chances are equal by default and are swept together, so that only the point where they cross is a result.

Off value. No decision is wrong: chances 0.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from ..kernel.chance import WRONG, draw
from ..kernel.compiled import compiled
from ..kernel.quantiles import LawBook
from ..metadata import Plausible, Source, Unit
from ..spec import Probability, ProperProbability, Spec
from .alignment import AlignmentSpec
from .decisions import decision_count
from .entry import Column, Mechanism, Parameter, Setting


class DecisionQualitySpec(Spec):
    """How decisions during work go wrong. `decision_quality: {}` takes the defaults."""

    stands_elsewhere: ClassVar[dict[str, str]] = {"strategy_clarity": "alignment.strategy_clarity"}

    misaligned: Annotated[Probability, Plausible(0, 0.4), Source(judgement=True)] = 0.2
    """Chance that a local decision is out of line where the strategy is not known; `alignment.strategy_clarity` takes its
    share of it away."""
    lost_per_layer: Annotated[Probability, Plausible(0, 0.2), Source(judgement=True)] = 0.1
    """Chance that a layer loses knowledge that the decision needs."""
    return_probability: Annotated[ProperProbability, Plausible(0, 0.6), Source(judgement=True)] = 0.3
    """Chance that a wrong decision sends its item back when the stage ends."""
    value_lost: Annotated[Probability, Unit("share"), Plausible(0, 0.2), Source(judgement=True)] = 0.05
    """Share of the item's value that a wrong decision takes."""


@compiled
def chance_wrong(layers, misaligned, lost_per_layer):
    """Chance that a decision is wrong, by how many layers took it; 0 for a local one."""
    if layers == 0:
        return misaligned
    return 1.0 - (1.0 - lost_per_layer) ** layers


@compiled
def decide(w, item, layers):
    """A decision is taken by a number of layers, 0 for the team itself; it may be wrong."""
    parameters = w.parameters[0]
    chance = chance_wrong(layers, parameters.deciding_wrong, parameters.lost_per_layer)
    if chance <= 0.0:
        return
    if draw(w.clock[0].seed, WRONG, item.owner_key, item.part_key, decision_count(item))[0] >= chance:
        return
    item.wrong += 1
    item.wrongs += 1


@compiled
def kept_of_value(w, item):
    """Share of its value that an item keeps, after the wrong decisions in it."""
    return (1.0 - w.parameters[0].wrong_value) ** item.wrongs if item.wrongs > 0 else 1.0


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters."""
    spec = setting.of(DecisionQualitySpec)
    return {
        "deciding_wrong": spec.misaligned * (1.0 - setting.of(AlignmentSpec).strategy_clarity),
        "lost_per_layer": spec.lost_per_layer,
        "wrong_return": spec.return_probability,
        "wrong_value": spec.value_lost,
    }


MECHANISM = Mechanism(
    name="decision_quality",
    claim="A local decision may miss the strategy; a decision of layers may miss what is known on the spot.",
    sources=("S13", "S40", "P46", "P47"),
    section="decision_quality",
    spec=DecisionQualitySpec,
    says="How decisions during work go wrong; without it none does.",
    needs_section=True,
    parameters=(
        Parameter("deciding_wrong", "f8", 0.0, "chance that a local decision is wrong"),
        Parameter("lost_per_layer", "f8", 0.0, "chance that a layer loses what it would have to know"),
        Parameter("wrong_return", "f8", None, "chance that a wrong decision sends its item back"),
        Parameter("wrong_value", "f8", None, "share of the item's value that a wrong decision takes"),
    ),
    values=values,
    columns={"items": (Column("wrong", "i8", 0, "wrong decisions in this stage"),)},
)
