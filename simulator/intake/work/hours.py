"""The hours of the week in which work is done, as the times of a log show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

MARGIN = 0.005
"""Share of the starts that may lie outside the hours of work, at each end."""
LONGEST_SHIFT = 14.0
"""Hours of a day; where work begins over a longer time, it is done around the clock."""
ENOUGH = 50
STEP = 0.25
"""Hours to which the ends of a shift are rounded."""


@dataclass(frozen=True)
class Hours:
    """Hours of work on a working day, in hours after midnight."""

    opens: float = 0.0
    closes: float = 24.0
    weekends: bool = True
    few: bool = False
    """Whether there are too few activities to tell."""

    @property
    def known(self) -> bool:
        """Whether there are hours at which no one works."""
        return self.closes - self.opens < 24.0 or not self.weekends

    @property
    def in_words(self) -> str:
        """These hours in words."""
        days = "every day" if self.weekends else "on working days"
        return f"counted from {_clock(self.opens)} to {_clock(self.closes)} {days}, when work is done"

    def worked(self, starts: pd.Series[Any], ends: pd.Series[Any]) -> Any:
        """Hours of work between starts and ends."""
        return self._until(ends) - self._until(starts)

    def _until(self, stamps: pd.Series[Any]) -> Any:
        """Hours of work from a day long ago until some times."""
        naive = stamps.dt.tz_localize(None)
        midnight = naive.dt.normalize()
        dates = midnight.to_numpy().astype("datetime64[D]")
        hour = (naive - midnight).dt.total_seconds().to_numpy() / 3600
        today = np.clip(hour, self.opens, self.closes) - self.opens
        if self.weekends:
            return (dates - np.datetime64("2000-01-03")).astype(float) * (self.closes - self.opens) + today
        days = np.busday_count(np.datetime64("2000-01-03"), dates)
        return days * (self.closes - self.opens) + np.where(np.is_busday(dates), today, 0.0)


def _clock(hours: float) -> str:
    return f"{int(hours)}:{round(hours % 1 * 60):02d}"


def hours_of(starts: pd.Series[Any], ends: pd.Series[Any]) -> Hours:
    """The hours of work that starts and ends of activities show."""
    if len(starts) < ENOUGH:
        return Hours(few=True)
    both = pd.concat([starts, ends])
    dates = both.dt.tz_localize(None).to_numpy().astype("datetime64[D]")
    weekends = float((~np.is_busday(dates)).mean()) > 2 * MARGIN
    hour = (both.dt.hour + both.dt.minute / 60 + both.dt.second / 3600).to_numpy()
    opens = np.floor(np.quantile(hour, MARGIN) / STEP) * STEP
    closes = np.ceil(np.quantile(hour, 1 - MARGIN) / STEP) * STEP
    if closes - opens > LONGEST_SHIFT:
        return Hours(weekends=weekends)
    return Hours(float(opens), float(closes), weekends)
