"""From a file to a checked Scenario, or to all its problems at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..errors import Code, InputError, Problem
from .causes import causes, follows
from .checks import problems_of
from .inheritance import read_merged
from .overrides import as_written
from .people_counts import peopled
from .removals import pruned
from .scenario import Origin, Scenario
from .shipped import located
from .translation import meant_by, sound_parts, translated
from .yaml_reader import Written

FROM_PYTHON = "scenario"
STUDY_KEYS = ("levers", "uncertainties", "design")
"""A file with any of these is a study."""


def load_scenario(path: str | Path, overrides: Mapping[str, Any] | None = None) -> Scenario:
    """Read, merge and check a scenario file.

    Parameters
    ----------
    path
        The YAML file, or the name of a shipped one: `preset:two-pizza`.
    overrides
        Values by dotted path, set on top of the file: `{"structure.max_team_size": 6}`.

    Returns
    -------
    Scenario
        Ready to be simulated. It cannot be changed; load it again with other overrides.

    Raises
    ------
    InputError
        With every problem of the file, each with its position.
    """
    origin, path = Origin(str(path), dict(overrides or {})), located(path)
    return checked(read_merged(path, overrides), path.parent).relative_to(path.parent, origin)


def scenario_from(values: Mapping[str, Any], folder: str | Path = ".") -> Scenario:
    """Check a scenario that is given as nested maps and lists instead of a file.

    folder: to which paths in the scenario are relative. Raises InputError like `load_scenario`.
    """
    return checked(as_written(values, FROM_PYTHON), Path(folder))


def checked(written: Written, folder: Path) -> Scenario:
    """A Scenario from values as written; raises InputError with all problems."""
    if "variants" in written.value and "workforce" not in written.value:
        what, remedy = "is a comparison of variants, not a scenario", "give it alone to 'orgsim compare'"
        raise InputError([Problem("", what, remedy, *written.position_of("variants"))])
    if any(key in written.value for key in STUDY_KEYS) and "workforce" not in written.value:
        what, remedy = "is a study, not a scenario", "give it to 'orgsim study'"
        raise InputError([Problem("", what, remedy, *written.position)])
    if not written.value and not written.problems:
        raise InputError(
            [Problem("", "is empty", "see 'orgsim schema' for the keys of a file", *written.position)]
        )
    written = pruned(peopled(written, folder))
    problems = list(written.problems)
    values = written.plain()
    passed_over = _spoilt(written)
    try:
        scenario = Scenario.model_validate(values).relative_to(folder)
    except ValidationError as error:
        problems += not_spoilt(translated(error, written, Scenario), written)
        scenario, more = sound_parts(error, values, written, Scenario)
        passed_over += more
        scenario.relative_to(folder)
    if not written.incomplete:
        reported = [
            *passed_over,
            *(problem.path for problem in problems),
            *filter(None, map(meant_by, problems)),
        ]
        problems += causes(problems_of(scenario), written, reported)
    if problems:
        raise InputError(dict.fromkeys(problems))
    return scenario


def _spoilt(written: Written) -> list[str]:
    """Paths of values that could not be read; of a key written twice, the first is kept."""
    problems = written.problems
    return [
        problem.path for problem in problems if problem.path and problem.code is not Code.KEY_WRITTEN_TWICE
    ]


def not_spoilt(problems: Sequence[Problem], written: Written) -> list[Problem]:
    """Problems that do not follow from values that could not be read."""
    spoilt = _spoilt(written)
    kept = [problem for problem in problems if not follows(problem, spoilt)]
    if not written.incomplete:
        return kept
    return [problem for problem in kept if problem.code not in (Code.MISSING_KEY, Code.EMPTY)]
