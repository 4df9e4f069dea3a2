"""How finished work reaches its users."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from ..spec import Positive, Spec

MODES = ("continuous", "train", "whole_initiative")
CONTINUOUS, TRAIN, WHOLE_INITIATIVE = range(3)


class ReleaseSpec(Spec):
    """When finished items are released."""

    mode: Literal["continuous", "train", "whole_initiative"] = "continuous"
    """At once; with the next train; or when the whole initiative is finished."""
    every_days: Positive | None = None
    """Working days between trains; a train takes what was finished before it leaves."""

    @model_validator(mode="after")
    def _train_has_a_period(self) -> ReleaseSpec:
        if (self.mode == "train") != (self.every_days is not None):
            raise ValueError("every_days goes with mode train, and only with it")
        return self
