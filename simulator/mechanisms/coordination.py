"""Coordination: people who live on the same initiatives take time from each other.

Claim. A person's capacity for his tasks falls with the number of people who live on the same
initiatives: linearly, because he talks to each of them, and with the square, because each of them
has been talking to all the others. A tie to somebody of the same team is cheap, to another group
dear. The rule is the same in every structure; structures differ in who has to talk to whom.

Source. The form is the universal scalability law (S15); `pair_cost` is overhead per teammate (P02,
range 0.02-0.08), `size_cost` is chosen so that the output of a team peaks at 4-10 people (P03,
S22). Dearer ties across teams and groups: P34-P36; their size is judgement. Together with
ceremonies the total stays near what engineers report (P10).

Off value. `pair_cost` = `size_cost` = 0: nobody costs anybody anything.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..kernel.compiled import compiled
from ..metadata import Plausible, Source, Unit
from ..spec import Spec

Weight = Annotated[float, Field(ge=0, le=100)]
Loss = Annotated[float, Field(ge=0, le=1)]


class TieSpec(Spec):
    """How much a tie counts, by how near two people sit."""

    team: Annotated[Weight, Unit("weight"), Plausible(1, 1), Source(judgement=True)] = 1.0
    """To a member of the same team; the unit of the other two."""
    group: Annotated[Weight, Unit("weight"), Plausible(1, 3), Source(judgement=True)] = 1.5
    """To another team of the same group."""
    across: Annotated[Weight, Unit("weight"), Plausible(1, 5), Source("P34", judgement=True)] = 2.5
    """To another group."""


class CoordinationSpec(Spec):
    """What people who live on the same initiatives take from each other's time."""

    pair_cost: Annotated[Loss, Unit("share"), Plausible(0, 0.08), Source("P02")] = 0.02
    """Loss per other person, `a` in 1/(1 + a(n-1) + b n(n-1))."""
    size_cost: Annotated[Loss, Unit("share"), Plausible(0, 0.03), Source("P03", "S22", judgement=True)] = (
        0.012
    )
    """Loss per pair of people, `b`."""
    tie: TieSpec = TieSpec()


@compiled
def focus(partners, pair_cost, size_cost):
    """Share of working time left for tasks (0..1], given the weighted number of other people."""
    n = 1.0 + partners
    return 1.0 / (1.0 + pair_cost * partners + size_cost * n * partners)


@compiled
def tie_weight(parameters, same_team, same_group):
    """How much one other person counts."""
    if same_team:
        return parameters.tie_team
    return parameters.tie_group if same_group else parameters.tie_across
