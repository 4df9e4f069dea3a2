"""Arrow arrays of what numpy has computed, which share its memory.

`pa.array` imports pandas when it is first called, which costs every process of a study a quarter of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa


def numbers(values: Any, missing: Any = None) -> pa.Array:
    """Numbers or instants; missing: which of them are null, shape (n,)."""
    values = np.ascontiguousarray(values)
    data = pa.py_buffer(values.view(np.int64) if values.dtype.kind == "M" else values)
    return pa.Array.from_buffers(_type_of(values.dtype), len(values), [_known(missing), data])


def flags(values: Any, missing: Any = None) -> pa.Array:
    """Truth values; missing: which of them are null, shape (n,)."""
    return pa.Array.from_buffers(pa.bool_(), len(values), [_known(missing), _bits(values)])


def coded(codes: Any, words: Sequence[str]) -> pa.Array:
    """Codes as words, each of which is kept once; negative codes are null."""
    codes = np.asarray(codes, np.int32)
    return pa.DictionaryArray.from_arrays(numbers(codes, codes < 0), _vocabulary(tuple(words)), safe=False)


def spelled(codes: Any, words: Sequence[str | None]) -> pa.Array:
    """Codes as words, each written out in every row; null for None."""
    texts = [b"" if word is None else word.encode() for word in words]
    lengths, missing = (
        np.array([*map(len, texts)], np.int32),
        np.array([word is None for word in words], bool),
    )
    offsets, data = _offsets(lengths[codes]), b"".join([texts[code] for code in codes.tolist()])
    return pa.Array.from_buffers(
        pa.string(), len(codes), [_known(missing[codes]), offsets, pa.py_buffer(data)]
    )


def strings(words: Sequence[str | None]) -> pa.Array:
    """Words as they are; null for None."""
    return spelled(np.arange(len(words)), words)


def lists(rows: Sequence[Sequence[str]]) -> pa.Array:
    """A list of words in each row."""
    words = strings([word for row in rows for word in row])
    offsets = pa.Array.from_buffers(pa.int32(), len(rows) + 1, [None, _offsets([*map(len, rows)])])
    return pa.ListArray.from_arrays(offsets, words)


def column(values: Sequence[Any]) -> pa.Array:
    """Values of one kind: words, numbers with a fraction, or whole ones."""
    if isinstance(values[0], str):
        words = list(dict.fromkeys(values))
        code = {word: k for k, word in enumerate(words)}
        return coded([code[value] for value in values], words)
    return numbers(np.array(values, np.float64 if isinstance(values[0], float) else np.int64))


def repeated(value: Any, rows: int) -> pa.Array:
    """The same word or number in every row."""
    if isinstance(value, str):
        return coded(np.zeros(rows, np.int32), [value])
    return numbers(np.full(rows, value, np.float64 if isinstance(value, float) else np.int64))


_type_of = lru_cache(pa.from_numpy_dtype)
_vocabulary = lru_cache(maxsize=256)(strings)


def _offsets(lengths: Any) -> pa.Buffer:
    """Where each part begins, and the last ends."""
    offsets = np.zeros(len(lengths) + 1, np.int32)
    np.cumsum(lengths, out=offsets[1:])
    return pa.py_buffer(offsets)


def _known(missing: Any) -> pa.Buffer | None:
    return None if missing is None or not np.count_nonzero(missing) else _bits(~missing)


def _bits(values: Any) -> pa.Buffer:
    return pa.py_buffer(np.packbits(values, bitorder="little"))
