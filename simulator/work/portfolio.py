"""The portfolio: how many initiatives may be begun at a time. What has no place waits in the backlog."""

from __future__ import annotations

from typing import Annotated, Literal

from ..metadata import Plausible, Source, Unit
from ..spec import PositiveCount, Spec

SCOPES = ("team", "group", "company")


class LimitsSpec(Spec):
    """How many initiatives may be begun at a time. No work is done on an idea before it has a place."""

    initiatives: Annotated[PositiveCount, Unit("initiatives"), Plausible(1, 8), Source(judgement=True)]
    """Places. One is freed when its initiative is over, in whatever way."""
    per: Literal["team", "group", "company"] = "team"
    """Who has so many places: each team, for the ideas of which it does the first stage; each group, for the
    ideas of its teams; or the company."""
