"""The page that compares structures shows figures as they are: with intervals, without, and beyond the run-off."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.studies.comparison import Result, comparison_from
from simulator.studies.statistics import estimate, ratio

from .scripts import script

structures = script("structures")
FEW, MANY = np.array([90.0, 110.0]), np.linspace(90.0, 110.0, 20)
BEYOND = np.where(np.arange(20) < 12, np.inf, 90.0)


@pytest.mark.parametrize(
    ("values", "shown"),
    [(FEW, "100"), (MANY, "100 ± 3"), (BEYOND, "beyond (90 to beyond)"), (np.full(3, np.nan), "-")],
)
def test_days_have_an_interval_where_there_is_one(values: np.ndarray, shown: str) -> None:
    assert structures._days(estimate(values)) == shown


def test_times_have_an_interval_where_there_is_one() -> None:
    assert structures._times(ratio(FEW, 2 * FEW)) == "0.50"
    assert structures._times(ratio(MANY, 2 * MANY)) == "0.50 (0.50-0.50)"
    assert structures._times(ratio(BEYOND, MANY)) == "-"


def test_who_is_beyond_the_run_off_comes_last_in_the_order() -> None:
    comparison = comparison_from([structures.ROOT / "scenarios" / "four-structures.yaml"])
    values = dict.fromkeys(structures.TIMES, np.array([BEYOND, MANY, MANY - 10.0, MANY + 10.0]))
    loaded = Result(replace(comparison, load=0.8), values, {})
    lines = list(structures._order("world", [loaded]))
    assert len(lines) == len(structures.TIMES)
    assert all("two-pizza < spotify < product-model < project-based" in line for line in lines)
