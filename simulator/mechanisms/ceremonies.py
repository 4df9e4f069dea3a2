"""Ceremonies: meetings that happen whether there is work or not.

Claim. Teams, chapters and guilds meet every week; meeting hours grow with the number of members and
are gone for tasks.

Source. Engineers report 10.9 meeting hours a week, 9.7 in small and 12.9 in large firms (P10), of
which these fixed meetings are a part and coordination is the rest; chapters and guilds P12. The
split is judgement.

Off value. 0 hours.
"""

from __future__ import annotations

from ..kernel.compiled import compiled
from ..kernel.units import HOURS_PER_WEEK
from ..spec import NonNegative, Spec

MOST_OF_THE_WEEK = 0.8
"""Meetings never take more than this share of anybody's week."""


class CeremoniesSpec(Spec):
    """Meetings of a team."""

    hours_per_week: NonNegative = 3.0
    """Of each member, whatever the size. Range 0-8 (P10). Judgement; swept."""
    minutes_per_member_per_week: NonNegative = 10.0
    """Of each member, for every member of the team. Range 0-30 (P10). Judgement; swept."""


def team_share(spec: CeremoniesSpec, members: int) -> float:
    """Share of the week that a team's meetings take from each member."""
    return (spec.hours_per_week + spec.minutes_per_member_per_week * members / 60.0) / HOURS_PER_WEEK


@compiled
def capped(share):
    """Share of the week that meetings take of a person who is called to so many."""
    return min(MOST_OF_THE_WEEK, max(0.0, share))
