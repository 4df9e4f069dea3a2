"""Did a number change unmeant? If it was meant: `python -m tests.golden.regenerate`, and say why."""

from __future__ import annotations

import pytest

from .numbers import PRESETS, kept, numbers_of

RELATIVE = 1e-9
"""Other processors round the last digits of sums another way."""


@pytest.mark.parametrize("preset", PRESETS)
def test_the_numbers_of_a_preset_are_those_that_were_kept(preset: str) -> None:
    numbers, before = numbers_of(preset), kept()[preset]
    assert list(numbers) == list(before), "run python -m tests.golden.regenerate"
    moved = {
        name: f"{before[name]} -> {value}"
        for name, value in numbers.items()
        if value != before[name] and value != pytest.approx(before[name] or 0.0, rel=RELATIVE, abs=0)
    }
    assert not moved, "run python -m tests.golden.regenerate if this was meant"


def test_the_presets_differ() -> None:
    """Four times the same numbers would guard nothing."""
    leads = [numbers["initiative_lead_time_days_mean"] for numbers in kept().values()]
    assert len(set(leads)) == len(PRESETS)
