"""How finished work reaches its users."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ..spec import PositiveDays, Spec

MODES = ("continuous", "train", "whole_initiative")
CONTINUOUS, TRAIN, WHOLE_INITIATIVE = range(3)

SHORTEST_PERIOD = 0.01  # working days between trains


class ReleaseSpec(Spec):
    """When finished items are released."""

    mode: Literal["continuous", "train", "whole_initiative"] = "continuous"
    """At once; with the next train; or when the whole initiative is finished."""
    every_days: Annotated[PositiveDays, Field(ge=SHORTEST_PERIOD)] | None = None
    """Working days between trains; a train takes what was finished before it leaves."""

    @model_validator(mode="after")
    def _train_has_a_period(self) -> ReleaseSpec:
        if self.mode == "train" and self.every_days is None:
            raise ValueError("a train needs a period; add every_days, the working days between trains")
        if self.mode != "train" and self.every_days is not None:
            raise ValueError("every_days is for trains; write 'mode: train', or remove every_days")
        return self
