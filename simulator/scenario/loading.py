"""From a file to a checked Scenario, or to all its problems at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from ..errors import InputError, Problem, did_you_mean
from ..kernel.distributions import LAWS
from ..spec import Spec
from .checks import problems_of
from .merging import as_written, name_of, read_merged
from .reading import Written
from .scenario import Scenario

Location = tuple[int | str, ...]


def load_scenario(path: str | Path, overrides: Mapping[str, Any] | None = None) -> Scenario:
    """Read, merge and check a scenario file.

    Parameters
    ----------
    path: of the YAML file.
    overrides: values by dotted path, set on top of the file: `{"structure.max_team_size": 6}`.

    Raises
    ------
    InputError with every problem of the file, each with its position.
    """
    path = Path(path)
    return checked(read_merged(path, overrides), path.parent)


def scenario_from(values: Mapping[str, Any], folder: str | Path = ".") -> Scenario:
    """Check a scenario that is given as nested maps and lists instead of a file.

    folder: from which files named in it are seen. Raises InputError like `load_scenario`.
    """
    return checked(as_written(values, "scenario"), Path(folder))


def checked(written: Written, folder: Path) -> Scenario:
    """A Scenario from values as written; raises InputError with all that is wrong."""
    try:
        scenario = Scenario.model_validate(written.plain()).placed_in(folder)
    except ValidationError as error:
        raise InputError(translated(error, written, Scenario)) from None
    problems = [placed(problem, written) for problem in problems_of(scenario)]
    if problems:
        raise InputError(dict.fromkeys(problems))
    return scenario


def placed(problem: Problem, written: Written) -> Problem:
    """A problem with the position of its path, and list places replaced by names."""
    location = tuple(int(step) if step.isdigit() else step for step in problem.path.split("."))
    path, (file, line, column), _ = locate(location, written)
    return Problem(path, problem.what, problem.remedy, file, line, column)


def locate(location: Location, written: Written) -> tuple[str, tuple[str, int, int], Any]:
    """Dotted path, position and value of a place; steps that name no place are passed over."""
    here, position = written, (written.file, written.line, written.column)
    steps: list[str] = []
    for step in location:
        if isinstance(here.value, dict) and str(step) in here.value:
            position = here.position_of(str(step))
            here = here.value[str(step)]
            steps.append(str(step))
        elif isinstance(here.value, list) and isinstance(step, int) and step < len(here.value):
            here = here.value[step]
            position = (here.file, here.line, here.column)
            steps.append(name_of(here) or str(step))
    return ".".join(steps), position, here.value


def translated(error: ValidationError, written: Written, root: type[Spec]) -> list[Problem]:
    """Pydantic's errors in words of the user's file, which is to be a `root`."""
    problems = []
    for entry in error.errors(include_url=False):
        location: Location = entry["loc"]
        path, position, _ = locate(location, written)
        if entry["type"] == "missing":
            path = ".".join(filter(None, (path, str(location[-1]))))
        what, remedy = _in_words(dict(entry), location, root)
        problems.append(Problem(path, what, remedy, *position))
    return list(dict.fromkeys(problems))


def _in_words(entry: dict[str, Any], location: Location, root: type[Spec]) -> tuple[str, str]:
    kind, context, given = entry["type"], entry.get("ctx", {}), entry["input"]
    if kind == "missing":
        return "is missing", "add it"
    if kind == "extra_forbidden":
        return _unknown_key(location, root)
    if kind == "value_error":
        return str(context["error"]), "see 'orgsim schema' for the form"
    if kind in ("literal_error", "union_tag_invalid"):
        known = context.get("expected") or context.get("expected_tags")
        return f"is {given!r}", f"write one of {known}"
    if kind == "no_such_distribution":
        written = next(iter(given), "") if isinstance(given, dict) else given
        return f"'{written}' is no distribution", did_you_mean(str(written), LAWS)
    if kind == "finite_number":
        return f"is {given}", "write a finite number"
    message = entry["msg"].replace("Input should be", "must be").replace("input should be", "must be")
    message = message[0].lower() + message[1:]
    shown = repr(given) if not isinstance(given, dict | list) else f"a {_form(given)}"
    return f"{message}, is {shown}", "change the value"


def _form(value: Any) -> str:
    return "map" if isinstance(value, dict) else "list"


def _unknown_key(location: Location, root: type[Spec]) -> tuple[str, str]:
    specs = _specs_at(location[:-1], root)
    word = str(location[-1])
    if any(word in spec.not_yet_supported for spec in specs):
        return "is not yet supported by this version", "remove it"
    known = {name for spec in specs for name in spec.model_fields}
    return "no such key", did_you_mean(word, known)


def _specs_at(location: Location, root: type[Spec]) -> list[type[Spec]]:
    """The specs that may stand at a place of a file."""
    here: list[type[Spec]] = [root]
    for step in location:
        below = [
            spec
            for parent in here
            if str(step) in parent.model_fields
            for spec in _specs_in(parent.model_fields[str(step)].annotation)
        ]
        if below:
            here = below
    return here


def _specs_in(annotation: Any) -> Iterable[type[Spec]]:
    """Spec classes inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        yield annotation
    for argument in get_args(annotation):
        yield from _specs_in(argument)
