"""Stages: what has to be done to an item, by whom, and what may come back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from ..kernel.distributions import Distribution
from ..metadata import Plausible, Source, Unit
from ..spec import Name, NonNegative, Positive, Probability, ProperProbability, Spec

HIGHEST_SHARE = 100.0
LEAST_FIT, HIGHEST_FIT = 0.01, 100.0
MOST_STAGES = 62  # one bit each in a team's record of what waits

STAGE = np.dtype(
    [
        ("share", "f8"),  # of the item's one effort draw; 0 where the stage draws its own
        ("law", "i8"),  # its own effort, -1 where it takes a share
        ("other_eyes", "i8"),  # 1: not by the person who did the stage before
        ("return_probability", "f8"),
        ("return_to", "i8"),  # stage to which a returned item goes
        ("return_share", "f8"),  # of the effort drawn anew for each repetition
        ("finds", "f8"),  # share of the defects in an item that it finds
        ("first_role", "i8"),  # first of its rows in stage_roles
        ("roles", "i8"),  # how many roles can do it
    ],
    align=True,
)


Proficiency = Annotated[float, Field(ge=LEAST_FIT, le=HIGHEST_FIT), Unit("multiplier")]


class StageSpec(Spec):
    """One step of the value stream."""

    stage: Name
    """Its name."""
    per: Literal["initiative", "item"] = "item"
    """Done once per initiative (they come first, as discovery does) or for each item."""
    by: Annotated[dict[Name, Proficiency], Field(min_length=1)]
    """Roles that can do it, each with its proficiency: 1 takes the nominal effort, 0.8 a quarter more."""
    share: Annotated[Positive, Field(le=HIGHEST_SHARE), Unit("share")] | None = None
    """Share of the item's one effort draw. Stages with neither `share` nor `effort_days` split what the
    shares leave of 1 equally."""
    effort_days: Annotated[Distribution, Unit("working days")] | None = None
    """An effort of its own, in working days, drawn independently of the item's."""
    other_eyes: bool = False
    """Not to be done by the person who did the stage before."""
    return_probability: Annotated[ProperProbability, Plausible(0, 0.3), Source("S08", judgement=True)] = 0.0
    """Chance that the item is sent back when this stage ends."""
    return_to: Name | None = None
    """Stage to which it is sent back; default: this one. The stages from there are repeated."""
    return_share: Annotated[
        NonNegative, Field(le=HIGHEST_SHARE), Unit("share"), Plausible(0.2, 1), Source(judgement=True)
    ] = 1.0
    """Share of a newly drawn effort that a repetition takes."""
    finds: Annotated[
        Probability, Unit("share"), Plausible(0.4, 0.85, where="for a test"), Source("P59", "P60")
    ] = 0.0
    """Share of the defects in an item that this stage finds and sends back, where `quality` acts."""


def effort_shares(stages: Sequence[StageSpec]) -> list[float]:
    """Share of the item's one effort draw that each stage takes; 0 for draws of their own."""
    per_item = [s for s in stages if s.per == "item"]
    written = sum(s.share for s in per_item if s.share is not None)
    silent = sum(s.share is None and s.effort_days is None for s in per_item)
    rest = max(0.0, 1.0 - written) / silent if silent else 0.0
    return [0.0 if s.per == "initiative" or s.effort_days is not None else s.share or rest for s in stages]
