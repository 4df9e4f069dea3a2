"""Ceremonies: meetings that happen whether there is work or not.

Claim. Teams, chapters and guilds meet every week; meeting hours grow with the number of members and
are gone for tasks.

Source. Engineers report 10.9 meeting hours a week, 9.7 in small and 12.9 in large firms (P10), of
which these fixed meetings are a part and coordination is the rest; chapters and guilds P12. The
split is judgement.

Off value. 0 hours.
"""

from __future__ import annotations

from typing import Annotated

from ..kernel.compiled import compiled
from ..metadata import Plausible, Source, Unit
from ..spec import NonNegative, Spec

HOURS_PER_WEEK = 40.0
MOST_OF_THE_WEEK = 0.8
"""Meetings never take more than this share of anybody's week."""


class CeremoniesSpec(Spec):
    """Meetings of a team."""

    hours_per_week: Annotated[
        NonNegative, Unit("hours per week"), Plausible(0, 8), Source("P10", judgement=True)
    ] = 3.0
    """Of each member, whatever the size of the team."""
    minutes_per_member_per_week: Annotated[
        NonNegative, Unit("minutes per week and member"), Plausible(0, 30), Source("P10", judgement=True)
    ] = 10.0
    """Of each member, for every member of the team."""


def team_share(spec: CeremoniesSpec, members: int) -> float:
    """Share of the week that a team's meetings take from each member."""
    return (spec.hours_per_week + spec.minutes_per_member_per_week * members / 60.0) / HOURS_PER_WEEK


@compiled
def capped(share):
    """Share of the week that meetings take of a person who is called to so many."""
    return min(MOST_OF_THE_WEEK, max(0.0, share))
