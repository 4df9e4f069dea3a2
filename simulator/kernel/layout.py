"""Where the fields of a record lie: what is read together stands together, and rows begin where a cache line does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

CACHE_LINE = 64


def laid_out(record: Any, first: Sequence[str] = ()) -> Any:
    """The record with the fields that are named first in front, in that order, then the others, wide ones first.

    Records of more than a cache line fill whole lines.
    """
    others = [name for name in record.names if name not in first]
    names = [*first, *sorted(others, key=lambda name: -record.fields[name][0].alignment)]
    kinds, offsets, end = [record.fields[name][0] for name in names], [], 0
    for kind in kinds:
        offsets.append(-(-end // kind.alignment) * kind.alignment)
        end = offsets[-1] + kind.itemsize
    unit = CACHE_LINE if end > CACHE_LINE else record.alignment
    size = -(-end // unit) * unit
    return np.dtype({"names": names, "formats": kinds, "offsets": offsets, "itemsize": size}, align=True)


def rows_on_lines(dtype: Any, rows: int) -> Any:
    """An array of zeros that begins where a cache line does."""
    kind = np.dtype(dtype)
    room = np.zeros(rows * kind.itemsize + CACHE_LINE, np.uint8)
    start = -room.ctypes.data % CACHE_LINE
    return room[start : start + rows * kind.itemsize].view(kind)
