"""Support: tickets are work of a class of their own, which no policy about value can starve.

Claim. Beside their initiatives teams answer tickets. A ticket has no estimate of value, so that a policy that ranks by
value would leave it waiting for ever; teams do not let it. Tickets are ranked by age among themselves, and take
their turn with the team's own work by one of three rules: a share of what the team begins goes to tickets first, and
what one of the two does not need the other gets; or tickets always come first; or they come after all else, and may
starve.

Source. Unplanned work of 15-30 % of engineers' time is what practitioners report, against
buffers of 20 %; maintenance and bad code take more (P67). The share is judgement.

Off value. Tickets are like other bare items.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ..kernel.compiled import compiled
from ..kernel.quantiles import LawBook
from ..metadata import Plausible, Source, Unit
from ..spec import Spec
from ..state.team_queues import AFTER_ALL, BEFORE_ALL
from .entry import Column, Mechanism, Parameter, Setting

RULES = ("share", "before", "after")
OFF, SHARE, BEFORE, AFTER = range(4)
KEPT_PER_WEEK = 0.84
"""Of what a team has begun this is still counted a week later: half after four weeks. Judgement."""


class SupportSpec(Spec):
    """When a team takes a ticket, and when its other work."""

    first: Literal["share", "before", "after"] = "share"
    """`share`: a ticket, as long as tickets are less than a share of what the team has begun lately; `before`: always
    a ticket; `after`: a ticket when no work of the team's own waits: it may wait for ever."""
    share: Annotated[
        float, Field(ge=0, le=1), Unit("share"), Plausible(0.1, 0.3), Source("P67", judgement=True)
    ] = 0.15
    """Share of the work begun, in nominal days, up to which tickets come first."""


@compiled
def tickets_first(w, team):
    """Whether a team takes a ticket before its own other work."""
    rule = w.parameters[0].support
    if rule != SHARE:
        return rule == BEFORE
    return team.begun_days <= 0.0 or team.begun_ticket_days < w.parameters[0].support_share * team.begun_days


@compiled
def fade_what_was_begun(w):
    """A week is over: of what teams have begun less is counted."""
    if w.parameters[0].support == SHARE:
        for t in range(len(w.teams)):
            w.teams[t].begun_days *= KEPT_PER_WEEK
            w.teams[t].begun_ticket_days *= KEPT_PER_WEEK


@compiled
def count_begun(w, team, item):
    """A team begins a stage of an item."""
    if w.parameters[0].support != SHARE or item.is_counted == 1:
        return
    item.is_counted = 1
    team.begun_days += item.stage_effort
    if item.ticket == 1:
        team.begun_ticket_days += item.stage_effort


@compiled
def comes_before(w, i, j, tickets_come_first):
    """Whether a team takes item i before item j: first what cannot wait, then tickets and own work by class, then what
    other teams ask for."""
    a, b = w.items[i], w.items[j]
    if a.ticket != b.ticket and a.rank > BEFORE_ALL and b.rank > BEFORE_ALL:
        other = b if a.ticket == 1 else a
        return (tickets_come_first or other.rank >= AFTER_ALL) == (a.ticket == 1)
    if a.rank != b.rank:
        return a.rank < b.rank
    if a.queued_at != b.queued_at:
        return a.queued_at < b.queued_at
    return a.ordinal < b.ordinal


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters."""
    spec = setting.of(SupportSpec)
    return {
        "support": 1 + RULES.index(spec.first),
        "support_share": spec.share if spec.first == "share" else 0.0,
    }


MECHANISM = Mechanism(
    name="support",
    claim="Tickets are a class of work of their own, which no policy about value can starve.",
    sources=("P67",),
    keys=("demand.items.*.class",),
    section="support",
    spec=SupportSpec,
    says="When teams take tickets: bare items of `class: support`.",
    parameters=(
        Parameter(
            "support", "i8", 0, "0: no class of its own; 1: a share first; 2: tickets first; 3: tickets last"
        ),
        Parameter("support_share", "f8", 0.0, "share of the work begun up to which tickets come first"),
    ),
    values=values,
    every_week=("support_share",),
    accounts=("support",),
    columns={
        "items": (Column("is_counted", "i8", 0, "1: what its team has begun counts the stage it is in"),),
        "teams": (
            Column("begun_days", "f8", 0, "nominal days of work begun lately"),
            Column("begun_ticket_days", "f8", 0, "of these, on tickets"),
        ),
    },
)
