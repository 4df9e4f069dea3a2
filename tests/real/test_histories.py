"""Real histories run: every arrival of a file enters, and one pool never waits longer than many desks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator import compare, simulate
from simulator.scenario.comparison import load_comparison

from . import histories

pytestmark = pytest.mark.skipif(not histories.DATA.is_dir(), reason="the data lie beside the project")
HISTORIES = (histories.incidents, histories.proposals, histories.reviews)


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.__name__)
def test_one_pool_never_waits_longer_than_specialised_teams(
    history: Callable[[Path], Path], tmp_path: Path
) -> None:
    result = compare(history(tmp_path), replications=5)
    specialised, pooled = result.values["queue_time_days_mean"]
    assert (pooled <= specialised).all()


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.__name__)
def test_every_arrival_of_a_history_is_served(history: Callable[[Path], Path], tmp_path: Path) -> None:
    path = history(tmp_path)
    rows = len((tmp_path / f"{history.__name__}.csv").read_text(encoding="utf-8").splitlines()) - 1
    (_, scenario), _ = load_comparison([path]).variants
    items = simulate(scenario, seed=1).items.to_pandas()
    assert len(items) == rows
    assert (items["outcome"] == "released").all()


def test_arrivals_come_on_the_working_days_of_the_file(tmp_path: Path) -> None:
    (_, scenario), _ = load_comparison([histories.incidents(tmp_path)]).variants
    items = simulate(scenario, seed=1).items.to_pandas()
    assert items["created_day"].between(0, 3).all()  # 29 February to 2 March 2016, Monday to Wednesday
    assert items["created_day"].is_monotonic_increasing
