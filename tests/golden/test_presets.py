"""Did a number change unmeant? If it was meant: `python -m tests.golden.regenerate`, and say why."""

from __future__ import annotations

import pytest

from .numbers import RUNS, kept, numbers_of

RELATIVE = 1e-9
"""Other processors round the last digits of sums another way."""


@pytest.mark.parametrize("name", RUNS)
def test_the_numbers_of_a_preset_are_those_that_were_kept(name: str) -> None:
    numbers, before = numbers_of(name), kept()[name]
    assert list(numbers) == list(before), "run python -m tests.golden.regenerate"
    moved = {
        key: f"{before[key]} -> {value}"
        for key, value in numbers.items()
        if value != before[key] and value != pytest.approx(before[key] or 0.0, rel=RELATIVE, abs=0)
    }
    assert not moved, "run python -m tests.golden.regenerate if this was meant"


def test_the_presets_differ() -> None:
    """The same numbers for all would guard nothing."""
    leads = [numbers["initiative_lead_time_days_mean"] for numbers in kept().values()]
    assert len(set(leads)) == len(RUNS)
