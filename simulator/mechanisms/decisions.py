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

from ..kernel.compiled import compiled

LOCAL, CROSS_TEAM, ORGANISATION = range(3)


@compiled
def decision_class(u, local_share, cross_share):
    """Class of a decision, given its uniform draw in (0, 1)."""
    if u < local_share:
        return LOCAL
    return CROSS_TEAM if u < local_share + cross_share else ORGANISATION
