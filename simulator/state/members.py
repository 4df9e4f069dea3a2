"""Members of a team, in order of their ordinals."""

from __future__ import annotations

from ..kernel.compiled import compiled
from ..kernel.units import NONE


@compiled
def join_members(w, m, t):
    """Put membership m among the members of team t, in order of ordinals."""
    before, here = NONE, w.teams[t].first_member
    while here != NONE and here < m:
        before, here = here, w.memberships[here].next_member
    w.memberships[m].next_member = here
    if before == NONE:
        w.teams[t].first_member = m
    else:
        w.memberships[before].next_member = m


@compiled
def leave_members(w, m, t):
    """Take membership m from among the members of team t, if it is there."""
    before, here = NONE, w.teams[t].first_member
    while here not in (m, NONE):
        before, here = here, w.memberships[here].next_member
    if here == NONE:
        return
    if before == NONE:
        w.teams[t].first_member = w.memberships[m].next_member
    else:
        w.memberships[before].next_member = w.memberships[m].next_member
