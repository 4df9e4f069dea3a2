"""What it costs to finish sooner (S42): more people on one job, against COCOMO's price of a shorter schedule."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..kernel.units import DAYS_PER_MONTH
from ..studies.intervals import resampled
from .figures import Chart, Series, drawn
from .findings import Check, Effort, Finding, Picture, new
from .samples import replicated_all
from .team_size import days_to_finish, job

SIZES = tuple(range(1, 25))
JOBS = (60, 120, 240, 480)
"""Items of 6 days, all of one initiative."""
SHORTER = 0.75
LOW, HIGH = 1.2, 1.6
"""Times the effort for a quarter less time (P84)."""
SMALL_TEAM, SMALL_JOB, MORE = 5, 120, 1.91
"""The pair by which the figure of the source is usually explained: 91 % more people for a quarter less time."""
ENDLESS = 1e9
"""Stands for infinite where intervals are made."""
SCHEDULE, SCHEDULE_POWER = 3.67, 0.318
"""Months that a job takes at its nominal staffing, from its person-months, in COCOMO II at an exponent of 1.10."""


@dataclass(frozen=True)
class Price:
    """Of finishing a job a quarter sooner."""

    people: float
    """At nominal staffing."""
    more: float
    """People who do it in three quarters of the time; infinite if no number of people does."""

    @property
    def effort(self) -> float:
        """Times the effort."""
        return SHORTER * self.more / self.people


def days_of(effort: Effort, items: int) -> np.ndarray:
    """Days to finish by size of the team and replication."""
    runs = effort.times(24, 8)
    return np.array(
        [
            replicated_all(job(n, 1, items), [days_to_finish], runs, workers=effort.workers)[0].values
            for n in SIZES
        ]
    )


def first_where(values: np.ndarray, bound: float) -> float:
    """Size, between two of them if need be, at which values that fall first come down to a bound; infinite if they never do."""
    for k, value in enumerate(values):
        if value <= bound:
            before = values[k - 1] if k else value
            return SIZES[k] if k == 0 else SIZES[k] - (bound - value) / (before - value)
    return math.inf


def nominal_people(days: np.ndarray) -> float:
    """People with whom a job takes as long as COCOMO II says of its effort; days: by size of the team."""
    months = days / DAYS_PER_MONTH
    said = SCHEDULE * (np.array(SIZES) * months) ** SCHEDULE_POWER
    return first_where(months / said, 1.0)


def price_of(days: np.ndarray, people: float | None = None) -> Price:
    """Price of a job, from a number of people or from nominal staffing; days: by size of the team."""
    start = nominal_people(days) if people is None else people
    return Price(start, first_where(days, SHORTER * float(np.interp(start, SIZES, days))))


def faster(days: np.ndarray) -> float:
    """How much faster 91 % more people than five are."""
    few, many = np.interp((SMALL_TEAM, MORE * SMALL_TEAM), SIZES, days)
    return float(few / many - 1.0)


def _with_interval(measure: Callable[[np.ndarray], float], days: np.ndarray, factor: float = 1.0) -> str:
    low, high = resampled(lambda taken: min(ENDLESS, measure(days[:, taken].mean(axis=1))), days.shape[1])
    shown = [
        f"{factor * value:.{0 if factor > 1 else 2}f}" if value < ENDLESS / 2 else "no end"
        for value in (measure(days.mean(axis=1)), low, high)
    ]
    return shown[0] if len(set(shown)) == 1 else f"{shown[0]} ({shown[1]} to {shown[2]})"


def _checks(found: dict[int, np.ndarray]) -> list[Check]:
    expected = f"1.43, {LOW:g} to {HIGH:g}"
    prices = {items: price_of(days.mean(axis=1)) for items, days in found.items()}
    small = found[SMALL_JOB]
    gain = faster(small.mean(axis=1))
    return new(
        *(
            Check(
                f"times the effort, {items} items from {price.people:.1f} people",
                _with_interval(lambda days: price_of(days).effort, found[items]),
                expected,
                LOW <= price.effort <= HIGH,
                CHEAP if price.effort < LOW else DEAR,
            )
            for items, price in prices.items()
        ),
        Check(
            f"speed with 91 % more people than {SMALL_TEAM}, {SMALL_JOB} items",
            _with_interval(faster, small, 100.0) + " %",
            f"33 %, {100 * (MORE / HIGH - 1):.0f} to {100 * (MORE / LOW - 1):.0f} %",
            MORE / HIGH - 1 <= gain <= MORE / LOW - 1,
            CHEAP if gain > 1 / 3 else DEAR,
        ),
    )


def s42(effort: Effort) -> Finding:
    """A shorter schedule costs more effort than it saves time (COCOMO)."""
    found = {items: days_of(effort, items) for items in JOBS}
    by_team = {items: [price_of(days.mean(axis=1), n).effort for n in FROM] for items, days in found.items()}
    return Finding(
        "S42",
        "The price of a shorter schedule",
        "partly an input",
        "COCOMO, by Sommerville 2011 and Boehm et al. 2000 (P84)",
        "to finish a quarter sooner costs 1.43 times the effort (1.2-1.6): 91 % more people, who are 33 % faster.",
        f"One initiative of {', '.join(map(str, JOBS[:-1]))} or {JOBS[-1]} items of 6 days for teams of 1 to {SIZES[-1]}, everything at its default, as in S22; "
        "effort is people times days. Each job starts from its nominal staffing, at which it takes as many months as COCOMO II says of its "
        f"effort: {SCHEDULE:g} times person-months to the power of {SCHEDULE_POWER:g}. {effort.times(24, 8)} seeds.",
        _checks(found),
        Picture(_figure(by_team), "Times the effort for a quarter less time, by the number of people from whom it is counted; a line ends where no number of people can do it."),
        _table(by_team),
        "The form of the source is one price for jobs of all sizes, from their nominal staffing. In the model the price depends on how many people are "
        "there already, and rises from little to without end: what ties cost grows with the team (P02, P26), and no more people help than items can be open at "
        "once (`parallel`). What ties cost was chosen with this price in view, for five people on 120 items; the other rows were not looked at "
        "before. That a job for three or four costs next to nothing to shorten, and one for sixteen cannot be shortened at all, contradicts the source.",
    )  # fmt: skip


FROM = tuple(range(2, 9))
CHEAP = "the team is small: what its ties cost is still little, so that people who are added bring most of their work."
DEAR = "items that can be open at once and ties limit what more people bring."


def _figure(by_team: dict[int, list[float]]) -> str:
    series = []
    for items, efforts in by_team.items():
        known = [(n, value) for n, value in zip(FROM, efforts, strict=True) if math.isfinite(value)]
        series.append(Series(f"{items} items", [n for n, _ in known], [value for _, value in known]))
    return drawn(Chart("S42: a quarter less time", "people at first", "effort, times", series))


def _table(by_team: dict[int, list[float]]) -> str:
    lines = ["| items | " + " | ".join(f"from {n}" for n in FROM) + " |", "| --- " * (len(FROM) + 1) + "|"]
    for items, efforts in by_team.items():
        lines.append(
            f"| {items} | " + " | ".join(f"{e:.2f}" if math.isfinite(e) else "–" for e in efforts) + " |"
        )
    return "\n".join(lines)
