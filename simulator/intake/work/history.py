"""A history of work: items, the stages that they reached, who did what, and when."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

NO_AREA = "no area"


class Visit(NamedTuple):
    """An item reached a stage."""

    stage: str
    at: float
    """Working day; NaN where only the order is known."""
    team: str = ""
    status: str = ""
    """As the file has it: a return is a status reached once more, whatever stages its words are taken for."""


@dataclass
class Item:
    """A piece of work."""

    area: str
    kind: str
    created: float
    """Working day."""
    lines: list[int]
    """Rows of the file that it comes from."""
    done: float = np.nan
    """Working day; NaN where it is not done, or no one knows when."""
    ended: float = np.nan
    """Working day on which it was given up; infinite where that is not known, NaN where it was not."""
    undated: bool = False
    """Done by its status, but the file does not say when."""
    before: bool = False
    """Here before the history begins, or imported: when it came is not known."""
    visits: list[Visit] = field(default_factory=list)
    team: str = ""
    parent: str = ""
    """What it is a part of; a key of the file, which is not passed on."""
    returns: float = np.nan
    """How often it came back after it was done, if the file shows it."""
    handoffs: float = np.nan
    size: float = np.nan
    spent_days: float = np.nan
    """Working days of work on it, if the file shows them."""
    spent_by_stage: dict[str, float] = field(default_factory=dict)
    """Working days of work at each stage the first time, if the file shows them."""

    @property
    def is_open(self) -> bool:
        """Whether it was neither done nor given up at the end of the history."""
        return math.isnan(self.done) and math.isnan(self.ended) and not self.undated

    @property
    def lead_days(self) -> float:
        """Working days from its creation to its end; NaN where either is not known."""
        return np.nan if self.before else self.done - self.created

    @property
    def steps_back(self) -> int:
        """How often it went back to a status that came before the one that it left."""
        statuses = [visit.status for visit in self.visits]
        first = {status: k for k, status in reversed(list(enumerate(statuses)))}
        return sum(first[there] < first[here] for here, there in pairwise(statuses))

    @property
    def last_sign(self) -> float:
        """The last working day on which something is known to have happened to it."""
        last = self.created
        for visit in self.visits:
            last = max(last, visit.at)
        for at in (self.done, self.ended):
            if last < at < np.inf:
                last = at
        return last


@dataclass(frozen=True)
class Worker:
    """What one person did."""

    pieces: list[tuple[float, str, str, str]] = field(default_factory=list)
    """Pieces of work: working day, NaN where it is not known, team, area and stage."""
    other_days: set[int] = field(default_factory=set)
    """Working days on which something of theirs moved."""

    def did(self, team: str, area: str, stage: str, at: float) -> None:
        """Note one piece of work."""
        self.pieces.append((at, team, area, stage))

    def since(self, begins: float) -> Worker:
        """The same person, from a day on."""
        pieces = [piece for piece in self.pieces if not piece[0] < begins]
        return Worker(pieces, {day for day in self.other_days if day >= begins})

    @property
    def did_anything(self) -> bool:
        """Whether there is any piece of work, or day."""
        return bool(self.pieces or self.other_days)

    @property
    def days(self) -> set[int]:
        """Working days on which they did something."""
        return self.other_days | {int(at) for at, *_ in self.pieces if math.isfinite(at)}

    @property
    def teams(self) -> Counter[str]:
        """How often they did something, by team."""
        return Counter(team for _, team, _, _ in self.pieces)

    @property
    def areas(self) -> Counter[str]:
        """How often they did something, by area."""
        return Counter(area for _, _, area, _ in self.pieces)

    @property
    def stages(self) -> Counter[str]:
        """How often they did something, by stage."""
        return Counter(stage for *_, stage in self.pieces)


@dataclass(frozen=True)
class History:
    """All items of a file."""

    name: str
    items: list[Item]
    statuses: Mapping[str, str]
    """Stage by status, as it was read."""
    workers: Mapping[str, Worker]
    """By person who did something. Keys are names, and are not passed on."""
    first_day: pd.Timestamp
    """Midnight from which working days are counted."""
    order: tuple[str, ...] = ()
    """Stages in the order of their columns, if each has a column; an item then reaches each at most once."""
    window: tuple[float, float] | None = None
    """Working days between which it is looked at, where that is not all of it."""
    clocked_days: float = np.nan
    """Mean time from start to end of all activities of an item, in days of 24 hours, if the file shows it."""
