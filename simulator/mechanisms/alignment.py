"""Alignment: what a team decides alone may be what another team does as well, or the opposite of it.

Claim. A board that starts work sees what all teams ask for. Where no board does, an initiative meets another
team's now and then, less often the clearer the strategy and the more a shared roadmap shows in time. Either both do the
same, and a part of one is work for nothing; or they contradict each other, and a part of both is done again. So
autonomy, which saves the wait for a board, needs alignment: what it gains depends on how clear the strategy is.

Source. Judgement, all of it: five to fifteen initiatives of a hundred, were nothing clear. That the gain from deciding on the
spot depends on a shared direction is the usual reading of squads and tribes (P13).

Off value. Initiatives never meet: chance 0.
"""

from __future__ import annotations

import math
from typing import Annotated

from ..kernel.chance import ALIGNMENT, draw
from ..kernel.compiled import compiled
from ..kernel.quantiles import LawBook
from ..kernel.units import NONE
from ..metadata import Plausible, Source, Unit
from ..organisation.governance import BOARD, START
from ..spec import Probability, Spec
from ..work.records import OWN
from .entry import Column, Mechanism, Parameter, Setting

ROUNDING = 1e-9


class AlignmentSpec(Spec):
    """How often initiatives that teams decide alone meet those of others. `alignment: {}` takes the defaults."""

    overlap: Annotated[Probability, Plausible(0.05, 0.15), Source(judgement=True)] = 0.10
    """Chance that an initiative which no board has seen meets another team's, were no strategy clear."""
    strategy_clarity: Annotated[Probability, Unit("share"), Plausible(0, 1), Source(judgement=True)] = 0.5
    """Share of that chance which a clear strategy takes away; and of decisions out of line (`decision_quality`)."""
    roadmap: Annotated[Probability, Unit("share"), Plausible(0, 0.8), Source(judgement=True)] = 0.0
    """Share of what is left that a shared roadmap shows in time."""
    share_of_items: Annotated[Probability, Unit("share"), Plausible(0.1, 0.5), Source(judgement=True)] = 0.3
    """Part of the items of an initiative that is done for nothing, or done again, rounded up."""
    contradicting: Annotated[Probability, Unit("share"), Plausible(0, 1), Source(judgement=True)] = 0.5
    """Share of initiatives that meet which contradict each other; of the others one does what the other does as well."""


@compiled
def is_decided_alone(w):
    """Whether no board has to do with the start of an initiative. Reviewers see one request at a time, and no other."""
    if w.parameters[0].board_of_places != NONE:
        return False
    right = w.rights[START]
    for k in range(right.first_layer, right.first_layer + right.layers):
        if w.layers[w.asked_layers[k]].form == BOARD:
            return False
    return True


@compiled
def meet_another(w, n):
    """Initiative n is committed: it may turn out that another team does the same, or the opposite."""
    parameters, initiative = w.parameters[0], w.initiatives[n]
    if parameters.overlap <= 0.0 or not is_decided_alone(w):
        return
    u, v, _, _ = draw(w.clock[0].seed, ALIGNMENT, initiative.owner_key, 0, 0)
    if u >= parameters.overlap:
        return
    met = whom_it_meets(w, n)
    if met == NONE:
        return
    if v < parameters.contradicting:
        initiative.conflicts += part_of(w, initiative)
        w.initiatives[met].conflicts += part_of(w, w.initiatives[met])
    else:
        initiative.duplicates = part_of(w, initiative)


@compiled
def part_of(w, initiative):
    """How many items of an initiative are concerned."""
    return math.ceil(initiative.items * w.parameters[0].share_of_items - ROUNDING)


@compiled
def whom_it_meets(w, n):
    """One of the initiatives that are committed and not over, of another team than n's; -1 for none."""
    initiative, found, least = w.initiatives[n], NONE, 1.0
    for other in range(len(w.initiatives)):
        row = w.initiatives[other]
        if (
            row.ordinal == NONE
            or other == n
            or not row.committed_at >= 0.0
            or is_same_team(w, initiative, row)
        ):
            continue
        u = draw(w.clock[0].seed, ALIGNMENT, initiative.owner_key, 1 + row.ordinal, 0)[0]
        if u < least:
            found, least = other, u
    return found


@compiled
def is_same_team(w, a, b):
    """Whether the same team does most of the work on two initiatives; temporary teams have one each."""
    parameters = w.parameters[0]
    if parameters.staff_roles > 0:
        return False
    stage = parameters.stage_of_most_work
    return w.owner[a.product * parameters.stages + stage] == w.owner[b.product * parameters.stages + stage]


@compiled
def is_contradicted(w, item):
    """Whether an item of an initiative, which is done with all its changes, contradicts another team's and is done again."""
    n = item.initiative
    if n == NONE or item.kind != OWN or w.initiatives[n].conflicts <= 0:
        return False
    w.initiatives[n].conflicts -= 1
    return True


def chance_to_meet(spec: AlignmentSpec) -> float:
    """Chance that an initiative which no board has seen meets another team's, if there is any."""
    return spec.overlap * (1.0 - spec.strategy_clarity) * (1.0 - spec.roadmap)


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters."""
    spec = setting.of(AlignmentSpec)
    return {
        "overlap": chance_to_meet(spec),
        "contradicting": spec.contradicting,
        "share_of_items": spec.share_of_items,
    }


MECHANISM = Mechanism(
    name="alignment",
    claim="What teams decide alone is sometimes what another team does as well, or the opposite, less often the clearer the strategy.",
    sources=("P13",),
    section="alignment",
    spec=AlignmentSpec,
    says="How what teams decide alone meets what others do; without it, it never does.",
    needs_section=True,
    parameters=(
        Parameter("overlap", "f8", 0.0, "chance that an initiative decided alone meets another team's"),
        Parameter("contradicting", "f8", None, "share of these that contradict each other"),
        Parameter("share_of_items", "f8", None, "part of the items that is concerned"),
    ),
    values=values,
    accounts=("duplicated",),
    columns={
        "initiatives": (
            Column(
                "conflicts",
                "i4",
                0,
                "items that are still to be done again because they contradict another's",
            ),
            Column("duplicates", "i4", 0, "first items that do what another team does as well"),
        ),
        "items": (Column("duplicate", "i4", 0, "1: another team does the same"),),
    },
)
