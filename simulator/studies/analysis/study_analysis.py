"""The analyses of one study: its results, read once, and each question put to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import InputError, Problem, did_you_mean
from ...outcomes.registry import Metric
from ...scenario.study_spec import DesignSpec
from ..designs import blocks_of, worlds_of
from ..statistics import Estimate, estimate
from ..stopping import relative_half_width
from ..sweep.results import StudyResults
from .best_known import BestKnown, best_known
from .discovery import Box, box_that_holds
from .robustness import Robustness, robustness, value_of_knowing
from .sensitivity import Elementary, Index, morris_effects, sobol_indices
from .thresholds import Threshold, thresholds
from .tornado import Bar, one_at_a_time, over_a_grid, tornado

if TYPE_CHECKING:
    import pandas as pd

SHOWN = (
    "time_to_market_days_p50", "time_from_start_to_market_days_p50", "throughput_items_per_quarter", "value_delivered",
    "net_present_value", "operating_margin",
)  # fmt: skip
"""Outcomes that are shown where a study does not say what decides."""
DRAWN = ("latin_hypercube", "sobol", "saltelli", "morris")
"""Designs whose points are drawn, and so stand for worlds; those of others are what was asked for."""
FEWEST_WORLDS = 20
"""Points below which nothing is said of conditions."""


@dataclass(frozen=True)
class Difference:
    """A variant against the baseline, paired by point, or by replication where there is one point only.

    better: share of the points in which it is better; None where neither direction is.
    """

    outcome: Metric
    variant: str
    difference: Estimate
    better: float | None


class StudyAnalysis:
    """What a study says.

    Parameters
    ----------
    results: of the study. outcomes: names; by default those that decide. baseline: name of a variant; by default the first.

    Raises
    ------
    InputError where there is no such outcome or variant, or nothing has been simulated yet.
    """

    def __init__(
        self, results: StudyResults, outcomes: Sequence[str] = (), baseline: str | None = None
    ) -> None:
        self.results = results
        if not results.runs:
            what, remedy = "holds no runs yet", "run 'orgsim study' first"
            raise InputError([Problem("", what, remedy, str(results.study.path))])
        named = list(outcomes) or list(results.asked.get("decide_on") or ()) or list(SHOWN)
        self.outcomes = [
            metric for metric in map(results.metric, named) if outcomes or self._is_measured(metric)
        ]
        self.baseline = self.number_of(baseline) if baseline else 0
        self._found: dict[tuple[str, str, int | None], Any] = {}

    def _is_measured(self, metric: Metric) -> bool:
        return not bool(np.isnan(self.results.values(metric.name)).all())

    def number_of(self, variant: str) -> int:
        """Number of a variant by its name; raises InputError where there is none."""
        if variant not in self.results.variants:
            remedy = did_you_mean(variant, self.results.variants)
            raise InputError(
                [Problem("", f"no such variant '{variant}'", remedy, str(self.results.study.path))]
            )
        return self.results.variants.index(variant)

    @property
    def of_points(self) -> bool:
        """Whether points stand for worlds; else there is one, and replications stand in rows."""
        return self.results.study.count > 1

    def y(self, outcome: Metric) -> Any:
        """An outcome by point and variant, or by replication and variant where there is one point."""
        if self.of_points:
            return self.results.means(outcome.name)
        return self.results.values(outcome.name)[0].T

    def level(self, outcome: Metric, variant: int) -> Estimate:
        """Mean over points, with its interval: over worlds where they were drawn, else over replications."""
        return estimate(self._sample(outcome, variant), outcome.possible)

    def gap(self, outcome: Metric, variant: int) -> Any:
        """A variant less the baseline, by point or replication; NaN where both lie beyond the run-off."""
        y = self.y(outcome)
        with np.errstate(invalid="ignore"):
            return y[:, variant] - y[:, self.baseline]

    def differences(self, outcome: Metric) -> list[Difference]:
        """All variants but the baseline, against it."""
        found = []
        for v, name in enumerate(self.results.variants):
            if v == self.baseline:
                continue
            gap = self.gap(outcome, v)
            known = gap[~np.isnan(gap)]
            better = known < 0 if outcome.direction == "lower" else known > 0
            share = float(better.mean()) if len(known) and outcome.direction != "neither" else None
            found.append(Difference(outcome, name, estimate(self._sample(outcome, v, self.baseline)), share))
        return found

    def robustness(self, outcome: Metric) -> tuple[list[Robustness], int]:
        """Shares of worlds won, and regrets; nothing for a single point."""
        if not self.of_points or len(self.results.variants) < 2:
            return [], 0
        y = self.y(outcome)[self._worlds]
        return robustness(y, self.results.variants, outcome.direction, self.matters(outcome))

    def best_known(self) -> tuple[Metric, BestKnown] | None:
        """Of which outcome the best variant was looked for, and where it is known; None where the study looked for none."""
        rule = self.results.asked.get("replications")
        if not isinstance(rule, dict) or "best" not in rule or len(self.results.variants) < 2:
            return None
        outcome = self.results.metric(rule["best"]["outcome"])
        found: BestKnown = self._once(
            "best known", outcome, None,
            lambda: best_known(
                self.results.values(outcome.name), self.results.variants, outcome.direction,
                rule["best"]["probability"], rule["best"].get("indifference") or self.matters(outcome), rule["at_least"],
            ),
        )  # fmt: skip
        return outcome, found

    def too_wide(self) -> list[tuple[Metric, float, int, int, int]]:
        """Where replications ended before intervals were as narrow as was asked for.

        Returns
        -------
        Outcome, relative half-width asked for, cases (a variant at a point) that are wider, cases in all, most replications.
        """
        rule = self.results.asked.get("replications")
        found = []
        for name, target in (rule.get("half_width", {}) if isinstance(rule, dict) else {}).items():
            values = self.results.values(name)
            cases = values.reshape(-1, values.shape[2])
            measured = cases[~np.isnan(cases).all(axis=1)]
            wide = sum(relative_half_width(case) > target for case in measured)
            if wide:
                found.append((self.results.metric(name), target, wide, len(measured), values.shape[2]))
        return found

    def value_of_knowing(self, outcome: Metric) -> float:
        """What it is worth to know in which world one is, in the outcome's unit."""
        return value_of_knowing(self.y(outcome)[self._worlds], outcome.direction)

    def matters(self, outcome: Metric) -> float | str:
        """The smallest difference that matters: in the outcome's unit, or per cent of the first variant."""
        asked = self.results.asked.get("smallest_effects") or {}
        found: float | str = asked.get(outcome.name, f"{100 * outcome.smallest_effect} %")
        return found

    @cached_property
    def design(self) -> DesignSpec:
        """The design of the points."""
        return DesignSpec.model_validate(self.results.asked.get("design") or {"kind": "none"})

    def target(self, outcome: Metric, variant: int | None) -> Any:
        """What is explained, by point: the difference of a variant from the baseline, or the outcome of the baseline itself."""
        return self.y(outcome)[:, self.baseline] if variant is None else self.gap(outcome, variant)

    def bars(self, outcome: Metric, variant: int | None) -> list[Bar]:
        """How much each factor moves the target."""
        if not self.of_points:
            return []
        found: list[Bar] = self._once("bars", outcome, variant, lambda: self._bars(outcome, variant))
        return found

    def _bars(self, outcome: Metric, variant: int | None) -> list[Bar]:
        exact = {"one_at_a_time": one_at_a_time, "grid": over_a_grid}.get(self.design.kind)
        values = self.results.values(outcome.name)
        if exact is None or np.isinf(values).any():
            return tornado(self.results.x, self.target(outcome, variant), self._blocks)
        base = values[:, self.baseline]
        return exact(self.results.x, base if variant is None else values[:, variant] - base)

    @property
    def over(self) -> str:
        """What levels and differences are means over, in a word: points that stand for worlds, or replications."""
        return "points" if self.of_points and self.design.kind in DRAWN else "replications"

    def _sample(self, outcome: Metric, variant: int, base: int | None = None) -> Any:
        """What a level, or a difference, is estimated from: a value for each world; means over all points for each
        replication, where points were not drawn."""
        values = self.results.values(outcome.name)
        if self.over == "points" or not self.of_points or np.isinf(values).any():
            return self._apart(self.y(outcome)[:, variant] if base is None else self.gap(outcome, variant))
        means = values.mean(axis=0)
        return means[variant] if base is None else means[variant] - means[base]

    @cached_property
    def _blocks(self) -> Any:
        """The block of each point, where points go together; None where each stands alone."""
        return blocks_of(self.design.kind, len(self.results.factors), self.results.study.count)

    @cached_property
    def _worlds(self) -> Any:
        """Points that are worlds of their own."""
        return worlds_of(self.design.kind, len(self.results.factors), self.results.study.count)

    def _apart(self, values: Any) -> Any:
        """Values of points that do not go together: means of blocks, or where some lie beyond the run-off, one of each."""
        if not self.of_points or self._blocks is None:
            return values
        if np.isinf(values).any():
            return values[self._worlds]
        known = ~np.isnan(values)
        count = np.bincount(self._blocks[known], minlength=self._blocks[-1] + 1)
        total = np.bincount(self._blocks[known], values[known], len(count))
        return total[count > 0] / count[count > 0]

    def _once(self, what: str, outcome: Metric, variant: int | None, work: Callable[[], Any]) -> Any:
        """What takes long is done once."""
        key = (what, outcome.name, variant)
        if key not in self._found:
            self._found[key] = work()
        return self._found[key]

    def indices(self, outcome: Metric, variant: int | None) -> list[Index]:
        """Indices of Sobol, where the design is made for them."""
        if self.design.kind != "saltelli":
            return []
        return sobol_indices(self.results.factors, self.target(outcome, variant))

    def elementary(self, outcome: Metric, variant: int | None) -> list[Elementary]:
        """Elementary effects, where the design is that of Morris."""
        if self.design.kind != "morris":
            return []
        return morris_effects(self.results.factors, self._places, self.target(outcome, variant))

    @cached_property
    def _places(self) -> Any:
        """Places of all points: those that the design draws again."""
        from ...scenario.study_spec import StudyPlan
        from ..designs import points_of

        plan = StudyPlan("", "", (), self.results.factors, self.design)
        return points_of(plan).places

    def thresholds(self, outcome: Metric, variant: int) -> list[Threshold]:
        """At which value of a factor a variant and the baseline change places."""
        if not self.of_points:
            return []
        found: list[Threshold] = self._once(
            "thresholds", outcome, variant,
            lambda: thresholds(self.results.x, self.gap(outcome, variant), self._blocks),
        )  # fmt: skip
        return found

    def conditions(self, outcome: Metric, variant: int) -> Box | None:
        """The worlds in which a variant is the best of all, as a box; None where there are few, or none holds.

        The box is found in one half of the worlds, and measured in the other.
        """
        if self._worlds.sum() < FEWEST_WORLDS or len(self.results.variants) < 2:
            return None
        if outcome.direction == "neither" or not self.results.factors:
            return None
        found: Box | None = self._once(
            "conditions", outcome, variant, lambda: self._conditions(outcome, variant)
        )
        return found

    def _conditions(self, outcome: Metric, variant: int) -> Box | None:
        y = self.y(outcome)
        known = ~np.isnan(y).any(axis=1) & self._worlds
        cost = (y if outcome.direction == "lower" else -y)[known]
        return box_that_holds(self.results.x[known], cost[:, variant] == cost.min(axis=1))

    # What programs take

    def means_frame(self) -> pd.DataFrame:
        """A row for each outcome and variant: mean with its interval."""
        rows = [
            {"outcome": o.name, "unit": o.unit, "variant": name, **_entry(self.level(o, v))}
            for o in self.outcomes
            for v, name in enumerate(self.results.variants)
        ]
        return _frame(rows)

    def differences_frame(self) -> pd.DataFrame:
        """A row for each outcome and variant but the baseline: paired difference with its interval, share of points in
        which it is better."""
        rows = [
            {"outcome": d.outcome.name, "unit": d.outcome.unit, "variant": d.variant,
             "baseline": self.results.variants[self.baseline], **_entry(d.difference), "better_share": d.better}
            for o in self.outcomes for d in self.differences(o)
        ]  # fmt: skip
        return _frame(rows)

    def robustness_frame(self) -> pd.DataFrame:
        """A row for each outcome and variant: shares of worlds won, regrets."""
        rows = [
            {"outcome": o.name, "unit": o.unit, "variant": r.variant, "worlds": worlds, "best_share": r.best[0],
             "best_low": r.best[1], "best_high": r.best[2], "near_best_share": r.near_best[0], "regret_mean": r.regret.mean,
             "regret_high": r.high, "regret_most": r.most, "minimax": r.minimax}
            for o in self.outcomes for found, worlds in [self.robustness(o)] for r in found
        ]  # fmt: skip
        return _frame(rows)

    def sensitivity_frame(self) -> pd.DataFrame:
        """A row for each outcome, target and factor: effect from its low to its high end, indices where there are any."""
        rows = []
        for outcome in self.outcomes:
            for target, v in self.targets():
                indices = {each.factor: each for each in self.indices(outcome, v)}
                elementary = {each.factor: each for each in self.elementary(outcome, v)}
                for bar in self.bars(outcome, v):
                    index, effect = indices.get(bar.factor), elementary.get(bar.factor)
                    rows.append(
                        {"outcome": outcome.name, "target": target, "factor": bar.factor, "low": bar.low, "high": bar.high,
                         "effect": bar.effect.value, "effect_low": bar.effect.low, "effect_high": bar.effect.high,
                         "is_sure": bar.is_sure, "sobol_first": index and index.first, "sobol_total": index and index.total,
                         "morris_effect": effect and effect.effect, "morris_spread": effect and effect.spread}
                    )  # fmt: skip
        return _frame(rows)

    def thresholds_frame(self) -> pd.DataFrame:
        """A row for each outcome, variant and factor at which it and the baseline change places."""
        rows = [
            {"outcome": o.name, "variant": name, "baseline": self.results.variants[self.baseline], "factor": t.factor,
             "at": t.at, "low": t.low, "high": t.high, "variant_is_more_above": t.above, "share_above": t.share_above}
            for o in self.outcomes for name, v in self.others() for t in self.thresholds(o, v)
        ]  # fmt: skip
        return _frame(rows)

    def conditions_frame(self) -> pd.DataFrame:
        """A row for each outcome, variant and limit of the box in which it is the best."""
        rows = [
            {"outcome": o.name, "variant": name, "factor": limit.factor, "low": limit.low, "high": limit.high,
             "words": ", ".join(sorted(limit.words)), "coverage": box.coverage, "density": box.density, "base": box.base}
            for o in self.outcomes for v, name in enumerate(self.results.variants)
            if (box := self.conditions(o, v)) is not None for limit in box.limits
        ]  # fmt: skip
        return _frame(rows)

    def others(self) -> list[tuple[str, int]]:
        """Names and numbers of all variants but the baseline."""
        return [(name, v) for v, name in enumerate(self.results.variants) if v != self.baseline]

    def targets(self) -> list[tuple[str, int | None]]:
        """What is explained: differences from the baseline, or the outcome itself of a single variant."""
        if len(self.results.variants) == 1:
            return [(self.results.variants[0], None)]
        base = self.results.variants[self.baseline]
        return [(f"{name} less {base}", v) for name, v in self.others()]


def analyse(
    folder: str | Path, outcomes: Sequence[str] = (), *, baseline: str | None = None
) -> StudyAnalysis:
    """The analyses of a study.

    Parameters
    ----------
    folder
        Where `orgsim study` has put it, complete or not.
    outcomes
        Names of outcomes; by default those that decide.
    baseline
        The variant that others are compared with; by default the first.

    Raises
    ------
    InputError
        Where there is no study, or no such outcome or variant.
    """
    return StudyAnalysis(StudyResults(folder), outcomes, baseline)


def _entry(found: Estimate) -> dict[str, Any]:
    return {"mean": found.mean, "low": found.low, "high": found.high, "count": found.count}


def _frame(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows)
