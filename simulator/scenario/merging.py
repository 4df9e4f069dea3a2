"""`extends` and overrides: one file on top of another, without losing where each value stands."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import InputError, Problem, did_you_mean
from .reading import Written, read_text, read_yaml

NAMING_KEYS = ("name", "stage", "product")


def read_merged(path: Path, overrides: Mapping[str, Any] | None = None) -> Written:
    """Read a file with everything it extends, and set the overrides on top."""
    written = _read_extended(path, ())
    for dotted, value in (overrides or {}).items():
        override(written, dotted, value)
    return written


def _read_extended(path: Path, below: tuple[Path, ...]) -> Written:
    """Read a file on top of the ones it extends; `below` are the files that led here."""
    here = path.resolve()
    written = read_yaml(path)
    if not isinstance(written.value, dict):
        raise InputError(
            [
                Problem(
                    "",
                    "must be a map of keys",
                    "start with 'name: …'",
                    str(path),
                    written.line,
                    written.column,
                )
            ]
        )
    parent = written.value.pop("extends", None)
    if parent is None:
        return written
    position = (parent.file, *written.keys.pop("extends"))
    names = parent.value if isinstance(parent.value, list) else [parent]
    base: Written | None = None
    for name in names:
        if not isinstance(name.value, str):
            raise InputError(
                [Problem("extends", "must name a file", "write a path, seen from this file", *position)]
            )
        target = path.parent / name.value
        chain = (*below, here)
        if target.resolve() in chain:
            circle = " -> ".join(p.name for p in (*chain, target.resolve()))
            raise InputError(
                [Problem("extends", f"goes round in a circle: {circle}", "remove one of these", *position)]
            )
        if not target.is_file():
            raise InputError(
                [
                    Problem(
                        "extends",
                        f"there is no file '{name.value}'",
                        "give its path as seen from this file",
                        *position,
                    )
                ]
            )
        layer = _moved(_read_extended(target, chain), target.parent, path.parent)
        base = layer if base is None else merged(base, layer)
    return written if base is None else merged(base, written)


def _moved(written: Written, origin: Path, here: Path) -> Written:
    """The same values with paths of CSV files seen from another folder."""
    for stream in _streams(written):
        source = stream.value.get("from_csv") if isinstance(stream.value, dict) else None
        if source is not None and isinstance(source.value, dict):
            source = source.value.get("file")
        if source is not None and isinstance(source.value, str) and not os.path.isabs(source.value):
            source.value = os.path.relpath(origin / source.value, here)
    return written


def _streams(written: Written) -> list[Written]:
    """All streams of demand in a file as written."""
    demand = written.value.get("demand")
    if demand is None or not isinstance(demand.value, dict):
        return []
    lists = [demand.value[key] for key in ("items", "opportunities") if key in demand.value]
    return [stream for entry in lists if isinstance(entry.value, list) for stream in entry.value]


def merged(base: Written, top: Written) -> Written:
    """Maps are merged, lists of named things are merged by name, all else is replaced."""
    if isinstance(base.value, dict) and isinstance(top.value, dict):
        result = Written(dict(base.value), top.file, top.line, top.column, {**base.keys, **top.keys})
        for key, entry in top.value.items():
            result.value[key] = merged(base.value[key], entry) if key in base.value else entry
        return result
    if _is_named_list(base) and _is_named_list(top):
        entries = {name_of(entry): entry for entry in base.value}
        for entry in top.value:
            name = name_of(entry)
            entries[name] = merged(entries[name], entry) if name in entries else entry
        return Written(list(entries.values()), top.file, top.line, top.column)
    return top


def name_of(entry: Written) -> str | None:
    """Name of a named thing: its `name`, a stage's `stage`, or a stream's `product`."""
    if isinstance(entry.value, dict):
        for key in NAMING_KEYS:
            if key in entry.value and isinstance(entry.value[key].value, str):
                return str(entry.value[key].value)
    return None


def _is_named_list(written: Written) -> bool:
    if not isinstance(written.value, list) or not written.value:
        return False
    names = [name_of(entry) for entry in written.value]
    return None not in names and len(set(names)) == len(names)


def override(root: Written, dotted: str, value: Any) -> None:
    """Set one value by dotted path; a word is read as YAML, so that `3` is a number."""
    shown = f"--set {dotted}"
    new = parsed(value, shown)
    *steps, last = dotted.split(".")
    here = root
    for depth, step in enumerate(steps):
        here = _step_into(here, step, ".".join(steps[: depth + 1]), shown)
    if isinstance(here.value, list):
        here.value[_index_of(here, last, dotted, shown)] = new
        return
    if not isinstance(here.value, dict):
        raise InputError(
            [Problem(dotted, "there is nothing to set below a plain value", "shorten the path", shown)]
        )
    here.value[last] = new
    here.keys[last] = (0, 0)


def parsed(value: Any, shown: str) -> Written:
    """A value set from outside a file; a word is read as YAML."""
    if isinstance(value, str) and value.strip():
        return _without_position(read_text(value, shown))
    return as_written(value, shown)


def as_written(value: Any, shown: str) -> Written:
    """A plain value as if it had been written, without a position."""
    if isinstance(value, Mapping):
        entries = {str(k): as_written(v, shown) for k, v in value.items()}
        return Written(entries, shown, 0, 0, dict.fromkeys(entries, (0, 0)))
    if isinstance(value, list | tuple):
        return Written([as_written(entry, shown) for entry in value], shown, 0, 0)
    return Written(value, shown, 0, 0)


def _without_position(written: Written) -> Written:
    written.line = written.column = 0
    written.keys = dict.fromkeys(written.keys, (0, 0))
    for entry in (
        written.value.values()
        if isinstance(written.value, dict)
        else written.value
        if isinstance(written.value, list)
        else ()
    ):
        _without_position(entry)
    return written


def _step_into(here: Written, step: str, path: str, shown: str) -> Written:
    if isinstance(here.value, list):
        entry: Written = here.value[_index_of(here, step, path, shown)]
        return entry
    if not isinstance(here.value, dict):
        raise InputError([Problem(path, "there is nothing below a plain value", "shorten the path", shown)])
    if step not in here.value:
        here.value[step] = Written({}, shown, 0, 0)
        here.keys[step] = (0, 0)
    return here.value[step]  # type: ignore[no-any-return]


def _index_of(here: Written, step: str, path: str, shown: str) -> int:
    names = [name_of(entry) for entry in here.value]
    if step in names:
        return names.index(step)
    if step.isdigit() and int(step) < len(names):
        return int(step)
    known = [name for name in names if name]
    raise InputError([Problem(path, f"there is no '{step}' in this list", did_you_mean(step, known), shown)])
