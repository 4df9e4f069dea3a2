"""Rows of docs/presets.py: one outcome of several structures, who is best and worst, and whether that is settled."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from measuring import measured, middle, table

from simulator.outcomes.registry import BY_NAME
from simulator.scenario.scenario import Scenario
from simulator.store.manifest import scenario_hash
from simulator.studies.replications import seeds_of
from simulator.studies.statistics import FEWEST, holm, known_of, p_value
from simulator.studies.verdicts import LEVEL

Named = Sequence[tuple[str, Scenario]]
"""Structures that are compared, by name."""


@dataclass(frozen=True)
class Measure:
    """An outcome as the page shows it."""

    name: str
    words: str
    shown: Callable[[float], str]

    @property
    def sign(self) -> float:
        """1 where less is better, -1 where more is."""
        return -1.0 if BY_NAME[self.name].direction == "higher" else 1.0


def _days(value: float) -> str:
    return "beyond" if math.isinf(value) else f"{value:.0f}"


def _count(value: float) -> str:
    return f"{value:.0f}"


def _millions(value: float) -> str:
    return f"{value / 1e6:.1f}"


def _per_cent(value: float) -> str:
    return f"{100.0 * value:.1f}"


FIRST = Measure("time_to_market_days_mean", "first release, from arrival, days", _days)
FIRST_BEGUN = Measure("time_from_start_to_market_days_mean", "first release, from begun, days", _days)
WHOLE = Measure("initiative_lead_time_days_mean", "whole initiative, from arrival, days", _days)
WHOLE_BEGUN = Measure("initiative_cycle_time_days_mean", "whole initiative, from begun, days", _days)
DONE = Measure("initiatives_done", "initiatives done", _count)
VALUE = Measure("value_delivered", "value, M", _millions)
MARGIN = Measure("operating_margin", "margin, %", _per_cent)
FAILURES = Measure("change_failure_rate", "changes that fail, %", _per_cent)
WORTH = Measure("net_present_value", "net present value, M", _millions)
MEASURES = (FIRST, FIRST_BEGUN, WHOLE, WHOLE_BEGUN, DONE, VALUE, MARGIN, FAILURES, WORTH)
BY_OUTCOME = {measure.name: measure for measure in MEASURES}


@dataclass(frozen=True)
class Row:
    """One outcome of structures that are compared somewhere."""

    where: str
    measure: Measure
    names: tuple[str, ...]
    values: Any
    """Shape (structures, replications)."""

    @property
    def means(self) -> Any:
        """Over replications, by structure."""
        return np.array([middle(values) for values in self.values])

    @property
    def best(self) -> int:
        """Place of the structure with the best mean."""
        return int(np.nanargmin(self.measure.sign * self.means))

    @property
    def worst(self) -> int:
        """Place of the structure with the worst mean."""
        return int(np.nanargmax(self.measure.sign * self.means))

    @property
    def among_the_best(self) -> list[int]:
        """Places of the best, and of those who are not settled to be worse."""
        worse = self.settled(self.best)
        return [v for v in range(len(self.names)) if v not in worse]

    @property
    def alone_worst(self) -> bool:
        """Whether the worst is settled to be worse than every other."""
        return len(self.settled(self.worst)) == len(self.names) - 1

    def settled(self, v: int) -> list[int]:
        """Places of those that differ from one for certain (95 %, corrected for how many they are)."""
        others = [u for u in range(len(self.names)) if u != v]
        corrected = holm([self._chance(v, u) for u in others])
        return [u for u, chance in zip(others, corrected, strict=True) if chance < LEVEL]

    def is_worse(self, v: int, than: int) -> bool:
        """Whether one is settled to be worse than another."""
        below = self.measure.sign * (self.means[v] - self.means[than]) > 0
        return bool(below) and v in self.settled(than)

    def _chance(self, a: int, b: int) -> float:
        """Chance of what differs between two, if nothing did."""
        beyond = np.isinf(self.values[[a, b]])
        with np.errstate(invalid="ignore"):
            differs = np.where(beyond.all(axis=0), 0.0, self.values[a] - self.values[b])
        known = known_of(differs)
        if len(known) < FEWEST or not known.any():
            return 1.0
        return p_value(known, 0.0, by_order=bool(beyond.any()))

    def cells(self) -> list[str]:
        """Means, those of the best in bold, and the worst in italics where it is alone the worst."""
        best, means = self.among_the_best, self.means
        return [
            marked(self.measure.shown(mean), v in best, self.alone_worst and v == self.worst)
            for v, mean in enumerate(means)
        ]


def marked(text: str, is_best: bool, is_worst: bool) -> str:
    """A figure in bold where it is among the best, in italics where it is alone the worst."""
    return f"**{text}**" if is_best else f"*{text}*" if is_worst else text


class Simulated:
    """What was simulated so far: each scenario once for each set of seeds."""

    def __init__(self, replications: int) -> None:
        self.replications = replications
        self._known: dict[tuple[str, int, int], Any] = {}

    def outcomes(self, variants: Named, replications: int | None = None, seed: int = 0) -> Any:
        """All outcomes, shape (outcomes in the order of the registry, variants, replications)."""
        n = replications or self.replications
        keys = [(scenario_hash(scenario), n, seed) for _, scenario in variants]
        new = {
            key: (name, scenario)
            for key, (name, scenario) in zip(keys, variants, strict=True)
            if key not in self._known
        }
        if new:
            found = measured(list(new.values()), seeds_of(seed, n), list(BY_NAME))
            self._known |= {key: found[:, v] for v, key in enumerate(new)}
        return np.stack([self._known[key] for key in keys], axis=1)

    def rows(
        self, where: str, variants: Named, measures: Iterable[Measure] = MEASURES, **ways: int
    ) -> list[Row]:
        """A row for each outcome."""
        found, places = self.outcomes(variants, **ways), list(BY_NAME)
        names = tuple(name for name, _ in variants)
        return [Row(where, m, names, found[places.index(m.name)]) for m in measures]


def rows_table(rows: Sequence[Row], head: str = "") -> str:
    """Rows with the same structures, as a table."""
    first = [[row.where, row.measure.words] if head else [row.measure.words] for row in rows]
    columns = [head, ""] if head else [""]
    return table(
        [*columns, *rows[0].names], [[*left, *row.cells()] for left, row in zip(first, rows, strict=True)]
    )
