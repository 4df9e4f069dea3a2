"""Funding: an initiative begins when there is money for it, and money is given out at intervals.

Claim. Where each initiative is funded by itself, it waits for the next round, on average half of the time between two. Where
teams are funded, an initiative begins at once, as long as something is left of what its team was given; then it waits
for the next round as well. What is not spent expires, and what was overspent is taken off the next envelope. So the
same money, given out in the same rounds, waits longer in one form than in the other; which of the two spends it
on more, and sooner, is a result.

Source. Judgement: yearly and quarterly rounds are both usual; boards that sit at intervals make wait half a period (P43).

Off value. Initiatives need no funding.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from ..kernel.compiled import compiled
from ..kernel.quantiles import LawBook
from ..kernel.units import DAYS_PER_QUARTER, NONE
from ..kernel.world import table
from ..metadata import Plausible, Source, Unit
from ..spec import Positive, Spec
from .entry import Column, Mechanism, Parameter, Setting

NOT_FUNDED, BY_TEAM, BY_INITIATIVE = range(3)
MOST_QUARTERS = 400
SHORTEST_ROUND = 0.01

ENVELOPE = np.dtype(
    [
        ("given", "f8"),  # nominal days of work that each round puts into it, infinite for no limit
        ("left", "f8"),  # of these, what is left; below 0 where it is overdrawn
    ],
    align=True,
)
"""What a team, or the company, may begin before the next round."""


class FundingSpec(Spec):
    """Who is given money, and when. `funding: {}` takes the defaults."""

    by: Literal["initiative", "team"] = "initiative"
    """`initiative`: each waits for the next round; `team`: each begins at once, as long as its team has something left."""
    every_quarters: Annotated[
        float,
        Field(ge=SHORTEST_ROUND, le=MOST_QUARTERS),
        Unit("quarters"),
        Plausible(1, 4),
        Source("P43", judgement=True),
    ] = 4.0
    """Quarters from one round to the next; the first is on day 0."""
    days_per_quarter: (
        Annotated[Positive, Unit("days of work per quarter"), Source(judgement=True, yours=True)] | None
    ) = None
    """Days of work on initiatives that are funded in a quarter, in the whole company; divided among teams in proportion
    to their members. Default: no limit."""


@compiled
def envelope_of(w, initiative):
    """Whose envelope pays for an initiative: that of the team which does most of the work in its area, or the company's."""
    parameters = w.parameters[0]
    if parameters.funding != BY_TEAM:
        return 0
    return w.owner[initiative.product * parameters.stages + parameters.stage_of_most_work]


@compiled
def is_paid_at_once(w, initiative):
    """Whether an initiative begins without waiting for a round."""
    by = w.parameters[0].funding
    return by == NOT_FUNDED or (by == BY_TEAM and w.envelopes[envelope_of(w, initiative)].left > 0.0)


@compiled
def pay_for(w, initiative):
    """An initiative takes its estimated effort from its envelope, which may be overdrawn."""
    if w.parameters[0].funding != NOT_FUNDED:
        w.envelopes[envelope_of(w, initiative)].left -= initiative.estimated_effort
        initiative.money_wait = (
            w.clock[0].now - initiative.money_asked_at if initiative.lacks_money == 1 else 0.0
        )


@compiled
def ask_for_money(w, initiative):
    """An initiative waits for the next round."""
    initiative.lacks_money = 1
    initiative.money_asked_at = w.clock[0].now
    w.clock[0].ideas_unfunded += 1


@compiled
def stop_asking_for_money(w, initiative):
    """An initiative waits for money no longer."""
    if initiative.lacks_money == 1:
        initiative.lacks_money = 0
        w.clock[0].ideas_unfunded -= 1


@compiled
def renew(w):
    """A round: what was left expires, what was overdrawn is taken off."""
    for e in range(len(w.envelopes)):
        w.envelopes[e].left = w.envelopes[e].given + min(0.0, w.envelopes[e].left)


@compiled
def next_to_pay(w):
    """Of the initiatives that wait for money and whose envelope is not empty, the one that asked first; -1 for none."""
    found = NONE
    for n in range(len(w.initiatives)):
        initiative = w.initiatives[n]
        if initiative.ordinal == NONE or initiative.lacks_money == 0:
            continue
        if w.envelopes[envelope_of(w, initiative)].left > 0.0 and (
            found == NONE or asked_before(w, n, found)
        ):
            found = n
    return found


@compiled
def asked_before(w, n, other):
    """Whether initiative n asked for money before another one; of two at the same time, which arrived first."""
    a, b = w.initiatives[n], w.initiatives[other]
    if a.money_asked_at != b.money_asked_at:
        return a.money_asked_at < b.money_asked_at
    return a.ordinal < b.ordinal


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters."""
    spec = setting.of(FundingSpec)
    return {
        "funding": BY_TEAM if spec.by == "team" else BY_INITIATIVE,
        "funding_days": spec.every_quarters * DAYS_PER_QUARTER,
    }


def tables(setting: Setting, people: int, periods: int) -> dict[str, Any]:
    """The envelopes: one of each team, or one."""
    spec = setting.of(FundingSpec)
    teams = setting.organisation.teams
    envelopes = table(ENVELOPE, max(1, len(teams)))
    if spec.days_per_quarter is None:
        envelopes.given = math.inf
        return {"envelopes": envelopes}
    sums = spec.days_per_quarter * spec.every_quarters
    if spec.by == "initiative":
        envelopes.given[0] = sums
        return {"envelopes": envelopes}
    owners = {
        t for (_, stage), t in setting.organisation.owner.items() if stage == setting.stage_of_most_work
    }
    members = {t: sum(share for _, share in teams[t].members) for t in owners}
    for t in owners:
        envelopes.given[t] = sums * members[t] / sum(members.values())
    return {"envelopes": envelopes}


def first_round(setting: Setting, tables: Mapping[str, Any]) -> None:
    """On day 0 each envelope is full."""
    tables["envelopes"].left = tables["envelopes"].given


MECHANISM = Mechanism(
    name="funding",
    claim="An initiative begins when there is money for it, and money is given out at intervals, to initiatives or to teams.",
    sources=("P43",),
    section="funding",
    spec=FundingSpec,
    says="Who is given money for initiatives, and when; without it none is needed.",
    needs_section=True,
    parameters=(
        Parameter(
            "funding", "i8", NOT_FUNDED, "1: teams have envelopes; 2: each initiative waits for a round"
        ),
        Parameter("funding_days", "f8", None, "working days from one round to the next"),
    ),
    values=values,
    columns={
        "initiatives": (
            Column("lacks_money", "i4", 0, "1: it waits for money"),
            Column("money_asked_at", "f8", math.nan, "working day since when"),
            Column("money_wait", "f8", math.nan, "working days that it waited, once it is funded"),
        )
    },
    tables=tables,
    prepare=first_round,
)
