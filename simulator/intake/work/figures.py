"""What a history shows of the world it comes from: work in progress, spread, tails, bursts, areas, and how it changed.

Worlds take their ranges from such figures. All times are working days; shares are of items.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...kernel.units import DAYS_PER_QUARTER, DAYS_PER_WEEK
from ..words.vocabulary import Vocabulary
from .history import NO_AREA, History, Item

QUANTILES = (0.5, 0.85, 0.95, 0.99)
BUSY_WEEKS = 0.2
"""The busiest share of weeks, of which is said how much was done in them."""
FEWEST_WEEKS = 4
FEW_RANKS = 3
AT_85 = 1.0364
"""Standard normal quantile of .85."""
MOST_PERIODS = 12
REVIEW = "review"


@dataclass(frozen=True)
class Spread:
    """How values are spread."""

    count: int
    mean: float
    quantiles: tuple[float, ...]
    """At .5, .85, .95 and .99."""
    sigma: float
    """Of the lognormal law with the same values at .5 and .85: the logarithm of their ratio over 1.036."""


@dataclass(frozen=True)
class AreaFigures:
    """What a history shows of one area."""

    name: str
    items: int
    share: float
    lead_days: Spread | None
    open_mean: float


@dataclass(frozen=True)
class PeriodFigures:
    """What a history shows of one stretch of time."""

    begins: str
    """A day."""
    arrivals_per_week: float
    done_per_week: float
    lead_days: Spread | None
    """Of items done in it."""
    open_at_end: int


@dataclass(frozen=True)
class Figures:
    """All figures of a history; None where it does not show them."""

    items: int
    days: float
    lead_days: Spread | None
    sizes: Spread | None
    """Efforts of items in working days, or their sizes in the unit of the file."""
    efforts: bool
    """Whether the sizes are efforts."""
    open_mean: float
    open_range: tuple[float, float]
    """Of the daily numbers of open items, the 10th and the 90th percentile."""
    parts_per_whole: Spread | None
    """Items of an initiative, or of whatever items are parts of."""
    open_per_whole: float | None
    """Items open at once of a whole that has any open."""
    unplanned_share: float | None
    ended_share: float
    reviews_per_item: float | None
    sent_back_per_item: float | None
    """How often an item goes back to a status that came before; None where no item is known to reach two."""
    returns_per_item: float | None
    """How often an item comes back after its end."""
    handoffs_per_item: float | None
    arrivals_per_week: Spread
    arrival_dispersion: float
    """Variance of weekly arrivals over their mean; 1 for arrivals at random."""
    busiest_weeks_share: float
    """Share of the completions that fall into the busiest fifth of weeks."""
    evenness: float | None
    """Exponent a by which the share of the areas falls with their rank, as 1/rank^a; 0 where all are equal."""
    areas: tuple[AreaFigures, ...]
    periods: tuple[PeriodFigures, ...]


def figures_of(history: History, words: Vocabulary) -> Figures:
    """All figures of a history."""
    items = history.items
    first = min(item.created for item in items)
    last = max(item.last_sign for item in items)
    first = max(first, history.window[0]) if history.window else first
    arrived = [item for item in items if not item.before and item.created >= first]
    weekly = _weekly([item.created for item in arrived], first, last)
    done = _weekly([item.done for item in items if item.done >= first], first, last)
    open_ = _open(items, first, last)
    sizes = (
        [item.spent_days for item in items]
        if any(i.spent_days > 0 for i in items)
        else [i.size for i in items]
    )
    wholes, together = _wholes(items, first, last)
    mean = len(arrived) / max((last - first) / DAYS_PER_WEEK, 1 / DAYS_PER_WEEK)
    return Figures(
        len(items), last - first, _spread([item.lead_days for item in items]), _spread(sizes),
        any(item.spent_days > 0 for item in items),
        _open_mean(items, first, last), (float(np.quantile(open_, 0.1)), float(np.quantile(open_, 0.9))),
        wholes, together, _unplanned(items, words), float(np.mean([not math.isnan(item.ended) for item in items])),
        _reviews(items, words), _sent_back(items), _mean(item.returns for item in items), _mean(item.handoffs for item in items),
        _spread(weekly) or Spread(0, mean, (math.nan,) * len(QUANTILES), math.nan),
        float(np.var(weekly) / np.mean(weekly)) if len(weekly) and weekly.any() else math.nan, _busiest(done),
        _evenness(Counter(item.area for item in arrived)), _areas(items, arrived, first, last), _periods(history, first, last),
    )  # fmt: skip


def _spread(values: Sequence[float] | Any) -> Spread | None:
    """Spread of the values that are known; None where there are none."""
    known = np.array([value for value in values if np.isfinite(value) and value >= 0])
    if not len(known):
        return None
    quantiles = tuple(float(q) for q in np.quantile(known, QUANTILES))
    sigma = math.log(quantiles[1] / quantiles[0]) / AT_85 if quantiles[0] > 0 else math.nan
    return Spread(len(known), float(known.mean()), quantiles, sigma)


def _mean(values: Any) -> float | None:
    known = [value for value in values if math.isfinite(value)]
    return float(np.mean(known)) if known else None


def _weekly(times: Sequence[float], first: float, last: float) -> Any:
    """How many times fall into each whole week."""
    weeks = int((last - first) // DAYS_PER_WEEK)
    known = np.array([at for at in times if np.isfinite(at)])
    if weeks < FEWEST_WEEKS:
        return np.zeros(0, int)
    return np.histogram(known, bins=weeks, range=(first, first + weeks * DAYS_PER_WEEK))[0]


def _spans(items: Sequence[Item], first: float, last: float) -> tuple[Any, Any]:
    """From when until when each item was open, within the time that is looked at."""
    begins = np.array([max(item.created, first) for item in items])
    ends = np.array([last if item.is_open else _end(item) for item in items])
    return begins, np.maximum(begins, np.clip(ends, first, last))


def _end(item: Item) -> float:
    for at in (item.done, item.ended):
        if math.isfinite(at):
            return at
    return item.last_sign


def _open(items: Sequence[Item], first: float, last: float) -> Any:
    """Items open on each day."""
    begins, ends = _spans(items, first, last)
    ends = np.where([item.is_open for item in items], np.inf, ends)
    days = np.arange(np.ceil(first), np.floor(last) + 1)
    days = days if len(days) else np.array([first])
    return np.searchsorted(np.sort(begins), days, "right") - np.searchsorted(np.sort(ends), days, "right")


def _open_mean(items: Sequence[Item], first: float, last: float) -> float:
    """Mean number of open items over time."""
    begins, ends = _spans(items, first, last)
    return float((ends - begins).sum() / (last - first)) if last > first else float(len(items))


def _open_at(items: Sequence[Item], at: float) -> int:
    """Items open at a time."""
    return sum(item.created <= at and (item.is_open or _end(item) > at) for item in items)


def _wholes(items: Sequence[Item], first: float, last: float) -> tuple[Spread | None, float | None]:
    """Items of a whole, and how many of them are open at once."""
    by_whole: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.parent:
            by_whole[item.parent].append(item)
    if len(by_whole) < 2:
        return None, None
    together = [open_[open_ > 0] for open_ in (_open(parts, first, last) for parts in by_whole.values())]
    days = np.concatenate(together)
    return _spread([len(parts) for parts in by_whole.values()]), float(days.mean()) if len(days) else None


def _unplanned(items: Sequence[Item], words: Vocabulary) -> float | None:
    """Share of items of types that no one plans, such as incidents; None where items have no type."""
    kinds = [item.kind for item in items]
    return float(np.mean([words.is_unplanned(kind) for kind in kinds])) if any(kinds) else None


def _reviews(items: Sequence[Item], words: Vocabulary) -> float | None:
    """How often an item is reviewed; None where no status says so."""
    counts = [
        sum(words.status(visit.status) == REVIEW for visit in item.visits) for item in items if item.visits
    ]
    return float(np.mean(counts)) if any(counts) else None


def _sent_back(items: Sequence[Item]) -> float | None:
    known = [item.steps_back for item in items if item.visits]
    return float(np.mean(known)) if any(len(item.visits) > 1 for item in items) else None


def _busiest(weekly: Any) -> float:
    """Share of all that falls into the busiest weeks; NaN where there are too few weeks."""
    if not len(weekly) or not weekly.sum():
        return float("nan")
    ordered = np.sort(weekly)[::-1]
    return float(ordered[: max(1, round(BUSY_WEEKS * len(ordered)))].sum() / ordered.sum())


def _evenness(counts: Mapping[str, int]) -> float | None:
    """Exponent of the shares of areas by their rank, by least squares of the logarithms, weighted by the number of items."""
    known = sorted((n for area, n in counts.items() if area != NO_AREA), reverse=True)
    if len(known) < FEW_RANKS:
        return None
    ranks, shares = np.log(np.arange(1, len(known) + 1)), np.log(known)
    slope, _ = np.polyfit(ranks, shares, 1, w=np.sqrt(known))
    return float(-slope)


def _areas(
    items: Sequence[Item], arrived: Sequence[Item], first: float, last: float
) -> tuple[AreaFigures, ...]:
    by_area: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_area[item.area].append(item)
    counts = Counter(item.area for item in arrived)
    return tuple(
        AreaFigures(
            area, n, n / len(arrived), _spread([item.lead_days for item in by_area[area]]),
            _open_mean(by_area[area], first, last),
        )
        for area, n in counts.most_common()
    )  # fmt: skip


def _periods(history: History, first: float, last: float) -> tuple[PeriodFigures, ...]:
    """Stretches of whole quarters, at most twelve."""
    quarters = max(1, int((last - first) // DAYS_PER_QUARTER))
    length = DAYS_PER_QUARTER * -(-quarters // MOST_PERIODS)
    items, found = history.items, []
    begins = first
    day0 = np.datetime64(history.first_day.tz_localize(None), "D")
    while begins + DAYS_PER_WEEK < last:
        ends = min(begins + length, last)
        weeks = (ends - begins) / DAYS_PER_WEEK
        over = ends if ends < last else np.inf
        done = [item for item in items if begins <= item.done < over]
        came = sum(not item.before and begins <= item.created < over for item in items)
        found.append(
            PeriodFigures(
                str(np.busday_offset(day0, int(begins), roll="forward")), came / weeks, len(done) / weeks,
                _spread([item.lead_days for item in done]), _open_at(items, ends),
            )
        )  # fmt: skip
        begins = ends
    return tuple(found)
