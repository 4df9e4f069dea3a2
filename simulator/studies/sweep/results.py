"""What a study has left, read back: points, and outcomes in arrays of points, variants and replications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import InputError, Problem, did_you_mean
from ...outcomes.registry import BY_NAME, Metric
from ...scenario.factors import Factor
from ...store.parts import Receipt, whole_parts
from ...store.reader import columns_of
from .folder import StudyFolder, study_in

if TYPE_CHECKING:
    import pandas as pd

BEYOND = "beyond_run_off"


class StudyResults:
    """The results of a study, complete or not.

    Parameters
    ----------
    folder: where `orgsim study` has put it.

    Raises
    ------
    InputError where there is no study, or a part of it is damaged.
    """

    def __init__(self, folder: str | Path) -> None:
        self.study: StudyFolder = study_in(Path(folder))
        self.receipts: list[Receipt] = whole_parts(self.study.path, question=self.study.question)
        self._read: dict[str, Any] = {}

    @property
    def variants(self) -> list[str]:
        """Names of the variants; the first is the baseline."""
        return self.study.variants

    @property
    def factors(self) -> tuple[Factor, ...]:
        """Levers and uncertainties, in the order of the file."""
        return self.study.factors

    @property
    def asked(self) -> Mapping[str, Any]:
        """What was asked, in words: question, design, outcomes that decide."""
        return dict(self.study.entry["asked"])

    @property
    def runs(self) -> int:
        """Runs that are done."""
        return sum(receipt.runs for receipt in self.receipts)

    @cached_property
    def x(self) -> pd.DataFrame:
        """Values of the factors: a row for each point, a column for each factor by its path."""
        frame: pd.DataFrame = self.study.points().to_pandas().set_index("point")
        return frame

    def metric(self, outcome: str) -> Metric:
        """An outcome by name. Raises InputError where there is none of that name."""
        if outcome not in BY_NAME:
            raise InputError(
                [
                    Problem(
                        outcome, "no such outcome", did_you_mean(outcome, list(BY_NAME)), str(self.study.path)
                    )
                ]
            )
        return BY_NAME[outcome]

    def values(self, outcome: str) -> Any:
        """An outcome of all runs, shape (points, variants, replications).

        NaN where nothing was measured, or the run is missing; infinite beyond the run-off.
        """
        self.metric(outcome)
        if outcome not in self._read:
            self._read[outcome] = self._values(outcome)
        return self._read[outcome]

    def means(self, outcome: str) -> Any:
        """Means over replications, shape (points, variants); NaN where nothing was measured, infinite where most lie beyond."""
        values = self.values(outcome)
        with np.errstate(invalid="ignore"):
            found = np.nanmedian(values, axis=2) if np.isinf(values).any() else _mean(values)
        return found

    def _values(self, outcome: str) -> Any:
        where, (found, beyond) = self._places, self._columns(outcome)
        shape = (self.study.count, len(self.variants), int(where[2].max(initial=-1)) + 1)
        values = np.full(shape, np.nan)
        values[where] = np.where(beyond & np.isnan(found), np.inf, found)
        return values

    @cached_property
    def _places(self) -> tuple[Any, Any, Any]:
        """Point, variant and replication of each row."""
        table = columns_of(self.study.path, self._files, ["point", "variant", "replication"])
        words = table["variant"].combine_chunks().dictionary_encode()
        if hasattr(words, "combine_chunks"):
            words = words.combine_chunks()
        numbers = np.array([self.variants.index(name) for name in words.dictionary.to_pylist()], np.int64)
        return (
            table["point"].to_numpy(),
            numbers[words.indices.to_numpy()] if len(numbers) else np.zeros(0, np.int64),
            table["replication"].to_numpy(),
        )

    def _columns(self, outcome: str) -> tuple[Any, Any]:
        import pyarrow.compute as pc

        can_lie_beyond = BY_NAME[outcome].may_lie_beyond
        table = columns_of(self.study.path, self._files, [outcome, *([BEYOND] if can_lie_beyond else [])])
        found = table[outcome].to_numpy()
        beyond = np.zeros(len(found), bool)
        if can_lie_beyond:
            names = table[BEYOND].combine_chunks()
            named = pc.equal(pc.list_flatten(names), outcome)
            beyond[pc.list_parent_indices(names).filter(named).to_numpy()] = True
        return found, beyond

    @property
    def _files(self) -> Sequence[str]:
        return [name for receipt in self.receipts for name in receipt.files if name.startswith("runs/")]


def _mean(values: Any) -> Any:
    known = ~np.isnan(values)
    count = known.sum(axis=2)
    with np.errstate(invalid="ignore"):
        return np.where(count > 0, np.where(known, values, 0.0).sum(axis=2) / np.maximum(count, 1), np.nan)
