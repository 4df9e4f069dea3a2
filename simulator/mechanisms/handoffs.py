"""Handoffs: passing an item from team to team is work, and something is lost on the way.

Claim. The giver writes down and explains before the item leaves; the receiver reads and asks before work
starts, both in proportion where the piece of work is small; what was not said costs additional effort and sends some items back. The wait between the two is
not configured: it is the queue in front of the receiving team (P37).

Source. Rework added per handoff 0.10, range 0.05-0.30 (P38, judgement); hours judgement. Swept.

Off value. No transfer work, nothing lost.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..kernel.compiled import compiled
from ..kernel.quantiles import LawBook
from ..kernel.units import HOURS_PER_DAY
from ..metadata import Plausible, Source, Unit
from ..spec import ProperProbability, Spec
from .entry import Mechanism, Parameter, Setting

Hours = Annotated[float, Field(ge=0, le=10_000)]


class HandoffsSpec(Spec):
    """What passing an item to another team costs."""

    give_hours: Annotated[Hours, Unit("hours"), Plausible(0, 4), Source(judgement=True)] = 1.0
    """Work of the giver before the item leaves."""
    take_hours: Annotated[Hours, Unit("hours"), Plausible(0, 8), Source(judgement=True)] = 2.0
    """Work of the receiver before they start."""
    lost_effort: Annotated[
        float, Field(ge=0, le=100), Unit("share"), Plausible(0, 0.2), Source(judgement=True)
    ] = 0.05
    """Additional share of the receiving stage's effort."""
    lost_return: Annotated[ProperProbability, Plausible(0.05, 0.30), Source("P38", judgement=True)] = 0.10
    """Additional chance that the receiving stage sends the item back."""
    most_share: Annotated[
        float, Field(ge=0, le=1), Unit("share"), Plausible(0.05, 0.3), Source(judgement=True)
    ] = 0.10
    """Most that giving takes of the effort of the stage that is done, and taking of the one that begins."""


@compiled
def return_chance(own, lost, handed):
    """Chance that a stage sends an item back, given its own and what a handoff lost."""
    return 1.0 - (1.0 - own) * (1.0 - lost) if handed else own


@compiled
def bounded(hours, effort, parameters):
    """Days of transfer work on a stage of some effort."""
    return min(hours, parameters.most_handing * effort)


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters."""
    spec = setting.of(HandoffsSpec)
    return {
        "give_days": spec.give_hours / HOURS_PER_DAY,
        "take_days": spec.take_hours / HOURS_PER_DAY,
        "lost_effort": spec.lost_effort,
        "lost_return": spec.lost_return,
        "most_handing": spec.most_share,
    }


MECHANISM = Mechanism(
    name="handoffs",
    claim="Passing an item from team to team is work for both, and something is lost on the way.",
    sources=("P37", "P38"),
    section="handoffs",
    spec=HandoffsSpec,
    parameters=(
        Parameter("give_days", "f8", 0.0, "work of the giving team"),
        Parameter("take_days", "f8", 0.0, "work of the receiving team"),
        Parameter("lost_effort", "f8", 0.0, "more effort of the receiving stage, as a share"),
        Parameter("lost_return", "f8", 0.0, "more chance that the receiving stage sends back"),
        Parameter(
            "most_handing", "f8", None, "most that transfer work takes, as a share of the stage's effort"
        ),
    ),
    values=values,
    accounts=("handoff",),
)
