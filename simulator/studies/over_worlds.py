"""What a comparison says over plausible worlds: in which share of them a variant is ahead, and what would change that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..outcomes.registry import Metric
from ..scenario.factors import Factor
from .decisive import Decisive, decisive_of
from .intervals import share
from .statistics import Estimate, estimate, known_of
from .verdicts import Standing, is_tested, standing_of


@dataclass(frozen=True)
class Plausible:
    """What came out in plausible worlds, one run of each variant in each.

    Attributes
    ----------
    factors: what was drawn. x: values that were drawn, shape (worlds, factors).
    values: by outcome, shape (variants, worlds); NaN where nothing was measured, infinite beyond the run-off.
    """

    factors: tuple[Factor, ...]
    x: Any
    values: Mapping[str, Any]


class Share(NamedTuple):
    """A number of worlds, and their share (0..1) with its 95 % interval by Wilson; None where there are no worlds."""

    number: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class OverWorlds:
    """One outcome of one variant against the baseline over plausible worlds.

    Attributes
    ----------
    worlds: in how many both were measured. here: share of the replications of this world in which it is ahead.
    ahead, behind: shares of worlds in which it is better and worse; higher and lower where neither side is better.
    clearly_ahead, clearly_behind: shares in which it is so by more than the smallest effect that matters.
    effect: that effect, in the outcome's unit. difference: the mean over worlds, variant minus baseline.
    decisive: the parameter that would change the answer, or else that matters most; None where that cannot be said.
    """

    worlds: int
    here: Share
    ahead: Share
    behind: Share
    clearly_ahead: Share
    clearly_behind: Share
    effect: float
    difference: Estimate
    standing: Standing
    clear: Standing
    """The same where only differences larger than the smallest effect that matters count."""
    decisive: Decisive | None


class Paired(NamedTuple):
    """Differences of one outcome of one variant from the baseline: by replication of this world, and by plausible world."""

    outcome: Metric
    here: Any
    over_worlds: Any
    effect: float
    by_order: bool
    """Whether only the order counts, as where times lie beyond the run-off."""


def over_worlds(pairs: Sequence[Paired], plausible: Plausible) -> list[OverWorlds]:
    """What each difference is over plausible worlds; all are corrected together for how many there are."""
    tested = sum(is_tested(pair.over_worlds) for pair in pairs)
    better = [_signed(pair, pair.over_worlds) for pair in pairs]
    decisive = decisive_of(better, plausible.factors, plausible.x)
    return [_of(pair, tested, each) for pair, each in zip(pairs, decisive, strict=True)]


def _of(pair: Paired, tested: int, decisive: Decisive | None) -> OverWorlds:
    better, here = known_of(_signed(pair, pair.over_worlds)), known_of(_signed(pair, pair.here))
    low, high = pair.outcome.possible
    return OverWorlds(
        len(better), _share(here > 0), _share(better > 0), _share(better < 0),
        _share(better > pair.effect), _share(better < -pair.effect), pair.effect,
        estimate(pair.over_worlds, (low - high, high - low), by_order=pair.by_order),
        standing_of(better > 0, better < 0, tested),
        standing_of(better > pair.effect, better < -pair.effect, tested), decisive,
    )  # fmt: skip


def _signed(pair: Paired, differences: Any) -> Any:
    """Differences, positive for the better; where neither side is better, for more."""
    return differences * (-1.0 if pair.outcome.direction == "lower" else 1.0)


def _share(chosen: Any) -> Share:
    if not len(chosen):
        return Share(0, None, None, None)
    return Share(int(np.sum(chosen)), *share(chosen))
