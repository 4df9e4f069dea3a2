"""Strange and extreme input ends in a message or in whole results: a small slice of `python -m tests.fuzz`."""

from __future__ import annotations

from collections import Counter

from ..fuzz import faults

CASES = range(120)  # tens of thousands were tried before


def test_no_input_ends_in_a_traceback_in_silence_or_in_half_of_the_results() -> None:
    ends: Counter[tuple[bool, int]] = Counter()
    for number, (fault, extreme, status) in faults(list(CASES)):
        assert not fault, f"case {number}: {fault}; run python -m tests.fuzz --case {number}"
        ends[extreme, status] += 1
    assert ends[True, 0] >= len(CASES) / 3  # valid extremes that were simulated
    assert ends[False, 2] >= len(CASES) / 4
