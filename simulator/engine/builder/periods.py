"""Periods: on which days books are closed, and room for those that wait to be emptied."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...kernel.calendar import snapped
from ...kernel.compiled import plain
from ...kernel.units import DAYS_PER_QUARTER
from ...kernel.world import table
from ...mechanisms.customers import AREA_BOOK_COUNT
from ...scenario.scenario import Scenario
from ...state.clock import PERIOD

MOST_KEPT_PERIODS = 256
MOST_KEPT_NUMBERS = 500_000


def period_tables(numbers: int, areas: int) -> dict[str, Any]:
    """Books of periods that are over, as many as fit into a few megabytes."""
    periods = 2 + min(MOST_KEPT_PERIODS, MOST_KEPT_NUMBERS // max(numbers, areas * AREA_BOOK_COUNT))
    return {"kept_periods": table(PERIOD, periods), "kept_books": np.zeros(periods * numbers)}


def period_ends(scenario: Scenario) -> Any:
    """Days on which books are closed: quarters counted from the window, and the phases' ends."""
    horizon, on_grid = scenario.horizon, plain(snapped)
    start, end, last = map(on_grid, (horizon.window_start, horizon.window_end, horizon.last_day))
    before, after = math.floor(start / DAYS_PER_QUARTER), math.ceil((last - start) / DAYS_PER_QUARTER)
    quarters = start + DAYS_PER_QUARTER * np.arange(-before, after)
    days = np.array([*quarters, start, end, last])
    days = np.array([on_grid(day) for day in days])
    return np.unique(days[(days > 0) & (days <= last)])
