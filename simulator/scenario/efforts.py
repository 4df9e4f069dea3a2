"""How much work an item takes at each stage, computed from means."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..kernel.distributions import mean_of
from ..work.demand import Stream
from ..work.value_stream import StageSpec, effort_shares
from .histories import read_arrivals


def expected_efforts(
    stages: Sequence[StageSpec], stream: Stream, folder: Path, products: list[str]
) -> list[float]:
    """Expected nominal days that an item of a stream takes at each stage the first time."""
    whole = _mean_effort(stream, folder, products)
    return [
        whole * share if stage.effort_days is None else mean_of(stage.effort_days)
        for stage, share in zip(stages, effort_shares(stages), strict=True)
    ]


def _mean_effort(stream: Stream, folder: Path, products: list[str]) -> float:
    """Mean effort of an item over all stages with a share, in working days."""
    if stream.csv is not None and stream.csv.effort_days is not None:
        history = read_arrivals(stream.csv, folder, stream.product, products, "")
        return float(np.mean(history.efforts))
    return 0.0 if stream.effort_days is None else mean_of(stream.effort_days)
