"""What Python asks for: `compare` and `simulate`, with results that show themselves.

The same studies as the commands run, with the same warnings, and, where `out` names a folder, the same files.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from .errors import InputError, Problem
from .report.frames import comparison_as_frame, values_as_frame, worlds_as_frame, write_workbook
from .report.notebook import comparison_as_html, comparison_in_a_line, run_as_html
from .scenario.scenario import Scenario
from .store.places import Destination
from .studies.analysis.study_analysis import StudyAnalysis, analyse
from .studies.comparison import Result, cases_of, compared, comparison_from, points_of
from .studies.plausible import plausible_worlds
from .studies.replications import Progress, checked_scenario, seeds_of
from .studies.replications import simulate as simulated
from .studies.runs import Case, Run
from .studies.seeds import checked_seed
from .studies.study import Listener, Study, words_of
from .studies.sweep.asked import asked_of, check_room, load_plan, wanted_by, words_of_plan
from .studies.sweep.run import free_folder, simulate_study

if TYPE_CHECKING:
    import pandas as pd

Files = str | Path | Sequence[str | Path]
OnProgress = Callable[[Progress], None]


class ShownResult(Result):
    """A comparison that has been run, and that shows itself."""

    def __repr__(self) -> str:
        return comparison_in_a_line(self)

    def _repr_html_(self) -> str:
        return comparison_as_html(self)

    def to_frame(self) -> pd.DataFrame:
        """A row for each outcome and variant: mean with interval, difference from the baseline, verdict."""
        return comparison_as_frame([self])

    def values_to_frame(self) -> pd.DataFrame:
        """A row for each variant and replication, with a column for each outcome."""
        return values_as_frame([self])

    def worlds_to_frame(self) -> pd.DataFrame:
        """A row for each variant and plausible world: what was drawn, by path, and a column for each outcome."""
        return worlds_as_frame([self])

    def to_xlsx(self, path: str | Path) -> None:
        """Write a workbook; needs the extra `xlsx`. Raises OutputError where it cannot be written."""
        write_workbook(path, [self])


class ShownResults(tuple[ShownResult, ...]):
    """The same comparison in several modes or at several loads, which shows itself."""

    def __repr__(self) -> str:
        return "\n".join(map(repr, self))

    def _repr_html_(self) -> str:
        return "<hr>".join(result._repr_html_() for result in self)

    def to_frame(self) -> pd.DataFrame:
        """A row for each mode, load, outcome and variant."""
        return comparison_as_frame(self)

    def values_to_frame(self) -> pd.DataFrame:
        """A row for each mode, load, variant and replication, with a column for each outcome."""
        return values_as_frame(self)

    def worlds_to_frame(self) -> pd.DataFrame:
        """A row for each mode, load, variant and plausible world, with what was drawn and a column for each outcome."""
        return worlds_as_frame(self)

    def to_xlsx(self, path: str | Path) -> None:
        """Write a workbook; needs the extra `xlsx`. Raises OutputError where it cannot be written."""
        write_workbook(path, self)


class ShownRun(Run):
    """A run that is over, and that shows itself."""

    def _repr_html_(self) -> str:
        return run_as_html(self)


class _Calling(Listener):
    """Calls a function of the script with the progress."""

    def __init__(self, on_progress: OnProgress | None) -> None:
        self._on_progress = on_progress

    def progress(self) -> AbstractContextManager[OnProgress]:
        return super().progress() if self._on_progress is None else nullcontext(self._on_progress)


@overload
def compare(
    files: Files,
    overrides: Mapping[str, Any] | None = None,
    *,
    replications: int = 20,
    seed: int = 0,
    workers: int | None = None,
    out: str | Path | None = None,
    overwrite: bool = False,
    events: bool = False,
    time_limit: float = math.inf,
    point_estimates: bool = False,
    on_progress: OnProgress | None = None,
) -> ShownResult: ...


@overload
def compare(
    files: Files,
    overrides: Mapping[str, Any] | None = None,
    *,
    loads: Sequence[float],
    modes: Sequence[str] | None = None,
    replications: int = 20,
    seed: int = 0,
    workers: int | None = None,
    out: str | Path | None = None,
    overwrite: bool = False,
    events: bool = False,
    time_limit: float = math.inf,
    point_estimates: bool = False,
    on_progress: OnProgress | None = None,
) -> ShownResults: ...


@overload
def compare(
    files: Files,
    overrides: Mapping[str, Any] | None = None,
    *,
    loads: None = None,
    modes: Sequence[str],
    replications: int = 20,
    seed: int = 0,
    workers: int | None = None,
    out: str | Path | None = None,
    overwrite: bool = False,
    events: bool = False,
    time_limit: float = math.inf,
    point_estimates: bool = False,
    on_progress: OnProgress | None = None,
) -> ShownResults: ...


def compare(
    files: Files,
    overrides: Mapping[str, Any] | None = None,
    *,
    loads: Sequence[float] | None = None,
    modes: Sequence[str] | None = None,
    replications: int = 20,
    seed: int = 0,
    workers: int | None = None,
    out: str | Path | None = None,
    overwrite: bool = False,
    events: bool = False,
    time_limit: float = math.inf,
    point_estimates: bool = False,
    on_progress: OnProgress | None = None,
) -> ShownResult | ShownResults:
    """Compare one comparison file, or several scenario files over one world, as `orgsim compare` does.

    Parameters that the files do not set, and that rest on evidence, are drawn within their plausible ranges as well: one world
    for each replication, in which each variant runs once.

    Parameters
    ----------
    files
        Path of a comparison file, or paths of scenario files, the baseline first; or names such as
        `preset:four-structures`.
    overrides
        Values by dotted path, set in every variant.
    loads
        Loads of the world (0 to 1): use of its reference structure, where the mode of demand knows loads; else arrivals are
        scaled until the busiest role of the world's baseline reaches each of them. There is one result for each.
    modes
        Modes of demand, one after the other; default: those of the file. There is one result for each.
    replications
        Runs of each variant.
    seed
        Of the first replication; the others follow from it.
    workers
        Threads, by default one per processor. Results do not depend on it.
    out
        Folder for datasets and manifest. Without it nothing is written.
    overwrite
        Whether results of another question in that folder are replaced.
    events
        Whether the event log is written as well.
    time_limit
        Seconds after which the runs end with the replications that every variant has.
    point_estimates
        Whether this world alone counts, with every parameter at its own value: no plausible worlds are drawn.
    on_progress
        Called every tenth of a second while runs go on.

    Returns
    -------
    ShownResult
        Values, verdicts and `warnings`. It shows itself in a notebook. With `loads`, `modes`, or a file with several
        modes: ShownResults, a tuple of them.

    Raises
    ------
    InputError
        With the problems of all files.
    OutputError
        Where results cannot be written.
    RunError
        Where a run fails, or the time is up before each variant has a replication.
    """
    paths = [files] if isinstance(files, str | Path) else list(files)
    checked, chosen = _checked_loads(loads or ()), _checked_modes(modes)
    points = points_of(comparison_from(paths, overrides), checked, chosen)
    cases, seeds = cases_of(points), seeds_of(seed, replications)
    asked: dict[str, Any] = {
        "mode": ",".join(chosen or ()),
        "load": ",".join(map(str, checked)),
        "point_estimates": point_estimates,
    }
    study = Study(
        "compare",
        cases,
        seeds,
        out=_destination(out, overwrite),
        events=events,
        workers=_checked_workers(workers),
        time_limit=_checked_seconds(time_limit),
        words=words_of(paths, overrides, **asked),
        listener=_Calling(on_progress),
        worlds=None if point_estimates else plausible_worlds(cases, seed, replications),
    )
    results = ShownResults(_shown(result) for result in compared(points, study))
    return results if checked or chosen or len(points) > 1 else results[0]


def simulate(
    scenario: Scenario,
    seed: int = 0,
    *,
    events: bool = False,
    debug: bool = False,
    out: str | Path | None = None,
    overwrite: bool = False,
) -> ShownRun:
    """Simulate one replication, as `orgsim run` does.

    Parameters
    ----------
    scenario
        As `load_scenario` returns it.
    seed
        A whole number from 0 to 2^63 - 1. The same scenario, seed and version give the same bytes.
    events
        Whether to keep the event log.
    debug
        Whether to check the model's rules after every event. It is slow.
    out
        Folder for datasets and manifest. Without it nothing is written.
    overwrite
        Whether results of another question in that folder are replaced.

    Returns
    -------
    ShownRun
        The run: `.run`, `.quarters`, `.initiatives`, `.items`, `.hours`, `.incidents` and `.events` are Arrow tables,
        `.warnings` says what a reader must know. It shows itself in a notebook.

    Raises
    ------
    InputError
        Where the scenario or the seed is of another kind.
    RunError
        Where a rule of the model is broken, or time does not move on.
    OutputError
        Where results cannot be written.
    """
    scenario, seed = checked_scenario(scenario), checked_seed(seed)

    def run() -> ShownRun:
        found = simulated(scenario, seed, events=events, debug=debug)
        return ShownRun(found.facts, found.labels)

    if out is None:
        return run()
    files, overrides = ([scenario.origin.file], scenario.origin.overrides) if scenario.origin else ([], {})
    study = Study(
        "run",
        [Case(scenario.name, scenario)],
        [seed],
        out=_destination(out, overwrite),
        events=events,
        words=words_of(files, overrides, against=None),
    )
    runs: list[ShownRun] = []
    study.complete(runs.append, runs=(run() for _ in (0,)))  # type: ignore[arg-type]
    return runs[0]


def study(
    file: str | Path,
    out: str | Path,
    overrides: Mapping[str, Any] | None = None,
    *,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    time_limit: float = math.inf,
    on_progress: Callable[[Any], None] | None = None,
) -> StudyAnalysis:
    """Simulate a study, as `orgsim study` does, and analyse it.

    Parameters
    ----------
    file
        A study file, or a comparison or scenario, which is a study of one point.
    out
        Its folder. If it holds the same study, only what is missing is simulated.
    overrides
        Values by dotted path, set in every variant.
    replications, seed
        Instead of what the file says.
    workers
        Processes on this machine, by default one per processor. Results do not depend on it.
    cluster
        Address of a Dask scheduler instead, such as "tcp://host:8786".
    time_limit
        Seconds after which the study ends; the same call goes on.
    on_progress
        Called every tenth of a second with what is done: `.share`, and in words by `str`.

    Returns
    -------
    StudyAnalysis
        Means, differences, robustness, sensitivity, thresholds and conditions, each as a data frame.

    Raises
    ------
    InputError
        With the problems of all files, or where a cluster will not do.
    OutputError
        Where the folder holds another study, or cannot be written.
    """
    plan = load_plan(Path(file), overrides, replications, seed)
    asked, folder = asked_of(plan), Path(out)
    check_room(folder, plan, asked)
    simulate_study(
        asked, free_folder(folder, asked, numbered=False), lambda found: wanted_by(plan, found),
        words=words_of_plan(plan, Path(file), dict(overrides or {}), None),
        workers=_checked_workers(workers), cluster=cluster, listener=_Calling(on_progress),
        time_limit=_checked_seconds(time_limit),
    )  # fmt: skip
    return analyse(folder)


def _shown(result: Result) -> ShownResult:
    return ShownResult(**{each.name: getattr(result, each.name) for each in fields(result)})


def _destination(out: str | Path | None, overwrite: bool) -> Destination | None:
    return (
        None
        if out is None
        else Destination(Path(out), force=overwrite, out_is="out", force_is="overwrite=True")
    )


def _checked_loads(loads: Sequence[float]) -> list[float]:
    for load in loads:
        if isinstance(load, bool) or not isinstance(load, int | float) or not 0.0 < load < 1.0:
            raise _wrong("loads", load, "write numbers between 0 and 1: [0.7, 0.8]")
    return [float(load) for load in loads]


def _checked_modes(modes: Sequence[str] | None) -> list[str] | None:
    if isinstance(modes, str) or not all(isinstance(mode, str) for mode in modes or ()):
        raise _wrong("modes", modes, 'write names: ["equal_load", "backlog"]')
    return list(dict.fromkeys(modes or ())) or None


def _checked_seconds(seconds: float) -> float:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds > 0.0:
        raise _wrong("time_limit", seconds, "write seconds above 0")
    return float(seconds)


def _checked_workers(workers: int | None) -> int | None:
    if workers is not None and (isinstance(workers, bool) or not isinstance(workers, int) or workers < 1):
        raise _wrong("workers", workers, "write a whole number above 0, or leave it out")
    return workers


def _wrong(name: str, value: Any, remedy: str) -> InputError:
    return InputError([Problem(name, f"{value!r} is not possible here", remedy, file="compare")])
