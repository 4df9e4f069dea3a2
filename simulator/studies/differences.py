"""What differs between scenarios, key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..scenario.scenario import Scenario

WORLD_KEYS = ("horizon", "presence", "workforce", "products", "value_stream", "demand")
LABELS = ("name", "description")
NAMING_KEYS = ("name", "stage", "product")
MISSING = "–"
MOST_KEYS = 8
"""Keys of a map that are named one by one where other scenarios write none of it."""


def differences(scenarios: Sequence[Scenario]) -> dict[str, list[str]]:
    """Values of each scenario by dotted path, where they are not all the same."""
    return differences_as_resolved(
        [scenario.model_dump(mode="json", exclude_none=True) for scenario in scenarios]
    )


def differences_as_resolved(scenarios: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The same for scenarios as a manifest keeps them: as plain maps and lists."""
    return dict(
        _compare([{k: v for k, v in scenario.items() if k not in LABELS} for scenario in scenarios], "")
    )


def world_differences(paths: Sequence[str]) -> list[str]:
    """Those paths that belong to the world and not to the structure."""
    return [path for path in paths if path.split(".")[0] in WORLD_KEYS]


def _compare(values: Sequence[Any], path: str) -> Iterator[tuple[str, list[str]]]:
    """Differing leaves below a path; a list of named things that are not the same is named only."""
    if all(value == values[0] for value in values):
        return
    if all(isinstance(value, dict) for value in values) and not _one_sided(values):
        for key in dict.fromkeys(key for value in values for key in value):
            yield from _compare([value.get(key) for value in values], f"{path}.{key}" if path else key)
        return
    entries = [_by_name(value) for value in values]
    if any(entry is None for entry in entries):
        yield path, [MISSING if value is None else _short(value) for value in values]
        return
    named = [entry for entry in entries if entry is not None]
    if any(list(entry) != list(named[0]) for entry in named):
        yield path, [", ".join(entry) for entry in named]
    for name in named[0]:
        if all(name in entry for entry in named):
            yield from _compare([entry[name] for entry in named], f"{path}.{name}")


def _one_sided(values: Sequence[Any]) -> bool:
    """Whether some say a lot and others nothing: there is no key to compare."""
    return not all(values) and max(map(len, values)) > MOST_KEYS


def _by_name(value: Any) -> dict[str, Any] | None:
    """Named things of a list by name; None for anything else."""
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        return None
    names = [next((str(entry[key]) for key in NAMING_KEYS if key in entry), None) for entry in value]
    if None in names or len(set(names)) < len(names):
        return None
    return {str(name): entry for name, entry in zip(names, value, strict=True)}


def _short(value: Any) -> str:
    """A value in the way a file would say it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_short(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_short, value)) + "]"
    return str(value)
