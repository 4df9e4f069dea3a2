"""Keyed chance is Philox4x64-10, bit for bit that of numpy [Salmon2011]_."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulator.kernel.chance import draw, philox, to_unit

WORD = 2**64
HIGHEST = 2**63 - 1

ordinals = st.integers(0, HIGHEST)


def numpys_words(key: tuple[int, int], counter: tuple[int, int, int, int]) -> list[int]:
    """Four words; numpy adds 1 to its counter, which starts with the first word, before it generates."""
    number = sum(word << (64 * k) for k, word in enumerate(counter))
    before = (number - 1) % WORD**4
    words = [(before >> (64 * k)) % WORD for k in range(4)]
    generator = np.random.Philox(key=np.array(key, np.uint64), counter=np.array(words, np.uint64))
    return [int(word) for word in generator.random_raw(4)]


def as_words(*numbers: int) -> list[Any]:
    return [np.uint64(number) for number in numbers]


@settings(deadline=None)  # the first call compiles
@given(key=st.tuples(*[st.integers(0, WORD - 1)] * 2), counter=st.tuples(*[st.integers(0, WORD - 1)] * 4))
@example(key=(0, 0), counter=(0, 0, 0, 0))
@example(key=(WORD - 1, WORD - 1), counter=(WORD - 1, WORD - 1, WORD - 1, WORD - 1))
def test_philox_gives_numpys_words(key: tuple[int, int], counter: tuple[int, int, int, int]) -> None:
    expected = numpys_words(key, counter)
    assert [int(word) for word in philox(*as_words(*key, *counter))] == expected


@settings(deadline=None)  # the first call compiles
@given(seed=ordinals, point=st.integers(0, 50), owner=ordinals, part=ordinals, count=ordinals)
@example(seed=0, point=0, owner=0, part=0, count=0)
@example(seed=HIGHEST, point=0, owner=HIGHEST, part=HIGHEST, count=HIGHEST)
def test_a_draw_is_numpys_philox_keyed_by_seed_and_point_and_counted_by_owner_part_and_count(
    seed: int, point: int, owner: int, part: int, count: int
) -> None:
    words = numpys_words((seed, point), (owner, part, count, 0))
    assert draw(seed, point, owner, part, count) == tuple((word // 2**12 + 0.5) * 2.0**-52 for word in words)


@settings(deadline=None)  # the first call compiles
@given(word=st.integers(0, WORD - 1))
@example(word=0)
@example(word=WORD - 1)
def test_a_word_becomes_a_number_strictly_between_0_and_1_symmetric_about_one_half(word: int) -> None:
    u = to_unit(np.uint64(word))
    assert 0.0 < u < 1.0
    assert to_unit(np.uint64(WORD - 1 - word)) == 1.0 - u


def test_the_random_numbers_of_the_salmon_paper() -> None:
    """Known answers of Random123 for philox4x64-10."""
    zeros = philox(*as_words(0, 0, 0, 0, 0, 0))
    assert [f"{int(word):016x}" for word in zeros] == [
        "16554d9eca36314c", "db20fe9d672d0fdc", "d7e772cee186176b", "7e68b68aec7ba23b",
    ]  # fmt: skip
    ones = philox(*as_words(*[WORD - 1] * 6))
    assert [f"{int(word):016x}" for word in ones] == [
        "87b092c3013fe90b", "438c3c67be8d0224", "9cc7d7c69cd777b6", "a09caebf594f0ba0",
    ]  # fmt: skip
