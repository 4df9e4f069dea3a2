"""Arrow arrays that share numpy's memory are those that Arrow makes itself, and pandas stays out of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.store.arrays import coded, column, flags, lists, numbers, repeated, strings

SCENARIO = Path(__file__).parents[2] / "scenarios" / "three-clerks.yaml"
TABLES = """
import sys
from simulator import load_scenario, simulate
run = simulate(load_scenario(sys.argv[1], {"horizon.days": 5, "horizon.run_off_days": 0}), events=True)
for name in ("run", "quarters", "initiatives", "items", "hours", "incidents", "events"):
    getattr(run, name).validate(full=True)
assert "pandas" not in sys.modules
"""

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)


@settings(deadline=None)
@given(
    size=st.integers(0, 70), seed=st.integers(0, 99), kind=st.sampled_from(["f8", "i8", "i4", "i1", "M8[us]"])
)
def test_numbers_are_arrows(size: int, seed: int, kind: str) -> None:
    rng = np.random.default_rng(seed)
    values, truths = rng.integers(-99, 99, 2 * size)[::2].astype(kind), rng.random(size) < 0.5
    for missing in (None, rng.random(size) < 0.5, np.zeros(size, bool)):
        same_as(pa.array(values, mask=missing), numbers(values, missing))
        same_as(pa.array(truths, mask=missing), flags(truths, missing))


@settings(deadline=None)
@given(words=st.lists(texts | st.none(), max_size=20), rows=st.lists(st.lists(texts, max_size=3), max_size=9))
def test_words_are_arrows(words: list[str | None], rows: list[list[str]]) -> None:
    same_as(pa.array(words, pa.string()), strings(words))
    same_as(pa.array(rows, pa.list_(pa.string())), lists(rows))


@settings(deadline=None)
@given(words=st.lists(texts, min_size=1, max_size=20))
def test_columns_are_arrows(words: list[str]) -> None:
    same_as(pa.array(words, pa.string()).dictionary_encode(), column(words))
    same_as(pa.array([words[0]] * 3, pa.string()).dictionary_encode(), repeated(words[0], 3))


@pytest.mark.parametrize("values", [[1, 2, 2**62], [0.5, 1.0]])
def test_a_column_of_numbers_keeps_their_kind(values: list[Any]) -> None:
    same_as(pa.array(values), column(values))
    same_as(pa.array([values[0]] * 4), repeated(values[0], 4))


def test_a_negative_code_is_no_word() -> None:
    assert coded([1, -1, 0], ["a", "b"]).to_pylist() == ["b", None, "a"]


def test_tables_of_a_run_are_whole_and_made_without_pandas() -> None:
    """To import it takes longer than a small run."""
    done = subprocess.run(
        [sys.executable, "-c", TABLES, str(SCENARIO)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def same_as(expected: pa.Array, found: pa.Array) -> None:
    found.validate(full=True)
    assert found.type == expected.type
    assert found.equals(expected)
    assert found.null_count == expected.null_count
