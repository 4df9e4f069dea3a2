"""Dependencies: a change here needs a change there.

Claim. Work in one product area needs changes in others as often as the areas are coupled, whoever
is organised how. Where another team owns the other area, the change stands in that team's queue
and the item waits for it; where the same team owns both, nobody waits for another team. Coupling
belongs to the products (the world); what it costs follows from ownership (the structure).

Source. MacCormack, Baldwin & Rusnak 2012 and Colfer & Baldwin 2016 for coupling (P70); the wait is
the maximum of parallel times, as in fork-join (S09), and is not configured.

Before it starts, the other team has to understand and agree; a contract (a team API, written down
once) cuts that. A self-service platform has no queue for others: whoever needs something from it does
it himself, with less effort; a platform by ticket is one more queue (P69, S34).

Parameters. `products[].coupling`: chance per item, 0 to 1, judgement: 0.05 to 0.3 is plausible.

Off value. Chance 0: items need no other area.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..kernel.compiled import compiled
from ..kernel.quantiles import LawBook
from ..kernel.units import HOURS_PER_DAY
from ..metadata import Plausible, Source, Unit
from ..spec import Probability, Spec
from .entry import Mechanism, Parameter, Setting

OFF_PROBABILITY = 0.0
MOST_HOURS = 10_000.0


class DependenciesSpec(Spec):
    """What it costs that an item needs a change in another team's area, besides the wait."""

    negotiation_hours: Annotated[
        float, Field(ge=0, le=MOST_HOURS), Unit("hours"), Plausible(0, 8), Source(judgement=True)
    ] = 2.0
    """Work of the other team before it starts, to agree on what is wanted."""
    contract_share: Annotated[Probability, Unit("share"), Plausible(0, 1), Source("P36", judgement=True)] = (
        0.25
    )
    """Part of these hours that is left where the area has a contract."""
    self_service_effort: Annotated[
        float, Field(ge=0, le=1), Unit("share"), Plausible(0.1, 1), Source("P69", judgement=True)
    ] = 0.3
    """Part of the usual effort that a change in a self-service area takes people who make it themselves."""


@compiled
def needs_change(u, probability):
    """Whether an item needs a change in a coupled area, given its uniform draw u in (0, 1)."""
    return u < probability


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters."""
    spec = setting.of(DependenciesSpec)
    return {
        "coupled": 1,
        "negotiating_days": spec.negotiation_hours / HOURS_PER_DAY,
        "self_service_effort": spec.self_service_effort,
    }


MECHANISM = Mechanism(
    name="dependencies",
    claim="Work in one area needs changes in coupled areas; who owns those decides whether it waits for another team.",
    sources=("S09", "S34", "P36", "P69", "P70"),
    keys=(
        "products.*.coupling",
        "structure.contracts",
    ),
    section="dependencies",
    spec=DependenciesSpec,
    parameters=(
        Parameter("coupled", "i8", 0, "1: items need changes elsewhere"),
        Parameter("negotiating_days", "f8", 0.0, "work of taking over a change that another team needs"),
        Parameter(
            "self_service_effort", "f8", None, "share of its effort that a change takes by self-service"
        ),
    ),
    values=values,
    accounts=("handoff",),
)
