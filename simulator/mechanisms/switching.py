"""Switching: who has several tasks open loses time on every change between them.

Claim. The more tasks a person has open, the larger the share of his time that goes into finding back.

Source. Weinberg's table (P16): 0, 20, 40, 60, 75 % lost at 1 to 5 projects. It is a rule of thumb
without data behind it; half of it is as plausible. The default is half, judgement; swept.

Off value. Nothing lost at any number of tasks.
"""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from ..metadata import Plausible, Source, Unit
from ..organisation.workforce import MOST_OPEN_TASKS
from ..spec import Spec
from .entry import Mechanism, Setting

Share = Annotated[float, Field(ge=0, le=0.99)]


class SwitchingSpec(Spec):
    """What is lost to switching between open tasks."""

    lost_share: Annotated[
        list[Share], Field(min_length=1), Unit("share"), Plausible(0, 2, of="default"), Source("P16")
    ] = [0.0, 0.10, 0.20, 0.30, 0.375]
    """Share of working time lost with 1, 2, 3, … open tasks; the last holds for more."""


def lost_at(spec: SwitchingSpec, open_tasks: int) -> float:
    """Share of working time lost with a number of open tasks."""
    if open_tasks == 0:
        return 0.0
    return spec.lost_share[min(open_tasks, len(spec.lost_share)) - 1]


def lost_shares(setting: Setting, people: int, periods: int) -> dict[str, Any]:
    """Share of working time lost, by number of open tasks."""
    spec, active = setting.of(SwitchingSpec), setting.acts("switching")
    return {"lost": np.array([lost_at(spec, k) * active for k in range(MOST_OPEN_TASKS + 1)])}


MECHANISM = Mechanism(
    name="switching",
    claim="A person with several tasks open loses time on every change between them.",
    sources=("P16",),
    section="switching",
    spec=SwitchingSpec,
    tables=lost_shares,
    accounts=("switching",),
)
