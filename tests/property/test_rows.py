"""Rows of records are read as numpy would read the records themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.outcomes.rows import Rows, mean_of

RECORD = np.dtype([("flag", "i1"), ("day", "f8"), ("parts", "f8", (3,)), ("ordinal", "i8")], align=True)


@st.composite
def chosen_rows(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Records, an order of some of them, and a mask of these."""
    records = np.zeros(draw(st.integers(1, 20)), RECORD)
    rng = np.random.default_rng(draw(st.integers(0, 1_000)))
    for name in ("flag", "day", "parts", "ordinal"):
        records[name] = rng.integers(-50, 50, records[name].shape)
    places = rng.permutation(len(records))[: draw(st.integers(0, len(records)))]
    return records, places, rng.random(len(places)) < 0.5


@given(chosen=chosen_rows())
def test_columns_are_the_fields_of_the_records(chosen: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    records, places, mask = chosen
    rows = Rows(records, places)
    for some, expected in (
        (rows, records[places]),
        (rows[mask], records[places][mask]),
        (rows[1:], records[places][1:]),
    ):
        assert len(some) == len(expected)
        assert [record["ordinal"] for record in some] == expected["ordinal"].tolist()
        assert [some[k]["day"] for k in range(len(some))] == expected["day"].tolist()
        for name in RECORD.names or ():
            assert np.array_equal(some[name], expected[name])
            assert np.array_equal(np.asarray(some)[name], expected[name])
        assert np.array_equal(some["parts", 2], expected["parts"][:, 2])
    assert rows["day"] is rows["day"]


def test_a_column_cannot_be_written_to() -> None:
    rows = Rows(np.zeros(3, RECORD), np.arange(3))
    with pytest.raises(ValueError, match="read-only"):
        rows["day"][0] = 1.0


def test_a_mean_of_nothing_is_nothing() -> None:
    assert mean_of(np.zeros(0)) is None
    assert mean_of(np.array([True, False, False, False])) == 0.25
