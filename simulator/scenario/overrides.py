"""Values set by dotted path on top of a file, by hand and in comparisons alike.

A value replaces the one at its path; null removes it. A map or a list that itself removes something
is merged with the one that is there, as an extending file is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..errors import InputError, Problem, did_you_mean
from .alternatives import rival_of
from .patches import REMOVE, Patch, takes_away
from .paths import names_in, places_of, position_in, steps_of
from .places import WHOLE, Place, field_of, is_list, step_into
from .yaml_reader import MOST_DEPTH, Location, Position, Taken, Written, read_text

FROM_PYTHON = "overrides"
MAPS_OF_NAMED_THINGS = ("workforce",)
"""In these, a path leads only to names that exist: a new name is taken as a typing error."""

FROM_FILE = "from_csv"
"""A key of such a map that takes names from another file."""


class Overrides:
    """Values set on one file at once: they must be usable together, regardless of the file."""

    def __init__(self, root: Written) -> None:
        self.root = root
        self._keys: dict[Location, set[str]] = {}

    def set(self, dotted: str, value: Any, at: Position | None = None) -> None:
        """Set one value, or remove what the path leads to. Raises InputError where the path leads nowhere.

        value: plain, or Written with its place of origin. A word that does not come from a file is read as
        YAML, so that `3` is a number. at: position of the path, where a file holds it.
        """
        given = value if isinstance(value, Written) else as_written(value, FROM_PYTHON)
        _Setting(self, dotted, given, at or given.position).act()

    def rival(self, where: Location, place: Place, key: str) -> str | None:
        """A key set before at the same place that cannot be used together with this one."""
        keys = self._keys.setdefault(where, set())
        rival = rival_of(place, key, keys)
        keys.add(key)
        return rival


class _Setting:
    """One value on its way to its place."""

    def __init__(self, batch: Overrides, dotted: str, given: Written, at: Position) -> None:
        self.batch, self.dotted, self.at = batch, dotted, at
        self.new = parsed(given, dotted)
        self.steps = tuple(steps_of(batch.root, dotted))

    def wrong(self, what: str, remedy: str) -> InputError:
        """An error of this path."""
        return InputError([Problem(self.dotted, what, remedy, *self.at)])

    def act(self) -> None:
        """Put the value where it belongs."""
        *above, last = self.steps
        if "" in self.steps:
            what = "is not a path: a name is missing between two dots"
            raise self.wrong(what, "write it like horizon.quarters")
        if not above and last == "extends":
            raise self.wrong("cannot be set from outside", "write it into the file")
        if self.new.value is None and self._says_nothing():
            return
        parent, here, place = self.batch.root, self.batch.root, WHOLE
        way: Location = ()
        for depth in range(len(above)):
            parent, (here, place, way) = here, self._below(here, place, way, depth)
        if last == REMOVE and isinstance(parent.value, list):
            self._mark(parent, here)
        elif isinstance(here.value, list):
            self._set_entry(here, place)
        else:
            self._set_key(here, place, way)

    def _below(
        self, here: Written, place: Place, way: Location, depth: int
    ) -> tuple[Written, Place, Location]:
        """What lies one step below; it is created if it does not exist."""
        step = self.steps[depth]
        entry = places_of(here).get(step)
        if entry is None or entry.value is None:
            self._may_be_new(here, depth)
            if is_list(step_into(place, step)):
                where = ".".join(self.steps[: depth + 1])
                what = f"there is no '{self.steps[depth + 1]}' in {where}"
                raise self.wrong(what, "no names are known here: write the list into the file")
            entry = here.value[step] = Written({}, *self.at)
            here.keys[step] = self.at[1:]
        number: int | str = position_in(here, entry) if isinstance(here.value, list) else step
        return entry, step_into(place, number), (*way, number)

    def _says_nothing(self) -> bool:
        """Whether null is set below a section that could exist and does not: then nothing changes."""
        here, place = self.batch.root, WHOLE
        for depth, step in enumerate(self.steps[:-1]):
            entry = places_of(here).get(step)
            if entry is None or entry.value is None:
                return _is_known(place, self.steps[depth:])
            place = step_into(place, position_in(here, entry) if isinstance(here.value, list) else step)
            here = entry
        return False

    def _set_key(self, here: Written, place: Place, way: Location) -> None:
        last = self.steps[-1]
        if not isinstance(here.value, dict):
            self._may_be_new(here, len(self.steps) - 1)
        if self.new.value is not None and (rival := self.batch.rival(way, place, last)):
            other = ".".join((*self.steps[:-1], rival))
            raise self.wrong(f"is set together with {other}", "keep one of them")
        top = Written({last: self.new}, *here.position, {last: self.at[1:]})
        if self.new.value is not None and not takes_away(self.new):
            here.value.pop(last, None)
        result = self._patched(here, top, place, self.steps[:-1])
        here.value, here.keys = result.value, result.keys

    def _set_entry(self, here: Written, place: Place) -> None:
        last = self.steps[-1]
        if last not in places_of(here):
            self._may_be_new(here, len(self.steps) - 1)
        entry = places_of(here)[last]
        k = position_in(here, entry)
        if self.new.value is None:
            self._remove(here, entry, self.steps)
        elif takes_away(self.new):
            here.value[k] = self._patched(entry, self.new, step_into(place, k), self.steps)
        else:
            here.value[k] = self.new

    def _mark(self, parent: Written, entry: Written) -> None:
        """`remove` is set on an entry of a list."""
        if not isinstance(self.new.value, bool):
            raise self.wrong("must be true or false", "write true to remove the entry")
        if self.new.value:
            self._remove(parent, entry, self.steps[:-1])

    def _remove(self, parent: Written, entry: Written, steps: tuple[str, ...]) -> None:
        del parent.value[position_in(parent, entry)]
        self.batch.root.taken[steps] = Taken(self.at, entry)

    def _patched(self, base: Written, top: Written, place: Place, steps: tuple[str, ...]) -> Written:
        patch = Patch()
        result = patch.over(base, top, place, steps)
        self.batch.root.problems += patch.problems
        for gone, taken in patch.taken.items():
            self.batch.root.taken[gone] = replace(taken, position=self.at)
        return result

    def _may_be_new(self, here: Written, depth: int) -> None:
        """Refuse a step that leads nowhere and cannot be created."""
        step, where = self.steps[depth], ".".join(self.steps[:depth])
        known = list(names_in(here))
        if isinstance(here.value, list):
            raise self.wrong(f"there is no '{step}' in {where}", did_you_mean(step, known))
        if not isinstance(here.value, dict):
            what = f"'{where}' is a plain value, with nothing below it"
            raise self.wrong(what, f"set '{where}' as a whole")
        if depth and self.steps[depth - 1] in MAPS_OF_NAMED_THINGS and FROM_FILE not in here.value:
            raise self.wrong(f"there is no '{step}' in {where}", did_you_mean(step, known))


def _is_known(place: Place, steps: Sequence[str]) -> bool:
    """Whether every step is a key of the part above it."""
    for step in steps:
        if field_of(place, step) is None:
            return False
        place = step_into(place, step)
    return True


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
        raise InputError([Problem("", what, "remove levels, or a value that contains itself", shown)])
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
