"""Which runs are done and which are missing: spans of replications at points of a design.

All variants of a point are simulated together, with the same seeds: a run that is done is done for every variant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np


class Span(NamedTuple):
    """Replications `first`, `first + 1`, … of all variants at one point."""

    point: int
    first: int
    replications: int


class Ledger:
    """What is done: for each point the replications from the first on, and any that lie beyond a gap."""

    def __init__(self, points: int) -> None:
        self._done = np.zeros(points, np.int32)
        self._beyond: dict[int, set[int]] = {}

    def covers(self, span: Span) -> bool:
        """Whether any run of a span is done."""
        beyond = self._beyond.get(span.point, set())
        return span.first < self._done[span.point] or not beyond.isdisjoint(
            range(span.first, span.first + span.replications)
        )

    def add(self, spans: Iterable[Span]) -> None:
        """These runs are done."""
        for point, first, count in spans:
            if first > self._done[point]:
                self._beyond.setdefault(point, set()).update(range(first, first + count))
                continue
            self._done[point] = max(self._done[point], first + count)
            beyond = self._beyond.get(point, set())
            beyond.difference_update(range(first, first + count))
            while int(self._done[point]) in beyond:
                beyond.discard(int(self._done[point]))
                self._done[point] += 1

    @property
    def replications(self) -> int:
        """Replications that are done, over all points."""
        return int(self._done.sum()) + sum(map(len, self._beyond.values()))

    def done(self, wanted: Sequence[int]) -> int:
        """Of the replications wanted at each point, how many are done."""
        return int(np.minimum(self._done, wanted).sum()) + sum(
            sum(r < int(np.asarray(wanted)[point]) for r in beyond) for point, beyond in self._beyond.items()
        )

    def missing(self, wanted: Sequence[int], leave_out: set[int] = frozenset()) -> Iterator[Span]:  # type: ignore[assignment]
        """Spans that are wanted and not done, point by point. leave_out: points that are given up."""
        for point in np.flatnonzero(self._done < np.asarray(wanted)):
            if int(point) not in leave_out:
                yield from self._gaps(int(point), int(np.asarray(wanted)[point]))

    def _gaps(self, point: int, wanted: int) -> Iterator[Span]:
        first, beyond = int(self._done[point]), self._beyond.get(point, set())
        for stop in [*sorted(r for r in beyond if r < wanted), wanted]:
            if stop > first:
                yield Span(point, first, stop - first)
            first = stop + 1


class Packing:
    """Packs spans into batches of about so many seconds, by what earlier batches have taken."""

    def __init__(self, seconds: float, variants: int) -> None:
        self._target, self._variants = seconds, variants
        self._runs, self._points, self._running, self._building = 0, 0, 0.0, 0.0

    def learn(self, points: int, runs: int, seconds: float, building: float) -> None:
        """What a batch has taken: the later ones count as much as all before."""
        half = 0.5 if self._runs else 0.0
        self._points, self._building = int(half * self._points) + points, half * self._building + building
        self._runs, self._running = int(half * self._runs) + runs, half * self._running + seconds - building

    def _seconds_of(self, span_count: int, replications: int) -> float:
        building = self._building / max(1, self._points)
        return span_count * building + replications * self._variants * self._running / max(1, self._runs)

    @property
    def seconds_a_run(self) -> float:
        """What a run takes, with its share of building scenarios; 0 where nothing is known yet."""
        return (self._running + self._building) / self._runs if self._runs else 0.0

    def batch(self, spans: Iterator[Span], left: list[Span]) -> list[Span]:
        """The next batch; what does not fit of a span goes back into `left`, which is emptied first."""
        batch: list[Span] = []
        replications = 0
        while span := left.pop() if left else next(spans, None):
            room = self._room(len(batch) + 1, replications)
            if batch and room < span.replications:  # to divide a point would cost building it twice
                left.append(span)
                break
            taken = max(1, min(span.replications, room))
            batch.append(Span(span.point, span.first, taken))
            replications += taken
            if taken < span.replications:
                left.append(Span(span.point, span.first + taken, span.replications - taken))
                break
            if not self._runs:
                break
        return batch

    def _room(self, span_count: int, replications: int) -> int:
        """How many replications more a batch may hold."""
        if not self._runs:
            return 1  # a first batch, to see what a run takes
        each = self._variants * self._running / self._runs
        return int((self._target - self._seconds_of(span_count, replications)) / max(each, 1e-9))
