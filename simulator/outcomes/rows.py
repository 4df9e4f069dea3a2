"""Records, read column by column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np


class Rows:
    """Some rows of a table of records.

    `rows["closed_at"]` is a column, shape (n,), `rows["days"]` one of shape (n, parts), and `rows["days", TOUCH]` one
    part of it; `rows[mask]`, `rows[places]` and `rows[2:]` are some of these rows. A column is copied out of the records once, when
    it is first asked for, and cannot be written to: to read a field of long records anew each time takes far longer.
    """

    def __init__(self, records: Any, places: Any) -> None:
        """records: a record array; places: which of its rows, in which order."""
        self._records, self._places = records, places
        self._columns: dict[Any, Any] = {}

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, (np.ndarray, slice)):
            return Rows(self._records, self._places[key])
        column = self._columns.get(key)
        return self._read(key) if column is None else column

    def _read(self, key: Any) -> Any:
        """Copy a column, shape (n,) or (n, parts); of a number, its record."""
        if isinstance(key, int):
            return self._records[self._places[key]]
        if isinstance(key, tuple):
            name, part = key
            column = self._records[name][:, part][self._places]
        else:
            column = self._records[key][self._places]
        column.flags.writeable = False
        self._columns[key] = column
        return column

    @property
    def dtype(self) -> Any:
        """Names and types of the fields."""
        return self._records.dtype

    @property
    def records(self) -> Any:
        """These rows as a record array."""
        return self._records.view(f"V{self.dtype.itemsize}")[self._places].view(self.dtype)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.records)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return self.records


def mean_of(column: Any) -> float | None:
    """Mean of numbers, or share of a mask; None where there are none."""
    return float(np.add.reduce(column, dtype=np.float64) / len(column)) if len(column) else None
