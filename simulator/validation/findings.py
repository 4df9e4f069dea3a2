"""A finding: the simulation of one target, its result, the statement of its source, hit or miss.

A value is a hit if it lies in the range that its source gives; if the source gives only a sign,
the whole 95 % interval has to lie on that side. Coefficients were not fitted to make a hit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from ..studies.intervals import share
from ..studies.statistics import Estimate, estimate
from .samples import Sample

Kind = Literal["emergent", "partly an input", "check of the implementation"]
"""Emergent: follows from queues and rules. Partly an input: a default was taken from the same literature, or
a rule or a default was chosen with the figure in view. Check of the implementation: restates an input or a formula; a miss would be a bug."""
ListOfTargets = Literal["original", "restated", "new"]
"""Original: the statement as it was first set, kept for good. Restated: said anew, with the reason, after it had been
run; a hit of it is never one of the original. New: set later, and before it was run."""
LISTS: tuple[ListOfTargets, ...] = ("original", "restated", "new")
HAIR = 1e-6  # relative tolerance, where there is no chance


@dataclass(frozen=True)
class Check:
    """One value beside the statement of its source."""

    what: str
    came_out: str
    """With its interval, in words."""
    expected: str
    hit: bool
    why: str = ""
    """Of a miss: its reason in the model."""
    list: ListOfTargets = "original"
    """Which of the three lists it belongs to; they are counted apart."""
    reason: str = ""
    """Of a restated one: why it was said anew."""


@dataclass(frozen=True)
class Picture:
    """A figure of a finding."""

    svg: str
    caption: str


@dataclass(frozen=True)
class Finding:
    """What is known of one target."""

    number: str
    title: str
    kind: Kind
    source: str
    says: str
    """What the source says, in one sentence."""
    simulated: str
    """What was simulated, in one sentence or two, with figures."""
    checks: Sequence[Check]
    picture: Picture | None = None
    table: str = ""
    """More figures, as a Markdown table."""
    note: str = ""
    """What a reader must know to judge the finding."""

    @property
    def misses(self) -> list[Check]:
        """The checks that missed."""
        return [check for check in self.checks if not check.hit]

    def of(self, name: ListOfTargets) -> list[Check]:
        """The checks of one list."""
        return [check for check in self.checks if check.list == name]


@dataclass(frozen=True)
class Effort:
    """How much is simulated."""

    quick: bool = False
    workers: int | None = None

    def times(self, full: int, quick: int) -> int:
        """Number of replications, or of another quantity that can be reduced."""
        return quick if self.quick else full


def restated(reason: str, *checks: Check) -> list[Check]:
    """The same checks in the list of what was said anew, with the reason."""
    return [replace(check, list="restated", reason=reason) for check in checks]


def new(*checks: Check) -> list[Check]:
    """The same checks in the list of what was set later."""
    return [replace(check, list="new") for check in checks]


def hits(checks: Iterable[Check]) -> str:
    """How many of them hit, in words; a dash where there are none."""
    verdicts = [check.hit for check in checks]
    return f"{sum(verdicts)} of {len(verdicts)}" if verdicts else "–"


def written(value: float, places: int) -> str:
    """A number with a true minus sign, and no minus before zero."""
    text = f"{value:.{places}f}"
    if float(text) == 0.0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def interval(found: Estimate, unit: str = "", factor: float = 1.0, places: int = 1) -> str:
    """A mean with its 95 % interval; factor: from the value to the unit."""
    if found.mean is None:
        return "nothing to measure"
    text = written(factor * found.mean, places)
    if found.low is not None and found.high is not None:
        low, high = written(factor * found.low, places), written(factor * found.high, places)
        text += f" ({low} to {high})"
    return f"{text} {unit}".strip()


def percent(found: Estimate, places: int = 0) -> str:
    """A share with its interval, in per cent."""
    return interval(found, "%", 100.0, places)


def in_range(
    what: str,
    sample: Sample,
    low: float,
    high: float,
    expected: str,
    why: str = "",
    *,
    as_percent: bool = True,
    places: int = 0,
) -> Check:
    """The mean lies in the range of the source; places: of a share in per cent."""
    found = estimate(sample.values)
    shown = percent(found, places) if as_percent else interval(found, places=2)
    hit = found.mean is not None and low <= found.mean <= high
    return Check(what, shown, expected, hit, "" if hit else why)


def above(
    what: str, sample: Sample, bound: float, expected: str, why: str = "", *, as_percent: bool = True
) -> Check:
    """The whole interval lies above a bound."""
    found = estimate(sample.values)
    shown = percent(found) if as_percent else interval(found, places=2)
    hit = found.low is not None and found.low > bound
    return Check(what, shown, expected, hit, "" if hit else why)


def below(
    what: str, sample: Sample, bound: float, expected: str, why: str = "", *, as_percent: bool = True
) -> Check:
    """The whole interval lies below a bound."""
    mirrored = above(what, sample.times(-1.0), -bound, expected, why, as_percent=as_percent)
    found = estimate(sample.values)
    shown = percent(found) if as_percent else interval(found, places=2)
    return Check(what, shown, expected, mirrored.hit, mirrored.why)


def change(after: Sample, before: Sample) -> Sample:
    """Relative difference of two means, with the spread of their ratio."""
    ratio = after.over(before)
    return Sample(ratio.values - 1.0)


def agreed(what: str, sample: Sample, exact: float, tolerance: float = 4.0) -> Check:
    """The mean is as near to an exact value as chance allows."""
    error = sample.standard_error
    off = abs(sample.mean - exact)
    hit = bool(np.isfinite(off)) and off <= tolerance * error + HAIR * abs(exact)
    why = "" if hit else f"{off / error:.1f} standard errors away: a bug" if error > 0 else "a bug"
    shown = f"{sample.mean:.4g} ± {error:.2g}" if error > HAIR * abs(exact) else f"{sample.mean:.4g}"
    return Check(what, shown, f"{exact:.4g}", hit, why)


def share_of_runs(chosen: Any) -> str:
    """A share of runs with its 95 % interval, in per cent."""
    mean, low, high = share(chosen)
    return f"{100 * mean:.1f} ({100 * low:.1f} to {100 * high:.1f}) %"
