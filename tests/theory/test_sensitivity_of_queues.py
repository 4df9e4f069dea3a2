"""Studies of M/M/c, from the file to the analysis, agree with the indices, effects and elasticities of Erlang's formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulator import analyse, study
from simulator.scenario.study_spec import StudyPlan
from simulator.studies.analysis.sensitivity import Elementary, Index, morris_effects, sobol_indices
from simulator.studies.analysis.study_analysis import StudyAnalysis
from simulator.studies.analysis.tornado import tornado
from simulator.studies.designs import points_of

from .queueing import TOLERANCE, erlang_time

QUEUE = """\
name: {name}
horizon: {{days: {days}, warmup_days: 100}}
workforce: {{clerk: {{count: {clerks}}}}}
products: [{{name: counter}}]
value_stream: [{{stage: serve, by: {{clerk: 1.0}}}}]
demand: {{items: [{{name: walk-in, product: counter, arrivals_per_day: 2.1, effort_days: {{exponential: {{mean: 1.0}}}}}}]}}
structure: {{teams: [{{name: counter, members: {{clerk: {clerks}}}}}]}}
dependencies: {{negotiation_hours: 0}}
mechanisms: none
"""
ARRIVALS = "demand.items.walk-in.arrivals_per_day"
EFFORT = "demand.items.walk-in.effort_days.exponential.mean"
OUTCOME = "lead_time_days_mean"
REPLICATIONS = 8
WIDE = {ARRIVALS: [1.5, 2.4], EFFORT: [0.8, 1.05]}  # loads of three clerks from .4 to .84
NARROW = {ARRIVALS: [2.079, 2.121], EFFORT: [0.99, 1.01]}  # one per cent either way

Measure = Callable[[int | None], dict[str, float]]
"""Figures by name; of the number of a variant, or of the first alone."""


def studied(folder: Path, design: str, ranges: dict[str, list[float]], days: int = 1000) -> StudyAnalysis:
    """A study of three and of four clerks, simulated and read back."""
    for clerks in (3, 4):
        text = QUEUE.format(name=f"{clerks} clerks", clerks=clerks, days=days)
        (folder / f"{clerks}.yaml").write_text(text, encoding="utf-8")
    moved = "".join(
        f"  {path}: {{uniform: {{low: {low}, high: {high}}}}}\n" for path, (low, high) in ranges.items()
    )
    (folder / "study.yaml").write_text(
        f"name: clerks\nvariants: [3.yaml, 4.yaml]\nuncertainties:\n{moved}design: {design}\n"
        f"replications: {REPLICATIONS}\ndecide_on: [{OUTCOME}]\n",
        encoding="utf-8",
    )
    study(folder / "study.yaml", out=folder / "out", workers=1)
    return analyse(folder / "out")


def erlang(x: pd.DataFrame) -> np.ndarray:
    """Mean time of three clerks, and of four, at each point, exactly; shape (points, 2)."""
    return np.array(
        [
            [erlang_time(c, arrivals * effort / c, effort) for c in (3, 4)]
            for arrivals, effort in zip(x[ARRIVALS], x[EFFORT], strict=True)
        ]
    )


def explained(times: Any, variant: int | None) -> Any:
    """Times of three clerks, or of another variant less those. times: shape (points, variants)."""
    return times[:, 0] if variant is None else times[:, variant] - times[:, 0]


def agrees_with_erlang(
    found: StudyAnalysis, said: Measure, of_times: Callable[[Any], dict[str, float]]
) -> None:
    """What an analysis says of three clerks, and of what a fourth saves, is what the exact times say at the same points.

    The standard error is that over replications, each with a measure of its own.
    """
    times, exact = found.results.values(OUTCOME), erlang(found.results.x)
    for variant in (None, 1):
        expected, simulated = of_times(explained(exact, variant)), said(variant)
        each = pd.DataFrame([of_times(explained(times[:, :, r], variant)) for r in range(REPLICATIONS)])
        error = each.std(ddof=1) / REPLICATIONS**0.5
        for name, value in expected.items():
            assert abs(simulated[name] - value) < TOLERANCE * error[name], (name, value, simulated[name])
            assert error[name] < 0.15 * max(map(abs, expected.values()))  # precise enough to tell


def test_indices_of_sobol_are_those_of_erlangs_formula(tmp_path: Path) -> None:
    found = studied(tmp_path, "{kind: saltelli, points: 16}", WIDE)
    (outcome,) = found.outcomes

    def named(indices: Sequence[Index]) -> dict[str, float]:
        return {f"{what} {i.factor}": getattr(i, what) for i in indices for what in ("first", "total")}

    def of_times(y: Any) -> dict[str, float]:
        return named(sobol_indices(found.results.factors, y))

    agrees_with_erlang(found, lambda v: named(found.indices(outcome, v)), of_times)
    exact = erlang(found.results.x)
    bars = {bar.factor: bar for bar in found.bars(outcome, None)}
    for bar in tornado(found.results.x, exact[:, 0], np.arange(len(exact)) // 4):
        assert bars[bar.factor].effect.low < bar.effect.value < bars[bar.factor].effect.high


def test_elementary_effects_are_those_of_erlangs_formula(tmp_path: Path) -> None:
    found = studied(tmp_path, "{kind: morris, trajectories: 10}", WIDE)
    (outcome,) = found.outcomes
    factors = found.results.factors
    places = points_of(StudyPlan("", "", (), factors, found.design)).places

    def named(effects: Sequence[Elementary]) -> dict[str, float]:
        return {
            f"{what} {e.factor}": getattr(e, what) for e in effects for what in ("effect", "mean", "spread")
        }

    def of_times(y: Any) -> dict[str, float]:
        return named(morris_effects(factors, places, y))

    agrees_with_erlang(found, lambda v: named(found.elementary(outcome, v)), of_times)


def test_bars_of_a_tornado_are_the_elasticities_of_erlangs_formula(tmp_path: Path) -> None:
    found = studied(tmp_path, "{kind: one_at_a_time}", NARROW, days=10_000)
    (outcome,) = found.outcomes
    load, step = 0.7, 1e-5
    wait = [erlang_time(3, load * (1 + sign * step)) for sign in (-1, 1)]
    of_arrivals = (wait[1] - wait[0]) / (2 * step) / erlang_time(3, load)
    elasticities = {ARRIVALS: of_arrivals, EFFORT: 1 + of_arrivals}  # time is effort times a function of load
    times = found.results.values(OUTCOME)[:, 0]
    for bar in found.bars(outcome, None):
        middle = float(times[0].mean())
        simulated, width = (v / middle / 0.02 for v in (bar.effect.value, bar.effect.high - bar.effect.low))
        assert bar.is_sure
        assert abs(simulated - elasticities[bar.factor]) < width, (bar.factor, simulated, width)
        assert width < 0.5 * elasticities[bar.factor]
