"""Values set by dotted path on top of a file, by hand and in comparisons alike.

`structure.teams.counter.wip_limit` leads through maps by key and through lists by name or number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ..errors import InputError, Problem, did_you_mean
from .reading import MOST_DEPTH, Location, Position, Written, name_of, read_text

FROM_PYTHON = "overrides"
MAPS_OF_NAMED_THINGS = ("workforce",)
"""A path leads through these only to what is there: a new name would be a slip of the pen."""


def override(root: Written, dotted: str, value: Any, at: Position | None = None) -> None:
    """Set one value by dotted path.

    value: plain, or Written with the place it comes from. A word that stands in no file is read as
    YAML, so that `3` is a number. at: position of the path, where a file holds it.
    """
    given = value if isinstance(value, Written) else as_written(value, FROM_PYTHON)
    at = at or given.position

    def wrong(what: str, remedy: str) -> InputError:
        return InputError([Problem(dotted, what, remedy, *at)])

    new = parsed(given, dotted)
    *steps, last = _steps_of(root, dotted)
    if "" in (*steps, last):
        raise wrong("is no path: a name is missing between two dots", "write it like horizon.quarters")
    if not steps and last == "extends":
        raise wrong("cannot be set from outside", "write it into the file")
    here = root
    for depth, step in enumerate(steps):
        if step not in _places_of(here):
            _may_be_new(here, step, steps[:depth], wrong)
            here.value[step] = Written({}, *at)
            here.keys[step] = at[1:]
        here = _places_of(here)[step]
    _set(here, last, new, at, steps, wrong)


def _set(here: Written, last: str, new: Written, at: Position, steps: list[str], wrong: Any) -> None:
    if isinstance(here.value, list):
        if last not in _places_of(here):
            _may_be_new(here, last, steps, wrong)
        here.value[here.value.index(_places_of(here)[last])] = new
        return
    if not isinstance(here.value, dict):
        _may_be_new(here, last, steps, wrong)
    here.value[last] = new
    here.keys[last] = at[1:]


def _may_be_new(here: Written, step: str, above: list[str], wrong: Any) -> None:
    """Turn down a step that leads nowhere and cannot be made."""
    where = ".".join(above)
    known = list(_names_in(here))
    if isinstance(here.value, list):
        raise wrong(f"there is no '{step}' in {where}", did_you_mean(step, known))
    if not isinstance(here.value, dict):
        raise wrong(f"'{where}' is a plain value, with nothing below it", f"set '{where}' as a whole")
    if above and above[-1] in MAPS_OF_NAMED_THINGS:
        raise wrong(f"there is no '{step}' in {where}", did_you_mean(step, known))


def _names_in(here: Written) -> Iterator[str]:
    """Keys of a map; names of a list, or its numbers where nothing has a name."""
    if isinstance(here.value, dict):
        yield from here.value
    elif isinstance(here.value, list):
        for k, entry in enumerate(here.value):
            yield name_of(entry) or str(k)


def _places_of(here: Written) -> dict[str, Written]:
    """What lies one step below, by every step that leads there; names go before numbers."""
    if isinstance(here.value, dict):
        return dict(here.value)
    if not isinstance(here.value, list):
        return {}
    places: dict[str, Written] = {}
    for entry in here.value:
        places.setdefault(name_of(entry) or "", entry)
    for k, entry in enumerate(here.value):
        places.setdefault(str(k), entry)
    places.pop("", None)
    return places


def _steps_of(root: Written, dotted: str) -> list[str]:
    """The steps of a path; a name that holds a dot is one step where it is known."""
    steps: list[str] = []
    here: Written | None = root
    rest = dotted
    while True:
        places = {} if here is None else _places_of(here)
        known = [name for name in places if rest == name or rest.startswith(name + ".")]
        step = max(known, key=len) if known else rest.partition(".")[0]
        steps.append(step)
        if step == rest:
            return steps
        here, rest = places.get(step), rest[len(step) + 1 :]


def location_of(dotted: str, root: Written) -> Location:
    """The place that a path of a check leads to: it counts lists, and names may hold dots."""
    steps: list[int | str] = []
    here: Written | None = root
    rest = dotted
    while rest:
        head = rest.partition(".")[0]
        if here is not None and isinstance(here.value, list) and head.isdigit():
            step: int | str = int(head)
            here = here.value[int(head)] if int(head) < len(here.value) else None
        else:
            places = {} if here is None else _places_of(here)
            known = [name for name in places if rest == name or rest.startswith(name + ".")]
            step = head = max(known, key=len) if known else head
            here = places.get(head)
        steps.append(step)
        rest = rest[len(head) + 1 :]
    return tuple(steps)


def parsed(given: Written, dotted: str) -> Written:
    """A value set from outside a file; a word is read as YAML."""
    if given.line or not isinstance(given.value, str) or not given.value.strip():
        return given
    try:
        found = read_text(given.value, given.file, may_be_empty=True)
        if found.problems:
            raise InputError(found.problems)
    except InputError as error:
        raise InputError(
            Problem(".".join(filter(None, (dotted, p.path))), p.what, p.remedy, given.file)
            for p in error.problems
        ) from None
    return _without_position(found)


def as_written(value: Any, shown: str, depth: int = 0) -> Written:
    """A plain value as if it had been written, without a position."""
    if depth > MOST_DEPTH:
        what = f"is nested more than {MOST_DEPTH} levels deep"
        raise InputError([Problem("", what, "remove levels, or what holds itself", shown)])
    if isinstance(value, Written):
        return value
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    if isinstance(value, Mapping):
        entries = {str(k): as_written(v, shown, depth + 1) for k, v in value.items()}
        return Written(entries, shown, 0, 0, dict.fromkeys(entries, (0, 0)))
    if isinstance(value, list | tuple):
        return Written([as_written(entry, shown, depth + 1) for entry in value], shown, 0, 0)
    return Written(value, shown, 0, 0)


def _without_position(written: Written) -> Written:
    written.line = written.column = 0
    written.keys = dict.fromkeys(written.keys, (0, 0))
    below = written.value.values() if isinstance(written.value, dict) else written.value
    if isinstance(written.value, dict | list):
        for entry in below:
            _without_position(entry)
    return written
