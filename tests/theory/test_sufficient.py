"""The smallest sufficient change is not called enough more often than it is."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.studies.analysis.sufficient import smallest_sufficient

MADE = np.array([[a, b] for a in (0, 1) for b in (0, 1)])


@pytest.mark.parametrize("replications", [5, 10, 30])
def test_what_brings_exactly_the_share_is_seldom_called_enough(replications: int) -> None:
    rng = np.random.default_rng(100 + replications)
    named = 0
    for _ in range(1000):
        days = np.zeros((4, replications))
        days[1] = 2.0
        days[2], days[3] = 8 + 2 * rng.normal(size=(replications)), 10 + 2 * rng.normal(size=replications)
        found = smallest_sufficient(MADE, ["a", "b"], days, "higher")
        assert found.chosen is not None
        chances = {s.changes: s.chance for s in (found.chosen, *found.others)}
        named += chances.get(("a",), 0.0) >= 0.95
    assert named / 1000 < 0.05 + 3 * (0.05 * 0.95 / 1000) ** 0.5


def test_with_few_replications_nothing_is_said_of_chances() -> None:
    days = np.array([[10.0, 11, 10], [9, 9, 10], [5, 6, 5], [4, 5, 5]])
    found = smallest_sufficient(MADE, ["a", "b"], days, "lower")
    assert found.chosen is not None and found.chosen.changes == ("a",)
    assert math.isnan(found.chosen.chance)
    assert found.gain.low is None
    gone = smallest_sufficient(MADE, ["a", "b"], np.full((4, 3), np.nan), "lower")
    assert gone.chosen is None and gone.gain.mean is None


def test_what_a_change_adds_alone_and_on_top_differ_where_changes_need_each_other() -> None:
    days = np.array([20.0, 20, 20, 10])[:, None] + np.linspace(-1, 1, 8)  # only both together help
    found = smallest_sufficient(MADE, ["a", "b"], days, "lower")
    assert found.chosen is not None and found.chosen.changes == ("a", "b")
    assert found.alone["a"].mean == pytest.approx(0.0)
    assert found.last["a"].mean == pytest.approx(10.0)
