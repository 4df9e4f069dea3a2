"""`extends`: one file on top of another; each value keeps its position."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import InputError, Problem
from .overrides import Overrides
from .patches import merged
from .shipped import seen_from, unknown
from .yaml_reader import Position, Written, read_yaml

MOST_FILES = 50


def read_merged(
    path: Path, overrides: Mapping[str, Any] | None = None, written: Written | None = None
) -> Written:
    """Read a file with everything it extends, and set the overrides on top.

    written: the file itself, where it has been read before.
    """
    return overridden(_Chain().extended(written or read_yaml(path), path, ()), overrides or {})


def overridden(
    written: Written, overrides: Mapping[str, Any], positions: Mapping[str, Position] | None = None
) -> Written:
    """A file with values set by dotted path; a value that cannot be set becomes a problem of the file.

    positions: of the paths, where a file holds them.
    """
    batch = Overrides(written)
    for dotted, value in overrides.items():
        try:
            batch.set(str(dotted), value, (positions or {}).get(dotted))
        except InputError as error:
            written.problems += error.problems
    return written


class _Chain:
    """Reads a file on top of the files it extends, and counts them."""

    def __init__(self) -> None:
        self.files = 0

    def extended(self, written: Written, path: Path, below: tuple[Path, ...]) -> Written:
        """A file on top of the files that it extends; `below` are the files that led here."""
        if not isinstance(written.value, dict):
            what, remedy = "must be a map of keys", "begin with 'name: …'"
            raise InputError([Problem("", what, remedy, *written.position)])
        parents = written.value.pop("extends", None)
        if parents is None:
            return written
        if parents.value is None:
            written.keys.pop("extends")
            return written
        position = (parents.file, *written.keys.pop("extends"))
        names = parents.value if isinstance(parents.value, list) else [parents]
        base: Written | None = None
        for name in names:
            try:
                layer = self._parent(name, path, (*below, path.resolve()), position)
            except InputError as error:
                written.problems += error.problems
                written.incomplete = True
            else:
                base = layer if base is None else merged(base, layer)
        return written if base is None else merged(base, written)

    def _parent(
        self, name: Written, path: Path, chain: tuple[Path, ...], position: tuple[str, int, int]
    ) -> Written:
        """A file named under `extends`, with its paths relative to the file that names it."""

        def wrong(what: str, remedy: str) -> InputError:
            return InputError([Problem("extends", what, remedy, *position)])

        if not isinstance(name.value, str):
            raise wrong("must name a file", "write a path, relative to this file")
        target = seen_from(path.parent, name.value)
        if words := why_not(target, name.value):
            raise wrong(*words)
        if target.resolve() in chain:
            circle = " -> ".join(p.name for p in (*chain[chain.index(target.resolve()) :], target))
            raise wrong(f"goes round in a circle: {circle}", "remove one of these")
        self.files += 1
        if self.files == MOST_FILES:
            raise wrong(f"leads to more than {MOST_FILES} files", "extend fewer files, each only once")
        if self.files > MOST_FILES:
            raise InputError([])  # said once
        return moved(self.extended(read_yaml(target), target, chain), target.parent, path.parent)


def why_not(path: Path, name: str) -> tuple[str, str] | None:
    """Why a file that another file names cannot be read, and what to do; None if it can be read."""
    if words := unknown(name):
        return f"no preset is named '{name}'", words[1]
    try:
        path.resolve()
        if path.is_dir():
            return f"'{name}' is a folder", "name a YAML file in it"
        there = path.exists()
    except (OSError, ValueError, RuntimeError):
        there = False  # an impossible path
    return None if there else (f"there is no file '{name}'", "give its path relative to this file")


def moved(written: Written, origin: Path, here: Path) -> Written:
    """The same values, with paths of CSV files relative to another folder."""
    for place in (*_streams(written), *_workforce(written)):
        source = place.value.get("from_csv") if isinstance(place.value, dict) else None
        if source is not None and isinstance(source.value, dict):
            source = source.value.get("file")
        if source is not None and isinstance(source.value, str) and not os.path.isabs(source.value):
            source.value = os.path.relpath(origin / source.value, here)
    return written


def _workforce(written: Written) -> list[Written]:
    """The workforce of a file as written, if there is one."""
    there = isinstance(written.value, dict) and "workforce" in written.value
    return [written.value["workforce"]] if there else []


def _streams(written: Written) -> list[Written]:
    """All streams of demand in a file as written."""
    demand = written.value.get("demand") if isinstance(written.value, dict) else None
    if demand is None or not isinstance(demand.value, dict):
        return []
    lists = [demand.value[key] for key in ("items", "opportunities") if key in demand.value]
    return [stream for entry in lists if isinstance(entry.value, list) for stream in entry.value]
