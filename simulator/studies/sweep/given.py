"""Studies of scenarios that a script makes: points and variants as it likes, simulated, kept and resumed as those of files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import InputError, Problem
from ...scenario.factors import Factor
from ...scenario.scenario import Scenario
from ..study import Listener
from .question import Question
from .results import StudyResults
from .rules import always
from .run import free_folder, simulate_study


def study_of(
    scenarios: Sequence[Mapping[str, Scenario]],
    out: str | Path,
    *,
    replications: int = 10,
    labels: Mapping[str, Sequence[Any]] | None = None,
    seed: int = 0,
    shares_seeds: bool = True,
    datasets: Sequence[str] = ("runs",),
    workers: int | None = None,
    cluster: str | None = None,
    listener: Listener | None = None,
) -> StudyResults:
    """Simulate scenarios that were made one by one.

    Parameters
    ----------
    scenarios
        For each point a map from the name of a variant to its scenario; all points have the same variants.
    out
        Folder of the study. If it holds the same study, only what is missing is simulated.
    replications
        Runs of each scenario.
    labels
        By name, a number or a word for each point: columns of the results, and factors of their analysis.
    seed
        Of the first replication.
    shares_seeds
        Whether all points have the same seeds; variants of a point always have.
    datasets
        What is written of each run.
    workers, cluster
        As in `study`.

    Raises
    ------
    InputError
        Where points differ in their variants, or labels do not fit.
    OutputError
        Where the folder holds something else, or cannot be written.
    """
    names = list(scenarios[0]) if scenarios else []
    _check(scenarios, names, labels or {})
    columns = {name: list(values) for name, values in (labels or {}).items()}
    factors = tuple(_factor(name, values) for name, values in columns.items())
    asked = Question(
        Path(out).name, tuple((name, scenarios[0][name]) for name in names), factors,
        {f.path: _column(f, columns[f.path]) for f in factors}, len(scenarios),
        given=[[point[name] for name in names] for point in scenarios],
        seed=seed, shares_seeds=shares_seeds, datasets=tuple(datasets),
    )  # fmt: skip
    folder = free_folder(Path(out), asked, numbered=False)
    simulate_study(
        asked,
        folder,
        lambda found: always(replications, found),
        workers=workers,
        cluster=cluster,
        listener=listener,
    )
    return StudyResults(folder)


def _check(
    scenarios: Sequence[Mapping[str, Scenario]], names: Sequence[str], labels: Mapping[str, Sequence[Any]]
) -> None:
    def wrong(what: str, remedy: str) -> InputError:
        return InputError([Problem("", what, remedy, "study_of")])

    if not names:
        raise wrong("has no scenarios", "give a map from variants to scenarios for each point")
    for k, point in enumerate(scenarios):
        if list(point) != names:
            raise wrong(
                f"point {k} has the variants {', '.join(point)}", f"give {', '.join(names)} at each point"
            )
    for name, values in labels.items():
        if len(values) != len(scenarios):
            raise wrong(
                f"'{name}' has {len(values)} labels for {len(scenarios)} points", "give one for each point"
            )


def _factor(name: str, values: Sequence[Any]) -> Factor:
    """A label as a factor, which sets nothing."""
    if all(isinstance(v, int | float | np.number) and not isinstance(v, bool) for v in values):
        return Factor(name, "uncertainty", low=float(min(values)), high=float(max(values)), everywhere=False)
    return Factor(name, "uncertainty", levels=tuple(dict.fromkeys(map(str, values))), everywhere=False)


def _column(factor: Factor, values: Sequence[Any]) -> Any:
    return np.array(values, np.float64) if factor.is_number else list(map(str, values))
