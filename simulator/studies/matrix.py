"""What runs brought, in matrices of variants by replications: the only place that makes them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ..outcomes.registry import METRICS, value_of
from .runs import Run

Measure = Callable[[Run], Mapping[str, float | None]]


def every_outcome(run: Run) -> dict[str, float]:
    """All outcomes of a run: infinite beyond the run-off, NaN where nothing was measured."""
    row = run.run.to_pylist()[0]
    return {metric.name: value_of(row, metric) for metric in METRICS}


def measured_outcomes(run: Run) -> dict[str, float]:
    """The same without a table of the run."""
    measured, beyond = run.outcomes
    row = {**measured, "beyond_run_off": beyond}
    return {metric.name: value_of(row, metric) for metric in METRICS}


class Matrix:
    """Values of runs by point, variant and replication; runs may come in any order.

    Parameters
    ----------
    measure: what is kept of a run, by name; None where nothing was measured.
    """

    def __init__(self, measure: Measure = every_outcome) -> None:
        self._measure = measure
        self._names: tuple[str, ...] = ()
        self._rows: dict[tuple[int, str, int], Any] = {}

    def take(self, run: Run) -> None:
        """Keep what one run brought."""
        found = self._measure(run)
        self._names = tuple(found)
        row = [math.nan if value is None else value for value in found.values()]
        self._rows[run.point, run.variant, run.replication] = np.array(row, np.float64)

    def values(self, variants: Sequence[str], replications: int, point: int = 0) -> dict[str, Any]:
        """By name: shape (variants, replications), of the first replications; NaN where nothing was measured."""
        rows = [[self._rows[point, name, r] for r in range(replications)] for name in variants]
        tables = np.moveaxis(np.array(rows, np.float64), -1, 0)
        return {name: np.ascontiguousarray(table) for name, table in zip(self._names, tables, strict=True)}
