"""Dependencies: a change here needs a change there.

Claim. Work in one product area needs changes in others as often as the areas are coupled, whatever the
structure. Where another team owns the other area, the change waits in that team's queue, and the item
waits for the change; where the same team owns both, the item waits for no other team. Coupling belongs to
the products (the world); what it costs follows from ownership (the structure).

A team does its own work first. Where work is not visible, it hears of a request only when it meets. When an item and its
change are put together they may not fit, the more easily the farther apart the teams are that made them: then one
of them goes back to where most of it was made.

Before it starts, the other team has to understand the change and agree to it; a contract (a team API,
written down once) cuts that work. A self-service platform has no queue for others: a team that needs
something from it makes the change itself, with less effort. A platform by ticket is one more queue (P69,
S34).

Source. That own work comes first is what makes work across sites take 2.5 times as long (S24); misfits across
organisational borders have their sign from Nagappan and from Cataldo & Herbsleb (P61), their size is judgement.
 MacCormack, Baldwin & Rusnak 2012 and Colfer & Baldwin 2016 for coupling (P70); the wait is the
maximum of parallel times, as in fork-join (S09), and is not configured.

Parameters. `products[].coupling`: chance per item, 0 to 1, judgement: 0.05 to 0.3 is plausible.

Off value. Chance 0: items need no other area; and then there is nothing to do first, and nothing to misfit.
"""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import Field

from ..kernel.chance import MISFIT, draw
from ..kernel.compiled import compiled
from ..kernel.quantiles import LawBook
from ..kernel.units import HOURS_PER_DAY, NONE
from ..metadata import Plausible, Source, Unit
from ..spec import PositiveDays, Probability, Spec
from .entry import Mechanism, Parameter, Setting

OFF_PROBABILITY = 0.0
SHORTEST_PERIOD = 0.1  # working days from one meeting to the next
MOST_HOURS = 10_000.0


class MisfitSpec(Spec):
    """Chance that an item and a change it needs elsewhere do not fit when they are put together, so that one of them,
    either with the same chance, goes back to the stage with most work."""

    team: Annotated[Probability, Unit("share"), Plausible(0.02, 0.1), Source("P61", judgement=True)] = 0.05
    """Where one team did both."""
    group: Annotated[Probability, Unit("share"), Plausible(0.05, 0.2), Source("P61", judgement=True)] = 0.10
    """Where two teams of one group did them."""
    across: Annotated[Probability, Unit("share"), Plausible(0.1, 0.4), Source("P61", judgement=True)] = 0.20
    """Where teams of two groups did them."""
    contract_factor: Annotated[Probability, Unit("factor"), Plausible(0.2, 1), Source(judgement=True)] = 0.5
    """Multiplies them where the area of the change has a contract."""


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
    own_first: Annotated[bool, Source("S24", judgement=True)] = True
    """Whether a team does all work of its own before what other teams ask of it."""
    misfit: MisfitSpec = MisfitSpec()
    work_visible: Annotated[bool, Source(judgement=True)] = True
    """Whether a team sees at once what another one asks of it; otherwise it hears of it when it meets next."""
    meets_every_days: Annotated[
        PositiveDays, Field(ge=SHORTEST_PERIOD), Plausible(5, 20), Source(judgement=True)
    ] = 10.0
    """Days from one meeting of a team, at which it hears of requests, to the next."""


@compiled
def needs_change(u, probability):
    """Whether an item needs a change in a coupled area, given its uniform draw u in (0, 1)."""
    return u < probability


@compiled
def misfit_chance(w, leader, change):
    """Chance that a change does not fit the item that needs it, by the teams that did most of both."""
    parameters = w.parameters[0]
    if leader.made_by == change.made_by:
        chance = parameters.misfit_team
    elif w.teams[leader.made_by].group == w.teams[change.made_by].group:
        chance = parameters.misfit_group
    else:
        chance = parameters.misfit_across
    return chance * parameters.misfit_contract if w.contracted[change.product] == 1 else chance


@compiled
def find_misfits(w, i):
    """Put item i and its changes together: mark those that have to go back, and say whether any has."""
    leader, found = w.items[i], False
    here = leader.follower
    while here != NONE:
        change = w.items[here]
        if change.joined == 0:
            change.joined = 1
            u, coin, _, _ = draw(w.clock[0].seed, MISFIT, change.owner_key, change.part_key, 0)
            if u < misfit_chance(w, leader, change):
                found = True
                if coin < 0.5:
                    leader.goes_back = 1
                else:
                    change.goes_back = 1
        here = change.follower
    return found


@compiled
def next_meeting(now, every, phase):
    """Day of the first meeting after now, of those that are held regularly from a share of a period on."""
    return (math.floor(now / every - phase) + 1.0 + phase) * every


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters."""
    spec = setting.of(DependenciesSpec)
    return {
        "coupled": 1,
        "negotiating_days": spec.negotiation_hours / HOURS_PER_DAY,
        "self_service_effort": spec.self_service_effort,
        "own_first": spec.own_first,
        "misfit_team": spec.misfit.team,
        "misfit_group": spec.misfit.group,
        "misfit_across": spec.misfit.across,
        "misfit_contract": spec.misfit.contract_factor,
        "meets_every": 0.0 if spec.work_visible else spec.meets_every_days,
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
        Parameter("own_first", "i8", 0, "1: own work comes before what other teams ask"),
        Parameter("misfit_team", "f8", 0.0, "chance that work of one team does not fit together"),
        Parameter("misfit_group", "f8", 0.0, "the same for two teams of a group"),
        Parameter("misfit_across", "f8", 0.0, "the same for teams of two groups"),
        Parameter("misfit_contract", "f8", None, "multiplies them where there is a contract"),
        Parameter(
            "meets_every",
            "f8",
            0.0,
            "days between meetings at which a team hears of requests, 0 where it sees them",
        ),
    ),
    values=values,
    accounts=("handoff",),
)
