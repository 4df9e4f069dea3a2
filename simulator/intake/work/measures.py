"""What a history shows: rates, mix, stages, returns, who did what, how long it took."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from .history import History, Item, Visit

SHORT_WINDOW_DAYS = 20.0
LEAST_REACHED = 0.05
"""A stage that fewer items reach is left out."""
MOST_AREAS = 200
LEAST_ITEMS = 5
LEAST_SHARE = 0.01
"""An area with this many items, and this share of all items, is kept as its own area."""
COVERED = 0.95
"""The largest areas that hold this share of the items together are also kept."""
OTHER_AREAS = "other areas"
OTHER_TYPES = "other"
MOST_TYPES = 6
ENOUGH_SIZES = 20
ORDER = ("discovery", "analysis", "design", "build", "review", "test", "release")
"""Stages of software in their usual order."""


@dataclass(frozen=True)
class StageMeasure:
    """What happened to items at a stage."""

    name: str
    reached_share: float
    days_p50: float
    """Working days until what came next, at the median; NaN if no item left the stage."""
    return_probability: float
    return_to: str
    leaving: int
    """How many items went on, or back."""
    spent_days: float = np.nan
    """Working days of work there of an item, mean over all items, if the file shows them."""


@dataclass(frozen=True)
class Measures:
    """All figures of a history."""

    window_days: float
    rates: Mapping[tuple[str, str], float]
    """Arrivals per working day, by area and type."""
    counts: Mapping[tuple[str, str], int]
    stages: Sequence[StageMeasure]
    did: Mapping[tuple[str, str], Mapping[str, int]]
    """By area and stage: how often each team did it; stage '' for the item as a whole."""
    lead_days: Mapping[str, Any]
    """By type, and '' for all: working days from creation to done, of each finished item."""
    spent_days: Mapping[str, float]
    """By type, and '' for all: mean working days of work, if the file shows them."""
    sigma: float | None
    """Spread of sizes: standard deviation of their logarithm."""
    handoffs: float
    """Changes of team per item."""
    lumped: int
    """Number of areas merged into the others."""
    ended_share: float
    """Share of the items that were given up."""
    repeated_days: float
    """Working days of an item on what was done once before, on average; NaN if the file does not show it."""
    by_worker_stage: Mapping[str, Mapping[str, int]]
    """By stage, how often each person did it. Keys are names, and are not passed on."""


def measured(history: History) -> Measures:
    """Measure a history. Rare areas and types are merged, in the items themselves: all that follows speaks of the same areas."""
    items = history.items
    lumped = _lump(items)
    arrived = _arrived(history)
    counts = Counter((item.area, item.kind) for item in arrived)
    window = _window(np.array([item.created for item in arrived]), history)
    kinds = ["", *sorted({item.kind for item in items if item.kind})]
    lead = {kind: _leads(items, kind) for kind in kinds}
    spent = {kind: _mean([i.spent_days for i in items if kind in ("", i.kind)]) for kind in kinds}
    return Measures(
        window, {key: n / window for key, n in counts.items()}, counts, _stages(items, history.order), _did(items), lead,
        {kind: value for kind, value in spent.items() if not np.isnan(value)}, _sigma(items), _mean([item.handoffs for item in items]), lumped,
        float(np.mean([not math.isnan(item.ended) for item in items])), _repeated_days(items), _by_worker(history),
    )  # fmt: skip


def _arrived(history: History) -> list[Item]:
    """Items that came within the time that is looked at; all, if none is known to have come."""
    first = history.window[0] if history.window else -np.inf
    return [item for item in history.items if not item.before and item.created >= first] or history.items


def _sigma(items: Sequence[Item]) -> float | None:
    """Spread of efforts, or of sizes: standard deviation of their logarithm."""
    for values in ([item.spent_days for item in items], [item.size for item in items]):
        logs = np.log([value for value in values if value > 0])
        if len(logs) >= ENOUGH_SIZES and logs.std() > 0:
            return float(logs.std())
    return None


def _by_worker(history: History) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name, worker in history.workers.items():
        for stage, n in worker.stages.items():
            found.setdefault(stage, {})[name] = n
    return found


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return float(np.mean(known)) if known else float("nan")


def _window(created: Any, history: History) -> float:
    """Length of the observed time: as if one more arrival were to come at its end.

    A few stragglers do not stretch it: where the middle 98 % of arrivals lie much closer together, it
    is theirs.
    """
    if history.window is not None:
        return max(1.0, history.window[1] - history.window[0])
    n = len(created)
    if n < 2 or created.max() <= created.min():
        return max(1.0, float(np.ptp(created)) if n else 1.0)
    whole = float(np.ptp(created)) * n / (n - 1)
    low, high = np.quantile(created, [0.01, 0.99])
    middle = float(high - low) / 0.98
    return max(1.0, middle if n >= 100 and middle < 0.75 * whole else whole)


def _lump(items: Sequence[Item]) -> int:
    """Rename areas and types that rarely occur; returns the number of such areas."""
    areas, kinds = Counter(item.area for item in items), Counter(item.kind for item in items)
    kept, before = set[str](), 0
    for area, n in areas.most_common(MOST_AREAS):
        if n >= LEAST_ITEMS and (n >= LEAST_SHARE * len(items) or before < COVERED * len(items)):
            kept.add(area)
        before += n
    kept_kinds = {kind for kind, n in kinds.most_common(MOST_TYPES) if n >= 0.02 * len(items)}
    others = set(areas) - kept
    if len(others) == 1 or not kept:
        kept, others = kept | others if len(kept) + len(others) <= MOST_AREAS else kept, set()
    for item in items:
        item.area = OTHER_AREAS if item.area in others else item.area
        item.kind = item.kind if item.kind in kept_kinds else OTHER_TYPES
    return len(others)


def _leads(items: Sequence[Item], kind: str) -> Any:
    leads = [item.lead_days for item in items if kind in ("", item.kind)]
    return np.array([lead for lead in leads if not math.isnan(lead)])


def _did(items: Sequence[Item]) -> dict[tuple[str, str], Counter[str]]:
    """How often each team did each stage of each area."""
    did: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for item in items:
        for visit in item.visits:
            if visit.team:
                did[item.area, visit.stage][visit.team] += 1
        if item.team:
            did[item.area, ""][item.team] += 1
    return did


def _stages(items: Sequence[Item], order: Sequence[str]) -> list[StageMeasure]:
    """Stages with what became of items there, in the order of their columns, or in which items reach them."""
    places: dict[str, list[float]] = defaultdict(list)
    for item in items:
        path = order or list(dict.fromkeys(visit.stage for visit in item.visits))
        for stage in dict.fromkeys(visit.stage for visit in item.visits):
            if stage in path:
                places[stage].append((path.index(stage) + 1) / (len(path) + 1))
    active = sum(bool(item.visits) for item in items)
    known = {stage: k for k, stage in enumerate(ORDER)}
    kept = [stage for stage, seen in places.items() if len(seen) >= LEAST_REACHED * active]
    if all(stage in known for stage in kept):
        kept.sort(key=lambda stage: known[stage])
    else:
        kept.sort(key=lambda stage: float(np.mean(places[stage])))
    spent = _spent_by_stage(items)
    back = _returns(items, kept)
    targets = {
        stage: max(counts, key=lambda to: (counts[to], -kept.index(to))) if counts else stage
        for stage, counts in back.items()
    }
    left = _left(items, kept)
    found = []
    for k, stage in enumerate(kept):
        again = sum(
            sum(back[j].values()) for j in kept[k:] if back[j] and kept.index(targets[j]) <= k
        )  # in the model, all stages from the target on are passed once more
        passes = left[stage] + again
        chance = min(0.9, sum(back[stage].values()) / passes) if passes else 0.0
        target = targets[stage]
        found.append(
            StageMeasure(
                stage,
                len(places[stage]) / active,
                _stay(items, stage),
                chance,
                target,
                passes,
                spent.get(stage, np.nan),
            )
        )
    return _with_reopening(found, items)


def _spent_by_stage(items: Sequence[Item]) -> dict[str, float]:
    """Mean working days of work by stage, the first time that an item is there, over all items."""
    total: Counter[str] = Counter()
    for item in items:
        total.update(item.spent_by_stage)
    return {stage: float(days) / len(items) for stage, days in total.items()}


def _repeated_days(items: Sequence[Item]) -> float:
    """Mean working days of work of an item on what was done once before; NaN if the file does not show it."""
    known = [item for item in items if item.spent_by_stage]
    if not known:
        return float("nan")
    return float(np.mean([item.spent_days - sum(item.spent_by_stage.values()) for item in known]))


def _returns(items: Sequence[Item], kept: Sequence[str]) -> dict[str, Counter[str]]:
    """From each stage: how many items came back to a status in which they had been before, by the stage of it.

    A status reached once more is a return. Two statuses whose words are taken for one stage are not, nor are activities
    that are done in any order.
    """
    place = {stage: k for k, stage in enumerate(kept)}
    back: dict[str, Counter[str]] = {stage: Counter() for stage in kept}
    for item in items:
        path: list[Visit] = []
        for visit in item.visits:
            if visit.stage in place and (not path or path[-1].stage != visit.stage):
                path.append(visit)
        seen: set[str] = set()
        for here, there in pairwise(path):
            seen.add(here.status)
            if there.status in seen and place[there.stage] <= place[here.stage]:
                back[here.stage][there.stage] += 1
    return back


def _left(items: Sequence[Item], kept: Sequence[str]) -> dict[str, int]:
    """How many items have passed each stage: they reached a later one, or their end. Stages that items skip are passed as well."""
    place = {stage: k for k, stage in enumerate(kept)}
    passed = np.zeros(len(kept) + 1, int)
    for item in items:
        reached = [place[visit.stage] for visit in item.visits if visit.stage in place]
        if reached:
            passed[: len(kept) if not item.is_open else max(reached)] += 1
    return {stage: int(passed[k]) for k, stage in enumerate(kept)}


def _stay(items: Sequence[Item], stage: str) -> float:
    """Median working days from reaching a stage to what came next."""
    stays = []
    for item in items:
        times = [*(visit.at for visit in item.visits), item.done]
        for k, visit in enumerate(item.visits):
            if visit.stage == stage and not math.isnan(times[k + 1]):
                stays.append(max(0.0, times[k + 1] - visit.at))
    return float(np.median(stays)) if stays else float("nan")


def _with_reopening(stages: list[StageMeasure], items: Sequence[Item]) -> list[StageMeasure]:
    """Items that came back after they were done are returned by the last stage, if nothing else is."""
    said = [item.returns for item in items if not math.isnan(item.returns)]
    if not said or not stages or any(stage.return_probability > 0 for stage in stages):
        return stages
    mean = float(np.mean(said))
    chance = min(0.9, mean / (1.0 + mean))  # of each pass, when passes are independent
    last = stages[-1]
    stages[-1] = replace(last, return_probability=chance, return_to=stages[0].name, leaving=len(said))
    return stages
