"""Compare structures over one world: paired by common random numbers, with intervals and verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from ..outcomes.registry import BY_NAME, Metric, is_fed
from ..outcomes.use import used_by_role
from ..scenario.comparison import Comparison, KnownOutcomes, load_comparison
from .differences import differences, world_differences
from .matrix import Matrix, measured_outcomes
from .over_worlds import OverWorlds, Paired, Plausible, over_worlds
from .runs import Case, Run
from .statistics import Estimate, estimate, probability_best, ratio, replications_to_settle
from .study import Study
from .verdicts import LEVEL, Verdict, claims_of, corrected, is_open, is_tested, verdict_of

HEADLINES = (
    "time_to_market_days_p50", "time_to_80pct_value_days_p50", "initiative_lead_time_days_p50",
    "lead_time_days_mean", "lead_time_days_p85", "queue_time_days_mean", "throughput_items_per_quarter",
    "wip_items_mean", "handoffs_per_item", "flow_efficiency", "utilisation", "change_failure_rate",
    "time_to_restore_days_p50", "satisfaction", "good_share_of_kept", "value_delivered", "operating_margin",
    "unfinished_share",
)  # fmt: skip
"""Outcomes shown where a comparison does not say what decides."""


KNOWN_OUTCOMES = KnownOutcomes(
    tuple(BY_NAME), tuple(name for name, metric in BY_NAME.items() if metric.direction == "neither")
)


@dataclass(frozen=True)
class Contrast:
    """One outcome of one variant against the baseline."""

    outcome: Metric
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
    to_settle: tuple[int, int] | None
    """Fewest and most replications in all that would settle it; None where that cannot be said."""
    variance_ratio: float | None
    """Variance of the difference with independent numbers over the paired one."""
    is_tested: bool
    """Whether it is one of those that verdicts are corrected for."""
    plausible: OverWorlds | None = None
    """The same over plausible worlds, where they were drawn."""


@dataclass(frozen=True)
class Result:
    """A comparison that has been run.

    Attributes
    ----------
    comparison
        What was compared.
    values
        By outcome, shape (variants, replications). NaN where nothing was measured, infinite for a time that lies beyond
        the run-off.
    differing
        Keys in which the variants differ, with the value of each.
    used
        Share of present time used, by variant and role: a mean over replications.
    warnings
        What a reader must know before they trust the figures, as the command says it.
    manifest
        What was asked and simulated, with which versions, as a results folder holds it.
    plausible
        What came out in plausible worlds; None where none were drawn.
    """

    comparison: Comparison
    values: Mapping[str, Any]
    differing: Mapping[str, list[str]]
    used: Sequence[Mapping[str, float]] = ()
    warnings: tuple[str, ...] = ()
    manifest: Mapping[str, Any] = field(default_factory=dict)
    plausible: Plausible | None = None

    @property
    def names(self) -> list[str]:
        """Names of the variants; the first is the baseline."""
        return [name for name, _ in self.comparison.variants]

    @property
    def unsettled(self) -> list[Contrast]:
        """Contrasts of what is shown that more replications might settle."""
        return [contrast for contrast in self._every if is_open(contrast.verdict)]

    @property
    def tested(self) -> int:
        """How many differences verdicts are corrected for."""
        return sum(contrast.is_tested for contrast in self._every)

    @property
    def replications(self) -> int:
        """Replications of each variant."""
        return int(next(iter(self.values.values())).shape[1])

    @property
    def shown(self) -> list[Metric]:
        """Outcomes that decide; else headlines that were measured, and that the files have something to say about."""
        chosen = self.comparison.decide_on or [name for name in HEADLINES if self._is_fed(name)]
        return [BY_NAME[n] for n in chosen if n in BY_NAME and not np.isnan(self.values[n]).all()]

    @property
    def other_worlds(self) -> list[str]:
        """Keys of the world in which the variants differ."""
        return world_differences(list(self.differing))

    def contrasts(self, outcome: Metric) -> list[Contrast]:
        """Every variant but the baseline, against it; verdicts are corrected for all that is shown."""
        return [contrast for contrast in self._every if contrast.outcome == outcome]

    def best(self, outcome: Metric) -> list[float] | None:
        """Probability of being best, by variant; None where that has no meaning, or there are too few replications."""
        return probability_best(self.values[outcome.name], outcome.direction)

    def level(self, outcome: Metric, v: int) -> Estimate:
        """An outcome in a variant, with its interval."""
        return estimate(self.values[outcome.name][v], outcome.possible)

    @cached_property
    def _every(self) -> list[Contrast]:
        """All contrasts of what is shown."""
        pairs = [(outcome, v) for outcome in self.shown for v in range(1, len(self.names))]
        paired = [_paired(self.values[outcome.name], v) for outcome, v in pairs]
        effects = [self._effect(outcome, self.values) for outcome, _ in pairs]
        orders = [_beyond(self.values[outcome.name], v) for outcome, v in pairs]
        counted = [is_tested(d) for d in paired]
        claims = [claims_of(d, e, by_order=o) for d, e, o in zip(paired, effects, orders, strict=True)]
        verdicts = [
            verdict_of(claim, d, outcome.direction, by_order=o)
            for claim, d, o, (outcome, _) in zip(
                corrected(claims, counted), paired, orders, pairs, strict=True
            )
        ]
        left = LEVEL / max(1, sum(counts and is_open(v) for counts, v in zip(counted, verdicts, strict=True)))
        over = self._over_worlds(pairs, paired)
        return [
            replace(self._contrast(outcome, v, d, e, verdict, left), plausible=worlds)
            for (outcome, v), d, e, verdict, worlds in zip(
                pairs, paired, effects, verdicts, over, strict=True
            )
        ]

    def _over_worlds(
        self, pairs: Sequence[tuple[Metric, int]], here: Sequence[Any]
    ) -> Sequence[OverWorlds | None]:
        """All contrasts over plausible worlds."""
        if self.plausible is None:
            return [None] * len(pairs)
        values = self.plausible.values
        both = [
            Paired(o, d, _paired(values[o.name], v), self._effect(o, values), _beyond(values[o.name], v))
            for (o, v), d in zip(pairs, here, strict=True)
        ]
        return over_worlds(both, self.plausible)

    def _contrast(
        self, outcome: Metric, v: int, paired: Any, effect: float, verdict: Verdict, level: float
    ) -> Contrast:
        values = self.values[outcome.name]
        low, high = outcome.possible
        return Contrast(
            outcome, self.names[v], self.level(outcome, 0), self.level(outcome, v), estimate(paired, (low - high, high - low), by_order=_beyond(values, v)),
            ratio(values[v], values[0]), effect, verdict,
            replications_to_settle(paired, effect, level) if is_open(verdict) else None,
            _variance_ratio(values[0], values[v]), is_tested(paired),
        )  # fmt: skip

    def _effect(self, outcome: Metric, values: Mapping[str, Any]) -> float:
        """Smallest difference that matters, in the outcome's unit. values: by outcome, the baseline's first."""
        known = values[outcome.name]
        baseline = next((m for m in (_finite_mean(row) for row in known) if m is not None), 0.0)
        wanted = self.comparison.smallest_effects.get(outcome.name, outcome.smallest_effect)
        if isinstance(wanted, str):
            return float(wanted.rstrip("% ")) / 100 * abs(baseline)
        if outcome.name in self.comparison.smallest_effects:
            return float(wanted)
        return float(wanted) * abs(baseline)

    def _is_fed(self, name: str) -> bool:
        """Whether any file says something about what an outcome rests on, and not the defaults alone."""
        return any(is_fed(BY_NAME[name], scenario) for _, scenario in self.comparison.variants)


def _paired(values: Any, v: int) -> Any:
    """Differences of a variant from the baseline: a tie where both lie beyond the run-off, unknown where they always do."""
    both = np.isinf(values[v]) & np.isinf(values[0])
    if (both | np.isnan(values[v]) | np.isnan(values[0])).all():
        return np.full(len(both), np.nan)
    with np.errstate(invalid="ignore"):
        return np.where(both, 0.0, values[v] - values[0])


def _beyond(values: Any, v: int) -> bool:
    """Whether a variant or the baseline lies beyond the run-off in any replication, so that only the order counts."""
    return bool(np.isinf(values[[0, v]]).any())


def _finite_mean(row: Any) -> float | None:
    finite = row[np.isfinite(row)]
    return float(finite.mean()) if len(finite) else None


def _variance_ratio(a: Any, b: Any) -> float | None:
    known = np.isfinite(a) & np.isfinite(b)
    if known.sum() < 2:
        return None
    paired = float(np.var(b[known] - a[known], ddof=1))
    independent = float(np.var(a[known], ddof=1) + np.var(b[known], ddof=1))
    return independent / paired if paired > 0 else None


def points_of(
    comparison: Comparison, loads: Sequence[float], modes: Sequence[str] | None = None
) -> list[Comparison]:
    """A comparison in each of its modes of demand, or in those given, and there at each load.

    Loads count in those modes that know loads; if none does, in all. Raises InputError where the world does not know
    the mode or the load.
    """
    modes = comparison.modes if modes is None else modes
    points = [comparison.in_mode(mode) for mode in modes] or [comparison]
    loaded = [point for point in points if _knows_loads(point)] or points
    return [at for point in points for at in at_loads(point, loads if point in loaded else ())]


def _knows_loads(comparison: Comparison) -> bool:
    return any(scenario.demand.mode_in_force.loads for _, scenario in comparison.variants)


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
    """Read what is to be compared; raises InputError, also for names of outcomes."""
    return load_comparison(paths, overrides, KNOWN_OUTCOMES)


def cases_of(points: Sequence[Comparison]) -> list[Case]:
    """All variants of a comparison at one or several loads, as cases of a study."""
    return [Case(name, scenario, p) for p, point in enumerate(points) for name, scenario in point.variants]


def compared(points: Sequence[Comparison], study: Study) -> list[Result]:
    """Complete a study of the cases of comparisons, and say what came out of each."""
    matrix, in_worlds = Matrix(), Matrix(measured_outcomes)
    used: dict[tuple[int, str], list[dict[str, float]]] = {(c.point, c.variant): [] for c in study.cases}

    def take(run: Run) -> None:
        if run.is_drawn:
            in_worlds.take(run)
            return
        matrix.take(run)
        used[run.point, run.variant].append(used_by_role(run.facts))

    def plausible(names: Sequence[str], point: int) -> Plausible | None:
        if study.worlds is None:
            return None
        values = in_worlds.values(names, replications, point)
        return Plausible(study.worlds.factors, study.worlds.x[:replications], values)

    replications = study.complete(take)
    results = []
    for p, comparison in enumerate(points):
        names = [name for name, _ in comparison.variants]
        results.append(
            Result(
                comparison,
                matrix.values(names, replications, p),
                differences([scenario for _, scenario in comparison.variants]),
                [_mean_by_role(used[p, name][:replications]) for name in names],
                study.warnings_at(p),
                study.manifest,
                plausible(names, p),
            )
        )
    return results


def _mean_by_role(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    roles = dict.fromkeys(role for row in rows for role in row)
    return {role: float(np.mean([row[role] for row in rows if role in row])) for role in roles}
