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

from typing import Annotated

from ..kernel.compiled import compiled
from ..metadata import Plausible, Source, Unit
from ..spec import Probability, ProperProbability, Spec


class DecisionQualitySpec(Spec):
    """How decisions during work go wrong. `decision_quality: {}` takes the defaults."""

    misaligned: Annotated[Probability, Plausible(0, 0.4), Source(judgement=True)] = 0.2
    """Chance that a local decision is out of line where the strategy is not known."""
    strategy_clarity: Annotated[Probability, Unit("share"), Plausible(0, 1), Source(judgement=True)] = 0.5
    """Share of that chance which a clear strategy takes away."""
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
