"""Decisions: work raises questions, and somebody has the right to answer them.

Claim. The more work, the more decisions; some are the team's own, some concern another team, some the
whole organisation. Who may decide himself goes on. Who must consult or ask waits, does something
else meanwhile, and comes back to the task when the answer is there; an answer that is overdue is
taken by default [JinLevitt1996]_. The wait is not configured: it is the queue of whoever is asked.

Source. Virtual Design Team (S38); latency of answers P40, P46. Rate and mix are judgement: 0.05-0.3
decisions per day of effort are plausible; swept.

Off value. No decisions are raised: rate 0.
"""

from __future__ import annotations

from ..kernel.chance import CONSULTED, DECISION_GAP, draw
from ..kernel.compiled import compiled
from ..kernel.quantiles import LawBook, quantile
from ..organisation.boards import review_layers
from ..organisation.governance import DuringWorkSpec
from ..state.owners import owner_of
from ..work.records import INCIDENT
from .entry import Mechanism, Parameter, Setting

LOCAL, CROSS_TEAM, ORGANISATION = range(3)


@compiled
def decision_class(u, local_share, cross_share):
    """Class of a decision, given its uniform draw in (0, 1)."""
    if u < local_share:
        return LOCAL
    return CROSS_TEAM if u < local_share + cross_share else ORGANISATION


RETURN_BITS, DECISION_BITS = 20, 20


@compiled
def decision_count(item):
    """What distinguishes the draws of one decision of an item from those of others."""
    return (((item.stage << RETURN_BITS) | item.returns) << DECISION_BITS) | item.decisions


@compiled
def plan_decision(w, item):
    """Draw how much work remains of a task when its next decision is raised, 0 for none."""
    law = w.parameters[0].decision_law
    item.pause_at = 0.0
    if law < 0 or item.kind == INCIDENT:
        return
    u = draw(w.clock[0].seed, DECISION_GAP, item.owner_key, item.part_key, decision_count(item))[0]
    item.pause_at = max(0.0, item.remaining - quantile(w, law, u))


@compiled
def consulted_team(w, item):
    """Team that is consulted: owner of the item's stage in a coupled product, or in any other."""
    u = draw(w.clock[0].seed, CONSULTED, item.owner_key, item.part_key, item.decisions)[0]
    product = coupled_product(w, item.product, u)
    if product == item.product:
        return owner_of(w, item, item.stage)  # whoever does it himself asks nobody
    return w.owner[product * w.parameters[0].stages + item.stage]


@compiled
def coupled_product(w, product, u):
    """Another product drawn by coupling with one product, evenly where there is no coupling; the
    product itself where it is the only one."""
    first, last = w.coupling_first[product], w.coupling_first[product + 1]
    total = 0.0
    for c in range(first, last):
        total += w.couplings[c].probability
    if total <= 0.0:
        others = len(w.coupling_first) - 2
        if others <= 0:
            return product
        other = min(int(u * others), others - 1)
        return other if other < product else other + 1
    for c in range(first, last):
        u -= w.couplings[c].probability / total
        if u < 0.0:
            return w.couplings[c].product
    return w.couplings[last - 1].product


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters; the rights themselves stand in `governance`."""
    governance = setting.organisation.governance
    work = governance.decision_rights.during_work
    rate = 0.0 if work is None else work.per_effort_day
    work = work or DuringWorkSpec()
    shares = work.shares
    total = shares.local + shares.cross_team + shares.organisation
    return {
        "decision_law": laws.exponential(1.0 / rate) if rate > 0 and setting.acts("decisions") else -1,
        "local_share": shares.local / total,
        "cross_share": shares.cross_team / total,
        "consult_law": laws.hours(work.consult_hours),
        "consult_stage": len(setting.value_stream) + len(review_layers(governance)),
        "held_days": work.anyone_after_days,
    }


MECHANISM = Mechanism(
    name="decisions",
    claim="Work raises decisions; a task waits until the person or team with the right to decide has answered.",
    sources=("S38", "P40", "P46"),
    keys=("governance.decision_rights.during_work",),
    parameters=(
        Parameter("decision_law", "i8", -1, "nominal days of work between decisions"),
        Parameter("local_share", "f8", None, "share of decisions that concern the team only"),
        Parameter("cross_share", "f8", None, "share of decisions that concern another team"),
        Parameter("consult_law", "i8", None, "days of answering a team that consults"),
        Parameter("consult_stage", "i8", None, "stage that stands for answering"),
        Parameter("held_days", "f8", None, "days after which anyone may go on with an answered task"),
    ),
    values=values,
    accounts=("consulting",),
)
