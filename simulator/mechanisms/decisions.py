"""Decisions: work raises questions, and particular people or teams have the right to answer them.

Claim. The more work, the more decisions. Some concern the team only, some another team, some the whole
organisation. A person with the right to decide goes on at once. A person who must consult or ask waits,
works on something else meanwhile, and returns to the task when the answer is there. Where an answer is
overdue, the decision is taken by default [JinLevitt1996]_. The wait is not configured: it is the queue of
the team or layer that is asked.

A few decisions concern an initiative as a whole: its architecture, its scope, its budget. All of its work rests
until they are taken, so that they cost more than many small ones.

Source. Virtual Design Team (S38); latency of answers P40, P46. Rate and mix are judgement: 0.05-0.3
decisions per day of effort are plausible, and one to three per initiative; swept.

Off value. No decisions are raised: rate 0.
"""

from __future__ import annotations

from ..kernel.chance import CONSULTED, DECISION_GAP, draw
from ..kernel.compiled import compiled
from ..kernel.quantiles import LawBook, quantile
from ..organisation.boards import review_layers
from ..organisation.governance import DuringWorkSpec
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
        return item.team  # the only product: its team asks no one
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


MOST_BLOCKING = 3


@compiled
def is_due(w, initiative):
    """Whether the next decision about an initiative is due: at commitment, when a third of its items is done, when two
    thirds are; with the last item none is left to take."""
    raised = initiative.raised
    if raised >= w.parameters[0].blocking_decisions:
        return False
    if raised == 0:
        return True
    return initiative.done * MOST_BLOCKING >= raised * initiative.items and initiative.done < initiative.items


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters; the rights themselves stand in `governance`."""
    governance = setting.organisation.governance
    work = governance.decision_rights.during_work
    blocking = governance.decision_rights.for_initiative
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
        "blocking_decisions": 0 if blocking is None else blocking.per_initiative,
    }


MECHANISM = Mechanism(
    name="decisions",
    claim="Work raises decisions; a task waits until the person or team with the right to decide has answered.",
    sources=("S38", "P40", "P46"),
    keys=("governance.decision_rights.during_work", "governance.decision_rights.for_initiative"),
    parameters=(
        Parameter("decision_law", "i8", -1, "nominal days of work between decisions"),
        Parameter("local_share", "f8", None, "share of decisions that concern the team only"),
        Parameter("cross_share", "f8", None, "share of decisions that concern another team"),
        Parameter("consult_law", "i8", None, "days of answering a team that consults"),
        Parameter("consult_stage", "i8", None, "stage that stands for answering"),
        Parameter("held_days", "f8", None, "days after which anyone may go on with an answered task"),
        Parameter("blocking_decisions", "i8", 0, "decisions per initiative for which all of its work rests"),
    ),
    values=values,
    accounts=("consulting",),
)
