"""Units of working time, and the number that stands for no row of a table."""

from __future__ import annotations

HOURS_PER_DAY = 8.0
HOURS_PER_WEEK = 40.0
DAYS_PER_WEEK = 5.0
DAYS_PER_QUARTER = 65.0
DAYS_PER_YEAR = 260.0
DAYS_PER_MONTH = DAYS_PER_YEAR / 12.0
WEEKS_PER_MONTH = 52.0 / 12.0


NONE = -1
"""Row of nothing: no team, no person, no item."""
