"""Compare structures over one world: paired by common random numbers, with intervals and verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..experiments.replications import Outcome as RunOutcome
from ..experiments.replications import replicate, seeds_of
from ..outcomes.registry import BY_NAME, OUTCOMES, Outcome
from ..scenario.comparison import Comparison, KnownOutcomes, load_comparison
from ..scenario.scenario import Scenario
from .differing import differences, world_differences
from .statistics import Estimate, estimate, probability_best, ratio, replications_to_settle
from .verdicts import Verdict, verdict_of

HEADLINES = (
    "time_to_market_days_p50", "time_to_80pct_value_days_p50", "initiative_lead_time_days_p50",
    "lead_time_days_mean", "lead_time_days_p85", "queue_time_days_mean", "throughput_items_per_quarter",
    "wip_items_mean", "handoffs_per_item", "flow_efficiency", "utilisation", "change_failure_rate",
    "time_to_restore_days_p50", "satisfaction", "good_share_of_kept", "value_delivered", "operating_margin",
    "unfinished_share",
)  # fmt: skip
"""Outcomes shown where a comparison does not say what decides."""


KNOWN_OUTCOMES = KnownOutcomes(tuple(BY_NAME))


@dataclass(frozen=True)
class Contrast:
    """One outcome of one variant against the baseline."""

    outcome: Outcome
    variant: str
    baseline: Estimate
    value: Estimate
    difference: Estimate
    """Variant minus baseline, paired by replication."""
    ratio: Estimate
    """Variant over baseline, of the means, paired by replication."""
    effect: float
    """Smallest difference that matters, in the outcome's unit."""
    verdict: Verdict
    to_settle: int | None
    """About how many replications would settle it, None where it is settled."""
    variance_ratio: float | None
    """Variance of the difference with independent numbers over the paired one."""


@dataclass(frozen=True)
class Result:
    """A comparison that has been run.

    Attributes
    ----------
    values: by outcome, shape (variants, replications), NaN where nothing was measured.
    """

    comparison: Comparison
    values: Mapping[str, Any]
    differing: Mapping[str, list[str]]
    warnings: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Names of the variants; the first is the baseline."""
        return [name for name, _ in self.comparison.variants]

    @property
    def unsettled(self) -> list[Contrast]:
        """Contrasts of what is shown that more replications might settle."""
        every = [contrast for outcome in self.shown for contrast in self.contrasts(outcome)]
        return [contrast for contrast in every if contrast.to_settle is not None]

    @property
    def replications(self) -> int:
        """Replications of each variant."""
        return int(next(iter(self.values.values())).shape[1])

    @property
    def shown(self) -> list[Outcome]:
        """Outcomes that decide, or headlines that were measured."""
        chosen = self.comparison.decide_on or HEADLINES
        return [BY_NAME[n] for n in chosen if n in BY_NAME and not np.isnan(self.values[n]).all()]

    @property
    def other_worlds(self) -> list[str]:
        """Keys of the world in which the variants differ."""
        return world_differences(list(self.differing))

    def contrasts(self, outcome: Outcome) -> list[Contrast]:
        """Every variant but the baseline, against it."""
        return [self._contrast(outcome, v) for v in range(1, len(self.names))]

    def best(self, outcome: Outcome) -> list[float] | None:
        """Probability of being best, by variant; None where nobody can say what is better."""
        return probability_best(self.values[outcome.name], outcome.direction)

    def _contrast(self, outcome: Outcome, v: int) -> Contrast:
        values = self.values[outcome.name]
        paired = values[v] - values[0]
        baseline, value, difference = estimate(values[0]), estimate(values[v]), estimate(paired)
        effect = self._effect(outcome, baseline.mean or 0.0)
        verdict = verdict_of(difference, paired, effect, outcome.direction)
        unsettled = verdict in ("not settled", "probably better", "probably worse")
        to_settle = replications_to_settle(paired, effect) if unsettled else None
        return Contrast(
            outcome, self.names[v], baseline, value, difference, ratio(values[v], values[0]), effect, verdict, to_settle,
            _variance_ratio(values[0], values[v]),
        )  # fmt: skip

    def _effect(self, outcome: Outcome, baseline: float) -> float:
        """Smallest difference that matters, in the outcome's unit."""
        wanted = self.comparison.smallest_effects.get(outcome.name, outcome.smallest_effect)
        if isinstance(wanted, str):
            return float(wanted.rstrip("% ")) / 100 * abs(baseline)
        if outcome.name in self.comparison.smallest_effects:
            return float(wanted)
        return float(wanted) * abs(baseline)


def _variance_ratio(a: Any, b: Any) -> float | None:
    known = ~(np.isnan(a) | np.isnan(b))
    if known.sum() < 2:
        return None
    paired = float(np.var(b[known] - a[known], ddof=1))
    independent = float(np.var(a[known], ddof=1) + np.var(b[known], ddof=1))
    return independent / paired if paired > 0 else None


def compare(
    files: str | Path | Sequence[str | Path],
    overrides: Mapping[str, Any] | None = None,
    *,
    replications: int = 20,
    seed: int = 0,
    workers: int | None = None,
) -> Result:
    """Compare one comparison file, or several scenario files over one world.

    Parameters
    ----------
    files: paths. overrides: values by dotted path, set in every variant.
    replications: of each variant; seed: of the first. workers: threads; they change no number.

    Raises
    ------
    InputError with the problems of all files.
    """
    paths = [files] if isinstance(files, str | Path) else list(files)
    comparison = comparison_from(paths, overrides)
    values = Values(len(comparison.variants), replications)
    for k, run in enumerate(replicate(comparison.variants, seeds_of(seed, replications), workers=workers)):
        values.take(*divmod(k, replications), run)
    return results_of([comparison], values.first(replications))[0]


def at_loads(comparison: Comparison, loads: Sequence[float]) -> list[Comparison]:
    """The same comparison with more or less work; itself alone where no loads are given.

    Raises InputError where the world does not say at which load it stands.
    """
    if not loads:
        return [comparison]
    return [
        replace(
            comparison, variants=tuple((name, s.at_load(load)) for name, s in comparison.variants), load=load
        )
        for load in loads
    ]


def comparison_from(paths: Sequence[str | Path], overrides: Mapping[str, Any] | None = None) -> Comparison:
    """Read what is to be compared; raises InputError, for names of outcomes, too."""
    return load_comparison(paths, overrides, KNOWN_OUTCOMES)


class Values:
    """Outcomes of runs as they come, by name: shape (variants, replications), NaN where nothing was measured."""

    def __init__(self, variants: int, replications: int) -> None:
        self._values = {outcome.name: np.full((variants, replications), np.nan) for outcome in OUTCOMES}

    def take(self, variant: int, replication: int, run: RunOutcome) -> None:
        """Keep what one run brought."""
        row = run.run.to_pylist()[0]
        for name, table in self._values.items():
            if row[name] is not None:
                table[variant, replication] = row[name]

    def first(self, replications: int) -> dict[str, Any]:
        """The tables of the first replications, which are complete."""
        return {name: table[:, :replications] for name, table in self._values.items()}


def results_of(comparisons: Sequence[Comparison], values: Mapping[str, Any]) -> list[Result]:
    """The results of comparisons whose variants stand one after the other in the tables of outcomes."""
    results, first = [], 0
    for comparison in comparisons:
        last = first + len(comparison.variants)
        scenarios: list[Scenario] = [scenario for _, scenario in comparison.variants]
        mine = {name: table[first:last] for name, table in values.items()}
        results.append(Result(comparison, mine, differences(scenarios)))
        first = last
    return results
