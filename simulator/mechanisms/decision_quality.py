"""Decision quality: who decides alone may miss the strategy, who decides from above may miss the facts.

Claim. A local decision is out of line with the strategy now and then, less often the clearer the strategy. A
decision of layers loses local knowledge with each layer that it passes. Either way a wrong decision
sends work back or takes some of its value. Whoever consults knows both, and pays in time. An answer that
comes by default is a local one.

Source. Galbraith 1973, Thompson 1967 (S40); Sah & Stiglitz 1986 for screens in series (S13); speed against
quality of decisions P47, share of decision time wasted P46. All sizes are judgement; the two chances are the
same by default and are swept together, so that only where the two cross is a result.

Off value. Nobody decides wrongly: chances 0.
"""

from __future__ import annotations

from ..kernel.chance import WRONG, draw
from ..kernel.compiled import compiled
from ..spec import Probability, ProperProbability, Spec
from .decisions import decision_count


class DecisionQualitySpec(Spec):
    """How decisions during work go wrong. `decision_quality: {}` takes the defaults."""

    misaligned: Probability = 0.2
    """Chance that a local decision is out of line where nobody knows the strategy. Range 0-0.4. Judgement; swept."""
    strategy_clarity: Probability = 0.5
    """Share of that which a clear strategy takes away. Range 0-1. Judgement; swept."""
    lost_per_layer: Probability = 0.1
    """Chance that a layer loses what it would have had to know. Range 0-0.2. Judgement; swept."""
    return_probability: ProperProbability = 0.3
    """Chance that a wrong decision sends its item back when the stage ends. Range 0-0.6. Judgement; swept."""
    value_lost: Probability = 0.05
    """Share of the item's value that a wrong decision takes. Range 0-0.2. Judgement; swept."""


@compiled
def chance_wrong(layers, misaligned, lost_per_layer):
    """Chance that a decision is wrong, by how many layers took it; 0 for a local one."""
    if layers == 0:
        return misaligned
    return 1.0 - (1.0 - lost_per_layer) ** layers


@compiled
def decide(w, item, layers):
    """A decision is taken by so many layers, or by the team itself; it may be wrong."""
    parameters = w.parameters[0]
    chance = chance_wrong(layers, parameters.deciding_wrong, parameters.lost_per_layer)
    if chance <= 0.0:
        return
    if draw(w.clock[0].seed, WRONG, item.owner_key, item.part_key, decision_count(item))[0] >= chance:
        return
    item.wrong += 1
    item.wrongs += 1
